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

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.property.SimpleProperty;
import io.github.tribuogen.ebm.fit.DensityFitTrainer;
import io.github.tribuogen.ebm.fit.FittedDensityModel;
import io.github.tribuogen.neural.data.ExampleSelection;
import io.github.tribuogen.neural.data.IDXImageDataSource;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.report.SampleGrid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tribuo.MutableDataset;

/**
 * An energy of MNIST by learned Stein discrepancy, with the settings of {@code configs/lsd-mnist.xml}: where it puts digits beside pixels
 * in another order and noise, and what chains from its base arrive at. Properties: {@code tribuogen.mnist}, the folder of the IDX files;
 * {@code tribuogen.steps}, of training.
 */
@Tag("slow")
class MnistEnergyExperimentTest {
    private static final int JUDGED = 1000;

    @Test
    void digits() throws IOException {
        String folder = System.getProperty("tribuogen.mnist");
        assumeTrue(
                folder != null && Files.isDirectory(Path.of(folder)),
                () -> "found -Dtribuogen.mnist=" + folder + ", expected a folder with MNIST's IDX files; skipped");
        ConfigurationManager cm =
                new ConfigurationManager(Path.of(System.getProperty("tribuogen.configs", "../configs"), "lsd-mnist.xml")
                        .toAbsolutePath()
                        .normalize()
                        .toString());
        long steps = Long.getLong("tribuogen.steps", 3906);
        cm.overrideConfigurableProperty("settings", "steps", new SimpleProperty(String.valueOf(steps)));
        cm.overrideConfigurableProperty("settings", "showProgress", new SimpleProperty("false"));
        var train = data(folder, "train", 50_000);
        Figures figures = new Figures("An energy of MNIST by LSD, " + steps + " steps, seed 1");
        long began = System.nanoTime();
        try (FittedDensityModel m = ((DensityFitTrainer) cm.lookup("lsd")).train(train)) {
            figures.add("minutes", (System.nanoTime() - began) / 6e10);
            float[][] digits = m.toRows(data(folder, "t10k", JUDGED));
            float[][] shuffled = shuffled(digits);
            double[] ofDigits = m.logDensity(digits);
            double[] ofShuffled = m.logDensity(shuffled);
            figures.add("digits above their pixels in another order, share", share(ofDigits, ofShuffled));
            FittedDensityModel.Chains chains = m.chains(60, 1, new SplittableRandom(1));
            figures.add("acceptance", chains.diagnostics().values().iterator().next());
            Figures.save(
                    SampleGrid.of(chains.rows(), 1, 28, 28)
                            .range(0, 255)
                            .columns(20)
                            .scale(1)
                            .render(),
                    "energy-mnist-samples");
            figures.write("energy-mnist");
            assertTrue(share(ofDigits, ofShuffled) > 0.95, figures::markdown);
        }
    }

    private static double share(double[] high, double[] low) {
        int above = 0;
        for (int i = 0; i < high.length; i++) {
            above += high[i] > low[i] ? 1 : 0;
        }
        return above / (double) high.length;
    }

    private static float[][] shuffled(float[][] rows) {
        int[] order = new SplittableRandom(3).ints(0, 784).distinct().limit(784).toArray();
        float[][] all = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            float[] row = rows[i];
            float[] moved = new float[row.length];
            for (int j = 0; j < moved.length; j++) {
                moved[j] = row[order[j]];
            }
            all[i] = moved;
        }
        return all;
    }

    private static MutableDataset<LogDensity> data(String folder, String part, int examples) throws IOException {
        return new MutableDataset<>(new IDXImageDataSource<>(
                Path.of(folder, part + "-images-idx3-ubyte.gz"),
                Path.of(folder, part + "-labels-idx1-ubyte.gz"),
                new LogDensityFactory(),
                new ExampleSelection().withMaxExamples(examples)));
    }
}
