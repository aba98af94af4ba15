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

import io.github.tribuogen.ebm.energy.JointEnergy;
import io.github.tribuogen.ebm.sampler.ChainMemory;
import io.github.tribuogen.ebm.sampler.LangevinSampler;
import io.github.tribuogen.ebm.sampler.ReplayBuffer;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.nn.Losses;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.TrainingData;
import io.github.tribuogen.neural.runtime.TrainingProgram;
import java.util.List;
import java.util.Locale;

/**
 * What a step of a joint energy-based model costs beside a plain step of the same network, and beside its share of the
 * floating-point operations: a Langevin step is a forward pass and an input gradient, and the update sees three batches
 * where the plain one sees one.
 */
final class ChainBenchmark {
    private static final int CHAIN = 20;
    private static final TrainingTask TASK =
            new TrainingTask("MLP 64-256-256-10", new long[] {64}, 0, 0, new int[] {256, 256}, 10, 64, 20);

    private ChainBenchmark() {}

    private static Mlp network() {
        return new Mlp(new StandardActivation(StandardActivation.Function.RELU), TASK.hidden());
    }

    /** The factored objective on a replay buffer, with {@code steps} Langevin steps. */
    static TrainingProgram joint(TrainingTask task, Network network, TrainingData data, int steps) {
        ChainMemory.Fitted memory = new ReplayBuffer(1000, 0.05)
                .fit(data.columns().get("x"), new int[TrainingTask.EXAMPLES], task.outputs());
        LangevinSampler sampler = LangevinSampler.sgld(steps, 1, 0.01);
        return s -> {
            ParameterScope net = s.scope("network");
            Tensor x = s.batch("all", "x");
            Tensor y = s.batch("all", "y");
            ParameterScope chains = s.scope("chains");
            ChainMemory.Start start = memory.start(chains, s.random("chains"), task.batch());
            JointEnergy energy = new JointEnergy(p -> network.apply(net.evaluation(), p, task.outputs()));
            Tensor ends = sampler.run(energy.marginal(), start.points(), s.random("noise"))
                    .end();
            memory.keep(chains, start, ends);
            Tensor data2 = s.batch("other", "x");
            List<Tensor> logits = network.apply(net, Tensors.concat(0, List.of(x, data2, ends)), task.outputs())
                    .split(0, task.batch(), task.batch(), task.batch());
            Tensor loss = Losses.crossEntropy(logits.get(0), y)
                    .mean()
                    .add(JointEnergy.logMarginal(logits.get(2)).mean())
                    .sub(JointEnergy.logMarginal(logits.get(1)).mean());
            s.minimise(loss, net, new Adam(TrainingTask.RATE));
            s.metric("loss", loss);
        };
    }

    /** The task's data as two streams of equal batches. */
    static TrainingData data(TrainingTask task) {
        TrainingData d = Ours.data(task);
        return TrainingData.builder()
                .column("x", d.columns().get("x"))
                .column("y", d.columns().get("y"))
                .stream("all", task.batch())
                .stream("other", task.batch())
                .build();
    }

    /** Multiplications of one forward pass of a batch, and of its first layer. */
    private static double[] forward() {
        double all = 0;
        double in = TASK.inputSize();
        double first = in * TASK.hidden()[0];
        for (int h : TASK.hidden()) {
            all += in * h;
            in = h;
        }
        return new double[] {all + in * TASK.outputs(), first};
    }

    static void measure(int threads, int rounds, Report report) {
        Device device = Device.cpu(threads);
        TrainingData data = data(TASK);
        double[] f = forward();
        double plain = 3 * f[0] - f[1];
        double share = (3 * plain + CHAIN * 2 * f[0]) / plain;
        try (Contender one = new LoopContender("plain step", Ours.program(TASK), data, TASK.stepsPerCall(), device);
                Contender none = new LoopContender(
                        "joint step, no chain", joint(TASK, network(), data, 0), data, TASK.stepsPerCall(), device);
                Contender many = new LoopContender(
                        "joint step, " + CHAIN + " Langevin steps",
                        joint(TASK, network(), data, CHAIN),
                        data,
                        TASK.stepsPerCall(),
                        device)) {
            List<Contender> all = List.of(one, none, many);
            Interleaved.Timings t = Interleaved.measure(all, 3, rounds);
            report.section(TASK.name() + ", batch " + TASK.batch() + ", " + Report.threads(threads));
            report.timings(t, many.name(), all);
            double ratio = t.ratio(many.name(), one.name());
            report.line(String.format(
                    Locale.ROOT,
                    "%nThe joint step has %.1f times the operations of the plain one and takes %.1f times as long: %.2f times"
                            + " its share.",
                    share,
                    ratio,
                    ratio / share));
            report.values("joint step", "time over share of operations", ratio / share);
        }
    }
}
