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
package io.github.tribuogen.ebm.vera;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import com.oracle.labs.mlrg.olcut.provenance.primitives.IntProvenance;
import io.github.tribuogen.ebm.energy.GaussianMixtureEnergy;
import io.github.tribuogen.ebm.energy.NetworkEnergy;
import io.github.tribuogen.ebm.sampler.MalaSampler;
import io.github.tribuogen.neural.data.Standardisation;
import io.github.tribuogen.neural.density.DensityKind;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.model.NeuralTrainer;
import io.github.tribuogen.neural.nn.BatchNormalisation;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.NetworkGenerator;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.Sgd;
import io.github.tribuogen.neural.optim.WeightAveraging;
import io.github.tribuogen.neural.runtime.DivergenceGuard;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.MutableDataset;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.test.Helpers;

/** What every trainer of the project promises, for training by a generator: reproduction, files, bad input. */
class VERAContractTest {
    private static final MutableDataset<LogDensity> DATA = VeraData.densities(VeraData.clusters(200, 1));
    private static final MutableDataset<Label> CLASSES = VeraData.classes(200, 20, 1);

    private static VERATrainer.Builder density(AmortisedSampler sampler, long steps) {
        return VERATrainer.builder(VeraData.energy(8), sampler)
                .settings(VeraData.settings(steps).batchSize(16).build())
                .seed(5);
    }

    private static AmortisedSampler sampler(EntropyGradient e) {
        return VeraData.sampler(2, 8).withEntropy(0.5, e);
    }

    private static AmortisedSampler normalised() {
        return new AmortisedSampler(
                        new NetworkGenerator(
                                new Mlp(8).withNormalisation(new BatchNormalisation()),
                                new StandardActivation(StandardActivation.Function.IDENTITY)),
                        3)
                .withEntropy(0.1, new ImportanceEntropyGradient());
    }

    private static Map<String, VERATrainer> all(long steps) {
        Map<String, VERATrainer> m = new LinkedHashMap<>();
        m.put("paper", density(normalised(), steps).build());
        m.put(
                "laplace",
                density(sampler(new LaplaceEntropyGradient(2, 1, 1)), steps)
                        .objective(new DensityObjective(0.1).withPenalties(0.01, 0.02))
                        .averaging(new WeightAveraging(0.9, true))
                        .preprocessor(new Standardisation())
                        .together(false)
                        .build());
        m.put(
                "chains",
                density(sampler(new HmcEntropyGradient(1, 1, 2, 0.1)).withInterval(2), steps)
                        .objective(new DensityObjective().withInterval(3))
                        .build());
        m.put(
                "weighted",
                density(sampler(new LaplaceEntropyGradient(2, 2, 2)), steps)
                        .objective(new DensityObjective().withImportance(0.8))
                        .build());
        m.put(
                "moved",
                density(sampler(new LaplaceEntropyGradient()).withChain(new MalaSampler(2, 0.01)), steps)
                        .objective(new DensityObjective(0.1).withPenaltyInterval(2))
                        .build());
        m.put(
                "mixture",
                VERATrainer.builder(
                                new GaussianMixtureEnergy(2),
                                sampler(new ImportanceEntropyGradient(3, 0.2, new Adam())))
                        .settings(VeraData.settings(steps).batchSize(16).build())
                        .build());
        return m;
    }

    static Iterable<String> names() {
        return all(1).keySet();
    }

    private static NeuralTrainer<?, ?> rebuilt(TrainerProvenance p) {
        var configuration = ProvenanceUtil.extractConfiguration(p);
        ConfigurationManager cm = new ConfigurationManager();
        cm.addConfiguration(configuration);
        Trainer<?> trainer = (Trainer<?>) cm.lookup(configuration.get(0).getName());
        trainer.setInvocationCount(
                ((IntProvenance) p.getInstanceValues().get(TrainerProvenance.TRAIN_INVOCATION_COUNT)).getValue());
        return (NeuralTrainer<?, ?>) trainer;
    }

