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

import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;

/** A law of continuous variables whose samples are a differentiable function of its parameters and of noise. */
public interface ReparameterisedLaw extends Law {
    /**
     * Draws, differentiable by the parameters.
     *
     * @param parameters The parameters, [B, ...].
     * @param random Where the noise comes from.
     * @return The sample, [B, ...].
     */
    Tensor reparameterise(Tensor parameters, RandomStream random);

    @Override
    default Tensor sample(Tensor parameters, RandomStream random) {
        return reparameterise(parameters.stopGradient(), random).stopGradient();
    }
}
