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
package io.github.tribuogen.flow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import com.oracle.labs.mlrg.olcut.provenance.primitives.IntProvenance;
import io.github.tribuogen.flow.cnf.ContinuousFlow;
import io.github.tribuogen.flow.cnf.ExactDivergence;
import io.github.tribuogen.flow.cnf.MlpDynamics;
import io.github.tribuogen.flow.cnf.TimeLayer;
import io.github.tribuogen.flow.ode.AdaptiveSolver;
import io.github.tribuogen.flow.ode.Adjoint;
import io.github.tribuogen.flow.toy.ToyDensity;
import io.github.tribuogen.neural.data.Standardisation;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.evaluation.LogDensityEvaluation;
import io.github.tribuogen.neural.density.evaluation.LogDensityEvaluator;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.AdamW;
import io.github.tribuogen.neural.optim.Optimiser;
import io.github.tribuogen.neural.optim.WeightAveraging;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.EarlyStopping;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Dataset;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Prediction;
import org.tribuo.Trainer;
import org.tribuo.protos.core.ModelProto;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.test.Helpers;

/** What every trainer of the project promises: reproduction, files, counts, threads. */
class FlowContractTest {
    private static final MutableDataset<LogDensity> DATA = Flows.toy(ToyDensity.MOONS, 200, 1);

    private static FlowTrainer.Builder builder(long steps) {
        return Flows.trainer(Flows.realNvp(4, 8), steps);
    }

    private static FlowModel model(long steps) {
        return builder(steps).build().train(DATA);
    }

    @Test
    void predictionsScoresAndDensitiesAgree() {
        try (FlowModel m = model(30)) {
            float[][] x = m.toRows(DATA.getData());
            double[] l = m.logDensity(x);
            List<Prediction<LogDensity>> p = m.predict(DATA);
            float[][] score = m.score(x);
            for (int i = 0; i < 20; i++) {
                assertEquals(l[i], p.get(i).getOutput().getValue(), 1e-6);
                assertEquals(
                        l[i],
                        p.get(i).getOutputScores().get(FlowModel.SCORE_KEY).getValue(),
                        1e-6);
                for (int j = 0; j < 2; j++) {
                    float h = 1e-2f;
                    float[] up = x[i].clone();
                    float[] down = x[i].clone();
                    up[j] += h;
                    down[j] -= h;
                    double[] d = m.logDensity(new float[][] {up, down});
                    double difference = (d[0] - d[1]) / (up[j] - down[j]);
                    assertEquals(difference, score[i][j], 2e-2 * (1 + Math.abs(difference)));
                }
            }
            assertTrue(m.isNormalised() && m.hasScore() && m.dimension() == 2);
            LogDensityEvaluation e = new LogDensityEvaluator().evaluate(m, DATA);
            assertEquals(Arrays.stream(l).average().orElseThrow(), e.meanLogDensity(), 1e-6);
        }
    }

    @Test
    void theDensityIntegratesToOneAndSamplesFollowIt() {
        try (FlowModel m = builder(300).build().train(Flows.toy(ToyDensity.GAUSS, 1000, 1))) {
            int n = 160;
            double width = 14.0 / n;
            float[][] grid = new float[n * n][];
            for (int i = 0; i < grid.length; i++) {
                grid[i] = new float[] {(float) (-7 + (i / n + 0.5) * width), (float) (-7 + (i % n + 0.5) * width)};
            }
            double total = Arrays.stream(m.logDensity(grid)).map(Math::exp).sum() * width * width;
            assertEquals(1, total, 2e-3);
            float[][] samples = m.sample(4000, new SplittableRandom(3));
            double nll = -Arrays.stream(m.logDensity(samples)).average().orElseThrow();
            // of a good fit the entropy is that of the data
            assertEquals(ToyDensity.GAUSS.entropy(), nll, 0.12);
            float[][] z = m.toBase(samples);
            double square = Arrays.stream(z)
                    .mapToDouble(r -> r[0] * r[0] + r[1] * r[1])
                    .average()
                    .orElseThrow();
            assertEquals(2, square, 4.5 * 2 / Math.sqrt(4000), "the base is standard normal");
            assertArrayEquals(samples, m.sample(4000, new SplittableRandom(3)));
            assertEquals(0, m.sample(0, new SplittableRandom(1)).length);
            assertThrows(IllegalArgumentException.class, () -> m.sample(-1, new SplittableRandom(1)));
            assertEquals(3, m.sampleExamples(3, new SplittableRandom(1)).size());
        }
    }

