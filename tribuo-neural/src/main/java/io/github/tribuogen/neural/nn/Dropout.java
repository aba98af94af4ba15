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

/**
 * In training sets each element to zero with probability rate and divides the others by 1 - rate, so that the mean is kept
 * (Srivastava et al., "Dropout", JMLR 2014). In evaluation does nothing.
 */
public final class Dropout implements Layer {
    private final double rate;

    /**
     * Dropout.
     *
     * @param rate The probability of zero, in [0, 1).
     */
    public Dropout(double rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("Dropout: a rate in [0, 1) expected, found " + rate);
        }
        this.rate = rate;
    }

    /**
     * Applies dropout; in training the scope must have a source of randomness.
     *
     * @param scope Says whether this is training and has the random stream.
     * @param x Any shape.
     * @return The same shape.
     */
    @Override
    public Tensor apply(ParameterScope scope, Tensor x) {
        if (!scope.isTraining() || rate == 0) {
            return x;
        }
        return scope.named(() -> x.mul(scope.random().coinsLike(x.stopGradient(), 1 - rate, 1 / (1 - rate))));
    }
}
