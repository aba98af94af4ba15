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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.Convolution;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Convolutions on blocks of channels against the standard operator. */
class BlockedConvolutionTest {
    private static final Device CPU = Device.cpu(1);

    private record Case(Convolution convolution, long inputs, long outputs, long size, long kernel) {}

    private static List<Case> cases() {
        List<Case> all = new ArrayList<>();
        all.add(new Case(Convolution.kernel(3, 3).padding(new long[] {0, 1}, new long[] {2, 1}), 16, 32, 9, 3));
        all.add(new Case(Convolution.kernel(3, 3), 64, 16, 12, 3));
        all.add(new Case(Convolution.kernel(4, 4).stride(2, 2).padding(1), 32, 16, 17, 4));
        all.add(new Case(Convolution.kernel(3, 3).dilation(2, 2).padding(2), 16, 16, 11, 3));
        all.add(new Case(Convolution.kernel(5, 5).padding(2), 128, 48, 8, 5));
        return all;
    }

    /** The convolution with a bias, and its gradients. */
    private static GraphFunction function(Case c) {
        Graph g = new Graph();
        Map<String, Tensor> in = new LinkedHashMap<>();
        in.put("x", g.input("x", DType.FLOAT32, Shape.of(2, c.inputs, c.size, c.size)));
        in.put("w", g.input("w", DType.FLOAT32, Shape.of(c.outputs, c.inputs, c.kernel, c.kernel)));
        in.put("b", g.input("b", DType.FLOAT32, Shape.of(c.outputs)));
        Tensor y = c.convolution.apply(in.get("x"), in.get("w")).add(in.get("b").reshape(c.outputs, 1, 1));
        List<Tensor> d = Gradients.grad(y.square().sum().mul(0.5), List.copyOf(in.values()));
        Map<String, Tensor> out = new LinkedHashMap<>();
        out.put("y", y);
        out.put("dx", d.get(0));
        out.put("dw", d.get(1));
        out.put("db", d.get(2));
        return new GraphFunction("convolution", in, out);
    }

    private static HostTensor random(SplittableRandom rng, Tensor like) {
        long[] shape = like.shape().dims().stream().mapToLong(d -> d.size()).toArray();
        int n = 1;
        for (long s : shape) {
            n *= (int) s;
        }
        float[] v = new float[n];
        for (int i = 0; i < n; i++) {
            v[i] = (float) rng.nextDouble(-1, 1);
        }
        return HostTensor.of(v, shape);
    }

    private static boolean isBlocked(ModelProto model) {
        return model.getGraph().getNodeList().stream()
                .anyMatch(n -> n.getDomain().equals(GraphFunction.BLOCKED_DOMAIN));
    }

    @Test
    void equalTheStandardOperator() {
        SplittableRandom rng = new SplittableRandom(1);
        for (Case c : cases()) {
            GraphFunction f = function(c);
            Map<String, HostTensor> arguments = new LinkedHashMap<>();
            f.inputs().forEach((k, t) -> arguments.put(k, random(rng, t)));
            try (Executable blocked = Executable.compile(f, CPU);
                    Executable standard = Executable.load("standard", f.toModel(), Map.of(), CPU)) {
                Map<String, HostTensor> expected = standard.run(arguments);
                blocked.run(arguments).forEach((k, v) -> {
                    float[] e = expected.get(k).toFloats();
                    float largest = 0;
                    for (float x : e) {
                        largest = Math.max(largest, Math.abs(x));
                    }
                    assertTrue(largest > 1, k);
                    assertArrayEquals(e, v.toFloats(), 2e-6f * largest, c + " " + k);
                });
            }
        }
    }

    @Test
    void theBlockIsFoundWhereThereIsOne() {
        int block = ChannelBlocks.of(CPU);
        assertTrue(block == 0 || block == 8 || block == 16, "block " + block);
        assertEquals(0, ChannelBlocks.of(new Device(Device.Provider.CUDA, 0, 0, true)));
        Assumptions.assumeTrue(block > 0);
        for (Case c : cases()) {
            assertTrue(isBlocked(function(c).toLocalModel(block)), c.toString());
        }
    }

    @Test
    void savedModelsAreStandard() {
        for (Case c : cases()) {
            assertFalse(isBlocked(function(c).toModel()), c.toString());
            assertFalse(isBlocked(function(c).toLocalModel(0)), c.toString());
        }
    }
}
