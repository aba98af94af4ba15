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

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;

/**
 * A bijection the other way round: the one that is inverted maps base to data. Of a {@link MaskedAutoregressive} this is an
 * inverse autoregressive flow, quick to sample and slow to evaluate.
 */
public final class Inverted implements Bijection {
    @Config(mandatory = true, description = "Maps base to data; its image has the shape of its points.")
    private Bijection bijection;

    /** For OLCUT. */
    private Inverted() {}

    /**
     * The inverse of a bijection.
     *
     * @param bijection Maps base to data; its image has the shape of its points.
     */
    public Inverted(Bijection bijection) {
        this.bijection = bijection;
    }

    @Override
    public Image forward(ParameterScope scope, Tensor x, FlowContext context) {
        return bijection.inverse(scope, x, context);
    }

    @Override
    public Image inverse(ParameterScope scope, Tensor z, FlowContext context) {
        return bijection.forward(scope, z, context);
    }

    @Override
    public String toString() {
        return "Inverted(" + bijection + ")";
    }
}
