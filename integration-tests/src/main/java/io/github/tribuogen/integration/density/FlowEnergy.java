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
package io.github.tribuogen.integration.density;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.ebm.energy.Energy;
import io.github.tribuogen.flow.Flow;
import io.github.tribuogen.flow.bijection.Bijection;
import io.github.tribuogen.flow.bijection.FlowContext;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Optional;

/**
 * A flow as an energy, {@code s(x) = log N(f(x); 0, I) + log|det df/dx|} with log Z = 0: every trainer of energies can fit it, whether or
 * not it needs to know log Z, and what it reached is told exactly. For bijections without randomness of their own, penalties or
 * batch statistics.
 */
public final class FlowEnergy implements Energy {
    @Config(mandatory = true, description = "The bijection f from data to base.")
    private Bijection bijection;

    /** For OLCUT. */
    private FlowEnergy() {}

    /**
     * A flow.
     *
     * @param bijection The bijection f from data to base.
     */
    public FlowEnergy(Bijection bijection) {
        this.bijection = bijection;
    }

    @Override
    public Fitted fit(HostTensor points) {
        Flow flow = new Flow(bijection);
        return new Fitted() {
            @Override
            public Tensor logDensity(ParameterScope scope, Tensor x) {
                return flow.logDensity(scope, x, FlowContext.unconditional());
            }

            @Override
            public Optional<Tensor> logNormaliser(ParameterScope scope, Tensor x) {
                return Optional.of(x.scalar(0));
            }

            @Override
            public Optional<Tensor> sample(ParameterScope scope, RandomStream random, Tensor like) {
                Tensor z = random.child("base").normalLike(like);
                return Optional.of(bijection
                        .inverse(scope.child("flow"), z, FlowContext.unconditional())
                        .point());
            }
        };
    }

    @Override
    public String toString() {
        return "FlowEnergy(bijection=" + bijection + ")";
    }
}
