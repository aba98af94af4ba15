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
package io.github.tribuogen.neural.runtime;

import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.progress.ProgressListener;
import io.github.tribuogen.neural.progress.SilentProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Trains a program: many steps in one call of ONNX Runtime, with progress, validation, a guard against divergence,
 * checkpoints and exact resume.
 *
 * <p>On the CPU the result is a function of the program, the data, the seed and the settings, to the bit; the number of
 * steps in one call does not change it unless training diverges, nor does stopping and resuming.
 */
public final class TrainingLoop {
    private static final Logger logger = Logger.getLogger(TrainingLoop.class.getName());
    private static final long GAMMA = 0x9e3779b97f4a7c15L;

    private final StepCompiler compiler;
    private final TrainingData data;
    private final Builder b;
    private final String fingerprint;

    private long step = 0;
    private double rateScale = 1;
    private int rollbacks = 0;
    private Checkpoint.Best best = Checkpoint.Best.NONE;
    private final Snapshots snapshots;
    private final List<String> notes = new ArrayList<>();
    private final Map<String, List<float[]>> metrics = new LinkedHashMap<>();
    private final Map<String, List<Double>> validations = new LinkedHashMap<>();
    private final List<Long> validationSteps = new ArrayList<>();

    private TrainingLoop(Builder b) {
        this.b = b;
        this.data = b.data;
        this.compiler = new StepCompiler(b.program, b.data, b.dtype);
        this.snapshots = new Snapshots(b.guard.snapshotInterval(), this::initialValues);
        this.fingerprint = b.checkpoint == null ? "" : compiler.fingerprint();
    }

    /**
     * Starts the settings of a run.
     *
     * @param program What a step computes.
     * @param data What batches are drawn from.
     * @param steps How many steps, at least 0.
     * @return A builder.
     */
    public static Builder builder(TrainingProgram program, TrainingData data, long steps) {
        return new Builder(program, data, steps);
    }

    private TrainingResult run() {
        long began = System.nanoTime();
        Map<String, HostTensor> initial = start();
        long firstStep = step;
        double compileSeconds;
        double trainSeconds;
        Map<String, HostTensor> last;
        try (Executable executable = Executable.compile(compiler.loop(), b.device)) {
            compileSeconds = (System.nanoTime() - began) / 1e9;
            b.progress.started(b.task, b.steps);
            long trainingBegan = System.nanoTime();
            last = train(executable, initial, trainingBegan, firstStep);
            trainSeconds = (System.nanoTime() - trainingBegan) / 1e9;
        }
        boolean useBest = b.stopping != null && b.stopping.restoreBest() && best.step() > 0;
        Map<String, float[]> joined = new LinkedHashMap<>();
        metrics.forEach((k, parts) -> joined.put(k, join(parts)));
        Map<String, double[]> judged = new LinkedHashMap<>();
        validations.forEach((k, v) ->
                judged.put(k, v.stream().mapToDouble(Double::doubleValue).toArray()));
        return new TrainingResult(
                useBest ? best.variables() : last,
                step,
                joined,
                firstStep,
                List.copyOf(notes),
                best.step(),
                judged,
                validationSteps.stream().mapToLong(Long::longValue).toArray(),
                compileSeconds,
                trainSeconds);
    }

    private Map<String, HostTensor> initialValues() {
        Map<String, HostTensor> variables = new LinkedHashMap<>();
        compiler.variables().forEach(v -> variables.put(v.name(), v.initialise(b.seed)));
        b.initial.forEach((k, v) -> variables.computeIfPresent(k, (n, old) -> v));
        return variables;
    }

    private Map<String, HostTensor> start() {
        Map<String, HostTensor> variables = initialValues();
        if (b.resume && b.checkpoint != null && Files.exists(b.checkpoint)) {
            Checkpoint c = Checkpoint.of(b.checkpoint, fingerprint, b.seed, compiler.variables());
            compiler.variables()
                    .forEach(v -> variables.put(v.name(), c.variables().get(v.name())));
            step = c.step();
            rateScale = c.rateScale();
            rollbacks = c.rollbacks();
            best = c.best();
            snapshots.keep(step, new LinkedHashMap<>(variables));
            logger.log(Level.INFO, "{0} resumes at step {1} from {2}", new Object[] {b.task, step, b.checkpoint});
        }
        return variables;
    }

