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
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tribuogen.flow.cnf.Conditioning;
import io.github.tribuogen.flow.cnf.ContinuousFlow;
import io.github.tribuogen.flow.cnf.ExactDivergence;
import io.github.tribuogen.flow.cnf.MlpDynamics;
import io.github.tribuogen.flow.cnf.TimeLayer;
import io.github.tribuogen.flow.ode.FixedStepSolver;
import io.github.tribuogen.flow.ode.Method;
import io.github.tribuogen.flow.ode.Replay;
import io.github.tribuogen.flow.vae.ContinuousPosterior;
import io.github.tribuogen.flow.vae.GatedMlp;
import io.github.tribuogen.flow.vae.GaussianPosterior;
import io.github.tribuogen.flow.vae.IAFPosterior;
import io.github.tribuogen.flow.vae.PlanarPosterior;
import io.github.tribuogen.flow.vae.Posterior;
import io.github.tribuogen.flow.vae.SylvesterKind;
import io.github.tribuogen.flow.vae.SylvesterPosterior;
import io.github.tribuogen.flow.vae.VAEModel;
import io.github.tribuogen.flow.vae.VAETrainer;
import io.github.tribuogen.neural.data.AffineScaling;
import io.github.tribuogen.neural.data.ExampleSelection;
import io.github.tribuogen.neural.data.IDXImageDataSource;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.latent.Binarisation;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.NormClipping;
import io.github.tribuogen.neural.optim.StepSchedule;
import io.github.tribuogen.neural.report.SampleGrid;
import io.github.tribuogen.neural.runtime.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;
import org.tribuo.MutableDataset;

/**
 * Autoencoders of binarised MNIST with five kinds of posterior, otherwise alike. The system property {@code tribuogen.mnist} names
 * the folder with the four IDX files; {@code tribuogen.vae.steps}, {@code tribuogen.vae.posteriors}, {@code tribuogen.seeds} and
 * {@code tribuogen.threads} change the length, what is compared, how often, and the number of cores.
 */
@Tag("slow")
class VAEExperimentTest {
    private static final int TRAIN = 50_000;
    private static final int TEST = 2_000;
    private static final int SOME = 500;
    private static final int LATENT = 8;

    private static Map<String, Posterior> posteriors() {
        // starts as no flow at all; from a random start it ended behind the plain Gaussian
        MlpDynamics dynamics = new MlpDynamics(
                        TimeLayer.CONCAT, new StandardActivation(StandardActivation.Function.TANH), 64)
                .conditioned(Conditioning.LOW_RANK, 20)
                .withZeroLastLayer();
        ContinuousFlow flow = ContinuousFlow.builder(dynamics)
                // with one hidden layer the exact trace costs nothing; the finer solve of the test would show what four
                // steps miss
                .divergence(new ExactDivergence())
                .solver(new FixedStepSolver(Method.RK4, 4), new Replay())
                .test(new FixedStepSolver(Method.RK4, 20), new ExactDivergence())
                .endTime(1, false)
                .build();
        Map<String, Posterior> all = new LinkedHashMap<>();
        all.put("no flow", new GaussianPosterior());
        all.put("planar", new PlanarPosterior(4));
        all.put("IAF", new IAFPosterior(4, 64));
        all.put("Sylvester", new SylvesterPosterior(4, SylvesterKind.ORTHOGONAL, 4));
        all.put("FFJORD", new ContinuousPosterior(1, flow));
        return all;
    }

    @Test
    void aFlowTightensTheBound() throws IOException {
        Dataset<LogDensity> train = data("train", TRAIN);
        Dataset<LogDensity> test = data("t10k", TEST);
        int steps = Integer.getInteger("tribuogen.vae.steps", 1000);
        int seeds = Integer.getInteger("tribuogen.seeds", 3);
        List<String> chosen = List.of(System.getProperty(
                        "tribuogen.vae.posteriors",
                        String.join(",", posteriors().keySet()))
                .split(","));
        Figures figures = new Figures("MNIST, " + TRAIN + " images binarised anew in every batch, " + TEST
                + " test images, codes of " + LATENT + ", " + steps + " steps, " + seeds + " seeds");
        for (int seed = 1; seed <= seeds; seed++) {
            for (String name : chosen) {
                long start = System.nanoTime();
                VAETrainer trainer = trainer(posteriors().get(name), steps, seed);
                try (VAEModel model = trainer.train(train)) {
                    double minutes = (System.nanoTime() - start) / 6e10;
                    float[][] rows = model.toRows(test);
                    double[][] terms = columns(model.boundTerms(rows));
                    figures.add("negative ELBO, " + name, -mean(terms[0]) + mean(terms[1]))
                            .add("KL, " + name, mean(terms[1]))
                            .add(
                                    "negative bound of 50 draws, " + name,
                                    -mean(model.importanceBound(Arrays.copyOf(rows, SOME), 50)))
                            .add("minutes of training, " + name, minutes);
                    if (seed == 1) {
                        Figures.save(
                                SampleGrid.of(model.sampleMeans(60, new SplittableRandom(1)), 1, 28, 28)
                                        .range(0, 255)
                                        .columns(20)
                                        .scale(1)
                                        .render(),
                                "vae-samples-" + name.replace(' ', '-'));
                    }
                }
                figures.write("vae-mnist");
            }
        }
        if (chosen.containsAll(List.of("no flow", "FFJORD"))) {
            assertTrue(
                    figures.median("negative ELBO, FFJORD") < figures.median("negative ELBO, no flow"),
                    figures.markdown());
        }
    }

    private static VAETrainer trainer(Posterior posterior, int steps, long seed) {
        return VAETrainer.builder(
                        GatedMlp.encoder(200),
                        GatedMlp.decoder(200),
                        new Adam(2e-3)
                                .withSchedule(new StepSchedule(0.3, steps * 2 / 3, steps * 7 / 8))
                                .withClipping(new NormClipping(5)))
                .posterior(posterior)
                .binarisation(Binarisation.RESAMPLED)
                .sizes(LATENT, 64)
                .warmUpSteps(steps / 6)
                .preprocessor(new AffineScaling(1 / 255f, 0))
                .settings(TrainingSettings.builder()
                        .batchSize(100)
                        .steps(steps)
                        .device(Device.cpu(Integer.getInteger("tribuogen.threads", 1)))
                        .showProgress(false)
                        .build())
                .seed(seed)
                .build();
    }

    private static double[][] columns(float[][] rows) {
        double[][] c = new double[2][rows.length];
        for (int i = 0; i < rows.length; i++) {
            c[0][i] = rows[i][0];
            c[1][i] = rows[i][1];
        }
        return c;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static Dataset<LogDensity> data(String part, int examples) throws IOException {
        String folder = System.getProperty("tribuogen.mnist");
        assumeTrue(
                folder != null && Files.isDirectory(Path.of(folder)),
                () -> "found -Dtribuogen.mnist=" + folder
                        + ", expected a folder with the data set's IDX files; skipped");
        return new MutableDataset<>(new IDXImageDataSource<>(
                Path.of(folder, part + "-images-idx3-ubyte.gz"),
                Path.of(folder, part + "-labels-idx1-ubyte.gz"),
                new LogDensityFactory(),
                new ExampleSelection().withMaxExamples(examples)));
    }
}
