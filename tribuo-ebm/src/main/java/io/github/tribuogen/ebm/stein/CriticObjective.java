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
import io.github.tribuogen.neural.graph.Tensor;

/** What a critic is trained to, from its {@code u = A_q f(x)} and {@code |f(x)|^2} at points of the data. */
public interface CriticObjective extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * The loss to minimise.
     *
     * @param u A_q f at a batch, [B].
     * @param squaredNorm |f|^2 at it, [B].
     * @return A scalar.
     */
    Tensor loss(Tensor u, Tensor squaredNorm);
}
