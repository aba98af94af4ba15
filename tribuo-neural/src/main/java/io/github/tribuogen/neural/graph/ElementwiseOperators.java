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

import static io.github.tribuogen.neural.graph.TypeRules.BROADCAST;
import static io.github.tribuogen.neural.graph.TypeRules.BROADCAST_FLOATING;
import static io.github.tribuogen.neural.graph.TypeRules.COMPARISON;
import static io.github.tribuogen.neural.graph.TypeRules.FLOATING;
import static io.github.tribuogen.neural.graph.TypeRules.SAME;

import java.util.Arrays;
import java.util.List;

/** Operators that act on each element: arithmetic, activations, comparisons, integer bits, selection, conversion. */
final class ElementwiseOperators {
    private ElementwiseOperators() {}

    /** The gradient of a broadcasting operator before it is summed to the operands' shapes. */
    @FunctionalInterface
    private interface BinaryGradient {
        Tensor propagate(Tensor a, Tensor b, Tensor y, Tensor dy);
    }

    private static Operator binary(Operator op, BinaryGradient da, BinaryGradient db) {
        return op.broadcasting().withGradient((n, dys) -> {
            Tensor a = n.input(0);
            Tensor b = n.input(1);
            Tensor y = n.output(0);
            Tensor dy = dys.get(0);
            return Arrays.asList(
                    da.propagate(a, b, y, dy).sumTo(a),
                    db.propagate(a, b, y, dy).sumTo(b));
        });
    }

    // ---- arithmetic
    static final Operator ADD = binary(Operator.of("Add", BROADCAST), (a, b, y, dy) -> dy, (a, b, y, dy) -> dy);
    static final Operator SUB = binary(Operator.of("Sub", BROADCAST), (a, b, y, dy) -> dy, (a, b, y, dy) -> dy.sumTo(b)
            .neg());
    static final Operator MUL =
            binary(Operator.of("Mul", BROADCAST), (a, b, y, dy) -> dy.mul(b), (a, b, y, dy) -> dy.mul(a));
    static final Operator DIV = binary(
            Operator.of("Div", BROADCAST),
            (a, b, y, dy) -> dy.div(b),
            (a, b, y, dy) -> dy.mul(y).sumTo(b).div(b).neg());

    /** a^b for a &gt; 0, or any a where b is a constant. */
    static final Operator POW = binary(
            Operator.of("Pow", BROADCAST_FLOATING),
            (a, b, y, dy) -> dy.mul(b).mul(a.pow(b.sub(1.0))),
            (a, b, y, dy) -> dy.mul(y).mul(a.log()));

    /** Where the operands are equal, the gradient goes to the first. */
    static final Operator MAX = binary(
            Operator.of("Max", BROADCAST),
            (a, b, y, dy) -> dy.mul(a.greaterOrEqual(b).cast(dy.dtype())),
            (a, b, y, dy) -> dy.mul(a.less(b).cast(dy.dtype())));

    /** Where the operands are equal, the gradient goes to the first. */
    static final Operator MIN = binary(
            Operator.of("Min", BROADCAST),
            (a, b, y, dy) -> dy.mul(a.lessOrEqual(b).cast(dy.dtype())),
            (a, b, y, dy) -> dy.mul(a.greater(b).cast(dy.dtype())));

    static final Operator NEG = Operator.of("Neg", SAME).withUnaryGradient((x, y, dy) -> dy.neg());
    static final Operator ABS = Operator.of("Abs", SAME).withUnaryGradient((x, y, dy) -> dy.mul(x.sign()));
    static final Operator SIGN = Operator.of("Sign", SAME).withZeroGradient();
    static final Operator RECIPROCAL = Operator.of("Reciprocal", FLOATING)
            .withUnaryGradient((x, y, dy) -> dy.mul(y.square()).neg());
    static final Operator SQRT = Operator.of("Sqrt", FLOATING)
            .withUnaryGradient((x, y, dy) -> dy.mul(0.5).div(y));
    static final Operator EXP = Operator.of("Exp", FLOATING).withUnaryGradient((x, y, dy) -> dy.mul(y));
    static final Operator LOG = Operator.of("Log", FLOATING).withUnaryGradient((x, y, dy) -> dy.div(x));
    static final Operator SIN = Operator.of("Sin", FLOATING).withUnaryGradient((x, y, dy) -> dy.mul(x.cos()));
    static final Operator COS = Operator.of("Cos", FLOATING)
            .withUnaryGradient((x, y, dy) -> dy.mul(x.sin()).neg());

    /** erf'(x) = 2 / sqrt(pi) exp(-x^2). */
    static final Operator ERF = Operator.of("Erf", FLOATING)
            .withLowering(FloatingLowerings::erf)
            .withUnaryGradient((x, y, dy) -> dy.mul(x.square().neg().exp()).mul(2 / Math.sqrt(Math.PI)));

    static final Operator FLOOR = Operator.of("Floor", FLOATING).withZeroGradient();
    static final Operator CEIL = Operator.of("Ceil", FLOATING).withZeroGradient();
    static final Operator ROUND = Operator.of("Round", FLOATING).withZeroGradient();

    // ---- activations
    static final Operator TANH =
            Operator.of("Tanh", FLOATING).withUnaryGradient((x, y, dy) -> dy.sub(dy.mul(y.square())));
    static final Operator SIGMOID =
            Operator.of("Sigmoid", FLOATING).withUnaryGradient((x, y, dy) -> dy.mul(y.sub(y.square())));

    /** 1 where x &gt; 0, else 0, in x's own type. */
    static final Operator STEP =
            Operator.of("Step", FLOATING).withLowering(FloatingLowerings::step).withZeroGradient();

