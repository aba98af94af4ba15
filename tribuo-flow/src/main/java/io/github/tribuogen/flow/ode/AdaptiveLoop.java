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
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Adaptive integration as one loop of the graph. Times and steps are float64; the state and its errors are of the state's
 * type.
 *
 * <p>A method with dense output oversteps the end and interpolates once after the loop; others shorten the last step, as do
 * independent steps, whose samples arrive in different iterations.
 */
final class AdaptiveLoop implements Integrator {
    private final Tableau tableau;
    private final StepControl control;
    private final boolean perSample;
    private final boolean overstep;

    AdaptiveLoop(Tableau tableau, StepControl control) {
        this.tableau = tableau.firstSameAsLast();
        this.control = control;
        this.perSample = control.norm() == ErrorNorm.EACH_SAMPLE;
        this.overstep = tableau.hasDenseOutput() && !perSample;
    }

    @Override
    public Tableau tableau() {
        return tableau;
    }

    @Override
    public Integrator shared() {
        return perSample ? new AdaptiveLoop(tableau, control.withNorm(ErrorNorm.WORST_SAMPLE)) : this;
    }

    /** The positions of the loop's state. */
    private static final class Slots {
        private static final int GO_ON = 0;
        private static final int T = 1;
        private static final int H = 2;
        private static final int STATUS = 3;
        private static final int ITERATIONS = 4;
        private static final int ACCEPTED = 5;
        private static final int TRIED = 6;
        private static final int Y = 7;
        private static final int F = 8;
        /** What follows is kept of the last step where the end is interpolated: time, step, state and slopes. */
        private static final int LAST = 9;

        private Slots() {}
    }

    @Override
    public Run run(Task task, boolean record) {
        return new Solve(task).run(record);
    }

    /** One solve: holds what is the same in all its steps. */
    private final class Solve {
        private final Task task;
        private final Tensor t0;
        private final Tensor t1;
        private final Tensor direction;
        private final ErrorRatio ratio;
        private final Stages stages;
        private final boolean quadrature;
        private final Tensor zero;
        private final Tensor one;

        private Solve(Task task) {
            this.task = task;
            this.t0 = task.start().cast(DType.FLOAT64);
            this.t1 = task.end().cast(DType.FLOAT64);
            this.direction = t1.sub(t0).sign();
            this.ratio = new ErrorRatio(control, task.parts(), task.initial());
            this.stages = new Stages(tableau, task.field(), direction);
            this.quadrature = task.quadrature() != null;
            this.zero = t0.graph().root().constant(HostTensor.scalar(0L));
            this.one = t0.graph().root().constant(HostTensor.scalar(1L));
        }

        private Run run(boolean record) {
            Tensor y0 = task.initial();
            Tensor t = perSample ? t0.add(y0.slice(1, 0, 1).cast(DType.FLOAT64).zerosLike()) : t0;
            PackedField.Slope f0 = task.field().at(t.cast(y0.dtype()), y0);
            Tensor h = InitialStep.size(tableau.order(), ratio, task.field(), t, direction, y0, task.quadrature(), f0);
            if (control.maxStep() < Double.POSITIVE_INFINITY) {
                h = h.min(h.scalar(control.maxStep()));
            }
            List<Tensor> state = new ArrayList<>(Arrays.asList(
                    t0.graph()
                            .root()
                            .constant(HostTensor.of(new boolean[] {true}))
                            .reshape(Shape.SCALAR),
                    t,
                    h,
                    zero,
                    zero,
                    zero,
                    zero,
                    y0,
                    f0.state()));
            if (overstep) {
                state.addAll(List.of(t, h, y0, emptySlopes(y0)));
            }
            int q = state.size();
            if (quadrature) {
                state.addAll(List.of(task.quadrature(), f0.quadrature()));
                if (overstep) {
                    state.addAll(List.of(task.quadrature(), emptySlopes(task.quadrature())));
                }
            }
            ControlFlow.ScanBody body = (i, s) -> step(s, q, record);
            ControlFlow.Result r = ControlFlow.scanWhile(s -> s.get(Slots.GO_ON), control.maxSteps(), state, body);
            return result(r, q, record);
        }

        /** A tensor of the slopes' shape; the first iteration overwrites it. */
        private Tensor emptySlopes(Tensor like) {
            Tensor row = Stages.flat(like);
            return Tensors.concat(0, java.util.Collections.nCopies(tableau.stages(), row));
        }

