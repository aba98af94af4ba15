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
package io.github.tribuogen.video.evaluation;

/**
 * What a judge trained on real frames says of generated ones, from its probabilities p(y|x).
 *
 * @param accuracy How often its word is the class that the frame should show.
 * @param marginalEntropy H(y), of the mean of its probabilities, in nats: the higher, the more kinds are generated.
 * @param conditionalEntropy H(y|x), the mean entropy of its words: the lower, the surer it is.
 * @param inceptionScore {@code exp(H(y) - H(y|x))}, at most the number of classes.
 */
public record JudgeScores(double accuracy, double marginalEntropy, double conditionalEntropy, double inceptionScore) {
    private static final double TOLERANCE = 1e-3;

    /**
     * Scores.
     *
     * @param probabilities The judge's, [n, K] with n at least 1, rows that sum to 1.
     * @param classes The class that each frame should show, [n].
     * @return The scores.
     * @throws IllegalArgumentException If a row is no distribution or the lengths differ.
     */
    public static JudgeScores of(double[][] probabilities, int[] classes) {
        if (probabilities.length != classes.length || classes.length == 0) {
            throw new IllegalArgumentException(
                    "classes: " + probabilities.length + " expected, at least 1, found " + classes.length);
        }
        int k = probabilities[0].length;
        double[] mean = new double[k];
        double conditional = 0;
        int right = 0;
        for (int i = 0; i < classes.length; i++) {
            double sum = 0;
            int best = 0;
            for (int y = 0; y < k; y++) {
                double p = probabilities[i][y];
                sum += p;
                mean[y] += p / classes.length;
                conditional += entropy(p) / classes.length;
                best = p > probabilities[i][best] ? y : best;
            }
            if (!(Math.abs(sum - 1) < TOLERANCE)) {
                throw new IllegalArgumentException("Row " + i + " sums to " + sum + ", expected 1");
            }
            right += best == classes[i] ? 1 : 0;
        }
        double marginal = 0;
        for (double p : mean) {
            marginal += entropy(p);
        }
        return new JudgeScores(
                (double) right / classes.length, marginal, conditional, Math.exp(marginal - conditional));
    }

    private static double entropy(double p) {
        return p > 0 ? -p * Math.log(p) : 0;
    }

    /**
     * How far the judge's words on generated frames are from those on the real ones they were made of.
     *
     * @param generated [n, K].
     * @param real [n, K].
     * @return The mean of KL(generated || real), in nats; probabilities below 1e-12 count as that.
     */
    public static double divergence(double[][] generated, double[][] real) {
        double sum = 0;
        for (int i = 0; i < generated.length; i++) {
            for (int y = 0; y < generated[i].length; y++) {
                double p = generated[i][y];
                sum += p > 0 ? p * Math.log(p / Math.max(real[i][y], 1e-12)) / generated.length : 0;
            }
        }
        return sum;
    }
}
