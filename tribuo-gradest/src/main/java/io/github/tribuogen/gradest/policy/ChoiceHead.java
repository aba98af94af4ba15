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

/** A choice among actions with probabilities {@code softmax(network(observation))}. */
final class ChoiceHead implements ActionHead {
    // uniform numbers lie this far from 0 and 1
    private static final double MARGIN = 1e-7;

    private final int[] actions;

    /**
     * A choice.
     *
     * @param actions The environment's index of the action that stands at each place of the outputs.
     */
    ChoiceHead(int... actions) {
        this.actions = actions;
    }

    @Override
    public int size() {
        return actions.length;
    }

    @Override
    public float[] noise(SplittableRandom rng) {
        float[] u = new float[actions.length];
        for (int i = 0; i < u.length; i++) {
            u[i] = (float) rng.nextDouble(MARGIN, 1 - MARGIN);
        }
        return u;
    }

    @Override
    public Tensor parameters(ParameterScope scope, Network network, Tensor observations) {
        return network.apply(scope, observations, actions.length);
    }

    @Override
    public Law replayed(Tensor noise) {
        return new ReplayedChoice(noise);
    }

    @Override
    public double[] action(float[] samples, int from) {
        for (int k = 0; k < actions.length; k++) {
            if (samples[from + k] == 1) {
                return new double[] {actions[k]};
            }
        }
        throw new IllegalStateException("policy: one of " + actions.length + " actions expected, found none chosen");
    }
}
