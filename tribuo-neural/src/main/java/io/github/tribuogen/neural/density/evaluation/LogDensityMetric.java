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
package io.github.tribuogen.neural.density.evaluation;

import io.github.tribuogen.neural.density.DensityKind;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityModel;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.hipparchus.stat.StatUtils;
import org.tribuo.Model;
import org.tribuo.Prediction;
import org.tribuo.evaluation.metrics.EvaluationMetric;
import org.tribuo.evaluation.metrics.MetricContext;
import org.tribuo.evaluation.metrics.MetricTarget;

/** One number of a {@link LogDensityEvaluation}; see {@link LogDensityMetrics} for those there are. */
public final class LogDensityMetric implements EvaluationMetric<LogDensity, LogDensityMetric.Context> {
    private final MetricTarget<LogDensity> target;
    private final String name;
    private final ToDoubleFunction<Context> function;

    /**
     * Makes a metric.
     *
     * @param target What the metric is about.
     * @param name Its name.
     * @param function How to compute it.
     */
    public LogDensityMetric(MetricTarget<LogDensity> target, String name, ToDoubleFunction<Context> function) {
        this.target = target;
        this.name = name;
        this.function = function;
    }

    @Override
    public double compute(Context context) {
        return function.applyAsDouble(context);
    }

    @Override
    public MetricTarget<LogDensity> getTarget() {
        return target;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public Context createContext(Model<LogDensity> model, List<Prediction<LogDensity>> predictions) {
        return new Context(model, predictions, 0, 0);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof LogDensityMetric
                && target.equals(((LogDensityMetric) o).target)
                && name.equals(((LogDensityMetric) o).name);
    }

    @Override
    public int hashCode() {
        return Objects.hash(target, name);
    }

    @Override
    public String toString() {
        return "LogDensityMetric(" + name + ")";
    }

    /** The values that metrics are computed of. */
    public static final class Context extends MetricContext<LogDensity> {
        private final double[] values;
        private final double[] errors;
        private final DensityKind kind;
        private final int dimension;
        private final int levels;

        /**
         * Collects the values.
         *
         * @param model The model.
         * @param predictions Its predictions, at least one, all of one kind.
         * @param dimension The number of dimensions for bits per dimension; 0 asks the model, that is its
         *     {@link LogDensityModel#dimension()} or else the size of its feature domain.
         * @param levels The number of levels to correct bits per dimension for, or 0.
         * @throws IllegalArgumentException If there is no prediction, one carries no value, or their kinds differ.
         */
        public Context(Model<LogDensity> model, List<Prediction<LogDensity>> predictions, int dimension, int levels) {
            super(model, predictions);
            if (predictions.isEmpty()) {
                throw new IllegalArgumentException("There are no predictions to evaluate, expected at least one");
            }
            values = new double[predictions.size()];
            errors = new double[predictions.size()];
            DensityKind common = null;
            for (int i = 0; i < values.length; i++) {
                LogDensity output = predictions.get(i).getOutput();
                if (!output.hasValue()) {
                    throw new IllegalArgumentException("Prediction " + i + " carries no log density, found " + output);
                }
                if (common != null && common != output.getKind()) {
                    throw new IllegalArgumentException("Predictions must be of one kind, found " + common + " and "
                            + output.getKind() + " at prediction " + i);
                }
                common = output.getKind();
                values[i] = output.getValue();
                errors[i] = Double.isNaN(output.getStandardError()) ? 0.0 : output.getStandardError();
            }
            this.kind = common;
            this.levels = levels;
            if (dimension > 0) {
                this.dimension = dimension;
            } else {
                this.dimension = model instanceof LogDensityModel
                        ? ((LogDensityModel) model).dimension()
                        : model.getFeatureIDMap().size();
            }
        }

        DensityKind kind() {
            return kind;
        }

        int dimension() {
            return dimension;
        }

        int levels() {
            return levels;
        }

        double count() {
            return values.length;
        }

        double nonFiniteCount() {
            int count = 0;
            for (double value : values) {
                count += Double.isInfinite(value) ? 1 : 0;
            }
            return count;
        }

        double mean() {
            // The library's two-pass mean turns an infinity into NaN, the plain sum does not.
            return nonFiniteCount() == 0 ? StatUtils.mean(values) : StatUtils.sum(values) / values.length;
        }

        double standardError() {
            return values.length < 2 || nonFiniteCount() > 0
                    ? Double.NaN
                    : Math.sqrt(StatUtils.variance(values) / values.length);
        }

        double estimationError() {
            return Math.sqrt(StatUtils.sumSq(errors)) / errors.length;
        }

        double min() {
            return StatUtils.min(values);
        }

        double max() {
            return StatUtils.max(values);
        }

        double bitsPerDimension() {
            if (kind == DensityKind.UNNORMALISED) {
                return Double.NaN;
            }
            double bits = -mean() / (dimension * Math.log(2.0));
            return levels == 0 ? bits : bits + Math.log(levels) / Math.log(2.0);
        }
    }
}
