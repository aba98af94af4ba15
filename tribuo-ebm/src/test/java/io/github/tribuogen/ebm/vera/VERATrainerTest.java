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
package io.github.tribuogen.ebm.vera;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.WeightAveraging;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The trainer learns a density of the plane. */
class VERATrainerTest {
    /** log p with the constant from a grid on [-8, 8]^2. */
    static double meanLogDensity(VERAModel m, double[][] points) {
        int n = 200;
        double cell = 16.0 / n;
        float[][] grid = new float[n * n][];
        Arrays.setAll(
                grid, i -> new float[] {(float) (-8 + (i / n + 0.5) * cell), (float) (-8 + (i % n + 0.5) * cell)});
        double[] s = Arrays.stream(m.logDensity(grid))
                .map(v -> v / m.entropyWeight())
                .toArray();
        double max = Arrays.stream(s).max().orElseThrow();
        double logZ =
                max + Math.log(Arrays.stream(s).map(v -> Math.exp(v - max)).sum() * cell * cell);
        float[][] x = new float[points.length][];
        Arrays.setAll(x, i -> new float[] {(float) points[i][0], (float) points[i][1]});
        return Arrays.stream(m.logDensity(x)).average().orElseThrow() / m.entropyWeight() - logZ;
    }

    /** The expected log density of the truth is minus its entropy, -2.14; a Gaussian of the data's moments has -3.6. */
    @Test
    void likelihoodOfTwoClustersComesNearTheTruth() {
        VERATrainer trainer = VERATrainer.builder(
                        VeraData.energy(32, 32), VeraData.sampler(2, 32, 32).withScales(0.05, 0.3))
                .objective(new DensityObjective(0.1))
                .optimiser(new Adam(3e-4, 0, 0.9))
                .averaging(new WeightAveraging(0.99, true))
                .settings(VeraData.settings(1500).build())
                .seed(1)
                .build();
        try (VERAModel m = trainer.train(VeraData.densities(VeraData.clusters(2000, 1)))) {
            double truth = -(Math.log(2) + Math.log(2 * Math.PI * Math.E * 0.25));
            assertEquals(truth, meanLogDensity(m, VeraData.clusters(4000, 2)), 0.3);
            int right = 0;
            int near = 0;
            for (float[] row : m.sample(2000, new SplittableRandom(3))) {
                right += row[0] > 0 ? 1 : 0;
                near += Math.hypot(Math.abs(row[0]) - 2, row[1]) < 1.5 ? 1 : 0;
            }
            assertEquals(1000, right, 200);
            assertTrue(near > 1600, near + " near a cluster");
        }
    }
}
