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
package io.github.tribuogen.flow.bijection;

import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;

/** Inverses of triangular matrices as graphs that can be differentiated. */
final class Triangular {
    private Triangular() {}

    /**
     * The inverse of a lower triangular matrix with ones on its diagonal, by halves: {@code inv [A 0; C B] = [inv A, 0; -inv B
     * C inv A, inv B]}, as stable as substitution.
     *
     * @param m [D, D]; what stands above the diagonal is not read.
     * @return [D, D].
     */
    static Tensor inverseUnitLower(Tensor m) {
        long d = m.shape().size(0);
        if (d == 1) {
            return m.onesLike();
        }
        long half = d / 2;
        Tensor top = m.slice(0, 0, half);
        Tensor bottom = m.slice(0, half, d);
        Tensor a = inverseUnitLower(top.slice(1, 0, half));
        Tensor b = inverseUnitLower(bottom.slice(1, half, d));
        Tensor c = b.matMul(bottom.slice(1, 0, half)).matMul(a).neg();
        return Tensors.concat(0, a.pad(1, 0, d - half), Tensors.concat(1, c, b));
    }
}
