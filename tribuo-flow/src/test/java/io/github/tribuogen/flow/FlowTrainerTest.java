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
package io.github.tribuogen.flow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.flow.bijection.AffineCoupling;
import io.github.tribuogen.flow.bijection.BijectionChain;
import io.github.tribuogen.flow.cnf.ContinuousFlow;
import io.github.tribuogen.flow.cnf.ExactDivergence;
import io.github.tribuogen.flow.cnf.MlpDynamics;
import io.github.tribuogen.flow.cnf.TimeLayer;
import io.github.tribuogen.flow.ode.AdaptiveSolver;
import io.github.tribuogen.flow.ode.FixedStepSolver;
import io.github.tribuogen.flow.ode.Method;
import io.github.tribuogen.flow.ode.Unrolled;
import io.github.tribuogen.neural.data.Standardisation;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.runtime.Device;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.tribuo.MutableDataset;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

class FlowTrainerTest {
    /** x1 ~ N(0, 2^2), x2 ~ N(x1 / 2, 0.5^2): entropy log(2 pi e) + log 2 + log 0.5. */
    private static MutableDataset<LogDensity> line(int n) {
        var factory = new LogDensityFactory();
        var data = new MutableDataset<>(new SimpleDataSourceProvenance("line", factory), factory);
        SplittableRandom rng = new SplittableRandom(1);
        for (int i = 0; i < n; i++) {
            double a = 2 * rng.nextGaussian();
            double b = a / 2 + 0.5 * rng.nextGaussian();
            data.add(new ArrayExample<>(LogDensityFactory.OBSERVED, new String[] {"a", "b"}, new double[] {a, b}));
        }
        return data;
    }

    private static FlowTrainer trainer() {
        Mlp net = new Mlp(32, 32);
        return FlowTrainer.builder(
                        new BijectionChain(List.of(
                                new AffineCoupling(net, false),
                                new AffineCoupling(net, true),
                                new AffineCoupling(net, false),
                                new AffineCoupling(net, true))),
                        new Adam(3e-3))
                .preprocessor(new Standardisation())
                .settings(TrainingSettings.builder()
                        .batchSize(128)
                        .steps(600)
                        .device(Device.cpu(1))
                        .showProgress(false)
                        .build())
                .build();
    }

    @Test
    void learnsACorrelatedGaussian() {
        FlowModel model = trainer().train(line(2000));
        float[][] rows = model.toRows(line(2000));
        double nll = -Arrays.stream(model.logDensity(rows)).average().orElseThrow();
        double entropy = Math.log(2 * Math.PI * Math.E);
        assertEquals(entropy, nll, 0.08);
        float[][] back = model.fromBase(model.toBase(rows));
        for (int i = 0; i < rows.length; i++) {
            assertArrayEquals(rows[i], back[i], 1e-3f);
        }
        float[][] samples = model.sample(4000, new SplittableRandom(2));
        double cross =
                Arrays.stream(samples).mapToDouble(r -> r[0] * r[1]).average().orElseThrow();
        assertTrue(Math.abs(cross - 2) < 0.3, "mean of x1 x2 " + cross);
    }

    @Test
    void aFlowTrainedByFixedStepsIsJudgedByAdaptiveOnes() {
        ContinuousFlow flow = ContinuousFlow.builder(new MlpDynamics(
                        TimeLayer.CONCAT_SQUASH, new StandardActivation(StandardActivation.Function.TANH), 8, 8))
                .solver(new FixedStepSolver(Method.RK4, 2), new Unrolled())
                .test(AdaptiveSolver.dopri5(1e-6), new ExactDivergence())
                .build();
        FlowTrainer trainer = FlowTrainer.builder(flow, new Adam(1e-2))
                .settings(TrainingSettings.builder()
                        .batchSize(64)
                        .steps(40)
                        .device(Device.cpu(1))
                        .showProgress(false)
                        .build())
                .build();
        FlowModel model = trainer.train(line(500));
        float[] at = {0.7f, -0.3f};
        float[] score = model.score(new float[][] {at})[0];
        float h = 0.02f;
        for (int j = 0; j < 2; j++) {
            float[] up = at.clone();
            float[] down = at.clone();
            up[j] += h;
            down[j] -= h;
            double[] density = model.logDensity(new float[][] {up, down});
            assertEquals((density[0] - density[1]) / (2 * h), score[j], 5e-3, "coordinate " + j);
        }
    }
}