    static final Operator RELU = Operator.of("Relu", FLOATING).withUnaryGradient((x, y, dy) -> dy.mul(y.step()));

    /** 1 where x &gt; 0, else alpha. */
    static final Operator LEAKY_STEP = Operator.of("LeakyStep", FLOATING)
            .withLowering(FloatingLowerings::leakyStep)
            .withZeroGradient();

    /** x where x &gt; 0, else alpha x. */
    static final Operator LEAKY_RELU = Operator.of("LeakyRelu", FLOATING)
            .withLowering(FloatingLowerings::leakyRelu)
            .withGradient((n, dy) -> {
                Tensor slope = Graph.apply1(LEAKY_STEP, n.attributes(), n.input(0));
                return List.of(dy.get(0).mul(slope));
            });

    /** log(1 + exp(x)), computed as relu(x) + log(1 + exp(-|x|)). */
    static final Operator SOFTPLUS = Operator.of("Softplus", FLOATING)
            .withLowering(FloatingLowerings::softplus)
            .withUnaryGradient((x, y, dy) -> dy.mul(x.sigmoid()));

    /** x / (1 + |x|), whose derivative is (1 - |y|)^2. */
    static final Operator SOFTSIGN = Operator.of("Softsign", FLOATING)
            .withLowering(FloatingLowerings::softsign)
            .withUnaryGradient((x, y, dy) -> dy.mul(y.abs().rsub(1).square()));

    // ---- comparisons and logic
    static final Operator EQUAL =
            Operator.of("Equal", COMPARISON).broadcasting().withZeroGradient();
    static final Operator LESS = Operator.of("Less", COMPARISON).broadcasting().withZeroGradient();
    static final Operator LESS_OR_EQUAL =
            Operator.of("LessOrEqual", COMPARISON).broadcasting().withZeroGradient();
    static final Operator GREATER =
            Operator.of("Greater", COMPARISON).broadcasting().withZeroGradient();
    static final Operator GREATER_OR_EQUAL =
            Operator.of("GreaterOrEqual", COMPARISON).broadcasting().withZeroGradient();
    static final Operator AND = Operator.of("And", COMPARISON).broadcasting().withZeroGradient();
    static final Operator OR = Operator.of("Or", COMPARISON).broadcasting().withZeroGradient();
    static final Operator NOT = Operator.of("Not", SAME).withZeroGradient();
    static final Operator IS_NAN = Operator.of(
                    "IsNaN",
                    (in, a) -> List.of(new TensorType(DType.BOOL, in.get(0).shape())))
            .withZeroGradient();
    static final Operator IS_INF = Operator.of(
                    "IsInf",
                    (in, a) -> List.of(new TensorType(DType.BOOL, in.get(0).shape())))
            .withZeroGradient();

    // ---- integers
    static final Operator BITWISE_AND = Operator.of("BitwiseAnd", BROADCAST).withZeroGradient();
    static final Operator BITWISE_XOR = Operator.of("BitwiseXor", BROADCAST).withZeroGradient();

    /** Unsigned shift to the right of uint64. */
    static final Operator SHIFT_RIGHT = Operator.of("BitShift", BROADCAST)
            .withLowering((n, e) -> e.emit(n, "BitShift", OnnxEmitter.text("direction", "RIGHT")))
            .withZeroGradient();

    /** The remainder of integers, of the divisor's sign. */
    static final Operator MOD = Operator.of("Mod", BROADCAST).withZeroGradient();

    // ---- selection and conversion
    static final Operator WHERE = Operator.of("Where", (in, a) -> {
                TypeRules.require(
                        in.get(0).dtype() == DType.BOOL,
                        "a condition of type BOOL expected, found " + in.get(0).dtype());
                Shape s = TypeRules.broadcast(in.get(1), in.get(2));
                return List.of(new TensorType(
                        in.get(1).dtype(), TypeRules.broadcast(in.get(0).shape(), s)));
            })
            .broadcasting()
            .withGradient((n, dys) -> {
                Tensor c = n.input(0);
                Tensor dy = dys.get(0);
                Tensor zero = dy.scalar(0);
                return Arrays.asList(
                        null,
                        Tensors.where(c, dy, zero).sumTo(n.input(1)),
                        Tensors.where(c, zero, dy).sumTo(n.input(2)));
            });

    static final Operator CAST = Operator.of(
                    "Cast",
                    (in, a) -> List.of(
                            new TensorType(a.get("to", DType.class), in.get(0).shape())))
            .withLowering((n, e) -> e.emit(
                    n,
                    "Cast",
                    OnnxEmitter.integer(
                            "to", n.attributes().get("to", DType.class).onnxCode())))
            .withGradient((n, dy) -> Arrays.asList(
                    n.input(0).dtype().isFloating() && n.output(0).dtype().isFloating()
                            ? dy.get(0).cast(n.input(0).dtype())
                            : null));

    static final List<Operator> ALL = List.of(
            ADD,
            SUB,
            MUL,
            DIV,
            POW,
            MAX,
            MIN,
            NEG,
            ABS,
            SIGN,
            RECIPROCAL,
            SQRT,
            EXP,
            LOG,
            SIN,
            COS,
            ERF,
            FLOOR,
            CEIL,
            ROUND,
            TANH,
            SIGMOID,
            STEP,
            RELU,
            LEAKY_STEP,
            LEAKY_RELU,
            SOFTPLUS,
            SOFTSIGN,
            EQUAL,
            LESS,
            LESS_OR_EQUAL,
            GREATER,
            GREATER_OR_EQUAL,
            AND,
            OR,
            NOT,
            IS_NAN,
            IS_INF,
            BITWISE_AND,
            BITWISE_XOR,
            SHIFT_RIGHT,
            MOD,
            WHERE,
            CAST);
}
