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
package io.github.tribuogen.gradest.policy;

import io.github.tribuogen.gradest.environment.Environment;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.progress.ProgressListener;
import io.github.tribuogen.neural.runtime.Checkpoint;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import io.github.tribuogen.neural.runtime.TrainingDivergedException;
import io.github.tribuogen.neural.runtime.TrainingInterruptedException;
import io.github.tribuogen.neural.runtime.TrainingResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Learns by doing: episodes, an update, episodes again. On the CPU the result is a function of the seed and the settings, to the bit,
 * also when stopped and resumed.
 */
final class PracticeLoop {
    /** The episodes whose mean return is judged. */
    static final int WINDOW = 100;

    /** A variable of the result: the returns of the last {@value #WINDOW} episodes, the oldest first; NaN where there were none. */
    static final String RECENT = "practice/recent";

    /** A variable of the result: after how many episodes the environment was solved; -1 if it was not. */
    static final String SOLVED = "practice/solved";

    static final String RETURN = "return";
    static final String LENGTH = "length";

    /** Where checkpoints go. */
    record Saving(Path file, int interval, boolean resume) {}

    private final Environment environment;
    private final Practice practice;
    private final PolicyGraphs graphs;
    private final Stage stage;
    private final Device device;
    private final long seed;
    private final String task;
    private final ProgressListener progress;
    private final Saving saving;

    private long update = 0;
    private double solved = -1;
    private final double[] recent = new double[WINDOW];
    private final Map<String, float[]> metrics = new LinkedHashMap<>();
    private int kept = 0;

    /** A loop; without saving if that is null. */
    PracticeLoop(
            PolicyTrainer<?, ?> trainer,
            PolicyGraphs graphs,
            Stage stage,
            Device device,
            long seed,
            ProgressListener progress,
            Saving saving) {
        this.environment = trainer.environment();
        this.practice = trainer.practice();
        this.graphs = graphs;
        this.stage = stage;
        this.device = device;
        this.seed = seed;
        this.task = trainer.task();
        this.progress = progress;
        this.saving = saving;
        Arrays.fill(recent, Double.NaN);
    }

    TrainingResult run() {
        long began = System.nanoTime();
        Map<String, HostTensor> variables = start();
        long first = update;
        progress.started(task, practice.updates());
        try (Executable act = Executable.compile(graphs.act(), device);
                Executable learn = Executable.compile(graphs.update(), device)) {
            double compileSeconds = (System.nanoTime() - began) / 1e9;
            long practiceBegan = System.nanoTime();
            while (update < practice.updates() && !(practice.untilSolved() && solved >= 0)) {
                variables = step(act, learn, variables);
                double seconds = (System.nanoTime() - practiceBegan) / 1e9;
                progress.progressed(update, last(), (update - first) / seconds);
                save(variables);
            }
            Map<String, float[]> told = new LinkedHashMap<>();
            metrics.forEach((k, v) -> told.put(k, Arrays.copyOf(v, kept)));
            return new TrainingResult(
                    withRecord(variables),
                    update,
                    told,
                    first,
                    List.of(),
                    0,
                    Map.of(),
                    new long[0],
                    compileSeconds,
                    (System.nanoTime() - practiceBegan) / 1e9);
        } finally {
            progress.finished(update, last());
        }
    }

    private Map<String, HostTensor> start() {
        Map<String, HostTensor> variables = new LinkedHashMap<>();
        graphs.variables().forEach(v -> variables.put(v.name(), v.initialise(seed)));
        if (saving == null || !saving.resume() || !Files.exists(saving.file())) {
            return variables;
        }
        Checkpoint c =
                Checkpoint.of(saving.file(), graphs.fingerprint(environment, practice), seed, graphs.variables());
        graphs.variables().forEach(v -> variables.put(v.name(), c.variables().get(v.name())));
        System.arraycopy(c.variables().get(RECENT).toDoubles(), 0, recent, 0, WINDOW);
        solved = c.variables().get(SOLVED).item();
        update = c.step();
        progress.note(task + " resumes at update " + update + " from " + saving.file());
        return variables;
    }

