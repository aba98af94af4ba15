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

/** A function from latent vectors to examples, whose architecture is configured and whose output shape is asked for. */
public interface Generator extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * Applies the generator.
     *
     * @param scope Holds the parameters; two uses of a scope share them.
     * @param latent The latent vectors [batch, z].
     * @param example The shape of an example, without the batch axis.
     * @return [batch, example...].
     * @throws IllegalArgumentException If the generator cannot take this input or give this output.
     */
    Tensor apply(ParameterScope scope, Tensor latent, long... example);

    @Override
    default ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Generator");
    }
}
