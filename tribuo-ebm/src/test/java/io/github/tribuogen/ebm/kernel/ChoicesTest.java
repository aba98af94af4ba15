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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The parts of the tests: widths, aggregation, finite sets, permutations, pairs. */
class ChoicesTest {
    private static final Device CPU = Device.cpu(1);

    @Test
    @Tag("smoke")
    void widths() {
        float[][] x = {{0}, {1}, {3}, {7}};
        // distances 1 2 3 4 6 7
        assertEquals(3.5 * 3.5, new MedianBandwidth().width(x), 1e-9);
        assertEquals(2 * 3.5 * 3.5, new MedianBandwidth(2).width(x), 1e-9);
        assertEquals(9, new MedianBandwidth(1, 2).width(x), 1e-9); // points 0 and 2
        assertEquals(5, new FixedBandwidth(5).width(x));
        float[][] coinciding = new float[9][1];
        coinciding[0][0] = 3;
        assertEquals(Math.pow(3 * 8 / 36.0, 2), new MedianBandwidth().width(coinciding), 1e-9);
        assertArrayEquals(new double[] {3.0625, 12.25, 49}, new MedianMultiples(-2, 2, 3).widths(x), 1e-9);
        assertArrayEquals(new double[] {1, 7, 49}, new GeometricBandwidths(3).widths(x), 1e-9);
        assertArrayEquals(
                new double[] {1 / 4.0, 2 / 4.0, 4 / 4.0},
                new GeometricBandwidths(3).widths(new float[][] {{0, 0}, {1, 1}}),
                1e-9); // largest distance at least 2, in 2 dimensions
    }

    /** Points as far out as float32 tells apart have the same distances as those at the origin. */
    @Test
    void distancesFarFromTheOrigin() {
        float[][] x = {{4_194_304}, {4_194_305}, {4_194_307}, {4_194_311}};
        assertEquals(3.5 * 3.5, new MedianBandwidth().width(x), 1e-9);
    }

    /** The aggregate's level is what bisection finds, and it rejects as the quantiles of the paper do. */
    @Test
    void aggregationAsThePaperHasIt() {
        SplittableRandom rng = new SplittableRandom(4);
        int widths = 4;
        int first = 60;
        int second = 80;
        for (int trial = 0; trial < 50; trial++) {
            double[] statistics = new double[widths];
            double[][] draws = new double[widths][first + second];
            for (int b = -1; b < first + second; b++) {
                double common = rng.nextGaussian();
                for (int k = 0; k < widths; k++) {
                    double v = common + rng.nextGaussian() + (b < 0 ? trial * 0.05 : 0);
                    if (b < 0) {
                        statistics[k] = v;
                    } else {
                        draws[k][b] = v;
                    }
                }
            }
            Aggregate aggregate = new Aggregate(statistics, draws, first);
            double low = 0;
            double high = widths;
            for (int step = 0; step < 50; step++) {
                double u = (low + high) / 2;
                int count = 0;
                for (int b = 0; b < second; b++) {
                    double[] one = new double[widths];
                    for (int k = 0; k < widths; k++) {
                        one[k] = draws[k][first + b];
                    }
                    count += exceeds(one, statistics, draws, first, u) ? 1 : 0;
                }
                if (count <= 0.1 * second) {
                    low = u;
                } else {
                    high = u;
                }
            }
            assertEquals(low, aggregate.threshold(0.1), 1e-9);
            boolean rejects = exceeds(statistics, statistics, draws, first, low);
            assertEquals(rejects, aggregate.observed() < aggregate.threshold(0.1) - 1e-12);
            if (aggregate.pValue() < 0.1) {
                assertTrue(rejects, "what the p-value rejects, the paper's rule does");
            }
            if (rejects) {
                assertTrue(aggregate.pValue() < 0.1 + 2.0 / second, "p " + aggregate.pValue());
            }
        }
    }

    /** Is some value above the quantile at 1 - u / widths of the first draws and the statistic? */
    private static boolean exceeds(double[] values, double[] statistics, double[][] draws, int first, double u) {
        for (int k = 0; k < values.length; k++) {
            double[] sorted = Arrays.copyOf(draws[k], first + 1);
            sorted[first] = statistics[k];
            Arrays.sort(sorted);
            int position = (int) Math.ceil((first + 1) * (1 - u / values.length) - 1e-9);
            if (position < 1 || values[k] > sorted[Math.min(position, first + 1) - 1]) {
                return true;
            }
        }
        return false;
    }

