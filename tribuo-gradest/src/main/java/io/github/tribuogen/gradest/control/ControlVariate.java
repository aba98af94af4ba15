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
package io.github.tribuogen.gradest.control;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.gradest.law.Law;
import io.github.tribuogen.gradest.law.Loss;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;

/** A differentiable function c of a relaxed (or continuous) sample, with parameters of its own. */
public interface ControlVariate extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * The function's values.
     *
     * @param scope Finds or declares its parameters.
     * @param z The sample: relaxed if the law is discrete, else the sample itself, [B, ...].
     * @param law The law.
     * @param loss The loss whose estimator it serves.
     * @return [B].
     */
    Tensor at(ParameterScope scope, Tensor z, Law law, Loss loss);

    /**
     * Does it evaluate the loss?
     *
     * @return False if it reads the loss's context alone.
     */
    boolean readsLoss();

    @Override
    default ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "ControlVariate");
    }
}
