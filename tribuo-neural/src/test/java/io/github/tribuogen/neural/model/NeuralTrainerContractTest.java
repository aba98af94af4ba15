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
package io.github.tribuogen.neural.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.data.ImageLayout;
import io.github.tribuogen.neural.data.Standardisation;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.runtime.EarlyStopping;
import io.github.tribuogen.neural.runtime.TrainingLoop;
import io.github.tribuogen.neural.testing.ReproductionHelper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.test.Helpers;

/** What must hold of every neural trainer. */
class NeuralTrainerContractTest {
    @BeforeAll
    static void quiet() {
        for (Class<?> c : List.of(Standardisation.class, TrainingLoop.class)) {
            Logger.getLogger(c.getName()).setLevel(Level.WARNING);
        }
    }

    static List<Subject<?>> subjects() {
        return Subject.all();
    }

    @ParameterizedTest
    @MethodSource("subjects")
    <T extends Output<T>> void configurationRoundTrip(Subject<T> s) {
        Helpers.testConfigurableRoundtrip(s.trainer());
        Helpers.testProvenanceMarshalling(s.trainer().getProvenance());
    }

    @ParameterizedTest
    @MethodSource("subjects")
    <T extends Output<T>> void toStringNamesPartsAndValues(Subject<T> s) {
        String text = s.trainer().toString();
        assertTrue(text.contains("Mlp(") && text.contains("Adam(") && text.contains("seed=42"), text);
    }

    @ParameterizedTest
    @MethodSource("subjects")
    <T extends Output<T>> void theNextInvocationEqualsANewTrainerSetToIt(Subject<T> s) {
        NeuralTrainer<T, ?> first = s.trainer();
        NeuralModel<T> zeroth = first.train(s.train());
        first.train(s.train());
        NeuralModel<T> second = first.train(s.train());
        assertEquals(3, first.getInvocationCount());

        NeuralTrainer<T, ?> other = s.trainer();
        other.setInvocationCount(2);
        NeuralModel<T> again = other.train(s.train());
        assertEquals(3, other.getInvocationCount());
        NeuralModel<T> direct = s.trainer().train(s.train(), Map.of(), 2);

        assertEquals(second.weights(), again.weights());
        assertEquals(second.weights(), direct.weights());
        ReproductionHelper.assertIdentical(second.predict(s.test()), again.predict(s.test()));
        assertNotEquals(zeroth.weights(), second.weights());
        assertEquals(
                "2",
                second.getProvenance()
                        .getTrainerProvenance()
                        .getInstanceValues()
                        .get(TrainerProvenance.TRAIN_INVOCATION_COUNT)
                        .toString()
                        .replaceAll(".*=|\\D", ""));
    }

