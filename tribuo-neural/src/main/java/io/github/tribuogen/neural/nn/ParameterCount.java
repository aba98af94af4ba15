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
package io.github.tribuogen.neural.nn;

import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.Shape;

/** How many trainable numbers a network has, found by building it without values. */
public final class ParameterCount {
    private ParameterCount() {}

    /**
     * Counts a network's parameters.
     *
     * @param network The network.
     * @param outputs How many numbers per example come out.
     * @param example The shape of an example, without the batch axis.
     * @return The number.
     */
    public static long of(Network network, long outputs, long... example) {
        return of((scope, x) -> network.apply(scope, x, outputs), example);
    }

    /**
     * Counts a layer's parameters.
     *
     * @param layer The layer.
     * @param example The shape of an example, without the batch axis.
     * @return The number.
     */
    public static long of(Layer layer, long... example) {
        Graph graph = new Graph();
        Variables variables = Variables.declaring(graph, DType.FLOAT32);
        layer.apply(
                ParameterScope.of(variables).child("counted"),
                graph.input("x", DType.FLOAT32, Shape.batched("batch", example)));
        return variables.declared().stream()
                .filter(Variable::trainable)
                .mapToLong(v -> v.type().shape().elements().size())
                .sum();
    }
}
