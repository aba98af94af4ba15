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
package io.github.tribuogen.gradest.environment;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** A task for a policy; it has no state of its own, episodes have. */
public interface Environment extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * How many numbers an observation is.
     *
     * @return At least 1.
     */
    int observationSize();

    /**
     * What the numbers of an observation are called as features.
     *
     * @return As many different names.
     */
    default List<String> observationNames() {
        return IntStream.range(0, observationSize())
                .mapToObj(i -> String.format(Locale.ROOT, "observation%03d", i))
                .toList();
    }

    /**
     * What may be done.
     *
     * @return The actions.
     */
    ActionSpace actionSpace();

    /**
     * After how many steps an episode is stopped.
     *
     * @return At least 1.
     */
    int stepLimit();

    /**
     * The mean return of 100 episodes that counts as success.
     *
     * @return The return; absent if there is no such convention.
     */
    OptionalDouble solvedAt();

    /**
     * Begins an episode.
     *
     * @param rng Whatever is random in the episode comes from here.
     * @return The episode.
     */
    Episode begin(SplittableRandom rng);

    @Override
    default ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Environment");
    }
}