    @ParameterizedTest
    @MethodSource("subjects")
    <T extends Output<T>> void refusesANegativeInvocationCount(Subject<T> s) {
        Throwable e =
                assertThrows(IllegalArgumentException.class, () -> s.trainer().setInvocationCount(-3));
        assertTrue(e.getMessage().contains("-3"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> s.trainer().train(s.train(), Map.of(), -3));
    }

    @ParameterizedTest
    @MethodSource("subjects")
    <T extends Output<T>> void concurrentTrainingEqualsSequentialTraining(Subject<T> s) throws Exception {
        NeuralTrainer<T, ?> sequential = s.trainer();
        List<Map<?, ?>> expected = List.of(
                sequential.train(s.train()).weights(),
                sequential.train(s.train()).weights());
        NeuralTrainer<T, ?> trainer = s.trainer();
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            CountDownLatch start = new CountDownLatch(2);
            List<Future<? extends NeuralModel<T>>> models = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                models.add(pool.submit(() -> {
                    start.countDown();
                    start.await();
                    return trainer.train(s.train());
                }));
            }
            Set<Object> found = new HashSet<>();
            for (Future<? extends NeuralModel<T>> m : models) {
                int invocation = Integer.parseInt(m.get()
                        .getProvenance()
                        .getTrainerProvenance()
                        .getInstanceValues()
                        .get(TrainerProvenance.TRAIN_INVOCATION_COUNT)
                        .toString()
                        .replaceAll(".*=|\\D", ""));
                found.add(invocation);
                assertEquals(expected.get(invocation), m.get().weights());
            }
            assertEquals(Set.of(0, 1), found);
        } finally {
            pool.shutdownNow();
        }
    }

    @ParameterizedTest
    @MethodSource("subjects")
    <T extends Output<T>> void sparseDataTrainsAndSurvivesAFile(Subject<T> s) {
        try (NeuralModel<T> m = s.trainer().train(s.sparse().getA())) {
            List<Prediction<T>> p = m.predict(s.sparse().getB());
            assertEquals(s.sparse().getB().size(), p.size());
            for (double v : Subject.numbers(p)) {
                assertTrue(Double.isFinite(v));
            }
            Helpers.testModelProtoSerialization(m, s.type(), s.sparse().getB());
        }
    }

    @ParameterizedTest
    @MethodSource("subjects")
    <T extends Output<T>> void oneExampleIsEnough(Subject<T> s) {
        MutableDataset<T> one = s.dataset();
        one.add(s.example(s.some(), 1, 2));
        // a batch larger than the data repeats its examples
        try (NeuralModel<T> m = s.trainer().train(one)) {
            assertEquals(s.some(), m.predict(one.getExample(0)).getOutput());
        }
    }

    @ParameterizedTest
    @MethodSource("subjects")
    <T extends Output<T>> void aBatchLargerThanTheDataTrains(Subject<T> s) {
        int larger = s.train().size() * 3 + 1;
        try (NeuralModel<T> m = s.trainer(b -> b.batchSize(larger)).train(s.train())) {
            assertEquals(s.test().size(), m.predict(s.test()).size());
        }
    }

    @ParameterizedTest
    @MethodSource("subjects")
    <T extends Output<T>> void refusesAnEmptyDataset(Subject<T> s) {
        Throwable e =
                assertThrows(IllegalArgumentException.class, () -> s.trainer().train(s.dataset()));
        assertTrue(e.getMessage().contains("no examples"), e.getMessage());
    }

    @ParameterizedTest
    @MethodSource("subjects")
    <T extends Output<T>> void refusesUnknownOutputs(Subject<T> s) {
        MutableDataset<T> d = s.dataset();
        d.add(s.example(s.some(), 1, 2));
        d.add(s.example(s.factory().getUnknownOutput(), 1, 2));
        Throwable e =
                assertThrows(IllegalArgumentException.class, () -> s.trainer().train(d));
        assertTrue(e.getMessage().contains("unknown Outputs (1 of 2)"), e.getMessage());
    }

    @ParameterizedTest
    @MethodSource("subjects")
    <T extends Output<T>> void refusesFeaturesThatAreNotFinite(Subject<T> s) {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 1e300}) {
            MutableDataset<T> d = s.dataset();
            d.add(s.example(s.some(), 1, 2));
            ArrayExample<T> spoilt = s.example(s.some(), 1, 2);
            d.add(spoilt);
            // a dataset refuses NaN in what is added, but not what becomes of it later
            spoilt.set(new Feature("f1", bad));
            Throwable e = assertThrows(
                    IllegalArgumentException.class, () -> s.trainer().train(d));
            assertTrue(
                    e.getMessage().contains("example 1")
                            && e.getMessage().contains("'f1'")
                            && e.getMessage().contains(Double.toString(bad)),
                    e.getMessage());
        }
        MutableDataset<T> fine = s.dataset();
        fine.add(s.example(s.some(), 1, 2));
        fine.add(s.example(s.some(), 2, 3));
        try (NeuralModel<T> m = s.trainer().train(fine)) {
            Throwable e =
                    assertThrows(IllegalArgumentException.class, () -> m.predict(s.example(s.some(), Double.NaN, 1)));
            assertTrue(e.getMessage().contains("'f0'") && e.getMessage().contains("NaN"), e.getMessage());
            assertThrows(
                    IllegalArgumentException.class, () -> m.predict(s.example(s.some(), 1, Double.NEGATIVE_INFINITY)));
        }
    }

    @ParameterizedTest
    @MethodSource("subjects")
    <T extends Output<T>> void refusesExamplesItKnowsNothingOf(Subject<T> s) {
        try (NeuralModel<T> m = s.trainer().train(s.train())) {
            for (Example<T> none : List.of(s.invalid(), s.empty())) {
                Throwable e = assertThrows(IllegalArgumentException.class, () -> m.predict(none));
                assertTrue(
                        e.getMessage().contains("found an example with")
                                && e.getMessage().contains("expected at least one such as 'A'"),
                        e.getMessage());
            }
            // one bad example fails the whole batch, whatever its place
            List<Example<T>> mixed = new ArrayList<>(s.test());
            mixed.add(s.invalid());
            assertThrows(IllegalArgumentException.class, () -> m.predict(mixed));
        }
    }

    @ParameterizedTest
    @MethodSource("subjects")
    <T extends Output<T>> void refusesALayoutThatDoesNotFitTheNames(Subject<T> s) {
        NeuralTrainer<T, ?> t =
                s.maker().make(new ImageLayout(1, 2, 2), Subject.settings().build(), 1);
        Throwable e = assertThrows(IllegalArgumentException.class, () -> t.train(s.train()));
        String first = s.train().getFeatureIDMap().get(0).getName();
        assertTrue(e.getMessage().contains("'" + first + "'"), e.getMessage());
    }

    @ParameterizedTest
    @MethodSource("subjects")
    <T extends Output<T>> void refusesWeightsThatAreNone(Subject<T> s) {
        for (float bad : new float[] {-1, Float.NaN, Float.POSITIVE_INFINITY}) {
            MutableDataset<T> d = s.dataset();
            ArrayExample<T> e = s.example(s.some(), 1, 2);
            e.setWeight(bad);
            d.add(e);
            Throwable t = assertThrows(
                    IllegalArgumentException.class, () -> s.trainer().train(d));
            assertTrue(t.getMessage().contains(Float.toString(bad)), t.getMessage());
        }
        MutableDataset<T> zero = s.dataset();
        ArrayExample<T> e = s.example(s.some(), 1, 2);
        e.setWeight(0);
        zero.add(e);
        assertThrows(IllegalArgumentException.class, () -> s.trainer().train(zero));
    }

    @Test
    void anExampleOfWeightZeroTeachesNothing() {
        Subject<Label> s = Subject.classifier();
        List<Map<?, ?>> weights = new ArrayList<>();
        for (float weight : new float[] {0, 1}) {
            for (String label : List.of("yes", "no")) {
                MutableDataset<Label> d = s.dataset();
                d.add(s.example(new Label("yes"), 1, 1));
                d.add(s.example(new Label("no"), 2, 1));
                ArrayExample<Label> e = s.example(new Label(label), 3, 1);
                e.setWeight(weight);
                d.add(e);
                // batches of one: some consist of the ignored example alone
                weights.add(s.trainer(b -> b.batchSize(1)).train(d).weights());
            }
        }
        assertEquals(weights.get(0), weights.get(1));
        assertNotEquals(weights.get(2), weights.get(3));
    }

    @ParameterizedTest
    @MethodSource("subjects")
    <T extends Output<T>> void validationHoldsOutAndKeepsTheBestState(Subject<T> s) {
        NeuralTrainer<T, ?> t = s.trainer(b -> b.steps(200).validation(0.25, new EarlyStopping(5, 3, true)));
        try (NeuralModel<T> m = t.train(s.train());
                NeuralModel<T> again = s.trainer(b -> b.steps(200).validation(0.25, new EarlyStopping(5, 3, true)))
                        .train(s.train())) {
            assertEquals(m.weights(), again.weights());
            String run = m.getProvenance().getInstanceProvenance().toString();
            assertTrue(run.contains("best-step"), run);
        }
    }

    @Test
    void invalidValuesNameTheirField() {
        assertField("batchSize", () -> Subject.settings().batchSize(0).build());
        assertField("epochs", () -> Subject.settings().epochs(-1).build());
        assertField("steps", () -> Subject.settings().steps(-1).build());
        assertField("stepsPerRun", () -> Subject.settings().stepsPerRun(0).build());
        assertField(
                "validationShare",
                () -> Subject.settings().validation(1, new EarlyStopping()).build());
        assertField("validationShare", () -> Subject.settings()
                .validation(Double.NaN, new EarlyStopping())
                .build());
        assertField("checkpointInterval", () -> Subject.settings()
                .checkpoints(java.nio.file.Path.of("x"), 0, true)
                .build());
        assertField(
                "inputNoise",
                () -> ((NeuralClassifierTrainer) Subject.classifier().trainer()).withInputNoise(-1));
        assertField(
                "inputNoise",
                () -> ((NeuralRegressorTrainer) Subject.regressor().trainer()).withInputNoise(Double.NaN));
        assertField("threads", () -> io.github.tribuogen.neural.runtime.Device.cpu(-1));
    }

    private static void assertField(String field, org.junit.jupiter.api.function.Executable e) {
        PropertyException p = assertThrows(PropertyException.class, e);
        assertEquals(field, p.getProperty());
        assertTrue(p.getMessage().contains(field) && p.getMessage().contains("found"), p.getMessage());
    }

    @Test
    void oneClassIsPredictedWithCertainty() {
        Subject<Label> s = Subject.classifier();
        MutableDataset<Label> d = new MutableDataset<>(
                new org.tribuo.provenance.SimpleDataSourceProvenance("test", new LabelFactory()), new LabelFactory());
        for (int i = 0; i < 5; i++) {
            d.add(s.example(new Label("only"), i, 1));
        }
        try (NeuralClassifierModel m = (NeuralClassifierModel) s.trainer().train(d)) {
            Prediction<Label> p = m.predict(d.getExample(0));
            assertEquals("only", p.getOutput().getLabel());
            assertEquals(1.0, p.getOutput().getScore());
        }
    }

    @Test
    void binarySparseDataTrains() {
        var data = org.tribuo.classification.example.LabelledDataGenerator.binarySparseTrainTest();
        try (NeuralModel<Label> m = Subject.classifier().trainer().train(data.getA())) {
            for (Prediction<Label> p : m.predict(data.getB())) {
                double sum = p.getOutputScores().values().stream()
                        .mapToDouble(Label::getScore)
                        .sum();
                assertEquals(1, sum, 1e-5);
            }
        }
    }

    @Test
    void aHeavierExampleWinsAContradiction() {
        Subject<Label> s = Subject.classifier();
        for (String winner : List.of("yes", "no")) {
            Dataset<Label> d = contradiction(winner);
            try (NeuralModel<Label> m =
                    s.trainer(b -> b.steps(300).batchSize(4)).train(d)) {
                Prediction<Label> p = m.predict(s.example(new Label("yes"), 1, 1));
                assertEquals(winner, p.getOutput().getLabel());
                // p = 9 / (9 + 1) minimises the weighted cross-entropy
                assertEquals(0.9, p.getOutput().getScore(), 0.03);
            }
        }
    }

    private static Dataset<Label> contradiction(String winner) {
        Subject<Label> s = Subject.classifier();
        MutableDataset<Label> d = s.dataset();
        for (int i = 0; i < 2; i++) {
            for (String l : List.of("yes", "no")) {
                ArrayExample<Label> e = s.example(new Label(l), 1, 1);
                e.setWeight(l.equals(winner) ? 9 : 1);
                d.add(e);
            }
        }
        return d;
    }

    @Test
    void inputNoiseChangesTheModelAndZeroNoiseDoesNot() {
        NeuralClassifierTrainer plain =
                (NeuralClassifierTrainer) Subject.classifier().trainer();
        Dataset<Label> d = Subject.classifier().train();
        Map<?, ?> without = plain.train(d).weights();
        assertEquals(without, plain.withInputNoise(0).train(d).weights());
        assertNotEquals(without, plain.withInputNoise(0.5).train(d).weights());
        assertEquals(
                plain.withInputNoise(0.5).train(d).weights(),
                plain.withInputNoise(0.5).train(d).weights());
    }

    @Test
    void predictionsDoNotDependOnTheBatchSize() {
        for (Subject<?> s : Subject.all()) {
            assertBatchSizeDoesNotMatter(s);
        }
    }

    private static <T extends Output<T>> void assertBatchSizeDoesNotMatter(Subject<T> s) {
        try (NeuralModel<T> m = s.trainer().train(s.train())) {
            List<Example<T>> many = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                many.addAll(s.test());
            }
            double[] expected = Subject.numbers(m.predict(many));
            for (int size : new int[] {1, 2, 3, 7, many.size() - 1, many.size() + 1}) {
                m.setBatchSize(size);
                assertEquals(size, m.getBatchSize());
                assertArrayEquals(expected, Subject.numbers(m.predict(many)), 1e-6, s + ", batch size " + size);
            }
            Throwable e = assertThrows(IllegalArgumentException.class, () -> m.setBatchSize(0));
            assertTrue(e.getMessage().contains("0"), e.getMessage());
        }
    }

    @Test
    void adamAndMlpOfOneTrainerMayServeAnother() {
        Mlp network = new Mlp(8);
        Adam adam = new Adam(1e-2);
        Subject<Label> s = Subject.classifier();
        var a = new NeuralClassifierTrainer(
                network,
                adam,
                new io.github.tribuogen.neural.data.VectorLayout(),
                new Standardisation(),
                Subject.settings().build(),
                42);
        assertEquals(s.trainer().train(s.train()).weights(), a.train(s.train()).weights());
        assertFalse(a.train(s.train()).weights().isEmpty());
    }
}
