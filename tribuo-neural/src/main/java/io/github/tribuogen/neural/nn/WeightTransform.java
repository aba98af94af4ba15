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
package io.github.tribuogen.neural.nn;

import io.github.tribuogen.neural.graph.Tensor;

/** Turns a layer's raw weight into the one it uses, e.g. {@link SpectralNorm}. */
@FunctionalInterface
public interface WeightTransform {
    /** Leaves the weight as it is. */
    WeightTransform NONE = (scope, weight) -> weight;

    /**
     * Transforms a weight.
     *
     * @param scope The layer's scope, for variables of the transformation.
     * @param weight The raw weight.
     * @return The weight to use, of the same shape.
     */
    Tensor apply(ParameterScope scope, Tensor weight);
}
