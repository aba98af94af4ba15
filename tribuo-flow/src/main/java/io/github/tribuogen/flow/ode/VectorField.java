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
import java.util.List;

/**
 * The right side of {@code dy/dt = f(t, y; p)}.
 *
 * <p>It is a pure function that is built several times: noise is captured and held for the whole solve. The parameters are
 * explicit so that a gradient can be taken by them; a tensor that is captured instead gets none.
 */
@FunctionalInterface
public interface VectorField {
    /**
     * The slope.
     *
     * @param t The time, of shape [] and the state's element type; of shape [B, 1] under independent steps, see {@link
     *     #hasTimePerSample}.
     * @param y The state: tensors [B, ...], B the batch.
     * @param parameters What the gradient may be taken by.
     * @return The slope of each tensor, in its shape.
     */
    List<Tensor> at(Tensor t, List<Tensor> y, List<Tensor> parameters);

    /**
     * Can the field take a time of its own for each sample, t of shape [B, 1]? Solvers with independent steps need it.
     *
     * @return False unless overridden.
     */
    default boolean hasTimePerSample() {
        return false;
    }
}
