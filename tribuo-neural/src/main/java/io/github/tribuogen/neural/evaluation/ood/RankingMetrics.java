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

import java.util.Arrays;

/**
 * How well a score ranks in-distribution above out-of-distribution examples, as pure functions of two samples of scores.
 *
 * <p>In-distribution is the positive class and a higher score means "in". With n scores {@code s} inside and m scores
 * {@code t} outside:
 *
 * <pre>
 *   AUROC = ( #{s_i > t_j} + #{s_i = t_j} / 2 ) / (n m)              the probability of ranking a pair rightly
 *   AP    = sum over falling distinct thresholds of (R_k - R_{k-1}) P_k   average precision, no interpolation
 *   FPR at TPR r = the least FPR(threshold) with TPR(threshold) >= r      accepting scores >= threshold
 * </pre>
 *
 * <p>All of them look only at the order of the scores, so strictly rising functions of the score change nothing. Infinite
 * scores are ranked like any other; NaN is refused. Cost: O((n + m) log(n + m)).
 *
 * <p>See: Hendrycks, Gimpel. "A Baseline for Detecting Misclassified and Out-of-Distribution Examples in Neural Networks",
 * ICLR 2017.
 */
public final class RankingMetrics {

    /** True positive rate at which the false positive rate is usually quoted. */
    public static final double DEFAULT_TRUE_POSITIVE_RATE = 0.95;

    private RankingMetrics() {}

    /**
     * Area under the receiver operating characteristic.
     *
     * @param inScores scores of in-distribution examples.
     * @param outScores scores of out-of-distribution examples.
     * @return in [0, 1]; 0.5 for scores that tell nothing.
     * @throws IllegalArgumentException if an array is empty or holds NaN.
     */
    public static double auroc(double[] inScores, double[] outScores) {
        Counts counts = new Counts(inScores, outScores);
        // Twice the number of rightly ranked pairs is an integer: exact, however many ties there are.
        long twice = 0;
        long inAbove = 0;
        for (int k = 0; k < counts.size; k++) {
            long inHere = counts.in[k] - inAbove;
            long outHere = counts.out[k] - (k == 0 ? 0 : counts.out[k - 1]);
            twice += outHere * (2 * inAbove + inHere);
            inAbove = counts.in[k];
        }
        return twice / (2.0 * inScores.length * outScores.length);
    }

    /**
     * Average precision (AUPR) with in-distribution as the positive class. For the other one, negate and swap:
     * {@code averagePrecision(negated(outScores), negated(inScores))}.
     *
     * @param inScores scores of in-distribution examples.
     * @param outScores scores of out-of-distribution examples.
     * @return in (0, 1]; about n / (n + m) for scores that tell nothing.
     * @throws IllegalArgumentException if an array is empty or holds NaN.
     */
    public static double averagePrecision(double[] inScores, double[] outScores) {
        Counts counts = new Counts(inScores, outScores);
        double sum = 0;
        int before = 0;
        for (int k = 0; k < counts.size; k++) {
            if (counts.in[k] > before) { // else recall stands still
                sum += (counts.in[k] - before) * (counts.in[k] / ((double) counts.in[k] + counts.out[k]));
                before = counts.in[k];
            }
        }
        return sum / inScores.length;
    }

    /**
     * False positive rate at the strictest threshold that still accepts the given share of in-distribution examples.
     *
     * @param inScores scores of in-distribution examples.
     * @param outScores scores of out-of-distribution examples.
     * @param truePositiveRate the share, in (0, 1].
     * @return in [0, 1].
     * @throws IllegalArgumentException if an array is empty or holds NaN, or the share is out of range.
     */
    public static double falsePositiveRate(double[] inScores, double[] outScores, double truePositiveRate) {
        if (!(truePositiveRate > 0 && truePositiveRate <= 1)) {
            throw new IllegalArgumentException("truePositiveRate must lie in (0, 1], found " + truePositiveRate);
        }
        Counts counts = new Counts(inScores, outScores);
        int k = 0;
        while (counts.in[k] / (double) inScores.length < truePositiveRate) {
            k++;
        }
        return counts.out[k] / (double) outScores.length;
    }

    /**
     * False positive rate at a true positive rate of 95 %.
     *
     * @param inScores scores of in-distribution examples.
     * @param outScores scores of out-of-distribution examples.
     * @return in [0, 1].
     * @throws IllegalArgumentException if an array is empty or holds NaN.
     */
    public static double falsePositiveRateAt95(double[] inScores, double[] outScores) {
        return falsePositiveRate(inScores, outScores, DEFAULT_TRUE_POSITIVE_RATE);
    }

    /**
     * The whole receiver operating characteristic.
     *
     * @param inScores scores of in-distribution examples.
     * @param outScores scores of out-of-distribution examples.
     * @return its points; joined by straight lines they enclose {@link #auroc}.
     * @throws IllegalArgumentException if an array is empty or holds NaN.
     */
    public static RocCurve rocCurve(double[] inScores, double[] outScores) {
        Counts counts = new Counts(inScores, outScores);
        double[] thresholds = new double[counts.size + 1];
        double[] falsePositiveRates = new double[counts.size + 1];
        double[] truePositiveRates = new double[counts.size + 1];
        thresholds[0] = Double.POSITIVE_INFINITY;
        for (int k = 0; k < counts.size; k++) {
            thresholds[k + 1] = counts.thresholds[k];
            falsePositiveRates[k + 1] = counts.out[k] / (double) outScores.length;
            truePositiveRates[k + 1] = counts.in[k] / (double) inScores.length;
        }
        return new RocCurve(thresholds, falsePositiveRates, truePositiveRates);
    }

    /**
     * Scores with the sign turned, which exchanges "in" and "out".
     *
     * @param scores any scores.
     * @return a new array.
     */
    public static double[] negated(double[] scores) {
        return Arrays.stream(scores).map(s -> -s).toArray();
    }

    /** Distinct scores, falling, and how many of either sample lie at or above each. */
    private static final class Counts {
        final double[] thresholds;
        final int[] in;
        final int[] out;
        final int size;

        Counts(double[] inScores, double[] outScores) {
            double[] ins = sorted(inScores, "inScores");
            double[] outs = sorted(outScores, "outScores");
            thresholds = new double[ins.length + outs.length];
            in = new int[thresholds.length];
            out = new int[thresholds.length];
            int i = ins.length;
            int j = outs.length;
            int k = 0;
            while (i > 0 || j > 0) {
                double highest = j == 0 || (i > 0 && ins[i - 1] >= outs[j - 1]) ? ins[i - 1] : outs[j - 1];
                while (i > 0 && ins[i - 1] == highest) { // == also joins 0.0 and -0.0
                    i--;
                }
                while (j > 0 && outs[j - 1] == highest) {
                    j--;
                }
                thresholds[k] = highest;
                in[k] = ins.length - i;
                out[k] = outs.length - j;
                k++;
            }
            size = k;
        }

        private static double[] sorted(double[] scores, String name) {
            if (scores.length == 0) {
                throw new IllegalArgumentException(name + " is empty, expected at least one score");
            }
            for (int i = 0; i < scores.length; i++) {
                if (Double.isNaN(scores[i])) {
                    throw new IllegalArgumentException(name + " must hold numbers, found NaN at index " + i);
                }
            }
            double[] sorted = scores.clone();
            Arrays.sort(sorted);
            return sorted;
        }
    }
}
