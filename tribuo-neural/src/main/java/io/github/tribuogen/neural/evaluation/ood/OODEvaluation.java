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

import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import io.github.tribuogen.neural.evaluation.ComparisonTable;
import io.github.tribuogen.neural.evaluation.ConfiguredEvaluationProvenance;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Result of an {@link OODEvaluator}: the ranking metrics of every score against every out-of-distribution data set, and
 * the raw scores for histograms. Every metric is finite. Immutable.
 */
public final class OODEvaluation implements Provenancable<ConfiguredEvaluationProvenance> {
    private final Map<String, double[]> inScores;
    private final Map<String, Map<String, double[]>> outScores;
    private final double truePositiveRate;
    private final Map<Key, Double> results;
    private final ConfiguredEvaluationProvenance provenance;

    /**
     * What a number is about.
     *
     * @param dataset name of the out-of-distribution data set.
     * @param score name of the score.
     * @param metric the metric.
     */
    public record Key(String dataset, String score, RankingMetric metric) {}

    OODEvaluation(
            Map<String, double[]> inScores,
            Map<String, Map<String, double[]>> outScores,
            double truePositiveRate,
            ConfiguredEvaluationProvenance provenance) {
        this.inScores = inScores;
        this.outScores = outScores;
        this.truePositiveRate = truePositiveRate;
        this.provenance = provenance;
        Map<Key, Double> map = new LinkedHashMap<>();
        outScores.forEach((dataset, byScore) -> byScore.forEach((score, out) -> {
            for (RankingMetric metric : RankingMetric.values()) {
                map.put(new Key(dataset, score, metric), metric.compute(inScores.get(score), out, truePositiveRate));
            }
        }));
        this.results = Collections.unmodifiableMap(map);
    }

    /**
     * All numbers, by data set, then score, then metric.
     *
     * @return an immutable map.
     */
    public Map<Key, Double> asMap() {
        return results;
    }

    /**
     * All numbers under readable names, {@code "AUROC max p(y|x) / noise"}, as a {@link ComparisonTable} takes them.
     *
     * @return a new map in the order of {@link #asMap()}.
     */
    public Map<String, Double> asNamedMap() {
        Map<String, Double> named = new LinkedHashMap<>();
        results.forEach((key, value) ->
                named.put(key.metric().label(truePositiveRate) + " " + key.score() + " / " + key.dataset(), value));
        return named;
    }

    /**
     * One number.
     *
     * @param dataset name of the out-of-distribution data set.
     * @param score name of the score.
     * @param metric the metric.
     * @return its value, in [0, 1].
     * @throws IllegalArgumentException if the data set or the score is unknown.
     */
    public double get(String dataset, String score, RankingMetric metric) {
        outScores(dataset, score); // checks the names
        return results.get(new Key(dataset, score, metric));
    }

    /**
     * Names of the out-of-distribution data sets.
     *
     * @return an immutable list in the order given to the evaluator.
     */
    public List<String> datasets() {
        return List.copyOf(outScores.keySet());
    }

    /**
     * Names of the scores.
     *
     * @return an immutable list in the order of the evaluator's configuration.
     */
    public List<String> scores() {
        return List.copyOf(inScores.keySet());
    }

    /**
     * Raw scores of the in-distribution examples.
     *
     * @param score name of the score.
     * @return a copy, in the order of the data set.
     * @throws IllegalArgumentException if the score is unknown.
     */
    public double[] inScores(String score) {
        return find(inScores, "score", score).clone();
    }

    /**
     * Raw scores of out-of-distribution examples.
     *
     * @param dataset name of the data set.
     * @param score name of the score.
     * @return a copy, in the order of the data set.
     * @throws IllegalArgumentException if the data set or the score is unknown.
     */
    public double[] outScores(String dataset, String score) {
        return find(find(outScores, "data set", dataset), "score", score).clone();
    }

    /**
     * Receiver operating characteristic of a score against a data set.
     *
     * @param dataset name of the data set.
     * @param score name of the score.
     * @return its points.
     * @throws IllegalArgumentException if the data set or the score is unknown.
     */
    public RocCurve rocCurve(String dataset, String score) {
        return RankingMetrics.rocCurve(inScores(score), outScores(dataset, score));
    }

    private static <V> V find(Map<String, V> map, String kind, String name) {
        V value = map.get(name);
        if (value == null) {
            throw new IllegalArgumentException("unknown " + kind + " '" + name + "', expected one of " + map.keySet());
        }
        return value;
    }

    @Override
    public ConfiguredEvaluationProvenance getProvenance() {
        return provenance;
    }

    /**
     * One row a data set and score, one column a metric.
     *
     * @return the table.
     */
    public ComparisonTable toTable() {
        ComparisonTable.Builder table = ComparisonTable.builder().rowHeading("data set / score");
        results.forEach((key, value) ->
                table.add(key.metric().label(truePositiveRate), key.dataset() + " / " + key.score(), value));
        return table.build();
    }

    @Override
    public String toString() {
        return toTable().toString();
    }
}
