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

import java.util.Comparator;
import java.util.stream.IntStream;

/** Holm's correction of p-values for their number: whatever their dependence, the chance of any false rejection is held. */
final class Holm {
    private Holm() {}

    /** The corrected p-values, in the given order. */
    static double[] adjust(double[] p) {
        int[] order = IntStream.range(0, p.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> p[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] adjusted = new double[p.length];
        double most = 0;
        for (int k = 0; k < order.length; k++) {
            most = Math.max(most, Math.min(1, (p.length - k) * p[order[k]]));
            adjusted[order[k]] = most;
        }
        return adjusted;
    }
}
