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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.nn.BatchNormalisation;
import io.github.tribuogen.neural.nn.Generator;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.NetworkGenerator;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.Sgd;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Estimates of the entropy's gradient against closed forms for linear generators, {@code H = log det(2 pi e S) / 2, S = W W' + s^2
 * I}, and against quadrature for one that bends.
 */
class EntropyGradientTest {
    private static final double S = 0.5;

    /** The paper's estimator with the best scales for an identity, fixed. */
    private static ImportanceEntropyGradient best(int draws) {
        return new ImportanceEntropyGradient(draws, Math.sqrt(1 / (1 + 1 / (S * S))), new Sgd(1e-300));
    }

    /** The share of dH/dW = S^-1 W that an estimator finds for g(z) = z, and the rest of the result. */
    private static double share(EntropyBench.Result r, int d) {
        double[] g = r.gradients().get("generator/mean/weight");
        double trace = 0;
        for (int i = 0; i < d; i++) {
            trace += g[i * d + i] / d;
        }
        return trace * (1 + S * S);
    }

    private static EntropyBench identity(int d, EntropyGradient estimator, int batch) {
        return new EntropyBench(LinearGenerator.identity(d, 1), d, d, S, estimator, batch);
    }

    /**
     * What the paper's estimator recovers, as simulated elsewhere; what it does not find goes to the scale: the whole of (dH/dW,
     * W) + dH/dlog s is D for any estimator. Tolerances are about five standard errors.
     */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 0.00, 1, 0.04", "1, 20, 0.77, 13, 0.04", "1, 200, 0.92, 120, 0.04",
        "2, 20, 0.73, 9.5, 0.03", "8, 1, 0.00, 1, 0.04", "8, 20, 0.55, 3.5, 0.02",
        "8, 200, 0.77, 11.5, 0.02", "32, 20, 0.32, 1.8, 0.01"
    })
    void thePapersEstimatorLosesWhatIsKnown(int d, int draws, double share, double effective, double tolerance) {
        try (EntropyBench bench = identity(d, best(draws), 500)) {
            EntropyBench.Result r = bench.run(d == 1 ? 60 : 20);
            assertEquals(share, share(r, d), tolerance);
            assertEquals(effective, r.metrics().get(EntropyGradient.ESS), 0.1 * effective);
            double scale = r.gradients().get("generator/logScale")[0] / d;
            assertEquals(1, share(r, d) / (1 + S * S) + scale, tolerance);
            assertEquals(1, r.metrics().get("stein"), tolerance);
        }
    }

    @Test
    void chainsOfTheJointLawForgetTheirStartAndThoseOfThePriorHardly() {
        try (EntropyBench joint = identity(8, new HmcEntropyGradient(), 500);
                EntropyBench prior = identity(8, new HmcEntropyGradient().withTarget(HmcTarget.PRIOR), 500)) {
            joint.run(100); // the step adapts
            prior.run(100);
            assertTrue(share(joint.run(20), 8) > 0.9);
            EntropyBench.Result r = prior.run(20);
            assertTrue(share(r, 8) < 0.4);
            assertTrue(r.metrics().get("posterior acceptance") > 0.3);
        }
    }

    /** Thirty-two latent coordinates of widely different reach, more points' coordinates, small s; S^-1 from a library. */
    @Test
    void theLinearisedPosteriorIsRightForAnyLinearGenerator() {
        int d = 32;
        int dimension = 40;
        double s = 0.1;
        SplittableRandom rng = new SplittableRandom(1);
        double[][] w = new double[dimension][d];
        for (double[] row : w) {
            for (int j = 0; j < d; j++) {
                row[j] = rng.nextGaussian() * Math.pow(0.9, j) / Math.sqrt(dimension);
            }
        }
        RealMatrix m = new Array2DRowRealMatrix(w);
        RealMatrix covariance = m.multiply(m.transpose())
                .add(MatrixUtils.createRealIdentityMatrix(dimension).scalarMultiply(s * s));
        RealMatrix inverse = new LUDecomposition(covariance).getSolver().getInverse();
        double whole = inverse.multiply(m).transpose().multiply(m).getTrace();
        assertEquals(dimension, whole + s * s * inverse.getTrace(), 1e-6);

        for (int iterations : new int[] {8, 40}) {
            try (EntropyBench bench = new EntropyBench(
                    new LinearGenerator(w), d, dimension, s, new LaplaceEntropyGradient(iterations, 1, 0), 1000)) {
                EntropyBench.Result r = bench.run(4);
                double found = inner(r.gradients().get("generator/mean/weight"), w);
                assertEquals(1, found / whole, iterations == 8 ? 0.1 : 0.03, iterations + " iterations");
                assertEquals(1, r.metrics().get("stein"), 0.03);
                if (iterations == 40) {
                    RealMatrix x = new Array2DRowRealMatrix(rows(r.x(), dimension));
                    double[][] exact = x.multiply(inverse).getData();
                    double[][] c = rows(r.c(), dimension);
                    for (int i = 0; i < 1000; i += 99) {
                        assertArrayEquals(exact[i], c[i], 1e-4);
                    }
                }
            }
        }
        try (EntropyBench bench =
                new EntropyBench(new LinearGenerator(w), d, dimension, s, new LaplaceEntropyGradient(), 1000)) {
            double found = inner(bench.run(4).gradients().get("generator/mean/weight"), w);
            assertTrue(found / whole > 0.9, "share " + found / whole);
        }
        try (EntropyBench paper =
                new EntropyBench(new LinearGenerator(w), d, dimension, s, new ImportanceEntropyGradient(), 200)) {
            paper.run(150); // its scales learn
            double found = inner(paper.run(10).gradients().get("generator/mean/weight"), w);
            assertTrue(found / whole < 0.7, "share " + found / whole);
        }
    }

    /** Of singular values 2, 1 and 1/2 twice each: three iterations for six coordinates are as good as elimination. */
    @Test
    void conjugateGradientsEndWithTheSingularValues() {
        double[][] w = new double[7][6];
        for (int i = 0; i < 6; i++) {
            w[i][i] = Math.pow(2, 1 - i / 2);
        }
        for (int pairs : new int[] {0, 2}) {
            try (EntropyBench conjugate = new EntropyBench(
                            new LinearGenerator(w), 6, 7, S, new LaplaceEntropyGradient(3, 1, pairs), 30);
                    EntropyBench direct = new EntropyBench(
                            new LinearGenerator(w), 6, 7, S, new LaplaceEntropyGradient(6, 1, pairs), 30)) {
                EntropyBench.Result r = direct.run(1);
                assertArrayEquals(conjugate.run(1).c(), r.c(), 1e-6);
                assertNull(conjugate.run(1).logDensity());
                assertNotNull(r.logDensity());
            }
        }
    }

    /** log N(x; 0, (1 + s^2) I), whatever draws there are, and nearly so by weighted draws. */
    @Test
    void theDensityOfALinearGeneratorsSamplesIsKnown() {
        for (int pairs : new int[] {0, 1, 3}) {
            try (EntropyBench bench = identity(4, new LaplaceEntropyGradient(4, 2, pairs), 30)) {
                EntropyBench.Result r = bench.run(1);
                assertArrayEquals(standard(r.x(), 4, 1 + S * S), r.logDensity(), 1e-6);
            }
        }
        try (EntropyBench bench = identity(1, best(5000), 30)) {
            EntropyBench.Result r = bench.run(1);
            assertArrayEquals(standard(r.x(), 1, 1 + S * S), r.logDensity(), 0.3);
        }
    }

    private static double[] standard(double[] x, int d, double variance) {
        double[] log = new double[x.length / d];
        for (int i = 0; i < x.length; i++) {
            log[i / d] -= 0.5 * (x[i] * x[i] / variance + Math.log(2 * Math.PI * variance));
        }
        return log;
    }

    /** The estimate for a generator that bends, against quadrature: both of the mean and of each point. */
    @Test
    void theDensityOfABentGeneratorsSamplesIsNearlyKnown() {
        Bent g = new Bent(0.3);
        double s = 0.1;
        try (EntropyBench bench = new EntropyBench(g, 2, 3, s, new LaplaceEntropyGradient(2, 2, 4), 60)) {
            EntropyBench.Result r = bench.run(1);
            double[][] x = rows(r.x(), 3);
            double bias = 0;
            double[] error = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                double excess = r.logDensity()[i] - g.exact(x[i], s)[0];
                bias += excess / x.length;
                error[i] = Math.abs(excess);
            }
            Arrays.sort(error);
            assertEquals(0, bias, 0.05);
            assertEquals(0, error[x.length / 2], 0.1);
        }
    }

    private static double inner(double[] transposed, double[][] w) {
        int d = w[0].length;
        double sum = 0;
        for (int i = 0; i < w.length; i++) {
            for (int j = 0; j < d; j++) {
                sum += transposed[j * w.length + i] * w[i][j];
            }
        }
        return sum;
    }

    private static double[][] rows(double[] flat, int columns) {
        double[][] rows = new double[flat.length / columns][columns];
        for (int i = 0; i < flat.length; i++) {
            rows[i / columns][i % columns] = flat[i];
        }
        return rows;
    }

    /** For a linear generator all draws of the posterior weigh the same and correct nothing. */
    @Test
    void drawsOfALinearGeneratorsPosteriorWeighTheSame() {
        try (EntropyBench without = identity(8, new LaplaceEntropyGradient(8, 1, 0), 50);
                EntropyBench with = identity(8, new LaplaceEntropyGradient(8, 1, 3), 50);
                EntropyBench twice = identity(8, new LaplaceEntropyGradient(8, 2, 0), 50)) {
            double[] c = without.run(1).c();
            EntropyBench.Result r = with.run(1);
            assertEquals(6, r.metrics().get(EntropyGradient.ESS), 1e-6);
            assertEquals(1, r.metrics().get(LaplaceEntropyGradient.MOVED), 1e-6);
            assertArrayEquals(c, r.c(), 1e-6);
            assertArrayEquals(c, twice.run(1).c(), 1e-6);
        }
    }

    /** eta_i = (1 + |W_i|^2 / s^2)^(-1/2). */
    @Test
    void thePapersScalesFindTheirClosedForm() {
        double[][] w = {{1, 0.2, 0}, {0.5, 0, 0.4}, {-0.3, 0.6, 0.1}, {0.2, 0.1, 0.9}, {0, -0.4, 0.3}};
        double s = 0.3;
        try (EntropyBench bench = new EntropyBench(
                new LinearGenerator(w), 3, 5, s, new ImportanceEntropyGradient(1, 0.1, new Adam(0.02)), 200)) {
            bench.run(1000);
            double[] mean = new double[3];
            for (int n = 0; n < 500; n++) {
                bench.run(1);
                for (int i = 0; i < 3; i++) {
                    mean[i] += bench.get("entropy/logScale")[i] / 500;
                }
            }
            for (int i = 0; i < 3; i++) {
                double square = 0;
                for (double[] row : w) {
                    square += row[i] * row[i];
                }
                assertEquals(1 / Math.sqrt(1 + square / (s * s)), Math.exp(mean[i]), 0.015);
            }
        }
    }

    /** With scales near 0 nothing is left of the estimate but the noise: c = (x - g(z0)) / s^2. */
    @Test
    void withoutSpreadTheEstimateIsTheNoise() {
        try (EntropyBench bench = identity(3, new ImportanceEntropyGradient(5, 1e-9, new Sgd(1e-300)), 20)) {
            EntropyBench.Result r = bench.run(1);
            for (int i = 0; i < r.c().length; i++) {
                assertEquals((r.x()[i] - r.z()[i]) / (S * S), r.c()[i], 1e-6);
            }
        }
    }

    /** Scales that are too small or too large cost accuracy. */
    @Test
    void wrongScalesCost() {
        double[] error = new double[3];
        for (int i = 0; i < 3; i++) {
            double eta = new double[] {0.1, 1, 3}[i] * Math.sqrt(1 / (1 + 1 / (S * S)));
            try (EntropyBench bench = identity(3, new ImportanceEntropyGradient(20, eta, new Sgd(1e-300)), 2000)) {
                EntropyBench.Result r = bench.run(1);
                for (int j = 0; j < r.c().length; j++) {
                    error[i] += Math.pow(r.c()[j] - r.x()[j] / (1 + S * S), 2) / r.c().length;
                }
            }
        }
        assertTrue(error[0] > 1.5 * error[1] && error[2] > 1.2 * error[1], error[0] + " " + error[1] + " " + error[2]);
    }

    /** (z1 + a z2^2, z2 + a sin 2 z1, a z1 z2). */
    private record Bent(double a) implements Generator {
        @Override
        public Tensor apply(ParameterScope scope, Tensor latent, long... example) {
            Tensor one = scope.parameter("one", (shape, in, out, rng) -> new double[] {1}, 1, 1);
            Tensor z1 = latent.slice(1, 0, 1);
            Tensor z2 = latent.slice(1, 1, 2);
            return Tensors.concat(
                            1,
                            List.of(
                                    z1.add(z2.square().mul(a)),
                                    z2.add(z1.mul(2).sin().mul(a)),
                                    z1.mul(z2).mul(a)))
                    .mul(one);
        }

        double[] at(double z1, double z2) {
            return new double[] {z1 + a * z2 * z2, z2 + a * Math.sin(2 * z1), a * z1 * z2};
        }

        /** By quadrature over z: log q(x), and the three coordinates of -grad log q(x). */
        double[] exact(double[] x, double s) {
            double[] sum = new double[4];
            double step = s / 3;
            for (double z1 = -4.5; z1 < 4.5; z1 += step) {
                for (double z2 = -4.5; z2 < 4.5; z2 += step) {
                    double[] g = at(z1, z2);
                    double square = 0;
                    for (int i = 0; i < 3; i++) {
                        square += (x[i] - g[i]) * (x[i] - g[i]);
                    }
                    double w = Math.exp(-0.5 * (z1 * z1 + z2 * z2 + square / (s * s)));
                    sum[0] += w;
                    for (int i = 0; i < 3; i++) {
                        sum[i + 1] += w * (x[i] - g[i]) / (s * s);
                    }
                }
            }
            for (int i = 1; i < 4; i++) {
                sum[i] /= sum[0];
            }
            sum[0] = Math.log(sum[0] * step * step / (2 * Math.PI)) - 1.5 * Math.log(2 * Math.PI * s * s);
            return sum;
        }
    }

    private record Bend(double share, double error) {}

    private static Bend bend(double a, double s, EntropyGradient e, int train) {
        int n = 80;
        Bent g = new Bent(a);
        try (EntropyBench bench = new EntropyBench(g, 2, 3, s, e, n)) {
            bench.run(train);
            EntropyBench.Result r = bench.run(1);
            double found = 0;
            double whole = 0;
            double error = 0;
            double size = 0;
            double[][] x = rows(r.x(), 3);
            double[][] c = rows(r.c(), 3);
            double[][] z = rows(r.z(), 2);
            for (int i = 0; i < n; i++) {
                double[] exact = g.exact(x[i], s);
                double[] mean = g.at(z[i][0], z[i][1]);
                for (int j = 0; j < 3; j++) {
                    found += c[i][j] * mean[j];
                    whole += exact[j + 1] * mean[j];
                    error += Math.pow(c[i][j] - exact[j + 1], 2);
                    size += exact[j + 1] * exact[j + 1];
                }
            }
            return new Bend(found / whole, Math.sqrt(error / size));
        }
    }

    /**
     * Where the posterior bends away from a Gaussian, moves keep most of what a Gaussian alone would lose, and more and with less
     * noise than the paper's estimator; more pairs, less noise.
     */
    @ParameterizedTest
    @CsvSource({"0.1, 0.3, 0.88, 1.12, 0.7", "0.3, 0.3, 0.88, 1.12, 0.7", "0.3, 1, 0.5, 1.2, 0.9"})
    void aBentGeneratorNeedsMoves(double s, double a, double least, double most, double ofPaper) {
        Bend moved = bend(a, s, new LaplaceEntropyGradient(), 1);
        assertTrue(moved.share() > least && moved.share() < most, "share " + moved.share());
        Bend paper = bend(a, s, new ImportanceEntropyGradient(), 500);
        assertTrue(paper.share() < 0.75, "paper's share " + paper.share());
        assertTrue(moved.error() < ofPaper * paper.error(), moved + " against " + paper);
        Bend gaussian = bend(a, s, new LaplaceEntropyGradient(8, 2, 0), 1);
        assertTrue(Math.abs(gaussian.share() - 1) > Math.abs(moved.share() - 1), gaussian + " against " + moved);
        assertTrue(bend(a, s, new LaplaceEntropyGradient(8, 2, 8), 1).error() < moved.error());
    }

    @Test
    void estimatorsThatFollowEachSampleRefuseBatchStatistics() {
        Generator normalised = new NetworkGenerator(
                new Mlp(4).withNormalisation(new BatchNormalisation()),
                new StandardActivation(StandardActivation.Function.IDENTITY));
        for (EntropyGradient e : List.of(new LaplaceEntropyGradient(), new HmcEntropyGradient())) {
            String message = assertThrows(
                            IllegalArgumentException.class, () -> new EntropyBench(normalised, 2, 2, S, e, 5))
                    .getMessage();
            assertTrue(message.contains("normalisation over the batch"), message);
        }
        new EntropyBench(normalised, 2, 2, S, new ImportanceEntropyGradient(), 5).close();
    }
}
