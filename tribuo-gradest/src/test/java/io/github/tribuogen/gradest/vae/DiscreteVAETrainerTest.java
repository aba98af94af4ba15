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
package io.github.tribuogen.gradest.vae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import com.oracle.labs.mlrg.olcut.provenance.primitives.IntProvenance;
import io.github.tribuogen.gradest.control.NetworkControlVariate;
import io.github.tribuogen.gradest.estimator.Arm;
import io.github.tribuogen.gradest.estimator.Arms;
import io.github.tribuogen.gradest.estimator.Exact;
import io.github.tribuogen.gradest.estimator.GradientEstimator;
import io.github.tribuogen.gradest.estimator.Nvil;
import io.github.tribuogen.gradest.estimator.Relax;
import io.github.tribuogen.gradest.estimator.ScoreFunction;
import io.github.tribuogen.gradest.law.DiscreteLaw;
import io.github.tribuogen.neural.density.DensityKind;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.latent.Binarisation;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.EarlyStopping;
import io.github.tribuogen.neural.runtime.TrainingDivergedException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Dataset;
import org.tribuo.MutableDataset;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.test.Helpers;

class DiscreteVAETrainerTest {
    private static final Relax RELAX =
            new Relax(new NetworkControlVariate(new Mlp(8), 1), DiscreteLaw.Coupling.COUPLED);

    private static Dataset<LogDensity> pictures() {
        return new MutableDataset<>(new BarsAndStripesDataSource(4));
    }

    private static Dataset<LogDensity> of(double... x) {
        var factory = new LogDensityFactory();
        var data = new MutableDataset<>(new SimpleDataSourceProvenance("given", factory), factory);
        String[] names = new String[x.length];
        Arrays.setAll(names, i -> "x" + i);
        data.add(new ArrayExample<>(LogDensityFactory.OBSERVED, names, x));
        return data;
    }

    private static TrainingSettings.Builder settings(long steps) {
        return TrainingSettings.builder()
                .batchSize(30)
                .steps(steps)
                .device(Device.cpu(1))
                .showProgress(false);
    }

    private static StochasticLayer layer(int size, GradientEstimator e) {
        return new StochasticLayer(size, new Mlp(), new Mlp(), e);
    }

    private static DiscreteVAETrainer.Builder trainer(long steps, StochasticLayer... layers) {
        return DiscreteVAETrainer.builder(layers)
                .optimisers(new Adam(0.01), new Adam(0.01))
                .settings(settings(steps).build())
                .seed(1);
    }

    private static double[] means(float[][] both) {
        double[] mean = new double[2];
        for (float[] row : both) {
            mean[0] += row[0] / both.length;
            mean[1] += row[1] / both.length;
        }
        return mean;
    }

    /** The exact gradient beats noisy ones, these beat the one without baseline, and no bound is above the truth. */
    @Test
    void barsAndStripesAreLearnedInTheOrderOfVariances() {
        double[] elbo = new double[3];
        GradientEstimator[] estimators = {new ScoreFunction(), new Arm(), new Exact()};
        for (int i = 0; i < 3; i++) {
            try (DiscreteVAEModel m =
                    trainer(600, layer(5, estimators[i])).build().train(pictures())) {
                float[][] rows = m.toRows(pictures());
                double[] mean = means(m.enumerated(rows));
                elbo[i] = mean[0];
                assertTrue(mean[0] <= mean[1] && mean[1] <= -Math.log(30), Arrays.toString(mean));
                double sampled =
                        Arrays.stream(m.importanceBound(rows, 200)).average().orElseThrow();
                assertTrue(sampled > mean[0] && sampled <= mean[1] + 0.05, sampled + " " + Arrays.toString(mean));
                double one = Arrays.stream(m.logDensity(rows)).average().orElseThrow();
                assertEquals(mean[0], one, 1.5);
            }
        }
        assertTrue(elbo[0] + 0.3 < elbo[1] && elbo[1] < elbo[2], Arrays.toString(elbo));
    }

