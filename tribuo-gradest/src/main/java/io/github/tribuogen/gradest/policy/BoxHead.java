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

import io.github.tribuogen.gradest.environment.ActionSpace;
import io.github.tribuogen.gradest.law.Law;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.SplittableRandom;

/**
 * Normal numbers whose means are a network's outputs and whose deviations are learned but do not depend on the observation. A number of
 * 0 stands for the middle of an action's range, of -1 and 1 for its ends; the environment clips what lies beyond.
 */
final class BoxHead implements ActionHead {
    private final int[] components;
    private final double[] middle;
    private final double[] half;
    private final double deviation;

    /**
     * Real actions.
     *
     * @param box The bounds.
     * @param components The environment's index of the component that stands at each place of the outputs.
     * @param deviation The deviations at the start, in halves of the range.
     */
    BoxHead(ActionSpace.Box box, int[] components, double deviation) {
        this.components = components;
        this.deviation = deviation;
        this.middle = new double[components.length];
        this.half = new double[components.length];
        double[] low = box.low();
        double[] high = box.high();
        for (int k = 0; k < components.length; k++) {
            middle[k] = (low[components[k]] + high[components[k]]) / 2;
            half[k] = (high[components[k]] - low[components[k]]) / 2;
        }
    }

    @Override
    public int size() {
        return components.length;
    }

    @Override
    public float[] noise(SplittableRandom rng) {
        float[] e = new float[components.length];
        for (int i = 0; i < e.length; i++) {
            e[i] = (float) rng.nextGaussian();
        }
        return e;
    }

    @Override
    public Tensor parameters(ParameterScope scope, Network network, Tensor observations) {
        Tensor mean = network.apply(scope.child("mean"), observations, components.length);
        Tensor logDeviation =
                scope.parameter("logDeviation", new ConstantInitialiser(Math.log(deviation)), 1, 1, components.length);
        return Tensors.concat(1, mean, mean.zerosLike().add(logDeviation));
    }

    @Override
    public Law replayed(Tensor noise) {
        return new ReplayedGaussian(noise);
    }

    @Override
    public double[] action(float[] samples, int from) {
        double[] action = new double[components.length];
        for (int k = 0; k < components.length; k++) {
            action[components[k]] = middle[k] + half[k] * samples[from + k];
        }
        return action;
    }

    /** Samples [B, A] in the environment's units. */
    Tensor inUnits(Tensor samples) {
        return samples.mul(samples.graph()
                        .root()
                        .constant(HostTensor.of(half, half.length))
                        .cast(samples.dtype()))
                .add(samples.graph()
                        .root()
                        .constant(HostTensor.of(middle, middle.length))
                        .cast(samples.dtype()));
    }
}
