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
package io.github.tribuogen.ebm.kernel;

import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import java.util.ArrayList;
import java.util.List;

/** What is computed of two groups of points: matrices of a kernel's values, one for each of some widths. */
enum Pairing {
    /** The kernel itself, k(x, y). */
    PLAIN {
        @Override
        List<Tensor> matrices(RadialKernel kernel, List<Tensor> widths, Group a, Group b) {
            Tensor t = distances(a.points, b.points);
            List<Tensor> all = new ArrayList<>();
            for (Tensor w : widths) {
                all.add(kernel.profile(t, w).value());
            }
            return all;
        }
    },

    /**
     * The Stein kernel. All that does not depend on the width is a product of rows of numbers: {@code s(x)'s(y)}, {@code
     * |x - y|^2}, and {@code 2 (s(y) - s(x))'(x - y) - 2 D}.
     */
    STEIN {
        @Override
        List<Tensor> matrices(RadialKernel kernel, List<Tensor> widths, Group a, Group b) {
            Tensor t = distances(a.points, b.points);
            Tensor scores = a.scores.matMul(b.scores, false, true);
            long dimension = a.points.shape().size(1);
            Tensor left = Tensors.concat(
                    1,
                    a.points.mul(2),
                    a.scores.mul(2),
                    a.inner().mul(-2).sub(2.0 * dimension),
                    a.inner().onesLike().mul(-2));
            Tensor right = Tensors.concat(1, b.scores, b.points, b.inner().onesLike(), b.inner());
            Tensor mixed = left.matMul(right, false, true);
            List<Tensor> all = new ArrayList<>();
            for (Tensor w : widths) {
                RadialKernel.Profile p = kernel.profile(t, w);
                all.add(p.value()
                        .mul(scores)
                        .add(p.first().mul(mixed))
                        .sub(p.second().mul(t.mul(4))));
            }
            return all;
        }
    };

    /**
     * Points with their scores.
     *
     * @param points [n, D].
     * @param scores [n, D].
     */
    record Group(Tensor points, Tensor scores) {
        private Tensor inner() {
            return points.mul(scores).sumKeepDims(1);
        }
    }

    /** The matrices [n, m], one for each width. */
    abstract List<Tensor> matrices(RadialKernel kernel, List<Tensor> widths, Group a, Group b);

    /** Squared distances as one product, of (-2x, |x|^2, 1) and (y, 1, |y|^2). */
    static Tensor distances(Tensor a, Tensor b) {
        Tensor x = a.square().sumKeepDims(1);
        Tensor y = b.square().sumKeepDims(1);
        Tensor left = Tensors.concat(1, a.mul(-2), x, x.onesLike());
        Tensor right = Tensors.concat(1, b, y.onesLike(), y);
        Tensor t = left.matMul(right, false, true);
        return t.max(t.scalar(0));
    }
}
