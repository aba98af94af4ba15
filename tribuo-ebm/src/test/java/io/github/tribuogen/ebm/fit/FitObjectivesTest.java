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
package io.github.tribuogen.ebm.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.ebm.energy.GaussianEnergy;
import io.github.tribuogen.ebm.energy.NetworkEnergy;
import io.github.tribuogen.ebm.stein.Divergence;
import io.github.tribuogen.ebm.stein.ExactDivergence;
import io.github.tribuogen.ebm.stein.HutchinsonDivergence;
import io.github.tribuogen.ebm.stein.MlpCritic;
import io.github.tribuogen.neural.density.CovarianceType;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.grad.TraceEstimator;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.Sgd;
import io.github.tribuogen.neural.runtime.Device;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.stat.correlation.Covariance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.MutableDataset;

/** The laws of every objective, walked over one registry, on Gaussians, whose answers are known. Seeds are fixed. */
class FitObjectivesTest {
    private static final double[] MEAN = {0.5, -1};
    private static final double[] DEVIATION = {0.8, 1.3};

    private static final double NOISE = 0.5;

    private static Map<String, FitObjective> all() {
        Map<String, FitObjective> m = new LinkedHashMap<>();
        m.put("likelihood", new MaximumLikelihood());
        m.put("score matching", new ScoreMatching(new ExactDivergence()));
        m.put("sliced", new ScoreMatching());
        m.put("sliced by normals", new ScoreMatching(new HutchinsonDivergence(HutchinsonDivergence.Probe.GAUSSIAN, 2)));
        m.put("denoising", new DenoisingScoreMatching(NOISE));
        m.put("noise contrast", new NoiseContrastive(null, Math.log(2 * Math.PI * 0.8 * 1.3)));
        m.put("conditional noise contrast", new ConditionalNoiseContrastive(1));
        m.put("kernel", new KernelStein());
        m.put("learned kernel width", new KernelStein(1, new Sgd(1e-3)));
        m.put("learned Stein", new LearnedSteinObjective(new Mlp(), new Adam(5e-3), 0.5, 3));
        m.put(
                "learned Stein, exact divergence",
                new LearnedSteinObjective(new Mlp(), new Adam(5e-3), 0.5, 3).withDivergence(new ExactDivergence()));
        m.put(
                "learned Stein, closed form",
                new LearnedSteinObjective(new MlpCritic(0, 16, 16), new Adam(5e-3, 0.5, 0.9), 0.5, 3));
        return m;
    }

    static Iterable<String> names() {
        return all().keySet();
    }

    static Iterable<String> withoutCritic() {
        return all().keySet().stream()
                .filter(n -> !n.startsWith("learned Stein"))
                .toList();
    }

    private static HostTensor normals(int n, long seed) {
        SplittableRandom rng = new SplittableRandom(seed);
        double[] x = new double[2 * n];
        for (int i = 0; i < x.length; i++) {
            x[i] = MEAN[i % 2] + DEVIATION[i % 2] * rng.nextGaussian();
        }
        return HostTensor.of(x, n, 2);
    }

    /** What the objective should find: the data's own law, or that of the noisy data. */
    private static double[] logPrecision(String name) {
        double extra = name.equals("denoising") ? NOISE * NOISE : 0;
        double[] a = new double[2];
        for (int j = 0; j < 2; j++) {
            a[j] = -0.5 * Math.log(DEVIATION[j] * DEVIATION[j] + extra);
        }
        return a;
    }

    private static final String M = FitStep.ENERGY + "/mean";
    private static final String A = FitStep.ENERGY + "/logPrecision";

