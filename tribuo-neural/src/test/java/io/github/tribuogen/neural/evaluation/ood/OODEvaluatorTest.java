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
import io.github.tribuogen.neural.evaluation.EvaluationFixtures;
import io.github.tribuogen.neural.evaluation.EvaluationFixtures.EchoModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.test.Helpers;

class OODEvaluatorTest {

    private static final String MAX_PROBABILITY = new MaxProbabilityScore().name();

    private final MutableDataset<Label> in =
            EvaluationFixtures.labelled("in", new double[][] {{0.9, 0.1}, {0.2, 0.8}, {0.4, 0.6}}, new int[] {0, 1, 1});
    private final MutableDataset<Label> vague =
            EvaluationFixtures.labelled("vague", new double[][] {{0.5, 0.5}, {0.55, 0.45}}, new int[] {0, 1});
    private final MutableDataset<Label> sure =
            EvaluationFixtures.labelled("sure", new double[][] {{0.99, 0.01}, {0.3, 0.7}}, new int[] {0, 1});
    private final EchoModel model = new EchoModel(in, true);
    private final OODEvaluator evaluator = new OODEvaluator(new MaxProbabilityScore());

    private OODEvaluation evaluate() {
        Map<String, MutableDataset<Label>> out = new LinkedHashMap<>();
        out.put("vague", vague);
        out.put("sure", sure);
        return evaluator.evaluate(model, in, out);
    }

    @Test
    void comparesEveryDataset() {
        OODEvaluation evaluation = evaluate();
        assertEquals(List.of("vague", "sure"), evaluation.datasets());
        assertEquals(List.of(MAX_PROBABILITY), evaluation.scores());
        assertEquals(1, evaluation.get("vague", MAX_PROBABILITY, RankingMetric.AUROC));
        assertEquals(2 / 6.0, evaluation.get("sure", MAX_PROBABILITY, RankingMetric.AUROC), 1e-15);
        assertEquals(0, evaluation.get("vague", MAX_PROBABILITY, RankingMetric.FPR));
        assertEquals(1, evaluation.get("sure", MAX_PROBABILITY, RankingMetric.FPR));
        assertArrayEquals(new double[] {0.9, 0.8, 0.6}, evaluation.inScores(MAX_PROBABILITY));
        assertArrayEquals(new double[] {0.5, 0.55}, evaluation.outScores("vague", MAX_PROBABILITY));
        assertEquals(8, evaluation.asMap().size());
        assertEquals(1, evaluation.asNamedMap().get("AUROC max p(y|x) / vague"));
        assertThrows(
                IllegalArgumentException.class, () -> evaluation.get("absent", MAX_PROBABILITY, RankingMetric.AUROC));
        assertThrows(IllegalArgumentException.class, () -> evaluation.inScores("absent"));
    }

    @Test
    void rendersATable() {
        assertEquals(
                """
                data set / score     AUROC  AUPR-in  AUPR-out  FPR@95
                -----------------------------------------------------
                vague / max p(y|x)  1.0000   1.0000    1.0000  0.0000
                sure / max p(y|x)   0.3333   0.5889    0.4500  1.0000
                """,
                evaluate().toString());
    }

    @Test
    void provenanceMarshals() {
        OODEvaluation evaluation = evaluate();
        EvaluationFixtures.assertMarshals(evaluation.getProvenance());
        assertEquals(
                vague.getProvenance(),
                evaluation.getProvenance().getDatasetProvenances().get("vague"));
        assertEquals(model.getProvenance(), evaluation.getProvenance().getModelProvenance());
    }

    @Test
    void configurationRoundTrips() {
        Helpers.testConfigurableRoundtrip(new MaxProbabilityScore());
        Helpers.testConfigurableRoundtrip(new OODEvaluator(List.of(new MaxProbabilityScore()), 0.9));
    }

    @Test
    void refusesWhatItCannotCompare() {
        assertThrows(PropertyException.class, () -> new OODEvaluator(List.of(), 0.95));
        assertThrows(PropertyException.class, () -> new OODEvaluator(List.of(new MaxProbabilityScore()), 0));
        assertThrows(
                PropertyException.class, () -> new OODEvaluator(new MaxProbabilityScore(), new MaxProbabilityScore()));
        assertThrows(IllegalArgumentException.class, () -> evaluator.evaluate(model, in, Map.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> evaluator.evaluate(model, in, OODEvaluator.IN_DISTRIBUTION, vague));
        MutableDataset<Label> empty = EvaluationFixtures.labelled("empty", new double[0][], new int[0]);
        String message = assertThrows(
                        IllegalArgumentException.class, () -> evaluator.evaluate(model, in, "empty", empty))
                .getMessage();
        assertTrue(message.contains("'empty'"), message);
        assertThrows(
                IllegalArgumentException.class, () -> evaluator.evaluate(new EchoModel(in, false), in, "vague", vague));
    }
}
