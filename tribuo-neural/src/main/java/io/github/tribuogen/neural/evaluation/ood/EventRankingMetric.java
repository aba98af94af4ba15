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

import java.util.List;
import java.util.Objects;
import org.tribuo.Model;
import org.tribuo.Prediction;
import org.tribuo.anomaly.Event;
import org.tribuo.evaluation.metrics.EvaluationMetric;
import org.tribuo.evaluation.metrics.MetricTarget;

/** One ranking metric of an anomaly detector; its target is Tribuo's micro average. */
public final class EventRankingMetric implements EvaluationMetric<Event, EventRankingContext> {
    private final RankingMetric kind;
    private final EventRankingEvaluator.Direction direction;
    private final double truePositiveRate;

    EventRankingMetric(RankingMetric kind, EventRankingEvaluator.Direction direction, double truePositiveRate) {
        this.kind = kind;
        this.direction = direction;
        this.truePositiveRate = truePositiveRate;
    }

    @Override
    public double compute(EventRankingContext context) {
        return kind.compute(context.expected(), context.anomalous(), truePositiveRate);
    }

    @Override
    public MetricTarget<Event> getTarget() {
        return MetricTarget.microAverageTarget();
    }

    @Override
    public String getName() {
        return kind.label(truePositiveRate);
    }

    @Override
    public EventRankingContext createContext(Model<Event> model, List<Prediction<Event>> predictions) {
        return new EventRankingContext(model, predictions, direction);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EventRankingMetric that
                && kind == that.kind
                && direction == that.direction
                && truePositiveRate == that.truePositiveRate;
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, direction, truePositiveRate);
    }

    @Override
    public String toString() {
        return getName();
    }
}