    @Test
    void theSameWeightsServeUnderAnotherSolver() {
        MlpDynamics dynamics = new MlpDynamics(TimeLayer.CONCAT_SQUASH, Flows.TANH, 12);
        ContinuousFlow.Builder flow =
                ContinuousFlow.builder(dynamics).solver(AdaptiveSolver.dopri5(1e-2), new Adjoint());
        try (FlowModel coarse = Flows.trainer(flow.build(), 30).build().train(DATA)) {
            float[][] x = coarse.toRows(DATA);
            try (FlowModel same = coarse.with(flow.build(), Device.cpu(1));
                    FlowModel fine = coarse.with(
                            flow.test(AdaptiveSolver.dopri5(1e-6), new ExactDivergence())
                                    .build(),
                            Device.cpu(1))) {
                assertArrayEquals(coarse.logDensity(x), same.logDensity(x));
                double[] exact = fine.logDensity(x);
                assertArrayEquals(coarse.logDensity(x), exact, 0.2);
                assertFalse(Arrays.equals(coarse.logDensity(x), exact));
                assertTrue(fine.getProvenance()
                        .getInstanceProvenance()
                        .getMap()
                        .get("bijection")
                        .toString()
                        .contains("1.0E-6"));
                assertEquals(
                        coarse.getProvenance().getTrainerProvenance(),
                        fine.getProvenance().getTrainerProvenance());
            }
            IllegalArgumentException other =
                    assertThrows(IllegalArgumentException.class, () -> coarse.with(Flows.realNvp(2, 8), Device.cpu(1)));
            assertTrue(other.getMessage().contains("uses the variable"), other.getMessage());
            ContinuousFlow wider = ContinuousFlow.builder(new MlpDynamics(TimeLayer.CONCAT_SQUASH, Flows.TANH, 13))
                    .build();
            assertThrows(IllegalArgumentException.class, () -> coarse.with(wider, Device.cpu(1)));
        }
    }

    @Test
    void pathsLeadFromTheBaseToTheData() {
        try (FlowModel m = model(10)) {
            float[][] base = {{0.5f, -1}, {0, 0}, {1, 2}};
            float[][][] path = m.path(base);
            assertEquals(5, path.length, "the base and four couplings");
            float[][] end = m.fromBase(base);
            for (int i = 0; i < 3; i++) {
                assertArrayEquals(end[i], path[4][i], 1e-5f);
            }
            assertEquals(0, m.path(new float[0][]).length);
        }
    }

    @Test
    void protobufRoundTripKeepsEverything() {
        try (FlowModel m = model(10)) {
            FlowModel read = (FlowModel) Helpers.testModelProtoSerialization(m, LogDensity.class, DATA, 0);
            float[][] x = m.toRows(DATA.getData());
            assertArrayEquals(m.logDensity(x), read.logDensity(x));
            assertArrayEquals(m.score(x), read.score(x));
            assertArrayEquals(m.sample(5, new SplittableRandom(1)), read.sample(5, new SplittableRandom(1)));
            assertArrayEquals(m.path(x), read.path(x));
            Helpers.testProvenanceMarshalling(m.getProvenance());
            read.close();
        }
    }

    @Test
    void tamperedModelsAreRefused() throws Exception {
        try (FlowModel m = model(3)) {
            byte[] bytes = m.serialize().toByteArray();
            assertThrows(
                    Exception.class,
                    () -> Model.deserialize(ModelProto.parseFrom(Arrays.copyOf(bytes, bytes.length - 100))));
            ModelProto future = m.serialize().toBuilder().setVersion(99).build();
            assertThrows(IllegalStateException.class, () -> Model.deserialize(future));
        }
    }

