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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.classification.evaluation.LabelEvaluationUtil;
import org.tribuo.util.Util;

@Tag("smoke")
class RankingMetricsTest {

    /** Scores with many ties when {@code levels} is small. */
    private static double[] draw(SplittableRandom rng, int n, int levels, double shift) {
        return rng.doubles(n)
                .map(u -> Math.floor((u + shift) * levels) / levels)
                .toArray();
    }

    private static double[] map(double[] scores, DoubleUnaryOperator f) {
        return Arrays.stream(scores).map(f).toArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 1_000_000})
    void agreesWithTribuoAndWithThePairs(int levels) {
        SplittableRandom rng = new SplittableRandom(levels);
        double[] in = draw(rng, 83, levels, 0.2);
        double[] out = draw(rng, 57, levels, 0);
        boolean[] truth = new boolean[140];
        Arrays.fill(truth, 0, 83, true);
        double[] all = new double[140];
        System.arraycopy(in, 0, all, 0, 83);
        System.arraycopy(out, 0, all, 83, 57);
        double pairs = 0;
        for (double s : in) {
            for (double t : out) {
                pairs += s > t ? 1 : s == t ? 0.5 : 0;
            }
        }
        assertEquals(pairs / (83 * 57), RankingMetrics.auroc(in, out), 1e-15);
        assertEquals(LabelEvaluationUtil.binaryAUCROC(truth, all), RankingMetrics.auroc(in, out), 1e-12);
        assertEquals(
                LabelEvaluationUtil.averagedPrecision(truth, all), RankingMetrics.averagePrecision(in, out), 1e-12);
        RocCurve roc = RankingMetrics.rocCurve(in, out);
        assertEquals(RankingMetrics.auroc(in, out), Util.auc(roc.falsePositiveRates(), roc.truePositiveRates()), 1e-12);
    }

    @Test
    void identicalSetsAreAChance() {
        double[] scores = {3, 1, 4, 1, 5, 9, 2, 6};
        assertEquals(0.5, RankingMetrics.auroc(scores, scores));
        double[] constant = new double[17];
        assertEquals(0.5, RankingMetrics.auroc(constant, new double[5]));
        assertEquals(17 / 22.0, RankingMetrics.averagePrecision(constant, new double[5]), 1e-15);
        assertEquals(1, RankingMetrics.falsePositiveRateAt95(constant, new double[5]));
    }

    @Test
    void perfectAndHopelessScores() {
        double[] high = {5, 6, 7};
        double[] low = {1, 2};
        assertEquals(1, RankingMetrics.auroc(high, low));
        assertEquals(1, RankingMetrics.averagePrecision(high, low));
        assertEquals(0, RankingMetrics.falsePositiveRateAt95(high, low));
        assertEquals(0, RankingMetrics.auroc(low, high));
        assertEquals(1, RankingMetrics.falsePositiveRateAt95(low, high));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 1_000_000})
    void swappingTheSetsMirrorsTheArea(int levels) {
        SplittableRandom rng = new SplittableRandom(2);
        double[] in = draw(rng, 40, levels, 0.1);
        double[] out = draw(rng, 31, levels, 0);
        assertEquals(1 - RankingMetrics.auroc(in, out), RankingMetrics.auroc(out, in), 1e-15);
        assertEquals(
                RankingMetrics.auroc(in, out),
                RankingMetrics.auroc(RankingMetrics.negated(out), RankingMetrics.negated(in)));
    }

    @ParameterizedTest
    @EnumSource(RankingMetric.class)
    void onlyTheOrderMatters(RankingMetric metric) {
        SplittableRandom rng = new SplittableRandom(8);
        double[] in = map(draw(rng, 60, 20, 0.3), x -> 0.1 + x);
        double[] out = map(draw(rng, 45, 20, 0), x -> 0.1 + x);
        double expected = metric.compute(in, out, 0.9);
        assertTrue(expected > 0 && expected < 1);
        for (DoubleUnaryOperator f : new DoubleUnaryOperator[] {Math::log, x -> 3 * x - 7, x -> -1 / x}) {
            assertEquals(expected, metric.compute(map(in, f), map(out, f), 0.9));
        }
    }

    @Test
    void falsePositiveRateCountsExactly() {
        double[] in = {10, 9, 8, 7, 6, 5, 4, 3, 2, 1};
        double[] out = {5.5, 1.5, 0.5, 9.5};
        assertEquals(0.5, RankingMetrics.falsePositiveRate(in, out, 0.9)); // threshold 2
        assertEquals(0.75, RankingMetrics.falsePositiveRate(in, out, 0.91)); // threshold 1
        assertEquals(0, RankingMetrics.falsePositiveRate(in, out, 0.05)); // threshold 10
        assertEquals(0.75, RankingMetrics.falsePositiveRateAt95(in, out));
    }

    @Test
    void rocRunsFromCornerToCorner() {
        RocCurve roc = RankingMetrics.rocCurve(new double[] {2, 2, 1}, new double[] {2, 0});
        assertArrayEquals(new double[] {Double.POSITIVE_INFINITY, 2, 1, 0}, roc.thresholds());
        assertArrayEquals(new double[] {0, 0.5, 0.5, 1}, roc.falsePositiveRates());
        assertArrayEquals(new double[] {0, 2 / 3.0, 1, 1}, roc.truePositiveRates());
        assertEquals(4, roc.size());
    }

    @Test
    void infinitiesAndSignedZerosAreRanked() {
        double[] in = {Double.POSITIVE_INFINITY, 0.0};
        double[] out = {Double.NEGATIVE_INFINITY, -0.0};
        assertEquals(3.5 / 4, RankingMetrics.auroc(in, out));
    }

    @Test
    void labelsNameTheRate() {
        assertEquals("FPR@95", RankingMetric.FPR.label(0.95));
        assertEquals("FPR@99.5", RankingMetric.FPR.label(0.995));
        assertEquals("AUROC", RankingMetric.AUROC.label(0.95));
    }

    @Test
    void refusesWhatItCannotRank() {
        double[] one = {1};
        assertThrows(IllegalArgumentException.class, () -> RankingMetrics.auroc(new double[0], one));
        assertThrows(IllegalArgumentException.class, () -> RankingMetrics.auroc(one, new double[] {Double.NaN}));
        assertThrows(IllegalArgumentException.class, () -> RankingMetrics.falsePositiveRate(one, one, 0));
        assertThrows(IllegalArgumentException.class, () -> RankingMetrics.falsePositiveRate(one, one, 1.01));
    }
}
