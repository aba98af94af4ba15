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
import java.util.Arrays;
import java.util.List;

/**
 * One critic, tested on points held out once: the paper's plan, 80 % training, 10 % validation, 10 % test. Given the critic the
 * contributions are independent, so the pooled statistic is Student's.
 */
public final class SingleSplit implements TestPlan {
    @Config(description = "The share of points to train on, in (0, 1).")
    private double training = 0.8;

    @Config(description = "The share of points to choose the state by, in (0, 1); the rest is tested.")
    private double validation = 0.1;

    @Config(description = "Shuffle the points first? Otherwise they are taken in order, as in the paper's code.")
    private boolean shuffled = true;

    /** 80, 10 and 10 %, shuffled. Also for OLCUT. */
    public SingleSplit() {}

    /**
     * A split.
     *
     * @param training The share of points to train on, in (0, 1).
     * @param validation The share of points to choose the state by, in (0, 1); the rest is tested.
     * @param shuffled Shuffle the points first?
     */
    public SingleSplit(double training, double validation, boolean shuffled) {
        this.training = training;
        this.validation = validation;
        this.shuffled = shuffled;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.share("training", training);
        Require.share("validation", validation);
        Require.share("training + validation", training + validation);
    }

    @Override
    public List<Round> rounds(int n, long seed) {
        int[] order = Pooling.order(n, shuffled, seed);
        int a = (int) Math.round(training * n);
        int b = (int) Math.round((training + validation) * n);
        if (a < 2 || b - a < 2 || n - b < 2) {
            throw new IllegalArgumentException(
                    "points: enough for 2 to train on, 2 to validate and 2 to test expected for " + this + ", found "
                            + n + ", which gives " + a + ", " + (b - a) + " and " + (n - b));
        }
        return List.of(new Round(
                Arrays.copyOfRange(order, 0, a), Arrays.copyOfRange(order, a, b), Arrays.copyOfRange(order, b, n)));
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
        return "SingleSplit(training=" + training + ", validation=" + validation + ", shuffled=" + shuffled + ")";
    }
}
