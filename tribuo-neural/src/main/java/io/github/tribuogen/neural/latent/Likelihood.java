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
package io.github.tribuogen.neural.latent;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;

/**
 * The law p(x|z) of the D coordinates of an observation, independent given the decoder's numbers: [B, p D], where the p numbers
 * of a coordinate stand D apart (for images: p maps one after the other).
 */
public interface Likelihood extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * The number p of decoder outputs for each coordinate.
     *
     * @return At least 1.
     */
    int parameters();

    /**
     * log p(x|z).
     *
     * @param parameters The decoder's numbers, [B, p D].
     * @param x Observations as they are after preprocessing, [B, ...] of D numbers.
     * @return In nats, [B].
     */
    Tensor logProbability(Tensor parameters, Tensor x);

    /**
     * The mean of x.
     *
     * @param parameters The decoder's numbers, [B, p D].
     * @return [B, D].
     */
    Tensor mean(Tensor parameters);

    /**
     * A draw of x.
     *
     * @param parameters The decoder's numbers, [B, p D].
     * @param random The source of randomness.
     * @return [B, D].
     */
    Tensor draw(Tensor parameters, RandomStream random);

    /**
     * Is p(x|z) a density? Otherwise it is a probability, which no scaling of the features changes.
     *
     * @return True for a density.
     */
    boolean isDensity();

    /**
     * May a coordinate have this value after preprocessing?
     *
     * @param value A finite value.
     * @return False if the likelihood gives it no sense.
     */
    boolean takes(float value);

    /**
     * The values that a coordinate may have, for messages.
     *
     * @return For instance "a number in [0, 1]".
     */
    String values();

    @Override
    default ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Likelihood");
    }
}
