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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A peer that runs beside ours as a Python process of its own: it is told how many iterations to train, and answers with
 * numbers. Between two calls it waits, so that contenders can take turns.
 */
final class PythonPeer implements AutoCloseable {
    private final Process process;
    private final PrintWriter in;
    private final BufferedReader out;
    private final String greeting;

    /**
     * Where Python is, and what it finds there.
     *
     * @param python The interpreter; null for no peers.
     * @param path Folders of modules, as in PYTHONPATH; null for none.
     */
    record Installation(String python, String path) {
        boolean exists() {
            return python != null;
        }
    }

    /** Starts a script of the folder {@code benchmarks/peers} (the working folder is the project's), which greets with one line when it is ready. */
    PythonPeer(Installation installation, String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of(installation.python(), "benchmarks/peers/" + script));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        if (installation.path() != null) {
            builder.environment().put("PYTHONPATH", installation.path());
        }
        try {
            process = builder.start();
            in = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
            out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            greeting = line();
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", command), e);
        }
    }

    String greeting() {
        return greeting;
    }

    private String line() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the peer ended without an answer");
        }
        return line;
    }

    /** Trains some iterations; what the peer answers. */
    double[] train(int iterations) {
        in.println(iterations);
        try {
            return Arrays.stream(line().trim().split("\\s+"))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        in.close();
        process.destroy();
    }
}
