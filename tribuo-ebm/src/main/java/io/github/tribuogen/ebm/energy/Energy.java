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

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Optional;

/**
 * A parametric family of log densities up to a constant, {@code log q(x) = s(x) - log Z}: the negative of an energy. Some
 * families know log Z, some can be sampled directly.
 */
public interface Energy extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * Adapts the family to the training data: its dimension, and where its parameters start.
     *
     * @param points The data [N, ...], finite.
     * @return The family.
     * @throws IllegalArgumentException If the family has no density on such points.
     */
    Fitted fit(HostTensor points);

    /** A family that knows its data. */
    interface Fitted {
        /**
         * The log density up to a constant.
         *
         * @param scope Holds the parameters.
         * @param x The points [B, ...].
         * @return s(x), [B]; each row's value depends on that row alone.
         */
        Tensor logDensity(ParameterScope scope, Tensor x);

        /**
         * log Z as a function of the parameters, where it is tractable.
         *
         * @param scope Holds the parameters.
         * @param x Any points.
         * @return A scalar; empty if log Z is unknown.
         */
        default Optional<Tensor> logNormaliser(ParameterScope scope, Tensor x) {
            return Optional.empty();
        }

        /**
         * The part of the log density whose size a penalty bounds: the output of the network, without a base.
         *
         * @param scope Holds the parameters.
         * @param x The points [B, ...].
         * @return [B].
         */
        default Tensor output(ParameterScope scope, Tensor x) {
            return logDensity(scope, x);
        }

        /**
         * Independent points of the density, where it can be sampled directly.
         *
         * @param scope Holds the parameters.
         * @param random The source of randomness.
         * @param like As many points of the same shape, [B, ...].
         * @return [B, ...]; empty if only a chain can sample it.
         */
        default Optional<Tensor> sample(ParameterScope scope, RandomStream random, Tensor like) {
            return Optional.empty();
        }

        /**
         * The density of a scope's parameters.
         *
         * @param scope Holds the parameters.
         * @return s.
         */
        default UnnormalisedDensity density(ParameterScope scope) {
            return x -> logDensity(scope, x);
        }
    }

    @Override
    default ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Energy");
    }
}