    @ParameterizedTest
    @MethodSource("names")
    void configurationReproductionAndFiles(String name) {
        VERATrainer trainer = all(8).get(name);
        trainer.train(DATA).close();
        try (VERAModel second = trainer.train(DATA)) {
            VERATrainer again = (VERATrainer) rebuilt(second.getProvenance().getTrainerProvenance());
            assertEquals(trainer.toString(), again.toString());
            float[][] x = second.toRows(DATA.getData());
            try (VERAModel same = again.train(DATA)) {
                assertEquals(second.weights(), same.weights());
                assertArrayEquals(second.logDensity(x), same.logDensity(x));
                assertEquals(
                        second.getProvenance().getTrainerProvenance(),
                        same.getProvenance().getTrainerProvenance());
            }
            VERAModel read = (VERAModel) Helpers.testModelProtoSerialization(second, LogDensity.class, DATA, 0);
            assertArrayEquals(second.logDensity(x), read.logDensity(x));
            assertArrayEquals(second.score(x), read.score(x));
            assertArrayEquals(second.sample(5, new SplittableRandom(1)), read.sample(5, new SplittableRandom(1)));
            assertEquals(second.entropyWeight(), read.entropyWeight());
            Helpers.testProvenanceMarshalling(second.getProvenance());
            read.close();
            assertEquals(
                    name.equals("mixture") ? DensityKind.NORMALISED : DensityKind.UNNORMALISED, second.densityKind());
        }
    }

    @Test
    void classifiersAreReproducedToo() {
        VERAClassifierTrainer trainer = VERAClassifierTrainer.builder(new Mlp(8))
                .sampler(sampler(new LaplaceEntropyGradient()))
                .weights(10, 0.1)
                .smoothness(new VirtualAdversarial(0.1, 1, 1))
                .averaging(new WeightAveraging(0.9, true))
                .settings(VeraData.settings(8).batchSize(16).build())
                .build();
        trainer.train(CLASSES).close();
        try (VERAClassifierModel second = trainer.train(CLASSES)) {
            VERAClassifierTrainer again =
                    (VERAClassifierTrainer) rebuilt(second.getProvenance().getTrainerProvenance());
            assertEquals(trainer.toString(), again.toString());
            float[][] x = second.toRows(CLASSES.getData());
            try (VERAClassifierModel same = again.train(CLASSES)) {
                assertEquals(second.weights(), same.weights());
            }
            VERAClassifierModel read =
                    (VERAClassifierModel) Helpers.testModelProtoSerialization(second, Label.class, CLASSES, 0);
            assertArrayEquals(second.logDensity(x), read.logDensity(x));
            assertArrayEquals(second.sample(5, new SplittableRandom(1)), read.sample(5, new SplittableRandom(1)));
            Helpers.testProvenanceMarshalling(second.getProvenance());
            read.close();
        }
    }

