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

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.neural.grad.Gradients;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What does not fit is refused when the graph is built, by a message that names the operator, the scope and the shapes. */
class BuildErrorsTest {
    private static final Graph G = new Graph();
    private static final Tensor X = G.input("x", DType.FLOAT32, Shape.batched("batch", 3));
    private static final Tensor W = G.input("w", DType.FLOAT32, Shape.of(4, 5));
    private static final Tensor I = G.input("i", DType.INT64, Shape.of(2));
    private static final Tensor IMAGE = G.input("image", DType.FLOAT32, Shape.batched("batch", 3, 8, 8));
    private static final Tensor KERNEL = G.input("kernel", DType.FLOAT32, Shape.of(6, 4, 3, 3));

    private static Arguments of(String label, Executable build, String... words) {
        return Arguments.of(label, build, List.of(words));
    }

    static Stream<Arguments> mistakes() {
        Convolution c = Convolution.kernel(3, 3);
        return Stream.of(
                of("matrix product", () -> X.matMul(W), "MatMul", "[batch, 3]", "[4, 5]", "found 3 and 4"),
                of("matrix product of a vector", () -> X.sum(1).matMul(W), "MatMul", "[batch]"),
                of("sum", () -> X.add(W), "Add", "[batch, 3]", "[4, 5]"),
                of("symbolic and fixed", () -> X.add(W.slice(1, 0, 3)), "Add", "[batch, 3]", "[4, 3]"),
                of("element types", () -> X.add(X.cast(DType.FLOAT64)), "Add", "FLOAT32", "FLOAT64"),
                of("integers where floats are due", () -> I.exp(), "Exp", "int64[2]", "INT64"),
                of("channels", () -> c.apply(IMAGE, KERNEL), "Conv", "[batch, 3, 8, 8]", "[6, 4, 3, 3]"),
                of("kernel", () -> Convolution.kernel(2, 2).apply(IMAGE, KERNEL.slice(1, 0, 3)), "Conv", "[2, 2]"),
                of("groups", () -> c.groups(2).apply(IMAGE, KERNEL), "Conv", "3 / 2"),
                of("spatial rank", () -> Convolution.kernel(3).apply(IMAGE, KERNEL), "Conv", "rank 3"),
                of("image too small", () -> Convolution.kernel(9, 9).apply(IMAGE, IMAGE), "Conv", "[batch, 3, 8, 8]"),
                of(
                        "transposed extents",
                        () -> c.transposed(IMAGE.slice(1, 0, 1).expand(1, 6, 8, 8), KERNEL, 9, 9),
                        "Expand"),
                of("reshape", () -> W.reshape(3, -1), "Reshape", "[4, 5]", "[3, -1]"),
                of("reshape to another size", () -> W.reshape(3, 7), "Reshape", "20", "[3, 7]"),
                of("concat", () -> Tensors.concat(1, X, W), "Concat", "[batch, 3]", "[4, 5]"),
                of("concat of types", () -> Tensors.concat(0, I, I.cast(DType.INT32)), "Concat", "INT32"),
                of("concat of nothing", () -> Tensors.concat(0, List.of()), "Concat"),
                of("gather", () -> W.gather(0, X), "Gather", "INT64", "FLOAT32"),
                of("take along", () -> W.takeAlong(0, I), "GatherElements", "rank 2", "[2]"),
                of("add rows", () -> W.addRows(I, X), "AddRows", "[2, 5]", "[batch, 3]"),
                of("slice", () -> W.slice(1, 2, 6), "Slice", "[4, 5]", "2 to 6"),
                of("split", () -> W.split(1, 2, 2), "Split", "[4, 5]", "[2, 2]"),
                of("squeeze", () -> W.squeeze(0), "Squeeze", "[4, 5]"),
                of("transpose", () -> W.transpose(0, 0), "Transpose", "[4, 5]", "[0, 0]"),
                of("expand", () -> W.expand(4, 6), "Expand", "[4, 6]", "[4, 5]"),
                of("axis", () -> W.softmax(2), "axis 2", "[4, 5]"),
                of("where", () -> Tensors.where(X, X, X), "Where", "BOOL", "FLOAT32"),
                of("top k", () -> Tensors.topK(W, 6, 1), "TopK", "6"),
                of("gradient", () -> Gradients.grad(X, X), "scalar", "[batch, 3]"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void messagesNameOperatorScopeAndShapes(String label, Executable build, List<String> words) {
        IllegalArgumentException e;
        try (Graph.NameScope s = G.scope("net");
                Graph.NameScope t = G.scope("layer3")) {
            e = assertThrows(IllegalArgumentException.class, build);
        }
        for (String w : words) {
            assertTrue(e.getMessage().contains(w), "'" + w + "' in: " + e.getMessage());
        }
        if (!List.of("gradient", "axis", "concat of nothing").contains(label)) {
            assertTrue(e.getMessage().contains("net/layer3"), e.getMessage());
        }
    }

    @Test
    void aTensorOfAnotherGraph() {
        Tensor other = new Graph().input("other", DType.FLOAT32, Shape.SCALAR);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> X.add(other));
        assertTrue(e.getMessage().contains("another graph"), e.getMessage());
    }

    @Test
    void aMissingInputOfAFunction() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> new GraphFunction("f", Map.of("x", X), Map.of("y", X.sum().add(W.sum()))));
        assertTrue(e.getMessage().contains("'w'") && e.getMessage().contains("[x]"), e.getMessage());
    }
}
