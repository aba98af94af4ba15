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

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Optional;

/** Any network with as many outputs as coordinates, without normalisation over the batch; its trace has no closed form. */
public final class NetworkCritic implements Critic {
    @Config(mandatory = true, description = "Maps a point to a vector of its size.")
    private Network network;

    /** For OLCUT. */
    private NetworkCritic() {}

    /**
     * A critic.
     *
     * @param network Maps a point to a vector of its size.
     */
    public NetworkCritic(Network network) {
        this.network = network;
    }

    @Override
    public Field at(ParameterScope scope, Tensor x) {
        return new Field(network.apply(scope, x, x.shape().size(1)), Optional.empty());
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Critic");
    }

    @Override
    public String toString() {
        return "NetworkCritic(" + network + ")";
    }
}
