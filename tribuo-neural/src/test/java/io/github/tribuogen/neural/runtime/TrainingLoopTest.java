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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.progress.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLoopTest {
    private static final int DIM = 5;

    /** Noisy linear regression by gradient descent with momentum, written with the context alone. */
    private static TrainingProgram regression(double rate) {
        return s -> {
            ParameterScope net = s.scope("net");
            Tensor w = net.variable("w", DType.FLOAT32, rng -> HostTensor.of(drawn(rng, DIM), DIM, 1), DIM, 1);
            Tensor velocity = net.variable("velocity", 0, DIM, 1);
            Tensor x = s.batch("all", "x");
            Tensor noisy = x.add(s.random("noise").normalLike(x).mul(0.1));
            Tensor loss = noisy.matMul(w).sub(s.batch("all", "y")).square().mean();
            Tensor v = velocity.mul(0.9).add(Gradients.grad(loss, w));
            net.assign("velocity", v);
            net.assign("w", w.sub(v.mul(s.rateScale().mul(rate))));
            s.metric("loss", loss);
            s.divergedIf("runaway loss", loss.greater(loss.scalar(1e6)));
        };
    }

    private static float[] drawn(SplittableRandom rng, int n) {
        float[] v = new float[n];
        for (int i = 0; i < n; i++) {
            v[i] = (float) rng.nextDouble(-1, 1);
        }
        return v;
    }

    private static TrainingData data() {
        SplittableRandom rng = new SplittableRandom(5);
        int n = 37;
        float[] x = drawn(rng, n * DIM);
        float[] y = new float[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < DIM; j++) {
                y[i] += x[i * DIM + j] * (j - 2);
            }
        }
        return TrainingData.builder().column("x", HostTensor.of(x, n, DIM)).column("y", HostTensor.of(y, n, 1)).stream(
                        "all", 8)
                .build();
    }

    private static TrainingLoop.Builder loop(long steps) {
        return TrainingLoop.builder(regression(0.02), data(), steps)
                .device(Device.cpu(1))
                .seed(3);
    }

    @Test
    void learnsAndTellsMetrics() {
        TrainingResult r = loop(400).train();
        assertArrayEquals(
                new double[] {-2, -1, 0, 1, 2}, r.variables().get("net/w").toDoubles(), 0.2);
        assertEquals(400, r.metrics().get("loss").length);
        assertTrue(r.recent("loss", 50) < 0.3 * r.metrics().get("loss")[0]);
    }

    @Test
    void sameSeedSameBitsWhateverTheRunLength() {
        TrainingResult a = loop(150).stepsPerRun(100).train();
        TrainingResult b = loop(150).stepsPerRun(7).train();
        assertEquals(a.variables(), b.variables());
        assertArrayEquals(a.metrics().get("loss"), b.metrics().get("loss"));
        assertNotEquals(a.variables(), loop(150).seed(4).train().variables());
    }

    @Test
    void resumingGivesTheUninterruptedRun(@TempDir Path dir) {
        Path file = dir.resolve("run.checkpoint");
        TrainingResult whole = loop(150).train();
        loop(60).checkpoint(file, 25, true).train();
        TrainingResult resumed = loop(150).checkpoint(file, 25, true).train();
        assertEquals(60, resumed.firstStep());
        assertEquals(whole.variables(), resumed.variables());
    }

    @Test
    void checkpointOfAnotherRunIsRefused(@TempDir Path dir) {
        Path file = dir.resolve("run.checkpoint");
        loop(10).checkpoint(file, 25, true).train();
        TrainingLoop.Builder other = TrainingLoop.builder(regression(0.03), data(), 20)
                .device(Device.cpu(1))
                .seed(3)
                .checkpoint(file, 25, true);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, other::train);
        assertTrue(e.getMessage().contains("another run") && e.getMessage().contains("seed 3"), e.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> loop(20).seed(4).checkpoint(file, 25, true).train());
    }

    @Test
    void damagedCheckpointIsRefused(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("run.checkpoint");
        loop(10).checkpoint(file, 25, false).train();
        byte[] good = Files.readAllBytes(file);
        byte[] bad = good.clone();
        bad[bad.length / 2] ^= 1;
        Files.write(file, bad);
        assertThrows(RuntimeException.class, () -> Checkpoint.read(file));
        Files.write(file, java.util.Arrays.copyOf(good, good.length - 9));
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> Checkpoint.read(file));
        assertTrue(e.getMessage().contains("run.checkpoint"), e.getMessage());
    }

    @Test
    void fullDiskLeavesThePreviousCheckpoint(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("run.checkpoint");
        loop(10).checkpoint(file, 25, false).train();
        byte[] before = Files.readAllBytes(file);
        Checkpoint c = Checkpoint.read(file);
        Checkpoint.Opener full = f -> {
            OutputStream out = Files.newOutputStream(f);
            return new OutputStream() {
                private int written = 0;

                @Override
                public void write(int b) throws IOException {
                    if (++written > 20) {
                        throw new IOException("No space left on device");
                    }
                    out.write(b);
                }

                @Override
                public void close() throws IOException {
                    out.close();
                }
            };
        };
        IOException e = assertThrows(IOException.class, () -> c.write(file, full));
        assertTrue(
                e.getMessage().contains("No space left")
                        && e.getMessage().contains("run.checkpoint")
                        && e.getMessage().contains("a previous one is unharmed"),
                e.getMessage());
        assertArrayEquals(before, Files.readAllBytes(file));
        try (var files = Files.list(dir)) {
            assertEquals(1, files.count(), "the partial file is removed");
        }
    }

    @Test
    void unwritableCheckpointIsTold(@TempDir Path dir) throws IOException {
        Path blocked = dir.resolve("file");
        Files.writeString(blocked, "not a folder");
        UncheckedIOException e =
                assertThrows(UncheckedIOException.class, () -> loop(10).checkpoint(blocked.resolve("c"), 25, false)
                        .train());
        assertTrue(e.getMessage().contains(blocked.resolve("c").toString()), e.getMessage());
    }

    @Test
    void divergenceIsRolledBackAndTheRateLowered() {
        TrainingResult r = TrainingLoop.builder(regression(1.6), data(), 300)
                .device(Device.cpu(1))
                .stepsPerRun(20)
                .guard(new DivergenceGuard(8, 0.4, 20))
                .train();
        assertFalse(r.rollbacks().isEmpty());
        assertEquals(300, r.steps());
        assertEquals(300, r.metrics().get("loss").length);
        for (double v : r.variables().get("net/w").toDoubles()) {
            assertTrue(Double.isFinite(v));
        }
        assertTrue(r.recent("loss", 20) < 1, "recovers: " + r.recent("loss", 20));
    }

    @Test
    void hopelessDivergenceGivesUpClearly() {
        TrainingDivergedException e =
                assertThrows(TrainingDivergedException.class, () -> TrainingLoop.builder(regression(1e9), data(), 300)
                        .device(Device.cpu(1))
                        .guard(new DivergenceGuard(2, 0.5, 20))
                        .train());
        assertTrue(e.getMessage().contains("after 2 returns"), e.getMessage());
    }

    @Test
    void interruptionLeavesAUsableCheckpoint(@TempDir Path dir) {
        Path file = dir.resolve("run.checkpoint");
        ProgressListener interrupter = new ProgressListener() {
            @Override
            public void started(String task, long totalSteps) {}

            @Override
            public void progressed(long step, Map<String, Double> metrics, double stepsPerSecond) {
                if (step == 40) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void finished(long step, Map<String, Double> metrics) {}
        };
        TrainingInterruptedException e = assertThrows(TrainingInterruptedException.class, () -> loop(150)
                .stepsPerRun(20)
                .progress("test", interrupter)
                .checkpoint(file, 1000, true)
                .train());
        assertTrue(Thread.interrupted(), "the flag is kept");
        assertTrue(e.getMessage().contains("step 40"), e.getMessage());
        TrainingResult resumed = loop(150).checkpoint(file, 1000, true).train();
        assertEquals(loop(150).train().variables(), resumed.variables());
    }

    @Test
    void earlyStoppingReturnsTheBestState() {
        double[] script = {3, 1, 2, 2, 2, 2};
        Map<Integer, Map<String, HostTensor>> seen = new HashMap<>();
        Validation v = variables -> {
            seen.put(seen.size(), variables);
            return Map.of("score", script[seen.size() - 1]);
        };
        TrainingResult r =
                loop(500).validation(v, new EarlyStopping(50, 3, true)).train();
        assertEquals(250, r.steps());
        assertEquals(100, r.bestStep());
        assertEquals(seen.get(1), r.variables());
        assertArrayEquals(new double[] {3, 1, 2, 2, 2}, r.validation().get("score"));
    }

    @Test
    void everyRowIsVisitedOnceARound() {
        TrainingData d = data();
        long[] rows = d.rows("all", 9, 0, 37).toLongs(); // 8 rounds of 37 rows
        for (int round = 0; round < 8; round++) {
            assertEquals(
                    37,
                    java.util.Arrays.stream(rows, round * 37, (round + 1) * 37)
                            .distinct()
                            .count());
        }
        assertArrayEquals(
                java.util.Arrays.copyOfRange(rows, 80, 160),
                d.rows("all", 9, 10, 10).toLongs());
    }

    /** The exported step, run by ONNX Runtime alone, gives what the loop gives, to the bit. */
    @Test
    void exportedStepContinuesTraining() throws Exception {
        TrainingData d = data();
        StepCompiler compiler = new StepCompiler(regression(0.02), d, DType.FLOAT32);
        byte[] model = compiler.step().toModel().toByteArray();
        Map<String, HostTensor> state = new LinkedHashMap<>(loop(20).train().variables());
        OrtEnvironment env = OrtEnvironment.getEnvironment();
        try (OrtSession session = env.createSession(model, new OrtSession.SessionOptions())) {
            for (long step = 20; step < 45; step++) {
                long[] rows = d.rows("all", 3, step, 1).toLongs();
                Map<String, OnnxTensor> in = new HashMap<>();
                for (Map.Entry<String, HostTensor> e : state.entrySet()) {
                    in.put(
                            e.getKey(),
                            tensor(env, e.getValue().toFloats(), e.getValue().shape()));
                }
                in.put("batch:all/x", tensor(env, gather(d, "x", rows), new long[] {8, DIM}));
                in.put("batch:all/y", tensor(env, gather(d, "y", rows), new long[] {8, 1}));
                in.put("seed", OnnxTensor.createTensor(env, 3L));
                in.put("iteration", OnnxTensor.createTensor(env, step));
                in.put("rateScale", OnnxTensor.createTensor(env, 1f));
                try (OrtSession.Result r = session.run(in)) {
                    for (String name : List.copyOf(state.keySet())) {
                        OnnxTensor t = (OnnxTensor) r.get("next:" + name).orElseThrow();
                        float[] v = new float[state.get(name).size()];
                        t.getFloatBuffer().get(v);
                        state.put(name, HostTensor.of(v, state.get(name).shape()));
                    }
                }
            }
        }
        assertEquals(loop(45).train().variables(), state);
    }

    private static OnnxTensor tensor(OrtEnvironment env, float[] v, long[] shape) throws Exception {
        ByteBuffer b = ByteBuffer.allocateDirect(v.length * 4).order(ByteOrder.nativeOrder());
        b.asFloatBuffer().put(v);
        return OnnxTensor.createTensor(env, b.asFloatBuffer(), shape);
    }

    private static float[] gather(TrainingData d, String column, long[] rows) {
        float[] all = d.columns().get(column).toFloats();
        int width = all.length / d.size();
        float[] out = new float[rows.length * width];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(all, (int) rows[i] * width, out, i * width, width);
        }
        return out;
    }
}
