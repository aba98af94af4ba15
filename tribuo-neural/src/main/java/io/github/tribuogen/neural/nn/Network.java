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
package io.github.tribuogen.neural.nn;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.graph.Tensor;

/** A function of one tensor with parameters, whose architecture is configured and whose output width is asked for. */
public interface Network extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * Applies the network.
     *
     * @param scope Holds the parameters; two uses of a scope share them.
     * @param x The input [batch, ...]; each implementation says which shapes it takes.
     * @param outputs How many numbers per example come out, at least 1.
     * @return [batch, outputs].
     * @throws IllegalArgumentException If the network cannot take an input of this shape.
     */
    Tensor apply(ParameterScope scope, Tensor x, long outputs);

    @Override
    default ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Network");
    }
}
