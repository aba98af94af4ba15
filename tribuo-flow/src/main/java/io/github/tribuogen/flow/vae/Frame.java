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
package io.github.tribuogen.flow.vae;

import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * A matrix Q of M orthonormal columns for each sample.
 *
 * @param coordinates Rows z [B, D] to z Q, [B, M].
 * @param combination Rows v [B, M] to v Q', [B, D].
 */
record Frame(UnaryOperator<Tensor> coordinates, UnaryOperator<Tensor> combination) {
    private static final double SMALL = 1e-30;

    Tensor down(Tensor z) {
        return coordinates.apply(z);
    }

    Tensor up(Tensor v) {
        return combination.apply(v);
    }

    /** The given vectors [B, M, D], made orthonormal one after the other, each twice for the sake of rounding. */
    static Frame columns(Tensor vectors) {
        int m = Math.toIntExact(vectors.shape().size(1));
        Tensor basis = null; // [B, so many, D]
        for (int i = 0; i < m; i++) {
            Tensor v = unit(vectors.slice(1, i, i + 1L));
            for (int turn = 0; turn < 2 && basis != null; turn++) {
                v = unit(v.sub(v.matMul(basis, false, true).matMul(basis)));
            }
            basis = basis == null ? v : Tensors.concat(1, basis, v);
        }
        Tensor q = basis;
        return new Frame(
                z -> z.unsqueeze(1).matMul(q, false, true).squeeze(1),
                v -> v.unsqueeze(1).matMul(q).squeeze(1));
    }

    /** Along the last axis. */
    private static Tensor unit(Tensor v) {
        return v.div(v.square().sumKeepDims(-1).add(SMALL).sqrt());
    }

    /** The product of the reflections at the planes of the given normals, [B, H, D]. */
    static Frame reflections(Tensor normals) {
        int n = Math.toIntExact(normals.shape().size(1));
        Tensor units = unit(normals);
        return new Frame(
                z -> {
                    Tensor y = z;
                    for (int i = 0; i < n; i++) {
                        y = reflected(y, units, i);
                    }
                    return y;
                },
                v -> {
                    Tensor y = v;
                    for (int i = n - 1; i >= 0; i--) {
                        y = reflected(y, units, i);
                    }
                    return y;
                });
    }

    private static Tensor reflected(Tensor z, Tensor units, int i) {
        Tensor v = units.slice(1, i, i + 1L).squeeze(1);
        return z.sub(v.mul(z.mul(v).sumKeepDims(1).mul(2)));
    }

    /** The unit vectors in the order of the coordinates, or the reverse. */
    static Frame order(boolean reversed) {
        UnaryOperator<Tensor> turn = z -> {
            long d = z.shape().size(1);
            long[] positions = LongStream.range(0, d).map(i -> d - 1 - i).toArray();
            return reversed ? z.gather(1, z.graph().root().constant(HostTensor.of(positions, d))) : z;
        };
        return new Frame(turn, turn);
    }
}
