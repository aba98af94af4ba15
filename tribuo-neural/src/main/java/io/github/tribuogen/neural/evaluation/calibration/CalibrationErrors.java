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
package io.github.tribuogen.neural.evaluation.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Calibration errors as pure functions of confidences and outcomes.
 *
 * <p>With N predictions, of which {@code n_b} fall into bin b with mean confidence {@code conf_b} and accuracy
 * {@code acc_b}:
 *
 * <pre>
 *   ECE = sum_b n_b / N * |acc_b - conf_b|        expected calibration error
 *   MCE = max_b           |acc_b - conf_b|        maximum calibration error, over the bins that hold predictions
 * </pre>
 *
 * <p>Both lie in [0, 1]. Even a perfectly calibrated model has a positive expected ECE on a finite sample, so compare
 * only values from samples of one size and one binning. Results do not depend on the order of the predictions, to the
 * last bit.
 *
 * <p>See:
 *
 * <pre>
 * Naeini, Cooper, Hauskrecht. "Obtaining Well Calibrated Probabilities Using Bayesian Binning", AAAI 2015.
 * Guo, Pleiss, Sun, Weinberger. "On Calibration of Modern Neural Networks", ICML 2017.
 * </pre>
 */
public final class CalibrationErrors {

    private CalibrationErrors() {}

    /**
     * Expected calibration error over bins of equal width.
     *
     * @param confidence probability given to the predicted class, each in [0, 1].
     * @param correct whether that class was the right one.
     * @param bins number of bins, at least 1.
     * @return the error, in [0, 1].
     * @throws IllegalArgumentException if the arrays are empty or differ in length, a confidence lies outside [0, 1], or
     *     there are no bins.
     */
    public static double expectedCalibrationError(double[] confidence, boolean[] correct, int bins) {
        return expectedCalibrationError(reliabilityBins(confidence, correct, bins, Binning.EQUAL_WIDTH));
    }

    /**
     * Expected calibration error of ready bins.
     *
     * @param bins reliability bins of which at least one is not empty.
     * @return the error, in [0, 1].
     * @throws IllegalArgumentException if no bin holds a prediction.
     */
    public static double expectedCalibrationError(List<ReliabilityBin> bins) {
        long total = total(bins);
        double sum = 0;
        for (ReliabilityBin bin : bins) {
            sum += bin.count() * bin.gap();
        }
        return sum / total;
    }

    /**
     * Maximum calibration error over bins of equal width.
     *
     * @param confidence probability given to the predicted class, each in [0, 1].
     * @param correct whether that class was the right one.
     * @param bins number of bins, at least 1.
     * @return the error, in [0, 1].
     * @throws IllegalArgumentException as for {@link #expectedCalibrationError(double[], boolean[], int)}.
     */
    public static double maximumCalibrationError(double[] confidence, boolean[] correct, int bins) {
        return maximumCalibrationError(reliabilityBins(confidence, correct, bins, Binning.EQUAL_WIDTH));
    }

    /**
     * Maximum calibration error of ready bins.
     *
     * @param bins reliability bins of which at least one is not empty.
     * @return the error, in [0, 1].
     * @throws IllegalArgumentException if no bin holds a prediction.
     */
    public static double maximumCalibrationError(List<ReliabilityBin> bins) {
        total(bins);
        return bins.stream().mapToDouble(ReliabilityBin::gap).max().orElseThrow();
    }

    /**
     * Sorts predictions into bins of confidence.
     *
     * @param confidence probability given to the predicted class, each in [0, 1].
     * @param correct whether that class was the right one.
     * @param bins number of bins, at least 1.
     * @param binning how to cut.
     * @return the bins from low to high; {@link Binning#EQUAL_WIDTH} gives exactly {@code bins} of them, empty ones
     *     included, {@link Binning#EQUAL_MASS} at most that many, none empty.
     * @throws IllegalArgumentException as for {@link #expectedCalibrationError(double[], boolean[], int)}.
     */
    public static List<ReliabilityBin> reliabilityBins(
            double[] confidence, boolean[] correct, int bins, Binning binning) {
        check(confidence, correct, bins);
        // Summing in sorted order makes the result independent of the order given, to the last bit.
        int[] order = IntStream.range(0, confidence.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> confidence[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] sorted = Arrays.stream(order).mapToDouble(i -> confidence[i]).toArray();
        boolean[] hits = new boolean[order.length];
        for (int i = 0; i < order.length; i++) {
            hits[i] = correct[order[i]];
        }
        return binning == Binning.EQUAL_WIDTH ? equalWidth(sorted, hits, bins) : equalMass(sorted, hits, bins);
    }

    private static List<ReliabilityBin> equalWidth(double[] sorted, boolean[] hits, int bins) {
        List<ReliabilityBin> result = new ArrayList<>(bins);
        int from = 0;
        for (int b = 0; b < bins; b++) {
            double upper = (b + 1) / (double) bins;
            int to = from;
            while (to < sorted.length && sorted[to] <= upper) {
                to++;
            }
            result.add(bin(sorted, hits, from, to, b / (double) bins, upper));
            from = to;
        }
        return List.copyOf(result);
    }

    private static List<ReliabilityBin> equalMass(double[] sorted, boolean[] hits, int bins) {
        List<ReliabilityBin> result = new ArrayList<>(bins);
        int n = sorted.length;
        int from = 0;
        double lower = 0;
        for (int b = 0; b < bins && from < n; b++) {
            int to = (int) ((b + 1L) * n / bins);
            if (to <= from) {
                continue;
            }
            while (to < n && sorted[to] == sorted[to - 1]) {
                to++;
            }
            double upper = to == n ? 1 : sorted[to - 1];
            result.add(bin(sorted, hits, from, to, lower, upper));
            lower = upper;
            from = to;
        }
        return List.copyOf(result);
    }

    private static ReliabilityBin bin(double[] sorted, boolean[] hits, int from, int to, double lower, double upper) {
        if (from == to) {
            return new ReliabilityBin(lower, upper, 0, 0, 0);
        }
        int right = 0;
        double sum = 0;
        for (int i = from; i < to; i++) {
            right += hits[i] ? 1 : 0;
            sum += sorted[i];
        }
        int count = to - from;
        return new ReliabilityBin(lower, upper, count, right / (double) count, sum / count);
    }

    private static long total(List<ReliabilityBin> bins) {
        long total = bins.stream().mapToLong(ReliabilityBin::count).sum();
        if (total == 0) {
            throw new IllegalArgumentException("the bins hold no predictions, expected at least one");
        }
        return total;
    }

    private static void check(double[] confidence, boolean[] correct, int bins) {
        if (bins < 1) {
            throw new IllegalArgumentException("bins must be at least 1, found " + bins);
        }
        if (confidence.length == 0) {
            throw new IllegalArgumentException("confidence is empty, expected at least one prediction");
        }
        if (confidence.length != correct.length) {
            throw new IllegalArgumentException("confidence and correct must have one length, found "
                    + confidence.length
                    + " and "
                    + correct.length);
        }
        for (int i = 0; i < confidence.length; i++) {
            if (!(confidence[i] >= 0 && confidence[i] <= 1)) {
                throw new IllegalArgumentException(
                        "confidence must lie in [0, 1], found " + confidence[i] + " at index " + i);
            }
        }
    }
}
