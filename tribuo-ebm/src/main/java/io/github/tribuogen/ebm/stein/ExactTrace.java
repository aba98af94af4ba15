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

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.grad.TraceEstimator;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;

/** The exact trace: the critic's closed form, or else one reverse pass for each coordinate. */
public final class ExactTrace implements CriticTrace {
    /** For OLCUT and for everybody else. */
    public ExactTrace() {}

    @Override
    public Tensor of(ParameterScope scope, Critic.Field field, Tensor x) {
        return field.trace().orElseGet(() -> TraceEstimator.exact(field.value(), x));
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "CriticTrace");
    }

    @Override
    public String toString() {
        return "ExactTrace()";
    }
}