    /** A code for each of a few pictures: reconstructions and samples are these pictures. */
    @Test
    void codesReconstructAndSample() {
        try (DiscreteVAEModel m = trainer(2500, new StochasticLayer(6, new Mlp(20), new Mlp(20), new Arm()))
                .build()
                .train(pictures())) {
            float[][] rows = m.toRows(pictures());
            float[][] again = m.reconstruct(rows);
            int right = 0;
            for (int i = 0; i < rows.length; i++) {
                for (int j = 0; j < 16; j++) {
                    right += Math.round(again[i][j]) == rows[i][j] ? 1 : 0;
                }
            }
            assertTrue(right > 0.93 * 16 * rows.length, right + " of " + 16 * rows.length);
            assertArrayEquals(m.decode(rounded(m.encode(rows, 0))), again);
            int known = 0;
            for (float[] s : m.sample(200, new SplittableRandom(3))) {
                assertTrue(Arrays.equals(s, rounded(new float[][] {s})[0]));
                known += Arrays.stream(rows).anyMatch(r -> Arrays.equals(r, s)) ? 1 : 0;
            }
            // of 2^16 pictures 30 are known: chance would give none
            assertTrue(known > 60, known + " of 200");
            assertEquals(5, m.sampleMeans(5, new SplittableRandom(3)).length);
            assertEquals(DensityKind.LOWER_BOUND, m.densityKind());
            assertEquals("ELBO", m.boundName());
        }
    }

