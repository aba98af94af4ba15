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
package io.github.tribuogen.gradest.policy;

import io.github.tribuogen.gradest.law.DiagonalGaussian;
import io.github.tribuogen.gradest.law.ReparameterisedLaw;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;

/** Normal numbers that were drawn already: every draw is that of the noise they were drawn with. */
final class ReplayedGaussian implements ReparameterisedLaw {
    private final DiagonalGaussian law = new DiagonalGaussian();
    private final Tensor noise;

    /**
     * Numbers drawn.
     *
     * @param noise The standard normal numbers they were drawn with, [B, D].
     */
    ReplayedGaussian(Tensor noise) {
        this.noise = noise;
    }

    @Override
    public Tensor reparameterise(Tensor parameters, RandomStream random) {
        return law.reparameterise(parameters, noise);
    }

    @Override
    public Tensor logProbability(Tensor parameters, Tensor sample) {
        return law.logProbability(parameters, sample);
    }

    @Override
    public Tensor score(Tensor parameters, Tensor sample) {
        return law.score(parameters, sample);
    }

    @Override
    public Tensor entropy(Tensor parameters) {
        return law.entropy(parameters);
    }

    @Override
    public Tensor mean(Tensor parameters) {
        return law.mean(parameters);
    }
}
