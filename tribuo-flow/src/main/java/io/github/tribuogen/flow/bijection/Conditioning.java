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
package io.github.tribuogen.flow.bijection;

import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;

/** Brings the features of a conditional flow to a network. */
final class Conditioning {
    private Conditioning() {}

    /** Points with features as further channels, [batch, channels + F, ...]; the points alone if there are none. */
    static Tensor join(Tensor x, FlowContext context) {
        if (context.features().isEmpty()) {
            return x;
        }
        Tensor f = context.features().get();
        for (int axis = 2; axis < x.shape().rank(); axis++) {
            f = f.unsqueeze(axis);
        }
        if (x.shape().rank() > 2) {
            f = f.add(x.slice(1, 0, 1).zerosLike());
        }
        return Tensors.concat(1, x, f);
    }
}
