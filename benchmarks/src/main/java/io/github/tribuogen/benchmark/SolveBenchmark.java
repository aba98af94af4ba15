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
import io.github.tribuogen.neural.progress.ProgressListener;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import io.github.tribuogen.neural.runtime.TrainingData;
import io.github.tribuogen.neural.runtime.TrainingLoop;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an evaluation of a continuous flow's dynamics costs in training, forward and backward alike, in FFJORD's settings for
 * toys and for MINIBOONE, and what the solver itself costs beside a field that costs almost nothing. Given Python and the
 * published code, that trains too, in turns with ours.
 */
final class SolveBenchmark {
    private SolveBenchmark() {}

    static void toy(int threads, PythonPeer.Installation python, Report report) {
        Map<String, Differentiation> ways = new LinkedHashMap<>();
        ways.put("adjoint", new Adjoint());
        ways.put("adjoint, seminorm", new Adjoint(true));
        ways.put("replay", new Replay());
        measure(FlowTask.toy(), ways, threads, python, report);
        report.line(String.format(
                Locale.ROOT,
                "%nThe solver alone, a state of 100 x 3 and the field -y: %.1f microseconds an evaluation.",
                1e6 * overhead(threads)));
    }

    static void miniboone(int threads, PythonPeer.Installation python, Report report) {
        FlowTask task = FlowTask.miniboone();
        measure(task, Map.of("adjoint", new Adjoint()), threads, python, report);
        double rate = ProductRate.of(task.batch(), task.hidden()[0], threads);
        // forward: values and one tangent through the weights; backward: that again, and its transpose by both factors
        double weights = task.hidden()[0] * (2.0 * task.dimension() + task.hidden()[1]);
        double product = 2 * task.batch() * weights;
        report.line(String.format(
                Locale.ROOT,
                "%nMatrix products of these sizes: %.0f GFLOP/s; the products of a forward evaluation, %.2f GFLOP, take"
                        + " %.1f ms at that rate, those of a backward one, %.2f GFLOP, %.1f ms.",
                rate / 1e9,
                2 * product / 1e9,
                1e3 * 2 * product / rate,
                6 * product / 1e9,
                1e3 * 6 * product / rate));
    }

    private static void measure(
            FlowTask task,
            Map<String, Differentiation> ways,
            int threads,
            PythonPeer.Installation python,
            Report report) {
        report.section("ODE solves: " + task.title() + ", " + Report.threads(threads));
        report.line("| | ms an iteration | NFE forward | NFE backward | microseconds an evaluation: median | least |"
                + " processor, of it | published code's, in turns | ratio |\n|---|---|---|---|---|---|---|---|---|");
        for (Map.Entry<String, Differentiation> way : ways.entrySet()) {
            try (Turns turns = new Turns(task, threads, python)) {
                TrainingData data = TrainingData.builder().column("x", task.rows()).stream("all", task.batch())
                        .build();
                TrainingLoop.builder(task.program(way.getValue()), data, (long) task.window() * task.windows())
                        .device(Device.cpu(threads))
                        .stepsPerRun(task.window())
                        .seed(1)
                        .progress(way.getKey(), turns)
                        .train();
                turns.tell(way.getKey(), report);
            }
        }
    }

    /** Times each window of training, and lets the peer train a window after each of ours. */
    private static final class Turns implements ProgressListener, AutoCloseable {
        private final FlowTask task;
        private final PythonPeer peer; // null for none
        private final List<double[]> ours = new ArrayList<>();
        private final List<double[]> theirs = new ArrayList<>();
        private final OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        private long since;
        private long processor;

        Turns(FlowTask task, int threads, PythonPeer.Installation python) {
            this.task = task;
            this.peer = python.exists()
                    ? new PythonPeer(python, "ffjord.py", "--task", task.name(), "--threads", Integer.toString(threads))
                    : null;
            if (peer != null && !peer.greeting().equals("parameters " + task.parameters())) {
                throw new IllegalStateException(
                        "parameters " + task.parameters() + " of the peer expected, found " + peer.greeting());
            }
        }

        @Override
        public void started(String name, long totalSteps) {
            begin();
        }

        private void begin() {
            since = System.nanoTime();
            processor = process.getProcessCpuTime();
        }

        @Override
        public void progressed(long step, Map<String, Double> metrics, double stepsPerSecond) {
            double seconds = (System.nanoTime() - since) / 1e9 / task.window();
            double busy = (process.getProcessCpuTime() - processor) / 1e9 / task.window();
            ours.add(new double[] {
                seconds,
                metrics.getOrDefault("NFE", Double.NaN),
                metrics.getOrDefault("NFE backward", Double.NaN),
                busy / seconds
            });
            if (peer != null) {
                // it learns as far as ours, so that its solves get as hard
                theirs.add(peer.train(ours.size() == 1 ? task.window() : task.peerWindow()));
            }
            begin();
        }

        @Override
        public void finished(long step, Map<String, Double> metrics) {}

        private static double evaluation(double[] w) {
            return w[0] / (w[1] + w[2]);
        }

        private static double median(double[] values) {
            double[] v = values.clone();
            Arrays.sort(v);
            return v.length % 2 == 1 ? v[v.length / 2] : (v[v.length / 2 - 1] + v[v.length / 2]) / 2;
        }

        private double[] each(List<double[]> windows, java.util.function.ToDoubleFunction<double[]> what) {
            return windows.stream().skip(1).mapToDouble(what).toArray();
        }

        void tell(String name, Report report) {
            double[] evaluations = each(ours, Turns::evaluation);
            String peerText = " | ";
            if (peer != null) {
                double[] peers = each(theirs, Turns::evaluation);
                double[] ratios = new double[peers.length];
                Arrays.setAll(ratios, i -> evaluations[i] / peers[i]);
                peerText = String.format(Locale.ROOT, "%.0f | %.3f", 1e6 * median(peers), median(ratios));
                report.values(name, "peer, seconds an evaluation", peers);
                report.values(name, "ratio", ratios);
            }
            report.line(String.format(
                    Locale.ROOT,
                    "| %s | %.1f | %.1f | %.1f | %.0f | %.0f | %.2f | %s |",
                    name,
                    1e3 * median(each(ours, w -> w[0])),
                    median(each(ours, w -> w[1])),
                    median(each(ours, w -> w[2])),
                    1e6 * median(evaluations),
                    1e6 * Arrays.stream(evaluations).min().orElseThrow(),
                    median(each(ours, w -> w[3])),
                    peerText));
            report.values(name, "seconds an evaluation", evaluations);
            report.values(name, "seconds an iteration", each(ours, w -> w[0]));
        }

        @Override
        public void close() {
            if (peer != null) {
                peer.close();
            }
        }
    }

    /** Seconds an evaluation of a field that costs almost nothing. */
    private static double overhead(int threads) {
        Graph g = new Graph();
        int solves = 100;
        float[] start = new float[100 * 3];
        java.util.Arrays.fill(start, 1);
        Tensor y0 = g.constant(HostTensor.of(start, 100, 3));
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
