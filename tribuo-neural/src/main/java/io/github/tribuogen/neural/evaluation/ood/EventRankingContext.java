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
