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
import io.github.tribuogen.ebm.stein.ScoredSample;

/** Where a kernel Stein test takes the law of its statistic under the hypothesis from. */
public abstract class Bootstrap implements Configurable, Provenancable<ConfiguredObjectProvenance> {
    Bootstrap() {}

    /**
     * A test's matrix and its statistics under the hypothesis.
     *
     * @param observed The sums over the sample's matrix, with those of its rows.
     * @param statistics Statistics under the hypothesis.
     */
    record Outcome(BlockedGram.Sums observed, double[] statistics) {}

    abstract Outcome run(KernelSteinTest test, ScoredSample sample, long seed);
}
