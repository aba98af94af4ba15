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
package io.github.tribuogen.neural.latent;

import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;

/**
 * Zeros and ones of probability sigmoid(a): {@code log p = sum x a - softplus(a)}. A number between 0 and 1 counts as its share of
 * a one, which gives the mean of log p over its random roundings.
 */
public final class BernoulliLikelihood implements Likelihood {
    /** The likelihood, which has no settings. Also for OLCUT. */
    public BernoulliLikelihood() {}

    @Override
    public int parameters() {
        return 1;
    }

    @Override
    public Tensor logProbability(Tensor parameters, Tensor x) {
        return x.flatten(1).mul(parameters).sub(parameters.softplus()).sum(1);
    }

    @Override
    public Tensor mean(Tensor parameters) {
        return parameters.sigmoid();
    }

    @Override
    public Tensor draw(Tensor parameters, RandomStream random) {
        return random.bernoulli(parameters.sigmoid());
    }

    @Override
    public boolean isDensity() {
        return false;
    }

    @Override
    public boolean takes(float value) {
        return value >= 0 && value <= 1;
    }

    @Override
    public String values() {
        return "a number in [0, 1]";
    }

    @Override
    public String toString() {
        return "BernoulliLikelihood()";
    }
}
