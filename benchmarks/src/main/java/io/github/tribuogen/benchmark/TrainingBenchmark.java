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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The training step of each task on each engine, on one thread and two. */
final class TrainingBenchmark {
    private TrainingBenchmark() {}

    static List<Supplier<Contender>> contenders(TrainingTask t, int threads) {
        List<Supplier<Contender>> all = new ArrayList<>();
        all.add(() -> Ours.training(t, threads));
        all.add(() -> new TensorFlowPeer(t, threads, 1));
        if (t.convolutions() == 0) {
            all.add(() -> new TensorFlowPeer(t, threads, 10));
            all.add(() -> Ours.products(t, threads));
        }
        all.add(() -> new DjlPeer(t, threads));
        return all;
    }

    static void measure(TrainingTask t, int threads, int rounds, Report report) {
        List<Contender> contenders = new ArrayList<>();
        try {
            contenders(t, threads).forEach(s -> contenders.add(s.get()));
            Interleaved.Timings times = Interleaved.measure(contenders, 3, rounds);
            report.section(t.name() + ", batch " + t.batch() + ", Adam, " + Report.threads(threads));
            report.timings(times, "ours", contenders);
        } finally {
            contenders.forEach(Contender::close);
        }
    }
}
