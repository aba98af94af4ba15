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
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Optional;

/** A learned vector field f: R^D to R^D that looks for where points and model differ. */
public interface Critic extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * The field at points.
     *
     * @param value f(x), [B, D].
     * @param trace The trace of its Jacobian, [B], where there is a closed form.
     */
    record Field(Tensor value, Optional<Tensor> trace) {
        /**
         * The trace of the Jacobian in a way of one's choice.
         *
         * @param how The way; for an exact one the closed form is taken where there is one.
         * @param x The points, [B, D].
         * @param random Where probes are drawn.
         * @return [B].
         */
        public Tensor trace(Divergence how, Tensor x, RandomStream random) {
            return how.isExact() && trace.isPresent() ? trace.get() : how.of(value, x, random);
        }
    }

    /**
     * Evaluates the field.
     *
     * @param scope Finds or declares the parameters, and says whether this is training.
     * @param x The points, [B, D].
     * @return The field, each row of which depends on the same row of x alone.
     */
    Field at(ParameterScope scope, Tensor x);
}
