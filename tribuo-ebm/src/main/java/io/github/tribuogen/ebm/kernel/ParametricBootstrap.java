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

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.ebm.stein.ScoredSample;
import java.util.Arrays;

/**
 * The parametric bootstrap: statistics of draws of the model itself, in groups as large as the sample, bandwidth included. For
 * independent draws the level is exact whatever the number of points. The sample must hold draws with their scores ({@link
 * ScoredSample#withModelDraws(float[][], float[][])}), enough for 19 groups at least; a rest that fills no group is left.
 */
public final class ParametricBootstrap extends Bootstrap {
    static final int MIN_GROUPS = 19;

    /** A parametric bootstrap. */
    public ParametricBootstrap() {}

    @Override
    Outcome run(KernelSteinTest test, ScoredSample sample, long seed) {
        int n = sample.size();
        ScoredSample draws = sample.scoredDraws()
                .orElseThrow(() -> new IllegalArgumentException(
                        test.name() + ": draws of the model with their scores expected, found none"));
        int groups = draws.size() / n;
        if (groups < MIN_GROUPS) {
            throw new IllegalArgumentException(test.name() + ": at least " + MIN_GROUPS * n
                    + " draws of the model expected, " + MIN_GROUPS + " for each point, found " + draws.size());
        }
        double[] statistics = new double[groups];
        int[] rows = new int[n];
        try (BlockedGram gram = test.gram()) {
            for (int g = 0; g < groups; g++) {
                int from = g * n;
                Arrays.setAll(rows, i -> from + i);
                BlockedGram.Sums sums = test.sums(gram, draws.rows(rows), Signs.NONE);
                statistics[g] = test.statistic().of(sums.total(), sums.trace(), n);
            }
            return new Outcome(test.sums(gram, sample, Signs.NONE), statistics);
        }
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Bootstrap");
    }

    @Override
    public String toString() {
        return "ParametricBootstrap()";
    }
}
