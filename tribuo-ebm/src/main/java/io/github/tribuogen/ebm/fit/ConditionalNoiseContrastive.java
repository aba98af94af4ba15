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
package io.github.tribuogen.ebm.fit;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;

/**
 * Conditional noise-contrastive estimation: tell a point x from its neighbour {@code x' = x + epsilon e}, e standard normal,
 * {@code minimise E[softplus(s(x') - s(x))]}. The noise is symmetric, so neither its density nor log Z is needed.
 *
 * <p>See:
 *
 * <pre>
 * C. Ceylan, M. U. Gutmann
 * "Conditional Noise-Contrastive Estimation of Unnormalised Models"
 * International Conference on Machine Learning, 2018.
 * </pre>
 */
public final class ConditionalNoiseContrastive implements FitObjective {
    @Config(description = "The standard deviation of the noise, above 0, in the density's units.")
    private double epsilon = 0.1;

    /** Noise of 0.1. Also for OLCUT. */
    public ConditionalNoiseContrastive() {}

    /**
     * Conditional noise-contrastive estimation.
     *
     * @param epsilon The standard deviation of the noise, above 0.
     */
    public ConditionalNoiseContrastive(double epsilon) {
        this.epsilon = epsilon;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.positive("epsilon", epsilon);
    }

    @Override
    public Fitted fit(HostTensor points) {
        return step -> {
            Tensor x = step.points();
            Tensor e = step.random("noise").normalLike(x).stopGradient();
            Tensor there = step.density().logDensity(x.add(e.mul(epsilon)));
            return there.sub(step.density().logDensity(x)).softplus().mean();
        };
    }

    @Override
    public String toString() {
        return "ConditionalNoiseContrastive(epsilon=" + epsilon + ")";
    }
}
