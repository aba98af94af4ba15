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
package io.github.tribuogen.ebm.vera;

import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.function.UnaryOperator;

/**
 * The law of a generator's samples, with the latent vector: {@code q(z, x) = N(z; 0, I) N(x; g(z), s^2 I)}. Points are flat,
 * [n, D], latent vectors [n, d]; the parameters of g and s are those of the moment.
 */
public final class LatentLaw {
    private final UnaryOperator<Tensor> mean;
    private final Tensor scale;
    private final long latentSize;

    /**
     * A law.
     *
     * @param mean g, from [n, d] to [n, D].
     * @param scale s, a scalar above 0.
     * @param latentSize d, at least 1.
     */
    public LatentLaw(UnaryOperator<Tensor> mean, Tensor scale, long latentSize) {
        this.mean = mean;
        this.scale = scale;
        this.latentSize = latentSize;
    }

    /**
     * g(z), the mean of the points of a latent vector.
     *
     * @param z Latent vectors, [n, d].
     * @return [n, D].
     */
    public Tensor mean(Tensor z) {
        return mean.apply(z);
    }

    /**
     * s, the standard deviation of a point about its mean.
     *
     * @return A scalar.
     */
    public Tensor scale() {
        return scale;
    }

    /**
     * d, the length of a latent vector.
     *
     * @return At least 1.
     */
    public long latentSize() {
        return latentSize;
    }

    /**
     * Latent vectors of the prior.
     *
     * @param random The source of randomness.
     * @param n How many.
     * @return [n, d].
     */
    public Tensor prior(RandomStream random, long n) {
        return random.normal(scale.dtype(), n, latentSize);
    }

    /**
     * {@code log q(z, x)} up to a constant: {@code -|z|^2 / 2 - |x - g(z)|^2 / (2 s^2)}.
     *
     * @param z Latent vectors, [n, d].
     * @param x Points, [n, D].
     * @return [n].
     */
    public Tensor logJoint(Tensor z, Tensor x) {
        Tensor misfit = x.sub(mean(z)).square().sum(1);
        return z.square().sum(1).add(misfit.div(scale.square())).mul(-0.5);
    }

    /** What {@link #logJoint} lacks but for the constant of z's law: {@code -D log(2 pi s^2) / 2}, one for all points. */
    Tensor logNormaliser(long dimension) {
        return scale.square().mul(2 * Math.PI).log().mul(-0.5 * dimension);
    }

    /** The same with constants where g and s are trained. */
    LatentLaw constant() {
        return new LatentLaw(mean, scale.stopGradient(), latentSize);
    }
}
