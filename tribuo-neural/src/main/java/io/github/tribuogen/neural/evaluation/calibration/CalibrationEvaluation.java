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

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import io.github.tribuogen.neural.evaluation.ComparisonTable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.evaluation.Evaluation;
import org.tribuo.evaluation.metrics.MetricID;
import org.tribuo.provenance.EvaluationProvenance;

/** Result of a {@link CalibrationEvaluator}: every number is finite. Immutable. */
public final class CalibrationEvaluation implements Evaluation<Label> {
    private final Map<MetricID<Label>, Double> results;
    private final List<ReliabilityBin> bins;
    private final List<Prediction<Label>> predictions;
    private final int flooredCount;
    private final EvaluationProvenance provenance;
    private final ConfiguredObjectProvenance evaluatorProvenance;

    CalibrationEvaluation(
            CalibrationContext context,
            Map<MetricID<Label>, Double> results,
            EvaluationProvenance provenance,
            ConfiguredObjectProvenance evaluatorProvenance) {
        // Tribuo's evaluators hand the results over unordered.
        Map<MetricID<Label>, Double> ordered = new LinkedHashMap<>();
        for (CalibrationMetric.Kind kind : CalibrationMetric.Kind.values()) {
            ordered.put(kind.id(), results.get(kind.id()));
        }
        this.results = Collections.unmodifiableMap(ordered);
        this.bins = context.bins();
        this.predictions = List.copyOf(context.getPredictions());
        this.flooredCount = context.flooredCount();
        this.provenance = provenance;
        this.evaluatorProvenance = evaluatorProvenance;
    }

    /**
     * One of the numbers.
     *
     * @param kind which.
     * @return its value.
     */
    public double get(CalibrationMetric.Kind kind) {
        return get(kind.id());
    }

    /**
     * Fraction of right predictions.
     *
     * @return in [0, 1].
     */
    public double accuracy() {
        return get(CalibrationMetric.Kind.ACCURACY);
    }

    /**
     * Mean probability given to the predicted label.
     *
     * @return in [0, 1].
     */
    public double meanConfidence() {
        return get(CalibrationMetric.Kind.MEAN_CONFIDENCE);
    }

    /**
     * Expected calibration error.
     *
     * @return in [0, 1].
     */
    public double expectedCalibrationError() {
        return get(CalibrationMetric.Kind.ECE);
    }

    /**
     * Maximum calibration error.
     *
     * @return in [0, 1].
     */
    public double maximumCalibrationError() {
        return get(CalibrationMetric.Kind.MCE);
    }

    /**
     * Brier score, summed over the classes.
     *
     * @return in [0, 2].
     */
    public double brierScore() {
        return get(CalibrationMetric.Kind.BRIER);
    }

    /**
     * Mean negative log likelihood.
     *
     * @return in nats.
     */
    public double negativeLogLikelihood() {
        return get(CalibrationMetric.Kind.NLL);
    }

    /**
     * Number of predictions that gave the right label less than the probability floor; each counts as the floor in the
     * negative log likelihood.
     *
     * @return the number, 0 for most models.
     */
    public int flooredCount() {
        return flooredCount;
    }

    /**
     * The bars of the reliability diagram.
     *
     * @return the bins, from low to high confidence, immutable.
     */
    public List<ReliabilityBin> reliabilityBins() {
        return bins;
    }

    @Override
    public Map<MetricID<Label>, Double> asMap() {
        return results;
    }

    @Override
    public List<Prediction<Label>> getPredictions() {
        return predictions;
    }

    @Override
    public EvaluationProvenance getProvenance() {
        return provenance;
    }

    /**
     * The settings of the evaluator, which {@link EvaluationProvenance} has no place for.
     *
     * @return the provenance of the evaluator.
     */
    public ConfiguredObjectProvenance getEvaluatorProvenance() {
        return evaluatorProvenance;
    }

    /**
     * The numbers, then the reliability bins that hold predictions.
     *
     * @return two plain text tables.
     */
    @Override
    public String toString() {
        ComparisonTable.Builder table = ComparisonTable.builder().rowHeading("confidence");
        for (ReliabilityBin bin : bins) {
            if (bin.count() > 0) {
                String interval = String.format(Locale.ROOT, "(%.3f, %.3f]", bin.lower(), bin.upper());
                table.add("share", interval, bin.count() / (double) predictions.size());
                table.add("accuracy", interval, bin.accuracy());
                table.add("mean confidence", interval, bin.confidence());
            }
        }
        String note = flooredCount == 0
                ? ""
                : flooredCount + " of " + predictions.size() + " predictions are floored in the NLL\n";
        return ComparisonTable.builder().add("calibration", this).build() + note + "\n" + table.build();
    }
}
