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
package io.github.tribuogen.ebm.energy;

import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.List;

/**
 * A log density up to a constant, as a graph: {@code s(x) = log p(x) + log Z}, the negative of an energy.
 *
 * <p>Each row's value must depend on that row alone; samplers rely on it.
 */
@FunctionalInterface
public interface UnnormalisedDensity {
    /**
     * The log density up to a constant.
     *
     * @param x The points [B, ...].
     * @return s(x), [B].
     */
    Tensor logDensity(Tensor x);

    /**
     * The score, that is the gradient of the log density by the point.
     *
     * @param x The points [B, ...].
     * @return grad s(x), of x's shape.
     */
    default Tensor score(Tensor x) {
        return valueAndScore(x).get(1);
    }

    /**
     * Value and score from one evaluation.
     *
     * @param x The points [B, ...].
     * @return s(x) of shape [B], and its gradient of x's shape.
     * @throws IllegalArgumentException If the density's value is not of shape [B].
     */
    default List<Tensor> valueAndScore(Tensor x) {
        Tensor s = logDensity(x);
        if (s.shape().rank() != 1 || !s.shape().dim(0).equals(x.shape().dim(0))) {
            throw new IllegalArgumentException("Log density of shape ["
                    + x.shape().dim(0) + "] expected for points " + x.shape() + ", found " + s.shape());
        }
        return List.of(s, Gradients.vjp(s, x, s.onesLike()));
    }

    /**
     * The density raised to the power 1 / temperature.
     *
     * @param temperature Above 0; below 1 sharpens.
     * @return s(x) / temperature.
     */
    default UnnormalisedDensity tempered(double temperature) {
        if (!(temperature > 0)) {
            throw new IllegalArgumentException("A temperature above 0 expected, found " + temperature);
        }
        return x -> logDensity(x).div(temperature);
    }
}
