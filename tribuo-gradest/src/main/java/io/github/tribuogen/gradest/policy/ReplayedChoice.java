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

import io.github.tribuogen.gradest.law.Categorical;
import io.github.tribuogen.gradest.law.DiscreteLaw;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.List;
import java.util.Optional;

/** Choices that were made already: every draw is that of the noise they were made with. */
final class ReplayedChoice implements DiscreteLaw {
    private final Categorical law = new Categorical();
    private final Tensor uniform;

    /**
     * Choices made.
     *
     * @param uniform The numbers in (0, 1) they were made with, [B, K].
     */
    ReplayedChoice(Tensor uniform) {
        this.uniform = uniform;
    }

    @Override
    public Tensor sample(Tensor logits, RandomStream random) {
        return law.sample(logits, uniform);
    }

    @Override
    public Relaxed relax(Tensor logits, RandomStream random, Coupling coupling) {
        return law.relax(logits, uniform, random, coupling);
    }

    @Override
    public Tensor sample(Tensor logits, Tensor numbers) {
        return law.sample(logits, numbers);
    }

    @Override
    public Relaxed relax(Tensor logits, Tensor numbers, RandomStream random, Coupling coupling) {
        return law.relax(logits, numbers, random, coupling);
    }

    @Override
    public Tensor logProbability(Tensor logits, Tensor sample) {
        return law.logProbability(logits, sample);
    }

    @Override
    public Tensor score(Tensor logits, Tensor sample) {
        return law.score(logits, sample);
    }

    @Override
    public Tensor entropy(Tensor logits) {
        return law.entropy(logits);
    }

    @Override
    public Tensor mean(Tensor logits) {
        return law.mean(logits);
    }

    @Override
    public Tensor soften(Tensor z, Tensor temperature) {
        return law.soften(z, temperature);
    }

    @Override
    public Tensor relaxedScore(Tensor logits, Tensor z) {
        return law.relaxedScore(logits, z);
    }

    @Override
    public Optional<List<double[]>> states(long[] shape, int most) {
        return law.states(shape, most);
    }
}
