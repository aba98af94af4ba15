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

import java.util.Arrays;

/** Several statistics of one sample judged together, by the u from which on {@link AggregatedKernelSteinTest} rejects. */
final class Aggregate {
    private final double observed;
    private final double[] levels; // of the second draws, sorted

    /**
     * An aggregate of equal weights.
     *
     * @param statistics The sample's, [widths].
     * @param draws The bootstrap's, [widths][first + second].
     * @param first How many of the draws make the quantiles.
     */
    Aggregate(double[] statistics, double[][] draws, int first) {
        int widths = statistics.length;
        double[][] sorted = new double[widths][];
        for (int k = 0; k < widths; k++) {
            sorted[k] = Arrays.copyOf(draws[k], first + 1);
            sorted[k][first] = statistics[k];
            Arrays.sort(sorted[k]);
        }
        observed = from(statistics, sorted);
        levels = new double[draws[0].length - first];
        double[] one = new double[widths];
        for (int b = 0; b < levels.length; b++) {
            for (int k = 0; k < widths; k++) {
                one[k] = draws[k][first + b];
            }
            levels[b] = from(one, sorted);
        }
        Arrays.sort(levels);
    }

    /** The least u at which some statistic is above its quantile at 1 - u / widths. */
    private static double from(double[] statistics, double[][] sorted) {
        int least = Integer.MAX_VALUE;
        for (int k = 0; k < statistics.length; k++) {
            least = Math.min(least, sorted[k].length - firstAtLeast(sorted[k], statistics[k]));
        }
        return least * (double) statistics.length / sorted[0].length;
    }

    /** The first position whose value is at least v. */
    private static int firstAtLeast(double[] sorted, double v) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < v) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The sample's u. */
    double observed() {
        return observed;
    }

    double pValue() {
        int count = 0;
        for (double level : levels) {
            if (level <= observed) {
                count++;
            }
        }
        return (1.0 + count) / (1.0 + levels.length);
    }

    /** The largest u at which at most a share alpha of the second draws is rejected; it is approached from below. */
    double threshold(double alpha) {
        return levels[(int) Math.min(levels.length - 1, Math.floor(alpha * levels.length))];
    }
}
