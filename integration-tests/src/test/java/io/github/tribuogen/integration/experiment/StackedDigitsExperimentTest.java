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
import io.github.tribuogen.neural.nn.LeakyRelu;
import io.github.tribuogen.neural.nn.Mlp;
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

    private static final int SIDE = 8;
    private static final int STEPS = Integer.getInteger("tribuogen.steps", 15_000);

    private static ConfigurableDataSource<Label> digits(DigitsSplit split) {
        return new DigitsDataSource<>(new LabelFactory(), split);
    }

    private static StackedImagesDataSource<Label> stacks(int size, long seed) {
        return new StackedImagesDataSource<>(digits(DigitsSplit.TRAIN), new LabelFactory(), size, seed);
    }

    private static ImageLayout layout(int channels) {
        return new ImageLayout(channels, SIDE, SIDE);
    }

    /** Pixels to [-1, 1]. */
    private static AffineScaling scaling() {
        return new AffineScaling(2f / DigitsDataSource.MAX_VALUE, -1);
    }

    private static Mlp network() {
        return new Mlp(new LeakyRelu(0.2), 256, 256);
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

    private static VERATrainer vera(long seed) {
        CosineSchedule decay = new CosineSchedule(STEPS, 0.1);
        AmortisedSampler sampler = new AmortisedSampler(
                        new NetworkGenerator(network(), new StandardActivation(StandardActivation.Function.TANH)),
                        Integer.getInteger("tribuogen.latent", 64))
                .withEntropy(
                        number("entropyWeight", 0.1),
                        new LaplaceEntropyGradient(Integer.getInteger("tribuogen.cg", 6), 1, 0))
                .withOptimiser(new Adam(number("generatorRate", 1e-3), 0, 0.9).withSchedule(decay));
        return VERATrainer.builder(new NetworkEnergy(network(), null), sampler)
                .objective(new DensityObjective(number("penalty", 1)))
                .optimiser(new Adam(number("rate", 1e-3), 0, 0.9).withSchedule(decay))
                .layout(layout(3))
                .preprocessor(scaling())
                .settings(settings(Integer.getInteger("tribuogen.batch", 64), STEPS))
                .seed(seed)
                .build();
    }

    @Test
    void stackedDigits() throws IOException {
        Figures figures = new Figures("Stacked digits, " + STEPS + " steps");
        NeuralClassifierTrainer trainer = new NeuralClassifierTrainer(
                network(),
                new Adam(1e-3).withSchedule(new CosineSchedule(2500, 0.01)),
                layout(1),
                scaling(),
                settings(64, 2500),
                1);
        try (NeuralClassifierModel classifier = trainer.train(new MutableDataset<>(digits(DigitsSplit.TRAIN)))) {
            figures.add(
                    "accuracy of the classifier of one channel",
                    new CalibrationEvaluator()
                            .evaluate(classifier, new MutableDataset<>(digits(DigitsSplit.TEST)))
                            .accuracy());
            StackedModes modes = new StackedModes(classifier, 3);
            ModeCoverage data = labels(modes);
            floors(figures, data.frequencies());
            var density = new MutableDataset<>(new StackedImagesDataSource<>(
                    digits(DigitsSplit.TRAIN),
                    new LogDensityFactory(),
                    new ExampleSelection().withFixedOutput("OBSERVED"),
                    REFERENCES,
                    3,
                    1));
            count(figures, "data", fresh(), SAMPLES[0], modes, data);
            for (long seed = 1; seed <= SEEDS; seed++) {
                long began = System.nanoTime();
                try (VERAModel model = vera(seed).train(density)) {
                    figures.add("VERA minutes", (System.nanoTime() - began) / 6e10);
                    float[][] samples = model.sample(SAMPLES[1], new SplittableRandom(seed));
                    for (int n : SAMPLES) {
                        count(figures, "VERA", samples, n, modes, data);
                    }
                    if (seed == 1) {
                        picture(samples);
                    }
                }
                figures.write("stacked-digits");
            }
        }
        assertTrue(figures.median("VERA 10000 modes") >= 950, figures::markdown);
        assertTrue(
                figures.median("VERA 10000 KL from uniform") >= 0.9 * figures.median("perfect 10000 KL from uniform"),
                figures::markdown);
    }

    private static ModeCoverage labels(StackedModes modes) {
        List<Integer> ids = new ArrayList<>();
        for (Example<Label> e : stacks(REFERENCES, 1)) {
            ids.add(modes.id(e.getOutput().getLabel().split(StackedImagesDataSource.SEPARATOR)));
        }
        return ModeCoverage.of(ids.stream().mapToInt(Integer::intValue).toArray(), modes.modes());
    }

    /** Other stacks of the same digits: a perfect sampler but for the classifier. */
    private static float[][] fresh() {
        List<float[]> rows = new ArrayList<>();
        for (Example<Label> e : stacks(SAMPLES[0], 2)) {
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
    private static void picture(float[][] samples) throws IOException {
        int columns = 20;
        int pixels = SIDE * SIDE;
        float[][] grid = new float[4 * columns][];
        for (int i = 0; i < columns; i++) {
            for (int c = 0; c < 3; c++) {
                float[] one = Arrays.copyOfRange(samples[i], c * pixels, (c + 1) * pixels);
                grid[c * columns + i] = repeat(one);
            }
            grid[3 * columns + i] = samples[i];
        }
        Figures.save(
                SampleGrid.of(grid, 3, SIDE, SIDE)
                        .range(0, DigitsDataSource.MAX_VALUE)
                        .columns(columns)
                        .scale(4)
                        .render(),
                "stacked-digits");
    }

    private static float[] repeat(float[] grey) {
        float[] colour = new float[3 * grey.length];
        for (int c = 0; c < 3; c++) {
            System.arraycopy(grey, 0, colour, c * grey.length, grey.length);
        }
        return colour;
    }
}
