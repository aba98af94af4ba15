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
package io.github.tribuogen.gradest.policy;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.Optimiser;
import io.github.tribuogen.neural.runtime.StepContext;

/** The value function V(s), fitted to returns by least squares. */
public final class Critic implements Configurable, Provenancable<ConfiguredObjectProvenance> {
    @Config(description = "The network; it gets one output.")
    private Network network = new Mlp(64);

    @Config(description = "Turns its gradients into new parameters.")
    private Optimiser optimiser = new Adam(1e-2);

    @Config(description = "Its steps on the episodes of an update, at least 1.")
    private int steps = 1;

    /** 64 hidden units, one step of Adam with a rate of 0.01. Also for OLCUT. */
    public Critic() {}

    /**
     * A value function.
     *
     * @param network The network; it gets one output.
     * @param optimiser Turns its gradients into new parameters.
     * @param steps Its steps on the episodes of an update, at least 1.
     */
    public Critic(Network network, Optimiser optimiser, int steps) {
        this.network = network;
        this.optimiser = optimiser;
        this.steps = steps;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.atLeast("steps", steps, 1);
    }

    /** V of observations [B, D], [B]. */
    Tensor value(ParameterScope scope, Tensor observations) {
        return network.apply(scope, observations, 1).squeeze(1);
    }

    /** Fits V to returns [B]; the mean squared error before the last step, []. */
    Tensor fit(StepContext step, ParameterScope scope, Tensor observations, Tensor returns) {
        Tensor error = null;
        for (int i = 0; i < steps; i++) {
            error = value(scope, observations)
                    .sub(returns.stopGradient())
                    .square()
                    .mean();
            step.numbered(step.iteration().mul(steps).add(i)).minimise(error, scope, optimiser);
        }
        return error;
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Critic");
    }

    @Override
    public String toString() {
        return "Critic(network=" + network + ", optimiser=" + optimiser + ", steps=" + steps + ")";
    }
}
