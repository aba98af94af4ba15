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
package io.github.tribuogen.ebm.energy;

import io.github.tribuogen.neural.graph.ControlFlow;
import io.github.tribuogen.neural.graph.CustomGradient;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import java.util.List;

/** Inverses and determinants of small dense matrices as graphs that can be differentiated again and again. */
final class DenseMatrix {
    private DenseMatrix() {}

    /**
     * What elimination gives.
     *
     * @param logDeterminant log|det B|, a scalar; its gradient is the transposed inverse.
     * @param inverse [D, D].
     */
    record Eliminated(Tensor logDeterminant, Tensor inverse) {}

    /**
     * Eliminates by Gauss and Jordan with partial pivoting, one loop of D iterations. A singular matrix gives values that are
     * not finite.
     *
     * @param matrix B, [D, D], D known.
     * @return The log-determinant and the inverse.
     */
    static Eliminated eliminate(Tensor matrix) {
        List<Tensor> y = CustomGradient.apply(List.of(matrix), x -> run(x.get(0)), (x, out, dy) -> {
            Tensor transposed = out.get(1).transpose(1, 0);
            // d log|det B| = tr(B^-1 dB), d B^-1 = -B^-1 dB B^-1
            Tensor ofInverse = transposed.matMul(dy.get(1)).matMul(transposed);
            return List.of(transposed.mul(dy.get(0)).sub(ofInverse));
        });
        return new Eliminated(y.get(0), y.get(1));
    }

    private static List<Tensor> run(Tensor matrix) {
        long d = matrix.shape().size(0);
        if (matrix.shape().rank() != 2 || matrix.shape().size(1) != d) {
            throw new IllegalArgumentException("A square matrix expected, found " + matrix.shape());
        }
        double[] unit = new double[Math.toIntExact(d * d)];
        for (int i = 0; i < d; i++) {
            unit[(int) (i * d + i)] = 1;
        }
        Tensor one = EnergyTensors.constant(matrix.graph(), matrix.dtype(), unit, d, d);
        Tensor rows = matrix.graph().root().constant(HostTensor.of(indices(d), d));
        // the matrix and what becomes its inverse side by side, so that every row operation is one operator
        Tensor start = Tensors.concat(1, matrix, one);
        List<Tensor> end = ControlFlow.loop(d, List.of(start, matrix.scalar(0)), (i, state) -> {
            Tensor a = state.get(0);
            Tensor below = rows.greaterOrEqual(i).cast(matrix.dtype());
            Tensor size = a.gather(1, i).abs().add(1).mul(below);
            Tensor p = size.argMax(0);
            Tensor order = Tensors.where(rows.equalTo(i), p, Tensors.where(rows.equalTo(p), i, rows));
            Tensor swapped = a.gather(0, order);
            Tensor row = swapped.gather(0, i);
            Tensor pivot = row.gather(0, i);
            Tensor isPivot = rows.equalTo(i).cast(matrix.dtype());
            Tensor factor = swapped.gather(1, i).sub(isPivot);
            Tensor next = swapped.sub(factor.unsqueeze(1).mul(row.div(pivot).unsqueeze(0)));
            return List.of(next, state.get(1).add(pivot.abs().log()));
        });
        return List.of(end.get(1), end.get(0).slice(1, d, 2 * d));
    }

    private static long[] indices(long d) {
        long[] v = new long[Math.toIntExact(d)];
        for (int i = 0; i < v.length; i++) {
            v[i] = i;
        }
        return v;
    }
}
