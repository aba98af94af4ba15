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

/** The numbers by which a score is judged; see {@link RankingMetrics}. */
public enum RankingMetric {
    /** Area under the receiver operating characteristic; higher is better, 0.5 is chance. */
    AUROC("AUROC"),
    /** Average precision with the in-distribution (expected) examples as positives; higher is better. */
    AUPR_IN("AUPR-in"),
    /** Average precision with the out-of-distribution (anomalous) examples as positives; higher is better. */
    AUPR_OUT("AUPR-out"),
    /** False positive rate at the configured true positive rate; lower is better. */
    FPR("FPR");

    private final String label;

    RankingMetric(String label) {
        this.label = label;
    }

    /**
     * The name of the metric in tables and identifiers, e.g. {@code AUROC} or {@code FPR@95}.
     *
     * @param truePositiveRate the true positive rate at which {@link #FPR} is taken.
     * @return the name.
     */
    public String label(double truePositiveRate) {
        if (this != FPR) {
            return label;
        }
        double percent = Math.rint(truePositiveRate * 1e8) / 1e6;
        return label + "@" + (percent == Math.rint(percent) ? Long.toString((long) percent) : Double.toString(percent));
    }

    /**
     * Computes the number.
     *
     * @param inScores scores of in-distribution examples, higher means "in".
     * @param outScores scores of out-of-distribution examples.
     * @param truePositiveRate the true positive rate at which {@link #FPR} is taken, in (0, 1].
     * @return in [0, 1].
     * @throws IllegalArgumentException if an array is empty or holds NaN, or the rate is out of range.
     */
    public double compute(double[] inScores, double[] outScores, double truePositiveRate) {
        return switch (this) {
            case AUROC -> RankingMetrics.auroc(inScores, outScores);
            case AUPR_IN -> RankingMetrics.averagePrecision(inScores, outScores);
            case AUPR_OUT ->
                RankingMetrics.averagePrecision(RankingMetrics.negated(outScores), RankingMetrics.negated(inScores));
            case FPR -> RankingMetrics.falsePositiveRate(inScores, outScores, truePositiveRate);
        };
    }
}
