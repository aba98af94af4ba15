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
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The norms of a {@link StepControl} on packed states: float64, of shape [], or [B, 1] for a step for each sample. */
final class ErrorRatio {
    /** Up to this size of the matrix one product is quicker than a sum for each part. */
    private static final long DENSE_AVERAGE = 1 << 19;

    private final StepControl control;
    private final Integrator.ErrorParts parts;
    private final Tensor average;
    private final Tensor perRow;

    /** Norms of states like a given one; what does not depend on a step is computed here, outside of the loop. */
    ErrorRatio(StepControl control, Integrator.ErrorParts parts, Tensor like) {
        this.control = control;
        this.parts = parts;
        this.average = average(like, parts.state());
        this.perRow = like.sizeOf(0).cast(like.dtype()).reshape(Shape.SCALAR).reciprocal();
    }

    static Tensor constant(Tensor like, double[] values, long... shape) {
        HostTensor v = HostTensor.of(values, shape);
        if (like.dtype() == DType.FLOAT32) {
            float[] f = new float[values.length];
            for (int i = 0; i < f.length; i++) {
                f[i] = (float) values[i];
            }
            v = HostTensor.of(f, shape);
        }
        return like.graph().root().constant(v);
    }

    /** atol + rtol size. */
    Tensor tolerance(Tensor size) {
        return size.mul(control.relative()).add(control.absolute());
    }

    /** The tolerance of a step between two states. */
    Tensor tolerance(Tensor before, Tensor after) {
        return tolerance(before.abs().max(after.abs()));
    }

    boolean countsQuadrature() {
        return parts.quadrature() != null;
    }

    /**
     * The norm.
     *
     * @param state Errors over tolerances [B, W].
     * @param quadrature The same of the quadratures [1, P]; null if there are none or their error does not matter.
     */
    Tensor norm(Tensor state, Tensor quadrature) {
        Tensor squares = state.square();
        Tensor worst =
                switch (control.norm()) {
                    case BATCH_RMS ->
                        squares.sumKeepDims(0).matMul(average).reduceMax().mul(perRow);
                    case WORST_SAMPLE -> squares.matMul(average).reduceMax();
                    case EACH_SAMPLE -> squares.matMul(average).reduceMaxKeepDims(1);
                };
        if (quadrature != null) {
            worst = worst.max(quadratureNorm(quadrature.square()));
        }
        return worst.sqrt().cast(DType.FLOAT64);
    }

    private Tensor quadratureNorm(Tensor squares) {
        long[] sizes = parts.quadrature();
        long all = Arrays.stream(sizes).sum();
        if (all * sizes.length <= DENSE_AVERAGE) {
            return squares.matMul(average(squares, sizes)).reduceMax();
        }
        List<Tensor> sums = new ArrayList<>();
        List<Tensor> each = squares.split(1, sizes);
        double[] shares = new double[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            sums.add(each.get(i).sumKeepDims(1));
            shares[i] = 1.0 / sizes[i];
        }
        return Tensors.concat(1, sums)
                .mul(constant(squares, shares, 1, sizes.length))
                .reduceMax();
    }

    /** The matrix [W, parts] that averages over the columns of each part. */
    private static Tensor average(Tensor like, long[] sizes) {
        int n = sizes.length;
        int width = Math.toIntExact(Arrays.stream(sizes).sum());
        double[] w = new double[width * n];
        int column = 0;
        for (int part = 0; part < n; part++) {
            for (long i = 0; i < sizes[part]; i++) {
                w[column++ * n + part] = 1.0 / sizes[part];
            }
        }
        return constant(like, w, width, n);
    }
}
