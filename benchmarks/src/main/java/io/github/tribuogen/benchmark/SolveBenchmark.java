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

import com.sun.management.OperatingSystemMXBean;
import io.github.tribuogen.flow.bijection.Bijection;
import io.github.tribuogen.flow.bijection.FlowContext;
import io.github.tribuogen.flow.cnf.ContinuousFlow;
import io.github.tribuogen.flow.cnf.MlpDynamics;
import io.github.tribuogen.flow.ode.AdaptiveSolver;
import io.github.tribuogen.flow.ode.Adjoint;
import io.github.tribuogen.flow.ode.Differentiation;
import io.github.tribuogen.flow.ode.InitialValueProblem;
import io.github.tribuogen.flow.ode.Replay;
import io.github.tribuogen.flow.ode.Solution;
import io.github.tribuogen.flow.ode.VectorField;
import io.github.tribuogen.neural.graph.ControlFlow;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.progress.ProgressListener;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import io.github.tribuogen.neural.runtime.TrainingData;
import io.github.tribuogen.neural.runtime.TrainingLoop;
import io.github.tribuogen.neural.runtime.TrainingProgram;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What an evaluation of a continuous flow's dynamics costs in training, forward and backward alike, on the official toy
 * setting (8 Gaussians, 64-64-64 concatsquash, batch 100, dopri5 with tolerances of 1e-5, exact trace), and what the solver
 * itself costs beside a field that costs almost nothing.
 */
final class SolveBenchmark {
    private static final int BATCH = 100;
    private static final int STEPS = 400;
    private static final int WINDOW = 50;
    /** Milliseconds an evaluation of the official PyTorch code, measured once on a machine of two cores, two threads. */
    private static final double OFFICIAL = 1.3;

    private SolveBenchmark() {}

    static void measure(int threads, Report report) {
        report.section(
                "ODE solves: 8 Gaussians, 64-64-64, batch " + BATCH + ", dopri5 1e-5, " + Report.threads(threads));
        report.line("| iterations | ms an iteration | NFE forward | NFE backward | microseconds an evaluation | of the"
                + " official code's | processor, microseconds an evaluation |\n|---|---|---|---|---|---|---|");
        train("adjoint", new Adjoint(), threads, report);
        train("adjoint, seminorm", new Adjoint(true), threads, report);
        train("replay", new Replay(), threads, report);
        report.line(String.format(
                Locale.ROOT,
                "%nThe solver alone, a state of %d x 3 and the field -y: %.1f microseconds an evaluation.",
                BATCH,
                1e6 * overhead(threads)));
    }

    private static HostTensor gaussians(int n) {
        SplittableRandom r = new SplittableRandom(1);
        float[] x = new float[2 * n];
        for (int i = 0; i < n; i++) {
            double angle = Math.PI / 4 * r.nextInt(8);
            x[2 * i] = (float) ((4 * Math.cos(angle) + 0.5 * r.nextGaussian()) / 1.414);
            x[2 * i + 1] = (float) ((4 * Math.sin(angle) + 0.5 * r.nextGaussian()) / 1.414);
        }
        return HostTensor.of(x, n, 2);
    }

    private static TrainingProgram program(Differentiation how) {
        ContinuousFlow flow = ContinuousFlow.builder(new MlpDynamics())
                .solver(AdaptiveSolver.dopri5(1e-5), how)
                .endTime(0.5, false)
                .build();
        return s -> {
            ParameterScope scope = ParameterScope.of(s.variables()).training(s.random("flow"));
            FlowContext context = FlowContext.unconditional();
            Bijection.Image image = flow.forward(scope.child("flow"), s.batch("all", "x"), context);
            Tensor loss = image.point()
                    .square()
                    .sum(1)
                    .mul(0.5)
                    .sub(image.logDeterminant())
                    .mean()
                    .add(Math.log(2 * Math.PI));
            s.minimise(loss, s.scope("flow"), new Adam(1e-3));
            s.metric("NLL", loss);
            context.metrics().forEach(s::metric);
        };
    }

