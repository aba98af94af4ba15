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
package io.github.tribuogen.neural.optim;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Map;

/** A rule that turns gradients into new parameters. */
public interface Optimiser extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * Builds one update.
     *
     * @param state The scope of the optimiser's own variables (moments, counters), which it declares and assigns.
     * @param iteration The number of the step from 0, int64 of shape [].
     * @param scale A factor on the learning rate, of shape []; 1 unless training was rolled back.
     * @param parameters The parameters by full name.
     * @param gradients The gradient of the loss by each parameter, by the same names.
     * @return The new parameters by the same names.
     */
    Map<String, Tensor> update(
            ParameterScope state,
            Tensor iteration,
            Tensor scale,
            Map<String, Tensor> parameters,
            Map<String, Tensor> gradients);

    @Override
    default ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Optimiser");
    }
}
