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
package io.github.tribuogen.flow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import io.github.tribuogen.flow.bijection.Bijection;
import io.github.tribuogen.flow.bijection.BijectionChain;
import io.github.tribuogen.flow.bijection.MaskedAutoregressive;
import io.github.tribuogen.flow.cnf.ContinuousFlow;
import io.github.tribuogen.flow.cnf.MlpDynamics;
import io.github.tribuogen.flow.ode.FixedStepSolver;
import io.github.tribuogen.flow.ode.Method;
import io.github.tribuogen.flow.ode.Replay;
import io.github.tribuogen.neural.data.Dequantisation;
import io.github.tribuogen.neural.density.LogDensity;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Trainer;
import org.tribuo.test.Helpers;

/** The density of some features given others: {@code x = 2 c + (1 + |c|) n} with normal n, beside a context that is far off. */
class ConditionalFlowTest {
    private static final int SEED = 3;

    /** Features a = x, b = c, in units that the standardisation has to change. */
    private static MutableDataset<LogDensity> data(int n) {
        SplittableRandom rng = new SplittableRandom(SEED);
        double[][] rows = new double[n][];
        for (int i = 0; i < n; i++) {
            double c = 2 * rng.nextDouble() - 1;
            rows[i] = new double[] {2 * c + (1 + Math.abs(c)) * rng.nextGaussian(), 100 + 10 * c};
        }
        return Flows.rows(rows);
    }

    private static double entropy(double c) {
        return 0.5 * Math.log(2 * Math.PI * Math.E) + Math.log(1 + Math.abs(c));
    }

    private static Bijection bijection(String kind) {
        return kind.equals("MAF")
                ? new BijectionChain(List.of(
                        new MaskedAutoregressive(Flows.TANH, false, 16),
                        new MaskedAutoregressive(Flows.TANH, true, 16)))
                : ContinuousFlow.builder(new MlpDynamics(
                                io.github.tribuogen.flow.cnf.TimeLayer.CONCAT_SQUASH, Flows.TANH, 16, 16))
                        .solver(new FixedStepSolver(Method.RK4, 4), new Replay())
                        .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAF", "FFJORD"})
    void learnsTheDensityGivenTheContext(String kind) {
        FlowTrainer trainer = Flows.trainer(bijection(kind), 600).context("b").build();
        try (FlowModel m = trainer.train(data(2000))) {
            assertEquals(List.of("b"), m.context());
            for (double c : new double[] {-0.8, 0, 0.7}) {
                float b = (float) (100 + 10 * c);
                // given the context the density of x alone integrates to one
                int n = 400;
                double width = 24.0 / n;
                float[][] line = new float[n][];
                for (int i = 0; i < n; i++) {
                    line[i] = new float[] {(float) (-12 + (i + 0.5) * width), b};
                }
                double mass = Arrays.stream(m.logDensity(line)).map(Math::exp).sum() * width;
                assertEquals(1, mass, 2e-3);
                // the mean of 4000 draws, within what the fit misses
                float[][] given = new float[4000][];
                Arrays.fill(given, new float[] {Float.MAX_VALUE / 2, b});
                float[][] x = m.sample(given, new SplittableRandom(1));
                double mean = Arrays.stream(x).mapToDouble(r -> r[0]).average().orElseThrow();
                assertEquals(2 * c, mean, 0.3);
                assertTrue(Arrays.stream(x).allMatch(r -> r[1] == b || Math.abs(r[1] - b) < 1e-3), "the context stays");
                SplittableRandom rng = new SplittableRandom(2);
                float[][] truth = new float[4000][];
                Arrays.setAll(truth, i -> new float[] {(float) (2 * c + (1 + Math.abs(c)) * rng.nextGaussian()), b});
                double nll = -Arrays.stream(m.logDensity(truth)).average().orElseThrow();
                // the standard error of 4000 is .011
                assertTrue(nll > entropy(c) - 0.045 && nll < entropy(c) + 0.1, c + ": " + nll + ", " + entropy(c));
            }
            float[][] rows = m.toRows(data(50));
            float[][] z = m.toBase(rows);
            float[][] back = m.fromBase(z);
            for (int i = 0; i < rows.length; i++) {
                assertEquals(rows[i][1], z[i][1], 0, "the context of a base point");
                assertArrayEquals(rows[i], back[i], 2e-3f);
            }
            float[][][] path = m.path(z);
            assertArrayEquals(back[7], path[path.length - 1][7], 2e-3f);
            float[][] score = m.score(rows);
            float h = 1e-2f;
            double[] l = m.logDensity(new float[][] {
                {rows[0][0] + h, rows[0][1]},
                {rows[0][0] - h, rows[0][1]},
                {rows[0][0], rows[0][1] + 8 * h},
                {rows[0][0], rows[0][1] - 8 * h}
            });
            assertEquals((l[0] - l[1]) / (2 * h), score[0][0], 2e-2);
            assertEquals((l[2] - l[3]) / (16 * h), score[0][1], 2e-2);
        }
    }

    @Test
    void isRebuiltSavedAndReloaded() {
        MutableDataset<LogDensity> data = data(200);
        FlowTrainer trainer = Flows.trainer(bijection("MAF"), 20).context("b").build();
        try (FlowModel m = trainer.train(data)) {
            ConfigurationManager cm = new ConfigurationManager();
            cm.addConfiguration(
                    ProvenanceUtil.extractConfiguration(m.getProvenance().getTrainerProvenance()));
            FlowTrainer again = (FlowTrainer) cm.lookupAll(Trainer.class).get(0);
            try (FlowModel same = again.train(data);
                    FlowModel read = (FlowModel) Model.deserialize(m.serialize())) {
                float[][] rows = m.toRows(data);
                assertArrayEquals(m.logDensity(rows), same.logDensity(rows));
                assertArrayEquals(m.logDensity(rows), read.logDensity(rows));
                assertEquals(List.of("b"), read.context());
                assertArrayEquals(m.sample(rows, new SplittableRandom(1)), read.sample(rows, new SplittableRandom(1)));
            }
            Helpers.testModelProtoSerialization(m, LogDensity.class, data, 0);
        }
    }

    @Test
    void badContextsAreNamed() {
        MutableDataset<LogDensity> data = data(50);
        FlowTrainer.Builder builder = Flows.trainer(bijection("MAF"), 2);
        String unknown = assertThrows(
                        IllegalArgumentException.class,
                        () -> builder.context("c", "b").build().train(data))
                .getMessage();
        assertTrue(unknown.contains("[c]") && unknown.contains("[a, b]"), unknown);
        String all = assertThrows(
                        IllegalArgumentException.class,
                        () -> builder.context("a", "b").build().train(data))
                .getMessage();
        assertTrue(all.contains("found all 2"), all);
        String bends = assertThrows(IllegalArgumentException.class, () -> builder.context("b")
                        .preprocessor(new Dequantisation(1))
                        .build()
                        .train(data))
                .getMessage();
        assertTrue(bends.contains("affine"), bends);
        try (FlowModel m =
                Flows.trainer(bijection("MAF"), 2).context("b").build().train(data)) {
            assertThrows(UnsupportedOperationException.class, () -> m.sample(3, new SplittableRandom(1)));
            assertThrows(UnsupportedOperationException.class, () -> m.sampleExamples(3, new SplittableRandom(1)));
            assertThrows(IllegalArgumentException.class, () -> m.sample(new float[][] {{1}}, new SplittableRandom(1)));
        }
    }
}
