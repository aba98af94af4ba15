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
package io.github.tribuogen.ebm.stein;

import ai.onnx.proto.OnnxMl;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The score of a model in an ONNX file, whoever made it: a function from points [batch, D] to scores [batch, D], both float32.
 * Safe for concurrent use; holds native memory until closed.
 */
public final class OnnxScore implements UnaryOperator<float[][]>, AutoCloseable {
    private final String input;
    private final String output;
    private final Executable executable;

    private OnnxScore(String input, String output, Executable executable) {
        this.input = input;
        this.output = output;
        this.executable = executable;
    }

    /**
     * Reads a file with one input.
     *
     * @param file The ONNX file.
     * @param output Which of its outputs is the score.
     * @param device Where to compute.
     * @return The score.
     * @throws IOException If the file cannot be read.
     * @throws IllegalArgumentException If the file has several inputs, or no such output.
     */
    public static OnnxScore read(Path file, String output, Device device) throws IOException {
        OnnxMl.ModelProto model = OnnxMl.ModelProto.parseFrom(Files.readAllBytes(file));
        List<String> weights = model.getGraph().getInitializerList().stream()
                .map(OnnxMl.TensorProto::getName)
                .toList();
        List<String> inputs = model.getGraph().getInputList().stream()
                .map(OnnxMl.ValueInfoProto::getName)
                .filter(n -> !weights.contains(n))
                .toList();
        if (inputs.size() != 1) {
            throw new IllegalArgumentException(file + ": one input expected, found " + inputs);
        }
        List<String> outputs = model.getGraph().getOutputList().stream()
                .map(OnnxMl.ValueInfoProto::getName)
                .collect(Collectors.toList());
        if (!outputs.contains(output)) {
            throw new IllegalArgumentException(file + ": an output '" + output + "' expected, found " + outputs);
        }
        return new OnnxScore(inputs.get(0), output, Executable.load("score", model, Map.of(), device));
    }

    /**
     * The scores of points.
     *
     * @param points [n, D], n at least 1.
     * @return [n, D].
     * @throws IllegalArgumentException If the file gives another shape.
     */
    @Override
    public float[][] apply(float[][] points) {
        int d = points[0].length;
        float[] flat = new float[points.length * d];
        for (int i = 0; i < points.length; i++) {
            System.arraycopy(points[i], 0, flat, i * d, d);
        }
        float[] s = executable
                .run(Map.of(input, HostTensor.of(flat, points.length, d)))
                .get(output)
                .toFloats();
        if (s.length != flat.length) {
            throw new IllegalArgumentException(output + ": " + points.length + " scores of " + d
                    + " values expected, found " + s.length + " values");
        }
        float[][] rows = new float[points.length][d];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(s, i * d, rows[i], 0, d);
        }
        return rows;
    }

    @Override
    public void close() {
        executable.close();
    }
}
