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
package io.github.tribuogen.flow.cnf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.flow.bijection.Bijection;
import io.github.tribuogen.flow.bijection.BijectionChain;
import io.github.tribuogen.flow.bijection.FlowContext;
import io.github.tribuogen.flow.bijection.MovingBatchNormalisation;
import io.github.tribuogen.flow.bijection.Multiscale;
import io.github.tribuogen.flow.bijection.Squeeze;
import io.github.tribuogen.flow.ode.AdaptiveSolver;
import io.github.tribuogen.flow.ode.Adjoint;
import io.github.tribuogen.flow.ode.ErrorNorm;
import io.github.tribuogen.flow.ode.FixedStepSolver;
import io.github.tribuogen.flow.ode.Method;
import io.github.tribuogen.flow.ode.Solver;
import io.github.tribuogen.flow.ode.StepControl;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.NormalInitialiser;
import io.github.tribuogen.neural.nn.StandardActivation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Continuous flows as parts: in chains, at several scales, and with steps of its own for each sample. */
class StackedFlowsTest {
    private static final StandardActivation SOFTPLUS = new StandardActivation(StandardActivation.Function.SOFTPLUS);
    private static final StandardActivation TANH = new StandardActivation(StandardActivation.Function.TANH);

    private static ContinuousFlow flow(Dynamics d, Solver solver) {
        return ContinuousFlow.builder(d).solver(solver, new Adjoint()).build();
    }

    /** log|det| of a row-major matrix by elimination. */
    private static double logDeterminant(double[] m, int n) {
        double[] a = m.clone();
        double sum = 0;
        for (int k = 0; k < n; k++) {
            int best = k;
            for (int i = k + 1; i < n; i++) {
                best = Math.abs(a[i * n + k]) > Math.abs(a[best * n + k]) ? i : best;
            }
            for (int j = 0; j < n; j++) {
                double t = a[k * n + j];
                a[k * n + j] = a[best * n + j];
                a[best * n + j] = t;
            }
            sum += Math.log(Math.abs(a[k * n + k]));
            for (int i = k + 1; i < n; i++) {
                double f = a[i * n + k] / a[k * n + k];
                for (int j = k; j < n; j++) {
                    a[i * n + j] -= f * a[k * n + j];
                }
            }
        }
        return sum;
    }

    private static void check(Bijection flow, int n, long... point) {
        long[] one = new long[point.length + 1];
        one[0] = 1;
        System.arraycopy(point, 0, one, 1, point.length);
        try (Built.Compiled compiled = Built.of(4).evaluating().compile(s -> {
            // the point stands for a parameter, so that it can be moved
            Tensor x = s.parameter("x", new NormalInitialiser(1), 1, 1, one);
            Bijection.Image there = flow.forward(s, x, FlowContext.unconditional());
            Bijection.Image back = flow.inverse(s, there.point(), FlowContext.unconditional());
            return Map.of(
                    "z", there.point(),
                    "log det", there.logDeterminant(),
                    "x again", back.point(),
                    "log det back", back.logDeterminant());
        })) {
            double[] x = Built.normal(5, n);
            var r = compiled.run(Map.of("f/x", x));
            assertArrayEquals(x, r.get("x again"), 1e-6);
            double[] jacobian = new double[n * n];
            double h = 1e-3;
            for (int j = 0; j < n; j++) {
                double[] up = x.clone();
                up[j] += h;
                double[] down = x.clone();
                down[j] -= h;
                double[] above = compiled.run(Map.of("f/x", up)).get("z");
                double[] below = compiled.run(Map.of("f/x", down)).get("z");
                for (int i = 0; i < n; i++) {
                    jacobian[i * n + j] = (above[i] - below[i]) / (2 * h);
                }
            }
            double expected = logDeterminant(jacobian, n);
            assertEquals(expected, r.get("log det")[0], 1e-4);
            assertEquals(-expected, r.get("log det back")[0], 1e-4);
            assertTrue(Math.abs(expected) > 1e-2, "a volume that changes: " + expected);
        }
    }

