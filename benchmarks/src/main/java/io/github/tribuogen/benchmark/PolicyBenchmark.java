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

import io.github.tribuogen.gradest.control.NetworkControlVariate;
import io.github.tribuogen.gradest.environment.CartPole;
import io.github.tribuogen.gradest.environment.Episode;
import io.github.tribuogen.gradest.estimator.Relax;
import io.github.tribuogen.gradest.law.DiscreteLaw;
import io.github.tribuogen.gradest.policy.ChoicePolicyTrainer;
import io.github.tribuogen.gradest.policy.Critic;
import io.github.tribuogen.gradest.policy.Practice;
import io.github.tribuogen.gradest.policy.RandomPlayDataSource;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.model.TrainingHistory;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;

/**
 * Where the time of learning to balance a pole goes: to the environment, to crossing from Java to the runtime and back (a graph of the
 * same inputs and outputs that computes nothing), and to computing, learning included.
 */
final class PolicyBenchmark {
    private static final int EPISODES = 400;

    private PolicyBenchmark() {}

    static void measure(int threads, int rounds, Report report) {
        report.section("Policies, " + Report.threads(threads));
        report.line(
                "| CartPole, whole episodes with learning | us a step: median | least | environment | crossing, 1 call"
                        + " for all | share of both |\n|---|---|---|---|---|---|");
        for (int together : new int[] {1, 8, 32}) {
            double[] environment = new double[rounds];
            double[] crossing = new double[rounds];
            double[] a2c = new double[rounds];
            double[] relax = new double[rounds];
            for (int r = -1; r < rounds; r++) {
                double e = environment();
                double c = crossing(together, threads);
                double a = learning(together, threads, r, false);
                double x = learning(together, threads, r, true);
                if (r >= 0) {
                    environment[r] = e;
                    crossing[r] = c;
                    a2c[r] = a;
                    relax[r] = x;
                }
            }
            tell("A2C", together, a2c, environment, crossing, report);
            tell("RELAX", together, relax, environment, crossing, report);
        }
    }

    private static void tell(
            String name, int together, double[] all, double[] environment, double[] crossing, Report report) {
        double e = median(environment);
        double c = median(crossing);
        double[] share = new double[all.length];
        Arrays.setAll(share, i -> (environment[i] + crossing[i] / together) / all[i]);
        report.line(String.format(
                Locale.ROOT,
                "| %s, %d side by side | %.1f | %.1f | %.2f | %.1f | %.2f |",
                name,
                together,
                median(all),
                Arrays.stream(all).min().orElseThrow(),
                e,
                c,
                median(share)));
    }

    private static double median(double[] x) {
        double[] sorted = x.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** Microseconds of a step of the environment alone. */
    private static double environment() {
        SplittableRandom rng = new SplittableRandom(1);
        CartPole cart = CartPole.v0();
        long steps = 0;
        long began = System.nanoTime();
        while (steps < 400_000) {
            Episode e = cart.begin(rng.split());
            while (!e.isOver()) {
                double[] seen = e.observation();
                e.step(seen[2] + seen[3] > 0 ? 1 : 0);
            }
            steps += e.steps();
        }
        return (System.nanoTime() - began) / 1e3 / steps;
    }

    /** Microseconds of a call with the inputs and outputs of one that draws actions. */
    private static double crossing(int batch, int threads) {
        Graph g = new Graph();
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put("observations", g.input("observations", DType.FLOAT32, Shape.batched("batch", 4)));
        inputs.put("noise", g.input("noise", DType.FLOAT32, Shape.batched("batch", 2)));
        Map<String, HostTensor> weights = new LinkedHashMap<>();
        long[][] shapes = {{4, 32}, {32}, {32, 2}, {2}};
        for (int i = 0; i < shapes.length; i++) {
            weights.put("weight" + i, HostTensor.filled(DType.FLOAT32, 0, shapes[i]));
            inputs.put("weight" + i, g.input("weight" + i, DType.FLOAT32, Shape.of(shapes[i])));
        }
        GraphFunction nothing = new GraphFunction(
                "nothing", inputs, Map.of("samples", inputs.get("noise").neg()));
        int calls = 20_000;
        try (Executable f = Executable.compile(nothing, Device.cpu(threads));
                Executable.Values fixed = Executable.Values.of(weights)) {
            try (Executable.Values in = Executable.Values.of(Map.of(
                    "observations", HostTensor.filled(DType.FLOAT32, 0, batch, 4),
                    "noise", HostTensor.filled(DType.FLOAT32, 0, batch, 2)))) {
                Executable.Values all = Executable.Values.union(in, fixed);
                long began = System.nanoTime();
                for (int i = 0; i < calls; i++) {
                    try (Executable.Values out = f.run(all)) {
                        out.floats("samples");
                    }
                }
                return (System.nanoTime() - began) / 1e3 / calls;
            }
        }
    }

    /** Microseconds of a step of an episode, updates included. */
    private static double learning(int together, int threads, int round, boolean relax) {
        CartPole cart = CartPole.v0();
        Mlp network = new Mlp(new StandardActivation(StandardActivation.Function.TANH), 32);
        ChoicePolicyTrainer.Builder b = ChoicePolicyTrainer.builder(cart)
                .policy(network, new Adam(0.01))
                .practice(new Practice(EPISODES, together).toTheEnd())
                .settings(TrainingSettings.builder()
                        .device(Device.cpu(threads))
                        .showProgress(false)
                        .build())
                .seed(round + 2);
        if (relax) {
            b.estimator(new Relax(new NetworkControlVariate(network, 1), DiscreteLaw.Coupling.INDEPENDENT));
        } else {
            b.critic(new Critic(network, new Adam(0.01), 1));
        }
        try (var m = b.build().train(new MutableDataset<Label>(new RandomPlayDataSource<>(cart, 500, 1)))) {
            double seconds = Double.parseDouble(m.getProvenance()
                    .getInstanceProvenance()
                    .getMap()
                    .get("train-seconds")
                    .toString());
            TrainingHistory.Curve lengths = m.trainingHistory().curves().get("length");
            double mean = 0;
            for (float v : lengths.values()) {
                mean += v / lengths.values().length;
            }
            return seconds * 1e6 / (mean * lengths.values().length * together);
        }
    }
}
