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

import io.github.tribuogen.flow.FlowModel;
import io.github.tribuogen.flow.FlowTrainer;
import io.github.tribuogen.flow.cnf.ContinuousFlow;
import io.github.tribuogen.flow.cnf.ExactDivergence;
import io.github.tribuogen.flow.cnf.MlpDynamics;
import io.github.tribuogen.flow.cnf.Regulariser;
import io.github.tribuogen.flow.cnf.RegulariserKind;
import io.github.tribuogen.flow.ode.AdaptiveSolver;
import io.github.tribuogen.flow.ode.Adjoint;
import io.github.tribuogen.flow.ode.FixedStepSolver;
import io.github.tribuogen.flow.ode.Method;
import io.github.tribuogen.flow.ode.Replay;
import io.github.tribuogen.flow.toy.ToyDataSource;
import io.github.tribuogen.flow.toy.ToyDensity;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.CosineSchedule;
import io.github.tribuogen.neural.optim.WarmUpSchedule;
import io.github.tribuogen.neural.report.AnimatedGif;
import io.github.tribuogen.neural.report.DensityMap;
import io.github.tribuogen.neural.report.Picture;
import io.github.tribuogen.neural.runtime.Device;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tribuo.MutableDataset;

/**
 * Continuous flows on figures of the plane whose entropy is known: in FFJORD's own configuration against the likelihoods that
 * an independent implementation reached, and in a faster one against the entropy.
 *
 * <p>{@code -Dtribuogen.toys=MOONS,PINWHEEL} runs some figures only.
 */
@Tag("slow")
class FlowToysExperimentTest {
    private static final int TEST = 10_000;
    /** Four standard errors of a mean of 10,000 negative log densities. */
    private static final double NOISE = 0.04;

    /** Both likelihoods are of one seed of training. */
    private static final double SEEDS = 0.05;

    private static final double EDGE = 7;
    private static final int CELLS = 300;

    @Test
    void officialConfiguration() throws IOException {
        // negative log likelihoods after 3,000 iterations, of an independent implementation with one seed
        Map<ToyDensity, Double> reference = new LinkedHashMap<>();
        reference.put(ToyDensity.EIGHT_GAUSSIANS, 2.852);
        reference.put(ToyDensity.MOONS, 2.430);
        reference.put(ToyDensity.PINWHEEL, 2.359);
        reference.put(ToyDensity.CHECKERBOARD, 3.741);
        reference.put(ToyDensity.TWO_SPIRALS, 2.991);
        reference.keySet().retainAll(chosen());
        ContinuousFlow flow = ContinuousFlow.builder(new MlpDynamics())
                .solver(AdaptiveSolver.dopri5(1e-5), new Adjoint())
                .endTime(0.5, false)
                .build();
        Figures figures = new Figures("FFJORD's configuration on figures of the plane, 3,000 iterations, seed 1");
        for (ToyDensity toy : reference.keySet()) {
            FlowTrainer trainer = FlowTrainer.builder(flow, new Adam(1e-3).withWeightDecay(1e-5))
                    .settings(settings(100, 3000))
                    .seed(1)
                    .build();
            judge(figures, toy, trainer, 300_000, "official");
            figures.add(toy + " reference", reference.get(toy)).write("flow-toys");
        }
        reference.forEach((toy, nll) -> {
            assertTrue(figures.median(toy + " NLL") <= nll + SEEDS, () -> toy + ": " + figures.markdown());
            checks(figures, toy);
        });
    }

    @Test
    void tunedConfiguration() throws IOException {
        Set<ToyDensity> toys = EnumSet.of(
                ToyDensity.EIGHT_GAUSSIANS,
                ToyDensity.MOONS,
                ToyDensity.PINWHEEL,
                ToyDensity.RINGS,
                ToyDensity.CIRCLES,
                ToyDensity.SWISS_ROLL,
                ToyDensity.TWO_SPIRALS,
                ToyDensity.CHECKERBOARD);
        toys.retainAll(chosen());
        int steps = Integer.getInteger("tribuogen.toys.steps", 4000);
        ContinuousFlow flow = ContinuousFlow.builder(new MlpDynamics())
                .solver(new FixedStepSolver(Method.RK4, 8), new Replay())
                .endTime(1, false)
                .regularisers(
                        new Regulariser(RegulariserKind.KINETIC, 1e-4),
                        new Regulariser(RegulariserKind.JACOBIAN_FROBENIUS, 1e-4))
                .test(AdaptiveSolver.dopri5(1e-5), new ExactDivergence())
                .build();
        Figures figures = new Figures("Tuned configuration on figures of the plane, " + steps + " iterations, seed 1");
        for (ToyDensity toy : toys) {
            FlowTrainer trainer = FlowTrainer.builder(
                            flow, new Adam(1e-2).withSchedule(new WarmUpSchedule(100, new CosineSchedule(steps, 0.01))))
                    .settings(settings(300, steps))
                    .seed(1)
                    .build();
            judge(figures, toy, trainer, 400_000, "tuned");
            figures.add(toy + " NLL above entropy", figures.median(toy + " NLL") - toy.entropy())
                    .write("flow-toys-tuned");
        }
        toys.forEach(toy -> checks(figures, toy));
        long near = toys.stream()
                .filter(t -> figures.median(t + " NLL above entropy") <= 0.02)
                .count();
        assertTrue(near >= Math.min(5, toys.size()), figures::markdown);
    }

