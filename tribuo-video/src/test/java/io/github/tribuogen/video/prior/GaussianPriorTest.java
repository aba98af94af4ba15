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
package io.github.tribuogen.video.prior;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The closed forms against dense matrices, known numbers, and what the laws must obey. */
class GaussianPriorTest {
    private static final double[][] SETTINGS = {{0.01, 1}, {0.1, 1}, {0.5, 2}, {3, 0.2}};

    private static IdentityPrior identity(double a, double b) {
        return new IdentityPrior(TieVariance.fixed(a), b);
    }

    private static RandomWalkPrior walk(double a, double b) {
        return new RandomWalkPrior(TieVariance.fixed(a), b);
    }

    private static double[] normal(long seed, int n) {
        SplittableRandom rng = new SplittableRandom(seed);
        double[] v = new double[n];
        Arrays.setAll(v, i -> rng.nextGaussian());
        return v;
    }

    /** Divergences [B, F] of means and log variances [B, T, F]. */
    private static double[] divergence(BlockPrior prior, double[] mean, double[] logVariance, long... shape) {
        return Graphs.run(
                        Map.of("m", HostTensor.of(mean, shape), "v", HostTensor.of(logVariance, shape)),
                        (scope, in) -> Map.of(
                                "y",
                                prior.draw(
                                                scope,
                                                in.get("m"),
                                                in.get("v"),
                                                in.get("m").zerosLike())
                                        .divergence()))
                .get("y");
    }

    private static double one(BlockPrior prior, double[] mean, double[] variance) {
        double[] log = Arrays.stream(variance).map(Math::log).toArray();
        return divergence(prior, mean, log, 1, mean.length, 1)[0];
    }

    static double[][] covariance(BlockPrior prior, double a, double b, int t) {
        double[][] s = new double[t][t];
        for (int i = 0; i < t; i++) {
            for (int j = 0; j < t; j++) {
                double same = i == j ? 1 : 0;
                s[i][j] = prior instanceof IdentityPrior
                        ? b + a * same
                        : prior instanceof RandomWalkPrior ? b + a * Math.min(i, j) : b * same;
            }
        }
        return s;
    }

    /** KL(N(m, diag v) || N(0, S)) by elimination. */
    private static double dense(double[][] covariance, double[] m, double[] v) {
        int t = m.length;
        double[][] s = new double[t][2 * t];
        for (int i = 0; i < t; i++) {
            System.arraycopy(covariance[i], 0, s[i], 0, t);
            s[i][t + i] = 1;
        }
        double logDeterminant = 0;
        for (int i = 0; i < t; i++) {
            double pivot = s[i][i]; // positive: the matrix is positive definite
            logDeterminant += Math.log(pivot);
            for (int c = 0; c < 2 * t; c++) {
                s[i][c] /= pivot;
            }
            for (int r = 0; r < t; r++) {
                double f = r == i ? 0 : s[r][i];
                for (int c = 0; c < 2 * t; c++) {
                    s[r][c] -= f * s[i][c];
                }
            }
        }
        double sum = logDeterminant - t;
        for (int i = 0; i < t; i++) {
            sum += s[i][t + i] * v[i] - Math.log(v[i]);
            for (int j = 0; j < t; j++) {
                sum += m[i] * s[i][t + j] * m[j];
            }
        }
        return sum / 2;
    }

    @Test
    void closedFormsAreThoseOfDenseMatrices() {
        for (int t : new int[] {1, 2, 5, 16}) {
            for (double[] ab : SETTINGS) {
                for (BlockPrior p : List.of(identity(ab[0], ab[1]), walk(ab[0], ab[1]), new IidPrior(ab[1]))) {
                    long[] shape = {2, t, 3};
                    double[] m = normal(t, 2 * t * 3);
                    double[] log = normal(100 + t, 2 * t * 3);
                    double[] found = divergence(p, m, log, shape);
                    for (int i = 0; i < 6; i++) {
                        double[] mi = new double[t];
                        double[] vi = new double[t];
                        for (int s = 0; s < t; s++) {
                            int at = (i / 3 * t + s) * 3 + i % 3;
                            mi[s] = m[at];
                            vi[s] = Math.exp(log[at]);
                        }
                        double expected = dense(covariance(p, ab[0], ab[1], t), mi, vi);
                        assertEquals(expected, found[i], 1e-8 * (1 + expected), p + " at T = " + t);
                        assertTrue(expected >= 0);
                    }
                }
            }
        }
    }

