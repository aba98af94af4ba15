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
        float[] w = new float[width * width];
        Arrays.fill(w, 1f / width);
        float[] x = new float[rows * width];
        Arrays.fill(x, 1);
        Tensor weight = g.constant(HostTensor.of(w, width, width));
        List<Tensor> end = ControlFlow.loop(
                PRODUCTS,
                List.of(g.constant(HostTensor.of(x, rows, width))),
                (i, s) -> List.of(s.get(0).matMul(weight)));
        try (Executable e = Executable.compile(
                new GraphFunction("products", Map.of(), Map.of("y", end.get(0))), Device.cpu(threads))) {
            double best = 0;
            for (int round = 0; round < ROUNDS; round++) {
                long began = System.nanoTime();
                e.run(Map.of());
                best = Math.max(best, PRODUCTS * 2.0 * rows * width * width / ((System.nanoTime() - began) / 1e9));
            }
            return best;
        }
    }
}
