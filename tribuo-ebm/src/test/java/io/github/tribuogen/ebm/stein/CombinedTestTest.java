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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.report.Picture;
import io.github.tribuogen.neural.runtime.Device;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CombinedTestTest {
    private static ScoredSample shifted(double shift, long seed) {
        SplittableRandom rng = new SplittableRandom(seed);
        float[][] x = new float[200][2];
        float[][] s = new float[200][2];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < 2; j++) {
                x[i][j] = (float) (rng.nextGaussian() + shift);
                s[i][j] = -x[i][j];
            }
        }
        return ScoredSample.of(x, s);
    }

    private static LearnedSteinTest critic(int width) {
        return LearnedSteinTest.builder()
                .critic(new MlpCritic(0, width))
                .plan(new SingleSplit(0.4, 0.2, true))
                .updates(40, 20, 0)
                .device(Device.cpu(1))
                .build();
    }

    @Test
    void theLeastPValueCountsAsOftenAsThereAreTests() {
        CombinedTest combined = new CombinedTest(0.05, critic(4), critic(8));
        ScoredSample points = shifted(0.15, 1);
        double a = critic(4).test(points, 7).pValue();
        double b = critic(8).test(points, 8).pValue();
        GoodnessOfFit merged = combined.test(points, 7);
        assertEquals(Math.min(1, 2 * Math.min(a, b)), merged.pValue(), 0);
        assertEquals(merged.pValue() < 0.05, merged.rejects());
        assertEquals(a, merged.details().get("1, LSD, p-value"), 0);
        assertEquals(b, merged.details().get("2, LSD, p-value"), 0);
        assertEquals(2, merged.attributions().size());
        assertTrue(combined.test(shifted(1, 2), 1).rejects());
        assertTrue(combined.getProvenance().toString().contains("CombinedTest"));
    }

    @Test
    void settingsAreChecked() {
        assertThrows(PropertyException.class, () -> new CombinedTest(0.05));
        assertThrows(PropertyException.class, () -> new CombinedTest(1, critic(4)));
    }

    @Test
    void theMapOfAWitness() {
        ScoredSample points = shifted(1, 3);
        LearnedSteinTest test = critic(8);
        Picture map = WitnessMap.of(at -> test.witness(points, at, 1), points, -4, 5);
        assertEquals("png", map.extension());
        ScoredSample line = ScoredSample.of(new float[][] {{1}, {2}}, new float[][] {{1}, {2}});
        assertThrows(IllegalArgumentException.class, () -> WitnessMap.of(at -> new double[0][], line, -1, 1));
        assertThrows(IllegalArgumentException.class, () -> test.witness(points, new float[][] {{1}}, 1));
        assertThrows(IllegalArgumentException.class, () -> test.witness(points, new float[0][], 1));
    }
}
