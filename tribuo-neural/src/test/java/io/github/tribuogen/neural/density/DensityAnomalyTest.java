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
package io.github.tribuogen.neural.density;

import static io.github.tribuogen.neural.testing.ReproductionHelper.assertIdentical;
import static io.github.tribuogen.neural.testing.ReproductionHelper.assertReproduces;
import static io.github.tribuogen.neural.testing.ReproductionHelper.rebuildTrainer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import io.github.tribuogen.neural.density.protos.DensityAnomalyModelProto;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Prediction;
import org.tribuo.anomaly.AnomalyFactory;
import org.tribuo.anomaly.Event;
import org.tribuo.anomaly.Event.EventType;
import org.tribuo.anomaly.evaluation.AnomalyEvaluation;
import org.tribuo.anomaly.evaluation.AnomalyEvaluator;
import org.tribuo.dataset.DatasetView;
import org.tribuo.impl.ArrayExample;
import org.tribuo.protos.core.ModelProto;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.test.Helpers;

/** The anomaly detector around density trainers. */
class DensityAnomalyTest {
    private static final String GOLDEN = "density-anomaly-010.tribuo";

    private static GaussianDensityTrainer gaussian() {
        return new GaussianDensityTrainer(CovarianceType.FULL, 1e-6);
    }

    private static MutableDataset<Event> empty() {
        AnomalyFactory factory = new AnomalyFactory();
        return new MutableDataset<>(new SimpleDataSourceProvenance("test", factory), factory);
    }

    private static Example<Event> example(Event event, double x, double y) {
        return new ArrayExample<>(event, new String[] {"x", "y"}, new double[] {x, y});
    }

    /** Standard normal points; the anomalies lie on the circle of radius 6. */
    private static MutableDataset<Event> data(int expected, int anomalous, long seed) {
        SplittableRandom rng = new SplittableRandom(seed);
        MutableDataset<Event> data = empty();
        for (int i = 0; i < expected; i++) {
            data.add(example(AnomalyFactory.EXPECTED_EVENT, rng.nextGaussian(), rng.nextGaussian()));
        }
        for (int i = 0; i < anomalous; i++) {
            double angle = 2 * Math.PI * rng.nextDouble();
            data.add(example(AnomalyFactory.ANOMALOUS_EVENT, 6 * Math.cos(angle), 6 * Math.sin(angle)));
        }
        return data;
    }

    @Test
    void anomaliesAreFound() {
        DensityAnomalyModel model = new DensityAnomalyTrainer(gaussian(), 0.05).train(data(400, 0, 1L));
        AnomalyEvaluation evaluation = new AnomalyEvaluator().evaluate(model, data(100, 100, 2L));
        // Even the log density 4.5 standard deviations out lies far below the 5 % quantile.
        assertEquals(100, evaluation.getTruePositives());
        // 5 false alarms expected of 100; more than 16 come with a probability below 1e-5.
        assertTrue(evaluation.getFalsePositives() <= 16, evaluation.toString());
    }

    @Test
    void scoresSayWhatTheyShould() {
        MutableDataset<Event> train = data(200, 0, 1L);
        DensityAnomalyModel model = new DensityAnomalyTrainer(gaussian(), 0.1).train(train);
        LogDensityModel density = (LogDensityModel) model.getDensityModel();
        MutableDataset<Event> test = data(20, 20, 2L);
        List<Prediction<Event>> predictions = model.predict(test);
        double[] logDensities = density.logDensity(test);
        Set<EventType> seen = new TreeSet<>();
        for (int i = 0; i < predictions.size(); i++) {
            Prediction<Event> prediction = predictions.get(i);
            double score = logDensities[i] - model.getThreshold();
            EventType type = score < 0 ? EventType.ANOMALOUS : EventType.EXPECTED;
            seen.add(type);
            assertEquals(type, prediction.getOutput().getType());
            assertEquals(score, prediction.getOutput().getScore());
            assertEquals(score, prediction.getOutputScores().get("EXPECTED").getScore());
            assertEquals(-score, prediction.getOutputScores().get("ANOMALOUS").getScore());
            assertEquals(2, prediction.getNumActiveFeatures());
            assertFalse(prediction.hasProbabilities());
            assertIdentical(List.of(prediction), List.of(model.predict(test.getExample(i))));
        }
        assertEquals(2, seen.size());
        assertTrue(model.predict(List.<Example<Event>>of()).isEmpty());
        assertTrue(model.getTopFeatures(1).isEmpty());
        assertTrue(model.getExcuse(test.getExample(0)).isEmpty());
    }

