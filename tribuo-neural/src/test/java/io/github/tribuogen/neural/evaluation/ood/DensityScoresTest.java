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

import io.github.tribuogen.neural.density.CovarianceType;
import io.github.tribuogen.neural.density.GaussianDensityModel;
import io.github.tribuogen.neural.density.GaussianDensityTrainer;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.ObservedData;
import io.github.tribuogen.neural.evaluation.EvaluationFixtures;
import io.github.tribuogen.neural.evaluation.EvaluationFixtures.EchoModel;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.test.Helpers;

class DensityScoresTest {

    /** Gaussian points of standard deviations 1 and 2, moved by the shift; the labels play no part. */
    private static MutableDataset<Label> points(String name, int n, double shift, long seed) {
        SplittableRandom rng = new SplittableRandom(seed);
        double[][] rows = new double[n][];
        for (int i = 0; i < n; i++) {
            rows[i] = new double[] {shift + rng.nextGaussian(), 2 * (shift + rng.nextGaussian())};
        }
        return EvaluationFixtures.labelled(name, rows, new int[n]);
    }

    private final Dataset<LogDensity> train = ObservedData.of(points("train", 500, 0, 1));
    private final Dataset<LogDensity> in = ObservedData.of(points("in", 400, 0, 2));
    private final Dataset<LogDensity> far = ObservedData.of(points("far", 300, 4, 3));
    private final GaussianDensityModel model = new GaussianDensityTrainer(CovarianceType.DIAGONAL, 1e-6).train(train);

    @Test
    void scoresAreThoseOfTheGaussian() {
        double[] mean = model.getMean();
        double[][] covariance = model.getCovariance();
        float[][] rows = model.toRows(in);
        double[] density = new LogDensityScore().score(model, in);
        double[] mass = new ApproximateMassScore().score(model, in);
        for (int i = 0; i < rows.length; i++) {
            double exponent = 0;
            double slope = 0;
            for (int j = 0; j < 2; j++) {
                double d = rows[i][j] - mean[j];
                double v = covariance[j][j];
                exponent += d * d / v + Math.log(2 * Math.PI * v);
                slope += d * d / (v * v);
            }
            assertEquals(-exponent / 2, density[i], 1e-5);
            assertEquals(-Math.sqrt(slope), mass[i], 1e-5);
        }
    }

    @Test
    void bothTellAFarSetApart() {
        OODEvaluation evaluation =
                new OODEvaluator(new LogDensityScore(), new ApproximateMassScore()).evaluate(model, in, "far", far);
        for (String score : evaluation.scores()) {
            assertTrue(evaluation.get("far", score, RankingMetric.AUROC) > 0.95, evaluation.toString());
        }
        assertArrayEquals(model.logDensity(far), evaluation.outScores("far", new LogDensityScore().name()));
        EvaluationFixtures.assertMarshals(evaluation.getProvenance());
    }

    @Test
    void ownTrainingLawIsAChance() {
        Dataset<LogDensity> twin = ObservedData.of(points("twin", 300, 0, 5));
        OODEvaluation evaluation = new OODEvaluator(new LogDensityScore()).evaluate(model, in, "twin", twin);
        // Standard deviation sqrt((n + m + 1) / (12 n m)) = 0.022; six of them, so wrong once in 5e8 seeds.
        assertEquals(0.5, evaluation.get("twin", "log p(x)", RankingMetric.AUROC), 0.132);
    }

    @Test
    void modelsWithoutADensityAreRefused() {
        MutableDataset<Label> data = EvaluationFixtures.labelled("echo", new double[][] {{0.5, 0.5}}, new int[] {0});
        EchoModel echo = new EchoModel(data, true);
        for (OutOfDistributionScore score : Arrays.asList(new LogDensityScore(), new ApproximateMassScore())) {
            String message = assertThrows(IllegalArgumentException.class, () -> score.score(echo, data))
                    .getMessage();
            assertTrue(message.contains("LogDensityModel") && message.contains("'echo'"), message);
        }
        assertThrows(IllegalArgumentException.class, () -> new MaxProbabilityScore().score(model, in));
    }

    @Test
    void configurationRoundTrips() {
        Helpers.testConfigurableRoundtrip(new OODEvaluator(new LogDensityScore(), new ApproximateMassScore()));
        Helpers.testConfigurableRoundtrip(new LogDensityScore());
        Helpers.testConfigurableRoundtrip(new ApproximateMassScore());
    }
}
