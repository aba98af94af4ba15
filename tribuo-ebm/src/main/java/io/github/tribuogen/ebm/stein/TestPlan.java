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
import java.util.List;

/**
 * Which points train a critic and which it is then tested on. No point is tested by a critic that has seen it.
 *
 * <p>What a point adds, {@code u = A_q f(x)}, has mean 0 under the hypothesis given all that its critic was trained on; how far
 * contributions of several critics hang together decides how they may be pooled, so a plan has its own way to.
 */
public interface TestPlan extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * One critic's part.
     *
     * @param training The rows that it is trained on, at least two.
     * @param validation The rows that choose its state and its scale, at least two.
     * @param tested The rows that it is tested on, at least one.
     */
    record Round(int[] training, int[] validation, int[] tested) {}

    /**
     * What pooling gives.
     *
     * @param statistic Large values speak against the model.
     * @param pValue The chance of a statistic as large under the hypothesis.
     */
    record Outcome(double statistic, double pValue) {}

    /**
     * The parts.
     *
     * @param n The number of points.
     * @param seed The seed of the order of the points.
     * @return The rounds, in the order in which they are pooled.
     * @throws IllegalArgumentException If there are too few points.
     */
    List<Round> rounds(int n, long seed);

    /**
     * Pools what the critics found.
     *
     * @param contributions For each round the contributions of its tested rows, on the scale of the round's validation rows.
     * @return The outcome.
     * @throws IllegalArgumentException If the contributions do not vary.
     */
    Outcome pool(List<double[]> contributions);
}
