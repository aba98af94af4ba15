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
 * Folds: each point is tested by the critic that was trained on all folds but the point's own, so that all n count.
 *
 * <p>Each fold's statistic has its level, given that fold's critic. But folds hang together, since each pair of points in
 * different folds meets twice, once with either in training: where critics over-fit, the plain pooled mean has up to twice the
 * variance that its contributions show, and a test that ignores it rejects too often. The folds' p-values are therefore merged
 * by Cauchy's combination (Liu and Xie, JASA 2020), {@code p = 1/2 - arctan(mean_k tan((1/2 - p_k) pi)) / pi}, whose level holds
 * closely under such dependence where p is small.
 */
public final class CrossFit implements TestPlan {
    @Config(description = "The number of folds, at least 2.")
    private int folds = 5;

    @Config(description = "The share of the points seen that choose a critic's state, in (0, 1).")
    private double validation = 0.15;

    @Config(description = "Shuffle the points first? Otherwise folds are runs of them.")
    private boolean shuffled = true;

    /** Five folds. Also for OLCUT. */
    public CrossFit() {}

    /**
     * A plan.
     *
     * @param folds The number of folds, at least 2.
     * @param validation The share of the points seen that choose a critic's state, in (0, 1).
     * @param shuffled Shuffle the points first?
     */
    public CrossFit(int folds, double validation, boolean shuffled) {
        this.folds = folds;
        this.validation = validation;
        this.shuffled = shuffled;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.share("validation", validation);
        Require.atLeast("folds", folds, 2);
    }

    @Override
    public List<Round> rounds(int n, long seed) {
        Pooling.enough(n, Math.max(2 * folds, 8), toString());
        int[] order = Pooling.order(n, shuffled, seed);
        List<Round> rounds = new ArrayList<>();
        for (int k = 0; k < folds; k++) {
            int from = (int) ((long) k * n / folds);
            int to = (int) ((k + 1L) * n / folds);
            int[] seen = new int[n - (to - from)];
            System.arraycopy(order, 0, seen, 0, from);
            System.arraycopy(order, to, seen, from, n - to);
            int[] again = Pooling.order(seen.length, true, seed + k + 1);
            int[] mixed = Arrays.stream(again).map(i -> seen[i]).toArray();
            rounds.add(Pooling.round(mixed, Arrays.copyOfRange(order, from, to), validation));
        }
        return rounds;
    }

    @Override
    public Outcome pool(List<double[]> contributions) {
        double sum = 0;
        for (double[] fold : contributions) {
            double p = Math.min(Math.max(Pooling.studentised(fold).pValue(), 1e-15), 1 - 1e-15);
            sum += Math.tan((0.5 - p) * Math.PI);
        }
        double statistic = sum / contributions.size();
        // far out arctan loses its digits
        double p = statistic > 1e6 ? 1 / (statistic * Math.PI) : 0.5 - Math.atan(statistic) / Math.PI;
        return new Outcome(statistic, p);
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "TestPlan");
    }

    @Override
    public String toString() {
        return "CrossFit(folds=" + folds + ", validation=" + validation + ", shuffled=" + shuffled + ")";
    }
}
