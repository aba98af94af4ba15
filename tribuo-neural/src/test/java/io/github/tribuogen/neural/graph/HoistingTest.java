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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Numbers of the iteration's number alone, which are computed before the loop. */
class HoistingTest {
    private final Graph g = new Graph();
    private final Tensor trips = g.input("trips", DType.INT64, Shape.SCALAR);
    private final Tensor start = g.input("start", DType.INT64, Shape.SCALAR);
    private final Tensor count = g.input("count", DType.INT64, Shape.SCALAR);
    private final Tensor rate = g.input("rate", DType.FLOAT64, Shape.SCALAR);
    private final Tensor p = g.input("p", DType.FLOAT32, Shape.of(5));

    /** Adam's corrections with a counter of its own, and a number that only the iteration gives. */
    private GraphFunction loop() {
        ControlFlow.Result r = ControlFlow.scan(trips, List.of(count, p), (i, s) -> {
            Tensor t = s.get(0).add(i.scalar(1));
            Tensor n = t.cast(DType.FLOAT64);
            Tensor c = n.scalar(0.9).pow(n).rsub(1);
            Tensor k = n.scalar(0.999).pow(n).rsub(1).sqrt();
            Tensor step = rate.mul(k).div(c).cast(DType.FLOAT32);
            Tensor wave =
                    start.add(i).cast(DType.FLOAT64).mul(0.7).add(1).div(3).cast(DType.FLOAT32);
            Tensor next = s.get(1).sub(s.get(1).mul(step)).add(wave);
            return new ControlFlow.Step(List.of(t, next), List.of(step));
        });
        Map<String, Tensor> in = new LinkedHashMap<>();
        in.put("trips", trips);
        in.put("start", start);
        in.put("count", count);
        in.put("rate", rate);
        in.put("p", p);
        Map<String, Tensor> out = new LinkedHashMap<>();
        out.put("count after", r.state().get(0));
        out.put("p after", r.state().get(1));
        out.put("step", r.kept().get(0));
        return new GraphFunction("f", in, out);
    }

    private static Map<String, HostTensor> arguments(long trips, long start, HostTensor count, HostTensor p) {
        return Map.of(
                "trips", HostTensor.scalar(trips),
                "start", HostTensor.scalar(start),
                "count", count,
                "rate", HostTensor.scalar(DType.FLOAT64, 0.03),
                "p", p);
    }

    @Test
    void resultsAreThoseOfJavaAndDoNotDependOnTheLengthOfTheLoop() {
        HostTensor first = HostTensor.of(new float[] {1, -2, 3, 0.5f, 7}, 5);
        HostTensor none = HostTensor.scalar(4L);
        try (Executable e = Executable.compile(loop(), Device.cpu(1))) {
            Map<String, HostTensor> whole = e.run(arguments(23, 10, none, first));
            assertEquals(27, whole.get("count after").item());
            float[] steps = whole.get("step").toFloats();
            for (int i = 0; i < 23; i++) {
                double n = 4 + i + 1;
                double expected = 0.03 * Math.sqrt(1 - Math.pow(0.999, n)) / (1 - Math.pow(0.9, n));
                assertEquals(expected, steps[i], 1e-7 * expected);
            }
            for (int cut : new int[] {0, 1, 7, 16, 22}) {
                Map<String, HostTensor> a = e.run(arguments(cut, 10, none, first));
                Map<String, HostTensor> b =
                        e.run(arguments(23 - cut, 10 + cut, a.get("count after"), a.get("p after")));
                assertEquals(whole.get("p after"), b.get("p after"), "cut at " + cut);
                assertEquals(whole.get("count after"), b.get("count after"), "cut at " + cut);
            }
        }
    }

    @Test
    void theBodyPicksThem() {
        GraphProto graph = loop().toModel().getGraph();
        NodeProto loop = graph.getNodeList().stream()
                .filter(n -> n.getOpType().equals("Loop"))
                .findFirst()
                .orElseThrow();
        List<String> body = new ArrayList<>();
        loop.getAttribute(0).getG().getNodeList().forEach(n -> body.add(n.getOpType()));
        assertFalse(body.contains("Pow"), body.toString());
        assertFalse(body.contains("Cast"), body.toString());
        assertEquals(2, body.stream().filter("Gather"::equals).count(), body.toString());
        assertTrue(graph.getNodeList().stream().anyMatch(n -> n.getOpType().equals("Pow")));
    }

    @Test
    void whatDependsOnAnotherStateStays() {
        List<Tensor> r = ControlFlow.loop(5, List.of(rate), (i, s) -> {
            Tensor n = i.cast(DType.FLOAT64);
            return List.of(s.get(0).mul(n).add(1).sqrt().mul(2));
        });
        GraphProto graph = new GraphFunction("f", Map.of("rate", rate), Map.of("y", r.get(0)))
                .toModel()
                .getGraph();
        GraphProto body = graph.getNodeList().stream()
                .filter(n -> n.getOpType().equals("Loop"))
                .findFirst()
                .orElseThrow()
                .getAttribute(0)
                .getG();
        assertTrue(body.getNodeList().stream().anyMatch(n -> n.getOpType().equals("Sqrt")));
        double expected = 0.25;
        try (Executable e = Executable.compile(
                new GraphFunction("f", Map.of("rate", rate), Map.of("y", r.get(0))), Device.cpu(1))) {
            for (int i = 0; i < 5; i++) {
                expected = Math.sqrt(expected * i + 1) * 2;
            }
            assertEquals(
                    expected,
                    e.run(Map.of("rate", HostTensor.scalar(DType.FLOAT64, 0.25)))
                            .get("y")
                            .item(),
                    1e-12);
        }
    }
}
