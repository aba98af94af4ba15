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

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.property.SimpleProperty;
import io.github.tribuogen.ebm.vera.VERAModel;
import io.github.tribuogen.ebm.vera.VERATrainer;
import io.github.tribuogen.flow.FlowPictures;
import io.github.tribuogen.flow.toy.ToyDataSource;
import io.github.tribuogen.flow.toy.ToyDensity;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.report.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tribuo.MutableDataset;

/**
 * Energies of the plane by a generator, with the settings of {@code configs/vera-toys.xml}: pictures of the density and of samples,
 * and negative log densities of held-out points with the constant found on a grid, against the entropy of the truth.
 *
 * <p>{@code -Dtribuogen.toys=MOONS,RINGS}, {@code -Dtribuogen.toys.steps}, {@code -Dtribuogen.lambdas=1,0.1}, {@code -Dtribuogen.trainers=vera,unweighted,paper} and {@code
 * -Dtribuogen.seeds} choose what is run.
 */
@Tag("slow")
class VERAToysExperimentTest {
    private static String[] property(String name, String value) {
        return System.getProperty(name, value).split(",");
    }

    private static VERAModel train(String trainer, ToyDensity toy, String lambda, String steps, int seed) {
        ConfigurationManager cm =
                new ConfigurationManager(Path.of(System.getProperty("tribuogen.configs", "../configs"), "vera-toys.xml")
                        .toAbsolutePath()
                        .normalize()
                        .toString());
        for (String component : List.of("sampler", "paper-sampler")) {
            cm.overrideConfigurableProperty(component, "entropyWeight", new SimpleProperty(lambda));
        }
        cm.overrideConfigurableProperty(trainer, "seed", new SimpleProperty(Integer.toString(seed)));
        cm.overrideConfigurableProperty("settings", "steps", new SimpleProperty(steps));
        cm.overrideConfigurableProperty("decay", "steps", new SimpleProperty(steps));
        cm.overrideConfigurableProperty("settings", "showProgress", new SimpleProperty("false"));
        return ((VERATrainer) cm.lookup(trainer)).train(new MutableDataset<>(new ToyDataSource(toy, 100_000, 1)));
    }

    @Test
    void energiesOfThePlane() throws IOException {
        String steps = System.getProperty("tribuogen.toys.steps", "10000");
        Path folder = Files.createDirectories(Path.of("target", "experiments", "vera-toys"));
        Figures figures = new Figures("Energies of the plane by a generator, " + steps + " steps");
        FlowPictures pictures = FlowPictures.of(-4, 4, 200);
        boolean finite = true;
        for (int seed = 1; seed <= Integer.getInteger("tribuogen.seeds", 1); seed++) {
            for (String name : property("tribuogen.toys", "MOONS,EIGHT_GAUSSIANS,CIRCLES")) {
                ToyDensity toy = ToyDensity.valueOf(name);
                for (String trainer : property("tribuogen.trainers", "vera,unweighted,paper")) {
                    for (String lambda : property("tribuogen.lambdas", "1,0.1,0.01")) {
                        String title = name + " " + trainer + " " + lambda;
                        try (VERAModel m = train(trainer, toy, lambda, steps, seed)) {
                            MutableDataset<LogDensity> test = new MutableDataset<>(new ToyDataSource(toy, 10_000, 2));
                            double nll = nll(m, m.toRows(test.getData()));
                            finite &= Double.isFinite(nll);
                            figures.add(title + " NLL less entropy", nll - toy.entropy());
                            figures.add(title + " scale of samples' noise", last(m, "scale"));
                            if (seed == 1) {
                                float[][] samples = m.sample(2000, new SplittableRandom(1));
                                save(folder, title + " density", pictures.density(title, m, new float[0][]));
                                save(folder, title + " samples", pictures.samples(title, samples));
                            }
                        }
                        figures.write("vera-toys");
                    }
                }
            }
        }
        assertTrue(finite, figures.markdown());
    }

    private static double last(VERAModel m, String metric) {
        float[] values = m.trainingHistory().curves().get(metric).values();
        return values[values.length - 1];
    }

    /** Of {@code exp(f / lambda)}, with the constant from a grid. */
    private static double nll(VERAModel m, float[][] x) {
        int n = 400;
        double low = -5;
        double cell = 10.0 / n;
        float[][] grid = new float[n * n][];
        for (int i = 0; i < grid.length; i++) {
            grid[i] = new float[] {(float) (low + (i / n + 0.5) * cell), (float) (low + (i % n + 0.5) * cell)};
        }
        double lambda = m.entropyWeight();
        double[] s = Arrays.stream(m.logDensity(grid)).map(v -> v / lambda).toArray();
        double max = Arrays.stream(s).max().orElseThrow();
        double logZ =
                max + Math.log(Arrays.stream(s).map(v -> Math.exp(v - max)).sum() * cell * cell);
        return logZ - Arrays.stream(m.logDensity(x)).average().orElseThrow() / lambda;
    }

    private static void save(Path folder, String name, Picture picture) throws IOException {
        Files.write(folder.resolve(name.toLowerCase().replace(' ', '-') + "." + picture.extension()), picture.bytes());
    }
}
