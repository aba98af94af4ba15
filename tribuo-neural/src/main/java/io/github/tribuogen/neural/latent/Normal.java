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

import io.github.tribuogen.neural.graph.Tensor;

/** Normal distributions of independent coordinates. */
public final class Normal {
    private static final double LOG_2_PI = Math.log(2 * Math.PI);

    private Normal() {}

    /**
     * The standard law's log density.
     *
     * @param z [B, D].
     * @return log N(z; 0, I), [B].
     */
    public static Tensor standard(Tensor z) {
        return z.square().add(LOG_2_PI).sum(1).mul(-0.5);
    }

    /**
     * A draw, {@code mean + exp(logVariance / 2) noise}.
     *
     * @param mean [B, D].
     * @param logVariance [B, D].
     * @param noise Standard normal, [B, D].
     * @return [B, D].
     */
    public static Tensor point(Tensor mean, Tensor logVariance, Tensor noise) {
        return mean.add(logVariance.mul(0.5).exp().mul(noise));
    }

    /**
     * The log density of the {@link #point} of a noise.
     *
     * @param logVariance [B, D].
     * @param noise [B, D].
     * @return [B].
     */
    public static Tensor logDensity(Tensor logVariance, Tensor noise) {
        return standard(noise).sub(logVariance.sum(1).mul(0.5));
    }
}
