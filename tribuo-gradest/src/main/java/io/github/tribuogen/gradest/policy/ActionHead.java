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

import io.github.tribuogen.gradest.law.Law;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.SplittableRandom;

/** From a network's outputs to a law of actions, and from its samples to actions. */
interface ActionHead {
    /** How many numbers of noise an action is drawn with, A; also how many numbers a sample is. */
    int size();

    /** Draws the noise of an action, [A]. */
    float[] noise(SplittableRandom rng);

    /** The parameters of the law of actions [B, ...] given observations [B, D] as the network sees them. */
    Tensor parameters(ParameterScope scope, Network network, Tensor observations);

    /** The law whose draws are those of the noise, [B, A]. */
    Law replayed(Tensor noise);

    /** The action that a sample [A] stands for, which begins at a place of an array. */
    double[] action(float[] samples, int from);
}
