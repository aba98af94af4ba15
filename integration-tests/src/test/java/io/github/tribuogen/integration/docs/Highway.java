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
package io.github.tribuogen.integration.docs;

import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Layer;
import io.github.tribuogen.neural.nn.Linear;
import io.github.tribuogen.neural.nn.ParameterScope;

/** The worked example of a layer in docs/engine.md: y = g(x) h(x) + (1 - g(x)) x. */
final class Highway implements Layer {
    @Override
    public Tensor apply(ParameterScope scope, Tensor x) {
        long width = x.shape().size(-1);
        Tensor gate = Linear.to(width).apply(scope.child("gate"), x).sigmoid();
        Tensor change = Linear.to(width).apply(scope.child("change"), x).relu();
        return gate.mul(change).add(gate.rsub(1).mul(x));
    }
}
