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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.progress.ProgressListener;
import io.github.tribuogen.neural.runtime.TrainingInterruptedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.Output;
import org.tribuo.classification.Label;

/** Training that is interrupted, continued elsewhere, or continued without us gives the same bits. */
class ResumeTest {
    static List<Subject<?>> subjects() {
        return Subject.all();
    }

    /** Interrupts the training thread once a step is reached. */
    private record Interrupter(long at) implements ProgressListener {
        @Override
        public void started(String task, long totalSteps) {}

        @Override
        public void progressed(long step, Map<String, Double> metrics, double stepsPerSecond) {
            if (step >= at) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void finished(long step, Map<String, Double> metrics) {}
    }

    @ParameterizedTest
    @MethodSource("subjects")
    <T extends Output<T>> void anInterruptedTrainingResumesToTheBit(Subject<T> s, @TempDir Path folder) {
        Map<String, HostTensor> expected = s.trainer().train(s.train()).weights();
        NeuralTrainer<T, ?> first = s.trainer(b -> b.checkpoints(folder, 10, true));
        first.setProgressListener(new Interrupter(12));
        Throwable e = assertThrows(TrainingInterruptedException.class, () -> first.train(s.train()));
        // the flag is left for the caller to see, as is good custom
        Thread.interrupted();
        assertTrue(e.getMessage().contains("step 17"), e.getMessage());
        Path file = folder.resolve("invocation-0.checkpoint");
        assertTrue(Files.exists(file) && e.getMessage().contains(file.toString()), e.getMessage());

        first.setProgressListener(null);
        first.setInvocationCount(0);
        NeuralModel<T> resumed = first.train(s.train());
        assertEquals(expected, resumed.weights());
        // only what was left was trained
        long firstStep = resumed.trainingHistory().curves().get("loss").steps()[0];
        assertEquals(17, firstStep);
        // a later invocation has a file of its own
        NeuralModel<T> second = first.train(s.train());
        assertTrue(Files.exists(folder.resolve("invocation-1.checkpoint")));
        assertFalse(second.weights().equals(expected));
    }

    @Test
    void anInterruptWithoutCheckpointsSaysSo() {
        Subject<Label> s = Subject.classifier();
        NeuralTrainer<Label, ?> t = s.trainer();
        t.setProgressListener(new Interrupter(1));
        Throwable e = assertThrows(TrainingInterruptedException.class, () -> t.train(s.train()));
        Thread.interrupted();
        assertTrue(e.getMessage().contains("no checkpoint was configured"), e.getMessage());
    }

    @Test
    void aCheckpointOfAnotherTrainingIsRefused(@TempDir Path folder) {
        Subject<Label> s = Subject.classifier();
        s.trainer(b -> b.checkpoints(folder, 10, true)).train(s.train());
        Throwable e = assertThrows(IllegalArgumentException.class, () -> s.trainer(
                        b -> b.batchSize(5).checkpoints(folder, 10, true))
                .train(s.train()));
        assertTrue(e.getMessage().contains("another run"), e.getMessage());
        // unless it is told to start anew
        s.trainer(b -> b.batchSize(5).checkpoints(folder, 10, false)).train(s.train());
    }

    /** Trains the classifier for some steps with checkpoints; arguments: folder, steps. */
    static final class Main {
        public static void main(String[] args) {
            Subject<Label> s = Subject.classifier();
            s.trainer(b -> b.steps(Long.parseLong(args[1])).checkpoints(Path.of(args[0]), 1000, true))
                    .train(s.train());
        }
    }

    @Test
    void continuesInANewProcessToTheBit(@TempDir Path folder) throws Exception {
        Subject<Label> s = Subject.classifier();
        OtherProcess.run(folder, Main.class, folder.toString(), "18");
        NeuralModel<Label> continued =
                s.trainer(b -> b.steps(30).checkpoints(folder, 1000, true)).train(s.train());
        assertEquals(18, continued.trainingHistory().curves().get("loss").steps()[0]);
        assertEquals(s.trainer(b -> b.steps(30)).train(s.train()).weights(), continued.weights());
    }

    @ParameterizedTest
    @MethodSource("subjects")
    <T extends Output<T>> void theExportedStepTrainsWithBareOnnxRuntimeToTheSameBits(Subject<T> s) throws Exception {
        NeuralTrainer<T, ?> trainer = s.trainer();
        NeuralTrainer.TrainingStep step = trainer.exportTrainingStep(s.train());
        NeuralModel<T> model = trainer.train(s.train());
        Map<String, HostTensor> state = new LinkedHashMap<>(step.initial());
        OrtEnvironment env = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            try (OrtSession session = env.createSession(step.model().toByteArray(), options)) {
                for (long i = 0; i < 30; i++) {
                    Map<String, HostTensor> values = new HashMap<>(state);
                    values.putAll(step.data().batch(step.seed(), i));
                    Map<String, OnnxTensor> in = new HashMap<>();
                    for (String name : session.getInputNames()) {
                        switch (name) {
                            case "seed" -> in.put(name, OnnxTensor.createTensor(env, step.seed()));
                            case "iteration" -> in.put(name, OnnxTensor.createTensor(env, i));
                            case "rateScale" -> in.put(name, OnnxTensor.createTensor(env, 1f));
                            default -> in.put(name, tensor(env, values.get(name)));
                        }
                    }
                    try (OrtSession.Result r = session.run(in)) {
                        for (String name : List.copyOf(state.keySet())) {
                            if (r.get("next:" + name).isPresent()) {
                                OnnxTensor t =
                                        (OnnxTensor) r.get("next:" + name).orElseThrow();
                                long[] shape = state.get(name).shape();
                                state.put(
                                        name,
                                        state.get(name).dtype() == DType.INT64
                                                ? HostTensor.of(longs(t), shape)
                                                : HostTensor.of(floats(t), shape));
                            }
                        }
                    }
                }
            }
        }
        assertFalse(model.weights().isEmpty());
        model.weights().forEach((name, w) -> assertEquals(w, state.get(name), name));
    }

    private static float[] floats(OnnxTensor t) {
        float[] v = new float[t.getFloatBuffer().remaining()];
        t.getFloatBuffer().get(v);
        return v;
    }

    private static long[] longs(OnnxTensor t) {
        long[] v = new long[t.getLongBuffer().remaining()];
        t.getLongBuffer().get(v);
        return v;
    }

    private static OnnxTensor tensor(OrtEnvironment env, HostTensor t) throws Exception {
        return t.dtype() == DType.INT64
                ? OnnxTensor.createTensor(env, java.nio.LongBuffer.wrap(t.toLongs()), t.shape())
                : OnnxTensor.createTensor(env, java.nio.FloatBuffer.wrap(t.toFloats()), t.shape());
    }
}