    @Test
    void thresholdIsTheOrderStatistic() {
        MutableDataset<Event> train = data(99, 0, 1L);
        for (int percent = 1; percent < 100; percent += 7) {
            // k = floor(q (m + 1)) = percent for m = 99; the small addition guards against rounding.
            DensityAnomalyModel model = new DensityAnomalyTrainer(gaussian(), percent / 100.0 + 1e-9).train(train);
            long below = model.predict(train).stream()
                    .filter(p -> p.getOutput().getType() == EventType.ANOMALOUS)
                    .count();
            assertEquals(percent - 1, below);
        }
    }

    /**
     * Split conformal: on average over runs at most k/(m+1) = 10/100 false alarms. Here 40 runs with 200 new points each;
     * the share in one run has a standard deviation below 0.037 (Beta(10, 90) 0.030, sampling 0.021), so that their mean
     * is more than 0.027 above 0.1 with a probability below 1e-5.
     */
    @Test
    void heldOutThresholdKeepsItsPromise() {
        double share = 0.0;
        for (int run = 0; run < 40; run++) {
            DensityAnomalyModel model =
                    new DensityAnomalyTrainer(gaussian(), 0.1 + 1e-9, 0.99, run).train(data(100, 0, 100L + run));
            share += model.predict(data(200, 0, 1000L + run)).stream()
                            .filter(p -> p.getOutput().getType() == EventType.ANOMALOUS)
                            .count()
                    / 200.0
                    / 40.0;
        }
        // A single training point gives a poor density, and the promise holds nevertheless.
        assertEquals(0.1, share, 0.027);
    }

    @Test
    void heldOutExamplesAreNotTrainedOn() {
        MutableDataset<Event> train = data(50, 0, 1L);
        DensityAnomalyModel model = new DensityAnomalyTrainer(gaussian(), 0.1, 0.4, 5L).train(train);
        assertEquals(
                30,
                model.getDensityModel().getProvenance().getDatasetProvenance().getNumExamples());
        assertEquals(
                "20",
                model.getProvenance()
                        .getInstanceProvenance()
                        .getMap()
                        .get("calibration-examples")
                        .toString());
        assertEquals(
                model.getDensityModel().getProvenance().getDatasetProvenance().getSourceProvenance(),
                train.getSourceProvenance());
        IllegalArgumentException none =
                assertThrows(IllegalArgumentException.class, () -> new DensityAnomalyTrainer(gaussian(), 0.1, 0.001, 5L)
                        .train(train));
        assertTrue(none.getMessage().contains("50 for the density and 0"), none.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new DensityAnomalyTrainer(gaussian(), 0.1, 0.999, 5L)
                .train(train));
    }

    @Test
    void wrongDataIsRefused() {
        DensityAnomalyTrainer trainer = new DensityAnomalyTrainer(gaussian(), 0.1);
        assertThrows(IllegalArgumentException.class, () -> trainer.train(empty()));
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> trainer.train(data(10, 1, 1L)));
        assertTrue(e.getMessage().contains("ANOMALOUS at example 10"), e.getMessage());
        MutableDataset<Event> unknown = data(10, 0, 1L);
        unknown.add(example(AnomalyFactory.UNKNOWN_EVENT, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> trainer.train(unknown));
        MutableDataset<Event> infinite = data(10, 0, 1L);
        infinite.add(example(AnomalyFactory.EXPECTED_EVENT, Double.NEGATIVE_INFINITY, 0));
        assertThrows(IllegalArgumentException.class, () -> trainer.train(infinite));
        // Data refused at the door does not count as a run.
        int count = trainer.getInvocationCount();
        assertThrows(IllegalArgumentException.class, () -> trainer.train(empty()));
        assertEquals(count, trainer.getInvocationCount());

        DensityAnomalyModel model = trainer.train(data(20, 0, 1L));
        Example<Event> stranger =
                new ArrayExample<>(AnomalyFactory.UNKNOWN_EVENT, new String[] {"z"}, new double[] {1.0});
        assertThrows(IllegalArgumentException.class, () -> model.predict(stranger));
        // Unknown outputs are what predictions are asked for.
        model.predict(example(AnomalyFactory.UNKNOWN_EVENT, 0, 0));
    }

    @Test
    void badSettingsAreRefused() {
        for (double quantile : new double[] {0.0, 1.0, -0.1, Double.NaN}) {
            PropertyException e =
                    assertThrows(PropertyException.class, () -> new DensityAnomalyTrainer(gaussian(), quantile));
            assertTrue(e.getMessage().contains("quantile"), e.getMessage());
        }
        for (double heldOut : new double[] {1.0, -0.1, Double.NaN}) {
            assertThrows(PropertyException.class, () -> new DensityAnomalyTrainer(gaussian(), 0.1, heldOut, 1L));
        }
        assertThrows(PropertyException.class, () -> new DensityAnomalyTrainer(null, 0.1));
    }

