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

import io.github.tribuogen.neural.density.LogDensity;
import java.util.function.ToDoubleFunction;
import org.tribuo.evaluation.metrics.EvaluationMetric;
import org.tribuo.evaluation.metrics.MetricID;
import org.tribuo.evaluation.metrics.MetricTarget;

/** The metrics of a {@link LogDensityEvaluation}, each over all examples together. */
public enum LogDensityMetrics {
    /** {@link LogDensityEvaluation#meanLogDensity()}. */
    MEAN_LOG_DENSITY(LogDensityMetric.Context::mean),
    /** {@link LogDensityEvaluation#standardError()}. */
    STANDARD_ERROR(LogDensityMetric.Context::standardError),
    /** {@link LogDensityEvaluation#estimationError()}. */
    ESTIMATION_ERROR(LogDensityMetric.Context::estimationError),
    /** {@link LogDensityEvaluation#bitsPerDimension()}. */
    BITS_PER_DIMENSION(LogDensityMetric.Context::bitsPerDimension),
    /** {@link LogDensityEvaluation#min()}. */
    MIN(LogDensityMetric.Context::min),
    /** {@link LogDensityEvaluation#max()}. */
    MAX(LogDensityMetric.Context::max),
    /** {@link LogDensityEvaluation#count()}. */
    COUNT(LogDensityMetric.Context::count),
    /** {@link LogDensityEvaluation#nonFiniteCount()}. */
    NON_FINITE_COUNT(LogDensityMetric.Context::nonFiniteCount);

    private final ToDoubleFunction<LogDensityMetric.Context> function;

    LogDensityMetrics(ToDoubleFunction<LogDensityMetric.Context> function) {
        this.function = function;
    }

    /**
     * The metric as Tribuo's tools take it.
     *
     * @return The metric over all examples.
     */
    public LogDensityMetric asMetric() {
        return new LogDensityMetric(target(), name(), function);
    }

    /**
     * The key of the metric in {@link LogDensityEvaluation#asMap()}.
     *
     * @return The metric's identifier.
     */
    public MetricID<LogDensity> id() {
        return asMetric().getID();
    }

    private static MetricTarget<LogDensity> target() {
        // Micro average is Tribuo's word for "pooled over all examples".
        return new MetricTarget<>(EvaluationMetric.Average.MICRO);
    }
}
