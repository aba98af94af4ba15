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
package io.github.tribuogen.ebm.jem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import io.github.tribuogen.ebm.sampler.ClassGaussianStart;
import io.github.tribuogen.ebm.sampler.LangevinSampler;
import io.github.tribuogen.ebm.sampler.MalaSampler;
import io.github.tribuogen.ebm.sampler.ReplayBuffer;
import io.github.tribuogen.ebm.sampler.ShortRun;
import io.github.tribuogen.ebm.sampler.UniformStart;
import io.github.tribuogen.neural.data.AffineScaling;
import io.github.tribuogen.neural.data.ImageLayout;
import io.github.tribuogen.neural.data.VectorLayout;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.model.NeuralClassifierModel;
import io.github.tribuogen.neural.model.NeuralClassifierTrainer;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.WeightAveraging;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.EarlyStopping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Prediction;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.evaluation.LabelEvaluator;
import org.tribuo.impl.ArrayExample;
import org.tribuo.protos.core.ModelProto;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.test.Helpers;

class JEMTrainerTest {
    private static final MutableDataset<Label> DATA = Clusters.draw(200, 1, 1);

    /** Smooth, so that differences agree with derivatives. */
    private static final Mlp NETWORK = new Mlp(new StandardActivation(StandardActivation.Function.SWISH), 16);

    private static TrainingSettings steps(long n) {
        return TrainingSettings.builder()
                .batchSize(32)
                .steps(n)
                .device(Device.cpu(1))
                .showProgress(false)
                .build();
    }

    private static JEMTrainer.Builder builder(long steps) {
        return JEMTrainer.builder(NETWORK, new Adam(1e-2))
                .preprocessor(new AffineScaling(0.25f, 0.1f))
                .sampler(LangevinSampler.sgld(5, 0.05, 0.1))
                .memory(new ReplayBuffer(60, 0.1))
                .settings(steps(steps))
                .seed(5);
    }

    private static JEMModel model(long steps) {
        return builder(steps).build().train(DATA);
    }

    private static float[][] rows(int n, long seed) {
        SplittableRandom rng = new SplittableRandom(seed);
        float[][] rows = new float[n][2];
        for (float[] r : rows) {
            r[0] = (float) rng.nextDouble(-3, 3);
            r[1] = (float) rng.nextDouble(-1, 1);
        }
        return rows;
    }

    /** Protocol A: two normal clusters, in about a second. */
    @Test
    void learnsClassesDensityAndSamplesOfTwoClusters() {
        MutableDataset<Label> train = Clusters.draw(2000, 2, 1);
        JEMTrainer trainer = JEMTrainer.builder(
                        new Mlp(new StandardActivation(StandardActivation.Function.SWISH), 64, 64), new Adam(1e-3))
                .sampler(LangevinSampler.proper(20, 0.05))
                .memory(new ReplayBuffer(1024, 0.05, new UniformStart(-3, 3)))
                .objective(new JEMObjective().withEnergyPenalty(0.05).withClassConditionalChains())
                .settings(TrainingSettings.builder()
                        .batchSize(128)
                        .steps(300)
                        .showProgress(false)
                        .build())
                .build();
        try (JEMModel m = trainer.train(train)) {
            assertTrue(
                    new LabelEvaluator().evaluate(m, Clusters.draw(500, 3, 1)).accuracy() > 0.9);
            float[][] x = m.toRows(train.getData());
            float[][] away =
                    Arrays.stream(x).map(r -> new float[] {r[0], r[1] + 8}).toArray(float[][]::new);
            assertTrue(mean(m.logDensity(x)) > mean(m.logDensity(away)));
            double left = meanFirst(m.sample(200, new Label("left"), ChainOrigin.FRESH, 100, new SplittableRandom(4)));
            double right =
                    meanFirst(m.sample(200, new Label("right"), ChainOrigin.FRESH, 100, new SplittableRandom(4)));
            assertTrue(left < -1, "left " + left);
            assertTrue(right > 1, "right " + right);
        }
    }

    private static double mean(double[] v) {
        return Arrays.stream(v).average().orElseThrow();
    }