    @Test
    void modelSurvivesSerialisation() throws Exception {
        DensityAnomalyModel model = new DensityAnomalyTrainer(gaussian(), 0.1, 0.5, 3L).train(data(60, 0, 1L));
        MutableDataset<Event> test = data(20, 20, 2L);
        test.add(example(AnomalyFactory.UNKNOWN_EVENT, 1, 1));
        Model<Event> loaded = Helpers.testModelProtoSerialization(model, Event.class, test);
        assertIdentical(model.predict(test), loaded.predict(test));
        assertEquals(model.getThreshold(), ((DensityAnomalyModel) loaded).getThreshold());
        Helpers.testModelSerialization(model, Event.class);
        DensityAnomalyModel copy = (DensityAnomalyModel) model.copy();
        assertNotSame(model.getDensityModel(), copy.getDensityModel());
        assertIdentical(model.predict(test), copy.predict(test));
        copy.close();
    }

    @Test
    void trainerIsConfigurableAndReproducible() {
        GaussianDensityTrainer inner = gaussian();
        DensityAnomalyTrainer trainer = new DensityAnomalyTrainer(inner, 0.1, 0.5, 11L);
        Helpers.testConfigurableRoundtrip(trainer);
        MutableDataset<Event> train = data(60, 0, 1L);
        MutableDataset<Event> test = data(20, 20, 2L);
        List<DensityAnomalyModel> models = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            models.add(trainer.train(train));
        }
        // Each run holds other examples out, each is rebuilt by its own provenance.
        assertNotEquals(models.get(0).getThreshold(), models.get(1).getThreshold());
        for (DensityAnomalyModel model : models) {
            DensityAnomalyModel again = (DensityAnomalyModel) assertReproduces(model, train, test);
            assertEquals(model.getThreshold(), again.getThreshold());
            assertIdentical(
                    model.getDensityModel().predict(ObservedData.of(test)),
                    again.getDensityModel().predict(ObservedData.of(test)));
        }
        assertEquals(3, trainer.getInvocationCount());
        assertEquals(3, inner.getInvocationCount());
        trainer.setInvocationCount(1);
        assertEquals(1, inner.getInvocationCount());
        assertIdentical(models.get(1).predict(test), trainer.train(train).predict(test));
        assertIdentical(
                models.get(2).predict(test),
                trainer.train(train, Collections.emptyMap(), 2).predict(test));
        assertThrows(IllegalArgumentException.class, () -> trainer.setInvocationCount(-1));
        assertThrows(IllegalArgumentException.class, () -> trainer.train(train, Collections.emptyMap(), -5));
        assertTrue(rebuildTrainer(models.get(0)).toString().contains("heldOut=0.5"));
        Map<String, Provenance> run = Map.of("note", new StringProvenance("note", "mine"));
        assertTrue(trainer.train(train, run)
                .getProvenance()
                .getInstanceProvenance()
                .getMap()
                .containsKey("note"));
    }

    /** The density trainer was used before on its own: that must not change what the detector's first run gives. */
    @Test
    void runsDependOnOwnCountAlone() {
        NoisyTrainer used = new NoisyTrainer(3L);
        used.train(ObservedData.of(data(5, 0, 1L)));
        MutableDataset<Event> train = data(30, 0, 1L);
        DensityAnomalyModel a = new DensityAnomalyTrainer(used, 0.1).train(train);
        DensityAnomalyModel b = new DensityAnomalyTrainer(new NoisyTrainer(3L), 0.1).train(train);
        assertEquals(b.getThreshold(), a.getThreshold());
        assertEquals(b.getProvenance().getTrainerProvenance(), a.getProvenance().getTrainerProvenance());
    }

    @Test
    void foldsKeepTheDomainOfTheWhole() {
        MutableDataset<Event> train = data(30, 0, 1L);
        train.add(
                new ArrayExample<>(AnomalyFactory.EXPECTED_EVENT, new String[] {"rare", "x"}, new double[] {1.0, 1.0}));
        int[] fold = new int[20];
        Arrays.setAll(fold, i -> i);
        Dataset<Event> view = new DatasetView<>(train, fold, "fold");
        DensityAnomalyModel model = new DensityAnomalyTrainer(gaussian(), 0.1, 0.25, 1L).train(view);
        assertEquals(3, model.getFeatureIDMap().size());
        assertEquals(3, model.getDensityModel().getFeatureIDMap().size());
    }

    @Test
    void concurrentRunsAreThoseOfTheSequence() throws Exception {
        MutableDataset<Event> train = data(60, 0, 1L);
        Set<Double> sequential = new TreeSet<>();
        DensityAnomalyTrainer reference = new DensityAnomalyTrainer(new NoisyTrainer(3L), 0.2, 0.5, 11L);
        for (int i = 0; i < 12; i++) {
            sequential.add(reference.train(train).getThreshold());
        }
        assertEquals(12, sequential.size());
        DensityAnomalyTrainer shared = new DensityAnomalyTrainer(new NoisyTrainer(3L), 0.2, 0.5, 11L);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        Set<Double> concurrent = new TreeSet<>();
        try {
            List<Future<DensityAnomalyModel>> futures = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                futures.add(pool.submit(() -> shared.train(train)));
            }
            for (Future<DensityAnomalyModel> future : futures) {
                concurrent.add(future.get().getThreshold());
                assertReproduces(future.get(), train, data(3, 3, 2L));
            }
        } finally {
            pool.shutdownNow();
        }
        assertEquals(sequential, concurrent);
    }

    @Test
    void plainModelsServeToo() {
        // NoisyModel has neither capability; its close is forwarded.
        DensityAnomalyModel model = new DensityAnomalyTrainer(new NoisyTrainer(3L), 0.1).train(data(30, 0, 1L));
        assertEquals(6, model.predict(data(3, 3, 2L)).size());
        assertFalse(((NoisyModel) model.getDensityModel()).closed);
        model.close();
        assertTrue(((NoisyModel) model.getDensityModel()).closed);
        // The log density -infinity for all data leaves no threshold.
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> new DensityAnomalyTrainer(new NoisyTrainer(-1L), 0.1)
                        .train(data(30, 0, 1L)));
        assertTrue(e.getMessage().contains("-Infinity"), e.getMessage());
    }

    @Test
    void tamperedModelsAreRefused() throws Exception {
        ModelProto good = new DensityAnomalyTrainer(gaussian(), 0.1)
                .train(data(20, 0, 1L))
                .serialize();
        assertRefused(IllegalArgumentException.class, good, 1, b -> b);
        assertRefused(IllegalStateException.class, good, 0, b -> b.setThreshold(Double.NaN));
        assertRefused(IllegalStateException.class, good, 0, b -> b.clearDensityModel());
        assertRefused(IllegalStateException.class, good, 0, b -> b.setDensityModel(good));
        assertRefused(IllegalStateException.class, good, 0, b -> b.setMetadata(gaussianMetadata()));
    }

    private static org.tribuo.protos.core.ModelDataProto gaussianMetadata() {
        try {
            return gaussian()
                    .train(ObservedData.of(data(20, 0, 1L)))
                    .serialize()
                    .getSerializedData()
                    .unpack(io.github.tribuogen.neural.density.protos.GaussianDensityModelProto.class)
                    .getMetadata();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertRefused(
            Class<? extends Exception> type,
            ModelProto good,
            int version,
            UnaryOperator<DensityAnomalyModelProto.Builder> change)
            throws InvalidProtocolBufferException {
        DensityAnomalyModelProto.Builder builder =
                good.getSerializedData().unpack(DensityAnomalyModelProto.class).toBuilder();
        Any data = Any.pack(change.apply(builder).build());
        assertThrows(type, () -> DensityAnomalyModel.deserializeFromProto(version, good.getClassName(), data));
    }

    /** The density of this file is that of four points (+-1, +-1); its variance is 1 + 0.25. */
    @Test
    void goldenFileLoads() throws IOException, URISyntaxException {
        DensityAnomalyModel model = (DensityAnomalyModel) Model.deserializeFromFile(
                Path.of(DensityAnomalyTest.class.getResource(GOLDEN).toURI()));
        double peak = -Math.log(2 * Math.PI * 1.25);
        assertEquals(peak - 1 / 1.25, model.getThreshold(), 1e-12);
        Event centre =
                model.predict(example(AnomalyFactory.UNKNOWN_EVENT, 0, 0)).getOutput();
        assertTrue(centre.fullEquals(new Event(EventType.EXPECTED, 0.8), 1e-12), centre.toString());
        Event far = model.predict(example(AnomalyFactory.UNKNOWN_EVENT, 3, 0)).getOutput();
        assertTrue(far.fullEquals(new Event(EventType.ANOMALOUS, 0.8 - 4.5 / 1.25), 1e-12), far.toString());
    }

    /** Writes the golden file; not a test, to be run by hand once for each release of the format. */
    static void generateModel(Path folder) throws IOException {
        MutableDataset<Event> data = empty();
        for (double x = -1; x <= 1; x += 2) {
            for (double y = -1; y <= 1; y += 2) {
                data.add(example(AnomalyFactory.EXPECTED_EVENT, x, y));
            }
        }
        Model<Event> model =
                new DensityAnomalyTrainer(new GaussianDensityTrainer(CovarianceType.FULL, 0.25), 0.05).train(data);
        Helpers.writeProtobuf(model, folder.resolve(GOLDEN));
    }
}
