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
package io.github.tribuogen.ebm.sampler;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import io.github.tribuogen.ebm.energy.UnnormalisedDensity;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.Map;

/**
 * A Markov chain on a density. No gradient flows through it.
 *
 * <p>The whole chain is one loop node. The noise of all its steps is drawn before the loop in a few large operators, so
 * that an iteration costs an evaluation of the score and little else.
 */
public interface Sampler extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * What a chain gives.
     *
     * @param end The last points, of the start's shape.
     * @param diagnostics Scalars by name, for instance the rate of acceptance; may be empty.
     */
    record Chain(Tensor end, Map<String, Tensor> diagnostics) {}

    /**
     * Builds a chain for each row.
     *
     * @param target The density.
     * @param start The first points [B, ...].
     * @param random Where the noise is drawn.
     * @return The chain; its tensors are constants under differentiation.
     */
    Chain run(UnnormalisedDensity target, Tensor start, RandomStream random);

    /**
     * Builds a chain for each row whose number of steps is computed when the graph runs. Each step draws its own noise.
     *
     * @param target The density.
     * @param start The first points [B, ...], B may be symbolic.
     * @param random Where the noise is drawn; the numbers do not depend on the stream's own step.
     * @param steps The number of steps, int64 of shape [], at least 0.
     * @return The chain; its tensors are constants under differentiation.
     */
    Chain run(UnnormalisedDensity target, Tensor start, RandomStream random, Tensor steps);

    /**
     * The number of steps.
     *
     * @return At least 0.
     */
    int steps();

    /**
     * Changes the number of steps.
     *
     * @param steps At least 0.
     * @return A changed copy.
     */
    Sampler withSteps(int steps);
}
