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
package io.github.tribuogen.gradest.law;

import io.github.tribuogen.neural.graph.Tensor;

/** What is averaged over a law. Estimators that say so want it to be differentiable by the sample, off the corners too. */
@FunctionalInterface
public interface Loss {
    /**
     * The loss of each row.
     *
     * @param sample The sample, [B, ...].
     * @return [B].
     */
    Tensor of(Tensor sample);
}
