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

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tribuo.Model;
import org.tribuo.Prediction;
import org.tribuo.anomaly.Event;
import org.tribuo.evaluation.AbstractEvaluator;
import org.tribuo.evaluation.metrics.MetricID;
import org.tribuo.provenance.EvaluationProvenance;

/**
 * Judges an anomaly detector by the ranking of its scores: AUROC, average precision for either class and the false
 * positive rate at a given true positive rate. Tribuo's own {@link org.tribuo.anomaly.evaluation.AnomalyEvaluator} judges
 * the decisions at the detector's threshold; this one needs no threshold.
 *
 * <p>Ranked is {@link Event#getScore()} of the prediction; EXPECTED counts as in-distribution. By Tribuo's custom a score
 * below zero means anomalous; set {@link Direction#HIGHER_IS_ANOMALOUS} for detectors that turn the sign.
 *
 * <p>Evaluating throws {@link IllegalArgumentException} if one of the two classes is missing, or a score is NaN.
 */
public final class EventRankingEvaluator
        extends AbstractEvaluator<Event, EventRankingContext, EventRankingEvaluation, EventRankingMetric>
        implements Configurable, Provenancable<ConfiguredObjectProvenance> {

    /** What a high score means. */
    public enum Direction {
        /** The higher the score the more ordinary the example, as Tribuo's one-class models have it. */
        HIGHER_IS_EXPECTED,
        /** The higher the score the stranger the example. */
        HIGHER_IS_ANOMALOUS
    }

    @Config(description = "What a high score means.")
    private Direction direction = Direction.HIGHER_IS_EXPECTED;

    @Config(description = "True positive rate at which the false positive rate is taken, in (0, 1].")
    private double truePositiveRate = RankingMetrics.DEFAULT_TRUE_POSITIVE_RATE;

    /** Higher scores are expected; the false positive rate is taken at a true positive rate of 95 %. */
    public EventRankingEvaluator() {
        postConfig();
    }

    /**
     * Chooses direction and rate.
     *
     * @param direction what a high score means.
     * @param truePositiveRate where the false positive rate is taken, in (0, 1].
     */
    public EventRankingEvaluator(Direction direction, double truePositiveRate) {
        this.direction = direction;
        this.truePositiveRate = truePositiveRate;
        postConfig();
    }

    /** Checks the settings; used by OLCUT. */
    @Override
    public void postConfig() {
        if (direction == null) {
            throw new PropertyException("", "direction", "must be one of the directions, found null");
        }
        Require.that(
                truePositiveRate > 0 && truePositiveRate <= 1,
                "truePositiveRate",
                truePositiveRate,
                "a number in (0, 1]");
    }

    @Override
    protected Set<EventRankingMetric> createMetrics(Model<Event> model) {
        Set<EventRankingMetric> metrics = new LinkedHashSet<>();
        for (RankingMetric kind : RankingMetric.values()) {
            metrics.add(new EventRankingMetric(kind, direction, truePositiveRate));
        }
        return metrics;
    }

    @Override
    protected EventRankingContext createContext(Model<Event> model, List<Prediction<Event>> predictions) {
        return new EventRankingContext(model, predictions, direction);
    }

    @Override
    protected EventRankingEvaluation createEvaluation(
            EventRankingContext context, Map<MetricID<Event>, Double> results, EvaluationProvenance provenance) {
        return new EventRankingEvaluation(context, results, truePositiveRate, provenance, getProvenance());
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Evaluator");
    }

    @Override
    public String toString() {
        return "EventRankingEvaluator(direction=" + direction + ",truePositiveRate=" + truePositiveRate + ")";
    }
}