    @Test
    void aChainOfBlocksAndNormalisationsIsAFlow() {
        ContinuousFlow block = flow(new MlpDynamics(TimeLayer.CONCAT_SQUASH, TANH, 8, 8), AdaptiveSolver.dopri5(1e-8));
        check(
                new BijectionChain(List.of(
                        new MovingBatchNormalisation(),
                        block,
                        new MovingBatchNormalisation(),
                        block,
                        new MovingBatchNormalisation())),
                3,
                3);
    }

    @Test
    void flowsOfImagesAtSeveralScalesAreAFlow() {
        ContinuousFlow block =
                flow(new ConvDynamics(TimeLayer.CONCAT, SOFTPLUS, 3), new FixedStepSolver(Method.DOPRI8, 4));
        Bijection level = new BijectionChain(List.of(block, new Squeeze(), block));
        check(new Multiscale(List.of(level, block)), 16, 1, 4, 4);
    }

    @Test
    void withStepsOfItsOwnASampleIsTheSameInEveryBatch() {
        Solver each = new AdaptiveSolver(Method.DOPRI5, new StepControl(1e-5, 1e-5).withNorm(ErrorNorm.EACH_SAMPLE));
        ContinuousFlow flow = flow(new MlpDynamics(TimeLayer.CONCAT_SQUASH, TANH, 16, 16), each);
        var r = Built.of(4).scaled(3).run(s -> {
            Tensor x = Built.points(s, 5, 30, 2).mul(2);
            Bijection.Image all = flow.forward(s, x, FlowContext.unconditional());
            Bijection.Image alone = flow.forward(s, x.slice(0, 0, 1), FlowContext.unconditional());
            Bijection.Image exact = flow(
                            new MlpDynamics(TimeLayer.CONCAT_SQUASH, TANH, 16, 16), AdaptiveSolver.dopri5(1e-10))
                    .forward(s, x, FlowContext.unconditional());
            Tensor loss = all.logDeterminant().sum().add(all.point().square().sum());
            return Map.of(
                    "all",
                    all.point().slice(0, 0, 1),
                    "alone",
                    alone.point(),
                    "worst",
                    all.point().sub(exact.point()).abs().reduceMax(),
                    "worst log det",
                    all.logDeterminant().sub(exact.logDeterminant()).abs().reduceMax(),
                    "gradient",
                    Gradients.grad(loss, x));
        });
        assertArrayEquals(r.get("alone"), r.get("all"), 1e-12);
        assertTrue(r.get("worst")[0] < 3e-4, "worst error " + r.get("worst")[0]);
        assertTrue(r.get("worst log det")[0] < 3e-4, "worst error " + r.get("worst log det")[0]);
    }

    @Test
    void aFlowForADensityOfItsFeatures() {
        // blocks of a chain see the same features
        ContinuousFlow block = flow(
                new MlpDynamics(TimeLayer.CONCAT, TANH, 8).conditioned(Conditioning.LOW_RANK, 2),
                AdaptiveSolver.dopri5(1e-6));
        BijectionChain chain = new BijectionChain(List.of(block, block));
        var r = Built.of(4).run(s -> {
            Tensor x = Built.points(s, 5, 1, 2).expand(2, 2);
            Tensor c = Built.points(s, 6, 2, 3);
            Bijection.Image there = chain.forward(s, x, FlowContext.given(c));
            return Map.of(
                    "x", x,
                    "z", there.point(),
                    "x again",
                            chain.inverse(s, there.point(), FlowContext.given(c))
                                    .point());
        });
        assertArrayEquals(r.get("x"), r.get("x again"), 1e-4);
        assertTrue(Math.abs(r.get("z")[0] - r.get("z")[2]) > 1e-3, "the features matter");
    }
}