    /** The gradient of the finite set's criterion against differences, and the climb ends no lower than it began. */
    @Test
    void theFiniteSetsGradient() {
        ScoredSample sample = Samples.shifted(40, 2, 0.5, 6);
        for (RadialKernel kernel : new RadialKernel[] {new GaussianKernel(), new InverseMultiquadricKernel()}) {
            try (FiniteSetObjective f = new FiniteSetObjective(kernel, sample, 3, 1.5, 0.01, CPU)) {
                double[] theta = f.parameters(2, new double[][] {{0, 0}, {1, -1}, {0.5, 2}});
                double[] gradient = f.gradient(theta).clone();
                assertEquals(7, gradient.length);
                for (int k = 0; k < theta.length; k++) {
                    double[] up = theta.clone();
                    double[] down = theta.clone();
                    up[k] += 1e-5;
                    down[k] -= 1e-5;
                    assertEquals((f.value(up) - f.value(down)) / 2e-5, gradient[k], 1e-7);
                }
                FiniteSetSteinTest.FiniteSet set = f.set(theta);
                assertEquals(2, set.width(), 1e-12);
                assertArrayEquals(new double[] {0.5, 2}, set.locations()[2], 1e-6);
                assertEquals(f.value(theta), set.criterion());
            }
        }
        FiniteSetSteinTest test = new FiniteSetSteinTest(new GaussianKernel(), new MedianMultiples(), 3, 0.05, CPU);
        FiniteSetSteinTest.FiniteSet best = test.fit(sample, 3);
        try (FiniteSetObjective f = new FiniteSetObjective(
                new GaussianKernel(), sample, 3, new MedianBandwidth().width(sample.points()), 0.01, CPU)) {
            double[] climbed = f.parameters(best.width(), best.locations());
            assertEquals(best.criterion(), f.value(climbed), 1e-9);
            double[] gradient = f.gradient(climbed);
            double norm = Math.sqrt(Arrays.stream(gradient).map(v -> v * v).sum());
            assertTrue(norm < 0.02, "near a maximum: " + norm);
        }
    }

    /** Features: their mean is the witness at the locations over sqrt(D J); their squared norm's estimate is unbiased. */
    @Test
    void featuresOfFiniteSets() {
        double[][] v = {{0.5, 0}, {-1, 1}};
        GaussianKernel kernel = new GaussianKernel(new FixedBandwidth(2));
        ScoredSample sample = Samples.shifted(BlockedGram.BLOCK + 9, 2, 0.4, 7);
        double[][] tau = FiniteSetObjective.features(kernel, 2, v, sample, CPU);
        double[][] witness = new KernelSteinTest(kernel).witness(sample, new float[][] {{0.5f, 0}, {-1, 1}});
        for (int k = 0; k < 4; k++) {
            int at = k;
            double mean = Arrays.stream(tau).mapToDouble(t -> t[at]).sum() / tau.length;
            assertEquals(witness[k / 2][k % 2] / 2, mean, 1e-9); // sqrt(2 * 2)
        }
        double[] values = new double[200];
        for (int i = 0; i < values.length; i++) {
            values[i] = new Features(FiniteSetObjective.features(kernel, 2, v, Samples.shifted(30, 2, 0, i), CPU))
                    .discrepancy();
        }
        Moments m = Moments.of(values);
        assertEquals(0, m.mean(), 4 * m.sd() / Math.sqrt(values.length));
        assertTrue(m.sd() > 0);
    }

