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
package io.github.tribuogen.ebm.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import com.oracle.labs.mlrg.olcut.provenance.primitives.IntProvenance;
import io.github.tribuogen.ebm.energy.Energy;
import io.github.tribuogen.ebm.energy.GaussianBase;
import io.github.tribuogen.ebm.energy.GaussianEnergy;
import io.github.tribuogen.ebm.energy.GaussianMixtureEnergy;
import io.github.tribuogen.ebm.energy.LinearICA;
import io.github.tribuogen.ebm.energy.LogisticEnergy;
import io.github.tribuogen.ebm.energy.NetworkEnergy;
import io.github.tribuogen.ebm.energy.QuadraticHead;
import io.github.tribuogen.ebm.energy.RBMEnergy;
import io.github.tribuogen.ebm.sampler.HmcSampler;
import io.github.tribuogen.ebm.sampler.LangevinSampler;
import io.github.tribuogen.ebm.stein.ExactDivergence;
import io.github.tribuogen.neural.data.AffineScaling;
import io.github.tribuogen.neural.data.Dequantisation;
import io.github.tribuogen.neural.data.ImageLayout;
import io.github.tribuogen.neural.data.LogitTransform;
import io.github.tribuogen.neural.data.PreprocessorChain;
import io.github.tribuogen.neural.data.Standardisation;
import io.github.tribuogen.neural.density.DensityAnomalyTrainer;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.nn.LearnedSwish;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.NormalInitialiser;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.WeightAveraging;
import io.github.tribuogen.neural.runtime.EarlyStopping;
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
import org.tribuo.Prediction;
import org.tribuo.Trainer;
import org.tribuo.anomaly.AnomalyFactory;
import org.tribuo.anomaly.Event;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.test.Helpers;

/** What every trainer of the project promises, for the fit of densities: reproduction, files, counts, bad input. */
class FitContractTest {
    private static final StandardActivation SWISH = new StandardActivation(StandardActivation.Function.SWISH);
    private static final MutableDataset<LogDensity> DATA = Fits.rows(clusters(200, 2, 1));

