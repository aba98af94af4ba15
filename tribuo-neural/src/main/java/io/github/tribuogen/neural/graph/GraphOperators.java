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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The operators that hold a graph together: placeholders, constants, gradient barriers, gradient overrides. */
final class GraphOperators {
    private GraphOperators() {}

    /** An input of the function or of a loop body; its value comes from outside. */
    static final Operator PLACEHOLDER = Operator.of("Placeholder", (in, a) -> List.of(a.get("type", TensorType.class)))
            .withLowering((n, e) -> {})
            .withZeroGradient()
            .impure();

    static final Operator CONSTANT = Operator.of("Constant", (in, a) -> {
                HostTensor v = a.get("value", HostTensor.class);
                return List.of(new TensorType(v.dtype(), Shape.of(v.shape())));
            })
            .withLowering(
                    (n, e) -> e.initialiser(e.name(n.output(0)), n.attributes().get("value", HostTensor.class)))
            .withZeroGradient();

    /** y = x with dy/dx = 0. */
    static final Operator STOP_GRADIENT = Operator.of("StopGradient", TypeRules.SAME)
            .withLowering(GraphOperators::identity)
            .withZeroGradient()
            .impure();

    /**
     * (x_1..x_n, y_1..y_m) to (y_1..y_m), where the gradient with respect to the x is computed by a rule of the user's
     * and the y are held constant.
     */
    static final Operator CUSTOM_GRADIENT = Operator.of("CustomGradient", (in, a) -> {
                int n = (int) a.getInt("arguments");
                return new ArrayList<>(in.subList(n, in.size()));
            })
            .withLowering((node, e) -> {
                int n = (int) node.attributes().getInt("arguments");
                for (int i = 0; i < node.outputs().size(); i++) {
                    e.emitTo(e.name(node.output(i)), "Identity", List.of(e.name(node.input(n + i))));
                }
            })
            .withGradient((node, dy) -> {
                int n = (int) node.attributes().getInt("arguments");
                CustomGradient rule = node.attributes().get("rule", CustomGradient.class);
                List<Tensor> filled = new ArrayList<>();
                for (int i = 0; i < dy.size(); i++) {
                    filled.add(dy.get(i) == null ? node.output(i).zerosLike() : dy.get(i));
                }
                List<Tensor> dx = rule.gradient(node.inputs().subList(0, n), node.outputs(), filled);
                if (dx.size() != n) {
                    throw new IllegalArgumentException(
                            "A custom gradient of " + n + " arguments returned " + dx.size() + " gradients");
                }
                for (int i = 0; i < n; i++) {
                    if (dx.get(i) != null
                            && !dx.get(i).shape().equals(node.input(i).shape())) {
                        throw new IllegalArgumentException("Custom gradient of argument " + i + " has shape "
                                + dx.get(i).shape() + ", expected "
                                + node.input(i).shape());
                    }
                }
                List<Tensor> all = new ArrayList<>(dx);
                all.addAll(Arrays.asList(new Tensor[node.inputs().size() - n]));
                return all;
            })
            .impure();

    private static void identity(Node n, OnnxEmitter e) {
        e.emit(n, "Identity");
    }

    static final List<Operator> ALL = List.of(PLACEHOLDER, CONSTANT, STOP_GRADIENT, CUSTOM_GRADIENT);
}
