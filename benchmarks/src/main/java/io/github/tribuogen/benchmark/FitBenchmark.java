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

import io.github.tribuogen.ebm.energy.Energy;
import io.github.tribuogen.ebm.energy.GaussianBase;
import io.github.tribuogen.ebm.energy.LinearICA;
import io.github.tribuogen.ebm.energy.LinearICADataSource;
import io.github.tribuogen.ebm.energy.NetworkEnergy;
import io.github.tribuogen.ebm.fit.DensityFitTrainer;
import io.github.tribuogen.ebm.fit.LearnedSteinObjective;
import io.github.tribuogen.ebm.stein.HutchinsonDivergence;
import io.github.tribuogen.ebm.stein.MlpCritic;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.LearnedSwish;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.runtime.Device;
import java.util.List;
import org.tribuo.MutableDataset;

/**
 * What an iteration of the learned Stein discrepancy costs in training, in the paper's settings for ICA in ten dimensions
 * (batches of 1000) and for figures of the plane (batches of 100). An iteration is a batch: five train the critic, one the
 * density. Given Python and the published code, that trains too, in turns with ours.
 */
final class FitBenchmark {
    private static final int CRITIC_STEPS = 5;

    private FitBenchmark() {}

    /** A setting of the paper. */
    private record Task(
            String name, String title, Energy energy, int dimension, int batch, double penalty, int window) {}

    static void measure(int threads, int rounds, PythonPeer.Installation python, Report report) {
        LearnedSwish swish = new LearnedSwish(1, true, false);
        List<Task> tasks = List.of(
                new Task("ica", "ICA of 10 dimensions, batch 1000", new LinearICA(), 10, 1000, 1, 5),
                new Task(
                        "toy",
                        "a figure of the plane, batch 100",
                        new NetworkEnergy(new Mlp(swish, 300, 300), new GaussianBase()),
                        2,
                        100,
                        10,
                        20));
        for (Task task : tasks) {
            report.section("Learned Stein discrepancy: " + task.title() + ", " + Report.threads(threads));
            report.line(
                    "| divergence of the critic | ms an iteration: median | least | published code's, in turns | ratio |"
                            + "\n|---|---|---|---|---|");
            LearnedSteinObjective closed = new LearnedSteinObjective(
                    new MlpCritic(0, 300, 300), new Adam(1e-3, 0.5, 0.9), task.penalty(), CRITIC_STEPS);
            run(task, "closed form", closed, threads, rounds, python, report);
            HutchinsonDivergence probe = new HutchinsonDivergence(HutchinsonDivergence.Probe.GAUSSIAN, 1);
            run(task, "one probe", closed.withDivergence(probe), threads, rounds, python, report);
        }
    }

    private static void run(
            Task task,
            String way,
            LearnedSteinObjective objective,
            int threads,
            int rounds,
            PythonPeer.Installation python,
            Report report) {
        MutableDataset<LogDensity> data = new MutableDataset<>(new LinearICADataSource(12_000, task.dimension(), 1, 1));
        PythonPeer peer = python.exists()
                ? new PythonPeer(python, "lsd.py", "--task", task.name(), "--threads", Integer.toString(threads))
                : null;
        try (PeerTurns turns = new PeerTurns(peer, task.window(), CRITIC_STEPS + 1)) {
            DensityFitTrainer trainer = DensityFitTrainer.builder(task.energy(), objective)
                    .optimiser(new Adam(1e-3, 0.5, 0.9))
                    .settings(TrainingSettings.builder()
                            .batchSize(task.batch())
                            .steps((long) task.window() * (rounds + 1))
                            .stepsPerRun(task.window())
                            .device(Device.cpu(threads))
                            .build())
                    .build();
            trainer.setProgressListener(turns);
            trainer.train(data).close();
            turns.tell(way, report);
        }
    }
}
