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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.runtime.Device;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sums in blocks against matrices written out, and what holds of every Stein matrix. */
class SteinGramTest {
    private static final Device CPU = Device.cpu(1);

    /** A kernel, its width, and k with its derivatives by the squared distance written out. */
    record Case(RadialKernel kernel, double w, DoubleUnaryOperator f, DoubleUnaryOperator df, DoubleUnaryOperator d2f) {
        double h(double[] x, double[] sx, double[] y, double[] sy) {
            double t = 0;
            double scores = 0;
            double mixed = 0;
            for (int j = 0; j < x.length; j++) {
                double between = x[j] - y[j];
                t += between * between;
                scores += sx[j] * sy[j];
                mixed += (sy[j] - sx[j]) * between;
            }
            return f.applyAsDouble(t) * scores
                    + 2 * df.applyAsDouble(t) * (mixed - x.length)
                    - 4 * t * d2f.applyAsDouble(t);
        }

        @Override
        public String toString() {
            return kernel.toString();
        }
    }

    /** A kernel that leaves its derivatives to the graph. */
    private static final class Cauchy implements RadialKernel {
        @Override
        public String name() {
            return "Cauchy";
        }

        @Override
        public Profile profile(Tensor t, Tensor width) {
            return Profile.of(t, u -> u.div(width).add(1).reciprocal());
        }

        @Override
        public BandwidthRule bandwidth() {
            return new FixedBandwidth(1);
        }

        @Override
        public ConfiguredObjectProvenance getProvenance() {
            throw new UnsupportedOperationException();
        }
    }

    static Stream<Case> cases() {
        double b = -0.3;
        return Stream.of(
                new Case(
                        new GaussianKernel(),
                        2.5,
                        t -> Math.exp(-t / 5),
                        t -> -Math.exp(-t / 5) / 5,
                        t -> Math.exp(-t / 5) / 25),
                new Case(
                        new InverseMultiquadricKernel(),
                        1,
                        t -> Math.pow(1 + t, -0.5),
                        t -> -0.5 * Math.pow(1 + t, -1.5),
                        t -> 0.75 * Math.pow(1 + t, -2.5)),
                new Case(
                        new InverseMultiquadricKernel(b, 2, new FixedBandwidth(3)),
                        3,
                        t -> Math.pow(4 + t / 3, b),
                        t -> b / 3 * Math.pow(4 + t / 3, b - 1),
                        t -> b * (b - 1) / 9 * Math.pow(4 + t / 3, b - 2)),
                new Case(
                        new Cauchy(),
                        4,
                        t -> 1 / (1 + t / 4),
                        t -> -0.25 * Math.pow(1 + t / 4, -2),
                        t -> 0.125 * Math.pow(1 + t / 4, -3)));
    }

