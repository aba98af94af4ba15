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
import java.util.List;
import java.util.Optional;

/**
 * A law of discrete variables with a continuous relaxation: {@code b = H(z)} for a hard threshold H and a reparameterised
 * variable z, whose law given b can be reparameterised too (Grathwohl et al. 2018, appendix; Tucker et al. 2017).
 */
public interface DiscreteLaw extends Law {
    /** How the noise of the conditional sample is drawn. */
    enum Coupling {
        /** Afresh: Algorithm 2 of the paper. */
        INDEPENDENT,
        /** The noise that would have given z itself, held constant: equal in value to z, different in derivative. */
        COUPLED
    }

    /**
     * A relaxed sample.
     *
     * @param hard The sample b, as {@link Law#sample} gives it.
     * @param z The relaxed sample with H(z) = b, differentiable by the logits.
     * @param conditional A draw of z given b, differentiable by the logits.
     */
    record Relaxed(Tensor hard, Tensor z, Tensor conditional) {}

    /**
     * The sample of given noise.
     *
     * @param logits The parameters, [B, ...].
     * @param uniform Numbers in (0, 1), in the same shape.
     * @return In the same shape; no gradient flows through it.
     */
    Tensor sample(Tensor logits, Tensor uniform);

    @Override
    default Tensor sample(Tensor logits, RandomStream random) {
        return sample(logits, random.uniformLike(logits.stopGradient()));
    }

    /**
     * Draws a relaxed sample.
     *
     * @param logits The parameters, [B, ...].
     * @param random Where the noise comes from.
     * @param coupling How the noise of the conditional sample is drawn.
     * @return The sample.
     */
    default Relaxed relax(Tensor logits, RandomStream random, Coupling coupling) {
        return relax(logits, random.uniformLike(logits.stopGradient()), random, coupling);
    }

    /**
     * The relaxed sample of given noise.
     *
     * @param logits The parameters, [B, ...].
     * @param uniform Numbers in (0, 1), in the same shape. Of choices {@link #sample(Tensor, Tensor)} makes the same b of them, of coins
     *     it makes b of 1 less the number.
     * @param random Where the noise of an independent conditional sample comes from.
     * @param coupling How that noise is drawn.
     * @return The sample.
     */
    Relaxed relax(Tensor logits, Tensor uniform, RandomStream random, Coupling coupling);

    /**
     * A point between the corners near those that a relaxed sample is near.
     *
     * @param z A relaxed sample.
     * @param temperature Above 0, []; towards 0 it becomes H(z).
     * @return As the sample.
     */
    Tensor soften(Tensor z, Tensor temperature);

    /**
     * The score function of the relaxed variable, the gradient of {@code log p(z)} by the logits.
     *
     * @param logits The parameters, [B, ...].
     * @param z A relaxed sample, in the same shape.
     * @return In the same shape.
     */
    Tensor relaxedScore(Tensor logits, Tensor z);

    /**
     * All samples of a row.
     *
     * @param shape The shape of a row, that of the parameters without the first axis.
     * @param most How many there may be.
     * @return Each flat; empty if there are more.
     */
    Optional<List<double[]>> states(long[] shape, int most);
}