    @Test
    void configurationRoundTripAndReproduction() {
        FlowTrainer trainer =
                builder(15).averaging(new WeightAveraging(0.9, true)).build();
        Helpers.testConfigurableRoundtrip(trainer);
        for (var flow : List.of(Flows.nice(2, 8), Flows.glow(2, 8), Flows.maf(2, 8))) {
            FlowTrainer t = Flows.trainer(flow, 10).build();
            assertEquals(t.toString(), rebuilt(t.getProvenance()).toString());
            t.train(DATA).close();
            try (FlowModel second = t.train(DATA);
                    FlowModel again = (FlowModel) rebuilt(second.getProvenance().getTrainerProvenance())
                            .train(DATA)) {
                assertEquals(second.weights(), again.weights());
                float[][] x = second.toRows(DATA.getData());
                assertArrayEquals(second.logDensity(x), again.logDensity(x));
                assertEquals(
                        second.getProvenance().getTrainerProvenance(),
                        again.getProvenance().getTrainerProvenance());
            }
        }
    }

    @SuppressWarnings("unchecked") // the provenance is that of such a trainer
    private static Trainer<LogDensity> rebuilt(TrainerProvenance p) {
        var configuration = ProvenanceUtil.extractConfiguration(p);
        ConfigurationManager cm = new ConfigurationManager();
        cm.addConfiguration(configuration);
        Trainer<LogDensity> trainer =
                (Trainer<LogDensity>) cm.lookup(configuration.get(0).getName());
        trainer.setInvocationCount(
                ((IntProvenance) p.getInstanceValues().get(TrainerProvenance.TRAIN_INVOCATION_COUNT)).getValue());
        return trainer;
    }

    @Test
    void invocationCountIsExact() {
        FlowTrainer one = builder(5).build();
        one.train(DATA).close();
        one.train(DATA).close();
        FlowTrainer other = builder(5).build();
        other.setInvocationCount(2);
        try (FlowModel a = one.train(DATA);
                FlowModel b = other.train(DATA)) {
            assertEquals(a.weights(), b.weights());
            assertEquals(3, other.getInvocationCount());
        }
        assertThrows(IllegalArgumentException.class, () -> one.setInvocationCount(-1));
    }

    @Test
    void validationKeepsTheBestStateAndProvenanceTellsIt() {
        FlowTrainer t = builder(60)
                .settings(Flows.settings(60)
                        .validation(0.2, new EarlyStopping(20, 0, true))
                        .build())
                .build();
        try (FlowModel m = t.train(DATA)) {
            String run = m.getProvenance().toString();
            assertTrue(run.contains("best-step") && run.contains("NLL"), run);
            float[] curve = m.trainingHistory().curves().get("validation-NLL").values();
            assertEquals(3, curve.length);
            assertTrue(m.trainingHistory().curves().containsKey("NLL"));
        }
    }

    @Test
    void averagedWeightsReachTheModel() {
        try (FlowModel plain = model(20);
                FlowModel averaged = builder(20)
                        .averaging(new WeightAveraging(0.9, true))
                        .build()
                        .train(DATA)) {
            assertEquals(plain.weights().keySet(), averaged.weights().keySet());
            assertTrue(!plain.weights().equals(averaged.weights()));
        }
    }

    /** Running statistics of the last step beside averaged parameters would be statistics of another network. */
    @Test
    void averagedWeightsHaveAveragedStatistics() {
        Function<WeightAveraging, FlowModel> trained =
                averaging -> FlowTrainer.builder(Flows.maf(4, 16), new Adam(2e-2))
                        .preprocessor(new Standardisation())
                        .settings(Flows.settings(200).build())
                        .seed(5)
                        .averaging(averaging)
                        .build()
                        .train(DATA);
        try (FlowModel last = trained.apply(null);
                FlowModel same = trained.apply(new WeightAveraging(0, true));
                FlowModel averaged = trained.apply(new WeightAveraging(0.98, true))) {
            assertEquals(last.weights(), same.weights());
            assertNotEquals(
                    last.weights().get("flow/1/mean"), averaged.weights().get("flow/1/mean"));
            float[][] x = last.toRows(DATA.getData());
            double best = Arrays.stream(last.logDensity(x)).average().orElseThrow();
            double mean = Arrays.stream(averaged.logDensity(x)).average().orElseThrow();
            assertTrue(mean > best - 0.2, mean + " nats with averages, " + best + " with the last");
        }
    }