    private Map<String, HostTensor> step(Executable act, Executable learn, Map<String, HostTensor> variables) {
        int together = practice.episodesPerUpdate();
        Map<String, HostTensor> next = new LinkedHashMap<>(variables);
        try (Executable.Values weights = Executable.Values.of(variables)) {
            Stage.Played played = stage.play(act, weights, seed, update * together, together);
            Map<String, HostTensor> arguments = new LinkedHashMap<>(played.columns());
            arguments.put(PolicyGraphs.SEED, HostTensor.scalar(seed));
            arguments.put(PolicyGraphs.ITERATION, HostTensor.scalar(update));
            try (Executable.Values in = Executable.Values.of(arguments);
                    Executable.Values out = learn.run(Executable.Values.union(in, weights))) {
                if (out.toHost(PolicyGraphs.FINITE).item() == 0) {
                    throw new TrainingDivergedException(task + " diverged: a variable is not finite after update "
                            + update + ". Lower the learning rates, or set the practice's rewardScale to about one over"
                            + " the size of returns");
                }
                graphs.changed().forEach(n -> next.put(n, out.toHost(PolicyGraphs.NEXT + n)));
                graphs.metrics()
                        .forEach(n ->
                                record(n, out.toHost(PolicyGraphs.METRIC + n).item()));
            }
            judge(played);
        }
        kept++;
        update++;
        return next;
    }

    private void judge(Stage.Played played) {
        int together = practice.episodesPerUpdate();
        for (int e = 0; e < together; e++) {
            System.arraycopy(recent, 1, recent, 0, WINDOW - 1);
            recent[WINDOW - 1] = played.totals()[e];
            // not a number before there were as many
            double mean = Arrays.stream(recent).average().orElseThrow();
            if (solved < 0
                    && environment.solvedAt().isPresent()
                    && mean >= environment.solvedAt().getAsDouble()) {
                solved = update * together + e + 1;
                progress.note(task + " solved " + environment + " in " + (long) solved + " episodes");
            }
        }
        record(RETURN, Arrays.stream(played.totals()).average().orElseThrow());
        record(LENGTH, Arrays.stream(played.lengths()).average().orElseThrow());
    }

    private void record(String name, double value) {
        float[] all = metrics.computeIfAbsent(name, n -> new float[256]);
        if (kept == all.length) {
            all = Arrays.copyOf(all, 2 * kept);
            metrics.put(name, all);
        }
        all[kept] = (float) value;
    }

    private Map<String, Double> last() {
        Map<String, Double> m = new LinkedHashMap<>();
        if (kept > 0) {
            metrics.forEach((k, v) -> m.put(k, (double) v[kept - 1]));
        }
        return m;
    }

    private Map<String, HostTensor> withRecord(Map<String, HostTensor> variables) {
        Map<String, HostTensor> all = new LinkedHashMap<>(variables);
        all.put(RECENT, HostTensor.of(recent, WINDOW));
        all.put(SOLVED, HostTensor.scalar(DType.FLOAT64, solved));
        return all;
    }

    private void save(Map<String, HostTensor> variables) {
        // the flag would make file operations of java.nio fail
        boolean interrupted = Thread.interrupted();
        boolean last = update == practice.updates() || (practice.untilSolved() && solved >= 0);
        try {
            if (saving != null && (update % saving.interval() == 0 || last || interrupted)) {
                new Checkpoint(
                                graphs.fingerprint(environment, practice),
                                seed,
                                update,
                                1,
                                0,
                                withRecord(variables),
                                new Checkpoint.Best(Double.POSITIVE_INFINITY, 0, Map.of()))
                        .write(saving.file());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (interrupted) {
            throw new TrainingInterruptedException(task + " was interrupted after update " + update
                    + (saving == null
                            ? "; no checkpoint was configured"
                            : "; resume from the checkpoint " + saving.file()));
        }
    }
}
