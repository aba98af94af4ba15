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
package io.github.tribuogen.neural.model;

import ai.onnx.proto.OnnxMl;
import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.DoubleProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.IntProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.LongProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import io.github.tribuogen.neural.data.BoundLayout;
import io.github.tribuogen.neural.data.FittedPreprocessor;
import io.github.tribuogen.neural.data.Layout;
import io.github.tribuogen.neural.data.Preprocessor;
import io.github.tribuogen.neural.data.PreprocessorChain;
import io.github.tribuogen.neural.data.VectorLayout;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.progress.Progress;
import io.github.tribuogen.neural.progress.ProgressListener;
import io.github.tribuogen.neural.progress.SilentProgress;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.StepCompiler;
import io.github.tribuogen.neural.runtime.TrainingData;
import io.github.tribuogen.neural.runtime.TrainingLoop;
import io.github.tribuogen.neural.runtime.TrainingProgram;
import io.github.tribuogen.neural.runtime.TrainingResult;
import io.github.tribuogen.neural.runtime.Validation;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Output;
import org.tribuo.Trainer;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.provenance.impl.TrainerProvenanceImpl;

/**
 * The ritual of training a neural model, held once: checks, invocation count, seed, layout, preprocessing, the loop,
 * provenance. A method says what a step is, which data it draws from, and which functions its model has.
 *
 * <p>Concurrent calls of {@code train} are safe; on the CPU, equal seed, data and invocation count give the same model to
 * the bit.
 *
 * @param <T> The output type.
 * @param <M> The model type.
 */
public abstract class NeuralTrainer<T extends Output<T>, M extends NeuralModel<T>> implements Trainer<T> {
    @Config(description = "Maps feature names to tensor positions.")
    private Layout layout = new VectorLayout();

    @Config(description = "Prepares the features: scaling, standardisation.")
    private Preprocessor preprocessor = new PreprocessorChain();

    @Config(description = "How long and where to train.")
    private TrainingSettings settings = new TrainingSettings();

    @Config(description = "The seed of all randomness.")
    private long seed = Trainer.DEFAULT_SEED;

    private ProgressListener listener = null;
    private SplittableRandom rng;
    private int invocationCount = 0;

    /** For OLCUT. */
    protected NeuralTrainer() {}

    /**
     * Sets what all neural trainers share. The caller's constructor must end with {@link #postConfig}.
     *
     * @param layout Maps feature names to tensor positions.
     * @param preprocessor Prepares the features.
     * @param settings How long and where to train.
     * @param seed The seed of all randomness.
     */
    protected NeuralTrainer(Layout layout, Preprocessor preprocessor, TrainingSettings settings, long seed) {
        this.layout = layout;
        this.preprocessor = preprocessor;
        this.settings = settings;
        this.seed = seed;
    }

    /**
     * Takes what all neural trainers share from a builder. The caller's constructor must end with {@link #postConfig}.
     *
     * @param builder The builder.
     */
    protected NeuralTrainer(NeuralTrainerBuilder<?> builder) {
        this(builder.layout(), builder.preprocessor(), builder.settings(), builder.seed());
    }

    /** Overriding methods validate their fields and call this one. */
    @Override
    public synchronized void postConfig() {
        rng = new SplittableRandom(seed);
    }

    /**
     * May a training example lack its output?
     *
     * @return False for supervised methods.
     */
    protected boolean acceptsUnknownOutputs() {
        return false;
    }

    /**
     * What a batch is drawn from.
     *
     * @param prepared The prepared dataset.
     * @return Columns and streams.
     */
    protected abstract TrainingData data(Prepared<T> prepared);

    /**
     * What a step computes.
     *
     * @param prepared The prepared dataset.
     * @return The program.
     */
    protected abstract TrainingProgram program(Prepared<T> prepared);

    /**
     * Judges the variables on the held-out rows; called only if there are any.
     *
     * @param prepared The prepared dataset.
     * @return The judge; empty if the method has none.
     */
    protected Optional<Validation> validation(Prepared<T> prepared) {
        return Optional.empty();
    }

    /**
     * Makes the model.
     *
     * @param provenance How it was made.
     * @param prepared The prepared dataset.
     * @param result What training gave.
     * @return The model.
     */
    protected abstract M createModel(ModelProvenance provenance, Prepared<T> prepared, TrainingResult result);

    /**
     * The class of the model, for provenance.
     *
     * @return The class.
     */
    protected abstract Class<M> modelClass();

    @Override
    public M train(Dataset<T> examples) {
        return train(examples, Collections.emptyMap());
    }

    @Override
    public M train(Dataset<T> examples, Map<String, Provenance> runProvenance) {
        return train(examples, runProvenance, INCREMENT_INVOCATION_COUNT);
    }

