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

import java.util.List;
import java.util.Map;
import org.tribuo.Model;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.evaluation.metrics.MetricContext;

/** What the calibration metrics are computed from: checked probabilities, outcomes and bins. */
public final class CalibrationContext extends MetricContext<Label> {
    private final double probabilityFloor;
    private final double[][] probabilities;
    private final int[] labels;
    private final double[] confidence;
    private final boolean[] correct;
    private final List<ReliabilityBin> bins;

    CalibrationContext(Model<Label> model, List<Prediction<Label>> predictions, CalibrationEvaluator settings) {
        super(model, predictions);
        if (!model.generatesProbabilities()) {
            throw new IllegalArgumentException("calibration needs a model that generates probabilities, but '"
                    + model.getName()
                    + "' ("
                    + model.getClass().getName()
                    + ") does not");
        }
        if (predictions.isEmpty()) {
            throw new IllegalArgumentException("there are no predictions to evaluate, expected at least one");
        }
        int n = predictions.size();
        this.probabilityFloor = settings.probabilityFloor();
        this.probabilities = new double[n][];
        this.labels = new int[n];
        this.confidence = new double[n];
        this.correct = new boolean[n];
        for (int i = 0; i < n; i++) {
            read(i, predictions.get(i), settings.sumTolerance());
        }
        this.bins = CalibrationErrors.reliabilityBins(confidence, correct, settings.bins(), settings.binning());
    }

    private void read(int i, Prediction<Label> prediction, double tolerance) {
        String truth = prediction.getExample().getOutput().getLabel();
        String predicted = prediction.getOutput().getLabel();
        Map<String, Label> scores = prediction.getOutputScores();
        if (!prediction.hasProbabilities()) {
            throw new IllegalArgumentException("prediction " + i + " holds scores that are not probabilities");
        }
        probabilities[i] = new double[scores.size()];
        labels[i] = -1;
        double sum = 0;
        double claimed = Double.NaN;
        int k = 0;
        for (Map.Entry<String, Label> entry : scores.entrySet()) {
            double p = entry.getValue().getScore();
            if (!(p >= 0) || p == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException("prediction "
                        + i
                        + " gives the label '"
                        + entry.getKey()
                        + "' the probability "
                        + p
                        + ", expected a number in [0, 1]");
            }
            if (entry.getKey().equals(truth)) {
                labels[i] = k;
            }
            if (entry.getKey().equals(predicted)) {
                claimed = p;
            }
            sum += p;
            probabilities[i][k++] = p;
        }
        if (Math.abs(sum - 1) > tolerance) {
            throw new IllegalArgumentException(
                    "the probabilities of prediction " + i + " sum to " + sum + ", expected 1 within " + tolerance);
        }
        if (labels[i] < 0) {
            throw new IllegalArgumentException("the label '"
                    + truth
                    + "' of example "
                    + i
                    + " is not among those the model knows: "
                    + scores.keySet());
        }
        if (Double.isNaN(claimed)) {
            throw new IllegalArgumentException(
                    "prediction " + i + " chose '" + predicted + "', which is not among its scores");
        }
        confidence[i] = Math.min(claimed, 1); // rounding may leave it an ulp above
        correct[i] = predicted.equals(truth);
    }

    double accuracy() {
        int right = 0;
        for (boolean c : correct) {
            right += c ? 1 : 0;
        }
        return right / (double) correct.length;
    }

    double meanConfidence() {
        double sum = 0;
        for (double c : confidence) {
            sum += c;
        }
        return sum / confidence.length;
    }

    double expectedCalibrationError() {
        return CalibrationErrors.expectedCalibrationError(bins);
    }

    double maximumCalibrationError() {
        return CalibrationErrors.maximumCalibrationError(bins);
    }

    double brierScore() {
        return ScoringRules.brierScore(probabilities, labels);
    }

    double negativeLogLikelihood() {
        return ScoringRules.negativeLogLikelihood(probabilities, labels, probabilityFloor);
    }

    int flooredCount() {
        int count = 0;
        for (int i = 0; i < labels.length; i++) {
            count += probabilities[i][labels[i]] < probabilityFloor ? 1 : 0;
        }
        return count;
    }

    List<ReliabilityBin> bins() {
        return bins;
    }
}
