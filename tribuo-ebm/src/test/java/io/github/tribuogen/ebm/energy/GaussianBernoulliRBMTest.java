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
package io.github.tribuogen.ebm.energy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.hipparchus.analysis.integration.IterativeLegendreGaussIntegrator;
import org.junit.jupiter.api.Test;

/** Statistical tests allow 5 standard errors, so each comparison fails by chance with probability below 1e-6. */
class GaussianBernoulliRBMTest {
    private static GaussianBernoulliRBM small(long seed) {
        return GaussianBernoulliRBM.random(3, 4, new SplittableRandom(seed)).perturbed(0.3, new SplittableRandom(seed));
    }

    @Test
    void scoreIsTheGradientAndItsDivergenceTheTraceOfItsDerivative() {
        GaussianBernoulliRBM m = small(1);
        // multiples of 2^-10, so that central differences see exact points
        float[][] x = {{0.5f, -1.25f, 2}, {-3, 0.75f, 0}};
        float step = 1f / 1024;
        float[][] s = m.score(x);
        double[] trace = m.scoreDivergence(x);
        for (int n = 0; n < x.length; n++) {
            double sum = 0;
            for (int i = 0; i < 3; i++) {
                float[] up = x[n].clone();
                float[] down = x[n].clone();
                up[i] += step;
                down[i] -= step;
                double[] v = m.logDensity(new float[][] {up, down});
                assertEquals((v[0] - v[1]) / (2 * step), s[n][i], 1e-5);
                float[][] ds = m.score(new float[][] {up, down});
                sum += (ds[0][i] - ds[1][i]) / (2 * step);
            }
            assertEquals(sum, trace[n], 1e-3);
        }
    }

    @Test
    void withoutWeightsItIsANormalLaw() {
        GaussianBernoulliRBM m = new GaussianBernoulliRBM(new double[2][1], new double[] {1, -2}, new double[] {0.5});
        assertArrayEquals(new float[] {-2, -4}, m.score(new float[][] {{3, 2}})[0], 1e-6f);
        assertEquals(-2, m.scoreDivergence(new float[][] {{3, 2}})[0], 1e-12);
        assertArrayEquals(new double[] {1, -2}, m.mean(), 1e-12);
    }

    @Test
    void theNormaliserIsTheIntegral() {
        GaussianBernoulliRBM m = new GaussianBernoulliRBM(
                new double[][] {{1.5, -2, 0.5}}, new double[] {0.3}, new double[] {0.2, -0.4, 1});
        double z = new IterativeLegendreGaussIntegrator(20, 1e-8, 1e-10)
                .integrate(100000, x -> Math.exp(m.logDensity(new float[][] {{(float) x}})[0]), -12, 12);
        assertEquals(Math.log(z), m.logNormaliser(), 1e-6);
    }

    @Test
    void saturatedUnitsNeitherOverflowNorLoseTheScore() {
        GaussianBernoulliRBM m = new GaussianBernoulliRBM(new double[][] {{2000}}, new double[] {0}, new double[] {0});
        assertEquals(1000 - 0.5 + 0, m.logDensity(new float[][] {{1}})[0], 1e-9);
        assertEquals(999, m.score(new float[][] {{1}})[0][0], 1e-3);
        for (float[] x : m.gibbs(50, 20, new SplittableRandom(1))) {
            assertEquals(1000, Math.abs(x[0]), 6);
        }
    }

    @Test
    void gibbsAndEnumerationAgreeOnMoments() {
        GaussianBernoulliRBM m = small(2);
        int n = 20_000;
        double[] mean = m.mean();
        for (float[][] x : List.of(m.gibbs(n, 60, new SplittableRandom(3)), m.sample(n, new SplittableRandom(4)))) {
            double[] score = new double[3];
            for (int i = 0; i < 3; i++) {
                int at = i;
                double found =
                        Arrays.stream(x).mapToDouble(r -> r[at]).average().orElseThrow();
                double sd = Math.sqrt(Arrays.stream(x)
                        .mapToDouble(r -> (r[at] - found) * (r[at] - found))
                        .average()
                        .orElseThrow());
                assertEquals(mean[i], found, 5 * sd / Math.sqrt(n));
                // Stein's identity with a constant and with f(x) = x: E s = 0, E s_i x_i = -1
                float[][] s = m.score(x);
                double[] products = new double[n];
                for (int r = 0; r < n; r++) {
                    score[i] += s[r][i] / n;
                    products[r] = s[r][i] * x[r][i];
                }
                double p = Arrays.stream(products).average().orElseThrow();
                double psd = Math.sqrt(Arrays.stream(products)
                        .map(v -> (v - p) * (v - p))
                        .average()
                        .orElseThrow());
                assertEquals(-1, p, 5 * psd / Math.sqrt(n));
                assertEquals(0, score[i], 5 * 3 / Math.sqrt(n));
            }
        }
    }

    /**
     * The Fisher divergence of a perturbed machine is about d H sigma^2 / 4 where hidden units are saturated. Chains stay in a
     * few modes of one machine, each of which has a relative standard deviation of sqrt(2 / d) = 0.2: eight machines are
     * averaged.
     */
    @Test
    void perturbationMovesTheScoreAsMuchAsItShould() {
        SplittableRandom rng = new SplittableRandom(5);
        double fisher = 0;
        for (int machine = 0; machine < 8; machine++) {
            GaussianBernoulliRBM p = GaussianBernoulliRBM.random(50, 40, rng);
            GaussianBernoulliRBM q = p.perturbed(0.02, rng);
            float[][] x = p.gibbs(100, 100, rng);
            float[][] sp = p.score(x);
            float[][] sq = q.score(x);
            for (int n = 0; n < x.length; n++) {
                for (int i = 0; i < 50; i++) {
                    fisher += Math.pow(sq[n][i] - sp[n][i], 2) / x.length / 8;
                }
            }
        }
        assertEquals(0.25 * 0.02 * 0.02 * 50 * 40, fisher, 0.15 * 0.2);
    }

    @Test
    void equalSeedsGiveEqualSamplesAndExamplesReadAsRows() {
        GaussianBernoulliRBM m = small(6);
        assertArrayEquals(m.gibbs(7, 5, new SplittableRandom(1)), m.gibbs(7, 5, new SplittableRandom(1)));
        assertTrue(m.gibbs(1, 5, new SplittableRandom(1))[0][0] != m.gibbs(1, 5, new SplittableRandom(2))[0][0]);
        assertArrayEquals(m.sample(5, new SplittableRandom(7)), m.toRows(m.sampleExamples(5, new SplittableRandom(7))));
    }

    @Test
    void badInputIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new GaussianBernoulliRBM(new double[2][3], new double[2], new double[2]));
        assertThrows(
                IllegalArgumentException.class,
                () -> new GaussianBernoulliRBM(new double[][] {{Double.NaN}}, new double[1], new double[1]));
        GaussianBernoulliRBM m = small(8);
        assertThrows(IllegalArgumentException.class, () -> m.score(new float[][] {{1, 2}}));
        assertThrows(IllegalArgumentException.class, () -> m.logDensity(new float[][] {{1, 2, Float.NaN}}));
        assertThrows(IllegalArgumentException.class, () -> m.gibbs(-1, 1, new SplittableRandom(1)));
        assertThrows(IllegalStateException.class, () -> GaussianBernoulliRBM.random(2, 13, new SplittableRandom(1))
                .logNormaliser());
    }
}
