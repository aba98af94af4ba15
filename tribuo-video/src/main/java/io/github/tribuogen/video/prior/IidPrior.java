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
package io.github.tribuogen.video.prior;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Arrays;

/** Frames have nothing to do with one another, {@code z_t ~ N(0, b)}: a plain variational autoencoder of frames. */
public final class IidPrior extends GaussianPrior {
    @Config(description = "The variance b, above 0.")
    private double variance = 1;

    /** b = 1. Also for OLCUT. */
    public IidPrior() {}

    /**
     * A prior.
     *
     * @param variance The variance b, above 0.
     */
    public IidPrior(double variance) {
        this.variance = variance;
        postConfig();
    }

    @Override
    public void postConfig() {
        TieVariance.requirePositive("variance", variance);
    }

    @Override
    Precision precision(ParameterScope scope, Tensor any, int frames) {
        double[] diagonal = new double[frames];
        Arrays.fill(diagonal, 1 / variance);
        return new Precision(column(any, diagonal), any.scalar(frames * Math.log(variance)));
    }

    @Override
    Tensor quadratic(ParameterScope scope, Tensor mean) {
        return mean.square().sum(1).div(variance);
    }

    @Override
    public Tensor generate(ParameterScope scope, Tensor shared, Tensor noise) {
        return noise.mul(Math.sqrt(variance));
    }

    @Override
    public String toString() {
        return "IidPrior(variance=" + variance + ")";
    }
}
