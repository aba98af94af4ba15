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
package io.github.tribuogen.ebm.energy;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterScope;

/**
 * A network's output, on a base distribution if there is one: {@code s(x) = f(x) + log N(x; m, diag(exp(2 a)))}. Without a
 * base nothing makes exp(s) integrable, and samples may run away.
 *
 * <p>Parameters below "network" and "base".
 */
public final class NetworkEnergy implements Energy {
    @Config(mandatory = true, description = "Maps points to one number f(x); smooth activations give smooth scores.")
    private Network network;

    @Config(description = "The base distribution; absent for the network alone.")
    private GaussianBase base = null;

    /** For OLCUT. */
    private NetworkEnergy() {}

    /**
     * A network on a base.
     *
     * @param network Maps points to one number.
     * @param base The base distribution; null for the network alone.
     */
    public NetworkEnergy(Network network, GaussianBase base) {
        this.network = network;
        this.base = base;
    }

    @Override
    public Fitted fit(HostTensor points) {
        DataMoments data = DataMoments.of(points);
        return new Fitted() {
            @Override
            public Tensor logDensity(ParameterScope scope, Tensor x) {
                Tensor f = output(scope, x);
                return base == null ? f : f.add(base.logDensity(scope.child("base"), x, data));
            }

            @Override
            public Tensor output(ParameterScope scope, Tensor x) {
                return network.apply(scope.child("network"), x, 1).squeeze(1);
            }
        };
    }

    @Override
    public String toString() {
        return "NetworkEnergy(network=" + network + ", base=" + base + ")";
    }
}
