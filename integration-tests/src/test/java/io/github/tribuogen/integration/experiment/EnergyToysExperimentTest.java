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
import io.github.tribuogen.ebm.fit.DensityFitTrainer;
import io.github.tribuogen.ebm.fit.FittedDensityModel;
import io.github.tribuogen.ebm.sampler.HmcSampler;
import io.github.tribuogen.ebm.stein.GoodnessOfFit;
import io.github.tribuogen.ebm.stein.LearnedSteinTest;
import io.github.tribuogen.ebm.stein.MlpCritic;
import io.github.tribuogen.ebm.stein.ScoredSample;
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
 * Energies of the plane by learned Stein discrepancy and by score matching, with the settings of {@code
 * configs/stein-toys.xml}: pictures, negative log densities with the constant found on a grid, and how often a test of
 * goodness of fit tells fresh data from the model, against the same energy after a twentieth of the steps.
 *
 * <p>{@code -Dtribuogen.toys=MOONS,PINWHEEL} runs some figures only.
 */
@Tag("slow")
class EnergyToysExperimentTest {
    private static final int TESTS = 10;
    private static final int POINTS = 300;

    private static FittedDensityModel train(String name, ToyDensity toy, long steps) {
        ConfigurationManager cm = new ConfigurationManager(
                Path.of(System.getProperty("tribuogen.configs", "../configs"), "stein-toys.xml")
                        .toAbsolutePath()
                        .normalize()
                        .toString());
        cm.overrideConfigurableProperty("settings", "steps", new SimpleProperty(String.valueOf(steps)));
        cm.overrideConfigurableProperty("settings", "showProgress", new SimpleProperty("false"));
        MutableDataset<LogDensity> data = new MutableDataset<>(new ToyDataSource(toy, 100_000, 1));
        return ((DensityFitTrainer) cm.lookup(name)).train(data);
    }

    @Test
    void energiesOfThePlane() throws IOException {
        List<String> toys = List.of(System.getProperty("tribuogen.toys", "MOONS,CIRCLES,EIGHT_GAUSSIANS,PINWHEEL")
                .split(","));
        long steps = Long.getLong("tribuogen.toys.steps", 1667);
        Path folder = Files.createDirectories(Path.of("target", "experiments", "energy-toys"));
        Figures figures = new Figures("Energies of the plane, " + steps + " steps, seed 1");
        FlowPictures pictures = FlowPictures.of(-4, 4, 200);
        int fewer = 0;
        for (String name : toys) {
            ToyDensity toy = ToyDensity.valueOf(name);
            int[] rejections = new int[2];
            for (String method : List.of("lsd", "sm")) {
                try (FittedDensityModel m = train(method, toy, steps)) {
                    String title = name + " " + method;
                    float[][] x = m.toRows(new MutableDataset<>(new ToyDataSource(toy, 10_000, 2)).getData());
                    figures.add(title + " NLL on a grid", nll(m, x));
                    figures.add(title + " entropy", toy.entropy());
                    FittedDensityModel.Chains chains = m.chains(2000, 200, new SplittableRandom(1));
                    figures.add(title + " acceptance", chains.diagnostics().get(HmcSampler.ACCEPTANCE));
                    save(folder, name + "-" + method + "-density", pictures.density(title, m, new float[0][]));
                    save(folder, name + "-" + method + "-samples", pictures.samples(title, chains.rows()));
                    if (method.equals("lsd")) {
                        rejections[0] = rejections(m, toy);
                        figures.add(title + " rejections of " + TESTS, rejections[0]);
                    }
                }
            }
            try (FittedDensityModel ablation = train("lsd", toy, steps / 20)) {
                rejections[1] = rejections(ablation, toy);
                figures.add(name + " lsd after a twentieth, rejections of " + TESTS, rejections[1]);
            }
            figures.write("energy-toys");
            fewer += rejections[0] < rejections[1] ? 1 : 0;
        }
        int found = fewer;
        assertTrue(
                found * 2 > toys.size(),
                () -> "fewer rejections than the ablation on " + found + " figures: " + figures.markdown());
    }

    /** How often fresh points are told from the model, at the level 0.05. */
    private static int rejections(FittedDensityModel m, ToyDensity toy) {
        LearnedSteinTest test = LearnedSteinTest.builder()
                .critic(new MlpCritic(0.2, 50, 50))
                .updates(200, 20, 0)
                .withoutAttributions()
                .build();
        int rejected = 0;
        for (int i = 0; i < TESTS; i++) {
            float[][] x = m.toRows(new MutableDataset<>(new ToyDataSource(toy, POINTS, 100 + i)).getData());
            GoodnessOfFit g = test.test(ScoredSample.of(m, x), i);
            rejected += g.rejects() ? 1 : 0;
        }
        return rejected;
    }

    /** With the constant from a grid that holds all of the density that counts. */
    private static double nll(FittedDensityModel m, float[][] x) {
        int n = 400;
        double low = -8;
        double cell = 16.0 / n;
        float[][] grid = new float[n * n][];
        for (int i = 0; i < grid.length; i++) {
            grid[i] = new float[] {(float) (low + (i / n + 0.5) * cell), (float) (low + (i % n + 0.5) * cell)};
        }
        double[] s = m.logDensity(grid);
        double max = Arrays.stream(s).max().orElseThrow();
        double logZ =
                max + Math.log(Arrays.stream(s).map(v -> Math.exp(v - max)).sum() * cell * cell);
        return logZ - Arrays.stream(m.logDensity(x)).average().orElseThrow();
    }

    private static void save(Path folder, String name, Picture picture) throws IOException {
        Files.write(folder.resolve(name.toLowerCase() + "." + picture.extension()), picture.bytes());
    }
}
