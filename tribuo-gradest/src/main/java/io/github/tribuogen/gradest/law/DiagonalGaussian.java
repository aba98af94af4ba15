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
package io.github.tribuogen.gradest.law;

import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;

/**
 * Independent normal numbers. Parameters [B, 2 D]: D means, then D logarithms of standard deviations; samples [B, D], {@code a = mu
 * + exp(log sd) e}.
 */
public final class DiagonalGaussian implements ReparameterisedLaw {
    private static final double LOG_2_PI = Math.log(2 * Math.PI);

    /** The only one there is; it has no settings. Also for OLCUT. */
    public DiagonalGaussian() {}

    private static Tensor part(Tensor parameters, int which) {
        long size = parameters.shape().size(1);
        if (size % 2 != 0) {
            throw new IllegalArgumentException(
                    "parameters: means and log deviations [B, 2 D] expected, found " + parameters.shape());
        }
        return parameters.slice(1, which * size / 2, (which + 1) * size / 2);
    }

    @Override
    public Tensor reparameterise(Tensor parameters, RandomStream random) {
        return reparameterise(parameters, random.normalLike(part(parameters, 0).stopGradient()));
    }

    /**
     * The sample of given noise, differentiable by the parameters.
     *
     * @param parameters [B, 2 D].
     * @param noise Standard normal numbers, [B, D].
     * @return [B, D].
     */
    public Tensor reparameterise(Tensor parameters, Tensor noise) {
        return part(parameters, 0).add(part(parameters, 1).exp().mul(noise));
    }

    private static Tensor standardised(Tensor parameters, Tensor sample) {
        return sample.sub(part(parameters, 0)).div(part(parameters, 1).exp());
    }

    @Override
    public Tensor logProbability(Tensor parameters, Tensor sample) {
        Tensor e = standardised(parameters, sample);
        return e.square().mul(-0.5).sub(part(parameters, 1)).sub(0.5 * LOG_2_PI).sum(1);
    }

    @Override
    public Tensor score(Tensor parameters, Tensor sample) {
        Tensor e = standardised(parameters, sample);
        return Tensors.concat(1, e.div(part(parameters, 1).exp()), e.square().sub(1));
    }

    @Override
    public Tensor entropy(Tensor parameters) {
        return part(parameters, 1).add(0.5 * LOG_2_PI + 0.5).sum(1);
    }

    @Override
    public Tensor mean(Tensor parameters) {
        return part(parameters, 0);
    }

    @Override
    public String toString() {
        return "DiagonalGaussian()";
    }
}
