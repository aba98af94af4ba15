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
package io.github.tribuogen.neural.evaluation.robustness;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.evaluation.EvaluationFixtures;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tribuo.MutableDataset;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.evaluation.Evaluator;
import org.tribuo.evaluation.metrics.MetricID;

class RobustnessEvaluatorTest {
    private static final float FREE = Float.POSITIVE_INFINITY;
    private static final double[] RADII = {0, 0.02, 0.1, 0.25, 0.6};

    private final RobustnessFixtures problem = new RobustnessFixtures(120, 4, -FREE, FREE);

    /** Moves every feature by a multiple of the radius: beyond it, or not at all, as a bad attack would. */
    public static final class Shift implements Attack {
        @Config(description = "Multiple of the radius.")
        private double factor = 1;

        @Config(description = "Largest radius at which it does anything.")
        private double laziness = Double.MAX_VALUE;

        private Shift() {}

        Shift(double factor, double laziness) {
            this.factor = factor;
            this.laziness = laziness;
        }

        @Override
        public Norm norm() {
            return Norm.LINF;
        }

        @Override
        public float[][] perturb(DifferentiableClassifier classifier, float[][] rows, int[] labels, double radius) {
            double by = radius <= laziness ? factor * radius : 0;
            return Arrays.stream(rows)
                    .map(row -> {
                        float[] moved = row.clone();
                        for (int j = 0; j < moved.length; j++) {
                            moved[j] += (float) by;
                        }
                        return moved;
                    })
                    .toArray(float[][]::new);
        }

        @Override
        public ConfiguredObjectProvenance getProvenance() {
            return new ConfiguredObjectProvenanceImpl(this, "Attack");
        }
    }

    /** Halves what the classifier sees, and with it every change. */
    public static final class Halve implements Defence {
        public Halve() {}

        @Override
        public DifferentiableClassifier defend(DifferentiableClassifier classifier) {
            return new DifferentiableClassifier() {
                @Override
                public int numClasses() {
                    return classifier.numClasses();
                }

                @Override
                public int numFeatures() {
                    return classifier.numFeatures();
                }

                @Override
                public float lowerBound() {
                    return classifier.lowerBound();
                }

                @Override
                public float upperBound() {
                    return classifier.upperBound();
                }

                @Override
                public float[][] logits(float[][] rows) {
                    return classifier.logits(scaled(rows));
                }

                @Override
                public float[][] lossGradient(float[][] rows, int[] labels) {
                    return scaled(classifier.lossGradient(scaled(rows), labels));
                }
            };
        }

        private static float[][] scaled(float[][] rows) {
            float[][] result = new float[rows.length][];
            for (int i = 0; i < rows.length; i++) {
                result[i] = rows[i].clone();
                for (int j = 0; j < result[i].length; j++) {
                    result[i][j] /= 2;
                }
            }
            return result;
        }

        @Override
        public ConfiguredObjectProvenance getProvenance() {
            return new ConfiguredObjectProvenanceImpl(this, "Defence");
        }

        @Override
        public String toString() {
            return "Halve()";
        }
    }

    private RobustnessEvaluation evaluate(Attack attack, double... radii) {
        return new RobustnessEvaluator(attack, radii).evaluate(problem.model, problem.data);
    }

    /** On a linear classifier a row stands exactly while its margin exceeds radius times the dual norm of the slope. */
    @ParameterizedTest
    @EnumSource(Norm.class)
    void countsWhatTheClosedFormCounts(Norm norm) {
        RobustnessEvaluation evaluation = evaluate(new ProjectedGradientAttack(norm, 400, 0.0625, 1, 1), RADII);
        double[] expected = Arrays.stream(RADII)
                .map(radius -> Arrays.stream(problem.margins)
                                .filter(m -> m > radius * problem.price(norm))
                                .count()
                        / 120.0)
                .toArray();
        assertArrayEquals(expected, evaluation.robustAccuracies(), 1e-12);
        assertEquals(expected[0], evaluation.cleanAccuracy(), "radius 0 is the clean accuracy");
        assertTrue(expected[0] > expected[4], "the radii must matter for this test to mean anything");
        double[] distances = evaluation.breakingDistances();
        for (int i = 0; i < distances.length; i++) {
            if (problem.margins[i] <= 0) {
                assertEquals(0, distances[i]);
            } else {
                assertTrue(distances[i] >= problem.margins[i] / problem.price(norm) - 1e-5, "row " + i);
            }
        }
    }

