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

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;

/** How the divergence of a vector field, the trace of its Jacobian, is found. */
public interface Divergence extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * The divergence at each point.
     *
     * @param field The field's values [B, D], each row a function of the same row of the points alone.
     * @param points The points [B, D].
     * @param random Where probes are drawn.
     * @return [B], exact or unbiased; it can be differentiated.
     */
    Tensor of(Tensor field, Tensor points, RandomStream random);

    /**
     * Is it exact, so that a closed form may take its place?
     *
     * @return True if every value is exact.
     */
    default boolean isExact() {
        return false;
    }

    @Override
    default ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Divergence");
    }
}
