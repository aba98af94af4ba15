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
package io.github.tribuogen.neural.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.tribuogen.neural.graph.ControlFlow;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.Variables;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightAveragingTest {
    /** The average of p_1 .. p_n inside a loop, where p_t = t^2. */
    private static double average(WeightAveraging averaging, int steps) {
        Graph g = new Graph();
        Tensor start = g.input("a", DType.FLOAT64, Shape.SCALAR);
        Tensor count = g.input("n", DType.INT64, Shape.SCALAR);
        Tensor result = ControlFlow.loop(steps, List.of(start, count), (i, s) -> {
                    Variables v = Variables.bound(
                            g,
                            DType.FLOAT64,
                            Map.of("ema/" + WeightAveraging.variableOf("w"), s.get(0), "ema/step", s.get(1)));
                    Tensor p = i.cast(DType.FLOAT64).add(1).square();
                    averaging.update(ParameterScope.of(v).child("ema"), Map.of("w", p));
                    return List.of(v.current("ema/average/w"), v.current("ema/step"));
                })
                .get(0);
        GraphFunction f = new GraphFunction("ema", Map.of("a", start, "n", count), Map.of("r", result));
        try (Executable e = Executable.compile(f, Device.cpu(1))) {
            return e.run(Map.of("a", HostTensor.scalar(DType.FLOAT64, 0), "n", HostTensor.scalar(0L)))
                    .get("r")
                    .item();
        }
    }

    @Test
    void debiasedIsTheWeightedMeanOfAllSteps() {
        for (double d : new double[] {0, 0.5, 0.9, 0.999}) {
            for (int n : new int[] {1, 2, 7}) {
                double sum = 0;
                double weights = 0;
                for (int t = 1; t <= n; t++) {
                    double w = d == 0 ? t == n ? 1 : 0 : Math.pow(d, n - t);
                    sum += w * t * t;
                    weights += w;
                }
                assertEquals(sum / weights, average(new WeightAveraging(d, true), n), 1e-10);
            }
        }
    }

    @Test
    void plainStartsWithTheFirstParameters() {
        double a = 1;
        for (int t = 2; t <= 6; t++) {
            a = 0.9 * a + 0.1 * t * t;
        }
        assertEquals(a, average(new WeightAveraging(0.9, false), 6), 1e-12);
        assertEquals(1, average(new WeightAveraging(0.9, false), 1), 1e-15);
    }

    /** Running statistics go along with parameters; what is not assigned, counts and other networks stay out. */
    @Test
    void statisticsOfTheNetworkAreAveragedToo() {
        Graph g = new Graph();
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        Map<String, HostTensor> values = new LinkedHashMap<>();
        for (String name : List.of("net/weight", "net/norm/mean", "net/fixed", "network2/mean")) {
            inputs.put(name, g.input(name, DType.FLOAT64, Shape.of(2)));
            values.put(name, HostTensor.of(new double[] {3, 4}, 2));
        }
        for (String name : List.of("ema/average/net/weight", "ema/average/net/norm/mean")) {
            inputs.put(name, g.input(name, DType.FLOAT64, Shape.of(2)));
            values.put(name, HostTensor.of(new double[] {1, 1}, 2));
        }
        for (String name : List.of("net/count", "ema/step")) {
            inputs.put(name, g.input(name, DType.INT64, Shape.SCALAR));
            values.put(name, HostTensor.scalar(1L));
        }
        Variables v = Variables.bound(g, DType.FLOAT64, inputs);
        ParameterScope net = ParameterScope.of(v).child("net");
        net.parameter("weight", new ConstantInitialiser(0), 1, 1, 2);
        net.variable("fixed", 0, 2);
        net.assign("count", net.variable("count", DType.INT64, rng -> HostTensor.scalar(0L)));
        for (ParameterScope s : List.of(net.child("norm"), ParameterScope.of(v).child("network2"))) {
            s.assign("mean", s.variable("mean", 0, 2).add(4));
        }
        Map<String, Tensor> averages =
                new WeightAveraging(0.5, false).update(ParameterScope.of(v).child("ema"), net);
        assertEquals(List.of("net/weight", "net/norm/mean"), List.copyOf(averages.keySet()));
        GraphFunction f = new GraphFunction("ema", inputs, Map.of("r", averages.get("net/norm/mean")));
        try (Executable e = Executable.compile(f, Device.cpu(1))) {
            assertArrayEquals(new double[] {4, 4.5}, e.run(values).get("r").toDoubles(), 1e-12);
        }
    }
}