    /**
     * Trains a model.
     *
     * <p>An interrupt of the thread stops training at the next call of the runtime's end, with a
     * {@link io.github.tribuogen.neural.runtime.TrainingInterruptedException}. Where checkpoints are configured, the same
     * invocation of an equally configured trainer goes on from there: set the count back first, the interrupted run has
     * used its number up.
     *
     * @param examples The dataset.
     * @param runProvenance Facts of this run, kept in the model's provenance.
     * @param count The invocation count to train as, or {@link Trainer#INCREMENT_INVOCATION_COUNT}.
     * @return The model.
     * @throws IllegalArgumentException If the dataset is empty, has no features, values that are not finite, or unknown
     *     outputs where the method is supervised.
     */
    @Override
    public M train(Dataset<T> examples, Map<String, Provenance> runProvenance, int count) {
        check(examples);
        TrainerProvenance trainerProvenance;
        long runSeed;
        int invocation;
        synchronized (this) {
            if (count != INCREMENT_INVOCATION_COUNT) {
                setInvocationCount(count);
            }
            runSeed = rng.split().nextLong();
            trainerProvenance = getProvenance();
            invocation = invocationCount++;
        }
        Prepared<T> prepared = prepare(examples, runSeed);
        TrainingResult result = fit(prepared, new Run(runSeed, invocation));
        Map<String, Provenance> run = new LinkedHashMap<>(runProvenance);
        run.putAll(runFacts(result));
        ModelProvenance provenance = new ModelProvenance(
                modelClass().getName(), OffsetDateTime.now(), examples.getProvenance(), trainerProvenance, run);
        return createModel(provenance, prepared, result);
    }

    /**
     * One call of {@code train}.
     *
     * @param seed The seed of all its randomness.
     * @param invocation Its number among the trainer's.
     */
    protected record Run(long seed, int invocation) {}

    /**
     * Finds the variables: by steps of the program on batches of the data, unless a method has another way.
     *
     * @param prepared The prepared dataset.
     * @param run Which run this is.
     * @return The variables and how they were found.
     */
    protected TrainingResult fit(Prepared<T> prepared, Run run) {
        TrainingData data = data(prepared);
        TrainingLoop.Builder loop = TrainingLoop.builder(
                        program(prepared), data, settings.steps(prepared.trainingRows().length))
                .device(settings.device())
                .stepsPerRun(settings.stepsPerRun())
                .seed(run.seed())
                .guard(settings.guard())
                .progress(task(), listener());
        if (prepared.validationRows().length > 0) {
            validation(prepared).ifPresent(v -> loop.validation(v, settings.earlyStopping()));
        }
        checkpoint(run).ifPresent(f -> loop.checkpoint(f, settings.checkpointInterval(), settings.resume()));
        return loop.train();
    }

    /**
     * The name of the method, for progress and messages.
     *
     * @return The name.
     */
    protected String task() {
        return getClass().getSimpleName().replace("Trainer", "");
    }

    /**
     * Where a run's checkpoints go.
     *
     * @param run The run.
     * @return The file; empty if none are written.
     */
    protected Optional<Path> checkpoint(Run run) {
        return Optional.ofNullable(settings.checkpointFolder())
                .map(f -> f.resolve("invocation-" + run.invocation() + ".checkpoint"));
    }

    private void check(Dataset<T> examples) {
        if (examples.size() == 0) {
            throw new IllegalArgumentException("The dataset has no examples, expected at least one");
        }
        if (examples.getFeatureMap().size() == 0) {
            throw new IllegalArgumentException("The dataset has no features, expected at least one");
        }
        if (!acceptsUnknownOutputs() && examples.getOutputInfo().getUnknownCount() > 0) {
            throw new IllegalArgumentException("The supplied Dataset contained unknown Outputs ("
                    + examples.getOutputInfo().getUnknownCount() + " of " + examples.size()
                    + "), and this Trainer is supervised.");
        }
    }

    private Prepared<T> prepare(Dataset<T> examples, long runSeed) {
        ImmutableFeatureMap features = examples.getFeatureIDMap();
        ImmutableOutputInfo<T> outputs = examples.getOutputIDInfo();
        BoundLayout bound = layout.bind(features);
        List<Example<T>> list = examples.getData();
        float[] raw = bound.densify(list);
        int d = bound.size();
        int n = list.size();
        int[] order = new int[n];
        Arrays.setAll(order, i -> i);
        int held = (int) Math.floor(settings.validationShare() * n);
        if (settings.validationShare() > 0) {
            shuffle(order, new SplittableRandom(runSeed ^ 0x5eed));
        }
        int[] validationRows = Arrays.copyOfRange(order, 0, held);
        int[] trainingRows = Arrays.copyOfRange(order, held, n);
        Arrays.sort(validationRows);
        Arrays.sort(trainingRows);
        FittedPreprocessor fitted = preprocessor.fit(held == 0 ? raw : rows(raw, trainingRows, d), n - held, d);
        float[] inputs = fitted.forward(raw, n);
        return new Prepared<>(
                features, outputs, layout, bound, fitted, list, inputs, trainingRows, validationRows, runSeed);
    }

