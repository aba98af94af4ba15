/*
 * Copyright 2026 The Tribuo Generative authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.github.tribuogen.ebm.stein;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import io.github.tribuogen.neural.runtime.Device;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LearnedSteinTestTest {
    /** n points of N(shift e_1, I) with the scores of N(0, I). */
    private static ScoredSample shifted(int n, int d, double shift, long seed) {
        SplittableRandom rng = new SplittableRandom(seed);
        float[][] x = new float[n][d];
        float[][] s = new float[n][d];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                x[i][j] = (float) (rng.nextGaussian() + (j == 0 ? shift : 0));
                s[i][j] = -x[i][j];
            }
        }
        return ScoredSample.of(x, s);
    }

    private static LearnedSteinTest.Builder small() {
        return LearnedSteinTest.builder()
                .critic(new MlpCritic(0.2, 16, 16))
                .updates(60, 20, 0)
                .device(Device.cpu(1));
    }

    static Stream<TestPlan> plans() {
        return Stream.of(
                new SingleSplit(),
                new SingleSplit(0.5, 0.2, false),
                new Prequential(),
                new CrossFit(),
                new CrossFit(3, 0.2, false));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void noPointIsTestedByACriticThatHasSeenIt(TestPlan plan) {
        int n = 103;
        List<TestPlan.Round> rounds = plan.rounds(n, 5);
        Set<Integer> tested = new HashSet<>();
        for (TestPlan.Round r : rounds) {
            Set<Integer> rows = new HashSet<>();
            IntStream.of(r.training()).forEach(rows::add);
            IntStream.of(r.validation()).forEach(rows::add);
            assertEquals(r.training().length + r.validation().length, rows.size());
            IntStream.of(r.tested()).forEach(i -> {
                assertFalse(rows.contains(i));
                assertTrue(tested.add(i), "tested once");
            });
            assertTrue(r.training().length >= 2 && r.validation().length >= 2);
        }
        if (plan instanceof CrossFit) {
            assertEquals(n, tested.size());
        }
        if (plan instanceof Prequential) {
            assertEquals(72, tested.size());
            // a later critic has seen what was tested before
            Set<Integer> last = new HashSet<>();
            IntStream.of(rounds.get(6).training()).forEach(last::add);
            IntStream.of(rounds.get(6).validation()).forEach(last::add);
            IntStream.of(rounds.get(0).tested()).forEach(i -> assertTrue(last.contains(i)));
        }
        assertThrows(IllegalArgumentException.class, () -> plan.rounds(5, 1));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void aShiftIsFoundWithItsSizeAndItsFeature(TestPlan plan) {
        LearnedSteinTest test = small().plan(plan).updates(200, 20, 0).build();
        GoodnessOfFit r = test.test(shifted(400, 3, 1, 2), 9);
        assertTrue(r.rejects() && r.pValue() < 1e-3, r.toString());
        // the Fisher divergence is 1, and critics of a few updates give less
        GoodnessOfFit.Effect e = r.effect().orElseThrow();
        assertTrue(e.estimate() > 0.3 && e.lower() < 1.05 && e.lower() <= e.estimate() && e.estimate() <= e.upper());
        assertTrue(r.power().orElseThrow() > 0.9);
        List<GoodnessOfFit.Attribution> a = r.attributions();
        assertEquals(3, a.size());
        assertTrue(a.get(0).pValue() < 0.01, a.toString());
        assertTrue(
                a.get(0).z() > Math.abs(a.get(1).z())
                        && a.get(0).z() > Math.abs(a.get(2).z()),
                a.toString());
        double total = a.stream().mapToDouble(GoodnessOfFit.Attribution::mean).sum();
        assertEquals(Arrays.stream(r.perPoint()).average().orElseThrow(), total, 1e-4, "parts sum to the whole");
        assertEquals(r.points(), r.perPoint().length);
    }

    @Test
    void equalSeedsGiveEqualResults() {
        ScoredSample sample = shifted(200, 2, 0.3, 1);
        LearnedSteinTest test = small().critics(2).build();
        GoodnessOfFit one = test.test(sample, 4);
        GoodnessOfFit again = test.test(sample, 4);
        assertEquals(one.toJson(), again.toJson());
        assertNotEquals(one.pValue(), test.test(sample, 5).pValue());
        ConfigurationManager cm = new ConfigurationManager();
        cm.addConfiguration(ProvenanceUtil.extractConfiguration(test.getProvenance()));
        GoodnessOfFitTest rebuilt =
                (GoodnessOfFitTest) cm.lookupAll(GoodnessOfFitTest.class).get(0);
        assertEquals(one.toJson(), rebuilt.test(sample, 4).toJson());
    }

    @Test
    void testedPointsDoNotReachTheCritic() {
        ScoredSample sample = shifted(200, 2, 0.5, 1);
        TestPlan plan = new SingleSplit(0.6, 0.2, false);
        LearnedSteinTest test = small().plan(plan).build();
        float[][] x = sample.points();
        float[][] s = sample.scores();
        x[199][0] = 30;
        s[199][0] = -30;
        double[] before = test.test(sample, 3).perPoint();
        double[] after = test.test(ScoredSample.of(x, s), 3).perPoint();
        assertArrayEquals(Arrays.copyOf(before, 39), Arrays.copyOf(after, 39));
        assertNotEquals(before[39], after[39]);
    }

    @Test
    void oneCoordinateWorks() {
        GoodnessOfFit r = small().build().test(shifted(300, 1, 1.5, 1), 2);
        assertTrue(r.rejects(), r.toString());
    }

    @Test
    void badInputIsNamed() {
        ScoredSample few = shifted(5, 2, 0, 1);
        assertTrue(assertThrows(
                        IllegalArgumentException.class, () -> small().build().test(few, 1))
                .getMessage()
                .contains("found 5"));
        float[][] same = new float[60][2];
        assertTrue(assertThrows(
                        IllegalArgumentException.class, () -> small().build().test(ScoredSample.of(same, same), 1))
                .getMessage()
                .contains("differ expected"));
        assertThrows(PropertyException.class, () -> small().alpha(0).build());
        assertThrows(PropertyException.class, () -> small().critics(0).build());
        assertThrows(PropertyException.class, () -> small().updates(0, 1, 0).build());
        assertThrows(PropertyException.class, () -> new SingleSplit(0.9, 0.1, true));
        assertThrows(PropertyException.class, () -> new CrossFit(1, 0.1, true));
        assertThrows(PropertyException.class, () -> new Prequential(0.3, 0, 0.1, true));
    }

    @Test
    @Tag("smoke")
    void correctionsAreThoseOfTheBooks() {
        assertArrayEquals(new double[] {0.03, 0.06, 0.06}, Holm.adjust(new double[] {0.01, 0.04, 0.03}), 1e-12);
        assertArrayEquals(new double[] {1, 1}, Holm.adjust(new double[] {0.9, 0.8}), 1e-12);
        // Student's upper 5 % point with 9 degrees of freedom is 1.8331
        assertEquals(0.05, Pooling.upperTail(1.833113, 9), 1e-6);
        // equal p-values keep their value under Cauchy's combination
        double[] fold = {1, 2, -1, 3, 0.5};
        double p = Pooling.studentised(fold).pValue();
        assertEquals(p, new CrossFit(2, 0.2, true).pool(List.of(fold, fold)).pValue(), 1e-9);
    }
}
