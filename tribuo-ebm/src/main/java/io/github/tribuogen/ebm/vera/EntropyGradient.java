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
package io.github.tribuogen.ebm.vera;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.Map;

/**
 * Estimates what raises the entropy of a generator's samples. With {@code x = g(z0) + s e} and a vector c for each sample that
 * is held constant,
 *
 * <pre>
 *   grad H(q) = E[ c . dx ],   c = -grad log q(x) = E_{q(z|x)}[ (x - g(z)) / s^2 ],
 * </pre>
 *
 * <p>where dx is the derivative of x by the parameters of g and s. An estimate of c need not know z0, but may start from it:
 * z0 is an exact draw of {@code q(z|x)}. What c keeps of z0 and e biases the gradient although c may have the right mean
 * given x, since dx depends on them too; with nothing but z0, {@code c = e / s}, the gradient by g vanishes in the mean.
 */
public interface EntropyGradient extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /** The name of the mean effective number of samples among the diagnostics. */
    String ESS = "effective samples";

    /**
     * What an estimator gives.
     *
     * @param c The vector of each sample, [B, D], a constant under differentiation.
     * @param logDensity log q(x) of each sample in nats, [B], a constant too; null where the estimator does not know it.
     * @param diagnostics Scalars by name; {@value #ESS} where samples are weighted.
     */
    record Estimate(Tensor c, Tensor logDensity, Map<String, Tensor> diagnostics) {}

    /**
     * Builds the estimate, and trains the estimator's own parameters if it has any.
     *
     * @param step The samples and their law.
     * @return The estimate.
     */
    Estimate estimate(EntropyStep step);

    @Override
    default ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "EntropyGradient");
    }
}