    @ParameterizedTest
    @MethodSource("withoutCritic")
    void theGradientVanishesAtTheTruthAndPointsToIt(String name) {
        double[] truth = logPrecision(name);
        try (StepProbe p = new StepProbe(new GaussianEnergy(), all().get(name), normals(20_000, 1))) {
            p.set(M, MEAN).set(A, truth);
            double[] mean = p.gradient(M);
            double[] scale = p.gradient(A);
            for (int j = 0; j < 2; j++) {
                for (int side = -1; side <= 1; side += 2) {
                    double[] moved = MEAN.clone();
                    moved[j] += 0.3 * side;
                    double away = p.set(M, moved).set(A, truth).gradient(M)[j];
                    assertTrue(away * side > 0, name + ": mean " + away);
                    assertTrue(Math.abs(mean[j]) < 0.25 * Math.abs(away), name + ": mean " + mean[j] + ", " + away);
                    double[] other = truth.clone();
                    other[j] += 0.3 * side;
                    double wide = p.set(M, MEAN).set(A, other).gradient(A)[j];
                    assertTrue(wide * side > 0, name + ": scale " + wide);
                    assertTrue(Math.abs(scale[j]) < 0.25 * Math.abs(wide), name + ": scale " + scale[j] + ", " + wide);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("withoutCritic")
    void theGradientAgreesWithDifferences(String name) {
        StandardActivation swish = new StandardActivation(StandardActivation.Function.SWISH);
        try (StepProbe gaussian =
                        new StepProbe(new GaussianEnergy(CovarianceType.FULL), all().get(name), normals(30, 2));
                StepProbe net = name.equals("likelihood")
                        ? null
                        : new StepProbe(new NetworkEnergy(new Mlp(swish, 4), null), all().get(name), normals(30, 2))) {
            for (StepProbe p : net == null ? new StepProbe[] {gaussian} : new StepProbe[] {gaussian, net}) {
                for (String v : p.parameters()) {
                    double[] at = p.get(v);
                    double[] gradient = p.gradient(v);
                    for (int i = 0; i < at.length; i++) {
                        double h = 1e-5;
                        double[] moved = at.clone();
                        moved[i] += h;
                        double up = p.set(v, moved).loss();
                        moved[i] -= 2 * h;
                        double down = p.set(v, moved).loss();
                        p.set(v, at);
                        assertEquals(
                                (up - down) / (2 * h),
                                gradient[i],
                                1e-6 * (1 + Math.abs(gradient[i])),
                                name + ": " + v + " " + i);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void trainingFindsTheTruth(String name) {
        double[] truth = logPrecision(name);
        MutableDataset<LogDensity> data = Fits.rows(normals(4000, 3));
        DensityFitTrainer t = DensityFitTrainer.builder(new GaussianEnergy(), all().get(name))
                .optimiser(new Adam(1e-2))
                .settings(TrainingSettings.builder()
                        .batchSize(500)
                        .steps(600)
                        .device(Device.cpu(1))
                        .showProgress(false)
                        .build())
                .build();
        try (FittedDensityModel m = t.train(data)) {
            double[] mean = m.weights().get(M).toDoubles();
            double[] scale = m.weights().get(A).toDoubles();
            assertArrayEquals(MEAN, mean, 0.15, name);
            assertArrayEquals(truth, scale, 0.15, name);
            assertTrue(m.isNormalised(), name);
            if (name.equals("noise contrast")) {
                double z = Math.log(2 * Math.PI) - scale[0] - scale[1];
                assertEquals(z, m.estimatedLogNormaliser().orElseThrow(), 0.15);
            } else {
                assertTrue(m.estimatedLogNormaliser().isEmpty(), name);
            }
        }
    }

    /**
     * With the best critic the density's step is that of score matching divided by 2 lambda. Of a law p with the moments of
     * the points themselves it is so to rounding, since everything is quadratic.
     */
    @Test
    void theBestCriticGivesTheGradientOfScoreMatching() {
        double lambda = 0.7;
        HostTensor x = normals(40, 4);
        double[] flat = x.toDoubles();
        double[][] rows = new double[40][];
        double[] mean = new double[2];
        for (int i = 0; i < 40; i++) {
            rows[i] = new double[] {flat[2 * i], flat[2 * i + 1]};
            mean[0] += flat[2 * i] / 40;
            mean[1] += flat[2 * i + 1] / 40;
        }
        RealMatrix precision = new LUDecomposition(new Covariance(rows, false).getCovarianceMatrix())
                .getSolver()
                .getInverse();
        double[] m = {0.2, 0.4};
        double[] a = {0.1, -0.3};
        RealMatrix own = MatrixUtils.createRealDiagonalMatrix(new double[] {Math.exp(2 * a[0]), Math.exp(2 * a[1])});
        // s_q - s_p = (precision - own) x + own m - precision mean; rows times the transposed matrix
        RealMatrix w = precision.subtract(own).scalarMultiply(1 / (2 * lambda));
        double[] own0 = own.operate(m);
        double[] p0 = precision.operate(mean);
        double[] bias = {(own0[0] - p0[0]) / (2 * lambda), (own0[1] - p0[1]) / (2 * lambda)};
        LearnedSteinObjective lsd = new LearnedSteinObjective(new Mlp(), new Sgd(1e-300), lambda, 1);
        try (StepProbe learned = new StepProbe(new GaussianEnergy(), lsd, x);
                StepProbe matching = new StepProbe(new GaussianEnergy(), new ScoreMatching(new ExactDivergence()), x)) {
            learned.set(
                            FitStep.OBJECTIVE + "/critic/output/weight",
                            w.getEntry(0, 0),
                            w.getEntry(1, 0),
                            w.getEntry(0, 1),
                            w.getEntry(1, 1))
                    .set(FitStep.OBJECTIVE + "/critic/output/bias", bias);
            for (String v : matching.parameters()) {
                double[] value = v.equals(M) ? m : a;
                learned.set(v, value);
                matching.set(v, value);
            }
            for (String v : matching.parameters()) {
                double[] expected = matching.gradient(v);
                double[] found = learned.gradient(v);
                for (int j = 0; j < 2; j++) {
                    assertEquals(expected[j] / (2 * lambda), found[j], 1e-10, v);
                }
            }
        }
    }

    /** Whether a critic's divergence comes from its closed form or from a pass for each coordinate, it learns the same. */
    @Test
    void theClosedFormIsTheExactDivergence() {
        LearnedSteinObjective closed = new LearnedSteinObjective(new MlpCritic(0, 5, 4), new Adam(1e-2), 0.5, 4);
        // does not call itself exact, so that no closed form takes its place
        Divergence dense = (field, points, random) -> TraceEstimator.exact(field, points);
        try (StepProbe a = new StepProbe(new GaussianEnergy(), closed, normals(30, 6));
                StepProbe b = new StepProbe(new GaussianEnergy(), closed.withDivergence(dense), normals(30, 6))) {
            assertArrayEquals(b.gradient(M), a.gradient(M), 1e-9);
            assertArrayEquals(b.gradient(A), a.gradient(A), 1e-9);
        }
    }

    @Test
    void badSettingsAreRefused() {
        assertThrows(PropertyException.class, () -> new LearnedSteinObjective(new Mlp(), new Adam(), 0, 1));
        assertThrows(PropertyException.class, () -> new LearnedSteinObjective(new Mlp(), new Adam(), 1, 0));
        assertThrows(PropertyException.class, () -> new DenoisingScoreMatching(0));
        assertThrows(PropertyException.class, () -> new ConditionalNoiseContrastive(-1));
        assertThrows(PropertyException.class, () -> new KernelStein(-1, null));
        assertThrows(PropertyException.class, () -> new NoiseContrastive(null, Double.NaN));
        assertThrows(PropertyException.class, () -> new HutchinsonDivergence(HutchinsonDivergence.Probe.GAUSSIAN, 0));
        assertThrows(IllegalArgumentException.class, () -> new KernelStein()
                .fit(HostTensor.of(new double[] {1, 1, 1}, 3, 1)));
    }
}
