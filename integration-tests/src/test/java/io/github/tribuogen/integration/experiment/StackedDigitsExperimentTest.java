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

import io.github.tribuogen.ebm.energy.NetworkEnergy;
import io.github.tribuogen.ebm.vera.AmortisedSampler;
import io.github.tribuogen.ebm.vera.DensityObjective;
import io.github.tribuogen.ebm.vera.LaplaceEntropyGradient;
import io.github.tribuogen.ebm.vera.VERAModel;
import io.github.tribuogen.ebm.vera.VERATrainer;
import io.github.tribuogen.neural.data.AffineScaling;
import io.github.tribuogen.neural.data.DigitsDataSource;
import io.github.tribuogen.neural.data.DigitsSplit;
import io.github.tribuogen.neural.data.ExampleSelection;
import io.github.tribuogen.neural.data.ImageLayout;
import io.github.tribuogen.neural.data.StackedImagesDataSource;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.evaluation.calibration.CalibrationEvaluator;
import io.github.tribuogen.neural.evaluation.coverage.CoverageFloor;
import io.github.tribuogen.neural.evaluation.coverage.ModeCoverage;
import io.github.tribuogen.neural.evaluation.coverage.StackedModes;
import io.github.tribuogen.neural.model.NeuralClassifierModel;
import io.github.tribuogen.neural.model.NeuralClassifierTrainer;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.Generator;
import io.github.tribuogen.neural.nn.LeakyRelu;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.NetworkGenerator;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.CosineSchedule;
import io.github.tribuogen.neural.report.SampleGrid;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.DivergenceGuard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tribuo.ConfigurableDataSource;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

/**
 * Three digits as the channels of an image are one of 1,000 modes: how many of them a generator trained with its energy finds, and how
 * evenly, beside what a perfect sampler would get and what the classifier makes of the data themselves.
 *
 * <p>{@code tribuogen.steps}, {@code tribuogen.seeds} (3) and {@code tribuogen.threads} (1) change the length.
 */
@Tag("slow")
class StackedDigitsExperimentTest {
    private static final int SEEDS = Integer.getInteger("tribuogen.seeds", 3);
    private static final int[] SAMPLES = {10_000, 26_000};
    private static final int REFERENCES = 60_000;

    /** Single digits, and the networks for them: the energy and the generator have two hidden layers of one width. */
    private record Digits(
            String name,
            ConfigurableDataSource<Label> train,
            ConfigurableDataSource<Label> test,
            int side,
            int white,
            int stacks,
            Network classifier,
            int width) {
        Mlp network() {
            return new Mlp(new LeakyRelu(0.2), width, width);
        }

        Generator generator() {
            return new NetworkGenerator(network(), new StandardActivation(StandardActivation.Function.TANH));
        }

        ImageLayout layout(int channels) {
            return new ImageLayout(channels, side, side);
        }

        /** Pixels to [-1, 1]. */
        AffineScaling scaling() {
            return new AffineScaling(2f / white, -1);
        }
    }

    @Test
    void stackedDigits() throws IOException {
        judge(
                new Digits(
                        "digits",
                        new DigitsDataSource<>(new LabelFactory(), DigitsSplit.TRAIN),
                        new DigitsDataSource<>(new LabelFactory(), DigitsSplit.TEST),
                        8,
                        DigitsDataSource.MAX_VALUE,
                        REFERENCES,
                        new Mlp(new LeakyRelu(0.2), 256, 256),
                        256),
                Integer.getInteger("tribuogen.steps", 15_000));
    }

    private static double number(String property, double value) {
        return Double.parseDouble(System.getProperty("tribuogen." + property, Double.toString(value)));
    }

    private static TrainingSettings settings(int batch, int steps) {
        return TrainingSettings.builder()
                .batchSize(batch)
                .steps(steps)
                .device(Device.cpu(Integer.getInteger("tribuogen.threads", 1)))
                .guard(new DivergenceGuard(0, 0.5, 500))
                .showProgress(false)
                .build();
    }

    private static VERATrainer vera(Digits digits, int steps, long seed) {
        CosineSchedule decay = new CosineSchedule(steps, 0.1);
        AmortisedSampler sampler = new AmortisedSampler(digits.generator(), Integer.getInteger("tribuogen.latent", 64))
                .withEntropy(
                        number("entropyWeight", 0.1),
                        new LaplaceEntropyGradient(Integer.getInteger("tribuogen.cg", 6), 1, 0))
                .withOptimiser(new Adam(number("generatorRate", 1e-3), 0, 0.9).withSchedule(decay));
        return VERATrainer.builder(new NetworkEnergy(digits.network(), null), sampler)
                .objective(new DensityObjective(number("penalty", 1)))
                .optimiser(new Adam(number("rate", 1e-3), 0, 0.9).withSchedule(decay))
                .layout(digits.layout(3))
                .preprocessor(digits.scaling())
                .settings(settings(Integer.getInteger("tribuogen.batch", 64), steps))
                .seed(seed)
                .build();
    }

