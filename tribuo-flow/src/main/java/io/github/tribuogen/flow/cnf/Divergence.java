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

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.Optional;

/** How the trace of the dynamics' Jacobian is found, the rate at which log volume changes along a flow. */
public interface Divergence extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * Draws the random numbers that are held for a whole solve.
     *
     * @param dynamics The dynamics.
     * @param z Points, [B, ...].
     * @param random The source of randomness.
     * @return The probes, [B, K, width]; empty if none are needed.
     */
    Optional<Tensor> probes(Dynamics dynamics, Tensor z, RandomStream random);

    /**
     * The trace, or an unbiased estimate.
     *
     * @param slope The dynamics at a time.
     * @param probes What {@link #probes} gave.
     * @return [B].
     */
    Tensor of(Slope slope, Optional<Tensor> probes);

    @Override
    default ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Divergence");
    }
}
