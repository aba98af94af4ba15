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

import io.github.tribuogen.neural.graph.ControlFlow;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.List;

/**
 * Systems in {@code A = s^2 I + J'J} by conjugate gradients. J is never formed: products with A are a forward and a backward pass
 * of g, so that the cost does not grow with the number of latent coordinates.
 */
final class ConjugatePosterior extends LinearisedPosterior {
    private final long iterations;

    /**
     * A linearisation.
     *
     * @param z Where, [n, d].
     * @param mean g(z) as a function of z, [n, D], row by row.
     * @param scale s, a scalar.
     * @param iterations The iterations of a solve, at least 1.
     */
    ConjugatePosterior(Tensor z, Tensor mean, Tensor scale, long iterations) {
        super(z, mean, scale);
        this.iterations = iterations;
    }

    /** Iterations from 0; a row whose residual has vanished stays where it is. */
    @Override
    Solution solve(Tensor right) {
        Tensor b = right.stopGradient();
        Tensor none = b.zerosLike();
        Tensor square = b.square().sum(1).unsqueeze(1);
        List<Tensor> end = ControlFlow.loop(
                iterations, List.of(none, mean().stopGradient().zerosLike(), b, b, square), (i, state) -> {
                    Tensor h = state.get(0);
                    Tensor r = state.get(2);
                    Tensor p = state.get(3);
                    Tensor rr = state.get(4);
                    Tensor jp = forth(p);
                    Tensor ap = back(jp).add(p.mul(variance()));
                    Tensor curvature = jp.square().sum(1).add(p.square().sum(1).mul(variance()));
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

    @Override
    Tensor logDeterminant() {
        return null;
    }
}
