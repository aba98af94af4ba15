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

import java.util.Arrays;
import java.util.List;

/**
 * A differentiable (or not) function of tensors: its name, its rule for the types of its outputs, its gradient and its
 * translation to ONNX, all in one place.
 *
 * <p>The gradient rule is written with tensors, so a gradient is a graph of the same operators and can be differentiated
 * again. Operators are listed in {@link OperatorRegistry}, which a test walks.
 */
public final class Operator {
    /** Checks the arguments and infers the types of the outputs. */
    @FunctionalInterface
    public interface TypeRule {
        /**
         * Infers the output types.
         *
         * @param inputs The input types.
         * @param attributes The static arguments.
         * @return The output types.
         * @throws IllegalArgumentException If the arguments do not fit; the message says what was expected.
         */
        List<TensorType> infer(List<TensorType> inputs, Attributes attributes);
    }

    /** The vector-Jacobian product of the operator. */
    @FunctionalInterface
    public interface GradientRule {
        /**
         * Propagates gradients from outputs to inputs.
         *
         * @param node The node that is differentiated.
         * @param dy The gradient of each output; null where it is zero (never all null).
         * @return The gradient of each input; null where it is zero.
         */
        List<Tensor> propagate(Node node, List<Tensor> dy);
    }

    /** The gradient rule of an operator with one input and one output. */
    @FunctionalInterface
    interface UnaryGradient {
        Tensor propagate(Tensor x, Tensor y, Tensor dy);
    }

    /** Writes a node as ONNX nodes. */
    @FunctionalInterface
    interface Lowering {
        void lower(Node node, OnnxEmitter emitter);
    }

    private final String name;
    private final TypeRule type;
    private final GradientRule gradient;
    private final Lowering lowering;
    private final boolean pure;
    private final boolean broadcasting;

    private Operator(
            String name, TypeRule type, GradientRule gradient, Lowering lowering, boolean pure, boolean broadcasting) {
        this.name = name;
        this.type = type;
        this.gradient = gradient;
        this.lowering = lowering;
        this.pure = pure;
        this.broadcasting = broadcasting;
    }

    /** An operator that is one ONNX node of the same name without attributes, and has no gradient yet. */
    static Operator of(String name, TypeRule type) {
        return new Operator(name, type, null, (n, e) -> e.emit(n, name), true, false);
    }

    Operator withGradient(GradientRule rule) {
        return new Operator(name, type, rule, lowering, pure, broadcasting);
    }

    Operator withUnaryGradient(UnaryGradient rule) {
        return withGradient((n, dy) -> List.of(rule.propagate(n.input(0), n.output(0), dy.get(0))));
    }

    /** The gradient is zero everywhere it exists: comparisons, rounding, integer arithmetic. */
    Operator withZeroGradient() {
        return withGradient((n, dy) -> Arrays.asList(new Tensor[n.inputs().size()]));
    }

    Operator withLowering(Lowering rule) {
        return new Operator(name, type, gradient, rule, pure, broadcasting);
    }

    /** Two nodes with equal arguments are not the same node: placeholders and control flow. */
    Operator impure() {
        return new Operator(name, type, gradient, lowering, false, broadcasting);
    }

    /** ONNX's operator repeats its inputs to a common shape by itself, so they need no {@code Expand} before. */
    Operator broadcasting() {
        return new Operator(name, type, gradient, lowering, pure, true);
    }

    /**
     * The name: ONNX's where the operator is ONNX's.
     *
     * @return The name.
     */
    public String name() {
        return name;
    }

    /**
     * Has it a gradient rule?
     *
     * @return False for control flow.
     */
    public boolean isDifferentiable() {
        return gradient != null;
    }

    /**
     * Applies the gradient rule.
     *
     * @param node A node of this operator.
     * @param dy The gradient of each output; null where zero.
     * @return The gradient of each input; null where zero.
     * @throws UnsupportedOperationException If the operator has no gradient rule.
     */
    public List<Tensor> propagate(Node node, List<Tensor> dy) {
        if (gradient == null) {
            throw new UnsupportedOperationException("Operator " + name + " at " + node
                    + " has no gradient rule: unroll the loop or give it a custom gradient");
        }
        return gradient.propagate(node, dy);
    }

    List<TensorType> infer(List<TensorType> inputs, Attributes attributes) {
        return type.infer(inputs, attributes);
    }

    void lower(Node node, OnnxEmitter emitter) {
        lowering.lower(node, emitter);
    }

    boolean isBroadcasting() {
        return broadcasting;
    }

    boolean isPure() {
        return pure;
    }

    @Override
    public String toString() {
        return name;
    }
}
