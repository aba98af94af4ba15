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

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.evaluation.EvaluationFixtures;
import io.github.tribuogen.neural.evaluation.EvaluationFixtures.EchoModel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.evaluation.LabelEvaluator;
import org.tribuo.test.Helpers;

class CalibrationEvaluatorTest {

    private static final double[][] ROWS = {{0.7, 0.2, 0.1}, {0.1, 0.8, 0.1}, {0.3, 0.3, 0.4}, {0.9, 0.05, 0.05}};
    private static final int[] LABELS = {0, 1, 2, 1};

    private static CalibrationEvaluation evaluate(CalibrationEvaluator evaluator, double[][] rows, int[] labels) {
        MutableDataset<Label> data = EvaluationFixtures.labelled("calibration", rows, labels);
        return evaluator.evaluate(new EchoModel(data, true), data);
    }

    @Test
    void agreesWithTheArrayFunctions() {
        CalibrationEvaluation evaluation = evaluate(new CalibrationEvaluator(), ROWS, LABELS);
        double[] confidence = {0.7, 0.8, 0.4, 0.9};
        boolean[] correct = {true, true, true, false};
        assertEquals(0.75, evaluation.accuracy());
        assertEquals(0.7, evaluation.meanConfidence(), 1e-12);
        assertEquals(
                CalibrationErrors.expectedCalibrationError(confidence, correct, 20),
                evaluation.expectedCalibrationError(),
                1e-12);
        assertEquals(
                CalibrationErrors.maximumCalibrationError(confidence, correct, 20),
                evaluation.maximumCalibrationError(),
                1e-12);
        assertEquals(ScoringRules.brierScore(ROWS, LABELS), evaluation.brierScore(), 1e-12);
        assertEquals(
                ScoringRules.negativeLogLikelihood(ROWS, LABELS, 1e-12), evaluation.negativeLogLikelihood(), 1e-12);
        assertEquals(4, evaluation.getPredictions().size());
        assertEquals(
                4,
                evaluation.reliabilityBins().stream()
                        .mapToInt(ReliabilityBin::count)
                        .sum());
    }

    @Test
    void accuracyIsThatOfTribuo() {
        MutableDataset<Label> data = EvaluationFixtures.labelled("calibration", ROWS, LABELS);
        EchoModel model = new EchoModel(data, true);
        assertEquals(
                new LabelEvaluator().evaluate(model, data).accuracy(),
                new CalibrationEvaluator().evaluate(model, data).accuracy());
    }

    @Test
    void oneHotPredictionsGiveFiniteNumbers() {
        double[][] oneHot = {{1, 0}, {0, 1}, {1, 0}};
        CalibrationEvaluation perfect = evaluate(new CalibrationEvaluator(), oneHot, new int[] {0, 1, 0});
        assertEquals(0, perfect.expectedCalibrationError());
        assertEquals(0, perfect.negativeLogLikelihood());
        assertEquals(0, perfect.flooredCount());
        CalibrationEvaluation wrong = evaluate(new CalibrationEvaluator(), oneHot, new int[] {1, 1, 0});
        assertEquals(1 / 3.0, wrong.expectedCalibrationError(), 1e-15);
        assertEquals(-Math.log(1e-12) / 3, wrong.negativeLogLikelihood(), 1e-9);
        assertEquals(1, wrong.flooredCount());
        assertTrue(wrong.toString().contains("1 of 3 predictions are floored"));
        assertEquals(6, wrong.asMap().size());
        wrong.asMap().forEach((id, value) -> assertTrue(Double.isFinite(value), id.toString()));
    }

    @Test
    void rendersATable() {
        String text = evaluate(new CalibrationEvaluator(4), ROWS, LABELS).toString();
        assertEquals(
                """
                metric           calibration
                ----------------------------
                accuracy              0.7500
                mean confidence       0.7000
                ECE                   0.4000
                MCE                   0.6000
                Brier                 0.6138
                NLL                   1.1230

                confidence       share  accuracy  mean confidence
                -------------------------------------------------
                (0.250, 0.500]  0.2500    1.0000           0.4000
                (0.500, 0.750]  0.2500    1.0000           0.7000
                (0.750, 1.000]  0.5000    0.5000           0.8500
                """,
                text);
    }

    @Test
    void refusesModelsWithoutProbabilities() {
        MutableDataset<Label> data = EvaluationFixtures.labelled("calibration", ROWS, LABELS);
        String message = assertThrows(IllegalArgumentException.class, () -> new CalibrationEvaluator()
                        .evaluate(new EchoModel(data, false), data))
                .getMessage();
        assertTrue(message.contains("'echo'") && message.contains("does not"), message);
    }

    @Test
    void refusesScoresThatAreNoDistribution() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> evaluate(new CalibrationEvaluator(), new double[][] {{0.5, 0.4}}, new int[] {0}))
                .getMessage();
        assertTrue(message.contains("sum to 0.9"), message);
        assertThrows(
                IllegalArgumentException.class,
                () -> evaluate(new CalibrationEvaluator(), new double[][] {{1.5, -0.5}}, new int[] {0}));
    }

    @Test
    void toleratesTheRoundingOfFloats() {
        double[][] rounded = {{1.0000001, 0}, {0.33333334f, 0.6666667f}};
        CalibrationEvaluation evaluation = evaluate(new CalibrationEvaluator(), rounded, new int[] {0, 1});
        assertEquals(1, evaluation.accuracy());
    }

    @Test
    void refusesUnknownLabelsAndNoExamples() {
        MutableDataset<Label> data = EvaluationFixtures.labelled("calibration", ROWS, LABELS);
        EchoModel model = new EchoModel(data, true);
        MutableDataset<Label> strange =
                EvaluationFixtures.labelled("strange", new double[][] {{0.5, 0.5}}, new int[] {7});
        String message = assertThrows(
                        IllegalArgumentException.class, () -> new CalibrationEvaluator().evaluate(model, strange))
                .getMessage();
        assertTrue(message.contains("'7'"), message);
        assertThrows(IllegalArgumentException.class, () -> new CalibrationEvaluator()
                .evaluate(model, List.of(), data.getProvenance()));
    }

    @Test
    void provenanceMarshals() {
        CalibrationEvaluation evaluation = evaluate(new CalibrationEvaluator(7, Binning.EQUAL_MASS), ROWS, LABELS);
        Helpers.testProvenanceMarshalling(evaluation.getProvenance());
        Helpers.testProvenanceMarshalling(evaluation.getEvaluatorProvenance());
        assertEquals(
                "7",
                evaluation
                        .getEvaluatorProvenance()
                        .getConfiguredParameters()
                        .get("bins")
                        .toString());
    }

    @Test
    void configurationRoundTrips() {
        Helpers.testConfigurableRoundtrip(new CalibrationEvaluator());
        Helpers.testConfigurableRoundtrip(new CalibrationEvaluator(10, Binning.EQUAL_MASS));
    }

    @Test
    void settingsAreChecked() {
        PropertyException e = assertThrows(PropertyException.class, () -> new CalibrationEvaluator(0));
        assertEquals("bins", e.getProperty());
        assertThrows(PropertyException.class, () -> new CalibrationEvaluator(5, null));
    }
}