    @Test
    void accuracyNeverRisesWithTheRadius() {
        // This attack gives up at large radii; what broke before stays broken.
        RobustnessEvaluation evaluation = evaluate(new Shift(1, 0.25), RADII);
        double[] accuracies = evaluation.robustAccuracies();
        for (int r = 1; r < accuracies.length; r++) {
            assertTrue(accuracies[r] <= accuracies[r - 1]);
        }
        assertTrue(accuracies[3] < accuracies[0], "the attack must do something");
        assertEquals(accuracies[3], accuracies[4]);
    }

    @Test
    void attacksThatCheatAreCaught() {
        String message = assertThrows(
                        IllegalStateException.class, () -> evaluate(new Shift(1.5, Double.MAX_VALUE), RADII))
                .getMessage();
        assertTrue(message.contains("expected at most 0.02"), message);
        RobustnessFixtures narrow = new RobustnessFixtures(50, 4, -1, 1);
        assertThrows(IllegalStateException.class, () -> new RobustnessEvaluator(new Shift(1, Double.MAX_VALUE), 0.9)
                .evaluate(narrow.model, narrow.data));
    }

    @Test
    void defenceIsAttackedInPlaceOfTheModel() {
        Attack attack = new ProjectedGradientAttack(Norm.LINF, 40, 0.0625, 1, 1);
        RobustnessEvaluator evaluator = new RobustnessEvaluator(attack, new Halve(), RADII);
        RobustnessEvaluation evaluation = evaluator.evaluate(problem.model, problem.data);
        double[] expected = Arrays.stream(RADII)
                .map(radius -> {
                    int standing = 0;
                    for (int i = 0; i < 120; i++) {
                        double offset = (problem.labels[i] == 1 ? 1 : -1) * (-0.1f - 0.1f);
                        double margin = (problem.margins[i] - offset) / 2 + offset;
                        standing += margin > radius * problem.price(Norm.LINF) / 2 ? 1 : 0;
                    }
                    return standing / 120.0;
                })
                .toArray();
        assertArrayEquals(expected, evaluation.robustAccuracies(), 1e-12);
        EvaluationFixtures.assertMarshals(evaluation.getConfiguredProvenance());
        assertTrue(evaluation.getConfiguredProvenance().toString().contains("Halve"));
        EvaluationFixtures.assertRebuilds(evaluator);
    }

    @Test
    void rendersNumbers() {
        RobustnessEvaluation evaluation = evaluate(new ProjectedGradientAttack(Norm.LINF, 3), 0, 0.1);
        assertEquals(
                List.of("clean accuracy", "robust accuracy LINF 0.0", "robust accuracy LINF 0.1"),
                evaluation.asMap().keySet().stream().map(MetricID::getB).toList());
        assertEquals(List.of("clean", "0.0", "0.1"), evaluation.toTable().rows());
        assertTrue(evaluation.toString().startsWith("LINF radius"));
        assertThrows(IllegalArgumentException.class, () -> evaluation.robustAccuracy(0.2));
    }

    @Test
    void provenanceAndConfiguration() {
        RobustnessEvaluator evaluator = new RobustnessEvaluator(new ProjectedGradientAttack(Norm.L2, 5), 0.1, 0.2);
        RobustnessEvaluation evaluation = evaluator.evaluate(problem.model, problem.data);
        EvaluationFixtures.assertMarshals(evaluation.getProvenance());
        EvaluationFixtures.assertMarshals(evaluation.getConfiguredProvenance());
        assertEquals(problem.data.getProvenance(), evaluation.getProvenance().getTestDatasetProvenance());
        assertEquals(
                problem.data.getProvenance(),
                evaluation.getConfiguredProvenance().getDatasetProvenances().get(RobustnessEvaluator.TEST));
        EvaluationFixtures.assertRebuilds(evaluator);
    }

