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
package io.github.tribuogen.ebm.fit;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;

/**
 * What is minimised to fit an unnormalised density to data. An objective may own parameters (a critic, a log constant, a
 * bandwidth) and train them in each step by an optimiser of its own; they are part of checkpoints, not of the model.
 */
public interface FitObjective extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /** The name of an estimate of log Z among the objective's own parameters. */
    String LOG_NORMALISER = "logNormaliser";

    /**
     * How many batches of data a step takes.
     *
     * @return At least 1.
     */
    default int batches() {
        return 1;
    }

    /**
     * Adapts the objective to the training data.
     *
     * @param points The data [N, ...], N at least 2.
     * @return The objective.
     */
    Fitted fit(HostTensor points);

    /** An objective that knows its data. */
    @FunctionalInterface
    interface Fitted {
        /**
         * Builds the loss of the density's parameters, after training its own parameters if it has any.
         *
         * @param step The density, the data, and random numbers.
         * @return A scalar; its gradient by the density's parameters is what trains them.
         */
        Tensor loss(FitStep step);
    }

    @Override
    default ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "FitObjective");
    }
}