    private static double meanFirst(float[][] rows) {
        return Arrays.stream(rows).mapToDouble(r -> r[0]).average().orElseThrow();
    }

    @Test
    void withoutDensityTermTheModelIsThePlainClassifiers() {
        AffineScaling scaling = new AffineScaling(0.25f, 0.1f);
        try (NeuralClassifierModel plain = new NeuralClassifierTrainer(
                                NETWORK, new Adam(1e-2), new VectorLayout(), scaling, steps(60), 5)
                        .withInputNoise(0.03)
                        .train(DATA);
                JEMModel jem =
                        builder(60).objective(new JEMObjective(0, 1, 0)).build().train(DATA)) {
            for (Map.Entry<String, HostTensor> e : plain.weights().entrySet()) {
                assertEquals(e.getValue(), jem.weights().get(e.getKey()), e.getKey());
            }
            assertEquals(0, jem.replayBuffer().length);
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> jem.sample(3, new SplittableRandom(1)));
            assertTrue(e.getMessage().contains("density term"), e.getMessage());
        }
    }

    @Test
    void densityProbabilitiesAndScoreAgree() {
        try (JEMModel m = model(30)) {
            float[][] x = rows(20, 6);
            float[][] f = m.logits(x);
            double[] s = m.logDensity(x);
            float[][] score = m.score(x);
            for (int i = 0; i < x.length; i++) {
                double lse = Math.log(Math.exp(f[i][0]) + Math.exp(f[i][1]));
                assertEquals(lse, s[i], 1e-5);
                Prediction<Label> p = m.predict(m.layout().toExample(x[i], 0, Clusters.FACTORY.getUnknownOutput()));
                for (int k = 0; k < 2; k++) {
                    String name = m.getOutputIDInfo().getOutput(k).getLabel();
                    assertEquals(
                            Math.exp(f[i][k] - lse),
                            p.getOutputScores().get(name).getScore(),
                            1e-5);
                }
                for (int j = 0; j < 2; j++) {
                    float h = 1e-2f;
                    float[] up = x[i].clone();
                    float[] down = x[i].clone();
                    up[j] += h;
                    down[j] -= h;
                    double[] d = m.logDensity(new float[][] {up, down});
                    assertEquals((d[0] - d[1]) / (up[j] - down[j]), score[i][j], 5e-3);
                }
                float[][] one = m.logitGradient(new float[][] {x[i]}, new float[][] {{0, 1}});
                float[][] p1 = m.lossGradient(new float[][] {x[i]}, new int[] {1});
                for (int j = 0; j < 2; j++) {
                    // grad CE = grad LSE - grad f_y
                    assertEquals(score[i][j] - one[0][j], p1[0][j], 1e-4);
                }
            }
            assertFalse(m.isNormalised());
        }
    }

    @Test
    void refinementClimbsTheDensity() {
        try (JEMModel m = builder(100)
                .sampler(LangevinSampler.sgld(20, 0.05, 0.0))
                .build()
                .train(DATA)) {
            float[][] x = rows(50, 7);
            float[][] same = m.refine(x, 0, 0, 1);
            for (int i = 0; i < x.length; i++) {
                assertArrayEquals(x[i], same[i], 1e-5f);
            }
            assertTrue(mean(m.logDensity(m.refine(x, 20, 0, 1))) > mean(m.logDensity(x)));
            float[][] f = m.logits(x);
            float[][] g = m.refinedLogits(x, 0, 3, 0, 1);
            for (int i = 0; i < x.length; i++) {
                assertArrayEquals(f[i], g[i], 1e-5f);
            }
            for (float[] p : m.refinedProbabilities(x, 10, 5, 0.03, 1)) {
                assertEquals(1, p[0] + p[1], 1e-6);
            }
            assertThrows(IllegalArgumentException.class, () -> m.refine(x, -1, 0, 1));
        }
    }

    @Test
    void samplesAreAFunctionOfTheSeed() {
        try (JEMModel m = model(30)) {
            for (ChainOrigin origin : ChainOrigin.values()) {
                float[][] a = m.sample(70, origin, 5, new SplittableRandom(1));
                assertEquals(70, a.length);
                assertArrayEquals(a, m.sample(70, origin, 5, new SplittableRandom(1)));
                assertNotEquals(
                        Arrays.deepToString(a), Arrays.deepToString(m.sample(70, origin, 5, new SplittableRandom(2))));
                m.setBatchSize(16);
                assertEquals(70, m.sample(70, new Label("left"), origin, 5, new SplittableRandom(1)).length);
                m.setBatchSize(512);
            }
            List<Example<Label>> examples = m.sampleExamples(40, new SplittableRandom(3));
            assertEquals(2, examples.stream().map(Example::getOutput).distinct().count());
            assertEquals(0, m.sample(0, new SplittableRandom(1)).length);
            assertThrows(IllegalArgumentException.class, () -> m.sample(-1, new SplittableRandom(1)));
            IllegalArgumentException e = assertThrows(
                    IllegalArgumentException.class,
                    () -> m.sample(1, new Label("up"), ChainOrigin.FRESH, 1, new SplittableRandom(1)));
            assertTrue(e.getMessage().contains("up"), e.getMessage());
        }
    }

    @Test
    void theBufferIsPartOfTheModelInTheUsersUnits() {
        try (JEMModel m = model(30)) {
            float[][] buffer = m.replayBuffer();
            assertEquals(60, buffer.length);
            float[] points = m.weights().get("chains/samples").toFloats();
            for (int i = 0; i < buffer.length; i++) {
                for (int j = 0; j < 2; j++) {
                    assertEquals((points[2 * i + j] - 0.1) / 0.25, buffer[i][j], 1e-4);
                }
            }
            float[][] untouched = m.sample(60, ChainOrigin.BUFFER, 0, new SplittableRandom(1));
            assertEquals(
                    Arrays.stream(buffer).mapToDouble(r -> r[0]).sum(),
                    Arrays.stream(untouched).mapToDouble(r -> r[0]).sum(),
                    1e-3,
                    "each slot is taken once");
        }
        try (JEMModel m = builder(10).memory(new ShortRun()).build().train(DATA)) {
            assertEquals(0, m.replayBuffer().length);
            assertEquals(5, m.sample(5, new SplittableRandom(1)).length);
            assertThrows(
                    IllegalArgumentException.class, () -> m.sample(5, ChainOrigin.BUFFER, 1, new SplittableRandom(1)));
        }
    }

    @Test
    void protobufRoundTripKeepsEverything() {
        try (JEMModel m = model(30)) {
            JEMModel read = (JEMModel) Helpers.testModelProtoSerialization(m, Label.class, DATA, 0);
            float[][] x = rows(10, 8);
            assertArrayEquals(m.logDensity(x), read.logDensity(x));
            assertArrayEquals(m.replayBuffer(), read.replayBuffer());
            assertArrayEquals(m.sample(20, new SplittableRandom(1)), read.sample(20, new SplittableRandom(1)));
            assertEquals(m.chainSteps(), read.chainSteps());
            assertEquals(m.weights(), read.weights());
            Helpers.testProvenanceMarshalling(m.getProvenance());
            read.close();
        }
    }

    @Test
    void tamperedModelsAreRefused() throws Exception {
        try (JEMModel m = model(5)) {
            byte[] bytes = m.serialize().toByteArray();
            int refused = 0;
            for (int i = bytes.length / 2; i < bytes.length / 2 + 40; i++) {
                byte[] bad = bytes.clone();
                bad[i] ^= 4;
                try {
                    Model.deserialize(ModelProto.parseFrom(bad));
                } catch (Exception e) {
                    refused++;
                }
            }
            assertEquals(40, refused);
            assertThrows(
                    Exception.class,
                    () -> Model.deserialize(ModelProto.parseFrom(Arrays.copyOf(bytes, bytes.length - 100))));
            ModelProto future = m.serialize().toBuilder().setVersion(99).build();
            assertThrows(IllegalStateException.class, () -> Model.deserialize(future));
        }
    }

    @Test
    void configurationRoundTripAndReproduction() {
        JEMTrainer trainer = builder(20)
                .objective(new JEMObjective(1, 1, 0.5).withEnergyPenalty(0.1))
                .sampler(new MalaSampler(5, 0.01))
                .memory(new ReplayBuffer(60, 0.1, new ClassGaussianStart(100, 20, 1)))
                .averaging(new WeightAveraging(0.9, true))
                .build();
        Helpers.testConfigurableRoundtrip(trainer);
        trainer.train(DATA).close();
        try (JEMModel second = trainer.train(DATA);
                JEMModel again = (JEMModel) rebuilt(second).train(DATA)) {
            assertEquals(second.weights(), again.weights());
            assertEquals(
                    second.getProvenance().getTrainerProvenance(),
                    again.getProvenance().getTrainerProvenance());
        }
    }

    @SuppressWarnings("unchecked")
    private static Trainer<Label> rebuilt(JEMModel model) {
        TrainerProvenance p = model.getProvenance().getTrainerProvenance();
        var configuration = ProvenanceUtil.extractConfiguration(p);
        ConfigurationManager cm = new ConfigurationManager();
        cm.addConfiguration(configuration);
        Trainer<Label> trainer = (Trainer<Label>) cm.lookup(configuration.get(0).getName());
        trainer.setInvocationCount(((com.oracle.labs.mlrg.olcut.provenance.primitives.IntProvenance)
                        p.getInstanceValues().get(TrainerProvenance.TRAIN_INVOCATION_COUNT))
                .getValue());
        return trainer;
    }

    @Test
    void invocationCountIsExact() {
        JEMTrainer one = builder(10).build();
        one.train(DATA).close();
        one.train(DATA).close();
        JEMTrainer other = builder(10).build();
        other.setInvocationCount(2);
        try (JEMModel a = one.train(DATA);
                JEMModel b = other.train(DATA)) {
            assertEquals(a.weights(), b.weights());
            assertEquals(3, other.getInvocationCount());
        }
        assertThrows(IllegalArgumentException.class, () -> one.setInvocationCount(-1));
    }

    @Test
    void unlabelledExamplesShapeTheDensity() {
        MutableDataset<Label> few = Clusters.draw(400, 11, 40);
        try (JEMModel m = builder(300)
                .objective(new JEMObjective().withEnergyPenalty(0.1))
                .build()
                .train(few)) {
            assertEquals(2, m.getOutputIDInfo().size());
            assertTrue(
                    new LabelEvaluator().evaluate(m, Clusters.draw(300, 12, 1)).accuracy() > 0.95);
        }
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> builder(5).objective(new JEMObjective(0, 1, 0)).build().train(few));
        assertTrue(e.getMessage().contains("unknown"), e.getMessage());
        MutableDataset<Label> none = Clusters.empty();
        none.add(Clusters.example(1, 1, Clusters.FACTORY.getUnknownOutput()));
        assertThrows(IllegalArgumentException.class, () -> builder(5).build().train(none));
    }

    @Test
    void oneClassOneExampleAndLargeBatches() {
        MutableDataset<Label> single = Clusters.empty();
        single.add(Clusters.example(0.5, 0.5, new Label("only")));
        try (JEMModel m = builder(20).build().train(single)) {
            Prediction<Label> p = m.predict(single.getExample(0));
            assertEquals("only", p.getOutput().getLabel());
            assertEquals(1, p.getOutput().getScore(), 1e-6);
            assertEquals(4, m.sample(4, new SplittableRandom(1)).length);
        }
    }

    @Test
    void badDataIsRefused() {
        JEMTrainer t = builder(5).build();
        assertRefused(() -> t.train(Clusters.empty()), "no examples");
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            MutableDataset<Label> d = Clusters.draw(10, 1, 1);
            ArrayExample<Label> spoilt = Clusters.example(1, 0, new Label("left"));
            d.add(spoilt);
            // a dataset refuses NaN in what is added, but not what becomes of it later
            spoilt.set(new Feature("a", bad));
            assertRefused(() -> t.train(d), "example 10", "'a'", Double.toString(bad));
        }
        assertRefused(() -> builder(5).layout(new ImageLayout(1, 1, 2)).build().train(DATA), "'a'", "ImageLayout");
        try (JEMModel m = t.train(DATA)) {
            Example<Label> foreign = new ArrayExample<>(new Label("left"), new String[] {"z"}, new double[] {1});
            assertRefused(() -> m.predict(foreign), "found an example with 1 features", "such as 'a'");
            Example<Label> none = new ArrayExample<>(new Label("left"), new String[0], new double[0]);
            assertRefused(() -> m.predict(none), "found an example with 0 features", "such as 'a'");
            assertRefused(() -> m.logDensity(new float[][] {{1}}), "1", "2");
            assertRefused(() -> m.score(new float[][] {{1, Float.NaN}}), "NaN");
        }
        assertThrows(PropertyException.class, () -> builder(5).inputNoise(-1).build());
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> builder(5)
                .memory(new ReplayBuffer(61, 0.1))
                .objective(new JEMObjective().withClassConditionalChains())
                .build()
                .train(DATA));
        assertTrue(e.getMessage().contains("61"), e.getMessage());
    }

    private static void assertRefused(org.junit.jupiter.api.function.Executable e, String... words) {
        String message = assertThrows(IllegalArgumentException.class, e).getMessage();
        for (String w : words) {
            assertTrue(message.contains(w), "'" + w + "' in: " + message);
        }
    }

    @Test
    void closedModelsThrow() {
        JEMModel m = model(5);
        m.predict(DATA.getExample(0));
        m.close();
        for (org.junit.jupiter.api.function.Executable e : List.<org.junit.jupiter.api.function.Executable>of(
                () -> m.predict(DATA.getExample(0)),
                () -> m.sample(1, new SplittableRandom(1)),
                () -> m.logDensity(new float[1][2]),
                m::replayBuffer)) {
            String message = assertThrows(IllegalStateException.class, e).getMessage();
            assertTrue(message.contains("closed"), message);
        }
    }

    @Test
    void copyIsIndependent() {
        JEMModel m = model(5);
        try (JEMModel copy = (JEMModel) m.copy()) {
            m.close();
            assertEquals(1, copy.sample(1, new SplittableRandom(1)).length);
        }
    }

    @Test
    void validationRestoresTheBestState() {
        TrainingSettings s = TrainingSettings.builder()
                .batchSize(32)
                .steps(60)
                .validation(0.2, new EarlyStopping(20, 0, true))
                .device(Device.cpu(1))
                .showProgress(false)
                .build();
        try (JEMModel m = builder(60).settings(s).build().train(DATA)) {
            assertTrue(m.getProvenance().getInstanceProvenance().getMap().containsKey("best-step")
                    || m.getProvenance().toString().contains("best-step"));
        }
    }

    @Test
    void concurrentCallsAreSafe() throws Exception {
        JEMTrainer t = builder(20).build();
        List<JEMModel> expected = List.of(t.train(DATA), t.train(DATA));
        JEMTrainer u = builder(20).build();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<JEMModel>> runs = new ArrayList<>();
            Callable<JEMModel> train = () -> u.train((Dataset<Label>) DATA);
            runs.add(pool.submit(train));
            runs.add(pool.submit(train));
            List<Map<String, HostTensor>> found =
                    List.of(runs.get(0).get().weights(), runs.get(1).get().weights());
            for (JEMModel m : expected) {
                assertTrue(found.contains(m.weights()));
            }
            JEMModel m = expected.get(0);
            List<Prediction<Label>> alone = m.predict(DATA);
            float[][] drawn = m.sample(30, new SplittableRandom(1));
            double[] density = m.logDensity(drawn);
            List<Future<float[][]>> samples = new ArrayList<>();
            List<Future<double[]>> densities = new ArrayList<>();
            List<Future<List<Prediction<Label>>>> predictions = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                predictions.add(pool.submit(() -> m.predict(DATA)));
                samples.add(pool.submit(() -> m.sample(30, new SplittableRandom(1))));
                densities.add(pool.submit(() -> m.logDensity(drawn)));
            }
            for (Future<float[][]> f : samples) {
                assertArrayEquals(drawn, f.get());
            }
            for (Future<double[]> f : densities) {
                assertArrayEquals(density, f.get());
            }
            for (Future<List<Prediction<Label>>> p : predictions) {
                assertTrue(Helpers.predictionListDistributionEquals(alone, p.get()));
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
