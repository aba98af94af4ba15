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

import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.runtime.Device;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Measures what the functions of a model with 100 MB of weights add to the memory of the process (Linux), and how long
 * they take. To be run in a JVM of its own, see {@link WeightMemoryTest}.
 */
final class WeightMemoryMain {
    private static final int INPUTS = 64;
    private static final int CLASSES = 10;
    private static final int[] BATCHES = {1, 16, 512};

    private WeightMemoryMain() {}

    /**
     * Measures and prints one line a function, in MB and ms.
     *
     * @param args None.
     * @throws IOException If the process's memory cannot be read.
     */
    public static void main(String[] args) throws IOException {
        Mlp network = new Mlp(5000, 5000);
        Map<String, HostTensor> variables = variables();
        long weights = variables.values().stream()
                        .mapToLong(v -> v.bytes().remaining())
                        .sum()
                >> 20;
        ModelFunctions functions = ModelFunctions.builder(variables)
                .rows(
                        "predict",
                        INPUTS,
                        (s, x) -> Map.of("output", apply(network, s, x).softmax(1)))
                .rows("logits", INPUTS, (s, x) -> Map.of("output", apply(network, s, x)))
                .rows(
                        "gradient",
                        INPUTS,
                        (s, x) -> Map.of(
                                "output",
                                Gradients.grad(apply(network, s, x).logSumExp(1).sum(), x)))
                .build(Device.cpu(1));
        System.out.printf("%d MB of weights, resident before: %d MB%n", weights, resident());
        for (String f : functions.names()) {
            long before = resident();
            long began = System.nanoTime();
            run(functions, f, 1);
            System.out.printf(
                    "%-9s +%d MB, first run %d ms", f, resident() - before, (System.nanoTime() - began) / 1_000_000);
            for (int batch : BATCHES) {
                System.out.printf(", batch %d: %.2f ms", batch, median(functions, f, batch));
            }
            System.out.println();
        }
        System.out.printf("resident after: %d MB%n", resident());
        functions.close();
    }

    private static Tensor apply(Mlp network, ParameterScope scope, Tensor x) {
        return network.apply(scope.child("network"), x, CLASSES);
    }

    private static double median(ModelFunctions functions, String f, int batch) {
        double[] ms = new double[15];
        for (int i = 0; i < ms.length; i++) {
            long began = System.nanoTime();
            run(functions, f, batch);
            ms[i] = (System.nanoTime() - began) / 1e6;
        }
        java.util.Arrays.sort(ms);
        return ms[ms.length / 2];
    }

    private static void run(ModelFunctions functions, String f, int batch) {
        functions.run(f, Map.of(NeuralModel.INPUT, HostTensor.of(new float[batch * INPUTS], batch, INPUTS)));
    }

    /** Weights as the network declares them. */
    private static Map<String, HostTensor> variables() {
        io.github.tribuogen.neural.graph.Graph g = new io.github.tribuogen.neural.graph.Graph();
        var declared = io.github.tribuogen.neural.nn.Variables.declaring(g, DType.FLOAT32);
        Tensor x = g.input("x", DType.FLOAT32, io.github.tribuogen.neural.graph.Shape.batched("batch", INPUTS));
        apply(new Mlp(5000, 5000), ParameterScope.of(declared), x);
        SplittableRandom rng = new SplittableRandom(1);
        Map<String, HostTensor> values = new LinkedHashMap<>();
        declared.declared().forEach(v -> {
            long[] shape = new long[v.type().shape().rank()];
            long size = 1;
            for (int i = 0; i < shape.length; i++) {
                shape[i] = v.type().shape().size(i);
                size *= shape[i];
            }
            ByteBuffer b = ByteBuffer.allocateDirect((int) size * 4).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < size; i++) {
                b.putFloat(i * 4, (float) rng.nextDouble(-0.01, 0.01));
            }
            values.put(v.name(), HostTensor.wrap(DType.FLOAT32, b, shape));
        });
        return values;
    }

    /** The resident memory of this process in MB, garbage collected first. */
    private static long resident() throws IOException {
        System.gc();
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS")) {
                return Long.parseLong(line.replaceAll("\\D", "")) >> 10;
            }
        }
        throw new IOException("/proc/self/status has no VmRSS");
    }
}
