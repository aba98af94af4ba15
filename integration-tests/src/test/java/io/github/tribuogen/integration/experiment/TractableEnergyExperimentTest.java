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

import io.github.tribuogen.ebm.energy.Energy;
import io.github.tribuogen.ebm.fit.DenoisingScoreMatching;
import io.github.tribuogen.ebm.fit.DensityFitTrainer;
import io.github.tribuogen.ebm.fit.FitObjective;
import io.github.tribuogen.ebm.fit.MaximumLikelihood;
import io.github.tribuogen.ebm.fit.ScoreMatching;
import io.github.tribuogen.ebm.sampler.MalaSampler;
import io.github.tribuogen.ebm.sampler.Sampler;
import io.github.tribuogen.ebm.vera.AmortisedSampler;
import io.github.tribuogen.ebm.vera.EntropyGradient;
import io.github.tribuogen.ebm.vera.ImportanceEntropyGradient;
import io.github.tribuogen.ebm.vera.LaplaceEntropyGradient;
import io.github.tribuogen.ebm.vera.VERATrainer;
import io.github.tribuogen.flow.bijection.ActNorm;
import io.github.tribuogen.flow.bijection.AffineCoupling;
import io.github.tribuogen.flow.bijection.Bijection;
import io.github.tribuogen.flow.bijection.BijectionChain;
import io.github.tribuogen.flow.bijection.CouplingScale;
import io.github.tribuogen.flow.bijection.Partition;
import io.github.tribuogen.integration.density.FlowEnergy;
import io.github.tribuogen.neural.data.AffineScaling;
import io.github.tribuogen.neural.data.Dequantisation;
import io.github.tribuogen.neural.data.DigitsDataSource;
import io.github.tribuogen.neural.data.DigitsSplit;
import io.github.tribuogen.neural.data.ExampleSelection;
import io.github.tribuogen.neural.data.IDXImageDataSource;
import io.github.tribuogen.neural.data.LogitTransform;
import io.github.tribuogen.neural.data.PreprocessorChain;
import io.github.tribuogen.neural.data.Standardisation;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.density.LogDensityModel;
import io.github.tribuogen.neural.model.NeuralModel;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.NetworkGenerator;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.CosineSchedule;
import io.github.tribuogen.neural.optim.Schedule;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.TrainingDivergedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;
import org.tribuo.MutableDataset;
import org.tribuo.Trainer;

/**
 * NICE, whose likelihood is known, trained as if it were not: by VERA with two estimators of the entropy's gradient, with and without short
 * chains from the samples, by sliced and denoising score matching, and by maximum likelihood; exact log densities of fresh digits.
 * Properties: {@code tribuogen.seeds}; {@code tribuogen.steps}; {@code tribuogen.width} of the networks; {@code tribuogen.ways}, which of
 * them, apart by semicolons; {@code tribuogen.mnist}, the folder of MNIST's IDX files, for that instead of the 8x8 digits.
 */
@Tag("slow")
class TractableEnergyExperimentTest {
    private static final int SEEDS = Integer.getInteger("tribuogen.seeds", 3);
    private static final String MNIST = System.getProperty("tribuogen.mnist");
    private static final Setting SETTING = MNIST == null
            ? new Setting(2000, 128, 1 / 17f, 1e-2f, 1e-3, 1e-3, 2e-3, 0, 0.9, 0.02, 0.1, 1)
            : new Setting(500, 64, 1 / 256f, 1e-3f, 2e-3, 1e-3, 1e-2, 0.5, 0.99, 0.03, 0.6, 2);
    private static final long STEPS = Long.getLong("tribuogen.steps", SETTING.steps());
    private static final int WIDTH = Integer.getInteger("tribuogen.width", 200);

    /**
     * What differs between the digits and MNIST.
     *
     * @param steps The steps of training.
     * @param batch The rows of a step.
     * @param pixel What a dequantised pixel is multiplied by.
     * @param alpha The margin of the logits.
     * @param fitRate The rate of what is not VERA.
     * @param rate The energy's rate with chains.
     * @param generatorRate The generator's rate.
     * @param beta1 The first decay of both Adams of VERA.
     * @param beta2 The second.
     * @param chainStep The step of MALA.
     * @param minScale The least scale of samples, which training starts at.
     * @param maxScale The greatest.
     */
    private record Setting(
            long steps,
            int batch,
            float pixel,
            float alpha,
            double fitRate,
            double rate,
            double generatorRate,
            double beta1,
            double beta2,
            double chainStep,
            double minScale,
            double maxScale) {
        Adam adam(String name, double value) {
            return new Adam(number(name, value), beta1, beta2).withSchedule(decay());
        }
    }

    private static Mlp softplus(int... sizes) {
        return new Mlp(new StandardActivation(StandardActivation.Function.SOFTPLUS), sizes);
    }

