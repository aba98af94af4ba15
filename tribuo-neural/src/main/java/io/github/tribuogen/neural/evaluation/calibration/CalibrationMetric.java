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
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.tribuo.Model;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.evaluation.metrics.EvaluationMetric;
import org.tribuo.evaluation.metrics.MetricID;
import org.tribuo.evaluation.metrics.MetricTarget;

/**
 * One calibration number. All of them average over examples, so their target is Tribuo's micro average.
 *
 * <p>The kinds are {@link Kind}; a metric also carries the binning of the evaluator it came from.
 */
public final class CalibrationMetric implements EvaluationMetric<Label, CalibrationContext> {

    /** The numbers a calibration evaluation holds. */
    public enum Kind {
        /** Fraction of right predictions. */
        ACCURACY("accuracy", CalibrationContext::accuracy),
        /** Mean probability given to the predicted class. */
        MEAN_CONFIDENCE("mean confidence", CalibrationContext::meanConfidence),
        /** Expected calibration error, {@link CalibrationErrors}. */
        ECE("ECE", CalibrationContext::expectedCalibrationError),
        /** Maximum calibration error, {@link CalibrationErrors}. */
        MCE("MCE", CalibrationContext::maximumCalibrationError),
        /** Brier score summed over classes, {@link ScoringRules}. */
        BRIER("Brier", CalibrationContext::brierScore),
        /** Mean negative log likelihood in nats, {@link ScoringRules}. */
        NLL("NLL", CalibrationContext::negativeLogLikelihood);

        private final String label;
        private final ToDoubleFunction<CalibrationContext> function;

        Kind(String label, ToDoubleFunction<CalibrationContext> function) {
            this.label = label;
            this.function = function;
        }

        /**
         * The name of the metric in tables and identifiers.
         *
         * @return the name.
         */
        public String label() {
            return label;
        }

        /**
         * The key of this number in {@link CalibrationEvaluation#asMap()}.
         *
         * @return the identifier.
         */
        public MetricID<Label> id() {
            return new MetricID<>(MetricTarget.<Label>microAverageTarget(), label);
        }
    }

    private final Kind kind;
    private final CalibrationEvaluator settings;

    CalibrationMetric(Kind kind, CalibrationEvaluator settings) {
        this.kind = kind;
        this.settings = settings;
    }

    @Override
    public double compute(CalibrationContext context) {
        return kind.function.applyAsDouble(context);
    }

    @Override
    public MetricTarget<Label> getTarget() {
        return MetricTarget.microAverageTarget();
    }

    @Override
    public String getName() {
        return kind.label;
    }

    @Override
    public CalibrationContext createContext(Model<Label> model, List<Prediction<Label>> predictions) {
        return new CalibrationContext(model, predictions, settings);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CalibrationMetric that && kind == that.kind && settings == that.settings;
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, System.identityHashCode(settings));
    }

    @Override
    public String toString() {
        return kind.label;
    }
}
