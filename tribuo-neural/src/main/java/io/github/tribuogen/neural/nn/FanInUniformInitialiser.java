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

import java.util.SplittableRandom;

/**
 * Uniform values in (-1 / sqrt(fanIn), 1 / sqrt(fanIn)), for weights and biases alike: outputs of a linear layer then have
 * a third of the variance of standardised inputs. The default of this package.
 */
public final class FanInUniformInitialiser implements Initialiser {
    /** The only one there is; it has no settings. Also for OLCUT. */
    public FanInUniformInitialiser() {}

    @Override
    public double[] initialise(long[] shape, long fanIn, long fanOut, SplittableRandom rng) {
        return Draws.uniform(shape, 1 / Math.sqrt(Math.max(1, fanIn)), rng);
    }

    @Override
    public String toString() {
        return "FanInUniformInitialiser()";
    }
}