    /** The generator, its optimiser, and what the entropy's estimator learned are in checkpoints. */
    @ParameterizedTest
    @MethodSource("names")
    void checkpointsResumeToTheSameBits(String name, @TempDir Path dir) {
        List<Map<String, HostTensor>> found = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            for (int steps : run == 0 ? new int[] {20} : new int[] {10, 20}) {
                ConfigurationManager cm = new ConfigurationManager();
                VERATrainer plain = all(steps).get(name);
                cm.addConfiguration(ProvenanceUtil.extractConfiguration(plain.getProvenance()));
                String settings = cm.getComponentNames().stream()
                        .filter(c -> c.contains("trainingsettings"))
                        .findFirst()
                        .orElseThrow();
                for (String[] p : new String[][] {
                    {"checkpointFolder", dir.resolve("run" + run).toString()},
                    {"checkpointInterval", "10"},
                    {"resume", "true"}
                }) {
                    cm.overrideConfigurableProperty(
                            settings, p[0], new com.oracle.labs.mlrg.olcut.config.property.SimpleProperty(p[1]));
                }
                VERATrainer t = cm.lookupAll(VERATrainer.class).get(0);
                try (VERAModel m = t.train(DATA)) {
                    found.add(m.weights());
                }
            }
        }
        assertEquals(found.get(0), found.get(2));
        assertNotEquals(found.get(0), found.get(1));
    }

    /** Updates that wait leave weights and moments alone. */
    @Test
    void intervalsHoldUpdatesBack() {
        Map<String, HostTensor> one = weights(1);
        Map<String, HostTensor> two = weights(2);
        Map<String, HostTensor> three = weights(3);
        assertEquals(one.get("generator/logScale"), two.get("generator/logScale"));
        assertNotEquals(two.get("generator/logScale"), three.get("generator/logScale"));
        assertEquals(one.get("energy/network/output/weight"), three.get("energy/network/output/weight"));
    }

    private static Map<String, HostTensor> weights(long steps) {
        try (VERAModel m = all(steps).get("chains").train(DATA)) {
            return m.weights();
        }
    }

    /** At the first of three steps a third of the weight counts as all of it at every step, at the next two nothing does. */
    @Test
    void aLazyPenaltyIsChargedAtSomeStepsAndAsManyTimes() {
        float[] everyStep = penalised(0.3, 1, 1);
        assertArrayEquals(everyStep, penalised(0.1, 3, 1), 1e-6f);
        assertFalse(Arrays.equals(everyStep, penalised(0, 1, 1)));
        assertArrayEquals(penalised(0.0003, 1000, 3), penalised(0.1, 3, 3), 1e-6f);
        assertFalse(Arrays.equals(penalised(0.0003, 1000, 4), penalised(0.1, 3, 4)));
    }

    /** Updates at steps 0, 2 and 4, of which the first and the third are charged. */
    @Test
    void aLazyPenaltyCountsUpdatesAndNotSteps() {
        assertArrayEquals(penalised(0.0003, 1000, 2, 3), penalised(0.15, 2, 2, 3), 1e-6f);
        assertFalse(Arrays.equals(penalised(0.0003, 1000, 2, 5), penalised(0.15, 2, 2, 5)));
    }

    private static float[] penalised(double gamma, int interval, long steps) {
        return penalised(gamma, interval, 1, steps);
    }

    private static float[] penalised(double gamma, int interval, int updates, long steps) {
        VERATrainer t = density(sampler(new LaplaceEntropyGradient()), steps)
                .objective(new DensityObjective(gamma)
                        .withPenaltyInterval(interval)
                        .withInterval(updates))
                .optimiser(new Sgd(0.1))
                .build();
        try (VERAModel m = t.train(DATA)) {
            return m.weights().get("energy/network/output/weight").toFloats();
        }
    }

    /** f(x) = a . x: the generator climbs along the new a, whatever the samples had to do with it. */
    @Test
    void theGeneratorSeesTheNewEnergyAsAConstant() {
        VERATrainer t = VERATrainer.builder(new NetworkEnergy(new Mlp(), null), sampler(new LaplaceEntropyGradient()))
                .optimiser(new Adam(0.1))
                .settings(VeraData.settings(1).batchSize(16).build())
                .build();
        try (VERAModel m = t.train(DATA)) {
            float[] a = m.weights().get("energy/network/output/weight").toFloats();
            double score = m.trainingHistory().curves().get("score of samples").values()[0];
            assertEquals(Math.hypot(a[0], a[1]), score, 1e-6);
        }
    }

    @Test
    void samplesMayBeRefined() {
        try (VERAModel m = all(30).get("laplace").train(DATA)) {
            LatentRefinement how = new LatentRefinement(20, 0.05, 0.5, true, 5);
            float[][] a = m.sampleRefined(70, how, new SplittableRandom(1));
            assertArrayEquals(a, m.sampleRefined(70, how, new SplittableRandom(1)));
            assertEquals(70, a.length);
            // the same start, no steps
            float[][] none = m.sampleRefined(70, new LatentRefinement(0, 0.05, 0.5, true, 5), new SplittableRandom(1));
            assertTrue(mean(m.logDensity(a)) > mean(m.logDensity(none)));
            assertEquals(0, m.sampleRefined(0, how, new SplittableRandom(1)).length);
            assertEquals(3, m.sampleMeans(3, new SplittableRandom(1)).length);
            assertThrows(IllegalArgumentException.class, () -> m.sample(-1, new SplittableRandom(1)));
            assertThrows(IllegalArgumentException.class, () -> new LatentRefinement(-1, 1, 1, true, 1));
        }
    }

    private static double mean(double[] v) {
        double sum = 0;
        for (double x : v) {
            sum += x / v.length;
        }
        return sum;
    }

    /** A generator whose samples have collapsed, and an energy that runs away, stop training with the reason. */
    @Test
    void collapseAndRunawayAreNoticed() {
        assertSays(
                "collapsed",
                () -> guarded(
                        VeraData.sampler(2, 8).withScales(1e-6, 1e-6).withOptimiser(new Adam(1e-12)),
                        new DensityObjective().withBounds(1e9, 0.9, 0),
                        1e-3));
        assertSays(
                "gap",
                () -> guarded(
                        sampler(new LaplaceEntropyGradient()), new DensityObjective().withBounds(1e-3, 0, 0), 10));
    }

    private static void guarded(AmortisedSampler sampler, DensityObjective objective, double rate) {
        VERATrainer.builder(VeraData.energy(8), sampler)
                .objective(objective)
                .optimiser(new Adam(rate))
                .settings(VeraData.settings(50)
                        .batchSize(16)
                        .guard(new DivergenceGuard(0, 0.5, 10))
                        .build())
                .build()
                .train(DATA)
                .close();
    }

    private static void weighted(AmortisedSampler sampler) {
        VERATrainer.builder(VeraData.energy(8), sampler)
                .objective(new DensityObjective().withImportance(1))
                .settings(VeraData.settings(1).batchSize(16).build())
                .build()
                .train(DATA)
                .close();
    }

    private static void assertSays(String part, org.junit.jupiter.api.function.Executable e) {
        String message = assertThrows(RuntimeException.class, e).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void badInputIsRefusedWithTheReason() {
        assertSays("latentSize", () -> VeraData.sampler(0, 8));
        assertSays("entropyWeight", () -> VeraData.sampler(2, 8).withEntropy(-1, new LaplaceEntropyGradient()));
        assertSays("maxScale", () -> VeraData.sampler(2, 8).withScales(0.3, 0.1));
        assertSays("minScale", () -> VeraData.sampler(2, 8).withScales(0, 0.1));
        assertSays("interval", () -> VeraData.sampler(2, 8).withInterval(0));
        assertSays("gradientPenalty", () -> new DensityObjective(-0.1));
        assertSays("penaltyInterval", () -> new DensityObjective(0.1).withPenaltyInterval(0));
        assertSays("dataPenalty", () -> new DensityObjective().withPenalties(Double.NaN, 0));
        assertSays("samplePenalty", () -> new DensityObjective().withPenalties(0, -1));
        assertSays("importance", () -> new DensityObjective().withImportance(1.5));
        assertSays("importance", () -> weighted(VeraData.sampler(2, 8).withEntropy(0, new LaplaceEntropyGradient())));
        assertSays("importance", () -> weighted(VeraData.sampler(2, 8).withEntropy(1, new HmcEntropyGradient())));
        assertSays(
                "importance",
                () -> weighted(VeraData.sampler(9, 8).withEntropy(1, new LaplaceEntropyGradient(8, 1, 1))));
        assertSays("importance", () -> weighted(VeraData.sampler(2, 8).withChain(new MalaSampler(1, 0.1))));
        assertSays("chain", () -> VeraData.sampler(2, 8)
                .withEntropy(0, new LaplaceEntropyGradient())
                .withChain(new MalaSampler(1, 0.1)));
        assertSays("maxGap", () -> new DensityObjective().withBounds(0, 0, 0));
        assertSays("minSpread", () -> new DensityObjective().withBounds(1, 1, 0));
        assertSays("draws", () -> new ImportanceEntropyGradient(0, 0.1, new Adam()));
        assertSays("initialScale", () -> new ImportanceEntropyGradient(1, 0, new Adam()));
        assertSays("kept", () -> new HmcEntropyGradient(0, 0, 1, 0));
        assertSays("adaptation", () -> new HmcEntropyGradient(0, 1, 1, 1));
        assertSays("iterations", () -> new LaplaceEntropyGradient(0, 1, 1));
        assertSays("newtonSteps", () -> new LaplaceEntropyGradient(1, 0, 1));
        assertSays("pairs", () -> new LaplaceEntropyGradient(1, 1, -1));
        assertSays("radius", () -> new VirtualAdversarial(1, 0, 1));
        assertSays(
                "classificationWeight",
                () -> VERAClassifierTrainer.builder(new Mlp(4)).weights(0, 0).build());
        assertSays(
                "predictionEntropyWeight",
                () -> VERAClassifierTrainer.builder(new Mlp(4)).weights(1, -1).build());
        assertSays("2 training examples expected", () -> all(1).get("paper")
                .train(VeraData.densities(new double[] {1, 2})));
        assertSays("batchSize", () -> VERATrainer.builder(VeraData.energy(8), sampler(new LaplaceEntropyGradient()))
                .settings(VeraData.settings(1).batchSize(1).build())
                .build()
                .train(DATA));
        assertSays("normalisation over the batch", () -> density(
                        normalised().withEntropy(1, new LaplaceEntropyGradient()), 1)
                .build()
                .train(DATA));
        assertSays("normalisation over the batch", () -> VERAClassifierTrainer.builder(
                        new Mlp(4).withNormalisation(new BatchNormalisation()))
                .sampler(sampler(new LaplaceEntropyGradient()))
                .settings(VeraData.settings(1).build())
                .build()
                .train(CLASSES));
    }
}
