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
package io.github.tribuogen.neural.model;

import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import org.tribuo.Example;

/** The examples' weights, and means that honour them. */
final class Weighting {
    private Weighting() {}

    /**
     * The weights of a dataset.
     *
     * @param prepared The prepared dataset.
     * @return float32 [examples].
     * @throws IllegalArgumentException If a weight is negative or not finite, or all weights of the training rows are 0.
     */
    static HostTensor of(Prepared<?> prepared) {
        float[] w = new float[prepared.size()];
        for (int i = 0; i < w.length; i++) {
            Example<?> e = prepared.examples().get(i);
            w[i] = e.getWeight();
            if (!(w[i] >= 0 && Float.isFinite(w[i]))) {
                throw new IllegalArgumentException(
                        "Example " + i + " has the weight " + w[i] + ", expected a finite weight of at least 0");
            }
        }
        for (int row : prepared.trainingRows()) {
            if (w[row] > 0) {
                return HostTensor.of(w, w.length);
            }
        }
        throw new IllegalArgumentException("All " + prepared.trainingRows().length
                + " training examples have the weight 0, expected at least one above 0");
    }

    /**
     * {@code sum_b w_b l_b / sum_b w_b}; 0 if all weights of the batch are.
     *
     * @param losses [batch].
     * @param weights [batch].
     * @return A scalar.
     */
    static Tensor mean(Tensor losses, Tensor weights) {
        Tensor total = weights.sum();
        Tensor floor = total.graph().root().constant(total.dtype(), Float.MIN_NORMAL);
        return losses.mul(weights).sum().div(total.max(floor));
    }
}
