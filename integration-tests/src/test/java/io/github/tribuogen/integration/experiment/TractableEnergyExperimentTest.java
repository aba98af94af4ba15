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
 * Properties: {@code tribuogen.seeds}; {@code tribuogen.steps}; {@code tribuogen.ways}, which of them, apart by semicolons; {@code
 * tribuogen.mnist}, the folder of MNIST's IDX files, for that instead of the 8x8 digits.
 */
@Tag("slow")
class TractableEnergyExperimentTest {
    private static final int SEEDS = Integer.getInteger("tribuogen.seeds", 3);
    private static final long STEPS = Long.getLong("tribuogen.steps", 2000);

    private static Mlp softplus(int... sizes) {
        return new Mlp(new StandardActivation(StandardActivation.Function.SOFTPLUS), sizes);
    }

    private static Energy nice(int width) {
        List<Bijection> parts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            parts.add(new AffineCoupling(softplus(width, width), i % 2 == 1, Partition.ALTERNATE, CouplingScale.NONE));
        }
        parts.add(new ActNorm(false));
        return new FlowEnergy(new BijectionChain(parts));
    }

    private static TrainingSettings settings() {
        return TrainingSettings.builder()
                .batchSize(128)
                .steps(STEPS)
                .device(Device.cpu(1))
                .showProgress(false)
                .build();
    }

    private static Schedule decay() {
        return new CosineSchedule(STEPS, 0.01);
    }

    private static Trainer<LogDensity> vera(
            int width, EntropyGradient entropy, Sampler chain, double rate, PreprocessorChain p, long seed) {
        AmortisedSampler sampler = new AmortisedSampler(
                        new NetworkGenerator(
                                new Mlp(new StandardActivation(StandardActivation.Function.SWISH), width, width),
                                new StandardActivation(StandardActivation.Function.IDENTITY)),
                        64)
                .withOptimiser(new Adam(number("generatorRate", 2e-3), 0, 0.9).withSchedule(decay()))
                .withScales(0.1, 1)
                .withEntropy(1, entropy)
                .withChain(chain);
        return VERATrainer.builder(nice(width), sampler)
                .optimiser(new Adam(number("rate", rate), 0, 0.9).withSchedule(decay()))
                .preprocessor(p)
                .settings(settings())
                .seed(seed)
                .build();
    }

    private static double number(String property, double value) {
        return Double.parseDouble(System.getProperty("tribuogen." + property, Double.toString(value)));
    }

    private static Trainer<LogDensity> fit(int width, FitObjective objective, PreprocessorChain p, long seed) {
        return DensityFitTrainer.builder(nice(width), objective)
                .optimiser(new Adam(number("fitRate", 1e-3)).withSchedule(decay()))
                .preprocessor(p)
                .settings(settings())
                .seed(seed)
                .build();
    }

    @Test
    void niceByItsLikelihoodAndWithout() throws IOException {
        String folder = System.getProperty("tribuogen.mnist");
        boolean large = folder != null;
        Dataset<LogDensity> train = data(folder, true);
        Dataset<LogDensity> test = data(folder, false);
        int width = large ? 300 : 200;
        PreprocessorChain p = new PreprocessorChain(List.of(
                new Dequantisation(1),
                new AffineScaling(large ? 1 / 256f : 1 / 17f, 0),
                new LogitTransform(large ? 1e-3f : 1e-2f),
                new Standardisation()));
        Sampler chain = new MalaSampler(10, number("chainStep", large ? 0.005 : 0.02));
        EntropyGradient laplace = new LaplaceEntropyGradient(6, 1, 0);
        EntropyGradient paper = new ImportanceEntropyGradient();
        Map<String, LongFunction<Trainer<LogDensity>>> ways = new LinkedHashMap<>();
        ways.put("maximum likelihood", seed -> fit(width, new MaximumLikelihood(), p, seed));
        ways.put("VERA, Laplace", seed -> vera(width, laplace, null, 1e-4, p, seed));
        ways.put("VERA, importance sampling", seed -> vera(width, paper, null, 1e-4, p, seed));
        ways.put("VERA, Laplace, chains", seed -> vera(width, laplace, chain, 1e-3, p, seed));
        ways.put("VERA, importance sampling, chains", seed -> vera(width, paper, chain, 1e-3, p, seed));
        ways.put("sliced score matching", seed -> fit(width, new ScoreMatching(), p, seed));
        ways.put("denoising score matching, 0.1", seed -> fit(width, new DenoisingScoreMatching(0.1), p, seed));
        ways.put("denoising score matching, 0.3", seed -> fit(width, new DenoisingScoreMatching(0.3), p, seed));
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
        if (names == null) {
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
