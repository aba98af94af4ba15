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

import io.github.tribuogen.neural.graph.ControlFlow;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What the machine gives for matrix products alone: the floor of whatever is made of them. */
final class ProductRate {
    private static final int PRODUCTS = 10;
    private static final int ROUNDS = 8;

    private ProductRate() {}

    /** Floating-point operations a second of [rows, width] times [width, width], the best of several rounds. */
    static double of(int rows, int width, int threads) {
        Graph g = new Graph();
        Tensor weight = weight(g, width);
        List<Tensor> end = ControlFlow.loop(
                PRODUCTS,
                List.of(ones(g, rows, width)),
                (i, s) -> List.of(s.get(0).matMul(weight)));
        return best(end.get(0), 2.0 * PRODUCTS * rows * width * width, threads);
    }

    /**
     * The same of the three products of a layer in training: with weights that change, with their transpose, and of the
     * transposed rows with gradients.
     */
    static double ofTraining(int rows, int width, int threads) {
        Graph g = new Graph();
        List<Tensor> end = ControlFlow.loop(PRODUCTS, List.of(ones(g, rows, width), weight(g, width)), (i, s) -> {
            Tensor forward = s.get(0).matMul(s.get(1));
            Tensor back = forward.matMul(s.get(1).transpose(1, 0));
            // ones all, hence the weights stay as they are
            Tensor weights = s.get(0).transpose(1, 0).matMul(back).mul(1.0 / rows / width);
            return List.of(back, weights);
        });
        return best(end.get(0), 6.0 * PRODUCTS * rows * width * width, threads);
    }

    private static Tensor weight(Graph g, int width) {
        float[] w = new float[width * width];
        Arrays.fill(w, 1f / width);
        return g.constant(HostTensor.of(w, width, width));
    }

    private static Tensor ones(Graph g, int rows, int width) {
        float[] x = new float[rows * width];
        Arrays.fill(x, 1);
        return g.constant(HostTensor.of(x, rows, width));
    }

    private static double best(Tensor result, double operations, int threads) {
        try (Executable e =
                Executable.compile(new GraphFunction("products", Map.of(), Map.of("y", result)), Device.cpu(threads))) {
            double best = 0;
            for (int round = 0; round < ROUNDS; round++) {
                long began = System.nanoTime();
                e.run(Map.of());
                best = Math.max(best, operations / ((System.nanoTime() - began) / 1e9));
            }
            return best;
        }
    }
}
