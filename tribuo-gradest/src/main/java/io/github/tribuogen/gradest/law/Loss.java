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

import io.github.tribuogen.neural.graph.Tensor;
import java.util.Optional;

/** What is averaged over a law; a black box needs {@link #of} alone. */
@FunctionalInterface
public interface Loss {
    /**
     * The loss of each row.
     *
     * @param sample The sample, [B, ...].
     * @return [B].
     */
    Tensor of(Tensor sample);

    /**
     * The loss off the corners, differentiable by the point, for control variates and estimators that ask for it. The same formula
     * unless the loss draws discrete numbers of its own given the sample.
     *
     * @param point As a sample, or between samples.
     * @return [B].
     */
    default Tensor relaxed(Tensor point) {
        return of(point);
    }

    /**
     * The loss without a direct dependence on the law's parameters whose gradient has a mean of zero, as that of {@code log q(b)}
     * has: fewer terms, less noise.
     *
     * @return The same values with the law's parameters held constant in them; by default this loss as it is.
     */
    default Loss held() {
        return this;
    }

    /**
     * What a learned baseline or control variate may read beside the sample.
     *
     * @return [B, C], for instance the observation that the law was computed from.
     */
    default Optional<Tensor> context() {
        return Optional.empty();
    }

    /**
     * A loss with a context.
     *
     * @param context [B, C].
     * @param loss The loss.
     * @return It.
     */
    static Loss given(Tensor context, Loss loss) {
        return new Loss() {
            @Override
            public Tensor of(Tensor sample) {
                return loss.of(sample);
            }

            @Override
            public Tensor relaxed(Tensor point) {
                return loss.relaxed(point);
            }

            @Override
            public Loss held() {
                return given(context, loss.held());
            }

            @Override
            public Optional<Tensor> context() {
                return Optional.of(context);
            }
        };
    }
}