    @Test
    void knownNumbers() {
        double[][] means = {{1, 1, 1}, {0, 0.5, 1}, {0, 0.1, 0.2}, {0, 0, 0}, {1, -1, 1}};
        double[] ofIdentity = {2.853555132, 27.479800980, 3.360199651, 2.355216262, 135.743920589};
        double[] ofWalk = {3.307585093, 27.807585093, 3.807585093, 2.807585093, 403.307585093};
        double[] v = {0.01, 0.01, 0.01};
        for (int i = 0; i < means.length; i++) {
            assertEquals(ofIdentity[i], one(new IdentityPrior(), means[i], v), 1e-8);
            assertEquals(ofWalk[i], one(new RandomWalkPrior(), means[i], v), 1e-8);
        }
    }

    /** At T = 1 the tie has nothing to tie; the plain prior gives the textbook's divergence. */
    @Test
    void singleFrames() {
        double m = 0.7;
        double v = 0.3;
        assertEquals(
                0.5 * (v + m * m - 1 - Math.log(v)), one(new IidPrior(), new double[] {m}, new double[] {v}), 1e-12);
        assertEquals(
                one(new IidPrior(1.4), new double[] {m}, new double[] {v}),
                one(identity(0.4, 1), new double[] {m}, new double[] {v}),
                1e-12);
        assertEquals(
                one(new IidPrior(2), new double[] {m}, new double[] {v}),
                one(walk(0.4, 2), new double[] {m}, new double[] {v}),
                1e-12);
    }

    @Test
    void orderMattersToPoseAlone() {
        double[] m = normal(1, 6);
        double[] v = Arrays.stream(normal(2, 6)).map(Math::exp).toArray();
        double[] mr = new double[6];
        double[] vr = new double[6];
        for (int i = 0; i < 6; i++) {
            mr[i] = m[5 - i];
            vr[i] = v[5 - i];
        }
        assertEquals(one(identity(0.1, 2), m, v), one(identity(0.1, 2), mr, vr), 1e-10);
        double change = 0.5 * (m[0] * m[0] + v[0] - m[5] * m[5] - v[5]) / 2;
        assertEquals(change, one(walk(0.1, 2), m, v) - one(walk(0.1, 2), mr, vr), 1e-10);
        double[] negative = Arrays.stream(m).map(x -> -x).toArray();
        assertEquals(one(identity(0.1, 2), m, v), one(identity(0.1, 2), negative, v), 1e-10);
        assertEquals(one(walk(0.1, 2), m, v), one(walk(0.1, 2), negative, v), 1e-10);
    }

    /** With variances common to the features a rotation of the block changes no sum of divergences. */
    @Test
    void rotationOfABlockIsFree() {
        int t = 4;
        double[] m = normal(3, 2 * t);
        double[] log = new double[2 * t];
        double[] turned = new double[2 * t];
        double c = Math.cos(0.6);
        double s = Math.sin(0.6);
        for (int i = 0; i < t; i++) {
            log[2 * i] = log[2 * i + 1] = -0.3 * i;
            turned[2 * i] = c * m[2 * i] - s * m[2 * i + 1];
            turned[2 * i + 1] = s * m[2 * i] + c * m[2 * i + 1];
        }
        for (BlockPrior p : List.of(identity(0.1, 1), walk(0.1, 1))) {
            double[] before = divergence(p, m, log, 1, t, 2);
            double[] after = divergence(p, turned, log, 1, t, 2);
            assertEquals(before[0] + before[1], after[0] + after[1], 1e-10);
            assertTrue(Math.abs(before[0] - after[0]) > 1e-3);
        }
    }

