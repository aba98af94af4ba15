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
import io.github.tribuogen.neural.config.Require;

/**
 * The median heuristic, {@code w = factor median(|x_i - x_j|)^2} over the pairs i < j. Of more points than a limit, an evenly
 * spread part is taken; so equal points give equal widths. If more than half of the pairs coincide, the mean distance takes
 * the median's place.
 */
public final class MedianBandwidth implements BandwidthRule {
    @Config(description = "The factor on the squared median, above 0.")
    private double factor = 1;

    @Config(description = "The greatest number of points whose distances are taken, at least 2.")
    private int maxPoints = 1000;

    /** The squared median distance of at most 1000 points. */
    public MedianBandwidth() {}

    /**
     * A multiple of the squared median distance of at most 1000 points.
     *
     * @param factor The factor, above 0.
     */
    public MedianBandwidth(double factor) {
        this(factor, 1000);
    }

    /**
     * A multiple of the squared median distance.
     *
     * @param factor The factor, above 0.
     * @param maxPoints The greatest number of points whose distances are taken, at least 2.
     */
    public MedianBandwidth(double factor, int maxPoints) {
        this.factor = factor;
        this.maxPoints = maxPoints;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.positive("factor", factor);
        Require.atLeast("maxPoints", maxPoints, 2);
    }

    @Override
    public double width(float[][] points) {
        double m = Distances.of(points, maxPoints).typical();
        return factor * m * m;
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "BandwidthRule");
    }

    @Override
    public String toString() {
        return "MedianBandwidth(factor=" + factor + ", maxPoints=" + maxPoints + ")";
    }
}
