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

/** Widths around the squared median distance, {@code w = 2^e median^2} with e evenly spaced from low to high. */
public final class MedianMultiples implements BandwidthCollection {
    @Config(description = "The lowest exponent of 2.")
    private double low = -4;

    @Config(description = "The highest exponent of 2.")
    private double high = 4;

    @Config(description = "The number of widths, at least 1.")
    private int count = 9;

    /** From a sixteenth of the squared median to 16 times it, in factors of 2. */
    public MedianMultiples() {}

    /**
     * Widths.
     *
     * @param low The lowest exponent of 2.
     * @param high The highest exponent of 2.
     * @param count The number of widths, at least 1.
     */
    public MedianMultiples(double low, double high, int count) {
        this.low = low;
        this.high = high;
        this.count = count;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.finite("low", low);
        Require.that(high >= low && Double.isFinite(high), "high", high, "a finite number of at least " + low);
        Require.atLeast("count", count, 1);
    }

    @Override
    public double[] widths(float[][] points) {
        double median = new MedianBandwidth().width(points);
        double step = count == 1 ? 0 : (high - low) / (count - 1);
        return IntStream.range(0, count)
                .mapToDouble(i -> median * Math.pow(2, low + i * step))
                .toArray();
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "BandwidthCollection");
    }

    @Override
    public String toString() {
        return "MedianMultiples(low=" + low + ", high=" + high + ", count=" + count + ")";
    }
}