    private static double[][] matrix(Case c, float[][] x, float[][] s) {
        double[][] xs = doubles(x);
        double[][] ss = doubles(s);
        double[][] h = new double[x.length][x.length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < x.length; j++) {
                h[i][j] = c.h(xs[i], ss[i], xs[j], ss[j]);
            }
        }
        return h;
    }

    private static double[][] doubles(float[][] x) {
        double[][] y = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            y[i] = new double[x[i].length];
            for (int j = 0; j < x[i].length; j++) {
                y[i][j] = x[i][j];
            }
        }
        return y;
    }

    private static List<BlockedGram.Sums> sums(
            RadialKernel kernel, float[][] x, float[][] s, double[] widths, double[][] vectors, Signs signs) {
        try (BlockedGram gram = new BlockedGram(kernel, Pairing.STEIN, CPU)) {
            return gram.sums(x, s, widths, vectors, signs);
        }
    }

    private static double[] ones(int n) {
        double[] v = new double[n];
        Arrays.fill(v, 1);
        return v;
    }

    /** More points than two blocks hold, far from the origin: products, traces and quadratic forms of two widths at once. */
    @ParameterizedTest
    @MethodSource("cases")
    void blocksGiveWhatTheWholeMatrixGives(Case c) {
        int n = 2 * BlockedGram.BLOCK + 77;
        SplittableRandom rng = new SplittableRandom(1);
        float[][] x = Samples.normal(n, 3, 100, rng);
        float[][] s = Samples.normal(n, 3, 0, rng);
        double[][] h = matrix(c, x, s);
        double[] v = rng.doubles(n).toArray();
        Signs signs = WildBootstrap.signs(new RademacherSigns(), 70, n, 5);
        List<BlockedGram.Sums> both =
                sums(c.kernel, x, s, new double[] {7 * c.w, c.w}, new double[][] {ones(n), v}, signs);
        assertEquals(2, both.size());
        BlockedGram.Sums sums = both.get(1);
        double[] w = signs.block(0, n).toDoubles();
        double trace = 0;
        double[] quadratic = new double[signs.draws()];
        double[][] products = new double[2][n];
        for (int i = 0; i < n; i++) {
            trace += h[i][i];
            for (int j = 0; j < n; j++) {
                products[0][i] += h[i][j];
                products[1][i] += h[i][j] * v[j];
            }
            for (int b = 0; b < quadratic.length; b++) {
                double row = 0;
                for (int j = 0; j < n; j++) {
                    row += h[i][j] * w[b * n + j];
                }
                quadratic[b] += w[b * n + i] * row;
            }
        }
        double size = Math.abs(trace);
        assertEquals(trace, sums.trace(), 1e-9 * size);
        for (int q = 0; q < 2; q++) {
            for (int i = 0; i < n; i++) {
                assertEquals(products[q][i], sums.products()[q][i], 1e-8 * size);
            }
        }
        for (int b = 0; b < quadratic.length; b++) {
            assertEquals(quadratic[b], sums.quadratic()[b], 1e-8 * size);
        }
        assertTrue(Math.abs(both.get(0).trace() - trace) > 1e-3 * size, "another width, another matrix");
    }

    /** The matrix itself, by unit vectors: symmetric, without a negative eigenvalue, and with the diagonal of the formula. */
    @ParameterizedTest
    @MethodSource("cases")
    void everySteinMatrixIsPositive(Case c) {
        int n = 40;
        SplittableRandom rng = new SplittableRandom(2);
        float[][] x = Samples.normal(n, 4, 0, rng);
        float[][] s = Samples.normal(n, 4, 1, rng);
        double[][] units = new double[n][n];
        for (int i = 0; i < n; i++) {
            units[i][i] = 1;
        }
        double[][] h = sums(c.kernel, x, s, new double[] {c.w}, units, Signs.NONE)
                .get(0)
                .products();
        for (int i = 0; i < n; i++) {
            double norm = 0;
            for (float v : s[i]) {
                norm += v * v;
            }
            // |s|^2 + d / w for the Gaussian, |s|^2 + d for (1 + t)^(-1/2)
            double expected = norm * c.f.applyAsDouble(0) - 8 * c.df.applyAsDouble(0);
            assertEquals(expected, h[i][i], 1e-5 * expected);
            for (int j = 0; j < n; j++) {
                assertEquals(h[i][j], h[j][i], 1e-10);
            }
        }
        double[] e = new EigenDecompositionSymmetric(MatrixUtils.createRealMatrix(h)).getEigenvalues();
        assertTrue(Arrays.stream(e).min().orElseThrow() > -1e-9, Arrays.toString(e));
    }

    @Test
    void signsOfOneGiveTheSumItself() {
        int n = 600;
        SplittableRandom rng = new SplittableRandom(3);
        float[][] x = Samples.normal(n, 2, 0, rng);
        BitSet all = new BitSet();
        all.set(0, n);
        Signs signs = new Signs(List.of(all, new BitSet()), -1, 1);
        BlockedGram.Sums sums = sums(
                        new GaussianKernel(), x, Samples.scores(x), new double[] {2}, new double[][] {ones(n)}, signs)
                .get(0);
        assertEquals(sums.total(), sums.quadratic()[0], 1e-9 * sums.total());
        assertEquals(sums.total(), sums.quadratic()[1], 1e-9 * sums.total());
    }

    /** Signs: fair, and of a chain's correlation (1 - 2a)^k; 40,000 signs, bounds of five standard errors or more. */
    @Test
    void signsAreAsDependentAsTheySay() {
        int n = 40_000;
        SplittableRandom rng = new SplittableRandom(4);
        for (SignProcess p : List.of(new RademacherSigns(), new MarkovSigns(0.1), new MarkovSigns(0.5))) {
            double a = p instanceof MarkovSigns && p.toString().contains("0.1") ? 0.1 : 0.5;
            double mean = 0;
            double[] correlation = new double[4];
            BitSet signs = p.draw(n, rng);
            assertTrue(signs.length() <= n);
            for (int i = 0; i < n; i++) {
                int w = signs.get(i) ? 1 : -1;
                mean += (double) w / n;
                for (int k = 1; k < 4 && i + k < n; k++) {
                    correlation[k] += w * (signs.get(i + k) ? 1.0 : -1.0) / n;
                }
            }
            assertEquals(0, mean, 0.06, p.toString());
            for (int k = 1; k < 4; k++) {
                assertEquals(Math.pow(1 - 2 * a, k), correlation[k], 0.03, p.toString());
            }
        }
    }
}
