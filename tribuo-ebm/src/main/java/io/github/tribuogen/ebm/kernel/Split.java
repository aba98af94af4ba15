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

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Rows in two parts, drawn without replacement; each keeps the order.
 *
 * @param training Those to choose by, at least 2.
 * @param test The others, at least 2.
 */
record Split(float[][] training, float[][] test) {
    static Split of(String test, String what, float[][] rows, double share, RandomGenerator rng) {
        BitSet chosen = trainingRows(test, what, rows.length, share, rng);
        return new Split(select(rows, chosen, true), select(rows, chosen, false));
    }

    /** Which rows are for training. */
    static BitSet trainingRows(String test, String what, int rows, double share, RandomGenerator rng) {
        SampleChecks.points(test, what, rows, 4);
        int training = (int) Math.min(rows - 2, Math.max(2, Math.round(share * rows)));
        return subset(rows, training, rng);
    }

    static float[][] select(float[][] rows, BitSet chosen, boolean which) {
        List<float[]> some = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            if (chosen.get(i) == which) {
                some.add(rows[i]);
            }
        }
        return some.toArray(float[][]::new);
    }

    /** A subset of a size, each with the same chance. */
    static BitSet subset(int n, int size, RandomGenerator rng) {
        BitSet chosen = new BitSet(n);
        int left = size;
        for (int i = 0; i < n; i++) {
            if (rng.nextInt(n - i) < left) {
                chosen.set(i);
                left--;
            }
        }
        return chosen;
    }
}
