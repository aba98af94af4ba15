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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.util.Util;

@Tag("smoke")
class CalibrationErrorsTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 20})
    void certainAndRightIsPerfect(int bins) {
        double[] confidence = {1, 1, 1};
        boolean[] correct = {true, true, true};
        assertEquals(0, CalibrationErrors.expectedCalibrationError(confidence, correct, bins));
        assertEquals(0, CalibrationErrors.maximumCalibrationError(confidence, correct, bins));
    }

    @ParameterizedTest
    @EnumSource(Binning.class)
    void certaintyCostsTheErrorRate(Binning binning) {
        double[] confidence = new double[10];
        Arrays.fill(confidence, 1);
        boolean[] correct = new boolean[10];
        Arrays.fill(correct, 0, 7, true);
        List<ReliabilityBin> bins = CalibrationErrors.reliabilityBins(confidence, correct, 20, binning);
        assertEquals(0.3, CalibrationErrors.expectedCalibrationError(bins), 1e-15);
        assertEquals(0.3, CalibrationErrors.maximumCalibrationError(bins), 1e-15);
        assertEquals(10, bins.get(bins.size() - 1).count(), "confidence 1 must be counted");
    }

    @Test
    void agreesWithHandCalculation() {
        // Bins (0, .5] and (.5, 1]: claims .25 and got 1/2; claims .8 and got 1/3.
        double[] confidence = {0.2, 0.7, 0.3, 0.8, 0.9};
        boolean[] correct = {true, false, false, true, false};
        assertEquals(
                0.4 * 0.25 + 0.6 * (0.8 - 1 / 3.0),
                CalibrationErrors.expectedCalibrationError(confidence, correct, 2),
                1e-15);
        assertEquals(0.8 - 1 / 3.0, CalibrationErrors.maximumCalibrationError(confidence, correct, 2), 1e-15);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 10, 15, 20, 49, 100})
    void everyEdgeBelongsToTheBinBelow(int bins) {
        for (int k = 0; k <= bins; k++) {
            double edge = k / (double) bins;
            List<ReliabilityBin> result = CalibrationErrors.reliabilityBins(
                    new double[] {edge}, new boolean[] {true}, bins, Binning.EQUAL_WIDTH);
            assertEquals(bins, result.size());
            assertEquals(1, result.get(Math.max(0, k - 1)).count(), "edge " + edge);
        }
    }

    @Test
    void equalMassBinsHoldEquallyManyAndKeepTiesTogether() {
        SplittableRandom rng = new SplittableRandom(3);
        double[] confidence = rng.doubles(100).toArray();
        boolean[] correct = new boolean[100];
        List<ReliabilityBin> bins = CalibrationErrors.reliabilityBins(confidence, correct, 8, Binning.EQUAL_MASS);
        assertEquals(8, bins.size());
        for (ReliabilityBin bin : bins) {
            assertTrue(bin.count() == 12 || bin.count() == 13, bin.toString());
        }
        double[] tied = {0.5, 0.5, 0.5, 0.5, 0.9};
        bins = CalibrationErrors.reliabilityBins(tied, new boolean[5], 5, Binning.EQUAL_MASS);
        assertEquals(List.of(new ReliabilityBin(0, 0.5, 4, 0, 0.5), new ReliabilityBin(0.5, 1, 1, 0, 0.9)), bins);
    }

    @ParameterizedTest
    @EnumSource(Binning.class)
    void orderDoesNotMatterToTheLastBit(Binning binning) {
        SplittableRandom rng = new SplittableRandom(5);
        double[] confidence = new double[500];
        boolean[] correct = new boolean[500];
        for (int i = 0; i < 500; i++) {
            confidence[i] = i % 3 == 0 ? rng.nextInt(11) / 10.0 : rng.nextDouble();
            correct[i] = rng.nextBoolean();
        }
        int[] order = Util.randperm(500, rng);
        double[] shuffledConfidence = new double[500];
        boolean[] shuffledCorrect = new boolean[500];
        for (int i = 0; i < 500; i++) {
            shuffledConfidence[i] = confidence[order[i]];
            shuffledCorrect[i] = correct[order[i]];
        }
        assertEquals(
                CalibrationErrors.reliabilityBins(confidence, correct, 15, binning),
                CalibrationErrors.reliabilityBins(shuffledConfidence, shuffledCorrect, 15, binning));
    }

    /**
     * Predictions drawn from their own probabilities: the error is bias alone, positive and falling about as
     * 1 / sqrt(N). With 200 repetitions the means differ by more than ten standard errors, so the seed does not matter.
     */
    @Test
    void finiteSampleBiasFallsWithTheSampleSize() {
        SplittableRandom rng = new SplittableRandom(11);
        double previous = Double.POSITIVE_INFINITY;
        for (int n : new int[] {50, 200, 800, 3200}) {
            double sum = 0;
            for (int repetition = 0; repetition < 200; repetition++) {
                double[] confidence = rng.doubles(n, 0.3, 1).toArray();
                boolean[] correct = new boolean[n];
                for (int i = 0; i < n; i++) {
                    correct[i] = rng.nextDouble() < confidence[i];
                }
                sum += CalibrationErrors.expectedCalibrationError(confidence, correct, 20);
            }
            double mean = sum / 200;
            assertTrue(mean > 0 && mean < 0.7 * previous, n + ": " + mean + " after " + previous);
            previous = mean;
        }
    }

    @Test
    void scoringRulesByHand() {
        double[][] p = {{0.5, 0.3, 0.2}, {0, 1, 0}};
        assertEquals((0.25 + 0.09 + 0.04 + 2) / 2, ScoringRules.brierScore(p, new int[] {0, 0}), 1e-15);
        assertEquals(
                -(Math.log(0.5) + Math.log(1e-6)) / 2,
                ScoringRules.negativeLogLikelihood(p, new int[] {0, 0}, 1e-6),
                1e-12);
        assertEquals(0, ScoringRules.brierScore(new double[][] {{0, 1}}, new int[] {1}));
        assertEquals(2, ScoringRules.brierScore(new double[][] {{0, 1}}, new int[] {0}));
    }

    /** A proper score is best, in expectation, when the prediction is the truth: exact, no sampling. */
    @Test
    void scoringRulesAreProper() {
        double[] truth = {0.6, 0.3, 0.1};
        SplittableRandom rng = new SplittableRandom(7);
        for (int trial = 0; trial < 100; trial++) {
            double[] other = Util.normalizeToDistribution(rng.doubles(3).toArray());
            assertTrue(expectedBrier(truth, truth) <= expectedBrier(other, truth));
            assertTrue(expectedNll(truth, truth) <= expectedNll(other, truth));
        }
    }

    private static double expectedBrier(double[] prediction, double[] truth) {
        double sum = 0;
        for (int k = 0; k < truth.length; k++) {
            sum += truth[k] * ScoringRules.brierScore(new double[][] {prediction}, new int[] {k});
        }
        return sum;
    }

    private static double expectedNll(double[] prediction, double[] truth) {
        double sum = 0;
        for (int k = 0; k < truth.length; k++) {
            sum += truth[k] * ScoringRules.negativeLogLikelihood(new double[][] {prediction}, new int[] {k}, 1e-12);
        }
        return sum;
    }

    @Test
    void refusesWhatItCannotRead() {
        boolean[] one = {true};
        assertThrows(
                IllegalArgumentException.class,
                () -> CalibrationErrors.expectedCalibrationError(new double[] {1.5}, one, 20));
        assertThrows(
                IllegalArgumentException.class,
                () -> CalibrationErrors.expectedCalibrationError(new double[] {Double.NaN}, one, 20));
        assertThrows(
                IllegalArgumentException.class,
                () -> CalibrationErrors.expectedCalibrationError(new double[] {1, 1}, one, 20));
        assertThrows(
                IllegalArgumentException.class,
                () -> CalibrationErrors.expectedCalibrationError(new double[] {1}, one, 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> CalibrationErrors.expectedCalibrationError(new double[0], new boolean[0], 20));
        assertThrows(IllegalArgumentException.class, () -> CalibrationErrors.expectedCalibrationError(List.of()));
        assertThrows(
                IllegalArgumentException.class, () -> ScoringRules.brierScore(new double[][] {{1, 0}}, new int[] {2}));
        assertThrows(
                IllegalArgumentException.class,
                () -> ScoringRules.negativeLogLikelihood(new double[][] {{1, 0}}, new int[] {0}, 0));
    }
}
