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

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;

/** Real numbers, normal around the decoder's outputs with one standard deviation for all. */
public final class GaussianLikelihood implements Likelihood {
    @Config(description = "The standard deviation after preprocessing, above 0.")
    private double standardDeviation = 1;

    /** A standard deviation of 1. Also for OLCUT. */
    public GaussianLikelihood() {}

    /**
     * A likelihood.
     *
     * @param standardDeviation After preprocessing, above 0.
     */
    public GaussianLikelihood(double standardDeviation) {
        this.standardDeviation = standardDeviation;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.positive("standardDeviation", standardDeviation);
    }

    @Override
    public int parameters() {
        return 1;
    }

    @Override
    public Tensor logProbability(Tensor parameters, Tensor x) {
        long d = parameters.shape().size(1);
        return Normal.standard(x.flatten(1).sub(parameters).div(standardDeviation))
                .sub(d * Math.log(standardDeviation));
    }

    @Override
    public Tensor mean(Tensor parameters) {
        return parameters;
    }

    @Override
    public Tensor draw(Tensor parameters, RandomStream random) {
        return random.normalLike(parameters).mul(standardDeviation).add(parameters);
    }

    @Override
    public boolean isDensity() {
        return true;
    }

    @Override
    public boolean takes(float value) {
        return true;
    }

    @Override
    public String values() {
        return "a finite number";
    }

    @Override
    public String toString() {
        return "GaussianLikelihood(standardDeviation=" + standardDeviation + ")";
    }
}
