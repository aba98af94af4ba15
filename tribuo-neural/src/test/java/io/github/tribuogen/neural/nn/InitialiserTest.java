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
package io.github.tribuogen.neural.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InitialiserTest {
    private static final Initialiser[] ALL = {
        new FanInUniformInitialiser(),
        new ConstantInitialiser(0.3),
        new NormalInitialiser(0.5),
        new HeInitialiser(InitialDistribution.NORMAL, 0.2),
        new HeInitialiser(InitialDistribution.UNIFORM, 0),
        new GlorotInitialiser(InitialDistribution.NORMAL, 2),
        new GlorotInitialiser(),
        new OrthogonalInitialiser(1.5)
    };

    private static double[] draw(Initialiser i, long... shape) {
        return i.initialise(shape, 50, 30, new SplittableRandom(4));
    }

    /** Mean and standard deviation of 60,000 values: at five standard errors, a false alarm in 10^6. */
    @Test
    void momentsAreAsDocumented() {
        double[] std = {
            1 / Math.sqrt(3 * 50),
            0,
            0.5,
            Math.sqrt(2 / (1.04 * 50)),
            Math.sqrt(2.0 / 50),
            2 * Math.sqrt(2.0 / 80),
            Math.sqrt(2.0 / 80)
        };
        for (int k = 0; k < std.length; k++) {
            double[] v = draw(ALL[k], 200, 300);
            double mean = Arrays.stream(v).average().orElseThrow();
            double centre = k == 1 ? 0.3 : 0;
            double var = Arrays.stream(v)
                    .map(a -> (a - centre) * (a - centre))
                    .average()
                    .orElseThrow();
            assertEquals(centre, mean, 5 * std[k] / Math.sqrt(v.length) + 1e-12, ALL[k].toString());
            // the variance of a squared normal is 2 sd^4
            assertEquals(
                    std[k] * std[k], var, 5 * std[k] * std[k] * Math.sqrt(2.0 / v.length) + 1e-15, ALL[k].toString());
            assertArrayEquals(v, draw(ALL[k], 200, 300), 0.0);
        }
        double bound =
                Arrays.stream(draw(ALL[0], 200, 300)).map(Math::abs).max().orElseThrow();
        assertTrue(bound <= 1 / Math.sqrt(50) && bound > 0.99 / Math.sqrt(50));
    }

    @Test
    void orthogonalRowsOrColumns() {
        for (long[] shape : new long[][] {{4, 4}, {3, 5}, {6, 2}, {3, 2, 2, 2}}) {
            double[] v = draw(new OrthogonalInitialiser(1.5), shape);
            int rows = (int) shape[0];
            int columns = v.length / rows;
            boolean wide = columns > rows;
            int n = Math.min(rows, columns);
            for (int a = 0; a < n; a++) {
                for (int b = 0; b < n; b++) {
                    double dot = 0;
                    for (int i = 0; i < Math.max(rows, columns); i++) {
                        dot += wide ? v[a * columns + i] * v[b * columns + i] : v[i * columns + a] * v[i * columns + b];
                    }
                    assertEquals(a == b ? 2.25 : 0, dot, 1e-12);
                }
            }
        }
    }

    @Test
    void surviveConfigurationAndRefuseNonsense() {
        for (Initialiser i : ALL) {
            ConfigRoundTrip.check(i);
        }
        assertThrows(PropertyException.class, () -> new NormalInitialiser(-1));
        assertThrows(PropertyException.class, () -> new OrthogonalInitialiser(0));
        assertThrows(PropertyException.class, () -> new ConstantInitialiser(Double.NaN));
        assertThrows(PropertyException.class, () -> new HeInitialiser(InitialDistribution.NORMAL, -0.1));
        assertThrows(PropertyException.class, () -> new GlorotInitialiser(InitialDistribution.NORMAL, 0));
    }
}