        private ControlFlow.Step step(List<Tensor> s, int q, boolean record) {
            Tensor t = s.get(Slots.T);
            Tensor h = s.get(Slots.H);
            Tensor y = s.get(Slots.Y);
            Tensor active = null;
            Tensor trial = h;
            if (!overstep) {
                Tensor left = t1.sub(t).mul(direction);
                trial = h.min(left);
                active = left.greater(left.scalar(0));
            }
            Tensor signed = trial.mul(direction);
            PackedField.Slope f = new PackedField.Slope(s.get(Slots.F), quadrature ? s.get(q + 1) : null);
            Stages.Step step = stages.take(y, f, t, signed);
            Tensor y1 = step.lastState();
            Tensor state = step.change(tableau.e()).div(ratio.tolerance(y, y1));
            Tensor q1 = null;
            Tensor error = null;
            if (quadrature) {
                List<Tensor> changes = ratio.countsQuadrature()
                        ? step.quadratureChanges(tableau.b(), tableau.e())
                        : step.quadratureChanges(tableau.b());
                q1 = s.get(q).add(changes.get(0));
                error = ratio.countsQuadrature() ? changes.get(1).div(ratio.tolerance(s.get(q), q1)) : null;
            }
            Tensor r = ratio.norm(state, error);
            Tensor accept = r.lessOrEqual(r.scalar(1));
            if (control.minStep() > 0) {
                accept = accept.or(trial.lessOrEqual(trial.scalar(control.minStep())));
            }
            Tensor reached = t.add(signed);
            if (!overstep) {
                // the last step ends at the end exactly
                reached = Tensors.where(h.greaterOrEqual(t1.sub(t).mul(direction)), t1, reached);
                accept = accept.and(active);
            }
            List<Tensor> after = new ArrayList<>(s);
            after.set(Slots.T, Tensors.where(accept, reached, t));
            after.set(Slots.H, next(h, trial, r));
            after.set(Slots.ITERATIONS, s.get(Slots.ITERATIONS).add(one));
            after.set(Slots.ACCEPTED, s.get(Slots.ACCEPTED).add(count(accept)));
            after.set(Slots.TRIED, perSample ? s.get(Slots.TRIED).add(count(active)) : s.get(Slots.TRIED));
            after.set(Slots.Y, Tensors.where(accept, y1, y));
            after.set(Slots.F, Tensors.where(accept, step.last().state(), f.state()));
            Tensor toGo = t1.sub(after.get(Slots.T)).mul(direction);
            after.set(Slots.STATUS, status(after.get(Slots.T), after.get(Slots.H), toGo, r));
            Tensor goOn = (perSample ? toGo.reduceMax() : toGo).greater(toGo.scalar(0));
            after.set(Slots.GO_ON, goOn.and(after.get(Slots.STATUS).equalTo(zero)));
            if (overstep) {
                after.set(Slots.LAST, t);
                after.set(Slots.LAST + 1, signed);
                after.set(Slots.LAST + 2, y);
                after.set(Slots.LAST + 3, step.slopes());
            }
            if (quadrature) {
                after.set(q, Tensors.where(accept, q1, s.get(q)));
                after.set(q + 1, Tensors.where(accept, step.last().quadrature(), f.quadrature()));
                if (overstep) {
                    after.set(q + 2, s.get(q));
                    after.set(q + 3, step.quadratures());
                }
            }
            return new ControlFlow.Step(
                    after, record ? List.of(y, t, Tensors.where(accept, signed, signed.scalar(0))) : List.of());
        }

        /** Would the next step not move the time? Not a number does not move it either. */
        private Tensor status(Tensor t, Tensor h, Tensor toGo, Tensor r) {
            Tensor moves = t.add(h.mul(direction)).sub(t).abs().greater(t.scalar(0));
            Tensor stuck = moves.or(toGo.greater(toGo.scalar(0)).not()).not();
            Tensor finite = r.lessOrEqual(r.scalar(Double.MAX_VALUE));
            Tensor reason = Tensors.where(finite, code(Counters.Status.UNDERFLOW), code(Counters.Status.NOT_FINITE));
            Tensor status = Tensors.where(stuck, reason, zero);
            return perSample ? status.reduceMax() : status;
        }

        private Tensor code(Counters.Status status) {
            return t0.graph().root().constant(HostTensor.scalar((long) status.code()));
        }

