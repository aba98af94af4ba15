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

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import io.github.tribuogen.neural.evaluation.ComparisonTable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tribuo.Prediction;
import org.tribuo.anomaly.Event;
import org.tribuo.evaluation.Evaluation;
import org.tribuo.evaluation.metrics.MetricID;
import org.tribuo.evaluation.metrics.MetricTarget;
import org.tribuo.provenance.EvaluationProvenance;

/** Result of an {@link EventRankingEvaluator}: every number is finite. Immutable. */
public final class EventRankingEvaluation implements Evaluation<Event> {
    private final Map<MetricID<Event>, Double> results;
    private final double truePositiveRate;
    private final double[] expected;
    private final double[] anomalous;
    private final List<Prediction<Event>> predictions;
    private final EvaluationProvenance provenance;
    private final ConfiguredObjectProvenance evaluatorProvenance;

    EventRankingEvaluation(
            EventRankingContext context,
            Map<MetricID<Event>, Double> results,
            double truePositiveRate,
            EvaluationProvenance provenance,
            ConfiguredObjectProvenance evaluatorProvenance) {
        this.truePositiveRate = truePositiveRate;
        Map<MetricID<Event>, Double> ordered = new LinkedHashMap<>();
        for (RankingMetric kind : RankingMetric.values()) {
            ordered.put(id(kind), results.get(id(kind)));
        }
        this.results = Collections.unmodifiableMap(ordered);
        this.expected = context.expected();
        this.anomalous = context.anomalous();
        this.predictions = List.copyOf(context.getPredictions());
        this.provenance = provenance;
        this.evaluatorProvenance = evaluatorProvenance;
    }

    private MetricID<Event> id(RankingMetric kind) {
        return new MetricID<>(MetricTarget.<Event>microAverageTarget(), kind.label(truePositiveRate));
    }

    /**
     * One of the numbers.
     *
     * @param kind which.
     * @return its value, in [0, 1].
     */
    public double get(RankingMetric kind) {
        return get(id(kind));
    }

    /**
     * Scores of the expected examples, higher means more expected.
     *
     * @return a copy.
     */
    public double[] expectedScores() {
        return expected.clone();
    }

    /**
     * Scores of the anomalous examples, higher means more expected.
     *
     * @return a copy.
     */
    public double[] anomalousScores() {
        return anomalous.clone();
    }

    /**
     * Receiver operating characteristic with the expected examples as positives.
     *
     * @return its points.
     */
    public RocCurve rocCurve() {
        return RankingMetrics.rocCurve(expected, anomalous);
    }

    @Override
    public Map<MetricID<Event>, Double> asMap() {
        return results;
    }

    @Override
    public List<Prediction<Event>> getPredictions() {
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

    @Override
    public String toString() {
        return ComparisonTable.builder().add("events", this).build().toString();
    }
}
