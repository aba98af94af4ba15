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

/**
 * A test of the hypothesis that points were drawn from a model.
 *
 * <p>Implementations are immutable; equal samples and seeds give equal results.
 */
public interface GoodnessOfFitTest extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * A short name for tables.
     *
     * @return The name, for instance "KSD".
     */
    String name();

    /**
     * Tests a sample.
     *
     * @param sample The points and the model's scores at them.
     * @param seed The seed of all randomness: splits, bootstrap, training.
     * @return The result.
     * @throws IllegalArgumentException If there are too few points, or the test wants draws of the model that are absent.
     */
    GoodnessOfFit test(ScoredSample sample, long seed);

    /**
     * Does this test compare the points with draws of the model?
     *
     * @return True if {@link ScoredSample#modelDraws} must be there.
     */
    default boolean wantsModelDraws() {
        return false;
    }
}
