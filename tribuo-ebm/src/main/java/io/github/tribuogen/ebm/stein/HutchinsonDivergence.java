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
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.grad.TraceEstimator;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;

/**
 * Hutchinson's unbiased estimate, the mean of {@code e'Je} over probes e. With S the symmetric part of J its variance for one
 * probe is {@code 2 |S|^2} for normal probes and {@code 2 (|S|^2 - sum_i J_ii^2)} for random signs, which never is more.
 */
public final class HutchinsonDivergence implements Divergence {
    /** The law of probes. */
    public enum Probe {
        /** Random signs. */
        RADEMACHER,
        /** Standard normal numbers. */
        GAUSSIAN
    }

    @Config(description = "The law of probes.")
    private Probe probe = Probe.RADEMACHER;

    @Config(description = "The number of probes, at least 1; each costs a pass.")
    private int probes = 1;

    /** One probe of random signs. Also for OLCUT. */
    public HutchinsonDivergence() {}

    /**
     * An estimate.
     *
     * @param probe The law of probes.
     * @param probes Their number, at least 1.
     */
    public HutchinsonDivergence(Probe probe, int probes) {
        this.probe = probe;
        this.probes = probes;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.atLeast("probes", probes, 1);
    }

    @Override
    public Tensor of(Tensor field, Tensor points, RandomStream random) {
        Tensor sum = null;
        for (int i = 0; i < probes; i++) {
            Tensor e = probe == Probe.GAUSSIAN ? random.normalLike(points) : random.rademacherLike(points);
            Tensor one = TraceEstimator.hutchinson(field, points, e.stopGradient());
            sum = sum == null ? one : sum.add(one);
        }
        return probes == 1 ? sum : sum.div(probes);
    }

    @Override
    public String toString() {
        return "HutchinsonDivergence(probe=" + probe + ", probes=" + probes + ")";
    }
}
