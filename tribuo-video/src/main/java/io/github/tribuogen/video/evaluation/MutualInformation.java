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
package io.github.tribuogen.video.evaluation;

import java.util.HashMap;
import java.util.Map;

/** Plug-in estimates of entropies and mutual information of discrete values, in nats. */
final class MutualInformation {
    private static final int BINS = 20;

    private MutualInformation() {}

    static double entropy(int[] values) {
        Map<Long, Integer> counts = new HashMap<>();
        for (int v : values) {
            counts.merge((long) v, 1, Integer::sum);
        }
        return entropy(counts, values.length);
    }

    private static double entropy(Map<Long, Integer> counts, int n) {
        return counts.values().stream()
                .mapToDouble(c -> -(double) c / n * Math.log((double) c / n))
                .sum();
    }

    static double of(int[] a, int[] b) {
        Map<Long, Integer> joint = new HashMap<>();
        for (int i = 0; i < a.length; i++) {
            joint.merge((long) a[i] << 32 | b[i] & 0xffffffffL, 1, Integer::sum);
        }
        return Math.max(0, entropy(a) + entropy(b) - entropy(joint, a.length));
    }

    /** Twenty bins of equal width between the least and the largest value. */
    static int[] bins(double[] values) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double v : values) {
            low = Math.min(low, v);
            high = Math.max(high, v);
        }
        int[] bins = new int[values.length];
        double width = (high - low) / BINS;
        for (int i = 0; i < bins.length; i++) {
            bins[i] = width > 0 ? Math.min(BINS - 1, (int) ((values[i] - low) / width)) : 0;
        }
        return bins;
    }

    /** Numbers in the place of names. */
    static int[] numbered(String[] names) {
        Map<String, Integer> numbers = new HashMap<>();
        int[] values = new int[names.length];
        for (int i = 0; i < names.length; i++) {
            values[i] = numbers.computeIfAbsent(names[i], n -> numbers.size());
        }
        return values;
    }
}