    private static Energy nice() {
        List<Bijection> parts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            parts.add(new AffineCoupling(softplus(WIDTH, WIDTH), i % 2 == 1, Partition.ALTERNATE, CouplingScale.NONE));
        }
        parts.add(new ActNorm(false));
        return new FlowEnergy(new BijectionChain(parts));
    }

    private static TrainingSettings settings() {
        return TrainingSettings.builder()
                .batchSize(SETTING.batch())
                .steps(STEPS)
                .device(Device.cpu(1))
                .showProgress(false)
                .build();
    }

    private static Schedule decay() {
        return new CosineSchedule(STEPS, 0.01);
    }

    private static Trainer<LogDensity> vera(
            EntropyGradient entropy, Sampler chain, double rate, PreprocessorChain p, long seed) {
        AmortisedSampler sampler = new AmortisedSampler(
                        new NetworkGenerator(
                                new Mlp(new StandardActivation(StandardActivation.Function.SWISH), WIDTH, WIDTH),
                                new StandardActivation(StandardActivation.Function.IDENTITY)),
                        64)
                .withOptimiser(SETTING.adam("generatorRate", SETTING.generatorRate()))
                .withScales(number("minScale", SETTING.minScale()), SETTING.maxScale())
                .withEntropy(1, entropy)
                .withChain(chain);
        return VERATrainer.builder(nice(), sampler)
                .optimiser(SETTING.adam("rate", rate))
                .preprocessor(p)
                .settings(settings())
                .seed(seed)
                .build();
    }

    private static double number(String property, double value) {
        return Double.parseDouble(System.getProperty("tribuogen." + property, Double.toString(value)));
    }

    private static Trainer<LogDensity> fit(FitObjective objective, PreprocessorChain p, long seed) {
        return DensityFitTrainer.builder(nice(), objective)
                .optimiser(new Adam(number("fitRate", SETTING.fitRate())).withSchedule(decay()))
                .preprocessor(p)
                .settings(settings())
                .seed(seed)
                .build();
    }

    @Test
    void niceByItsLikelihoodAndWithout() throws IOException {
        boolean large = MNIST != null;
        Dataset<LogDensity> train = data(MNIST, true);
        Dataset<LogDensity> test = data(MNIST, false);
        PreprocessorChain p = new PreprocessorChain(List.of(
                new Dequantisation(1),
                new AffineScaling(SETTING.pixel(), 0),
                new LogitTransform(SETTING.alpha()),
                new Standardisation()));
        Sampler chain = new MalaSampler(10, number("chainStep", SETTING.chainStep()));
        EntropyGradient laplace = new LaplaceEntropyGradient(6, 1, 0);
        EntropyGradient paper = new ImportanceEntropyGradient();
        Map<String, LongFunction<Trainer<LogDensity>>> ways = new LinkedHashMap<>();
        ways.put("maximum likelihood", seed -> fit(new MaximumLikelihood(), p, seed));
        ways.put("VERA, Laplace", seed -> vera(laplace, null, 1e-4, p, seed));
        ways.put("VERA, importance sampling", seed -> vera(paper, null, 1e-4, p, seed));
        ways.put("VERA, Laplace, chains", seed -> vera(laplace, chain, SETTING.rate(), p, seed));
        ways.put("VERA, importance sampling, chains", seed -> vera(paper, chain, SETTING.rate(), p, seed));
        ways.put("sliced score matching", seed -> fit(new ScoreMatching(), p, seed));
        ways.put("denoising score matching, 0.1", seed -> fit(new DenoisingScoreMatching(0.1), p, seed));
        ways.put("denoising score matching, 0.3", seed -> fit(new DenoisingScoreMatching(0.3), p, seed));
        String names = System.getProperty("tribuogen.ways");
        if (names != null) {
            ways.keySet().retainAll(List.of(names.split(";")));
        }
        Figures figures = new Figures("NICE on " + (large ? "MNIST" : "8x8 digits") + ", " + STEPS
                + " steps: nats of test images, " + test.size() + " of them");
        for (int seed = 1; seed <= SEEDS; seed++) {
            for (var way : ways.entrySet()) {
                long began = System.nanoTime();
                try (NeuralModel<LogDensity> m =
                        (NeuralModel<LogDensity>) way.getValue().apply(seed).train(train)) {
                    double minutes = (System.nanoTime() - began) / 6e10;
                    double[] log = ((LogDensityModel) m).logDensity(m.toRows(test));
                    figures.add(way.getKey(), Arrays.stream(log).average().orElseThrow());
                    figures.add("minutes, " + way.getKey(), minutes);
                } catch (TrainingDivergedException e) {
                    System.out.println(way.getKey() + ", seed " + seed + ": " + e.getMessage());
                    figures.add("diverged, " + way.getKey(), 1);
                }
                figures.write("nice-" + (large ? "mnist" : "digits"));
            }
        }
        if (names == null && !large) {
            assertTrue(
                    figures.median("maximum likelihood") > figures.median("VERA, Laplace, chains")
                            && figures.median("VERA, Laplace, chains") > figures.median("sliced score matching")
                            && figures.median("VERA, Laplace") > figures.median("VERA, importance sampling"),
                    figures::markdown);
        }
    }

    private static Dataset<LogDensity> data(String folder, boolean train) throws IOException {
        LogDensityFactory factory = new LogDensityFactory();
        if (folder == null) {
            return new MutableDataset<>(new DigitsDataSource<>(factory, train ? DigitsSplit.TRAIN : DigitsSplit.TEST));
        }
        String part = train ? "train" : "t10k";
        return new MutableDataset<>(new IDXImageDataSource<>(
                Path.of(folder, part + "-images-idx3-ubyte.gz"),
                Path.of(folder, part + "-labels-idx1-ubyte.gz"),
                factory,
                new ExampleSelection().withMaxExamples(train ? 50_000 : 2_000)));
    }
}
