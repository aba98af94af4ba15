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
package io.github.tribuogen.neural.grad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Gradients are written with few nodes. */
class GradientSizeTest {
    private final Graph g = new Graph();
    private final Tensor x = g.input("x", DType.FLOAT64, Shape.batched("batch", 3));
    private final Tensor w = g.input("w", DType.FLOAT64, Shape.of(3, 4));
    private final Tensor b = g.input("b", DType.FLOAT64, Shape.of(4));
    private final Map<String, Tensor> inputs = Map.of("x", x, "w", w, "b", b);

    private List<String> ops(Map<String, Tensor> outputs) {
        ModelProto m = new GraphFunction("f", inputs, outputs).toModel();
        return m.getGraph().getNodeList().stream().map(NodeProto::getOpType).toList();
    }

    @Test
    void aScalarIsNotRepeatedBeforeAProduct() {
        List<String> ops = ops(Map.of("dx", Gradients.grad(x.square().sum(), x)));
        assertFalse(ops.contains("Expand") || ops.contains("Shape"), ops.toString());
        List<String> mean = ops(Map.of("dx", Gradients.grad(x.exp().mean(), x)));
        assertFalse(mean.contains("Expand"), mean.toString());
    }

    @Test
    void stepOfALinearLayer() {
        Tensor loss = x.matMul(w).add(b).relu().square().sum(1).mean();
        List<Tensor> d = Gradients.grad(loss, List.of(w, b));
        List<String> ops = ops(Map.of("dw", d.get(0), "db", d.get(1)));
        assertTrue(ops.size() <= 24, ops.size() + " nodes: " + ops);
        assertFalse(ops.contains("Cast") && ops.contains("Identity"), ops.toString());
    }

    @Test
    void aRepeatedTensorCanStillBeDifferentiatedBy() {
        Tensor repeated = b.expandLike(x.matMul(w));
        Tensor y = repeated.mul(x.matMul(w)).exp();
        Tensor d = Gradients.grad(y.sum(), repeated);
        Tensor db = Gradients.grad(y.sum(), b);
        Map<String, HostTensor> r = Evaluate.run(
                inputs,
                Map.of("d", d, "db", db, "check", d.sum(0)),
                Map.of("x", Evaluate.random(1, 5, 3), "w", Evaluate.random(2, 3, 4), "b", Evaluate.random(3, 4)));
        assertArrayEquals(new long[] {5, 4}, r.get("d").shape());
        assertArrayEquals(r.get("check").toDoubles(), r.get("db").toDoubles(), 1e-12);
    }

    @Test
    void zerosAreNotStoredInTheModel() {
        Tensor table = g.input("table", DType.FLOAT64, Shape.of(1000, 100));
        Tensor at = g.input("at", DType.INT64, Shape.batched("n"));
        Tensor d = Gradients.grad(table.gather(0, at).square().sum(), table);
        ModelProto m = new GraphFunction("f", Map.of("table", table, "at", at), Map.of("d", d)).toModel();
        assertTrue(m.getSerializedSize() < 5000, m.getSerializedSize() + " bytes");
        assertEquals(x, x.add(x.zerosLike()), "adding zeros adds no node");
    }
}
