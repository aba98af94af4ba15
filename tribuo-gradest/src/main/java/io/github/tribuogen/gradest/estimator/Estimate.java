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
package io.github.tribuogen.gradest.estimator;

import io.github.tribuogen.neural.graph.Tensor;
import java.util.Optional;

/**
 * An estimate.
 *
 * @param gradient Of the expected loss of each row by the row's parameters, in their shape. It does not depend on the parameters
 *     as the engine sees it: nothing done with it reaches them.
 * @param sample The sample b, [B, ...].
 * @param loss f(b), [B], through which gradients reach what f depends on directly; of several samples their mean.
 * @param tuning What a control variate or baseline is trained to make small, []: the mean over rows of the squared length of
 *     the gradient (its variance but for a constant), or of an error; absent where nothing is learned.
 */
public record Estimate(Tensor gradient, Tensor sample, Tensor loss, Optional<Tensor> tuning) {
    /**
     * A quantity whose gradient by the parameters is the estimate, and by whatever else f depends on f's own.
     *
     * @param parameters The law's parameters, as they were given to the estimator.
     * @return [B]; its value is that of the loss.
     */
    public Tensor surrogate(Tensor parameters) {
        return pull(parameters).add(loss);
    }

    /**
     * Zeros whose gradient by the parameters is the estimate.
     *
     * @param parameters The law's parameters, as they were given to the estimator.
     * @return [B].
     */
    public Tensor pull(Tensor parameters) {
        Tensor inner = gradient.stopGradient().mul(parameters).flatten(1).sum(1);
        return inner.sub(inner.stopGradient());
    }

    /** The mean over rows of the squared length of a gradient. */
    static Tensor meanSquare(Tensor gradient) {
        return gradient.square().flatten(1).sum(1).mean();
    }
}