    private Map<String, HostTensor> train(
            Executable executable, Map<String, HostTensor> initial, long began, long firstStep) {
        Map<String, HostTensor> columns = new LinkedHashMap<>();
        data.columns().forEach((k, v) -> columns.put(StepCompiler.DATA + k, v));
        Map<String, String> feedback = new LinkedHashMap<>();
        compiler.changed().forEach(n -> feedback.put(StepCompiler.NEXT + n, n));
        Map<String, HostTensor> unchanged = new LinkedHashMap<>(initial);
        unchanged.keySet().removeAll(compiler.changed());
        columns.putAll(unchanged);
        try (Executable.Values fixed = Executable.Values.of(columns)) {
            Executable.Values state = Executable.Values.of(initial, compiler.changed());
            try {
                while (step < b.steps) {
                    int n = stepsUntilNextStop();
                    Executable.Values result;
                    try (Executable.Values arguments = Executable.Values.of(arguments(n))) {
                        result = executable.run(Executable.Values.union(arguments, state, fixed));
                    }
                    Executable.Values before = state;
                    state = result;
                    before.close();
                    String trouble = trouble(result, n);
                    if (trouble != null) {
                        Map<String, HostTensor> good = rollBack(trouble);
                        state.close();
                        state = Executable.Values.of(good, compiler.changed());
                        continue;
                    }
                    state = result.renamed(feedback);
                    record(result, n);
                    step += n;
                    report(began, firstStep);
                    if (afterRun(state, unchanged)) {
                        break;
                    }
                }
                Map<String, HostTensor> last = all(state, unchanged);
                b.progress.finished(step, recentMetrics());
                return last;
            } finally {
                state.close();
            }
        }
    }

    private Map<String, HostTensor> all(Executable.Values state, Map<String, HostTensor> unchanged) {
        Map<String, HostTensor> m = new LinkedHashMap<>();
        compiler.variables().forEach(v -> {
            HostTensor fixed = unchanged.get(v.name());
            m.put(v.name(), fixed == null ? state.toHost(v.name()) : fixed);
        });
        return m;
    }

    private int stepsUntilNextStop() {
        long n = Math.min(b.stepsPerRun, b.steps - step);
        if (b.checkpoint != null) {
            n = Math.min(n, b.checkpointInterval - step % b.checkpointInterval);
        }
        if (b.validation != null) {
            n = Math.min(n, b.stopping.interval() - step % b.stopping.interval());
        }
        return (int) n;
    }

    private Map<String, HostTensor> arguments(int n) {
        Map<String, HostTensor> a = new LinkedHashMap<>();
        a.put(StepCompiler.SEED, HostTensor.scalar(b.seed + rollbacks * GAMMA));
        a.put(StepCompiler.START, HostTensor.scalar(step));
        a.put(StepCompiler.STEPS, HostTensor.scalar((long) n));
        a.put(StepCompiler.RATE_SCALE, HostTensor.scalar(b.dtype, rateScale));
        for (String stream : data.streams().keySet()) {
            a.put(StepCompiler.ROWS + stream, data.rows(stream, b.seed, step, n));
        }
        return a;
    }

    /** What went wrong in a run, or null. */
    private String trouble(Executable.Values result, int n) {
        for (String name : compiler.alarms()) {
            int at = firstAbove(result.toHost(StepCompiler.ALARM + name).toFloats());
            if (at >= 0) {
                return name + " at step " + (step + at);
            }
        }
        for (String name : compiler.metrics()) {
            float[] v = result.toHost(StepCompiler.METRIC + name).toFloats();
            for (int i = 0; i < v.length; i++) {
                if (!Float.isFinite(v[i])) {
                    return name + " is " + v[i] + " at step " + (step + i);
                }
            }
        }
        if (result.toHost(StepCompiler.FINITE).item() == 0) {
            return "a variable is not finite after step " + (step + n - 1);
        }
        return null;
    }

    private static int firstAbove(float[] v) {
        for (int i = 0; i < v.length; i++) {
            if (v[i] > 0) {
                return i;
            }
        }
        return -1;
    }

