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
package io.github.tribuogen.integration.experiment;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.ebm.vera.VERAClassifierModel;
import io.github.tribuogen.neural.data.DigitsSplit;
import io.github.tribuogen.neural.data.ExampleSelection;
import io.github.tribuogen.neural.evaluation.calibration.CalibrationEvaluation;
import io.github.tribuogen.neural.evaluation.calibration.CalibrationEvaluator;
import io.github.tribuogen.neural.evaluation.ood.LogDensityScore;
import io.github.tribuogen.neural.evaluation.ood.MaxProbabilityScore;
import io.github.tribuogen.neural.evaluation.ood.OODEvaluation;
import io.github.tribuogen.neural.evaluation.ood.OODEvaluator;
import io.github.tribuogen.neural.evaluation.ood.RankingMetric;
import io.github.tribuogen.neural.model.NeuralClassifierModel;
import io.github.tribuogen.neural.report.SampleGrid;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;
import org.tribuo.classification.Label;

/**
 * A joint classifier and energy of the digits 0 to 7 by a generator (VERA) and by chains (JEM), with the same network and as many steps:
 * accuracy, calibration, how 8 and 9 and interpolated digits are told apart, time. {@code -Dtribuogen.seeds}; {@code
 * -Dtribuogen.chains=false} leaves the chains out.
 */
@Tag("slow")
class AmortisedClassifierExperimentTest {
    private static final int SEEDS = Integer.getInteger("tribuogen.seeds", 10);
    private static final int STEPS = DigitsContenders.STEPS;

    @Test
    void aGeneratorInPlaceOfChains() throws IOException {
        ExampleSelection seen = new ExampleSelection().withClasses("0", "1", "2", "3", "4", "5", "6", "7");
        Dataset<Label> train = DigitsContenders.digits(DigitsSplit.TRAIN, seen);
        Dataset<Label> test = DigitsContenders.digits(DigitsSplit.TEST, seen);
        Map<String, Dataset<Label>> outside = new LinkedHashMap<>();
        outside.put("8 and 9", DigitsContenders.digits(DigitsSplit.TEST, new ExampleSelection().withClasses("8", "9")));
        outside.put("interpolated", DigitsContenders.interpolated(seen));
        Map<String, LongFunction<NeuralClassifierModel>> ways = new LinkedHashMap<>();
        ways.put("VERA", seed -> DigitsContenders.amortised(train, STEPS, seed));
        if (!"false".equals(System.getProperty("tribuogen.chains"))) {
            ways.put("JEM", seed -> DigitsContenders.jem(train, STEPS, seed));
        }
        Figures figures = new Figures("Digits 0 to 7, MLP 64-256-256-8, " + STEPS + " steps");
        for (long seed = 1; seed <= SEEDS; seed++) {
            for (var way : ways.entrySet()) {
                long began = System.nanoTime();
                try (NeuralClassifierModel m = way.getValue().apply(seed)) {
                    figures.add(way.getKey() + " seconds", (System.nanoTime() - began) / 1e9);
                    judge(figures, way.getKey(), m, test, test, outside);
                    if (seed == 1 && m instanceof VERAClassifierModel v) {
                        Figures.save(
                                SampleGrid.of(v.sample(100, new SplittableRandom(1)), 1, 8, 8)
                                        .range(0, 16)
                                        .columns(20)
                                        .render(),
                                "digits-vera-samples");
                    }
                }
            }
            figures.write("digits-vera");
        }
        if (ways.size() > 1) {
            assertTrue(figures.median("VERA accuracy") >= figures.median("JEM accuracy") - 0.01, figures::markdown);
            assertTrue(figures.median("VERA seconds") < figures.median("JEM seconds"), figures::markdown);
        }
    }

    /** Accuracy and calibration on the test set, and how examples of other sets are told from those inside. */
    static void judge(
            Figures figures,
            String name,
            NeuralClassifierModel model,
            Dataset<Label> test,
            Dataset<Label> inside,
            Map<String, Dataset<Label>> outside) {
        CalibrationEvaluation calibration = new CalibrationEvaluator().evaluate(model, test);
        figures.add(name + " accuracy", calibration.accuracy())
                .add(name + " NLL", calibration.negativeLogLikelihood())
                .add(name + " ECE", calibration.expectedCalibrationError());
        OODEvaluation ood =
                new OODEvaluator(new LogDensityScore(), new MaxProbabilityScore()).evaluate(model, inside, outside);
        for (String set : ood.datasets()) {
            for (String score : ood.scores()) {
                figures.add(name + " AUROC " + set + " " + score, ood.get(set, score, RankingMetric.AUROC));
            }
        }
    }
}
