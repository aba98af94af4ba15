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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** What a fresh process needs to compile and train: seconds from nothing to the first step, and its peak of memory. */
final class MemoryBenchmark {
    static final String CHILD = "--child";
    private static final Map<String, TrainingTask> TASKS =
            Map.of("mlp", TrainingTask.mlp(), "small", TrainingTask.smallMlp(), "conv", TrainingTask.convNet());

    private MemoryBenchmark() {}

    static void measure(Report report) throws IOException {
        report.section("A fresh process on one thread: seconds until ready, and peak memory");
        report.line("| | ready after, s | peak memory, MB |\n|---|---|---|");
        for (String task : List.of("small", "mlp", "conv")) {
            for (String engine : List.of("ours", "tensorflow", "djl")) {
                String[] told = fresh(CHILD, engine, task).split(" ");
                report.line(String.format(
                        Locale.ROOT,
                        "| %s, %s | %.2f | %.0f |",
                        TASKS.get(task).name(),
                        engine,
                        Double.parseDouble(told[0]),
                        Double.parseDouble(told[1])));
                report.values(task + " " + engine, "ready seconds", Double.parseDouble(told[0]));
                report.values(task + " " + engine, "peak MB", Double.parseDouble(told[1]));
            }
        }
    }

    /** The last line that a fresh process with these arguments prints. */
    static String fresh(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                BenchmarkMain.class.getName()));
        command.addAll(List.of(args));
        Process p = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String last = "";
        for (String line : new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
            last = line;
        }
        return last;
    }

    /** The work of the fresh process; prints seconds and megabytes. */
    static void child(String engine, String task) throws IOException {
        TrainingTask t = TASKS.get(task);
        Supplier<Contender> start =
                switch (engine) {
                    case "ours" -> () -> Ours.training(t, 1);
                    case "tensorflow" -> () -> new TensorFlowPeer(t, 1, 1);
                    default -> () -> new DjlPeer(t, 1);
                };
        try (Contender c = start.get()) {
            c.call();
            c.call();
            System.out.println(c.readySeconds() + " " + peakMegabytes());
        }
    }

    /** The most memory that this process has held. */
    static double peakMegabytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024;
            }
        }
        throw new IOException("A line VmHWM expected in /proc/self/status, found none");
    }
}
