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
package io.github.tribuogen.ebm.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.ebm.stein.GoodnessOfFit;
import io.github.tribuogen.ebm.stein.ScoredSample;
import io.github.tribuogen.neural.runtime.Device;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.hipparchus.distribution.continuous.UniformRealDistribution;
import org.hipparchus.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What holds of the kernelised Stein discrepancy: known values, symmetries, the law of its p-values. */
class KernelSteinTestTest {
    private static KernelSteinTest test(RadialKernel kernel, SteinStatistic statistic, int draws) {
        return new KernelSteinTest(
                kernel, statistic, new WildBootstrap(draws, new RademacherSigns()), 0.05, Device.cpu(1));
    }

    private static KernelSteinTest gaussian(double w, SteinStatistic statistic) {
        return test(new GaussianKernel(new FixedBandwidth(w)), statistic, 19);
    }

    /** n V of points of the model has the mean D (1 + 1/w), the matrix's diagonal; 60 samples, five standard errors. */
    @Test
    void theVStatisticOfTheModelsOwnPoints() {
        double[] values = new double[60];
        Arrays.setAll(values, i -> gaussian(2, SteinStatistic.V)
                .test(Samples.shifted(200, 3, 0, i), 1)
                .statistic());
        Moments m = Moments.of(values);
        assertEquals(3 * 1.5, m.mean(), 5 * m.sd() / Math.sqrt(60));
        assertTrue(m.sd() < 4, m.toString());
    }

    /** KSD^2 of N(mu, I) to N(0, I) is |mu|^2 (1 + 2/w)^(-D/2); 40 samples, five standard errors. */
    @Test
    void theUStatisticOfAShift() {
        double[] values = new double[40];
        Arrays.setAll(values, i -> gaussian(2, SteinStatistic.U)
                .test(Samples.shifted(400, 3, 0.5, 100 + i), 1)
                .effect()
                .orElseThrow()
                .estimate());
        Moments m = Moments.of(values);
        double expected = 0.25 * Math.pow(2, -1.5);
        assertEquals(expected, m.mean(), 5 * m.sd() / Math.sqrt(40));
        assertTrue(5 * m.sd() / Math.sqrt(40) < 0.5 * expected, m.toString());
    }

    /** The interval holds the true discrepancy of a shift in 95 of 100; 100 samples, failure by chance below 1e-4. */
    @Test
    void theIntervalCovers() {
        double truth = 0.25 * Math.pow(2, -1.5);
        int covered = 0;
        for (int i = 0; i < 100; i++) {
            GoodnessOfFit.Effect e = gaussian(2, SteinStatistic.U)
                    .test(Samples.shifted(200, 3, 0.5, 500 + i), 1)
                    .effect()
                    .orElseThrow();
            covered += e.lower() <= truth && truth <= e.upper() ? 1 : 0;
        }
        assertTrue(covered >= 84, covered + " of 100");
    }

    /** n^2 V = n (n - 1) U + trace, so both give the same p-value; points and their means add up. */
    @Test
    @Tag("smoke")
    void uAndVDifferByTheDiagonal() {
        ScoredSample sample = Samples.shifted(30, 2, 0.2, 9);
        GoodnessOfFit u = gaussian(2, SteinStatistic.U).test(sample, 4);
        GoodnessOfFit v = gaussian(2, SteinStatistic.V).test(sample, 4);
        double trace = 30 * 2 / 2.0;
        for (float[] s : sample.scores()) {
            trace += s[0] * s[0] + s[1] * s[1];
        }
        assertEquals(30 * v.statistic(), 29 * u.statistic() + trace, 1e-4);
        assertEquals(u.pValue(), v.pValue());
        assertEquals(v.statistic(), Arrays.stream(v.perPoint()).sum(), 1e-9);
        assertEquals(30, v.perPoint().length);
        assertEquals(v.statistic() / 30, v.details().get("KSD^2, V-statistic"), 1e-12);
    }

    /** A rotation changes nothing; points times c with scores over c and a width times c^2 give the statistic over c^2. */
    @Test
    void rotationsAndScales() {
        ScoredSample sample = Samples.shifted(80, 2, 0.3, 10);
        GoodnessOfFit plain = gaussian(2, SteinStatistic.V).test(sample, 4);
        double cos = Math.cos(0.7);
        double sin = Math.sin(0.7);
        GoodnessOfFit turned = gaussian(2, SteinStatistic.V)
                .test(
                        ScoredSample.of(
                                map(sample.points(), cos, -sin, sin, cos), map(sample.scores(), cos, -sin, sin, cos)),
                        4);
        assertEquals(plain.statistic(), turned.statistic(), 1e-5 * plain.statistic());
        assertEquals(plain.pValue(), turned.pValue());
        GoodnessOfFit scaled = gaussian(18, SteinStatistic.V)
                .test(
                        ScoredSample.of(map(sample.points(), 3, 0, 0, 3), map(sample.scores(), 1 / 3.0, 0, 0, 1 / 3.0)),
                        4);
        assertEquals(plain.statistic() / 9, scaled.statistic(), 1e-5 * plain.statistic());
        assertEquals(plain.pValue(), scaled.pValue());
    }

