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

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs measurements: {@code mvn -q -Pbenchmark -Dbenchmark.args="mlp small --rounds 15 --out build/benchmark"}.
 *
 * <p>With {@code -Pgpu} on a machine with an NVIDIA GPU: device (the same loops on both).
 *
 * <p>Names: mlp, small, conv (training steps), jem, wrn (joint models), ode, miniboone, scaling (continuous flows), lsd (fitted energies), vera
 * (energies by a generator), stein (tests), gradients (of discrete codes), policies (of environments), video (clip autoencoders), prediction,
 * memory, lowerings (of operators); all of these by default.
 */
public final class BenchmarkMain {
    private static final List<String> NAMES = List.of(
            "mlp",
            "small",
            "conv",
            "jem",
            "wrn",
            "ode",
            "miniboone",
            "scaling",
            "lsd",
            "vera",
            "stein",
            "gradients",
            "policies",
            "video",
            "prediction",
            "memory",
            "lowerings");

    private BenchmarkMain() {}

    /**
     * Runs the measurements.
     *
     * @param args Names of measurements; {@code --rounds N}, {@code --threads N} (both one and two by default), {@code --out
     *     FOLDER}; {@code --peer-python INTERPRETER} and {@code --peer-path FOLDERS}, for peers in Python.
     * @throws IOException If the results cannot be written.
     * @throws OrtException If ONNX Runtime fails.
     */
    public static void main(String[] args) throws IOException, OrtException {
        if (args.length == 3 && args[0].equals(MemoryBenchmark.CHILD)) {
            MemoryBenchmark.child(args[1], args[2]);
            System.exit(0);
        }
        if (args.length == 3 && args[0].equals(ScalingBenchmark.CHILD)) {
            ScalingBenchmark.child(args[1], Integer.parseInt(args[2]));
            System.exit(0);
        }
        List<String> names = new ArrayList<>();
        int rounds = 15;
        int threads = 0;
        Path out = null;
        String python = null;
        String path = null;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--rounds" -> rounds = Integer.parseInt(args[++i]);
                case "--threads" -> threads = Integer.parseInt(args[++i]);
                case "--out" -> out = Path.of(args[++i]);
                case "--peer-python" -> python = args[++i];
                case "--peer-path" -> path = args[++i];
                default -> names.add(args[i]);
            }
        }
        if (threads == 0) {
            // TensorFlow keeps the number of threads of its first session: one process for each number
            for (int t : new int[] {1, 2}) {
                again(args, t, out);
            }
            return;
        }
        Report report = new Report(System.out);
        PythonPeer.Installation peers = new PythonPeer.Installation(python, path);
        for (String name : names.isEmpty() ? NAMES : names) {
            run(name, threads, rounds, peers, report);
        }
        if (out != null) {
            report.write(out);
        }
        // the peers leave threads behind
        System.exit(0);
    }

    private static void again(String[] args, int threads, Path out) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                BenchmarkMain.class.getName()));
        command.addAll(List.of(args));
        command.addAll(List.of("--threads", Integer.toString(threads)));
        if (out != null) {
            command.addAll(List.of("--out", out.resolve("threads" + threads).toString()));
        }
        try {
            int status = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (status != 0) {
                throw new IllegalStateException("The measurements on " + threads + " threads ended with " + status);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(String name, int threads, int rounds, PythonPeer.Installation python, Report report)
            throws IOException, OrtException {
        switch (name) {
            case "mlp" -> TrainingBenchmark.measure(TrainingTask.mlp(), threads, rounds, report);
            case "small" -> TrainingBenchmark.measure(TrainingTask.smallMlp(), threads, rounds, report);
            case "conv" -> TrainingBenchmark.measure(TrainingTask.convNet(), threads, rounds, report);
            case "jem" -> ChainBenchmark.measure(threads, rounds, report);
            case "wrn" -> WideResNetBenchmark.measure(threads, rounds, report);
            case "ode" -> SolveBenchmark.toy(threads, python, report);
            case "miniboone" -> SolveBenchmark.miniboone(threads, python, report);
            case "scaling" -> once(threads, () -> ScalingBenchmark.measure(report));
            case "vera" -> AmortisedBenchmark.measure(threads, Math.min(rounds, 5), python, report);
            case "lsd" -> FitBenchmark.measure(threads, rounds, python, report);
            case "gradients" -> GradientBenchmark.measure(threads, rounds, python, report);
            case "policies" -> PolicyBenchmark.measure(threads, rounds, report);
            case "stein" -> SteinBenchmark.measure(threads, rounds, python, report);
            case "video" -> VideoBenchmark.measure(threads, rounds, report);
            case "prediction" -> PredictionBenchmark.measure(threads, rounds, report);
            case "memory" -> once(threads, () -> MemoryBenchmark.measure(report));
            case "device" -> once(threads, () -> DeviceBenchmark.measure(Math.min(rounds, 5), report));
            case "lowerings" -> once(threads, () -> LoweringBenchmark.main(new String[0]));
            default -> throw new IllegalArgumentException("One of " + NAMES + " expected, found " + name);
        }
    }

    /** A measurement that does not depend on the number of threads. */
    private interface Measurement {
        void run() throws IOException;
    }

    private static void once(int threads, Measurement m) throws IOException {
        if (threads == 1) {
            m.run();
        }
    }
}