    private static void judge(Digits digits, int steps) throws IOException {
        Figures figures = new Figures("Stacked " + digits.name() + ", " + steps + " steps");
        NeuralClassifierTrainer trainer = new NeuralClassifierTrainer(
                digits.classifier(),
                new Adam(1e-3).withSchedule(new CosineSchedule(2500, 0.01)),
                digits.layout(1),
                digits.scaling(),
                settings(64, 2500),
                1);
        try (NeuralClassifierModel classifier = trainer.train(new MutableDataset<>(digits.train()))) {
            figures.add(
                    "accuracy of the classifier of one channel",
                    new CalibrationEvaluator()
                            .evaluate(classifier, new MutableDataset<>(digits.test()))
                            .accuracy());
            StackedModes modes = new StackedModes(classifier, 3);
            ModeCoverage data = labels(digits, modes);
            floors(figures, data.frequencies());
            var density = new MutableDataset<>(new StackedImagesDataSource<>(
                    digits.train(),
                    new LogDensityFactory(),
                    new ExampleSelection().withFixedOutput("OBSERVED"),
                    digits.stacks(),
                    3,
                    1));
            count(figures, "data", fresh(digits), SAMPLES[0], modes, data);
            for (long seed = 1; seed <= SEEDS; seed++) {
                long began = System.nanoTime();
                try (VERAModel model = vera(digits, steps, seed).train(density)) {
                    figures.add("VERA minutes", (System.nanoTime() - began) / 6e10);
                    float[][] samples = model.sample(SAMPLES[1], new SplittableRandom(seed));
                    for (int n : SAMPLES) {
                        count(figures, "VERA", samples, n, modes, data);
                    }
                    if (seed == 1) {
                        picture(digits, samples);
                    }
                }
                figures.write("stacked-" + digits.name().toLowerCase());
            }
        }
        assertTrue(figures.median("VERA 10000 modes") >= 950, figures::markdown);
        assertTrue(
                figures.median("VERA 10000 KL from uniform") >= 0.9 * figures.median("perfect 10000 KL from uniform"),
                figures::markdown);
    }

    private static ModeCoverage labels(Digits digits, StackedModes modes) {
        var stacks = new StackedImagesDataSource<>(digits.train(), new LabelFactory(), REFERENCES, 1L);
        List<Integer> ids = new ArrayList<>();
        for (Example<Label> e : stacks) {
            ids.add(modes.id(e.getOutput().getLabel().split(StackedImagesDataSource.SEPARATOR)));
        }
        return ModeCoverage.of(ids.stream().mapToInt(Integer::intValue).toArray(), modes.modes());
    }

    /** Other stacks of the same digits: a perfect sampler but for the classifier. */
    private static float[][] fresh(Digits digits) {
        List<float[]> rows = new ArrayList<>();
        for (Example<Label> e : new StackedImagesDataSource<>(digits.train(), new LabelFactory(), SAMPLES[0], 2L)) {
            float[] row = new float[e.size()];
            int j = 0;
            for (Feature f : e) {
                row[j++] = (float) f.getValue();
            }
            rows.add(row);
        }
        return rows.toArray(float[][]::new);
    }

    private static void floors(Figures figures, double[] frequencies) {
        for (int n : SAMPLES) {
            CoverageFloor uniform = CoverageFloor.uniform(1000, n, REFERENCES, 20, new SplittableRandom(1));
            CoverageFloor data = CoverageFloor.of(frequencies, n, REFERENCES, 20, new SplittableRandom(1));
            figures.add("perfect " + n + " modes", uniform.covered())
                    .add("perfect " + n + " KL from uniform", uniform.fromLaw())
                    .add("perfect " + n + " KL from labels", uniform.fromReference())
                    .add("perfect of the data's law " + n + " modes", data.covered())
                    .add("perfect of the data's law " + n + " KL from labels", data.fromReference());
        }
    }

    private static void count(
            Figures figures, String name, float[][] samples, int n, StackedModes modes, ModeCoverage data) {
        ModeCoverage c = ModeCoverage.of(modes.of(Arrays.copyOf(samples, n)), modes.modes());
        figures.add(name + " " + n + " modes", c.covered())
                .add(name + " " + n + " KL from uniform", c.divergenceFromUniform())
                .add(name + " " + n + " KL from labels", c.divergenceFrom(data));
    }

    /** The first 20 samples, a column each: the three channels as grey images, then together in colours. */
    private static void picture(Digits digits, float[][] samples) throws IOException {
        int columns = 20;
        int pixels = digits.side() * digits.side();
        float[][] grid = new float[4 * columns][];
        for (int i = 0; i < columns; i++) {
            for (int c = 0; c < 3; c++) {
                float[] one = Arrays.copyOfRange(samples[i], c * pixels, (c + 1) * pixels);
                grid[c * columns + i] = repeat(one);
            }
            grid[3 * columns + i] = samples[i];
        }
        Figures.save(
                SampleGrid.of(grid, 3, digits.side(), digits.side())
                        .range(0, digits.white())
                        .columns(columns)
                        .scale(digits.side() < 16 ? 4 : 1)
                        .render(),
                "stacked-" + digits.name().toLowerCase());
    }

    private static float[] repeat(float[] grey) {
        float[] colour = new float[3 * grey.length];
        for (int c = 0; c < 3; c++) {
            System.arraycopy(grey, 0, colour, c * grey.length, grey.length);
        }
        return colour;
    }
}
