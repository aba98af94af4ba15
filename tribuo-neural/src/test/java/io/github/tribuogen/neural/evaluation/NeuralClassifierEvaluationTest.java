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
package io.github.tribuogen.neural.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.neural.data.AffineScaling;
import io.github.tribuogen.neural.data.DigitsDataSource;
import io.github.tribuogen.neural.data.DigitsSplit;
import io.github.tribuogen.neural.evaluation.calibration.CalibrationEvaluation;
import io.github.tribuogen.neural.evaluation.calibration.CalibrationEvaluator;
import io.github.tribuogen.neural.evaluation.robustness.NeuralClassifierTarget;
import io.github.tribuogen.neural.evaluation.robustness.Norm;
import io.github.tribuogen.neural.evaluation.robustness.ProjectedGradientAttack;
import io.github.tribuogen.neural.evaluation.robustness.RobustnessEvaluation;
import io.github.tribuogen.neural.evaluation.robustness.RobustnessEvaluator;
import io.github.tribuogen.neural.model.NeuralClassifierModel;
import io.github.tribuogen.neural.model.NeuralClassifierTrainer;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.runtime.Device;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.evaluation.LabelEvaluator;

/** The evaluators on a trained network: digits with pixels in [0, 16]. */
class NeuralClassifierEvaluationTest {
    private static Dataset<Label> test;
    private static NeuralClassifierModel model;

    @BeforeAll
    static void trainOnce() {
        Dataset<Label> train = new MutableDataset<>(new DigitsDataSource<>(new LabelFactory(), DigitsSplit.TRAIN));
        test = new MutableDataset<>(new DigitsDataSource<>(new LabelFactory(), DigitsSplit.TEST));
        model = new NeuralClassifierTrainer(
                        new Mlp(32),
                        new Adam(1e-2),
                        DigitsDataSource.layout(),
                        AffineScaling.betweenRanges(0, 16, -1, 1),
                        TrainingSettings.builder()
                                .epochs(10)
                                .device(Device.cpu(1))
                                .showProgress(false)
                                .build(),
                        1)
                .train(train);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void calibrationAgreesWithTribuo() {
        CalibrationEvaluation evaluation = new CalibrationEvaluator().evaluate(model, test);
        assertEquals(new LabelEvaluator().evaluate(model, test).accuracy(), evaluation.accuracy());
        assertTrue(evaluation.expectedCalibrationError() < 0.2, evaluation.toString());
        EvaluationFixtures.assertMarshals(evaluation.getProvenance());
    }

    /** The loss gradient is each row's own, in the units of the pixels: central differences of the log probability. */
    @Test
    void lossGradientIsThatOfTheFeatures() {
        NeuralClassifierTarget target = new NeuralClassifierTarget(model, 0, 16);
        float[][] rows = {target.toRows(test)[0], target.toRows(test)[1]};
        int[] labels = {3, 5};
        float[][] gradient = target.lossGradient(rows, labels);
        double largest = 0;
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 64; j += 7) {
                float[][] moved = {rows[i].clone(), rows[i].clone()};
                moved[0][j] += 0.05f;
                moved[1][j] -= 0.05f;
                float[][] logits = target.logits(moved);
                double difference = (loss(logits[0], labels[i]) - loss(logits[1], labels[i])) / 0.1;
                assertEquals(difference, gradient[i][j], 0.02 + 0.02 * Math.abs(difference), i + ", " + j);
                largest = Math.max(largest, Math.abs(difference));
            }
        }
        assertTrue(largest > 0.2, "the gradients must not all be tiny: " + largest);
        assertSame(model, target.capability(NeuralClassifierModel.class).orElseThrow());
    }

    private static double loss(float[] logits, int label) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - logits[label]);
        }
        return Math.log(sum);
    }

    @Test
    void attackBreaksTheNetwork() {
        RobustnessEvaluator evaluator = new RobustnessEvaluator(
                        new ProjectedGradientAttack(Norm.LINF, 10, 0.25, 1, 1), 0, 0.5, 1, 3)
                .inRange(0, 16);
        RobustnessEvaluation evaluation = evaluator.evaluate(model, test);
        double[] accuracies = evaluation.robustAccuracies();
        assertEquals(new LabelEvaluator().evaluate(model, test).accuracy(), evaluation.cleanAccuracy());
        assertEquals(evaluation.cleanAccuracy(), accuracies[0]);
        assertTrue(accuracies[1] < accuracies[0] && accuracies[3] < 0.5 * accuracies[0], evaluation.toString());
        assertArrayEquals(
                evaluation.breakingDistances(), evaluator.evaluate(model, test).breakingDistances());
        EvaluationFixtures.assertMarshals(evaluation.getProvenance());
    }
}
