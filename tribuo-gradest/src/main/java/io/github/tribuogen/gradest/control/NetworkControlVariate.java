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

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.gradest.law.Law;
import io.github.tribuogen.gradest.law.Loss;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterScope;

/**
 * A network of the sample, and of the loss's context where there is one, times a learned scale: needs nothing of the loss but its
 * values.
 */
public final class NetworkControlVariate implements ControlVariate {
    @Config(description = "The network; it gets one output.")
    private Network network = new Mlp(32);

    @Config(description = "The scale at the start; 0 begins without a control variate.")
    private double scale = 1;

    /** 32 hidden units. Also for OLCUT. */
    public NetworkControlVariate() {}

    /**
     * A network.
     *
     * @param network The network; it gets one output.
     * @param scale The scale at the start; 0 begins without a control variate.
     */
    public NetworkControlVariate(Network network, double scale) {
        this.network = network;
        this.scale = scale;
    }

    @Override
    public Tensor at(ParameterScope scope, Tensor z, Law law, Loss loss) {
        Tensor factor = scope.parameter("scale", new ConstantInitialiser(scale), 1, 1);
        Tensor rows = z.flatten(1);
        Tensor input = loss.context().map(x -> Tensors.concat(1, x, rows)).orElse(rows);
        return network.apply(scope.child("network"), input, 1).squeeze(1).mul(factor);
    }

    @Override
    public boolean readsLoss() {
        return false;
    }

    @Override
    public String toString() {
        return "NetworkControlVariate(network=" + network + ", scale=" + scale + ")";
    }
}