    private static Set<ToyDensity> chosen() {
        String names = System.getProperty("tribuogen.toys", "");
        Set<ToyDensity> all = EnumSet.noneOf(ToyDensity.class);
        if (names.isEmpty()) {
            return EnumSet.allOf(ToyDensity.class);
        }
        Arrays.stream(names.split(",")).map(ToyDensity::valueOf).forEach(all::add);
        return all;
    }

    private static TrainingSettings settings(int batch, int steps) {
        return TrainingSettings.builder()
                .batchSize(batch)
                .steps(steps)
                .device(Device.cpu(Integer.getInteger("tribuogen.threads", 1)))
                .showProgress(false)
                .build();
    }

    private static MutableDataset<LogDensity> data(ToyDensity toy, int n, long seed) {
        return new MutableDataset<>(new ToyDataSource(toy, n, seed));
    }

    private static void judge(Figures figures, ToyDensity toy, FlowTrainer trainer, int examples, String kind)
            throws IOException {
        MutableDataset<LogDensity> train = data(toy, examples, 1);
        long start = System.nanoTime();
        FlowModel model = trainer.train(train);
        figures.add(toy + " minutes", (System.nanoTime() - start) / 6e10);
        float[][] test = model.toRows(data(toy, TEST, 2));
        double nll = -Arrays.stream(model.logDensity(test)).average().orElseThrow();
        figures.add(toy + " NLL", nll).add(toy + " entropy", toy.entropy());
        float[][] back = model.fromBase(model.toBase(test));
        double sum = 0;
        double worst = 0;
        for (int i = 0; i < test.length; i++) {
            double distance = Math.hypot(test[i][0] - back[i][0], test[i][1] - back[i][1]);
            sum += distance / test.length;
            worst = Math.max(worst, distance);
        }
        figures.add(toy + " round trip, mean", sum).add(toy + " round trip, worst", worst);
        double[][] density = density(model);
        double area = Math.pow(2 * EDGE / CELLS, 2);
        double mass = 0;
        for (double[] row : density) {
            for (double p : row) {
                mass += p * area;
            }
        }
        figures.add(toy + " integral of the density", mass);
        String name = "flow-" + kind + "-"
                + toy.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        Figures.save(
                DensityMap.of(density, -EDGE, EDGE, -EDGE, EDGE)
                        .title(toy + ", density of the flow")
                        .axes("x1", "x2", "p(x)")
                        .render(),
                name);
        Figures.save(journey(model), name + "-journey");
        model.close();
    }

    /** p(x) at the centres of the cells of a grid. */
    private static double[][] density(FlowModel model) {
        double[][] p = new double[CELLS][];
        for (int row = 0; row < CELLS; row++) {
            float[][] points = new float[CELLS][];
            for (int column = 0; column < CELLS; column++) {
                points[column] = new float[] {centre(column), centre(row)};
            }
            p[row] = Arrays.stream(model.logDensity(points)).map(Math::exp).toArray();
        }
        return p;
    }

    private static float centre(int cell) {
        return (float) (-EDGE + (cell + 0.5) * 2 * EDGE / CELLS);
    }

    /** Points on their way from the base to the data. */
    private static Picture journey(FlowModel model) {
        SplittableRandom rng = new SplittableRandom(3);
        float[][] base = new float[4000][2];
        for (float[] z : base) {
            z[0] = (float) rng.nextGaussian();
            z[1] = (float) rng.nextGaussian();
        }
        float[][][] way = model.path(base);
        List<Picture> frames = new ArrayList<>();
        for (float[][] points : way) {
            double[][] histogram = new double[80][80];
            for (float[] x : points) {
                int column = (int) ((x[0] + 4) * 10);
                int row = (int) ((x[1] + 4) * 10);
                if (column >= 0 && column < 80 && row >= 0 && row < 80) {
                    histogram[row][column]++;
                }
            }
            frames.add(DensityMap.of(histogram, -4, 4, -4, 4)
                    .title("from noise to data")
                    .axes("x1", "x2", "points")
                    .range(0, 20)
                    .render());
        }
        return AnimatedGif.of(frames).delayMillis(150).render();
    }

    private static void checks(Figures figures, ToyDensity toy) {
        assertTrue(
                figures.median(toy + " NLL") >= toy.entropy() - NOISE,
                () -> toy + ", a likelihood above the entropy: " + figures.markdown());
        double mass = figures.median(toy + " integral of the density");
        assertTrue(Math.abs(mass - 1) < 2e-3, () -> toy + ", integral " + mass);
    }
}