    private static float[] rows(float[] all, int[] rows, int d) {
        float[] some = new float[rows.length * d];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(all, rows[i] * d, some, i * d, d);
        }
        return some;
    }

    private static void shuffle(int[] order, SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int t = order[i];
            order[i] = order[j];
            order[j] = t;
        }
    }

    /**
     * Facts of a run for the model's provenance. Overriding methods add to them.
     *
     * @param r What training gave.
     * @return The facts by name.
     */
    protected Map<String, Provenance> runFacts(TrainingResult r) {
        Map<String, Provenance> m = new LinkedHashMap<>();
        m.put("onnxruntime-version", new StringProvenance("onnxruntime-version", Device.runtimeVersion()));
        m.put(
                "provider",
                new StringProvenance("provider", settings.device().provider().name()));
        m.put("threads", new IntProvenance("threads", settings.device().threads()));
        m.put("steps", new LongProvenance("steps", r.steps()));
        m.put("rollbacks", new IntProvenance("rollbacks", r.rollbacks().size()));
        for (int i = 0; i < r.rollbacks().size(); i++) {
            m.put(
                    "rollback-" + i,
                    new StringProvenance("rollback-" + i, r.rollbacks().get(i)));
        }
        if (r.bestStep() > 0) {
            m.put("best-step", new LongProvenance("best-step", r.bestStep()));
        }
        for (String name : r.metrics().keySet()) {
            double last = r.recent(name, 100);
            if (Double.isFinite(last)) {
                m.put("final-" + name, new DoubleProvenance("final-" + name, last));
            }
        }
        m.put("compile-seconds", new DoubleProvenance("compile-seconds", r.compileSeconds()));
        m.put("train-seconds", new DoubleProvenance("train-seconds", r.trainSeconds()));
        return m;
    }

    /**
     * One training step as an ONNX file of its own.
     *
     * @param model Takes the variables by name, {@code batch:<stream>/<column>}, {@code seed}, {@code iteration} and
     *     {@code rateScale}; gives {@code next:<variable>} and {@code metric:<name>}.
     * @param initial The value of each variable before the first step.
     * @param seed The seed to pass.
     * @param data Gives the batch of each step: {@link TrainingData#batch}.
     */
    public record TrainingStep(
            OnnxMl.ModelProto model, Map<String, HostTensor> initial, long seed, TrainingData data) {}

    /**
     * Exports what one step of the next call of {@code train} would compute. The trainer is left as it is.
     *
     * @param examples The dataset.
     * @return The step.
     */
    public TrainingStep exportTrainingStep(Dataset<T> examples) {
        check(examples);
        long runSeed;
        synchronized (this) {
            SplittableRandom replay = new SplittableRandom(seed);
            for (int i = 0; i < invocationCount; i++) {
                replay.split();
            }
            runSeed = replay.split().nextLong();
        }
        Prepared<T> prepared = prepare(examples, runSeed);
        TrainingData data = data(prepared);
        StepCompiler compiler = new StepCompiler(program(prepared), data, DType.FLOAT32);
        Map<String, HostTensor> initial = new LinkedHashMap<>();
        compiler.variables().forEach(v -> initial.put(v.name(), v.initialise(runSeed)));
        return new TrainingStep(compiler.step().toModel(), initial, runSeed, data);
    }

    /**
     * Who hears of progress.
     *
     * @return The listener.
     */
    protected synchronized ProgressListener listener() {
        if (listener != null) {
            return listener;
        }
        return settings.showProgress() ? Progress.standard() : SilentProgress.INSTANCE;
    }

    /**
     * Tells somebody else of progress than the terminal.
     *
     * @param progress Who is told, for every later call of {@code train}; null for the terminal again.
     */
    public synchronized void setProgressListener(ProgressListener progress) {
        this.listener = progress;
    }

    /**
     * Maps feature names to tensor positions.
     *
     * @return The layout.
     */
    protected Layout layout() {
        return layout;
    }

    /**
     * Prepares the features.
     *
     * @return The preprocessing.
     */
    protected Preprocessor preprocessor() {
        return preprocessor;
    }

    /**
     * The seed of all randomness.
     *
     * @return The seed.
     */
    protected long seed() {
        return seed;
    }

    /**
     * How long and where to train.
     *
     * @return The settings.
     */
    protected TrainingSettings settings() {
        return settings;
    }

    @Override
    public synchronized int getInvocationCount() {
        return invocationCount;
    }

    /**
     * Sets the number of trainings done, and brings the randomness to the state it has after them.
     *
     * @param count At least 0.
     * @throws IllegalArgumentException If it is negative.
     */
    @Override
    public synchronized void setInvocationCount(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("The supplied invocationCount is less than zero, found " + count);
        }
        rng = new SplittableRandom(seed);
        for (invocationCount = 0; invocationCount < count; invocationCount++) {
            rng.split();
        }
    }

    @Override
    public TrainerProvenance getProvenance() {
        return new TrainerProvenanceImpl(this);
    }
}
