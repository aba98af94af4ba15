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

import io.github.tribuogen.ebm.energy.Energy;
import io.github.tribuogen.ebm.sampler.MalaSampler;
import io.github.tribuogen.ebm.sampler.Sampler;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.CosineSchedule;
import io.github.tribuogen.neural.optim.Optimiser;
import io.github.tribuogen.neural.optim.Sgd;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where training comes to rest, for quadratic energies {@code f(x) = -x'Ax / 2} and linear generators. */
class FixedPointTest {
    private static final double[][] A = {{2, 0.6}, {0.6, 1}};

    /** f = -x'Ax / 2 with the parameter "a", [2, 2]. */
    private record Quadratic(double[][] start) implements Energy {
        @Override
        public Fitted fit(HostTensor points) {
            return this::logDensity;
        }

        private Tensor logDensity(ParameterScope scope, Tensor x) {
            double[] flat = {start[0][0], start[0][1], start[1][0], start[1][1]};
            Tensor a = scope.parameter("a", (shape, in, out, rng) -> flat.clone(), 2, 2, 2, 2);
            return x.matMul(a).mul(x).sum(1).mul(-0.5);
        }
    }

    private static VERAModel train(double[][] start, Optimiser energy, double lambda, double gamma, double[][] data) {
        AmortisedSampler sampler = new AmortisedSampler(
                        new LinearGenerator(new double[][] {{0.3, 0.1}, {-0.1, 0.2}}), 2)
                .withEntropy(lambda, new LaplaceEntropyGradient())
                .withOptimiser(new Adam(0.01, 0.5, 0.9).withSchedule(new CosineSchedule(1200, 0.01)))
                .withScales(0.1, 0.2);
        return VERATrainer.builder(new Quadratic(start), sampler)
                .objective(new DensityObjective(gamma))
                .optimiser(energy)
                .settings(VeraData.settings(1200).batchSize(256).build())
                .build()
                .train(VeraData.densities(data));
    }

    private static double[][] normal(double[][] factor, int n) {
        SplittableRandom rng = new SplittableRandom(1);
        double[][] x = new double[n][2];
        for (double[] row : x) {
            double a = rng.nextGaussian();
            double b = rng.nextGaussian();
            row[0] = factor[0][0] * a + factor[0][1] * b;
            row[1] = factor[1][0] * a + factor[1][1] * b;
        }
        return x;
    }

    private static double[][] inverse(double[][] m) {
        double det = m[0][0] * m[1][1] - m[0][1] * m[1][0];
        return new double[][] {{m[1][1] / det, -m[0][1] / det}, {-m[1][0] / det, m[0][0] / det}};
    }

    /** The generator's covariance W W' + s^2 I is lambda A^-1. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1})
    void theGeneratorIsTheEnergyAtTheTemperatureLambda(double lambda) {
        try (VERAModel m = train(A, new Sgd(1e-30), lambda, 0, normal(A, 500))) {
            float[] w = m.weights().get("generator/mean/weight").toFloats(); // transposed
            double s = Math.exp(m.weights().get("generator/logScale").item());
            double[][] expected = inverse(A);
            for (int i = 0; i < 2; i++) {
                for (int j = 0; j < 2; j++) {
                    double found = w[i] * w[j] + w[2 + i] * w[2 + j] + (i == j ? s * s : 0);
                    assertEquals(lambda * expected[i][j], found, 0.06 * lambda, i + ", " + j);
                }
            }
            assertTrue(s <= 0.2 + 1e-6);
        }
    }

    private static final double[][] FACTOR = {{0.8, 0}, {0.3, 1}};
    private static final double[][] COVARIANCE = {{0.64, 0.24}, {0.24, 1.09}};

    /** A quadratic energy of normal data, with a generator that stays where it is, broader than the data and turned. */
    private static VERAModel besideAFixedGenerator(DensityObjective objective, Sampler chain) {
        AmortisedSampler sampler = new AmortisedSampler(
                        new LinearGenerator(new double[][] {{1.2, 0.6}, {-0.6, 1.2}}), 2)
                .withEntropy(1, new LaplaceEntropyGradient())
                .withOptimiser(new Sgd(1e-30))
                .withScales(0.3, 0.3)
                .withChain(chain);
        return VERATrainer.builder(new Quadratic(new double[][] {{1, 0}, {0, 1}}), sampler)
                .objective(objective)
                .optimiser(new Adam(0.01, 0.5, 0.9).withSchedule(new CosineSchedule(1200, 0.01)))
                .settings(VeraData.settings(1200).batchSize(256).build())
                .build()
                .train(VeraData.densities(normal(FACTOR, 5000)));
    }

    /** How far the precision is from that of the data. */
    private static double excess(float[] a) {
        double[][] precision = inverse(COVARIANCE);
        return Math.abs(a[0] - precision[0][0])
                + Math.abs((a[1] + a[2]) / 2 - precision[0][1])
                + Math.abs(a[3] - precision[1][1]);
    }

    /** Without help f must make up for what the generator does not follow, and is wrong. */
    @Test
    void anEnergyAloneAnswersToItsGenerator() {
        try (VERAModel m = besideAFixedGenerator(new DensityObjective(), null)) {
            assertTrue(excess(m.weights().get("energy/a").toFloats()) > 1);
        }
    }

    /** Weighted by exp(f) / q, samples give the gradient of the likelihood wherever they come from, and an estimate of log Z. */
    @Test
    void aProposalNeedNotFollow() {
        try (VERAModel m = besideAFixedGenerator(new DensityObjective().withImportance(1), null)) {
            float[] a = m.weights().get("energy/a").toFloats();
            assertEquals(0, excess(a), 0.25);
            // log Z = log 2 pi - log det A / 2
            double determinant = a[0] * a[3] - (a[1] + a[2]) * (a[1] + a[2]) / 4;
            double logZ = Math.log(2 * Math.PI) - 0.5 * Math.log(determinant);
            assertEquals(logZ, last(m, "log normaliser"), 0.25);
            assertTrue(last(m, "weighted samples") > 50 && last(m, "weighted samples") < 256);
        }
    }

    /** Chains lead from wherever the generator's samples are to where the energy has them. */
    @Test
    void chainsLeadOnFromTheGenerator() {
        try (VERAModel m = besideAFixedGenerator(new DensityObjective(), new MalaSampler(30, 0.2))) {
            assertEquals(0, excess(m.weights().get("energy/a").toFloats()), 0.25);
            assertTrue(last(m, "chain " + MalaSampler.ACCEPTANCE) > 0.5);
        }
    }

    private static double last(VERAModel m, String metric) {
        float[] values = m.trainingHistory().curves().get(metric).values();
        return values[values.length - 1];
    }

    /** On normal data both meet at the truth; a penalty on the gradient makes A smaller. */
    @Test
    void jointTrainingFindsThePrecisionOfNormalData() {
        double[][] data = normal(FACTOR, 5000);
        double[][] precision = inverse(COVARIANCE);
        Adam adam = new Adam(0.01, 0.5, 0.9).withSchedule(new CosineSchedule(1200, 0.01));
        double[] trace = new double[2];
        for (int penalised = 0; penalised < 2; penalised++) {
            try (VERAModel m = train(new double[][] {{1, 0}, {0, 1}}, adam, 1, 0.3 * penalised, data)) {
                float[] a = m.weights().get("energy/a").toFloats();
                trace[penalised] = a[0] + a[3];
                if (penalised == 0) {
                    assertEquals(precision[0][0], a[0], 0.2);
                    assertEquals(precision[0][1], (a[1] + a[2]) / 2, 0.15);
                    assertEquals(precision[1][1], a[3], 0.15);
                }
            }
        }
        assertTrue(trace[1] < 0.9 * trace[0], trace[1] + " with the penalty, " + trace[0] + " without");
    }
}