    private Map<String, HostTensor> rollBack(String trouble) {
        if (rollbacks >= b.guard.maxRollbacks()) {
            b.progress.finished(step, recentMetrics());
            throw new TrainingDivergedException(b.task + " diverged: " + trouble + ". Given up after " + rollbacks
                    + " returns to a good state (maxRollbacks), the last with learning rates times " + rateScale
                    + (notes.isEmpty() ? "" : ". Before: " + String.join("; ", notes))
                    + ". Lower the learning rate, raise the sampler's steps or the energy penalty");
        }
        Snapshots.Snapshot good = snapshots.beforeTrouble(step);
        rollbacks++;
        rateScale *= b.guard.rateFactor();
        for (List<float[]> parts : metrics.values()) {
            truncate(parts, good.step());
        }
        step = good.step();
        while (!validationSteps.isEmpty() && validationSteps.get(validationSteps.size() - 1) > step) {
            int last = validationSteps.size() - 1;
            validationSteps.remove(last);
            validations.values().forEach(v -> v.remove(last));
        }
        validations.values().removeIf(List::isEmpty);
        String note = trouble + ": returned to step " + step + ", learning rates times " + rateScale;
        notes.add(note);
        b.progress.note(note);
        logger.warning(b.task + " diverged, " + note);
        return good.variables();
    }

    private void truncate(List<float[]> parts, long keepUntil) {
        long length = parts.stream().mapToLong(p -> p.length).sum();
        long surplus = step - keepUntil;
        long keep = Math.max(0, length - surplus);
        float[] joined = join(parts);
        parts.clear();
        parts.add(Arrays.copyOf(joined, (int) keep));
    }

    private void record(Executable.Values result, int n) {
        for (String name : compiler.metrics()) {
            metrics.computeIfAbsent(name, k -> new ArrayList<>())
                    .add(result.toHost(StepCompiler.METRIC + name).toFloats());
        }
    }

    private static float[] join(List<float[]> parts) {
        float[] all = new float[parts.stream().mapToInt(p -> p.length).sum()];
        int at = 0;
        for (float[] p : parts) {
            System.arraycopy(p, 0, all, at, p.length);
            at += p.length;
        }
        return all;
    }

    private Map<String, Double> recentMetrics() {
        Map<String, Double> m = new LinkedHashMap<>();
        metrics.forEach((k, parts) -> {
            if (!parts.isEmpty()) {
                float[] v = parts.get(parts.size() - 1);
                double sum = 0;
                for (float x : v) {
                    sum += x;
                }
                m.put(k, v.length == 0 ? Double.NaN : sum / v.length);
            }
        });
        validations.forEach((k, v) -> m.put(k, v.get(v.size() - 1)));
        return m;
    }

    private void report(long began, long firstStep) {
        double seconds = (System.nanoTime() - began) / 1e9;
        b.progress.progressed(step, recentMetrics(), (step - firstStep) / seconds);
    }

    /** Validation, snapshot, checkpoint, interruption; returns true if training is to stop. */
    private boolean afterRun(Executable.Values state, Map<String, HostTensor> unchanged) {
        Map<String, HostTensor> variables = null;
        boolean stop = false;
        if (b.validation != null && (step % b.stopping.interval() == 0 || step == b.steps)) {
            variables = all(state, unchanged);
            stop = validate(variables);
        }
        if (snapshots.isDue(step)) {
            variables = variables == null ? all(state, unchanged) : variables;
            snapshots.keep(step, variables);
        }
        boolean interrupted = Thread.currentThread().isInterrupted();
        boolean due = step % b.checkpointInterval == 0 || step == b.steps || stop;
        if (b.checkpoint != null && (due || interrupted)) {
            variables = variables == null ? all(state, unchanged) : variables;
            checkpoint(variables);
        }
        if (interrupted) {
            b.progress.finished(step, recentMetrics());
            throw new TrainingInterruptedException(b.task + " was interrupted after step " + step
                    + (b.checkpoint == null
                            ? "; no checkpoint was configured"
                            : "; resume from the checkpoint " + b.checkpoint));
        }
        return stop;
    }

    private boolean validate(Map<String, HostTensor> variables) {
        Map<String, Double> values = b.validation.evaluate(variables);
        validationSteps.add(step);
        values.forEach(
                (k, v) -> validations.computeIfAbsent(k, n -> new ArrayList<>()).add(v));
        double watched = values.values().iterator().next();
        if (watched < best.value()) {
            best = new Checkpoint.Best(watched, step, b.stopping.restoreBest() ? variables : Map.of());
        }
        long without = (step - best.step()) / b.stopping.interval();
        boolean stop = b.stopping.patience() > 0 && without >= b.stopping.patience();
        if (stop) {
            String note = "stopped early at step " + step + ", best validation at step " + best.step();
            b.progress.note(note);
            logger.log(Level.INFO, "{0} {1}", new Object[] {b.task, note});
        }
        return stop;
    }

