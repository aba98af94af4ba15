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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tribuo.Prediction;
import org.tribuo.evaluation.metrics.MetricID;
import org.tribuo.provenance.EvaluationProvenance;

/** The numbers of a context, kept with their provenance. */
final class LogDensityEvaluationImpl implements LogDensityEvaluation {
    private final LogDensityMetric.Context context;
    private final Map<MetricID<LogDensity>, Double> results;
    private final EvaluationProvenance provenance;

    LogDensityEvaluationImpl(
            LogDensityMetric.Context context,
            Map<MetricID<LogDensity>, Double> results,
            EvaluationProvenance provenance) {
        Map<MetricID<LogDensity>, Double> finite = new LinkedHashMap<>();
        for (LogDensityMetrics metric : LogDensityMetrics.values()) {
            MetricID<LogDensity> id = metric.id();
            Double value = results.get(id);
            if (value != null && Double.isFinite(value)) {
                finite.put(id, value);
            }
        }
        this.context = context;
        this.results = Collections.unmodifiableMap(finite);
        this.provenance = provenance;
    }

    @Override
    public Map<MetricID<LogDensity>, Double> asMap() {
        return results;
    }

    @Override
    public List<Prediction<LogDensity>> getPredictions() {
        return Collections.unmodifiableList(context.getPredictions());
    }

    @Override
    public EvaluationProvenance getProvenance() {
        return provenance;
    }

    @Override
    public double meanLogDensity() {
        return context.mean();
    }

    @Override
    public double standardError() {
        return context.standardError();
    }

    @Override
    public double estimationError() {
        return context.estimationError();
    }

    @Override
    public double bitsPerDimension() {
        return context.bitsPerDimension();
    }

    @Override
    public double min() {
        return context.min();
    }

    @Override
    public double max() {
        return context.max();
    }

    @Override
    public long count() {
        return (long) context.count();
    }

    @Override
    public long nonFiniteCount() {
        return (long) context.nonFiniteCount();
    }

    @Override
    public DensityKind densityKind() {
        return context.kind();
    }

    @Override
    public int dimension() {
        return context.dimension();
    }

    @Override
    public int levels() {
        return context.levels();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT, "%s log density of %d examples, %d dimensions%n", densityKind(), count(), dimension()));
        text.append(String.format(
                Locale.ROOT, "mean               %12.6f +- %.6f nats%n", meanLogDensity(), standardError()));
        if (estimationError() > 0.0) {
            text.append(String.format(Locale.ROOT, "estimation error   %12.6f nats%n", estimationError()));
        }
        if (densityKind() != DensityKind.UNNORMALISED) {
            text.append(String.format(Locale.ROOT, "bits per dimension %12.6f", bitsPerDimension()));
            text.append(levels() == 0 ? "" : " (of data with " + levels() + " levels)")
                    .append(System.lineSeparator());
        }
        text.append(String.format(Locale.ROOT, "range              %12.6f to %.6f nats%n", min(), max()));
        if (nonFiniteCount() > 0) {
            text.append(String.format(Locale.ROOT, "infinite           %12d%n", nonFiniteCount()));
        }
        return text.toString();
    }
}
