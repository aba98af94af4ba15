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
import io.github.tribuogen.flow.toy.ToyDensity;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.CosineSchedule;
import io.github.tribuogen.neural.optim.WarmUpSchedule;
import io.github.tribuogen.neural.optim.WeightAveraging;
import io.github.tribuogen.neural.runtime.EarlyStopping;
import java.io.IOException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Continuous flows on figures of the plane whose entropy is known: in FFJORD's own configuration against the likelihoods that
 * an independent implementation reached, and in a faster one against the entropy.
 *
 * <p>{@code -Dtribuogen.toys=MOONS,PINWHEEL} runs some figures only, {@code -Dtribuogen.seeds=1} fewer than three seeds; {@code
 * -Dtribuogen.toys.steps} and {@code -Dtribuogen.toys.solver} set the tuned configuration's iterations and steps of rk4.
 */
@Tag("slow")
class FlowToysExperimentTest {
    /** Negative log densities after 3,000 iterations of an independent implementation with one seed, standard error 0.01. */
    private static final Map<ToyDensity, Double> REFERENCE = new EnumMap<>(Map.of(
            ToyDensity.EIGHT_GAUSSIANS, 2.852,
            ToyDensity.MOONS, 2.430,
            ToyDensity.PINWHEEL, 2.359,
            ToyDensity.CHECKERBOARD, 3.741,
            ToyDensity.TWO_SPIRALS, 2.991));

    /** Two standard errors of the reference's mean of 10,000 negative log densities. */
    private static final double REFERENCE_ERROR = 0.02;

    private static final int SEEDS = Integer.getInteger("tribuogen.seeds", 3);

    static ContinuousFlow officialFlow() {
        return ContinuousFlow.builder(new MlpDynamics())
                .solver(AdaptiveSolver.dopri5(1e-5), new Adjoint())
                .endTime(0.5, false)
                .build();
    }

    /** As the official script does, the state that was best on held-out points is kept, judged every 100 iterations. */
    static FlowTrainer officialTrainer(ContinuousFlow flow, int seed) {
        return FlowTrainer.builder(flow, new Adam(1e-3).withWeightDecay(1e-5))
                .settings(ToyJudge.settings(100, 3000)
                        .validation(0.007, new EarlyStopping(100, 0, true))
                        .build())
                .seed(seed)
                .build();
    }

    @Test
    void officialConfiguration() throws IOException {
        Set<ToyDensity> toys = ToyJudge.chosen(REFERENCE.keySet());
        Figures figures = new Figures("FFJORD's configuration on figures of the plane, 3,000 iterations, " + SEEDS
                + (SEEDS == 1 ? " seed" : " seeds"));
        for (ToyDensity toy : toys) {
            for (int seed = 1; seed <= SEEDS; seed++) {
                judge(figures, toy, officialTrainer(officialFlow(), seed), 300_000, seed, "official");
                figures.write("flow-toys");
            }
            figures.add(toy + " reference", REFERENCE.get(toy)).write("flow-toys");
        }
        toys.forEach(toy -> {
            assertTrue(
                    figures.median(toy + " NLL") <= REFERENCE.get(toy) + REFERENCE_ERROR,
                    () -> toy + ": " + figures.markdown());
            checks(figures, toy);
        });
    }

    @Test
    void tunedConfiguration() throws IOException {
        Set<ToyDensity> toys = ToyJudge.chosen(EnumSet.range(ToyDensity.EIGHT_GAUSSIANS, ToyDensity.PINWHEEL));
        int steps = Integer.getInteger("tribuogen.toys.steps", 8000);
        ContinuousFlow flow = ContinuousFlow.builder(new MlpDynamics())
                .solver(new FixedStepSolver(Method.RK4, Integer.getInteger("tribuogen.toys.solver", 8)), new Replay())
                .endTime(1, false)
                .regularisers(
                        new Regulariser(RegulariserKind.KINETIC, 1e-4),
                        new Regulariser(RegulariserKind.JACOBIAN_FROBENIUS, 1e-4))
                .test(AdaptiveSolver.dopri5(1e-5), new ExactDivergence())
                .build();
        Figures figures = new Figures("Tuned configuration on figures of the plane, " + steps + " iterations, seed 1");
        for (ToyDensity toy : toys) {
            FlowTrainer trainer = FlowTrainer.builder(
                            flow, new Adam(5e-3).withSchedule(new WarmUpSchedule(100, new CosineSchedule(steps, 0.01))))
                    .averaging(new WeightAveraging(0.99, true))
                    .settings(ToyJudge.settings(256, steps)
                            .validation(0.005, new EarlyStopping(steps / 16, 0, true))
                            .build())
                    .seed(1)
                    .build();
            judge(figures, toy, trainer, 1_000_000, 1, "tuned");
            figures.write("flow-toys-tuned");
        }
        toys.forEach(toy -> checks(figures, toy));
        long near = toys.stream()
                .filter(t -> figures.median(t + " above the entropy") <= 0.02)
                .count();
        assertTrue(near >= Math.min(5, toys.size()), figures::markdown);
    }

    private static void judge(Figures figures, ToyDensity toy, FlowTrainer trainer, int examples, int seed, String kind)
            throws IOException {
        long start = System.nanoTime();
        try (FlowModel model = trainer.train(ToyJudge.data(toy, examples, seed))) {
            figures.add(toy + " minutes", (System.nanoTime() - start) / 6e10);
            float[][] test = ToyJudge.test(toy, model);
            ToyJudge.Divergence excess = ToyJudge.Divergence.of(toy, test, model.logDensity(test));
            double[] trip = ToyJudge.roundTrip(test, model.fromBase(model.toBase(test)));
            double[] grid = model.logDensity(ToyJudge.grid());
            figures.add(toy + " NLL", toy.entropy() + excess.mean())
                    .add(toy + " above the entropy", excess.mean())
                    .add(toy + " standard error of that", excess.error())
                    .add(toy + " round trip, mean", trip[0])
                    .add(toy + " round trip, worst", trip[1])
                    .add(toy + " integral of the density", ToyJudge.mass(grid));
            if (seed == 1) {
                String name = ToyJudge.fileName(kind, toy);
                Figures.save(ToyJudge.map(toy, grid), name);
                Figures.save(ToyJudge.journey(model), name + "-journey");
            }
        }
    }

    private static void checks(Figures figures, ToyDensity toy) {
        assertTrue(
                figures.median(toy + " above the entropy") >= -4 * figures.median(toy + " standard error of that"),
                () -> toy + ", a likelihood above the entropy: " + figures.markdown());
        double mass = figures.median(toy + " integral of the density");
        assertTrue(Math.abs(mass - 1) < 2e-3, () -> toy + ", integral " + mass);
    }
}
