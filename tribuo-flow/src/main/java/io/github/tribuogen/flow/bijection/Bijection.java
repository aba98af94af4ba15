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
package io.github.tribuogen.flow.bijection;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.List;

/**
 * An invertible map z = f(x) from data to base, with parameters: {@code log p(x) = log p(z) + log|det dz/dx|}.
 *
 * <p>Both directions build graphs; the scope holds the parameters, so that using it twice shares them.
 */
public interface Bijection extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * Points and how a map changes volume at them.
     *
     * @param point The mapped points, of the shape of the arguments unless a bijection says otherwise.
     * @param logDeterminant log|det| of the Jacobian of the map that was applied, [batch].
     */
    record Image(Tensor point, Tensor logDeterminant) {}

    /**
     * From data to base.
     *
     * @param scope Holds the parameters; in training mode it gives randomness too.
     * @param x Data, [batch, ...].
     * @param context What else a pass needs and tells.
     * @return z and log|det dz/dx|.
     * @throws IllegalArgumentException If the map does not take points of this shape.
     */
    Image forward(ParameterScope scope, Tensor x, FlowContext context);

    /**
     * From base to data.
     *
     * @param scope Holds the parameters.
     * @param z Base points, of the shape that {@link #forward} gives.
     * @param context What else a pass needs and tells.
     * @return x and log|det dx/dz|.
     */
    Image inverse(ParameterScope scope, Tensor z, FlowContext context);

    /**
     * The shape that {@link #forward} gives points of a shape.
     *
     * @param shape The extents of a point, without the batch.
     * @return The extents of its image; the same unless a bijection says otherwise.
     * @throws IllegalArgumentException If the map does not take points of this shape.
     */
    default long[] imageShape(long... shape) {
        return shape.clone();
    }

    /**
     * Points on the way from base to data, for pictures. A map that has no way, only two ends, gives its result alone.
     *
     * @param scope Holds the parameters.
     * @param z Base points, of the shape that {@link #forward} gives.
     * @param context What else a pass needs and tells.
     * @param stops How many points a map with a way may give, at least 1.
     * @return The points in the order of the way, without z; the last are those of {@link #inverse}.
     */
    default List<Tensor> path(ParameterScope scope, Tensor z, FlowContext context, int stops) {
        return List.of(inverse(scope, z, context).point());
    }

    @Override
    default ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Bijection");
    }
}
