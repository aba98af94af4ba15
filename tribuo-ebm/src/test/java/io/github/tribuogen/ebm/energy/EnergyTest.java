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

import static io.github.tribuogen.ebm.GraphTests.constant;
import static io.github.tribuogen.ebm.GraphTests.random;
import static io.github.tribuogen.ebm.GraphTests.stream;
import static io.github.tribuogen.ebm.GraphTests.values;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.density.CovarianceType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.NormalInitialiser;
import io.github.tribuogen.neural.nn.StandardActivation;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The laws of every energy, walked over one registry. Statistical tests allow 5 standard errors; seeds are fixed. */
class EnergyTest {
    private static final StandardActivation SWISH = new StandardActivation(StandardActivation.Function.SWISH);

    private static Map<String, Energy> all() {
        Map<String, Energy> m = new LinkedHashMap<>();
        m.put("ica", new LinearICA());
        m.put("gaussian", new GaussianEnergy());
        m.put("full gaussian", new GaussianEnergy(CovarianceType.FULL));
        m.put("logistic", new LogisticEnergy());
        m.put("mixture", new GaussianMixtureEnergy(3));
        m.put("rbm", new RBMEnergy(4, new NormalInitialiser(1)));
        m.put("network on a base", new NetworkEnergy(new Mlp(SWISH, 6, 5), new GaussianBase()));
        m.put("network on a shared base", new NetworkEnergy(new Mlp(SWISH, 6), new GaussianBase(true, true, 1)));
        m.put("network on a fixed base", new NetworkEnergy(new Mlp(SWISH, 6), new GaussianBase(false, false, 0)));
        m.put("quadratic", new NetworkEnergy(new QuadraticHead(new Mlp(SWISH, 6), 5, SWISH), new GaussianBase()));
        return m;
    }

    static Iterable<String> names() {
        return all().keySet();
    }

    private static HostTensor data(int d) {
        return HostTensor.of(random(3, 40 * d, 2), 40, d);
    }

    private static Bound bound(String name, int d) {
        return Bound.of(all().get(name).fit(data(d)), d, 0.3, 5);
    }

    @ParameterizedTest
    @MethodSource("names")
    void theScoreIsTheGradientAndRowsDoNotMix(String name) {
        for (int d : new int[] {1, 3}) {
            Bound b = bound(name, d);
            double[] x = random(4, 5 * d, 2);
            Graph g = new Graph();
            double[] score = values(b.density(g).score(constant(g, x, 5, d)));
            double[] value = values(b.density(g).logDensity(constant(g, x, 5, d)));
            for (int i = 0; i < 5; i++) {
                double[] row = Arrays.copyOfRange(x, i * d, (i + 1) * d);
                Graph alone = new Graph();
                assertEquals(value[i], values(b.density(alone).logDensity(constant(alone, row, 1, d)))[0], 1e-12, name);
                for (int j = 0; j < d; j++) {
                    double h = 1e-5;
                    double[] two = Arrays.copyOf(row, 2 * d);
                    System.arraycopy(row, 0, two, d, d);
                    two[j] += h;
                    two[d + j] -= h;
                    Graph near = new Graph();
                    double[] v = values(b.density(near).logDensity(constant(near, two, 2, d)));
                    assertEquals((v[0] - v[1]) / (2 * h), score[i * d + j], 1e-6, name);
                }
            }
        }
    }

    /** Of one coordinate, on a grid that reaches far into the tails. */
    @ParameterizedTest
    @MethodSource("names")
    void aKnownConstantIsTheIntegral(String name) {
        Bound b = bound(name, 1);
        int n = 20001;
        double[] x = new double[n];
        Arrays.setAll(x, i -> -60 + i * 120.0 / (n - 1));
        Graph g = new Graph();
        Tensor points = constant(g, x, n, 1);
        Optional<Tensor> z = b.energy().logNormaliser(b.scope(g), points);
        double[] s = values(b.density(g).logDensity(points));
        double log = Math.log(Arrays.stream(s).map(Math::exp).sum() * 120 / (n - 1));
        assertTrue(Double.isFinite(log), name);
        z.ifPresent(t -> assertEquals(log, values(t)[0], 1e-8, name));
        assertEquals(!name.contains("network") && !name.equals("quadratic"), z.isPresent(), name);
    }

