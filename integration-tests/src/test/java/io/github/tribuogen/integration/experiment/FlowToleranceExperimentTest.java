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
import io.github.tribuogen.flow.cnf.ContinuousFlow;
import io.github.tribuogen.flow.cnf.MlpDynamics;
import io.github.tribuogen.flow.ode.AdaptiveSolver;
import io.github.tribuogen.flow.ode.Adjoint;
import io.github.tribuogen.flow.ode.ErrorNorm;
import io.github.tribuogen.flow.ode.Method;
import io.github.tribuogen.flow.ode.StepControl;
import io.github.tribuogen.flow.toy.ToyDensity;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.report.CurvePlot;
import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the tolerance of the solver and the way it judges a batch's errors do to trained flows: the integral of the density,
 * the way to the base and back, the likelihood, and the evaluations spent.
 */
@Tag("slow")
class FlowToleranceExperimentTest {
    private static final double[] TOLERANCES = {1e-3, 1e-4, 1e-5, 1e-6};

    /** Half the width of the interval on which the density on the line is integrated, and the number of its points. */
    private static final double END = 15;

    private static final int POINTS = 20_000;

    private static ContinuousFlow solvedBy(ErrorNorm norm, double tolerance) {
        return ContinuousFlow.builder(new MlpDynamics())
                .solver(
                        new AdaptiveSolver(Method.DOPRI5, new StepControl(tolerance, tolerance).withNorm(norm)),
                        new Adjoint())
                .endTime(0.5, false)
                .build();
    }

    @Test
    void normsOfTheError() throws IOException {
        Set<ToyDensity> toys = ToyJudge.chosen(EnumSet.of(ToyDensity.MOONS, ToyDensity.PINWHEEL));
        Figures figures = new Figures("Tolerances and norms of the error, float32, official configuration, seed 1");
        Map<ErrorNorm, Double> worst = new LinkedHashMap<>();
        for (ToyDensity toy : toys) {
            try (FlowModel model = FlowToysExperimentTest.officialTrainer(FlowToysExperimentTest.officialFlow(), 1)
                    .train(ToyJudge.data(toy, 300_000, 1))) {
                float[][] test = ToyJudge.test(toy, model);
                for (ErrorNorm norm : ErrorNorm.values()) {
                    double fine = Double.NaN;
                    for (int i = TOLERANCES.length - 1; i >= 0; i--) {
                        double tolerance = TOLERANCES[i];
                        String name = String.format(Locale.ROOT, "%s %s %.0e ", toy, norm, tolerance);
                        try (SolverTrial trial =
                                new SolverTrial(solvedBy(norm, tolerance), model.weights(), 2, DType.FLOAT32)) {
                            SolverTrial.Densities d = trial.logDensity(test);
                            double excess = ToyJudge.Divergence.of(toy, test, d.values())
                                    .mean();
                            fine = Double.isNaN(fine) ? excess : fine;
                            double[] trip = ToyJudge.roundTrip(test, trial.roundTrip(test));
                            double mass = ToyJudge.mass(
                                    trial.logDensity(ToyJudge.grid()).values());
                            figures.add(name + "abs(1 - integral)", Math.abs(1 - mass))
                                    .add(name + "round trip, mean", trip[0])
                                    .add(name + "round trip, worst", trip[1])
                                    .add(name + "NLL less that at 1e-6", excess - fine)
                                    .add(name + "NFE", d.evaluations());
                            if (tolerance == 1e-5) {
                                worst.merge(norm, trip[1], Math::max);
                                assertTrue(Math.abs(1 - mass) < 1e-3, name + "mass " + mass);
                            }
                        }
                    }
                }
                figures.write("flow-tolerances");
            }
        }
        assertTrue(
                worst.get(ErrorNorm.WORST_SAMPLE) < worst.get(ErrorNorm.BATCH_RMS),
                () -> "the worst sample comes back nearer where it sets the step: " + figures.markdown());
    }

    @Test
    void theDensityOfAMixtureOnTheLine() throws IOException {
        Figures figures = new Figures("A mixture on the line, official configuration, seed 1, " + POINTS
                + " points of [" + -END + ", " + END + "]");
        try (FlowModel model = FlowToysExperimentTest.officialTrainer(FlowToysExperimentTest.officialFlow(), 1)
                .train(ToyJudge.data(ToyDensity.MIXTURE_1D, 300_000, 1))) {
            float[][] test = ToyJudge.test(ToyDensity.MIXTURE_1D, model);
            ToyJudge.Divergence excess = ToyJudge.Divergence.of(ToyDensity.MIXTURE_1D, test, model.logDensity(test));
            figures.add("NLL above the entropy", excess.mean()).add("standard error of that", excess.error());
            float[][] line = new float[POINTS][];
            for (int i = 0; i < POINTS; i++) {
                line[i] = new float[] {(float) (-END + (i + 0.5) * 2 * END / POINTS)};
            }
            CurvePlot plot = CurvePlot.of("The integral of a flow's density", "tolerance", "abs(1 - integral)");
            Map<DType, double[]> errors = new LinkedHashMap<>();
            for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
                // 1e-8 is below what float32 resolves, and the solver refuses it
                int last = dtype == DType.FLOAT32 ? 7 : 8;
                double[] x = new double[last];
                double[] error = new double[last];
                for (int digits = 1; digits <= last; digits++) {
                    double tolerance = Math.pow(10, -digits);
                    try (SolverTrial trial =
                            new SolverTrial(solvedBy(ErrorNorm.BATCH_RMS, tolerance), model.weights(), 1, dtype)) {
                        SolverTrial.Densities d = trial.logDensity(line);
                        double mass = 0;
                        for (double l : d.values()) {
                            mass += Math.exp(l) * 2 * END / POINTS;
                        }
                        x[digits - 1] = tolerance;
                        error[digits - 1] = Math.abs(1 - mass);
                        figures.add(
                                        String.format(Locale.ROOT, "%s %.0e log10 abs(1 - integral)", dtype, tolerance),
                                        Math.log10(Math.abs(1 - mass)))
                                .add(String.format(Locale.ROOT, "%s %.0e NFE", dtype, tolerance), d.evaluations());
                    }
                }
                plot.curve(dtype.name().toLowerCase(Locale.ROOT), x, error);
                errors.put(dtype, error);
                figures.write("flow-mixture-1d");
            }
            Figures.save(plot.logX().logY().markers().render(), "flow-mixture-1d");
            double[] single = errors.get(DType.FLOAT32);
            double[] twice = errors.get(DType.FLOAT64);
            assertTrue(single[4] < 1e-3 && single[6] < 1e-5, figures.markdown());
            assertTrue(twice[7] < 1e-5 && twice[7] < twice[3], figures.markdown());
        }
    }
}
