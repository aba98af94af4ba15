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

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Critics that look back: the points come in blocks, and each block is tested by a critic trained on all blocks before it. Under
 * the hypothesis the contributions, in this order, are martingale differences, each on a scale known before; so the pooled
 * statistic is asymptotically standard normal however much the critics over-fit, and its level is that of the single split,
 * with far more points tested. Only the first block is not tested.
 *
 * <p>Where new points arrive over time the plan needs no end: after every block the statistic so far is that of a valid test
 * (of one look; looking several times needs a correction for the number of looks).
 */
public final class Prequential implements TestPlan {
    @Config(description = "The share of the first block, which is not tested, in (0, 1).")
    private double first = 0.3;

    @Config(description = "The number of blocks tested, at least 1.")
    private int blocks = 7;

    @Config(description = "The share of the points seen that choose a critic's state, in (0, 1).")
    private double validation = 0.15;

    @Config(description = "Shuffle the points first? Otherwise they are taken in order.")
    private boolean shuffled = true;

    /** A first block of 30 %, seven more of 10 %. Also for OLCUT. */
    public Prequential() {}

    /**
     * A plan.
     *
     * @param first The share of the first block, in (0, 1).
     * @param blocks The number of blocks tested, at least 1.
     * @param validation The share of the points seen that choose a critic's state, in (0, 1).
     * @param shuffled Shuffle the points first?
     */
    public Prequential(double first, int blocks, double validation, boolean shuffled) {
        this.first = first;
        this.blocks = blocks;
        this.validation = validation;
        this.shuffled = shuffled;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.share("first", first);
        Require.share("validation", validation);
        Require.atLeast("blocks", blocks, 1);
    }

    @Override
    public List<Round> rounds(int n, long seed) {
        int start = (int) Math.round(first * n);
        Pooling.enough(n, Math.max(start - 4 < 0 ? (int) Math.ceil(4 / first) : 0, start + 2 * blocks), toString());
        int[] order = Pooling.order(n, shuffled, seed);
        List<Round> rounds = new ArrayList<>();
        for (int k = 0; k < blocks; k++) {
            int from = start + (int) ((long) k * (n - start) / blocks);
            int to = start + (int) ((k + 1L) * (n - start) / blocks);
            // which of the points seen validate changes from block to block
            int[] seen = Arrays.copyOfRange(order, 0, from);
            int[] again = Pooling.order(from, true, seed + k + 1);
            int[] mixed = Arrays.stream(again).map(i -> seen[i]).toArray();
            rounds.add(Pooling.round(mixed, Arrays.copyOfRange(order, from, to), validation));
        }
        return rounds;
    }

    @Override
    public Outcome pool(List<double[]> contributions) {
        return Pooling.studentised(Pooling.joined(contributions));
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "TestPlan");
    }

    @Override
    public String toString() {
        return "Prequential(first=" + first + ", blocks=" + blocks + ", validation=" + validation + ", shuffled="
                + shuffled + ")";
    }
}