    private void checkpoint(Map<String, HostTensor> variables) {
        // the flag would make file operations of java.nio fail
        boolean interrupted = Thread.interrupted();
        try {
            new Checkpoint(fingerprint, b.seed, step, rateScale, rollbacks, variables, best).write(b.checkpoint);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The settings of a run. */
    public static final class Builder {
        private final TrainingProgram program;
        private final TrainingData data;
        private final long steps;
        private DType dtype = DType.FLOAT32;
        private Device device = new Device();
        private int stepsPerRun = 100;
        private long seed = 1;
        private String task = "training";
        private ProgressListener progress = SilentProgress.INSTANCE;
        private DivergenceGuard guard = new DivergenceGuard();
        private Path checkpoint = null;
        private int checkpointInterval = 1000;
        private boolean resume = false;
        private Validation validation = null;
        private EarlyStopping stopping = null;
        private Map<String, HostTensor> initial = Map.of();

        private Builder(TrainingProgram program, TrainingData data, long steps) {
            if (steps < 0) {
                throw new IllegalArgumentException("steps must be at least 0, found " + steps);
            }
            this.program = program;
            this.data = data;
            this.steps = steps;
        }

        /**
         * The element type of parameters, FLOAT32 by default.
         *
         * @param type The type.
         * @return This builder.
         */
        public Builder dtype(DType type) {
            this.dtype = type;
            return this;
        }

        /**
         * Where graphs run; the CPU by default.
         *
         * @param where The device.
         * @return This builder.
         */
        public Builder device(Device where) {
            this.device = where;
            return this;
        }

        /**
         * Steps in one call of ONNX Runtime: the grain of progress, interruption and the guard. 100 by default.
         *
         * @param n At least 1.
         * @return This builder.
         */
        public Builder stepsPerRun(int n) {
            if (n < 1) {
                throw new IllegalArgumentException("stepsPerRun must be at least 1, found " + n);
            }
            this.stepsPerRun = n;
            return this;
        }

        /**
         * The seed of initial values, noise and order; 1 by default.
         *
         * @param value The seed.
         * @return This builder.
         */
        public Builder seed(long value) {
            this.seed = value;
            return this;
        }

        /**
         * Who is told of progress; nobody by default.
         *
         * @param name A short name of the run.
         * @param listener The listener.
         * @return This builder.
         */
        public Builder progress(String name, ProgressListener listener) {
            this.task = name;
            this.progress = listener;
            return this;
        }

        /**
         * What happens when training diverges.
         *
         * @param divergenceGuard The guard.
         * @return This builder.
         */
        public Builder guard(DivergenceGuard divergenceGuard) {
            this.guard = divergenceGuard;
            return this;
        }

        /**
         * Writes checkpoints.
         *
         * @param file The file, replaced each time.
         * @param interval Steps between checkpoints, at least 1; the last step is written too.
         * @param resumes Start from the file if it exists; it must be of the same program, data and seed.
         * @return This builder.
         */
        public Builder checkpoint(Path file, int interval, boolean resumes) {
            if (interval < 1) {
                throw new IllegalArgumentException("The checkpoint interval must be at least 1, found " + interval);
            }
            this.checkpoint = file;
            this.checkpointInterval = interval;
            this.resume = resumes;
            return this;
        }

        /**
         * Judges the variables from time to time.
         *
         * @param judge The judge; its first value is watched by early stopping.
         * @param earlyStopping When to judge and when to stop.
         * @return This builder.
         */
        public Builder validation(Validation judge, EarlyStopping earlyStopping) {
            this.validation = judge;
            this.stopping = earlyStopping;
            return this;
        }

        /**
         * Starts from given values instead of drawn ones.
         *
         * @param variables Values of some variables by full name.
         * @return This builder.
         */
        public Builder startFrom(Map<String, HostTensor> variables) {
            this.initial = variables;
            return this;
        }

        /**
         * Trains.
         *
         * @return The result.
         * @throws TrainingDivergedException If training diverged too often.
         * @throws TrainingInterruptedException If the thread was interrupted.
         * @throws UncheckedIOException If a checkpoint cannot be read or written.
         * @throws IllegalArgumentException If a checkpoint is of another run.
         */
        public TrainingResult train() {
            try {
                return new TrainingLoop(this).run();
            } finally {
                if (validation != null) {
                    validation.close();
                }
            }
        }
    }
}
