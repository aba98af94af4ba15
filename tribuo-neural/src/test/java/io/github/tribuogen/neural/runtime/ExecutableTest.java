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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.ControlFlow;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("smoke")
class ExecutableTest {
    @Test
    void gradientOfALoss() {
        Graph g = new Graph();
        Tensor x = g.input("x", DType.FLOAT32, Shape.batched("batch", 3));
        Tensor loss = x.tanh().square().mean();
        Tensor dx = Gradients.grad(loss, x);
        GraphFunction f = new GraphFunction("f", Map.of("x", x), Map.of("loss", loss, "dx", dx));
        try (Executable e = Executable.compile(f, Device.cpu(1))) {
            Map<String, HostTensor> r = e.run(Map.of("x", HostTensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3)));
            double t = Math.tanh(1);
            assertEquals(2 * t * (1 - t * t) / 6, r.get("dx").get(0), 1e-6);
            assertArrayEquals(new long[] {2, 3}, r.get("dx").shape());
        }
    }

    @Test
    void loopWithCapturedValues() {
        Graph g = new Graph();
        Tensor x = g.input("x", DType.FLOAT64, Shape.of(2));
        Tensor a = g.input("a", DType.FLOAT64, Shape.SCALAR);
        Tensor y = ControlFlow.loop(
                        5,
                        List.of(x),
                        (i, s) -> List.of(ControlFlow.loop(
                                        2,
                                        List.of(s.get(0)),
                                        (j, t) -> List.of(t.get(0).mul(a.exp())))
                                .get(0)))
                .get(0);
        GraphFunction f = new GraphFunction("f", Map.of("x", x, "a", a), Map.of("y", y));
        try (Executable e = Executable.compile(f, Device.cpu(1))) {
            Map<String, HostTensor> r = e.run(
                    Map.of("x", HostTensor.of(new double[] {1, 2}, 2), "a", HostTensor.scalar(DType.FLOAT64, 0.1)));
            assertArrayEquals(new double[] {Math.E, 2 * Math.E}, r.get("y").toDoubles(), 1e-12);
        }
    }

    /** What can only fail at run time is told with the scope that the operator was built in. */
    @Test
    void failuresAtRunTimeNameFunctionAndScope() {
        Graph g = new Graph();
        Tensor x = g.input("x", DType.FLOAT32, Shape.of(3));
        Tensor i = g.input("i", DType.INT64, Shape.of(1));
        Tensor y;
        try (Graph.NameScope s = g.scope("embedding")) {
            y = x.gather(0, i);
        }
        GraphFunction f = new GraphFunction("lookUp", Map.of("x", x, "i", i), Map.of("y", y));
        try (Executable e = Executable.compile(f, Device.cpu(1))) {
            IllegalStateException failure = assertThrows(
                    IllegalStateException.class,
                    () -> e.run(Map.of(
                            "x", HostTensor.of(new float[] {1, 2, 3}, 3), "i", HostTensor.of(new long[] {7}, 1))));
            for (String word : List.of("lookUp", "embedding", "Gather", "7")) {
                assertTrue(failure.getMessage().contains(word), "'" + word + "' in: " + failure.getMessage());
            }
            IllegalArgumentException missing = assertThrows(
                    IllegalArgumentException.class, () -> e.run(Map.of("x", HostTensor.of(new float[] {1, 2, 3}, 3))));
            assertTrue(missing.getMessage().contains("'i'"), missing.getMessage());
        }
    }

    @Test
    void closedFunctionsSaySo() {
        Graph g = new Graph();
        Tensor x = g.input("x", DType.FLOAT32, Shape.of(1));
        Executable e =
                Executable.compile(new GraphFunction("twice", Map.of("x", x), Map.of("y", x.mul(2))), Device.cpu(1));
        e.close();
        e.close();
        IllegalStateException closed =
                assertThrows(IllegalStateException.class, () -> e.run(Map.of("x", HostTensor.of(new float[] {1}, 1))));
        assertTrue(closed.getMessage().contains("'twice' is closed"), closed.getMessage());
    }

    /** Inputs may be written anew between runs of the same values; single precision comes out as an array, other types do not. */
    @Test
    void valuesAreReadAndWrittenInPlace() {
        Graph g = new Graph();
        Tensor x = g.input("x", DType.FLOAT32, Shape.of(2));
        Tensor n = g.input("n", DType.INT64, Shape.of(2));
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put("x", x);
        inputs.put("n", n);
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        outputs.put("double", x.mul(2));
        outputs.put("more", n.add(1));
        HostTensor memory = HostTensor.filled(DType.FLOAT32, 1, 2);
        try (Executable f = Executable.compile(new GraphFunction("twice", inputs, outputs), Device.cpu(1));
                Executable.Values in =
                        Executable.Values.of(Map.of("x", memory, "n", HostTensor.of(new long[] {3, 4}, 2)))) {
            for (float v : new float[] {1, 2.5f}) {
                memory.buffer().asFloatBuffer().put(new float[] {v, -v});
                try (Executable.Values out = f.run(in)) {
                    assertArrayEquals(new float[] {2 * v, -2 * v}, out.floats("double"));
                    String told = assertThrows(IllegalArgumentException.class, () -> out.floats("more"))
                            .getMessage();
                    assertTrue(told.contains("more") && told.contains("float32"), told);
                }
            }
        }
    }
}
