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
package io.github.tribuogen.neural.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Equal graphs give equal files, and repeated positions give equal sums whatever the number of threads. */
class DeterminismTest {
    private static byte[] model() {
        Graph g = new Graph();
        Tensor x = g.input("x", DType.FLOAT32, Shape.batched("batch", 3));
        Tensor w = g.input("w", DType.FLOAT32, Shape.of(3, 3));
        Tensor h;
        try (Graph.NameScope s = g.scope("layer")) {
            h = x.matMul(w).tanh();
        }
        Tensor y = ControlFlow.loop(
                        4,
                        List.of(h),
                        (i, s) -> List.of(
                                s.get(0).matMul(w).softplus().add(w.sum().exp())))
                .get(0);
        Tensor loss = h.square().mean();
        Tensor dw = Gradients.grad(loss, w);
        Map<String, Tensor> in = Map.of("x", x, "w", w);
        return new GraphFunction("f", in, Map.of("y", y, "loss", loss, "dw", dw))
                .toModel()
                .toByteArray();
    }

    @Test
    void theSameGraphBuiltTwiceGivesTheSameBytes() {
        assertArrayEquals(model(), model());
    }

    @Test
    void unorderedMapsAreWrittenInOrderOfTheirNames() {
        // the order of Map.of changes from one Java process to the next
        Graph g = new Graph();
        Map<String, Tensor> in = new java.util.HashMap<>();
        for (String n : new String[] {"q", "b", "zebra", "a", "Aa", "BB"}) {
            in.put(n, g.input(n, DType.FLOAT32, Shape.SCALAR));
        }
        Map<String, Tensor> out =
                Map.of("y", in.get("q").exp(), "o", in.get("b").exp());
        GraphFunction f = new GraphFunction("f", in, out);
        assertEquals(
                List.of("Aa", "BB", "a", "b", "q", "zebra"),
                List.copyOf(f.inputs().keySet()));
        assertEquals(List.of("o", "y"), List.copyOf(f.outputs().keySet()));
        Map<String, Tensor> ordered = new java.util.LinkedHashMap<>();
        ordered.put("y", in.get("q").exp());
        ordered.put("o", in.get("b").exp());
        assertEquals(
                List.of("y", "o"),
                List.copyOf(new GraphFunction("f", in, ordered).outputs().keySet()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void repeatedPositionsAddUpInOneOrder(int threads) {
        int n = 40_000;
        SplittableRandom random = new SplittableRandom(7);
        long[] index = random.longs(n, 0, 5).toArray();
        float[] rows = new float[n * 3];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) (random.nextDouble() * 100 - 50);
        }
        // what a sequential sum gives, to the bit
        float[] expected = new float[15];
        for (int i = 0; i < rows.length; i++) {
            expected[(int) index[i / 3] * 3 + i % 3] += rows[i];
        }
        Graph g = new Graph();
        Tensor base = g.input("base", DType.FLOAT32, Shape.of(5, 3));
        Tensor at = g.input("at", DType.INT64, Shape.batched("n"));
        Tensor r = g.input("rows", DType.FLOAT32, Shape.batched("n", 3));
        Tensor byRows = base.addRows(at, r);
        Tensor byElements = base.addAlong(0, at.unsqueeze(1).expandLike(r.cast(DType.INT64)), r);
        GraphFunction f = new GraphFunction(
                "f", Map.of("base", base, "at", at, "rows", r), Map.of("rowSums", byRows, "elementSums", byElements));
        Map<String, HostTensor> args = Map.of(
                "base", HostTensor.filled(DType.FLOAT32, 0, 5, 3),
                "at", HostTensor.of(index, n),
                "rows", HostTensor.of(rows, n, 3));
        try (Executable e = Executable.compile(f, Device.cpu(threads))) {
            for (int run = 0; run < 20; run++) {
                Map<String, HostTensor> y = e.run(args);
                assertArrayEquals(expected, y.get("elementSums").toFloats(), "elements, run " + run);
                assertArrayEquals(expected, y.get("rowSums").toFloats(), "rows, run " + run);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void ofRepeatedRowsTheLastWins(int threads) {
        int n = 40_000;
        int size = 50;
        long[] index = new SplittableRandom(3).longs(n, 0, size).toArray();
        float[] rows = new float[n * 2];
        float[] expected = new float[size * 2];
        Arrays.fill(expected, -1);
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
            expected[(int) index[i / 2] * 2 + i % 2] = i;
        }
        Graph g = new Graph();
        Tensor base = g.input("base", DType.FLOAT32, Shape.of(size, 2));
        Tensor at = g.input("at", DType.INT64, Shape.batched("n"));
        Tensor r = g.input("rows", DType.FLOAT32, Shape.batched("n", 2));
        GraphFunction f =
                new GraphFunction("f", Map.of("base", base, "at", at, "rows", r), Map.of("y", base.putRows(at, r)));
        Map<String, HostTensor> args = Map.of(
                "base", HostTensor.filled(DType.FLOAT32, -1, size, 2),
                "at", HostTensor.of(index, n),
                "rows", HostTensor.of(rows, n, 2));
        try (Executable e = Executable.compile(f, Device.cpu(threads))) {
            for (int run = 0; run < 10; run++) {
                assertArrayEquals(expected, e.run(args).get("y").toFloats(), "run " + run);
            }
        }
    }
}
