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
package io.github.tribuogen.flow.cnf;

import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.Optional;

/**
 * The trace itself: by the closed form of {@link MlpDynamics}, which for two hidden layers costs no more than an estimate, by D
 * directions otherwise.
 */
public final class ExactDivergence implements Divergence {
    /** The only one there is. Also for OLCUT. */
    public ExactDivergence() {}

    @Override
    public Optional<Tensor> probes(Dynamics dynamics, Tensor z, RandomStream random) {
        return Optional.empty();
    }

    @Override
    public Tensor of(Slope slope, Optional<Tensor> probes) {
        return slope.trace();
    }

    @Override
    public String toString() {
        return "ExactDivergence()";
    }
}
