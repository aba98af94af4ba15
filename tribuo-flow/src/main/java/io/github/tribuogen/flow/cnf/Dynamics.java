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
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Optional;

/**
 * The right side of a continuous flow, {@code dz/dt = f(t, z, c)}, each sample for itself. A pure function of time, points
 * and parameters that may be built several times.
 */
public interface Dynamics extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * Builds f at a time.
     *
     * @param scope Holds the parameters.
     * @param t The time, of shape []; or [B, 1] if {@link #hasTimePerSample}.
     * @param z The points, [B, ...].
     * @param condition What {@link #condition} gave; empty without features.
     * @return f(t, z, c) and its Jacobian by z.
     * @throws IllegalArgumentException If the dynamics do not take points of this shape.
     */
    Slope at(ParameterScope scope, Tensor t, Tensor z, Optional<Tensor> condition);

    /**
     * Computes once, before a solve, what the dynamics need of the features that a flow is conditioned on. It rides along in
     * the solver's state, so that a gradient reaches the features.
     *
     * @param scope Holds the parameters; none of those that {@link #at} uses.
     * @param features [B, F].
     * @param points The shape of the points, [B, ...].
     * @return [B, C].
     * @throws IllegalArgumentException If the dynamics cannot be conditioned.
     */
    default Tensor condition(ParameterScope scope, Tensor features, Shape points) {
        throw new IllegalArgumentException(
                "dynamics: " + this + " cannot be conditioned on features, found " + features);
    }

    /**
     * Can the dynamics take a time for each sample?
     *
     * @return False unless overridden.
     */
    default boolean hasTimePerSample() {
        return false;
    }

    /**
     * The width of the narrowest layer, where it is less than that of the points.
     *
     * @param points The shape of the points, [B, ...].
     * @return The number of its units; empty if no layer is narrower than the points.
     */
    default Optional<Long> bottleneck(Shape points) {
        return Optional.empty();
    }

    @Override
    default ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Dynamics");
    }
}