    @Test
    void aTighterTieCostsWhatMovesMore() {
        double[] moving = {0, 0.2, 0.4};
        double[] v = {0.01, 0.01, 0.01};
        double before = one(identity(1e-2, 1), moving, v);
        for (double a : new double[] {1e-3, 1e-4, 1e-5}) {
            double now = one(identity(a, 1), moving, v);
            assertTrue(now > 5 * before, a + ": " + now);
            before = now;
        }
    }

    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        long[] shape = {1, 5, 2};
        double[] m = normal(7, 10);
        double[] log = normal(8, 10);
        for (BlockPrior p : List.of(identity(0.2, 1.5), walk(0.2, 1.5), new IidPrior(1.5))) {
            Map<String, double[]> g =
                    Graphs.run(Map.of("m", HostTensor.of(m, shape), "v", HostTensor.of(log, shape)), (scope, in) -> {
                        Tensor sum = p.draw(
                                        scope,
                                        in.get("m"),
                                        in.get("v"),
                                        in.get("m").zerosLike())
                                .divergence()
                                .sum();
                        List<Tensor> both = Gradients.grad(sum, List.of(in.get("m"), in.get("v")));
                        return Map.of("dm", both.get(0), "dv", both.get(1));
                    });
            double h = 1e-5;
            for (int i = 0; i < 10; i++) {
                double[] up = m.clone();
                double[] down = m.clone();
                up[i] += h;
                down[i] -= h;
                double dm = (sum(divergence(p, up, log, shape)) - sum(divergence(p, down, log, shape))) / (2 * h);
                assertEquals(dm, g.get("dm")[i], 1e-5);
                up = log.clone();
                down = log.clone();
                up[i] += h;
                down[i] -= h;
                double dv = (sum(divergence(p, m, up, shape)) - sum(divergence(p, m, down, shape))) / (2 * h);
                assertEquals(dv, g.get("dv")[i], 1e-5);
            }
        }
    }

    private static double sum(double[] values) {
        return Arrays.stream(values).sum();
    }

    private static double floor(BlockPrior p, int t) {
        HostTensor any = HostTensor.of(new double[] {1}, 1);
        return Graphs.run(
                        Map.of("x", any),
                        (scope, in) -> Map.of(
                                "y",
                                p.floor(scope, in.get("x"), t)
                                        .add(in.get("x").sum().mul(0))))
                .get("y")[0];
    }

    @Test
    void floorsAreTheKnownOnesAndReached() {
        assertEquals(0, floor(new IdentityPrior(), 1), 1e-12);
        assertEquals(0, floor(new IidPrior(3), 8), 1e-12);
        assertEquals(2.8095, floor(new IdentityPrior(), 8), 1e-4);
        assertEquals(4.3870, floor(new RandomWalkPrior(), 8), 1e-4);
        assertEquals(3.1732, floor(new IdentityPrior(), 16), 1e-4);
        assertEquals(7.1596, floor(new RandomWalkPrior(), 16), 1e-4);
        double c = 1 / (0.01 + 8);
        double[] best = new double[8];
        Arrays.fill(best, 0.01 / (1 - c));
        assertEquals(floor(new IdentityPrior(), 8), one(new IdentityPrior(), new double[8], best), 1e-9);
        best[3] *= 1.1;
        assertTrue(one(new IdentityPrior(), new double[8], best) > floor(new IdentityPrior(), 8) + 1e-3);
    }

    /** Of 40,000 draws; the bound is about five standard errors of a covariance. */
    @Test
    void drawsHaveTheCovarianceOfThePrior() {
        int n = 40_000;
        int t = 4;
        double a = 0.3;
        double b = 1.2;
        for (BlockPrior p : List.of(identity(a, b), walk(a, b), new IidPrior(b))) {
            double[] codes = Graphs.run(
                            Map.of(
                                    "shared", HostTensor.of(normal(5, n), n, 1),
                                    "noise", HostTensor.of(normal(6, n * t), n, t, 1)),
                            (scope, in) -> Map.of("y", p.generate(scope, in.get("shared"), in.get("noise"))))
                    .get("y");
            double[][] expected = covariance(p, a, b, t);
            for (int i = 0; i < t; i++) {
                for (int j = 0; j < t; j++) {
                    double sum = 0;
                    for (int k = 0; k < n; k++) {
                        sum += codes[k * t + i] * codes[k * t + j];
                    }
                    double error = Math.sqrt((expected[i][i] * expected[j][j] + expected[i][j] * expected[i][j]) / n);
                    assertEquals(expected[i][j], sum / n, 5 * error, p.toString());
                }
            }
        }
    }

    /** The mean of log q - log p over draws, computed with the dense covariance through the closed form's own code. */
    @Test
    void monteCarloAgrees() {
        int n = 20_000;
        int t = 3;
        double[] m = {0.3, 0.5, -0.2};
        double[] v = {0.1, 0.2, 0.05};
        double a = 0.3;
        double[][] s = covariance(walk(a, 1), a, 1, t);
        double[] noise = normal(11, n * t);
        double[] terms = new double[n];
        for (int k = 0; k < n; k++) {
            double[] z = new double[t];
            double logQ = 0;
            for (int i = 0; i < t; i++) {
                double e = noise[k * t + i];
                z[i] = m[i] + Math.sqrt(v[i]) * e;
                logQ -= 0.5 * (Math.log(2 * Math.PI * v[i]) + e * e);
            }
            double logP = -0.5 * (Math.log(2 * Math.PI) + z[0] * z[0]);
            for (int i = 1; i < t; i++) {
                double d = z[i] - z[i - 1];
                logP -= 0.5 * (Math.log(2 * Math.PI * a) + d * d / a);
            }
            terms[k] = logQ - logP;
        }
        double mean = sum(terms) / n;
        double variance = Arrays.stream(terms).map(x -> (x - mean) * (x - mean)).sum() / n;
        assertEquals(dense(s, m, v), mean, 4 * Math.sqrt(variance / n));
        assertEquals(dense(s, m, v), one(walk(a, 1), m, v), 1e-10);
    }

    @Test
    void aLearnedTieHasAGradient() {
        double[] m = {0, 0.5, 1};
        double[] log = {-3, -3, -3};
        for (BlockPrior p : List.of(
                new IdentityPrior(TieVariance.learned(0.01), 1), new RandomWalkPrior(TieVariance.learned(0.01), 1))) {
            double[] g = Graphs.run(
                            Map.of("m", HostTensor.of(m, 1, 3, 1), "v", HostTensor.of(log, 1, 3, 1)), (scope, in) -> {
                                Tensor d = p.draw(
                                                scope,
                                                in.get("m"),
                                                in.get("v"),
                                                in.get("m").zerosLike())
                                        .divergence()
                                        .sum();
                                Tensor w =
                                        scope.parameters().values().iterator().next();
                                return Map.of("g", Gradients.grad(d, List.of(w)).get(0));
                            })
                    .get("g");
            double h = 1e-4;
            BlockPrior up = p instanceof IdentityPrior ? identity(0.01 * Math.exp(h), 1) : walk(0.01 * Math.exp(h), 1);
            BlockPrior down =
                    p instanceof IdentityPrior ? identity(0.01 * Math.exp(-h), 1) : walk(0.01 * Math.exp(-h), 1);
            double[] v = Arrays.stream(log).map(Math::exp).toArray();
            assertArrayEquals(new double[] {(one(up, m, v) - one(down, m, v)) / (2 * h)}, g, 1e-4);
            assertTrue(g[0] < 0, "what moves asks for a looser tie");
        }
    }

    @Test
    void badSettingsAreNamed() {
        for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            named("value", () -> TieVariance.fixed(wrong));
            named("value", () -> TieVariance.learned(wrong));
            named("variance", () -> identity(0.1, wrong));
            named("variance", () -> walk(0.1, wrong));
            named("variance", () -> new IidPrior(wrong));
        }
        named("width", () -> new LatentBlock("pose", 0, new IidPrior()));
        named("name", () -> new LatentBlock("a b", 1, new IidPrior()));
    }

    private static void named(String field, org.junit.jupiter.api.function.Executable e) {
        assertEquals(field, assertThrows(PropertyException.class, e).getProperty());
    }
}
