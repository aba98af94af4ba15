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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.util.Pair;
import io.github.tribuogen.neural.evaluation.EvaluationFixtures;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Excuse;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Prediction;
import org.tribuo.anomaly.AnomalyFactory;
import org.tribuo.anomaly.Event;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.test.Helpers;

class EventRankingEvaluatorTest {

    /** Scores an event by its first feature; below zero is anomalous; one value gets NaN. */
    private static final class FeatureScore extends Model<Event> {
        static final double BLIND_SPOT = 1000;
        private static final long serialVersionUID = 1L;

        FeatureScore(Dataset<Event> domain) {
            super(
                    "feature score",
                    EvaluationFixtures.modelProvenance(domain),
                    domain.getFeatureIDMap(),
                    domain.getOutputIDInfo(),
                    false);
        }

        @Override
        public Prediction<Event> predict(Example<Event> example) {
            double feature = example.lookup("f0").getValue();
            double score = feature == BLIND_SPOT ? Double.NaN : feature;
            Event.EventType type = score < 0 ? Event.EventType.ANOMALOUS : Event.EventType.EXPECTED;
            return new Prediction<>(new Event(type, score), example.size(), example);
        }

        @Override
        public Map<String, List<Pair<String, Double>>> getTopFeatures(int n) {
            return Map.of();
        }

        @Override
        public Optional<Excuse<Event>> getExcuse(Example<Event> example) {
            return Optional.empty();
        }

        @Override
        protected Model<Event> copy(String newName, ModelProvenance newProvenance) {
            throw new UnsupportedOperationException();
        }
    }

    /** Events by their scores: capital E expected, A anomalous. */
    private static MutableDataset<Event> events(String types, double... scores) {
        List<Event> outputs = types.chars()
                .mapToObj(c -> new Event(c == 'E' ? Event.EventType.EXPECTED : Event.EventType.ANOMALOUS))
                .collect(Collectors.toList());
        double[][] rows = new double[scores.length][];
        for (int i = 0; i < scores.length; i++) {
            rows[i] = new double[] {scores[i]};
        }
        return EvaluationFixtures.dataset("events", new AnomalyFactory(), rows, outputs);
    }

    private final MutableDataset<Event> data = events("EEAEA", 3, 1, 2, 4, -1);

    @Test
    void ranksTheScores() {
        EventRankingEvaluation evaluation = new EventRankingEvaluator().evaluate(new FeatureScore(data), data);
        assertEquals(5 / 6.0, evaluation.get(RankingMetric.AUROC), 1e-15);
        assertEquals((1 + 1 + 3 / 4.0) / 3, evaluation.get(RankingMetric.AUPR_IN), 1e-15);
        assertEquals((1 + 2 / 3.0) / 2, evaluation.get(RankingMetric.AUPR_OUT), 1e-15);
        assertEquals(0.5, evaluation.get(RankingMetric.FPR));
        assertArrayEquals(new double[] {3, 1, 4}, evaluation.expectedScores());
        assertArrayEquals(new double[] {2, -1}, evaluation.anomalousScores());
        assertTrue(evaluation.toString().contains("FPR@95"), evaluation.toString());
    }

    @Test
    void directionTurnsTheScores() {
        EventRankingEvaluation evaluation = new EventRankingEvaluator(
                        EventRankingEvaluator.Direction.HIGHER_IS_ANOMALOUS, 0.95)
                .evaluate(new FeatureScore(data), data);
        assertEquals(1 / 6.0, evaluation.get(RankingMetric.AUROC), 1e-15);
    }

    @Test
    void refusesOneSidedDataAndNaN() {
        MutableDataset<Event> onlyExpected = events("EE", 1, 2);
        String message = assertThrows(IllegalArgumentException.class, () -> new EventRankingEvaluator()
                        .evaluate(new FeatureScore(data), onlyExpected))
                .getMessage();
        assertTrue(message.contains("2 EXPECTED and 0 ANOMALOUS"), message);
        MutableDataset<Event> undefined = events("EA", 1, FeatureScore.BLIND_SPOT);
        assertThrows(IllegalArgumentException.class, () -> new EventRankingEvaluator()
                .evaluate(new FeatureScore(data), undefined));
    }

    @Test
    void provenanceAndConfiguration() {
        EventRankingEvaluator evaluator =
                new EventRankingEvaluator(EventRankingEvaluator.Direction.HIGHER_IS_ANOMALOUS, 0.8);
        EventRankingEvaluation evaluation = evaluator.evaluate(new FeatureScore(data), data);
        Helpers.testProvenanceMarshalling(evaluation.getProvenance());
        Helpers.testProvenanceMarshalling(evaluation.getEvaluatorProvenance());
        Helpers.testConfigurableRoundtrip(evaluator);
        assertThrows(
                PropertyException.class,
                () -> new EventRankingEvaluator(EventRankingEvaluator.Direction.HIGHER_IS_EXPECTED, -1));
    }
}
