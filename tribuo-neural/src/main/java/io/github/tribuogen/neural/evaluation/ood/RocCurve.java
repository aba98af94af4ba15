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
package io.github.tribuogen.neural.evaluation.ood;

/**
 * Points of a receiver operating characteristic, from the strictest threshold to the most generous one: the first point is
 * (0, 0), the last one (1, 1). Example {@code x} counts as in-distribution at point i if {@code score(x) >= threshold(i)}.
 */
public final class RocCurve {
    private final double[] thresholds;
    private final double[] falsePositiveRates;
    private final double[] truePositiveRates;

    RocCurve(double[] thresholds, double[] falsePositiveRates, double[] truePositiveRates) {
        this.thresholds = thresholds;
        this.falsePositiveRates = falsePositiveRates;
        this.truePositiveRates = truePositiveRates;
    }

    /**
     * Number of points: the number of distinct scores and one.
     *
     * @return at least 2.
     */
    public int size() {
        return thresholds.length;
    }

    /**
     * The thresholds, falling; the first one is positive infinity and accepts nothing.
     *
     * @return a copy.
     */
    public double[] thresholds() {
        return thresholds.clone();
    }

    /**
     * Fraction of the out-of-distribution examples accepted at each threshold, rising from 0 to 1.
     *
     * @return a copy.
     */
    public double[] falsePositiveRates() {
        return falsePositiveRates.clone();
    }

    /**
     * Fraction of the in-distribution examples accepted at each threshold, rising from 0 to 1.
     *
     * @return a copy.
     */
    public double[] truePositiveRates() {
        return truePositiveRates.clone();
    }
}
