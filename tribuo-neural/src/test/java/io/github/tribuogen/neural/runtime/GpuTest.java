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

import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ConvLayer;
import io.github.tribuogen.neural.nn.ConvNet;
import io.github.tribuogen.neural.nn.Losses;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.optim.Adam;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The CUDA provider against the CPU: {@code mvn verify -Pgpu} on a machine with an NVIDIA GPU. */
@Tag("gpu")
class GpuTest {
    private static final Device GPU = new Device(Device.Provider.CUDA, 0, 0, false);

    private static TrainingData data(long... example) {
        SplittableRandom rng = new SplittableRandom(1);
        int n = 64;
        int d = (int) java.util.Arrays.stream(example).reduce(1, (a, b) -> a * b);
        float[] x = new float[n * d];
        long[] y = new long[n];
        for (int i = 0; i < n; i++) {
            y[i] = i % 3;
            for (int j = 0; j < d; j++) {
                x[i * d + j] = (float) (rng.nextDouble(-1, 1) + (j % 3 == y[i] ? 1 : 0));
            }
        }
        long[] shape = new long[example.length + 1];
        shape[0] = n;
        System.arraycopy(example, 0, shape, 1, example.length);
        return TrainingData.builder().column("x", HostTensor.of(x, shape)).column("y", HostTensor.of(y, n)).stream(
                        "all", 16)
                .build();
    }

    private static TrainingProgram classify(Network network) {
        return s -> {
            var scope = s.scope("network");
            Tensor x = s.batch("all", "x");
            Tensor noisy = x.add(s.random("noise").normalLike(x).mul(0.01));
            Tensor loss = Losses.crossEntropy(network.apply(scope, noisy, 3), s.batch("all", "y"))
                    .mean();
            s.minimise(loss, scope, new Adam(1e-3));
            s.metric("loss", loss);
        };
    }

    private static void trainsAsOnTheCpu(Network network, long... example) {
        float[] cpu = TrainingLoop.builder(classify(network), data(example), 60)
                .device(Device.cpu(1))
                .train()
                .metrics()
                .get("loss");
        float[] gpu = TrainingLoop.builder(classify(network), data(example), 60)
                .device(GPU)
                .train()
                .metrics()
                .get("loss");
        assertArrayEquals(cpu, gpu, 2e-3f);
    }

    @Test
    void trainsAPerceptron() {
        trainsAsOnTheCpu(new Mlp(32, 32), 12);
    }

    @Test
    void trainsAConvolutionalNetwork() {
        trainsAsOnTheCpu(new ConvNet(new ConvLayer(8, 3, 1), new ConvLayer(8, 3, 1)), 1, 8, 8);
    }

    @Test
    void drawsTheSameWordsAndGradientsAsTheCpu() {
        Graph g = new Graph();
        Tensor seed = g.input("seed", DType.INT64, Shape.SCALAR);
        Tensor x = g.input("x", DType.FLOAT32, Shape.of(5, 4));
        RandomStream random = RandomStream.of(seed, seed);
        Tensor penalty = Gradients.grad(x.tanh().square().sum(), x).square().sum();
        GraphFunction f = new GraphFunction(
                "f",
                Map.of("seed", seed, "x", x),
                Map.of("integers", random.integers(1000, 64), "second", Gradients.grad(penalty, x)));
        float[] values = new float[20];
        for (int i = 0; i < 20; i++) {
            values[i] = i / 10f - 1;
        }
        Map<String, HostTensor> in = Map.of("seed", HostTensor.scalar(7L), "x", HostTensor.of(values, 5, 4));
        try (Executable cpu = Executable.compile(f, Device.cpu(1));
                Executable gpu = Executable.compile(f, GPU)) {
            Map<String, HostTensor> a = cpu.run(in);
            Map<String, HostTensor> b = gpu.run(in);
            assertEquals(a.get("integers"), b.get("integers"));
            assertArrayEquals(a.get("second").toFloats(), b.get("second").toFloats(), 1e-4f);
        }
    }
}
