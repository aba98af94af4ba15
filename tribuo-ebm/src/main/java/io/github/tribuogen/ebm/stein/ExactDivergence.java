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
package io.github.tribuogen.ebm.stein;

import io.github.tribuogen.neural.grad.TraceEstimator;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;

/** The divergence by one reverse pass for each of the D coordinates, or by a critic's closed form where there is one. */
public final class ExactDivergence implements Divergence {
    /** The only one there is; it has no settings. Also for OLCUT. */
    public ExactDivergence() {}

    @Override
    public Tensor of(Tensor field, Tensor points, RandomStream random) {
        return TraceEstimator.exact(field, points);
    }

    @Override
    public boolean isExact() {
        return true;
    }

    @Override
    public String toString() {
        return "ExactDivergence()";
    }
}
