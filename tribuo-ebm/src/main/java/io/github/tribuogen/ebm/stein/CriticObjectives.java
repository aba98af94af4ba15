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
package io.github.tribuogen.ebm.stein;

import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;

/** What objectives share. */
final class CriticObjectives {
    private CriticObjectives() {}

    /** The standard deviation with n - 1, a scalar. */
    static Tensor deviation(Tensor u) {
        Tensor centred = u.sub(u.mean());
        Tensor n = u.sizeOf(0).cast(u.dtype()).reshape(Shape.SCALAR);
        // the root has no derivative at 0
        return centred.square().sum().div(n.sub(1).max(n.scalar(1))).add(1e-20).sqrt();
    }
}
