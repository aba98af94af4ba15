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

import io.github.tribuogen.neural.graph.Tensor;

/** A vector field on packed states, with quadratures that it does not depend on. */
@FunctionalInterface
interface PackedField {
    /**
     * The slope.
     *
     * @param t [] or [B, 1], of the state's type.
     * @param y [B, W].
     * @return The slopes.
     */
    Slope at(Tensor t, Tensor y);

    /**
     * Slopes.
     *
     * @param state [B, W].
     * @param quadrature [1, P], or null if there is none.
     */
    record Slope(Tensor state, Tensor quadrature) {}

    /** A field of the caller's, without quadratures. */
    static PackedField of(InitialValueProblem p, StateLayout layout) {
        return (t, y) -> new Slope(layout.pack(p.field().at(t, layout.unpack(y), p.parameters())), null);
    }
}
