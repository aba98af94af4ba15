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

import io.github.tribuogen.flow.ode.Adjoint;
import io.github.tribuogen.neural.nn.WideResNet;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.TrainingData;
import io.github.tribuogen.neural.runtime.TrainingProgram;
import java.util.List;

/**
 * The same training loops on the processor's cores and on a GPU, in turns. Wants {@code -Pgpu} and an NVIDIA GPU; the only
 * difference between the two is the value of {@link Device}.
 */
final class DeviceBenchmark {
    private static final int CHAIN = 20;

    private DeviceBenchmark() {}

    /** A training loop. */
    private record Task(String title, TrainingProgram program, TrainingData data, int stepsPerCall) {}

    private static Task plain(TrainingTask t, int stepsPerCall) {
        return new Task(t.name() + ", batch " + t.batch(), Ours.program(t), Ours.data(t), stepsPerCall);
    }

    private static Task flow(FlowTask t, int stepsPerCall) {
        TrainingData data = TrainingData.builder().column("x", t.rows()).stream("all", t.batch())
                .build();
        return new Task(t.title(), t.program(new Adjoint()), data, stepsPerCall);
    }

    private static Task joint() {
        TrainingTask t = new TrainingTask("WRN-10-2, 32x32x3", new long[] {3, 32, 32}, 0, 0, new int[0], 10, 64, 1);
        TrainingData data = ChainBenchmark.data(t);
        return new Task(
                "JEM with " + t.name() + ", batch " + t.batch() + ", " + CHAIN + " Langevin steps",
                ChainBenchmark.joint(t, new WideResNet(10, 2), data, CHAIN),
                data,
                1);
    }

    static void measure(int rounds, Report report) {
        for (Task task : List.of(
                plain(TrainingTask.mlp(), 100),
                plain(TrainingTask.convNet(), 2),
                joint(),
                flow(FlowTask.toy(), 5),
                flow(FlowTask.miniboone(), 1))) {
            report.section(task.title());
            try (Contender cpu = contender("CPU, all cores", task, Device.cpu(0));
                    Contender gpu = contender("CUDA", task, new Device(Device.Provider.CUDA, 0, 0, false))) {
                List<Contender> all = List.of(cpu, gpu);
                report.timings(Interleaved.measure(all, 1, rounds), cpu.name(), all);
            }
        }
    }

    private static Contender contender(String name, Task task, Device device) {
        return new LoopContender(name, task.program(), task.data(), task.stepsPerCall(), device);
    }
}
