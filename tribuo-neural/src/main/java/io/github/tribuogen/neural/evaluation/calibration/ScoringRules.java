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

/**
 * Proper scoring rules of predicted class distributions; lower is better.
 *
 * <p>With N predictions {@code p_i} over K classes and right classes {@code y_i}:
 *
 * <pre>
 *   Brier = 1/N sum_i sum_k (p_ik - [k = y_i])^2      in [0, 2], summed over all classes
 *   NLL   = -1/N sum_i log max(p_i,y_i, floor)        in nats
 * </pre>
 *
 * <p>For two classes this Brier score is twice the one that looks at the positive class alone.
 *
 * <p>See: Gneiting, Raftery. "Strictly Proper Scoring Rules, Prediction, and Estimation", JASA 2007.
 */
public final class ScoringRules {

    private ScoringRules() {}

    /**
     * Brier score, summed over the classes.
     *
     * @param probabilities predicted distributions, [N][K].
     * @param labels index of the right class of each, in [0, K).
     * @return the mean score, in [0, 2].
     * @throws IllegalArgumentException if the arrays are empty or do not fit together.
     */
    public static double brierScore(double[][] probabilities, int[] labels) {
        check(probabilities, labels);
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            for (int k = 0; k < probabilities[i].length; k++) {
                double difference = probabilities[i][k] - (k == labels[i] ? 1 : 0);
                sum += difference * difference;
            }
        }
        return sum / labels.length;
    }

    /**
     * Mean negative log likelihood of the right classes.
     *
     * @param probabilities predicted distributions, [N][K].
     * @param labels index of the right class of each, in [0, K).
     * @param floor smallest probability that is believed, in (0, 1): a prediction that gave the right class nothing costs
     *     {@code -log(floor)} and not infinity.
     * @return the mean in nats, finite.
     * @throws IllegalArgumentException if the arrays are empty or do not fit together, or the floor is out of range.
     */
    public static double negativeLogLikelihood(double[][] probabilities, int[] labels, double floor) {
        check(probabilities, labels);
        if (!(floor > 0 && floor < 1)) {
            throw new IllegalArgumentException("floor must lie in (0, 1), found " + floor);
        }
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            sum -= Math.log(Math.max(probabilities[i][labels[i]], floor));
        }
        return sum / labels.length;
    }

    private static void check(double[][] probabilities, int[] labels) {
        if (probabilities.length == 0) {
            throw new IllegalArgumentException("probabilities is empty, expected at least one prediction");
        }
        if (probabilities.length != labels.length) {
            throw new IllegalArgumentException("probabilities and labels must have one length, found "
                    + probabilities.length
                    + " and "
                    + labels.length);
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= probabilities[i].length) {
                throw new IllegalArgumentException("label must lie in [0, "
                        + probabilities[i].length
                        + "), found "
                        + labels[i]
                        + " at index "
                        + i);
            }
            for (double p : probabilities[i]) {
                if (!(p >= 0) || p == Double.POSITIVE_INFINITY) {
                    throw new IllegalArgumentException(
                            "probabilities must be finite and not negative, found " + p + " at index " + i);
                }
            }
        }
    }
}
