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
import io.github.tribuogen.neural.graph.ControlFlow;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.List;

/**
 * The posterior of latent vectors if g were linear, {@code g(z + h) = g(z) + J h}: normal with the precision matrix {@code A / s^2, A =
 * s^2 I + J'J}. J is never formed: products with A are a forward and a backward pass, and systems in A are solved by
 * conjugate gradients, a system for each sample.
 */
final class LinearisedPosterior {
    private final Tensor z;
    private final Tensor mean;
    private final Tensor variance;
    private final long iterations;

    /**
     * A linearisation.
     *
     * @param z Where, [n, d].
     * @param mean g(z) as a function of z, [n, D], row by row.
     * @param scale s, a scalar.
     * @param iterations The most iterations of a solve.
     */
    LinearisedPosterior(Tensor z, Tensor mean, Tensor scale, long iterations) {
        this.z = z;
        this.mean = mean;
        this.variance = scale.square();
        this.iterations = iterations;
    }

    /**
     * The solution of {@code A h = b}.
     *
     * @param h [n, d].
     * @param image J h, [n, D].
     */
    record Solution(Tensor h, Tensor image) {}

    /** J' v, [n, d]. */
    Tensor back(Tensor v) {
        return Gradients.vjp(mean, z, v);
    }

    /** J h, [n, D]. */
    Tensor forth(Tensor h) {
        return Gradients.jvp(mean, z, h);
    }

    /** How far the posterior's mean is from z where x is e away from g(z): {@code A h = J'e - s^2 z}. */
    Solution towardsMean(Tensor e) {
        return solve(back(e).sub(z.stopGradient().mul(variance)));
    }

    /**
     * A deviation from the posterior's mean, a draw of {@code N(0, s^2 A^-1)}: {@code A h = s J'n + s^2 m}.
     *
     * @param n Standard normal, [n, D].
     * @param m Standard normal, [n, d].
     */
    Solution deviation(Tensor n, Tensor m) {
        return solve(back(n).mul(variance.sqrt()).add(m.mul(variance)));
    }

    /** {@code h'A h / s^2}, [n]. */
    Tensor squaredNorm(Solution s) {
        return s.h().square().sum(1).add(s.image().square().sum(1).div(variance));
    }

    /** Conjugate gradients from 0; a row whose residual has vanished stays where it is. */
    private Solution solve(Tensor right) {
        Tensor b = right.stopGradient();
        Tensor none = b.zerosLike();
        Tensor square = b.square().sum(1).unsqueeze(1);
        List<Tensor> end = ControlFlow.loop(
                iterations, List.of(none, mean.stopGradient().zerosLike(), b, b, square), (i, state) -> {
                    Tensor h = state.get(0);
                    Tensor r = state.get(2);
                    Tensor p = state.get(3);
                    Tensor rr = state.get(4);
                    Tensor jp = forth(p);
                    Tensor ap = back(jp).add(p.mul(variance));
                    Tensor curvature = jp.square().sum(1).add(p.square().sum(1).mul(variance));
                    Tensor step = ratio(rr, curvature.unsqueeze(1));
                    Tensor left = r.sub(ap.mul(step));
                    Tensor next = left.square().sum(1).unsqueeze(1);
                    return List.of(
                            h.add(p.mul(step)),
                            state.get(1).add(jp.mul(step)),
                            left,
                            left.add(p.mul(ratio(next, rr))),
                            next);
                });
        return new Solution(end.get(0).stopGradient(), end.get(1).stopGradient());
    }

    /** a / b, 0 where both are. */
    private static Tensor ratio(Tensor a, Tensor b) {
        return a.div(b.max(b.scalar(1e-30)));
    }
}
