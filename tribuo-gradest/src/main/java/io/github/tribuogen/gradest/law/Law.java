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
package io.github.tribuogen.gradest.law;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;

/** A family of laws of random vectors, one vector for each row of its parameters. */
public interface Law extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * Draws.
     *
     * @param parameters The parameters, [B, ...].
     * @param random Where the noise comes from.
     * @return The sample, [B, ...]; no gradient flows through it.
     */
    Tensor sample(Tensor parameters, RandomStream random);

    /**
     * The logarithm of the probability (or density) of a sample.
     *
     * @param parameters The parameters, [B, ...].
     * @param sample The sample, as {@link #sample} gives it.
     * @return [B].
     */
    Tensor logProbability(Tensor parameters, Tensor sample);

    /**
     * The score function, the gradient of {@link #logProbability} by the parameters.
     *
     * @param parameters The parameters, [B, ...].
     * @param sample The sample.
     * @return As the parameters.
     */
    Tensor score(Tensor parameters, Tensor sample);

    /**
     * The entropy.
     *
     * @param parameters The parameters, [B, ...].
     * @return In nats, [B]; differentiable.
     */
    Tensor entropy(Tensor parameters);

    /**
     * The mean of the sample.
     *
     * @param parameters The parameters, [B, ...].
     * @return As a sample; differentiable.
     */
    Tensor mean(Tensor parameters);

    @Override
    default ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Law");
    }
}
