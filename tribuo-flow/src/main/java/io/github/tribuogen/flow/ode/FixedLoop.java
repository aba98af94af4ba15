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

import io.github.tribuogen.neural.graph.ControlFlow;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import java.util.ArrayList;
import java.util.List;

/** Integration by a given number of equal steps: as a loop of the graph, or written out. */
final class FixedLoop implements Integrator {
    private final Tableau tableau;
    private final int steps;

    FixedLoop(Tableau tableau, int steps) {
        this.tableau = tableau.forResultAlone();
        this.steps = steps;
    }

    @Override
    public Tableau tableau() {
        return tableau;
    }

    @Override
    public Integrator shared() {
        return this;
    }

    @Override
    public Run run(Task task, boolean record) {
        return run(task, record, false);
    }

    /** The steps written out, which can be differentiated. */
    Run unrolled(Task task) {
        return run(task, false, true);
    }

    private Run run(Task task, boolean record, boolean unrolled) {
        Tensor t0 = task.start().cast(DType.FLOAT64);
        Tensor t1 = task.end().cast(DType.FLOAT64);
        Tensor whole = t1.sub(t0);
        Tensor h = whole.div(steps);
        Stages stages = new Stages(tableau, task.field(), whole.sign().stopGradient());
        ControlFlow.ScanBody body = (i, s) -> {
            // from the step's number, not by repeated addition, so that rounding does not pile up
            Tensor t = t0.add(h.mul(i.cast(DType.FLOAT64)));
            Stages.Step step = stages.take(s.get(0), null, t, h);
            List<Tensor> after = new ArrayList<>(List.of(step.advance(tableau.b())));
            if (s.size() > 1) {
                after.add(s.get(1).add(step.quadratureChanges(tableau.b()).get(0)));
            }
            return new ControlFlow.Step(after, record ? List.of(s.get(0), t, h.mul(t.onesLike())) : List.of());
        };
        List<Tensor> state = new ArrayList<>(List.of(task.initial()));
        if (task.quadrature() != null) {
            state.add(task.quadrature());
        }
        ControlFlow.Result r = unrolled
                ? new ControlFlow.Result(
                        ControlFlow.unrolled(
                                steps, state, (i, s) -> body.step(i, s).state()),
                        List.of())
                : ControlFlow.scan(steps, state, body);
        Tensor end = r.state().get(0);
        Run.Tape tape = record
                ? new Run.Tape(r.kept().get(0), r.kept().get(1), r.kept().get(2), number(t0, steps), false)
                : null;
        return new Run(end, task.quadrature() == null ? null : r.state().get(1), counters(end), tape);
    }

    private Counters counters(Tensor end) {
        double largest = end.dtype() == DType.FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE;
        Tensor finite = end.abs().reduceMax().lessOrEqual(end.scalar(largest));
        return new Counters(
                number(end, (long) steps * tableau.stages()),
                number(end, steps),
                number(end, 0),
                Tensors.where(finite, number(end, 0), number(end, Counters.Status.NOT_FINITE.code())));
    }

    private static Tensor number(Tensor like, long value) {
        return like.graph().root().constant(HostTensor.scalar(value));
    }
}
