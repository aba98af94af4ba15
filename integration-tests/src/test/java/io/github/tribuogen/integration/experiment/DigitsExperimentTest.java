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

import io.github.tribuogen.ebm.jem.JEMModel;
import io.github.tribuogen.neural.data.DigitsSplit;
import io.github.tribuogen.neural.data.ExampleSelection;
import io.github.tribuogen.neural.evaluation.calibration.CalibrationEvaluation;
import io.github.tribuogen.neural.evaluation.calibration.CalibrationEvaluator;
import io.github.tribuogen.neural.evaluation.ood.ApproximateMassScore;
import io.github.tribuogen.neural.evaluation.ood.LogDensityScore;
import io.github.tribuogen.neural.evaluation.ood.MaxProbabilityScore;
import io.github.tribuogen.neural.evaluation.ood.OODEvaluation;
import io.github.tribuogen.neural.evaluation.ood.OODEvaluator;
import io.github.tribuogen.neural.evaluation.ood.RankingMetric;
import io.github.tribuogen.neural.evaluation.robustness.Norm;
import io.github.tribuogen.neural.evaluation.robustness.ProjectedGradientAttack;
import io.github.tribuogen.neural.evaluation.robustness.RobustnessEvaluation;
import io.github.tribuogen.neural.evaluation.robustness.RobustnessEvaluator;
import io.github.tribuogen.neural.model.NeuralClassifierModel;
import io.github.tribuogen.neural.report.CurvePlot;
import io.github.tribuogen.neural.report.Picture;
import io.github.tribuogen.neural.report.SampleGrid;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;
import org.tribuo.classification.Label;

/** JEM beside cross-entropy on the 8x8 digits over ten seeds: the same network, optimiser and number of steps. */
@Tag("slow")
class DigitsExperimentTest {
    private static final int SEEDS = Integer.getInteger("tribuogen.seeds", 10);
    /** In pixel units, whose range is 0 to 16. Beyond 2 the plain net is near chance, and so is any net of this size. */
    private static final double[] RADII = {0.25, 0.5, 1, 1.5, 2};

    @Test
    void accuracyCalibrationAndRobustness() throws IOException {
        Dataset<Label> train = DigitsContenders.digits(DigitsSplit.TRAIN, new ExampleSelection());
        Dataset<Label> test = DigitsContenders.digits(DigitsSplit.TEST, new ExampleSelection());
        Map<String, Dataset<Label>> outside =
                Map.of("interpolated", DigitsContenders.interpolated(new ExampleSelection()));
        Figures figures = new Figures("Digits 8x8, MLP 64-256-256-10, " + DigitsContenders.STEPS + " steps");
        for (long seed = 1; seed <= SEEDS; seed++) {
            judge(figures, "plain", DigitsContenders.plain(train, DigitsContenders.STEPS, seed), test, outside, true);
            JEMModel jem = DigitsContenders.jem(train, DigitsContenders.STEPS, seed);
            judge(figures, "JEM", jem, test, outside, true);
            if (seed == 1) {
                Figures.save(
                        SampleGrid.of(jem.sample(100, new SplittableRandom(1)), 1, 8, 8)
                                .range(0, 16)
                                .columns(20)
                                .render(),
                        "digits-samples");
            }
            figures.write("digits");
        }
        Figures.save(curves(figures), "digits-robustness");
        assertTrue(figures.median("JEM accuracy") >= figures.median("plain accuracy") - 0.01, figures.markdown());
        assertTellsApart(figures, "interpolated");
        for (double radius : RADII) {
            assertTrue(
                    figures.median("JEM " + robust(radius)) >= figures.median("plain " + robust(radius)),
                    () -> "at radius " + radius + ": " + figures.markdown());
        }
    }

    @Test
    void classesThatTrainingNeverSaw() throws IOException {
        ExampleSelection seen = new ExampleSelection().withClasses("0", "1", "2", "3", "4", "5", "6", "7");
        Dataset<Label> train = DigitsContenders.digits(DigitsSplit.TRAIN, seen);
        Dataset<Label> test = DigitsContenders.digits(DigitsSplit.TEST, seen);
        Map<String, Dataset<Label>> outside = new LinkedHashMap<>();
        outside.put("8 and 9", DigitsContenders.digits(DigitsSplit.TEST, new ExampleSelection().withClasses("8", "9")));
        outside.put("interpolated", DigitsContenders.interpolated(seen));
        Figures figures = new Figures("Digits 8x8, trained on 0 to 7, " + DigitsContenders.STEPS + " steps");
        for (long seed = 1; seed <= SEEDS; seed++) {
            judge(figures, "plain", DigitsContenders.plain(train, DigitsContenders.STEPS, seed), test, outside, false);
            judge(figures, "JEM", DigitsContenders.jem(train, DigitsContenders.STEPS, seed), test, outside, false);
            figures.write("held-out");
        }
        for (String set : outside.keySet()) {
            assertTellsApart(figures, set);
        }
    }

    /** The energy of JEM ranks at least as well as the confidence of the plain net. */
    private static void assertTellsApart(Figures figures, String set) {
        assertTrue(
                figures.median("JEM " + set + " " + new LogDensityScore().name())
                        >= figures.median("plain " + set + " " + new MaxProbabilityScore().name()),
                () -> set + ": " + figures.markdown());
    }

    private static String robust(double radius) {
        return "robust " + radius;
    }

    private static void judge(
            Figures figures,
            String name,
            NeuralClassifierModel model,
            Dataset<Label> test,
            Map<String, Dataset<Label>> outside,
            boolean attacked) {
        CalibrationEvaluation calibration = new CalibrationEvaluator().evaluate(model, test);
        figures.add(name + " accuracy", calibration.accuracy())
                .add(name + " NLL", calibration.negativeLogLikelihood())
                .add(name + " ECE", calibration.expectedCalibrationError());
        OODEvaluator evaluator = model instanceof JEMModel
                ? new OODEvaluator(new LogDensityScore(), new MaxProbabilityScore(), new ApproximateMassScore())
                : new OODEvaluator(new MaxProbabilityScore());
        OODEvaluation ood = evaluator.evaluate(model, test, outside);
        for (String set : ood.datasets()) {
            for (String score : ood.scores()) {
                figures.add(name + " " + set + " " + score, ood.get(set, score, RankingMetric.AUROC));
            }
        }
        if (attacked) {
            RobustnessEvaluation robustness = new RobustnessEvaluator(
                            new ProjectedGradientAttack(Norm.LINF, 20, 0.125, 1, 1), RADII)
                    .inRange(0, 16)
                    .evaluate(model, test);
            for (double radius : RADII) {
                figures.add(name + " " + robust(radius), robustness.robustAccuracy(radius));
            }
        }
    }

    private static Picture curves(Figures figures) {
        CurvePlot plot = CurvePlot.of("Digits 8x8, PGD Linf", "radius, of a pixel range of 16", "robust accuracy")
                .markers();
        for (String name : new String[] {"plain", "JEM"}) {
            double[] x = new double[RADII.length + 1];
            double[] y = new double[RADII.length + 1];
            y[0] = figures.median(name + " accuracy");
            for (int i = 0; i < RADII.length; i++) {
                x[i + 1] = RADII[i];
                y[i + 1] = figures.median(name + " " + robust(RADII[i]));
            }
            plot = plot.curve(name, x, y);
        }
        return plot.render();
    }
}