    private static void train(String name, Differentiation how, int threads, Report report) {
        TrainingData data = TrainingData.builder().column("x", gaussians(STEPS * BATCH)).stream("all", BATCH)
                .build();
        Windows windows = new Windows();
        TrainingLoop.builder(program(how), data, STEPS)
                .device(Device.cpu(threads))
                .stepsPerRun(WINDOW)
                .seed(1)
                .progress(name, windows)
                .train();
        for (double[] w : windows.last(4)) {
            report.line(String.format(
                    Locale.ROOT,
                    "| %s, %.0f to %.0f | %.1f | %.1f | %.1f | %.0f | %.2f | %.0f |",
                    name,
                    w[0] - WINDOW + 1,
                    w[0],
                    1e3 * w[1],
                    w[2],
                    w[3],
                    1e6 * w[1] / (w[2] + w[3]),
                    1e3 * w[1] / (w[2] + w[3]) / OFFICIAL,
                    1e6 * w[4] / (w[2] + w[3])));
        }
        List<double[]> last = windows.last(4);
        report.values(
                name,
                "seconds an evaluation",
                last.stream().mapToDouble(w -> w[1] / (w[2] + w[3])).toArray());
        report.values(
                name,
                "seconds an iteration",
                last.stream().mapToDouble(w -> w[1]).toArray());
    }

    /** Of each window of training: its last step, then of an iteration seconds, evaluations, seconds of the processor. */
    private static final class Windows implements ProgressListener {
        private final List<double[]> all = new java.util.ArrayList<>();
        private final OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        private long since;
        private long processor;

        @Override
        public void started(String task, long totalSteps) {
            since = System.nanoTime();
            processor = process.getProcessCpuTime();
        }

        @Override
        public void progressed(long step, Map<String, Double> metrics, double stepsPerSecond) {
            long now = System.nanoTime();
            all.add(new double[] {
                step,
                (now - since) / 1e9 / WINDOW,
                metrics.getOrDefault("NFE", Double.NaN),
                metrics.getOrDefault("NFE backward", Double.NaN),
                (process.getProcessCpuTime() - processor) / 1e9 / WINDOW
            });
            since = now;
            processor = process.getProcessCpuTime();
        }

        @Override
        public void finished(long step, Map<String, Double> metrics) {}

        List<double[]> last(int n) {
            return all.subList(Math.max(0, all.size() - n), all.size());
        }
    }

    /** Seconds an evaluation of a field that costs almost nothing. */
    private static double overhead(int threads) {
        Graph g = new Graph();
        int solves = 100;
        float[] start = new float[BATCH * 3];
        java.util.Arrays.fill(start, 1);
        Tensor y0 = g.constant(HostTensor.of(start, BATCH, 3));
        VectorField f = (t, y, p) -> List.of(y.get(0).neg());
        List<Tensor> end = ControlFlow.loop(solves, List.of(y0, g.constant(HostTensor.scalar(0L))), (i, s) -> {
            InitialValueProblem p = InitialValueProblem.of(f, List.of(), List.of(s.get(0)), 0, 4);
            Solution back = AdaptiveSolver.dopri5(1e-5).solve(p);
            // held at a distance from zero, so that every solve is of the same size
            return List.of(
                    back.state().get(0).mul(0.1).add(0.9),
                    s.get(1).add(back.forward().evaluations()));
        });
        try (Executable e = Executable.compile(
                new GraphFunction("overhead", Map.of(), Map.of("y", end.get(0), "n", end.get(1))),
                Device.cpu(threads))) {
            double best = Double.POSITIVE_INFINITY;
            for (int round = 0; round < 8; round++) {
                long began = System.nanoTime();
                double n = e.run(Map.of()).get("n").item();
                best = Math.min(best, (System.nanoTime() - began) / 1e9 / n);
            }
            return best;
        }
    }
}
