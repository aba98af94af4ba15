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

import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.Tensor;

/**
 * The posterior of latent vectors if g were linear, {@code g(z + h) = g(z) + J h}: normal with the precision matrix {@code A / s^2, A =
 * s^2 I + J'J}, a system for each sample.
 */
abstract class LinearisedPosterior {
    private final Tensor z;
    private final Tensor mean;
    private final Tensor variance;

    /**
     * A linearisation.
     *
     * @param z Where, [n, d].
     * @param mean g(z) as a function of z, [n, D], row by row.
     * @param scale s, a scalar.
     */
    LinearisedPosterior(Tensor z, Tensor mean, Tensor scale) {
        this.z = z;
        this.mean = mean;
        this.variance = scale.square();
    }

    /**
     * A linearisation whose systems are solved by so many iterations of conjugate gradients; exactly, by elimination, if that
     * takes no more passes of g.
     *
     * @param z Where, [n, d].
     * @param mean g(z) as a function of z, [n, D], row by row.
     * @param scale s, a scalar.
     * @param iterations The most iterations of a solve, at least 1.
     */
    static LinearisedPosterior of(Tensor z, Tensor mean, Tensor scale, int iterations) {
        return z.shape().size(1) <= iterations
                ? new EliminatedPosterior(z, mean, scale)
                : new ConjugatePosterior(z, mean, scale, iterations);
    }

    /**
     * The solution of {@code A h = b}.
     *
     * @param h [n, d].
     * @param image J h, [n, D].
     */
    record Solution(Tensor h, Tensor image) {}

    /** The solution for b, [n, d]; constants. */
    abstract Solution solve(Tensor b);

    /** log det A, [n]; null if that is not known. */
    abstract Tensor logDeterminant();

    /** g(z), [n, D]. */
    final Tensor mean() {
        return mean;
    }

    /** s^2, a scalar. */
    final Tensor variance() {
        return variance;
    }

    /** J' v, [n, d]. */
    Tensor back(Tensor v) {
        return Gradients.vjp(mean, z, v);
    }

    /** J h, [n, D]. */
    Tensor forth(Tensor h) {
        return Gradients.jvp(mean, z, h);
    }

    /** How far the posterior's mean is from z where x is e away from g(z): {@code A h = J'e - s^2 z}. */
    final Solution towardsMean(Tensor e) {
        return solve(back(e).sub(z.stopGradient().mul(variance)));
    }

    /**
     * A deviation from the posterior's mean, a draw of {@code N(0, s^2 A^-1)}: {@code A h = s J'n + s^2 m}.
     *
     * @param n Standard normal, [n, D].
     * @param m Standard normal, [n, d].
     */
    final Solution deviation(Tensor n, Tensor m) {
        return solve(back(n).mul(variance.sqrt()).add(m.mul(variance)));
    }

    /** {@code h'A h / s^2}, [n]. */
    final Tensor squaredNorm(Solution s) {
        return s.h().square().sum(1).add(s.image().square().sum(1).div(variance));
    }

    /**
     * What the logarithm of the posterior's density lacks to {@code -h'A h / (2 s^2)}, but for the constant of a standard normal
     * law of z: {@code log det(A / s^2) / 2}, [n]; null if that is not known.
     */
    final Tensor logNormaliser() {
        Tensor logDeterminant = logDeterminant();
        long d = z.shape().size(1);
        return logDeterminant == null
                ? null
                : logDeterminant.sub(variance.log().mul((double) d)).mul(0.5);
    }
}