    @Test
    void rangeOfTheEvaluatorHoldsBesidesThatOfTheModel() {
        RobustnessEvaluator evaluator = new RobustnessEvaluator(new Shift(1, Double.MAX_VALUE), 0.9).inRange(-2, 1);
        assertThrows(IllegalStateException.class, () -> evaluator.evaluate(problem.model, problem.data));
        Attack attack = new ProjectedGradientAttack(Norm.LINF, 5);
        RobustnessFixtures narrow = new RobustnessFixtures(120, 4, -1, 1);
        double[] expected = new RobustnessEvaluator(attack, RADII)
                .evaluate(narrow.model, narrow.data)
                .breakingDistances();
        RobustnessEvaluator ranged = new RobustnessEvaluator(attack, RADII).inRange(-1, 1);
        assertArrayEquals(expected, ranged.evaluate(problem.model, problem.data).breakingDistances());
        double[] free = new RobustnessEvaluator(attack, RADII)
                .evaluate(problem.model, problem.data)
                .breakingDistances();
        assertTrue(!Arrays.equals(expected, free), "the range must matter for this test to mean anything");
        EvaluationFixtures.assertRebuilds(ranged);
        assertThrows(PropertyException.class, () -> ranged.inRange(1, 1));
    }

    @Test
    void defencesFindFurtherCapabilities() {
        NarrowedClassifier narrowed = new NarrowedClassifier(problem.model, -1, 1);
        assertEquals(problem.model, narrowed.capability(LinearClassifier.class).orElseThrow());
        assertTrue(narrowed.capability(List.class).isEmpty());
    }

    @Test
    void refusesWhatItCannotEvaluate() {
        Attack attack = new ProjectedGradientAttack(Norm.L2, 5);
        for (double[] radii : new double[][] {{}, {-0.1}, {0.2, 0.1}, {0.1, 0.1}, {Double.NaN}, {FREE}}) {
            assertThrows(PropertyException.class, () -> new RobustnessEvaluator(attack, radii));
        }
        assertThrows(PropertyException.class, () -> new RobustnessEvaluator((Attack) null, 0.1));
        RobustnessEvaluator evaluator = new RobustnessEvaluator(attack, 0.1);
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> evaluator.evaluate(new EvaluationFixtures.EchoModel(problem.data, true), problem.data))
                .getMessage();
        assertTrue(message.contains("DifferentiableLabelModel"), message);
        MutableDataset<Label> strange =
                EvaluationFixtures.labelled("strange", new double[][] {{1, 1, 1, 1, 1}}, new int[] {9});
        assertThrows(IllegalArgumentException.class, () -> evaluator.evaluate(problem.model, strange));
        MutableDataset<Label> empty = EvaluationFixtures.labelled("empty", new double[0][], new int[0]);
        assertThrows(IllegalArgumentException.class, () -> evaluator.evaluate(problem.model, empty));
    }

    /** As Tribuo's own evaluators: data set, source and predictions give the same. */
    @Test
    void isAnEvaluatorLikeAnyOther() {
        Evaluator<Label, RobustnessEvaluation> evaluator =
                new RobustnessEvaluator(new ProjectedGradientAttack(Norm.LINF, 5), RADII);
        RobustnessEvaluation ofData = evaluator.evaluate(problem.model, problem.data);
        List<Prediction<Label>> predictions = problem.model.predict(problem.data);
        RobustnessEvaluation ofPredictions =
                evaluator.evaluate(problem.model, predictions, problem.data.getProvenance());
        assertEquals(ofData.asMap(), ofPredictions.asMap());
        assertEquals(predictions, ofPredictions.getPredictions());
        assertEquals(ofData.getProvenance().getTestDatasetProvenance(), problem.data.getProvenance());
        long right = ofData.getPredictions().stream()
                .filter(p -> p.getOutput().equals(p.getExample().getOutput()))
                .count();
        assertEquals(right / 120.0, ofData.cleanAccuracy(), 1e-12);
        assertEquals(
                ofData.cleanAccuracy(),
                ofData.get(ofData.asMap().keySet().iterator().next()));
    }
}
