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
import io.github.tribuogen.neural.density.LogDensityModel;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tribuo.Model;
import org.tribuo.Prediction;
import org.tribuo.evaluation.AbstractEvaluator;
import org.tribuo.evaluation.metrics.MetricID;
import org.tribuo.provenance.EvaluationProvenance;

/**
 * Evaluates a {@code Model<LogDensity>} on held-out data, whose outputs are OBSERVED.
 *
 * <p>Bits per dimension are {@code -mean / (D ln 2)} of the density as the model gives it. Image data with K levels per
 * value (256 for bytes) that was dequantised and scaled, {@code x = (k + u) / K} with u uniform in [0, 1), has a density
 * K^D times as large as that of {@code k + u}, whose unit cells hold the probabilities of the levels; set
 * {@code levels = K} and {@code log2(K)} is added, which gives the number that papers report.
 */
public final class LogDensityEvaluator
        extends AbstractEvaluator<LogDensity, LogDensityMetric.Context, LogDensityEvaluation, LogDensityMetric> {
    private final int dimension;
    private final int levels;

    /**
     * Makes an evaluator that asks the model for its dimension ({@link LogDensityModel#dimension()}, or else the size of
     * the feature domain) and corrects for nothing.
     */
    public LogDensityEvaluator() {
        this(0, 0);
    }

    /**
     * Makes an evaluator.
     *
     * @param dimension The number of dimensions to divide by, or 0 to ask the model; to be given where constant features
     *     are absent from the model's domain, such as the black border of images.
     * @param levels The number of levels of the original data if it was scaled by 1 / levels, at least 2; 0 for data
     *     that was not discrete.
     * @throws IllegalArgumentException If the dimension is negative or the number of levels is negative or 1.
     */
    public LogDensityEvaluator(int dimension, int levels) {
        if (dimension < 0) {
            throw new IllegalArgumentException("dimension must be at least 0, found " + dimension);
        }
        if (levels < 0 || levels == 1) {
            throw new IllegalArgumentException("levels must be 0 or at least 2, found " + levels);
        }
        this.dimension = dimension;
        this.levels = levels;
    }

    @Override
    protected Set<LogDensityMetric> createMetrics(Model<LogDensity> model) {
        Set<LogDensityMetric> metrics = new LinkedHashSet<>();
        for (LogDensityMetrics metric : LogDensityMetrics.values()) {
            metrics.add(metric.asMetric());
        }
        return metrics;
    }

    @Override
    protected LogDensityMetric.Context createContext(
            Model<LogDensity> model, List<Prediction<LogDensity>> predictions) {
        return new LogDensityMetric.Context(model, predictions, dimension, levels);
    }

    @Override
    protected LogDensityEvaluation createEvaluation(
            LogDensityMetric.Context context,
            Map<MetricID<LogDensity>, Double> results,
            EvaluationProvenance provenance) {
        return new LogDensityEvaluationImpl(context, results, provenance);
    }
}