    private static float[][] rounded(float[][] x) {
        float[][] y = new float[x.length][];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i].clone();
            for (int j = 0; j < y[i].length; j++) {
                y[i][j] = Math.round(y[i][j]);
            }
        }
        return y;
    }

    @Test
    void layersOfBothKindsStack() {
        try (DiscreteVAEModel m = trainer(
                        400, layer(8, new Arm()), layer(3, RELAX).ofChoices(4), layer(2, RELAX))
                .boundSamples(3)
                .build()
                .train(pictures())) {
            float[][] rows = m.toRows(pictures());
            assertArrayEquals(new int[] {8, 12, 2}, m.codeWidths());
            float[] choices = m.encode(rows, 1)[3];
            for (int i = 0; i < 3; i++) {
                assertEquals(1, choices[4 * i] + choices[4 * i + 1] + choices[4 * i + 2] + choices[4 * i + 3], 1e-5);
            }
            assertEquals("IWAE-3", m.boundName());
            assertArrayEquals(m.importanceBound(rows, 3), m.logDensity(rows), 1e-5);
            float[] curve = m.trainingHistory().curves().get("negative ELBO").values();
            assertTrue(curve[curve.length - 1] < curve[0] - 1);
            assertThrows(UnsupportedOperationException.class, () -> m.enumerated(rows));
            for (int i = 0; i < rows.length; i += 7) {
                assertEquals(m.logDensity(rows)[i], m.logDensity(new float[][] {rows[i]})[0], 1e-5);
            }
        }
    }

    /** Without an estimator a layer has the one recommended for its law. */
    @Test
    void layersHaveADefaultForTheirLaw() {
        StochasticLayer layer = new StochasticLayer(3, new Mlp(), new Mlp());
        assertTrue(layer.toString().contains(new Arms(3).toString()), layer.toString());
        StochasticLayer choices = layer.ofChoices(4);
        assertTrue(choices.toString().contains("LEAVE_ONE_OUT"), choices.toString());
        Helpers.testConfigurableRoundtrip(trainer(5, layer, choices).build());
        trainer(5, layer, choices).build().train(pictures()).close();
    }

    @Test
    void configurationRoundTripAndReproduction() {
        DiscreteVAETrainer trainer = trainer(12, layer(4, RELAX), layer(3, new Nvil(new Mlp(4), true)))
                .binarisation(Binarisation.RESAMPLED)
                .build();
        Helpers.testConfigurableRoundtrip(trainer);
        trainer.train(pictures()).close();
        try (DiscreteVAEModel second = trainer.train(pictures());
                DiscreteVAEModel again = rebuilt(second).train(pictures())) {
            assertEquals(second.weights(), again.weights());
            float[][] rows = second.toRows(pictures());
            assertArrayEquals(second.logDensity(rows), again.logDensity(rows));
            assertArrayEquals(second.sample(5, new SplittableRandom(1)), again.sample(5, new SplittableRandom(1)));
            assertFalse(Arrays.deepEquals(
                    second.sample(5, new SplittableRandom(1)), again.sample(5, new SplittableRandom(2))));
        }
    }

    private static DiscreteVAETrainer rebuilt(DiscreteVAEModel model) {
        TrainerProvenance p = model.getProvenance().getTrainerProvenance();
        var configuration = ProvenanceUtil.extractConfiguration(p);
        ConfigurationManager cm = new ConfigurationManager();
        cm.addConfiguration(configuration);
        DiscreteVAETrainer trainer =
                (DiscreteVAETrainer) cm.lookup(configuration.get(0).getName());
        trainer.setInvocationCount(
                ((IntProvenance) p.getInstanceValues().get(TrainerProvenance.TRAIN_INVOCATION_COUNT)).getValue());
        return trainer;
    }

    /** Control variates, their optimiser and running baselines go on where they stopped. */
    @Test
    void resumedTrainingIsTheSame(@TempDir Path folder) {
        StochasticLayer[] layers = {layer(4, RELAX), layer(3, new ScoreFunction(ScoreFunction.Baseline.RUNNING, 1))};
        try (DiscreteVAEModel whole = trainer(40, layers).build().train(pictures())) {
            trainer(20, layers)
                    .settings(settings(20).checkpoints(folder, 10, true).build())
                    .build()
                    .train(pictures())
                    .close();
            try (DiscreteVAEModel resumed = trainer(40, layers)
                    .settings(settings(40).checkpoints(folder, 10, true).build())
                    .build()
                    .train(pictures())) {
                assertEquals(whole.weights(), resumed.weights());
            }
        }
    }

    @Test
    void protobufRoundTripKeepsEverything() {
        Dataset<LogDensity> data = pictures();
        try (DiscreteVAEModel m = trainer(10, layer(4, RELAX)).build().train(data)) {
            DiscreteVAEModel read =
                    (DiscreteVAEModel) Helpers.testModelProtoSerialization(m, LogDensity.class, data, 0);
            float[][] rows = m.toRows(data);
            assertArrayEquals(m.logDensity(rows), read.logDensity(rows));
            assertArrayEquals(m.enumerated(rows), read.enumerated(rows));
            assertArrayEquals(m.sample(5, new SplittableRandom(1)), read.sample(5, new SplittableRandom(1)));
            Helpers.testProvenanceMarshalling(m.getProvenance());
            read.close();
        }
    }

    @Test
    void theBestValidationIsKept() {
        try (DiscreteVAEModel m = trainer(60, layer(4, new Arm()))
                .settings(settings(60)
                        .validation(0.2, new EarlyStopping(10, 0, true))
                        .build())
                .build()
                .train(pictures())) {
            assertTrue(m.trainingHistory().curves().containsKey("validation-negative-ELBO"));
        }
    }

    @Test
    void badInputIsNamed() {
        refused(
                () -> trainer(5, layer(2, new Arm())).build().train(of(0, 0.3, 1)),
                "Feature 'x1'",
                "0.3",
                "0 or 1",
                "binarisation");
        refused(
                () -> trainer(5, layer(2, new Arm()))
                        .binarisation(Binarisation.FIXED)
                        .build()
                        .train(of(0, 1.3, 1)),
                "Feature 'x1'",
                "1.3",
                "[0, 1]");
        refused(
                () -> trainer(5, layer(2, new Arm()).ofChoices(3)).build().train(pictures()),
                "law",
                "Bernoulli",
                "Categorical");
        refused(() -> trainer(5, layer(13, new Exact())).build().train(pictures()), "4096 states", "Bernoulli");
        named("size", () -> layer(0, new Arm()));
        named("classes", () -> layer(2, RELAX).ofChoices(1));
        named("layers", () -> trainer(5).build());
        named("boundSamples", () -> trainer(5, layer(2, RELAX)).boundSamples(0).build());
        named("side", () -> new BarsAndStripesDataSource(1));
        try (DiscreteVAEModel m = trainer(5, layer(2, RELAX)).build().train(pictures())) {
            refused(() -> m.decode(new float[][] {{1}}), "Code 0", "1 values", "2");
            refused(() -> m.decode(new float[][] {{1, Float.NaN}}), "Code 0", "NaN", "finite");
            refused(() -> m.importanceBound(m.toRows(pictures()), 0), "draws", "0");
            refused(() -> m.sample(-1, new SplittableRandom(1)), "n:", "-1");
            refused(() -> m.encode(m.toRows(pictures()), 1), "layer", "1");
        }
    }

    /** A rate that no weight survives ends in a word, not in NaN. */
    @Test
    void divergenceIsNoticed() {
        assertThrows(TrainingDivergedException.class, () -> trainer(200, layer(4, RELAX))
                .optimisers(new Adam(1e30), new Adam(1e30))
                .build()
                .train(pictures()));
    }

    private static void refused(org.junit.jupiter.api.function.Executable e, String... words) {
        String message = assertThrows(IllegalArgumentException.class, e).getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), word + " in: " + message);
        }
    }

    private static void named(String field, org.junit.jupiter.api.function.Executable e) {
        assertEquals(field, assertThrows(PropertyException.class, e).getProperty());
    }
}
