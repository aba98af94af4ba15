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

import io.github.tribuogen.neural.nn.WideResNet;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.TrainingData;
import java.util.List;

/**
 * One iteration of a joint energy-based model with a small Wide ResNet, against the same iteration in PyTorch's eager mode,
 * which is how the method's published script runs.
 */
final class WideResNetBenchmark {
    private static final int CHAIN = 20;
    private static final TrainingTask TASK =
            new TrainingTask("WRN-10-2, 32x32x3", new long[] {3, 32, 32}, 0, 0, new int[0], 10, 64, 1);

    private WideResNetBenchmark() {}

    static void measure(int threads, int rounds, Report report) {
        TrainingData data = ChainBenchmark.data(TASK);
        try (Contender ours = new LoopContender(
                        "joint iteration, " + CHAIN + " Langevin steps",
                        ChainBenchmark.joint(TASK, new WideResNet(10, 2), data, CHAIN),
                        data,
                        TASK.stepsPerCall(),
                        Device.cpu(threads));
                Contender peer = new DjlJointPeer(TASK, CHAIN, threads)) {
            List<Contender> all = List.of(ours, peer);
            Interleaved.Timings t = Interleaved.measure(all, 1, Math.min(rounds, 5));
            report.section(TASK.name() + ", batch " + TASK.batch() + ", " + CHAIN + " Langevin steps, "
                    + Report.threads(threads));
            report.timings(t, ours.name(), all);
        }
    }
}
