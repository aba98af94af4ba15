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

import io.github.tribuogen.neural.graph.CustomGradient;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/** What the solvers share: packing, gradients, counters. */
abstract class RungeKuttaSolver implements Solver {
    /** Checks that the solver can solve a problem, and gives its integrator. */
    abstract Integrator integrator(InitialValueProblem problem);

    @Override
    public final Solution solve(InitialValueProblem problem) {
        StateLayout layout = new StateLayout(problem.initial());
        Run run = integrator(problem).run(task(problem, layout), false);
        return new Solution(layout.unpack(run.end()), run.counters());
    }

    @Override
    public final Solution solve(InitialValueProblem problem, Differentiation how) {
        Integrator integrator = integrator(problem);
        StateLayout layout = new StateLayout(problem.initial());
        if (how instanceof Unrolled) {
            if (!(integrator instanceof FixedLoop fixed)) {
                throw new IllegalArgumentException("Unrolled differentiates a FixedStepSolver, found " + this
                        + ", whose number of steps is not known when the graph is built; use Replay or Adjoint");
            }
            Run run = fixed.unrolled(task(problem, layout));
            return new Solution(layout.unpack(run.end()), run.counters());
        }
        List<Tensor> arguments = new ArrayList<>(problem.initial());
        arguments.addAll(problem.parameters());
        arguments.add(problem.start());
        arguments.add(problem.end());
        Run run = integrator.run(task(problem, layout), how instanceof Replay);
        List<Counters> backward = new ArrayList<>();
        List<Tensor> end = CustomGradient.apply(
                arguments,
                x -> layout.unpack(run.end()),
                (x, y, dy) -> gradient(problem, layout, integrator, run, how, dy, backward));
        return new Solution(end, run.counters(), backward);
    }

    private static Integrator.Task task(InitialValueProblem p, StateLayout layout) {
        return new Integrator.Task(
                PackedField.of(p, layout),
                layout.pack(p.initial()),
                null,
                new Integrator.ErrorParts(layout.widths(), null),
                p.start(),
                p.end());
    }

    private static List<Tensor> gradient(
            InitialValueProblem problem,
            StateLayout layout,
            Integrator integrator,
            Run run,
            Differentiation how,
            List<Tensor> dy,
            List<Counters> backward) {
        Backward pass = new Backward(problem, layout, integrator, run, layout.pack(dy));
        Backward.Result result = how instanceof Adjoint adjoint ? pass.adjoint(adjoint.usesSeminorm()) : pass.replay();
        backward.add(result.counters());
        List<Tensor> all = new ArrayList<>(layout.unpack(result.initial()));
        all.addAll(result.parameters());
        // dL/dt is the change of the end, or of the start, along the flow
        Tensor start = pass.slopeAlong(problem.start(), layout.pack(problem.initial()), result.initial());
        Tensor end = pass.slopeAlong(problem.end(), run.end(), layout.pack(dy));
        all.add(start.neg().cast(problem.start().dtype()));
        all.add(end.cast(problem.end().dtype()));
        return all;
    }
}