    @Test
    void checkpointsResumeToTheSameBits(@TempDir Path dir) {
        List<Map<String, HostTensor>> found = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            for (int steps : run == 0 ? new int[] {20} : new int[] {10, 20}) {
                FlowTrainer t = Flows.trainer(Flows.glow(2, 8), steps)
                        .settings(Flows.settings(steps)
                                .checkpoints(dir.resolve("run" + run), 10, true)
                                .build())
                        .build();
                try (FlowModel m = t.train(DATA)) {
                    found.add(m.weights());
                }
            }
        }
        assertEquals(found.get(0), found.get(2));
    }

    @Test
    void closedModelsThrowAndCopiesLive() {
        FlowModel m = model(3);
        float[][] x = new float[2][2];
        try (FlowModel copy = (FlowModel) m.copy()) {
            m.close();
            assertEquals(2, copy.logDensity(x).length);
            for (org.junit.jupiter.api.function.Executable e : List.<org.junit.jupiter.api.function.Executable>of(
                    () -> m.predict(DATA.getExample(0)),
                    () -> m.sample(1, new SplittableRandom(1)),
                    () -> m.score(x),
                    () -> m.logDensity(x))) {
                assertTrue(assertThrows(IllegalStateException.class, e)
                        .getMessage()
                        .contains("closed"));
            }
        }
    }

    @Test
    void concurrentCallsAreSafe() throws Exception {
        FlowTrainer t = builder(10).build();
        List<FlowModel> expected = List.of(t.train(DATA), t.train(DATA));
        FlowTrainer u = builder(10).build();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            Callable<FlowModel> train = () -> u.train((Dataset<LogDensity>) DATA);
            List<Future<FlowModel>> runs = List.of(pool.submit(train), pool.submit(train));
            List<Map<String, HostTensor>> found =
                    List.of(runs.get(0).get().weights(), runs.get(1).get().weights());
            for (FlowModel m : expected) {
                assertTrue(found.contains(m.weights()));
            }
            FlowModel m = expected.get(0);
            float[][] x = m.toRows(DATA.getData());
            double[] density = m.logDensity(x);
            float[][] drawn = m.sample(30, new SplittableRandom(1));
            List<Future<double[]>> densities = new ArrayList<>();
            List<Future<float[][]>> samples = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                densities.add(pool.submit(() -> m.logDensity(x)));
                samples.add(pool.submit(() -> m.sample(30, new SplittableRandom(1))));
            }
            for (Future<double[]> f : densities) {
                assertArrayEquals(density, f.get());
            }
            for (Future<float[][]> f : samples) {
                assertArrayEquals(drawn, f.get());
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** As a term of the loss Adam scales it like any gradient; decoupled it shrinks every weight alike. */
    @Test
    void weightDecayComesInTwoKinds() {
        double[] sizes = new double[3];
        Optimiser[] optimisers = {new Adam(5e-3), new Adam(5e-3).withWeightDecay(0.5), new AdamW(5e-3, 5)};
        for (int i = 0; i < 3; i++) {
            FlowTrainer t = FlowTrainer.builder(Flows.realNvp(2, 8), optimisers[i])
                    .settings(Flows.settings(60).build())
                    .build();
            try (FlowModel m = t.train(DATA)) {
                for (HostTensor w : m.weights().values()) {
                    sizes[i] += Arrays.stream(w.toDoubles()).map(v -> v * v).sum();
                }
            }
        }
        assertTrue(sizes[1] < 0.8 * sizes[0], Arrays.toString(sizes));
        assertTrue(sizes[2] < 0.8 * sizes[0], Arrays.toString(sizes));
        assertTrue(Math.abs(sizes[1] - sizes[2]) > 1e-3 * sizes[0], Arrays.toString(sizes));
    }
}