        private Tensor count(Tensor truth) {
            Tensor n = truth.cast(DType.INT64);
            return perSample ? n.sum() : n;
        }

        /** The controller. */
        private Tensor next(Tensor h, Tensor trial, Tensor r) {
            Tensor least = Tensors.where(r.less(r.scalar(1)), r.scalar(1), r.scalar(control.smallestFactor()));
            Tensor ideal = r.pow(-1.0 / tableau.order()).mul(control.safety());
            Tensor factor = ideal.max(least).min(r.scalar(control.largestFactor()));
            // a trial that left the numbers is repeated with the shortest step
            Tensor known = Tensors.where(Tensors.isNaN(r), r.scalar(control.smallestFactor()), factor);
            Tensor next = trial.mul(known);
            if (control.maxStep() < Double.POSITIVE_INFINITY) {
                next = next.min(next.scalar(control.maxStep()));
            }
            if (control.minStep() > 0) {
                next = next.max(next.scalar(control.minStep()));
            }
            return next;
        }

        private Run result(ControlFlow.Result r, int q, boolean record) {
            List<Tensor> s = r.state();
            Tensor toGo = t1.sub(s.get(Slots.T)).mul(direction);
            Tensor late = (perSample ? toGo.reduceMax() : toGo).greater(toGo.scalar(0));
            Tensor status = s.get(Slots.STATUS);
            Tensor limited = late.and(status.equalTo(zero));
            Tensor end = s.get(Slots.Y);
            Tensor quadratures = quadrature ? s.get(q) : null;
            if (overstep) {
                Tensor weights = denseWeights(t1, s.get(Slots.LAST), s.get(Slots.LAST + 1))
                        .cast(end.dtype());
                Tensor h = s.get(Slots.LAST + 1).cast(end.dtype());
                Tensor before = s.get(Slots.LAST + 2);
                Tensor inside = before.add(Stages.combine(weights, s.get(Slots.LAST + 3), h, before));
                end = Tensors.where(late, end, inside);
                if (quadrature) {
                    Tensor through = s.get(q + 2).add(weights.mul(h).matMul(s.get(q + 3)));
                    quadratures = Tensors.where(late, quadratures, through);
                }
            }
            Tensor iterations = s.get(Slots.ITERATIONS);
            Tensor accepted = s.get(Slots.ACCEPTED);
            Tensor tried = perSample ? s.get(Slots.TRIED) : iterations;
            Tensor finite = end.abs().reduceMax().lessOrEqual(end.scalar(largest(end.dtype())));
            Tensor ended = Tensors.where(limited, code(Counters.Status.STEP_LIMIT), status);
            ended = Tensors.where(finite, ended, code(Counters.Status.NOT_FINITE));
            long each = tableau.stages() - 1;
            Tensor evaluations = iterations
                    .mul(t0.graph().root().constant(HostTensor.scalar(each)))
                    .add(t0.graph().root().constant(HostTensor.scalar(2L)));
            Counters counters = new Counters(evaluations, accepted, tried.sub(accepted), ended);
            Run.Tape tape = record
                    ? new Run.Tape(r.kept().get(0), r.kept().get(1), r.kept().get(2), iterations, overstep)
                    : null;
            return new Run(end, quadratures, counters, tape);
        }
    }

    private static double largest(DType dtype) {
        return dtype == DType.FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE;
    }

    /** The weights of the slopes [1, stages] at a time inside a step, float64. */
    private Tensor denseWeights(Tensor at, Tensor t, Tensor h) {
        return denseWeights(tableau, at, t, h);
    }

    static Tensor denseWeights(Tableau tableau, Tensor at, Tensor t, Tensor h) {
        Tensor still = h.equalTo(h.scalar(0));
        // beyond 1 only after a solve that ended early, whose result is the end of its last step
        Tensor x = Tensors.where(still, h.scalar(0), at.sub(t).div(h)).min(h.scalar(1));
        double[][] d = tableau.dense();
        List<Tensor> powers = new ArrayList<>();
        Tensor p = x.reshape(1, 1);
        for (int i = 0; i < d.length; i++) {
            powers.add(p);
            p = p.mul(x);
        }
        double[] flat = Arrays.stream(d).flatMapToDouble(Arrays::stream).toArray();
        Tensor coefficients = at.graph().root().constant(HostTensor.of(flat, d.length, tableau.stages()));
        return Tensors.concat(1, powers).matMul(coefficients);
    }
}
