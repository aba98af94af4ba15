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
 * Denoising score matching: minimise {@code sigma^2 E|s(x + sigma e) + e / sigma|^2 / 2}, e standard normal. What is fitted is
 * the density of the noisy data, the data's convolved with N(0, sigma^2 I).
 *
 * <p>See:
 *
 * <pre>
 * P. Vincent
 * "A Connection Between Score Matching and Denoising Autoencoders"
 * Neural Computation 23, 2011.
 * </pre>
 */
public final class DenoisingScoreMatching implements FitObjective {
    @Config(description = "The standard deviation of the noise, above 0, in the density's units.")
    private double sigma = 0.1;

    /** Noise of 0.1. Also for OLCUT. */
    public DenoisingScoreMatching() {}

    /**
     * Denoising score matching.
     *
     * @param sigma The standard deviation of the noise, above 0.
     */
    public DenoisingScoreMatching(double sigma) {
        this.sigma = sigma;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.positive("sigma", sigma);
    }

    @Override
    public Fitted fit(HostTensor points) {
        return step -> {
            Tensor e = step.random("noise").normalLike(step.points()).stopGradient();
            Tensor s = step.density().score(step.points().add(e.mul(sigma)));
            return s.mul(sigma).add(e).square().flatten(1).sum(1).mean().mul(0.5);
        };
    }

    @Override
    public String toString() {
        return "DenoisingScoreMatching(sigma=" + sigma + ")";
    }
}
