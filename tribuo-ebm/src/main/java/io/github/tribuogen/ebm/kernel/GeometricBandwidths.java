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
import java.util.stream.IntStream;

/**
 * Widths from small to the largest distance: {@code w_i = (m^((i-1)/(N-1)) / D)^2} for i from 1 to N, with m the largest
 * distance between points, but at least 2. Distances are of at most 500 points.
 *
 * <p>See:
 *
 * <pre>
 * A. Schrab, B. Guedj, A. Gretton
 * "KSD Aggregated Goodness-of-fit Test"
 * Neural Information Processing Systems, 2022.
 * </pre>
 */
public final class GeometricBandwidths implements BandwidthCollection {
    private static final int MAX_POINTS = 500;

    @Config(description = "The number of widths, at least 1.")
    private int count = 10;

    /** Ten widths. */
    public GeometricBandwidths() {}

    /**
     * Widths.
     *
     * @param count The number of widths, at least 1.
     */
    public GeometricBandwidths(int count) {
        this.count = count;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.atLeast("count", count, 1);
    }

    @Override
    public double[] widths(float[][] points) {
        double most = Math.max(2, Distances.of(points, MAX_POINTS).greatest());
        double d = points[0].length;
        return IntStream.range(0, count)
                .mapToDouble(i -> Math.pow(most, count == 1 ? 0 : i / (count - 1.0)) / d)
                .map(v -> v * v)
                .toArray();
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "BandwidthCollection");
    }

    @Override
    public String toString() {
        return "GeometricBandwidths(" + count + ")";
    }
}