    /** The eigenvalues of a covariance, of more points than features and of fewer. */
    @Test
    void eigenvalues() {
        SplittableRandom rng = new SplittableRandom(5);
        for (int[] size : new int[][] {{20, 6}, {6, 20}}) {
            double[][] tau = new double[size[0]][];
            Arrays.setAll(tau, i -> rng.doubles(size[1]).toArray());
            double[] e = new Features(tau).eigenvalues();
            assertEquals(6, e.length);
            double trace = 0;
            for (int k = 0; k < size[1]; k++) {
                int at = k;
                double sd = Moments.of(
                                Arrays.stream(tau).mapToDouble(t -> t[at]).toArray())
                        .sd();
                trace += sd * sd * (size[0] - 1.0) / size[0];
            }
            assertEquals(trace, Arrays.stream(e).sum(), 1e-10);
            assertTrue(Arrays.stream(e).min().orElseThrow() > -1e-12);
        }
    }

    /** Features far from all points are as good as zero; so are the eigenvalues that they add. */
    @Test
    void eigenvaluesOfFeaturesOfVeryDifferentSizes() {
        SplittableRandom rng = new SplittableRandom(6);
        double[][] tau = new double[100][60];
        for (double[] row : tau) {
            for (int k = 0; k < row.length; k++) {
                row[k] = rng.nextGaussian() * Math.pow(10, -3.0 * k);
            }
        }
        double[] e = new Features(tau).eigenvalues();
        assertEquals(60, e.length);
        assertTrue(Arrays.stream(e).allMatch(Double::isFinite));
        assertEquals(1, Arrays.stream(e).max().orElseThrow(), 0.5);
    }

    /** MMD^2 of the tested halves written out; among all permutations the observed one is one of many. */
    @Test
    void theDiscrepancyOfMeans() {
        ScoredSample sample = Samples.shifted(60, 2, 2, 8);
        GoodnessOfFit r = new MaximumMeanDiscrepancyTest(new GaussianKernel(), new MedianMultiples(0, 0, 1), 0.05, CPU)
                .test(sample, 1);
        SplittableRandom rng = new SplittableRandom(1);
        Split x = Split.of("", "", sample.points(), 0.2, rng);
        Split y = Split.of("", "", sample.modelDraws().orElseThrow(), 0.2, rng);
        assertEquals(12, x.training().length);
        double w = new MedianBandwidth().width(Rows.concat(x.training(), y.training()));
        assertEquals(w, r.details().get("bandwidth"), 1e-12);
        double expected = mean(x.test(), x.test(), w, true)
                + mean(y.test(), y.test(), w, true)
                - 2 * mean(x.test(), y.test(), w, false);
        assertEquals(expected, r.statistic(), 1e-10);
        assertEquals(1 / 401.0, r.pValue(), 1e-12);
        assertEquals(48, r.points());
    }

    private static double mean(float[][] a, float[][] b, double w, boolean same) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b.length; j++) {
                if (!same || i != j) {
                    double t = 0;
                    for (int k = 0; k < a[i].length; k++) {
                        t += Math.pow((double) a[i][k] - b[j][k], 2);
                    }
                    sum += Math.exp(-t / (2 * w));
                    count++;
                }
            }
        }
        return sum / count;
    }

    /** The pairs of the linear test, written out; 9 points make 4 pairs. */
    @Test
    void pairs() {
        ScoredSample sample = Samples.shifted(9, 2, 0.3, 13);
        GoodnessOfFit r = new LinearTimeSteinTest(new GaussianKernel(new FixedBandwidth(2)), 0.05, CPU).test(sample, 1);
        float[][] x = sample.points();
        float[][] s = sample.scores();
        double[] h = new double[4];
        for (int i = 0; i < 4; i++) {
            double t = 0;
            double scores = 0;
            double mixed = 0;
            for (int j = 0; j < 2; j++) {
                double between = (double) x[i][j] - x[i + 4][j];
                t += between * between;
                scores += (double) s[i][j] * s[i + 4][j];
                mixed += ((double) s[i + 4][j] - s[i][j]) * between;
            }
            h[i] = Math.exp(-t / 4) * (scores - mixed / 2 + 1 - t / 4);
        }
        double mean = Arrays.stream(h).sum() / 4;
        double rms = Math.sqrt(Arrays.stream(h).map(v -> v * v).sum() / 4);
        assertEquals(2 * mean / rms, r.statistic(), 1e-9);
        assertEquals(PValues.normal(r.statistic()), r.pValue());
        assertEquals(8, r.points());
        assertEquals(mean, r.effect().orElseThrow().estimate(), 1e-9);
    }
}
