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

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.ebm.stein.ScoredSample;
import io.github.tribuogen.neural.config.Require;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The wild bootstrap: statistics of {@code W_i W_j H_ij} with random signs W. The level is right for many points; for few it
 * is too small or too large by a little.
 *
 * <p>See:
 *
 * <pre>
 * K. Chwialkowski, H. Strathmann, A. Gretton
 * "A Kernel Test of Goodness of Fit"
 * International Conference on Machine Learning, 2016.
 * </pre>
 */
public final class WildBootstrap extends Bootstrap {
    @Config(description = "The number of draws, at least 19.")
    private int draws = 1000;

    @Config(description = "How the signs depend on each other.")
    private SignProcess signs = new RademacherSigns();

    /** A thousand draws of independent signs. */
    public WildBootstrap() {}

    /**
     * A bootstrap.
     *
     * @param draws The number of draws, at least 19.
     * @param signs How the signs depend on each other.
     */
    public WildBootstrap(int draws, SignProcess signs) {
        this.draws = draws;
        this.signs = signs;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.atLeast("draws", draws, 19);
    }

    static Signs signs(SignProcess process, int draws, int points, long seed) {
        SplittableRandom rng = new SplittableRandom(seed);
        List<BitSet> all = new ArrayList<>();
        for (int b = 0; b < draws; b++) {
            all.add(process.draw(points, rng));
        }
        return new Signs(all, -1, 1);
    }

    @Override
    Outcome run(KernelSteinTest test, ScoredSample sample, long seed) {
        int n = sample.size();
        try (BlockedGram gram = test.gram()) {
            BlockedGram.Sums sums = test.sums(gram, sample, signs(signs, draws, n, seed));
            double[] statistics = new double[draws];
            for (int b = 0; b < draws; b++) {
                statistics[b] = test.statistic().of(sums.quadratic()[b], sums.trace(), n);
            }
            return new Outcome(sums, statistics);
        }
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Bootstrap");
    }

    @Override
    public String toString() {
        return "WildBootstrap(draws=" + draws + ", " + signs + ")";
    }
}
