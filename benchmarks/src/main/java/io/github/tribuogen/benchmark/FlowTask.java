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
package io.github.tribuogen.benchmark;

import io.github.tribuogen.flow.bijection.Bijection;
import io.github.tribuogen.flow.bijection.FlowContext;
import io.github.tribuogen.flow.cnf.ContinuousFlow;
import io.github.tribuogen.flow.cnf.ExactDivergence;
import io.github.tribuogen.flow.cnf.HutchinsonDivergence;
import io.github.tribuogen.flow.cnf.MlpDynamics;
import io.github.tribuogen.flow.cnf.ProbeNoise;
import io.github.tribuogen.flow.cnf.TimeLayer;
import io.github.tribuogen.flow.ode.AdaptiveSolver;
import io.github.tribuogen.flow.ode.Differentiation;
import io.github.tribuogen.flow.ode.Method;
import io.github.tribuogen.flow.ode.StepControl;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.runtime.TrainingProgram;
import java.util.SplittableRandom;

/**
 * A training task of FFJORD (Grathwohl et al. 2019), as published.
 *
 * @param name Its name, that of the peer's task too.
 * @param title In words.
 * @param dimension The number of features.
 * @param hidden The numbers of hidden units.
 * @param batch The rows of a batch.
 * @param parameters How many there are.
 * @param window Iterations timed together.
 * @param windows How many windows there are; the first is not counted.
 * @param peerWindow Iterations of the peer timed together.
 */
record FlowTask(
        String name,
        String title,
        int dimension,
        int[] hidden,
        int batch,
        int parameters,
        int window,
        int windows,
        int peerWindow) {
    /** 8 Gaussians: 64-64-64 concatsquash with tanh, exact trace, dopri5 with tolerances of 1e-5, T = 0.5. */
    static FlowTask toy() {
        return new FlowTask(
                "toy",
                "8 Gaussians, 64-64-64, batch 100, exact trace, dopri5 1e-5",
                2,
                new int[] {64, 64, 64},
                100,
                9224,
                50,
                9,
                10);
    }

    /** The sizes of MINIBOONE: 860-860 concatsquash with softplus, Gaussian probes, dopri5 with 1e-8 and 1e-6, T = 1. */
    static FlowTask miniboone() {
        return new FlowTask(
                "miniboone",
                "43 features, 860-860, batch 1000, Gaussian probes, dopri5 1e-8 and 1e-6",
                43,
                new int[] {860, 860},
                1000,
                820_612,
                2,
                5,
                1);
    }

    private boolean isToy() {
        return name.equals("toy");
    }

    HostTensor rows() {
        int n = window * windows * batch;
        SplittableRandom r = new SplittableRandom(1);
        float[] x = new float[n * dimension];
        for (int i = 0; i < n; i++) {
            double angle = Math.PI / 4 * r.nextInt(8);
            for (int j = 0; j < dimension; j++) {
                double centre = j == 0 ? Math.cos(angle) : Math.sin(angle);
                x[i * dimension + j] =
                        (float) (isToy() ? (4 * centre + 0.5 * r.nextGaussian()) / 1.414 : r.nextGaussian());
            }
        }
        return HostTensor.of(x, n, dimension);
    }

    private ContinuousFlow flow(Differentiation how) {
        StandardActivation activation = new StandardActivation(
                isToy() ? StandardActivation.Function.TANH : StandardActivation.Function.SOFTPLUS);
        AdaptiveSolver solver =
                isToy() ? AdaptiveSolver.dopri5(1e-5) : new AdaptiveSolver(Method.DOPRI5, new StepControl(1e-8, 1e-6));
        return ContinuousFlow.builder(new MlpDynamics(TimeLayer.CONCAT_SQUASH, activation, hidden))
                .divergence(isToy() ? new ExactDivergence() : new HutchinsonDivergence(ProbeNoise.GAUSSIAN, 1, false))
                .solver(solver, how)
                .endTime(isToy() ? 0.5 : 1, false)
                .build();
    }

    /** Maximum likelihood with Adam; tells NFE. */
    TrainingProgram program(Differentiation how) {
        ContinuousFlow flow = flow(how);
        return s -> {
            ParameterScope scope = ParameterScope.of(s.variables()).training(s.random("flow"));
            FlowContext context = FlowContext.unconditional();
            Bijection.Image image = flow.forward(scope.child("flow"), s.batch("all", "x"), context);
            Tensor loss = image.point()
                    .square()
                    .sum(1)
                    .mul(0.5)
                    .sub(image.logDeterminant())
                    .mean();
            s.minimise(loss, s.scope("flow"), new Adam(1e-3));
            s.metric("NLL", loss);
            context.metrics().forEach(s::metric);
        };
    }
}