    /** Two clusters along the first axis. */
    private static double[][] clusters(int n, int d, long seed) {
        SplittableRandom rng = new SplittableRandom(seed);
        double[][] x = new double[n][d];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                x[i][j] = (j > 0 ? 0 : i % 2 == 0 ? 2 : -2) + 0.5 * rng.nextGaussian();
            }
        }
        return x;
    }

    private static NetworkEnergy net() {
        return new NetworkEnergy(new Mlp(SWISH, 8, 8), new GaussianBase());
    }

    private static LearnedSteinObjective lsd() {
        return new LearnedSteinObjective(
                new Mlp(new LearnedSwish(1, true, false), 8, 8), new Adam(1e-3, 0.5, 0.9), 1, 2);
    }

    private static DensityFitTrainer.Builder builder(Energy energy, FitObjective objective, long steps) {
        return DensityFitTrainer.builder(energy, objective)
                .optimiser(new Adam(1e-2))
                .sampler(new HmcSampler(5, 0.1, 3))
                .settings(Fits.settings(steps).build())
                .seed(5);
    }

    private static Map<String, DensityFitTrainer> all() {
        Map<String, DensityFitTrainer> m = new LinkedHashMap<>();
        m.put("network", builder(net(), lsd(), 10).outputPenalty(0.01).build());
        m.put(
                "quadratic",
                builder(
                                new NetworkEnergy(new QuadraticHead(new Mlp(SWISH, 6), 5, SWISH), null),
                                new ScoreMatching(),
                                10)
                        .build());
        m.put("ica", builder(new LinearICA(), new MaximumLikelihood(), 10).build());
        m.put(
                "gaussian",
                builder(new GaussianEnergy(), new NoiseContrastive(), 10).build());
        m.put(
                "logistic",
                builder(new LogisticEnergy(), new KernelStein(1, new Adam(1e-3)), 10)
                        .build());
        m.put(
                "mixture",
                builder(new GaussianMixtureEnergy(2), new ConditionalNoiseContrastive(0.5), 10)
                        .averaging(new WeightAveraging(0.9, true))
                        .preprocessor(new Standardisation())
                        .build());
        m.put(
                "rbm",
                builder(new RBMEnergy(3, new NormalInitialiser(1)), new DenoisingScoreMatching(), 10)
                        .build());
        return m;
    }

    static Iterable<String> names() {
        return all().keySet();
    }

    @ParameterizedTest
    @MethodSource("names")
    void configurationReproductionAndFiles(String name) {
        DensityFitTrainer trainer = all().get(name);
        trainer.train(DATA).close();
        try (FittedDensityModel second = trainer.train(DATA)) {
            DensityFitTrainer again = rebuilt(second.getProvenance().getTrainerProvenance());
            assertEquals(trainer.toString(), again.toString());
            float[][] x = second.toRows(DATA.getData());
            try (FittedDensityModel same = again.train(DATA)) {
                assertEquals(second.weights(), same.weights());
                assertArrayEquals(second.logDensity(x), same.logDensity(x));
                assertEquals(
                        second.getProvenance().getTrainerProvenance(),
                        same.getProvenance().getTrainerProvenance());
            }
            FittedDensityModel read =
                    (FittedDensityModel) Helpers.testModelProtoSerialization(second, LogDensity.class, DATA, 0);
            assertArrayEquals(second.logDensity(x), read.logDensity(x));
            assertArrayEquals(second.score(x), read.score(x));
            assertEquals(second.densityKind(), read.densityKind());
            assertEquals(second.estimatedLogNormaliser(), read.estimatedLogNormaliser());
            assertArrayEquals(second.sample(5, new SplittableRandom(1)), read.sample(5, new SplittableRandom(1)));
            Helpers.testProvenanceMarshalling(second.getProvenance());
            read.close();
            List<Prediction<LogDensity>> p = second.predict(DATA);
            double[] l = second.logDensity(x);
            for (int i = 0; i < 20; i++) {
                assertEquals(l[i], p.get(i).getOutput().getValue(), 1e-6);
            }
            assertEquals(!name.equals("network") && !name.equals("quadratic"), second.isNormalised());
        }
    }

    private static DensityFitTrainer rebuilt(TrainerProvenance p) {
        var configuration = ProvenanceUtil.extractConfiguration(p);
        ConfigurationManager cm = new ConfigurationManager();
        cm.addConfiguration(configuration);
        Trainer<?> trainer = (Trainer<?>) cm.lookup(configuration.get(0).getName());
        trainer.setInvocationCount(
                ((IntProvenance) p.getInstanceValues().get(TrainerProvenance.TRAIN_INVOCATION_COUNT)).getValue());
        return (DensityFitTrainer) trainer;
    }

    /** In the user's units, whatever the preprocessing: values and scores agree, and what is normalised integrates to one. */
    @Test
    void scoresAndConstantsReferToTheUsersUnits() {
        double[][] wide = clusters(300, 1, 2);
        for (double[] row : wide) {
            row[0] = 50 + 20 * row[0];
        }
        try (FittedDensityModel m = builder(new GaussianMixtureEnergy(2), new MaximumLikelihood(), 200)
                .preprocessor(new Standardisation())
                .build()
                .train(Fits.rows(wide))) {
            int n = 4000;
            float[][] grid = new float[n][];
            Arrays.setAll(grid, i -> new float[] {-150 + 400f * i / n});
            double[] l = m.logDensity(grid);
            assertEquals(1, Arrays.stream(l).map(Math::exp).sum() * 400 / n, 1e-3);
            float[][] s = m.score(grid);
            for (int i = 1; i < n - 1; i += 101) {
                double slope = (l[i + 1] - l[i - 1]) / (grid[i + 1][0] - grid[i - 1][0]);
                assertEquals(slope, s[i][0], 2e-2 * (1 + Math.abs(slope)));
            }
            double left = Arrays.stream(m.sample(2000, new SplittableRandom(1)))
                    .filter(r -> r[0] < 50)
                    .count();
            assertEquals(1000, left, 5 * Math.sqrt(500) + 60);
        }
    }

    @Test
    void chainsOfAFittedNetworkFindBothClusters() {
        try (FittedDensityModel m = builder(net(), new ScoreMatching(new ExactDivergence()), 400)
                .sampler(new HmcSampler(60, 0.2, 8))
                .build()
                .train(DATA)) {
            FittedDensityModel.Chains c = m.chains(600, 60, new SplittableRandom(1));
            double rate = c.diagnostics().get(HmcSampler.ACCEPTANCE);
            assertTrue(rate > 0.6 && rate <= 1, "rate " + rate);
            int near = 0;
            for (float[] row : c.rows()) {
                near += Math.hypot(Math.abs(row[0]) - 2, row[1]) < 1.5 ? 1 : 0;
            }
            assertTrue(near > 540, "near " + near);
            assertArrayEquals(c.rows(), m.sample(600, new SplittableRandom(1)));
            assertEquals(0, m.sample(0, new SplittableRandom(1)).length);
            assertEquals(2, m.sampleExamples(2, new SplittableRandom(1)).size());
            assertThrows(IllegalArgumentException.class, () -> m.sample(-1, new SplittableRandom(1)));
            assertThrows(IllegalArgumentException.class, () -> m.chains(1, -1, new SplittableRandom(1)));
        }
    }

    /** Critics, constants and their optimisers are in checkpoints. */
    @ParameterizedTest
    @MethodSource("names")
    void checkpointsResumeToTheSameBits(String name, @TempDir Path dir) {
        List<Map<String, HostTensor>> found = new ArrayList<>();
        FitObjective objective = name.equals("network")
                ? lsd()
                : name.equals("gaussian") ? new NoiseContrastive() : new KernelStein(1, new Adam(1e-2));
        for (int run = 0; run < 2; run++) {
            for (int steps : run == 0 ? new int[] {20} : new int[] {10, 20}) {
                DensityFitTrainer t = builder(new GaussianEnergy(), objective, steps)
                        .settings(Fits.settings(steps)
                                .checkpoints(dir.resolve("run" + run), 10, true)
                                .build())
                        .build();
                try (FittedDensityModel m = t.train(DATA)) {
                    found.add(m.weights());
                }
            }
        }
        assertEquals(found.get(0), found.get(2));
        assertNotEquals(found.get(0), found.get(1));
    }

    @Test
    void validationKeepsTheBestStateWhereTheConstantIsKnown() {
        DensityFitTrainer t = builder(new GaussianEnergy(), lsd(), 60)
                .settings(Fits.settings(60)
                        .validation(0.2, new EarlyStopping(20, 0, true))
                        .build())
                .build();
        try (FittedDensityModel m = t.train(DATA)) {
            assertEquals(3, m.trainingHistory().curves().get("validation-NLL").values().length);
            for (String metric : List.of("loss", "discrepancy", "fisher bound")) {
                assertTrue(m.trainingHistory().curves().containsKey(metric), metric);
            }
        }
        try (FittedDensityModel m = builder(net(), lsd(), 5)
                .settings(Fits.settings(5)
                        .validation(0.2, new EarlyStopping(2, 0, true))
                        .build())
                .build()
                .train(DATA)) {
            assertFalse(m.trainingHistory().curves().containsKey("validation-NLL"));
        }
    }

    /** Pixels of four grey levels: fresh noise in each step, the image's shape for the network, samples that are pixels. */
    @Test
    void imagesAreDequantisedInTheGraph() {
        SplittableRandom rng = new SplittableRandom(3);
        double[][] pixels = new double[60][4];
        for (double[] row : pixels) {
            Arrays.setAll(row, j -> rng.nextInt(4));
        }
        MutableDataset<LogDensity> data = new MutableDataset<>(DATA.getSourceProvenance(), DATA.getOutputFactory());
        for (double[] row : pixels) {
            data.add(new ArrayExample<>(
                    io.github.tribuogen.neural.density.LogDensityFactory.OBSERVED,
                    new String[] {"0", "1", "2", "3"},
                    row));
        }
        DensityFitTrainer t = builder(new NetworkEnergy(new Mlp(SWISH, 8), new GaussianBase(true, true, 1)), lsd(), 10)
                .layout(new ImageLayout(1, 2, 2))
                .preprocessor(new PreprocessorChain(
                        List.of(new Dequantisation(1), new AffineScaling(0.25f, 0), new LogitTransform(0.01f))))
                .build();
        try (FittedDensityModel m = t.train(data)) {
            float[][] x = m.toRows(data.getData());
            double[] l = m.logDensity(x);
            float[][] s = m.score(x);
            for (int i = 0; i < 10; i++) {
                assertTrue(Double.isFinite(l[i]) && Float.isFinite(s[i][0]));
            }
            for (float[] row : m.sample(20, new SplittableRandom(4))) {
                for (float v : row) {
                    // the margin of the logit goes a little beyond the grid
                    assertTrue(v >= -1 && v <= 4 && v == Math.rint(v), "pixel " + v);
                }
            }
        }
    }

    @Test
    void oneCoordinateIsEnough() {
        double[][] x = clusters(100, 1, 4);
        for (DensityFitTrainer t : all().values()) {
            try (FittedDensityModel m = t.train(Fits.rows(x))) {
                assertEquals(1, m.dimension());
                assertEquals(1, m.sample(1, new SplittableRandom(1))[0].length);
                assertEquals(1, m.logDensity(new float[][] {{0.5f}}).length);
            }
        }
    }

    @Test
    void densitiesServeTheAnomalyDetector() {
        AnomalyFactory factory = new AnomalyFactory();
        MutableDataset<Event> events =
                new MutableDataset<>(new SimpleDataSourceProvenance("clusters", factory), factory);
        DATA.forEach(e -> events.add(new ArrayExample<>(AnomalyFactory.EXPECTED_EVENT, e, 1f)));
        var detector = new DensityAnomalyTrainer(
                        builder(new GaussianMixtureEnergy(2), new ScoreMatching(), 100)
                                .build(),
                        0.05)
                .train(events);
        ArrayExample<Event> far =
                new ArrayExample<>(AnomalyFactory.EXPECTED_EVENT, new String[] {"a", "b"}, new double[] {0, 4});
        assertEquals(
                Event.EventType.ANOMALOUS, detector.predict(far).getOutput().getType());
    }

    private static void assertSays(String part, org.junit.jupiter.api.function.Executable e) {
        String message = assertThrows(RuntimeException.class, e).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void badInputIsRefusedWithTheReason() {
        assertSays(
                "outputPenalty",
                () -> builder(net(), lsd(), 1).outputPenalty(-1).build());
        assertSays(
                "2 training examples expected",
                () -> builder(net(), lsd(), 1).build().train(Fits.rows(new double[] {1, 2})));
        assertSays(
                "log Z is known",
                () -> builder(net(), new MaximumLikelihood(), 1).build().train(DATA));
        assertSays("batchSize", () -> builder(net(), new KernelStein(), 1)
                .settings(Fits.settings(1).batchSize(1).build())
                .build()
                .train(DATA));
        assertSays("no examples", () -> builder(net(), lsd(), 1).build().train(Fits.rows()));
        assertSays("Infinity", () -> builder(net(), lsd(), 1)
                .build()
                .train(Fits.rows(new double[] {1, Double.POSITIVE_INFINITY}, new double[] {1, 2})));
        try (FittedDensityModel m = builder(net(), lsd(), 2).build().train(DATA)) {
            assertSays("3", () -> m.logDensity(new float[][] {{1, 2, 3}}));
            assertSays("NaN", () -> m.score(new float[][] {{1, Float.NaN}}));
        }
        assertThrows(
                PropertyException.class,
                () -> builder(net(), lsd(), 1).outputPenalty(Double.NaN).build());
    }

    /**
     * A density that grows outwards cannot be integrated: Langevin chains run away, and the model says so. (Chains with
     * Metropolis' correction come to a halt where their step is too coarse for the slope.)
     */
    @Test
    void improperDensitiesAreNoticedBySampling() {
        Energy growing = new Growing();
        try (FittedDensityModel m = builder(growing, new ScoreMatching(), 1)
                .sampler(LangevinSampler.proper(10, 0.05))
                .build()
                .train(DATA)) {
            assertSays("integrable", () -> m.chains(10, 300, new SplittableRandom(1)));
        }
    }

    /** s(x) = a |x|^2 with a near 1. */
    private static final class Growing implements Energy {
        @Override
        public Fitted fit(HostTensor points) {
            return (scope, x) ->
                    x.square().sum(1).mul(scope.parameter("a", (shape, in, out, rng) -> new double[] {1}, 1, 1));
        }
    }
}
