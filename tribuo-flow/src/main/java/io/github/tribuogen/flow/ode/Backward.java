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
package io.github.tribuogen.flow.ode;

import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.ControlFlow;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import java.util.ArrayList;
import java.util.List;

/** The gradients of one solve, from the gradient of its end. */
final class Backward {
    private final InitialValueProblem problem;
    private final StateLayout layout;
    private final Integrator integrator;
    private final Run run;
    private final Tensor dEnd;
    /**
     * The parameters as independent variables: a derivative of the field is a partial one, so nothing may pass through what
     * state or parameters were computed from, least of all through the solve itself.
     */
    private final List<Tensor> parameters;

    Backward(InitialValueProblem problem, StateLayout layout, Integrator integrator, Run run, Tensor dEnd) {
        this.problem = problem;
        this.layout = layout;
        this.integrator = integrator;
        this.run = run;
        this.dEnd = dEnd;
        this.parameters =
                problem.parameters().stream().map(Tensor::stopGradient).toList();
    }

    /** The gradients of the packed initial state and of the parameters. */
    record Result(Tensor initial, List<Tensor> parameters, Counters counters) {}

    /** The sum of the products of slope and gradient at a time: how the loss changes along the flow. */
    Tensor slopeAlong(Tensor t, Tensor y, Tensor gradient) {
        Tensor time = t.cast(problem.dtype());
        return PackedField.of(problem, layout).at(time, y).state().mul(gradient).sum();
    }

    // ---- adjoint

    /**
     * A second solve, from the end to the start, of state and adjoint {@code da/dt = -a df/dy}, and of the quadrature {@code
     * dL/dp = -int a df/dp dt}.
     */
    Result adjoint(boolean seminorm) {
        List<Tensor> both = new ArrayList<>(problem.initial());
        both.addAll(problem.initial());
        StateLayout doubled = new StateLayout(both);
        long[] sizes =
                parameters.stream().mapToLong(p -> p.shape().elements().size()).toArray();
        boolean any = sizes.length > 0;
        Tensor zeros = any
                ? dEnd.graph()
                        .root()
                        .constant(HostTensor.filled(
                                dEnd.dtype(),
                                0,
                                1,
                                java.util.Arrays.stream(sizes).sum()))
                : null;
        Run back = integrator
                .shared()
                .run(
                        new Integrator.Task(
                                adjointField(doubled),
                                Tensors.concat(1, run.end(), dEnd),
                                zeros,
                                new Integrator.ErrorParts(doubled.widths(), any && !seminorm ? sizes : null),
                                problem.end(),
                                problem.start()),
                        false);
        long width = dEnd.shape().size(1);
        Tensor initial = back.end().split(1, width, width).get(1);
        List<Tensor> gradients = new ArrayList<>();
        if (any) {
            List<Tensor> flat = back.quadrature().neg().split(1, sizes);
            for (int i = 0; i < sizes.length; i++) {
                gradients.add(flat.get(i).reshape(parameters.get(i).shape()));
            }
        }
        return new Result(initial, gradients, back.counters());
    }

    private PackedField adjointField(StateLayout doubled) {
        int n = problem.initial().size();
        return (t, z) -> {
            List<Tensor> parts = doubled.unpack(z.stopGradient());
            List<Tensor> y = parts.subList(0, n);
            List<Tensor> slope = problem.field().at(t, y, parameters);
            List<Tensor> by = new ArrayList<>(y);
            by.addAll(parameters);
            List<Tensor> g = Gradients.vjp(slope, by, parts.subList(n, 2 * n));
            Tensor state = Tensors.concat(
                    1, layout.pack(slope), layout.pack(g.subList(0, n)).neg());
            if (parameters.isEmpty()) {
                return new PackedField.Slope(state, null);
            }
            List<Tensor> flat = new ArrayList<>();
            for (Tensor p : g.subList(n, g.size())) {
                flat.add(p.reshape(1, p.shape().elements().size()));
            }
            // without its sign, which is put on once at the end
            return new PackedField.Slope(state, Tensors.concat(1, flat));
        };
    }

    // ---- replay

    /** Back through the recorded steps: each is computed again and its transposed Jacobian applied. */
    Result replay() {
        Run.Tape tape = run.tape();
        Tensor one = tape.count().graph().root().constant(HostTensor.scalar(1L));
        List<Tensor> gradients = new ArrayList<>(List.of(dEnd));
        parameters.forEach(p -> gradients.add(p.zerosLike()));
        List<Tensor> state = gradients;
        Tensor before = tape.count();
        if (tape.overstepped()) {
            before = before.sub(one);
            state = back(tape, before, state, true);
        }
        Tensor last = before.sub(one);
        state = ControlFlow.scan(
                        before, state, (i, s) -> new ControlFlow.Step(back(tape, last.sub(i), s, false), List.of()))
                .state();
        long each = integrator.tableau().forResultAlone().stages();
        Tensor evaluations = tape.count().mul(one.graph().root().constant(HostTensor.scalar(each)));
        if (tape.overstepped()) {
            // the dense output needs the last stage too
            evaluations = evaluations.add(one);
        }
        Tensor none = one.sub(one);
        Counters counters = new Counters(evaluations, tape.count(), none, none);
        return new Result(state.get(0), state.subList(1, state.size()), counters);
    }

    /** The gradients before a step from those after it: of the state, then of the parameters so far. */
    private List<Tensor> back(Run.Tape tape, Tensor index, List<Tensor> after, boolean inside) {
        Tensor y = tape.states().gather(0, index).stopGradient();
        Tensor t = tape.times().gather(0, index).stopGradient();
        Tensor h = tape.steps().gather(0, index).stopGradient();
        Tensor direction = problem.end()
                .cast(DType.FLOAT64)
                .sub(problem.start().cast(DType.FLOAT64))
                .sign();
        Tableau tableau = inside ? integrator.tableau() : integrator.tableau().forResultAlone();
        Stages.Step step =
                new Stages(tableau, PackedField.of(problem.with(parameters), layout), direction).take(y, null, t, h);
        Tensor end;
        if (inside) {
            Tensor weights = AdaptiveLoop.denseWeights(
                    tableau, problem.end().cast(DType.FLOAT64).stopGradient(), t, h);
            end = y.add(Stages.combine(weights.cast(y.dtype()), step.slopes(), h.cast(y.dtype()), y));
        } else {
            end = step.advance(tableau.b());
        }
        List<Tensor> by = new ArrayList<>(List.of(y));
        by.addAll(parameters);
        List<Tensor> g = Gradients.vjp(List.of(end), by, List.of(after.get(0)));
        List<Tensor> sums = new ArrayList<>(List.of(g.get(0)));
        for (int i = 1; i < after.size(); i++) {
            sums.add(after.get(i).add(g.get(i)));
        }
        return sums;
    }
}
