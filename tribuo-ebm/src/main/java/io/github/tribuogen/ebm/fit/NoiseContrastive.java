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
import io.github.tribuogen.ebm.energy.DataMoments;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.optim.Optimiser;
import java.util.stream.DoubleStream;

/**
 * Noise-contrastive estimation: tell data x from as many points y of a Gaussian with the data's means and variances by
 * {@code g(x) = s(x) - c - log N(x)}, {@code minimise E[softplus(-g(x))] + E[softplus(g(y))]}. The log constant c is learned
 * and estimates log Z.
 *
 * <p>See:
 *
 * <pre>
 * M. Gutmann, A. Hyvarinen
 * "Noise-contrastive Estimation: A New Estimation Principle for Unnormalized Statistical Models"
 * Artificial Intelligence and Statistics, 2010.
 * </pre>
 */
public final class NoiseContrastive implements FitObjective {
    @Config(description = "Trains the log constant; absent for the optimiser of the density.")
    private Optimiser constantOptimiser = null;

    @Config(description = "The log constant at the start.")
    private double initialConstant = 0;

    /** The log constant starts at 0 and is trained as the density is. Also for OLCUT. */
    public NoiseContrastive() {}

    /**
     * Noise-contrastive estimation.
     *
     * @param constantOptimiser Trains the log constant; null for the optimiser of the density.
     * @param initialConstant The log constant at the start.
     */
    public NoiseContrastive(Optimiser constantOptimiser, double initialConstant) {
        this.constantOptimiser = constantOptimiser;
        this.initialConstant = initialConstant;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.finite("initialConstant", initialConstant);
    }

    @Override
    public Fitted fit(HostTensor points) {
        DataMoments noise = DataMoments.of(points);
        double peak = -0.5 * noise.dimension() * Math.log(2 * Math.PI)
                - DoubleStream.of(noise.deviation()).map(Math::log).sum();
        return step -> {
            Tensor x = step.points();
            Tensor flat = x.flatten(1);
            long d = noise.dimension();
            Tensor mean = constant(flat, noise.mean(), d);
            Tensor deviation = constant(flat, noise.deviation(), d);
            Tensor e = step.random("noise").normalLike(flat).stopGradient();
            Tensor y = e.mul(deviation).add(mean);
            Tensor c = step.own().parameter(LOG_NORMALISER, new ConstantInitialiser(initialConstant), 1, 1);
            Tensor ofData =
                    flat.sub(mean).div(deviation).square().sum(1).mul(-0.5).add(peak);
            Tensor ofNoise = e.square().sum(1).mul(-0.5).add(peak);
            Tensor data = step.density().logDensity(x).sub(c).sub(ofData);
            Tensor other = step.density().logDensity(y.reshapeLike(x)).sub(c).sub(ofNoise);
            Tensor loss = data.neg().softplus().mean().add(other.softplus().mean());
            step.minimise(loss, step.own(), constantOptimiser);
            step.metric("log constant", c);
            return loss;
        };
    }

    private static Tensor constant(Tensor like, double[] values, long d) {
        return like.graph().root().constant(HostTensor.of(values, d)).cast(like.dtype());
    }

    @Override
    public String toString() {
        return "NoiseContrastive(constantOptimiser=" + constantOptimiser + ", initialConstant=" + initialConstant + ")";
    }
}
