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
import org.tribuo.Model;
import org.tribuo.Prediction;
import org.tribuo.anomaly.Event;
import org.tribuo.evaluation.metrics.MetricContext;

/** Scores of expected and of anomalous examples, turned so that higher means expected. */
public final class EventRankingContext extends MetricContext<Event> {
    private final double[] expected;
    private final double[] anomalous;

    EventRankingContext(
            Model<Event> model, List<Prediction<Event>> predictions, EventRankingEvaluator.Direction direction) {
        super(model, predictions);
        double sign = direction == EventRankingEvaluator.Direction.HIGHER_IS_EXPECTED ? 1 : -1;
        for (int i = 0; i < predictions.size(); i++) {
            Event.EventType truth = predictions.get(i).getExample().getOutput().getType();
            if (truth == Event.EventType.UNKNOWN) {
                throw new IllegalArgumentException(
                        "example " + i + " is neither EXPECTED nor ANOMALOUS, found " + truth);
            }
            if (Double.isNaN(predictions.get(i).getOutput().getScore())) {
                throw new IllegalArgumentException(
                        "the score of prediction " + i + " is NaN, expected a model that scores its events");
            }
        }
        this.expected = scores(predictions, Event.EventType.EXPECTED, sign);
        this.anomalous = scores(predictions, Event.EventType.ANOMALOUS, sign);
        if (expected.length == 0 || anomalous.length == 0) {
            throw new IllegalArgumentException("ranking needs events of both types, found "
                    + expected.length
                    + " EXPECTED and "
                    + anomalous.length
                    + " ANOMALOUS");
        }
    }

    private static double[] scores(List<Prediction<Event>> predictions, Event.EventType type, double sign) {
        return predictions.stream()
                .filter(p -> p.getExample().getOutput().getType() == type)
                .mapToDouble(p -> sign * p.getOutput().getScore())
                .toArray();
    }

    double[] expected() {
        return expected;
    }

    double[] anomalous() {
        return anomalous;
    }
}
