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
package io.github.tribuogen.benchmark;

import io.github.tribuogen.flow.bijection.Bijection;
import io.github.tribuogen.flow.bijection.FlowContext;
import io.github.tribuogen.flow.cnf.ContinuousFlow;
import io.github.tribuogen.flow.cnf.Divergence;
import io.github.tribuogen.flow.cnf.ExactDivergence;
import io.github.tribuogen.flow.cnf.HutchinsonDivergence;
import io.github.tribuogen.flow.cnf.MlpDynamics;
import io.github.tribuogen.flow.cnf.ProbeNoise;
import io.github.tribuogen.flow.cnf.TimeLayer;
import io.github.tribuogen.flow.ode.Adjoint;
import io.github.tribuogen.flow.ode.Differentiation;
import io.github.tribuogen.flow.ode.FixedStepSolver;
import io.github.tribuogen.flow.ode.Method;
import io.github.tribuogen.flow.ode.Replay;
import io.github.tribuogen.flow.ode.Unrolled;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.progress.ProgressListener;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.TrainingData;
import io.github.tribuogen.neural.runtime.TrainingLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How the cost of training a continuous flow grows: time with the number of features, by one probe and by the exact trace;
 * time of an evaluation and memory with the number of evaluations, by each way of differentiation.
 *
 * <p>64-64-64 concatsquash with tanh, batch 100, classic Runge-Kutta with a fixed number of steps, so that evaluations are
 * counted beforehand: four a step forward, and four a step back (the gradient of the steps computes each step again).
 */
final class ScalingBenchmark {
    static final String CHILD = "--child-solve";
    private static final int BATCH = 100;
    private static final int STAGES = 4;
    private static final Map<String, Differentiation> WAYS = ways();

    private ScalingBenchmark() {}

    private static Map<String, Differentiation> ways() {
        Map<String, Differentiation> ways = new LinkedHashMap<>();
        ways.put("adjoint", new Adjoint());
        ways.put("replay", new Replay());
        ways.put("unrolled", new Unrolled());
        return ways;
    }

    static void measure(Report report) throws IOException {
        report.section("Features: microseconds an evaluation in training, adjoint, 8 steps, 1 thread");
        report.line("| D | one Rademacher probe | exact trace |\n|---|---|---|");
        for (int d : new int[] {2, 8, 32, 128, 512}) {
            double probe =
                    perEvaluation(new HutchinsonDivergence(ProbeNoise.RADEMACHER, 1, false), new Adjoint(), d, 8);
            report.values("one probe, D = " + d, "seconds an evaluation", probe);
            String exact = "";
            if (d <= 128) {
                double e = perEvaluation(new ExactDivergence(), new Adjoint(), d, 8);
                report.values("exact, D = " + d, "seconds an evaluation", e);
                exact = String.format(Locale.ROOT, "%.0f", 1e6 * e);
            }
            report.line(String.format(Locale.ROOT, "| %d | %.0f | %s |", d, 1e6 * probe, exact));
        }
        report.section(
                "Evaluations: microseconds each, and peak memory of a fresh process in MB; 32 features, one probe");
        report.line("| evaluations forward | " + String.join(" | ", WAYS.keySet()) + " |\n|---"
                + "|---".repeat(WAYS.size()) + "|");
        for (int steps : new int[] {5, 12, 25, 50, 125}) {
            StringBuilder row = new StringBuilder("| " + STAGES * steps + " |");
            for (String way : WAYS.keySet()) {
                if (way.equals("unrolled") && steps > 50) {
                    // a graph of so many steps takes minutes to compile
                    row.append("  |");
                    continue;
                }
                String[] told = MemoryBenchmark.fresh(CHILD, way, Integer.toString(steps))
                        .split(" ");
                row.append(String.format(
                        Locale.ROOT,
                        " %.0f us, %.0f MB |",
                        1e6 * Double.parseDouble(told[0]),
                        Double.parseDouble(told[1])));
                report.values(way + ", steps = " + steps, "seconds an evaluation", Double.parseDouble(told[0]));
                report.values(way + ", steps = " + steps, "peak MB", Double.parseDouble(told[1]));
            }
            report.line(row.toString());
        }
    }

    /** The work of the fresh process; prints seconds an evaluation and megabytes. */
    static void child(String way, int steps) throws IOException {
        double seconds =
                perEvaluation(new HutchinsonDivergence(ProbeNoise.RADEMACHER, 1, false), WAYS.get(way), 32, steps);
        System.out.println(seconds + " " + MemoryBenchmark.peakMegabytes());
    }

    /** The median of runs of a few iterations. */
    private static double perEvaluation(Divergence divergence, Differentiation how, int features, int steps) {
        int window = Math.max(2, 200 / (STAGES * steps));
        int windows = 12;
        SplittableRandom r = new SplittableRandom(1);
        float[] x = new float[BATCH * window * features];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) r.nextGaussian();
        }
        ContinuousFlow flow = ContinuousFlow.builder(new MlpDynamics(
                        TimeLayer.CONCAT_SQUASH, new StandardActivation(StandardActivation.Function.TANH), 64, 64, 64))
                .divergence(divergence)
                .solver(new FixedStepSolver(Method.RK4, steps), how)
                .endTime(0.5, false)
                .build();
        Windows times = new Windows();
        TrainingData data =
                TrainingData.builder().column("x", HostTensor.of(x, (long) BATCH * window, features)).stream(
                                "all", BATCH)
                        .build();
        TrainingLoop.builder(
                        s -> {
                            ParameterScope scope =
                                    ParameterScope.of(s.variables()).training(s.random("flow"));
                            FlowContext context = FlowContext.unconditional();
                            Bijection.Image image = flow.forward(scope.child("flow"), s.batch("all", "x"), context);
                            Tensor loss = image.point()
                                    .square()
                                    .sum(1)
                                    .mul(0.5)
                                    .sub(image.logDeterminant())
                                    .mean();
                            s.minimise(loss, s.scope("flow"), new Adam(1e-4));
                            s.metric("NLL", loss);
                        },
                        data,
                        (long) window * windows)
                .device(Device.cpu(1))
                .stepsPerRun(window)
                .seed(1)
                .progress("scaling", times)
                .train();
        return times.median() / (window * 2.0 * STAGES * steps);
    }

    /** Seconds of each window; the first ones, in which memory is still taken, are not counted. */
    private static final class Windows implements ProgressListener {
        private final List<Double> seconds = new ArrayList<>();
        private long since;

        @Override
        public void started(String name, long totalSteps) {
            since = System.nanoTime();
        }

        @Override
        public void progressed(long step, Map<String, Double> metrics, double stepsPerSecond) {
            long now = System.nanoTime();
            seconds.add((now - since) / 1e9);
            since = now;
        }

        @Override
        public void finished(long step, Map<String, Double> metrics) {}

        double median() {
            List<Double> s = new ArrayList<>(seconds.subList(2, seconds.size()));
            Collections.sort(s);
            return s.get(s.size() / 2);
        }
    }
}