    private static float[][] map(float[][] rows, double a, double b, double c, double d) {
        float[][] out = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            out[i] = new float[] {(float) (a * rows[i][0] + b * rows[i][1]), (float) (c * rows[i][0] + d * rows[i][1])};
        }
        return out;
    }

    /** P-values of the model's own points are uniform (Kolmogorov-Smirnov, p above 0.001; 200 samples). */
    @Test
    void pValuesOfTheHypothesis() {
        KernelSteinTest test = test(new InverseMultiquadricKernel(), SteinStatistic.V, 199);
        double[] p = new double[200];
        SplittableRandom rng = new SplittableRandom(6);
        // p-values are multiples of 1/200: spread evenly within each step
        Arrays.setAll(p, i -> test.test(Samples.shifted(100, 2, 0, 1000 + i), i).pValue() - rng.nextDouble() / 200);
        double ks = new KolmogorovSmirnovTest().kolmogorovSmirnovTest(new UniformRealDistribution(0, 1), p, false);
        assertTrue(ks > 1e-3, "p " + ks);
    }

    @Test
    void equalSeedsGiveEqualResults() {
        KernelSteinTest test = test(new GaussianKernel(), SteinStatistic.V, 99);
        ScoredSample sample = Samples.shifted(60, 2, 0.2, 11);
        assertEquals(test.test(sample, 5).toJson(), test.test(sample, 5).toJson());
        assertEquals(5, test.test(sample, 5).seed());
    }

    /**
     * Steps of a chain with correlation 0.9 of the right law: independent signs reject far too often, those of a chain do not. 50
     * chains; the last bound fails by chance with less than 1e-3 if the level is 0.1.
     */
    @Test
    void dependentPointsNeedDependentSigns() {
        int independent = 0;
        int chain = 0;
        for (int i = 0; i < 50; i++) {
            SplittableRandom rng = new SplittableRandom(i);
            float[][] x = new float[400][1];
            double v = rng.nextGaussian();
            for (float[] row : x) {
                row[0] = (float) v;
                v = 0.9 * v + Math.sqrt(1 - 0.81) * rng.nextGaussian();
            }
            ScoredSample sample = ScoredSample.of(x, Samples.scores(x));
            independent += test(new GaussianKernel(), SteinStatistic.V, 99)
                            .test(sample, i)
                            .rejects()
                    ? 1
                    : 0;
            chain += new KernelSteinTest(
                                    new GaussianKernel(),
                                    SteinStatistic.V,
                                    new WildBootstrap(99, new MarkovSigns(0.02)),
                                    0.05,
                                    Device.cpu(1))
                            .test(sample, i)
                            .rejects()
                    ? 1
                    : 0;
        }
        assertTrue(independent >= 20, independent + " of 50");
        assertTrue(chain <= 13, chain + " of 50");
    }

    /** The parametric bootstrap is exact for 10 points: 40 samples at level 0.1, failure by chance below 2e-3. */
    @Test
    void theParametricBootstrapIsExact() {
        KernelSteinTest test = new KernelSteinTest(
                new GaussianKernel(), SteinStatistic.U, new ParametricBootstrap(), 0.1, Device.cpu(1));
        int rejected = 0;
        for (int i = 0; i < 40; i++) {
            SplittableRandom rng = new SplittableRandom(i);
            float[][] draws = Samples.normal(10 * 19, 2, 0, rng);
            ScoredSample sample = Samples.shifted(10, 2, 0, 77 + i).withModelDraws(draws, Samples.scores(draws));
            GoodnessOfFit r = test.test(sample, i);
            assertEquals(19, r.details().get("draws"));
            rejected += r.rejects() ? 1 : 0;
        }
        assertTrue(rejected <= 10, rejected + " of 40");
        SplittableRandom rng = new SplittableRandom(3);
        float[][] draws = Samples.normal(10 * 19, 2, 0, rng);
        assertEquals(
                1 / 20.0,
                test.test(Samples.shifted(10, 2, 3, 5).withModelDraws(draws, Samples.scores(draws)), 1)
                        .pValue());
    }

    /** The witness is the mean of s(x) k(x, y) + grad_x k(x, y), written out for the Gaussian kernel; over two blocks. */
    @Test
    void theWitness() {
        ScoredSample sample = Samples.shifted(BlockedGram.BLOCK + 50, 2, 0.5, 12);
        float[][] at = {{0.3f, -1}, {1, 1}, {40, 40}};
        double[][] g = gaussian(2, SteinStatistic.V).witness(sample, at);
        float[][] x = sample.points();
        float[][] s = sample.scores();
        for (int k = 0; k < at.length; k++) {
            double[] expected = new double[2];
            for (int i = 0; i < x.length; i++) {
                double t = Math.pow((double) x[i][0] - at[k][0], 2) + Math.pow((double) x[i][1] - at[k][1], 2);
                for (int j = 0; j < 2; j++) {
                    expected[j] += Math.exp(-t / 4) * (s[i][j] - ((double) x[i][j] - at[k][j]) / 2) / x.length;
                }
            }
            assertArrayEquals(expected, g[k], 1e-10);
        }
        assertTrue(g[0][0] < 0, "the sample lies to the right of the model, where its scores point to the left");
    }
}