    /** Stein's identity, E s = 0 and E s_i x_j = -1 if i = j else 0. */
    @ParameterizedTest
    @MethodSource("names")
    void directSamplesFollowTheDensity(String name) {
        int n = 20_000;
        int d = 2;
        Bound b = bound(name, d);
        Graph g = new Graph();
        Optional<Tensor> drawn = b.energy().sample(b.scope(g), stream(g, 6), constant(g, new double[n * d], n, d));
        if (drawn.isEmpty()) {
            assertTrue(name.contains("network") || name.equals("quadratic") || name.equals("rbm"), name);
            return;
        }
        double[] x = values(drawn.get());
        Graph h = new Graph();
        double[] s = values(b.density(h).score(constant(h, x, n, d)));
        for (int i = 0; i < d; i++) {
            for (int j = -1; j < d; j++) {
                double[] p = new double[n];
                for (int r = 0; r < n; r++) {
                    p[r] = s[r * d + i] * (j < 0 ? 1 : x[r * d + j]);
                }
                double mean = Arrays.stream(p).average().orElseThrow();
                double sd = Math.sqrt(Arrays.stream(p)
                        .map(v -> (v - mean) * (v - mean))
                        .average()
                        .orElseThrow());
                assertEquals(i == j ? -1 : 0, mean, 5 * sd / Math.sqrt(n), name + " " + i + " " + j);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void otherDimensionsAndImpossibleDataAreRefused(String name) {
        Bound b = bound(name, 3);
        Graph g = new Graph();
        assertThrows(
                IllegalArgumentException.class, () -> b.density(g).logDensity(constant(g, new double[4], 1, 4)), name);
        Energy e = all().get(name);
        assertThrows(IllegalArgumentException.class, () -> e.fit(HostTensor.of(new double[0], 0, 3)));
        assertThrows(IllegalArgumentException.class, () -> e.fit(HostTensor.of(new double[] {1, Double.NaN}, 1, 2)));
    }

    @Test
    void theFamilyOfMachinesIsTheMachine() {
        Bound b = bound("rbm", 3);
        double[] w = b.values().get("weights").toDoubles();
        double[][] weights = new double[3][];
        Arrays.setAll(weights, i -> Arrays.copyOfRange(w, 4 * i, 4 * i + 4));
        GaussianBernoulliRBM m = new GaussianBernoulliRBM(
                weights,
                b.values().get("visible").toDoubles(),
                b.values().get("hidden").toDoubles());
        float[][] x = {{0.5f, -1, 2}, {3, 0.25f, -0.75f}};
        Graph g = new Graph();
        Tensor points = constant(g, new double[] {0.5, -1, 2, 3, 0.25, -0.75}, 2, 3);
        assertArrayEquals(m.logDensity(x), values(b.density(g).logDensity(points)), 1e-9);
        assertEquals(
                m.logNormaliser(),
                values(b.energy().logNormaliser(b.scope(g), points).orElseThrow())[0],
                1e-9);
        assertTrue(
                new RBMEnergy().fit(data(3)).logNormaliser(b.scope(g), points).isEmpty());
    }

    private static double[] flat(RealMatrix m) {
        return Arrays.stream(m.getData()).flatMapToDouble(Arrays::stream).toArray();
    }

    /** The entropy of a logistic law is 2 nats, so the true model's mean is 2 d - log|det B|. */
    @Test
    void linearICA() {
        int d = 5;
        int n = 20_000;
        double[][] matrix = WellConditionedInitialiser.draw(d, new SplittableRandom(1));
        RealMatrix b = MatrixUtils.createRealMatrix(matrix);
        Bound truth = Bound.of(new LinearICA().fit(data(d)), d, 0, 1).with("unmixing", flat(b));
        Graph g = new Graph();
        Tensor x = truth.energy()
                .sample(truth.scope(g), stream(g, 1), constant(g, new double[n * d], n, d))
                .orElseThrow();
        double[] points = values(x);
        double[] nll = nll(truth, points, n, d);
        double mean = Arrays.stream(nll).average().orElseThrow();
        double sd = Math.sqrt(
                Arrays.stream(nll).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
        double expected = 2 * d - Math.log(Math.abs(new LUDecomposition(b).getDeterminant()));
        assertEquals(expected, mean, 5 * sd / Math.sqrt(n));

        double[][] changed = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                changed[i][j] = (j % 2 == 0 ? -1 : 1) * matrix[i][(j + 2) % d];
            }
        }
        Bound same = truth.with("unmixing", flat(MatrixUtils.createRealMatrix(changed)));
        assertArrayEquals(nll, nll(same, points, n, d), 1e-9);

        Graph zero = new Graph();
        assertArrayEquals(new double[d], values(truth.density(zero).score(constant(zero, new double[d], 1, d))), 1e-12);
    }

    private static double[] nll(Bound b, double[] points, int n, int d) {
        Graph g = new Graph();
        Tensor x = constant(g, points, n, d);
        Tensor z = b.energy().logNormaliser(b.scope(g), x).orElseThrow();
        return values(z.sub(b.density(g).logDensity(x)));
    }

    /** Far from the data nothing overflows, as {@code log(1 + exp(s))} would. */
    @Test
    void logisticLawsDoNotOverflow() {
        Bound b = Bound.of(new LogisticEnergy().fit(data(1)), 1, 0, 1);
        Graph g = new Graph();
        double[] s = values(b.density(g).logDensity(constant(g, new double[] {-5000, 5000, 0}, 3, 1)));
        assertArrayEquals(new double[] {-5000, -5000, -2 * Math.log(2)}, s, 1e-9);
    }

    @Test
    void basesStartAtTheData() {
        double[] x = {1, 10, 3, 20, 5, 60};
        Energy.Fitted own = new NetworkEnergy(new Mlp(SWISH, 2), new GaussianBase()).fit(HostTensor.of(x, 3, 2));
        Bound b = Bound.of(own, 2, 0, 1);
        assertArrayEquals(new double[] {3, 30}, b.values().get("base/mean").toDoubles(), 1e-6);
        Energy.Fitted shared =
                new NetworkEnergy(new Mlp(SWISH, 2), new GaussianBase(true, true, 1)).fit(HostTensor.of(x, 3, 2));
        Bound c = Bound.of(shared, 2, 0, 1);
        assertEquals(16.5, c.values().get("base/mean").item(), 1e-5);
        double variance =
                Arrays.stream(x).map(v -> (v - 16.5) * (v - 16.5)).average().orElseThrow();
        assertEquals(
                Math.log(1 + Math.sqrt(variance)),
                c.values().get("base/logScale").item(),
                1e-6);
        DataMoments constant = DataMoments.of(HostTensor.of(new double[] {7, 7, 7}, 3, 1));
        assertEquals(1, constant.deviation()[0]);
    }

    @Test
    void badSettingsAreRefused() {
        assertThrows(PropertyException.class, () -> new GaussianBase(true, true, -1));
        assertThrows(PropertyException.class, () -> new GaussianMixtureEnergy(0));
        assertThrows(PropertyException.class, () -> new RBMEnergy(0, new NormalInitialiser(1)));
        assertThrows(PropertyException.class, () -> new QuadraticHead(new Mlp(), 0, SWISH));
    }
}
