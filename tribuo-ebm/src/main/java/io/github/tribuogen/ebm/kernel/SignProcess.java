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
package io.github.tribuogen.ebm.kernel;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import java.util.BitSet;
import java.util.random.RandomGenerator;

/**
 * The signs W_1, ..., W_n in {-1, 1} of a wild bootstrap, each fair, and as dependent on each other as the points are.
 * Implementations are immutable.
 */
public interface SignProcess extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * One draw of the signs.
     *
     * @param points How many, n.
     * @param rng The source of randomness.
     * @return The positions below n whose sign is +1.
     */
    BitSet draw(int points, RandomGenerator rng);
}
