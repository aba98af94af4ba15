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
import io.github.tribuogen.neural.nn.ParameterScope;

/** How the trace of a critic's Jacobian is found while it is trained; tests always take the exact one. */
public interface CriticTrace extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * The trace.
     *
     * @param scope Has the random stream of a training step.
     * @param field The critic at the points.
     * @param x The points, [B, D].
     * @return The trace or an unbiased estimate, [B].
     */
    Tensor of(ParameterScope scope, Critic.Field field, Tensor x);
}
