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

import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Dim;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Builds the stages of one Runge-Kutta step. The slopes stand as rows of one matrix [stages, B W], so that a combination of
 * them is one matrix product whatever the number of stages.
 *
 * <p>Times are float64, of shape [] or, for a step of its own for each sample, [B, 1]; the state may be float32.
 */
final class Stages {
    private final Tableau tableau;
    private final PackedField field;
    /** The sign of the direction of time, float64 of shape []: the stages at a step's end look back by one float. */
    private final Tensor direction;

    Stages(Tableau tableau, PackedField field, Tensor direction) {
        this.tableau = tableau;
        this.field = field;
        this.direction = direction;
    }

    /** The slopes of a step, and the state at its end. */
    final class Step {
        private final Tensor y;
        private final Tensor h;
        private Tensor slopes;
        private final List<Tensor> quadratureRows = new ArrayList<>();
        private PackedField.Slope last;
        private Tensor lastState;

        private Step(Tensor y, Tensor h) {
            this.y = y;
            this.h = h;
        }

        private void add(PackedField.Slope k) {
            Tensor row = flat(k.state());
            slopes = slopes == null ? row : Tensors.concat(0, slopes, row);
            if (k.quadrature() != null) {
                quadratureRows.add(k.quadrature());
            }
            last = k;
        }

        /** y + h sum_i w_i k_i, [B, W]. */
        Tensor advance(double[] weights) {
            return y.add(change(weights));
        }

        /** h sum_i w_i k_i, [B, W]. */
        Tensor change(double[] weights) {
            return combine(ErrorRatio.constant(y, weights, 1, weights.length), slopes, h, y);
        }

        /** h sum_i w_i q_i of the quadratures for several weights w, each [1, P]. */
        List<Tensor> quadratureChanges(double[]... weights) {
            double[] all =
                    Arrays.stream(weights).flatMapToDouble(Arrays::stream).toArray();
            Tensor w = ErrorRatio.constant(y, all, weights.length, weights[0].length);
            long[] ones = new long[weights.length];
            Arrays.fill(ones, 1);
            return w.mul(h).matMul(quadratures()).split(0, ones);
        }

        /** All slopes, [stages, B W]. */
        Tensor slopes() {
            return slopes;
        }

        /** All slopes of the quadratures, [stages, P], or null. */
        Tensor quadratures() {
            // joined once, since no stage needs those before it
            return quadratureRows.isEmpty() ? null : Tensors.concat(0, quadratureRows);
        }

        /** The slopes of the last stage. */
        PackedField.Slope last() {
            return last;
        }

        /** The state of the last stage: the result, where the tableau is first same as last. */
        Tensor lastState() {
            return lastState;
        }
    }

    static Tensor flat(Tensor y) {
        return y.reshape(Shape.of(List.of(Dim.of(1), y.shape().elements())));
    }

    /** h w K in the state's shape; w is [1, stages]. */
    static Tensor combine(Tensor weights, Tensor slopes, Tensor h, Tensor like) {
        if (h.shape().rank() == 0) {
            return weights.mul(h).matMul(slopes).reshape(like.shape());
        }
        return weights.matMul(slopes).reshape(like.shape()).mul(h);
    }

    /**
     * A step.
     *
     * @param y The state [B, W].
     * @param first The slopes of the first stage if they are known, else null.
     * @param t The time, float64.
     * @param h The step with its sign, float64.
     * @return The step.
     */
    Step take(Tensor y, PackedField.Slope first, Tensor t, Tensor h) {
        DType dtype = y.dtype();
        Step step = new Step(y, h.cast(dtype));
        List<Tensor> times = times(t, h, dtype);
        step.add(first == null ? field.at(times.get(0), y) : first);
        for (int i = 1; i < tableau.stages(); i++) {
            step.lastState = step.advance(tableau.row(i));
            step.add(field.at(times.get(i), step.lastState));
        }
        return step;
    }

    /** The times of the stages in the state's type; those at the end of the step are the float before it. */
    private List<Tensor> times(Tensor t, Tensor h, DType dtype) {
        int s = tableau.stages();
        Tensor nodes = t.graph().root().constant(HostTensor.of(tableau.c(), s));
        Tensor all = t.add(h.mul(nodes)).cast(dtype);
        double[] ends = new double[s];
        // half a unit in the last place, and a little more so that a tie rounds away
        double unit = dtype == DType.FLOAT32 ? Math.nextUp((float) 0x1p-24) : Math.nextUp(0x1p-53);
        Arrays.setAll(ends, i -> tableau.c(i) == 1 ? unit : 0);
        Tensor back =
                t.graph().root().constant(HostTensor.of(ends, s)).mul(direction).cast(dtype);
        all = all.sub(all.abs().mul(back));
        if (t.shape().rank() > 0) {
            long[] ones = new long[s];
            Arrays.fill(ones, 1);
            return s == 1 ? List.of(all) : all.split(1, ones);
        }
        List<Tensor> times = new ArrayList<>();
        for (int i = 0; i < s; i++) {
            times.add(all.gather(0, t.graph().root().constant(HostTensor.scalar((long) i))));
        }
        return times;
    }
}
