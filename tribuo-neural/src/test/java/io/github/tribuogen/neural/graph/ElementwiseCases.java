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

import static io.github.tribuogen.neural.graph.OperatorCase.bools;
import static io.github.tribuogen.neural.graph.OperatorCase.floats;
import static io.github.tribuogen.neural.graph.OperatorCase.ints;
import static io.github.tribuogen.neural.graph.OperatorCase.shifted;
import static io.github.tribuogen.neural.graph.OperatorCase.values;
import static io.github.tribuogen.neural.graph.OperatorCase.within;

import io.github.tribuogen.neural.graph.OperatorCase.In;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/** Cases of {@link ElementwiseOperators}. */
final class ElementwiseCases {
    private final List<OperatorCase> all = new ArrayList<>();

    static List<OperatorCase> all() {
        ElementwiseCases c = new ElementwiseCases();
        c.arithmetic();
        c.functions();
        c.comparisons();
        c.integers();
        c.selection();
        return c.all;
    }

    private void unary(Operator op, UnaryOperator<Tensor> f, DoubleUnaryOperator r, double low, double high) {
        List<In> ins = List.of(
                within(low, high),
                within(low, high, 5),
                within(low, high, 2, 1, 3),
                within(low, high, 3, 2).batch(),
                within(low, high, 1),
                within(low, high, 0, 3));
        for (In in : ins) {
            all.add(OperatorCase.of(op, "unary", List.of(in), t -> f.apply(t.get(0)), x -> x.get(0)
                    .map(r)));
        }
    }

    /** Pairs of shapes that broadcast in every way. */
    private static List<List<In>> pairs(double low, double high) {
        return List.of(
                List.of(within(low, high, 2, 3), shifted(within(low, high, 2, 3), 0.1)),
                List.of(within(low, high, 2, 3), within(low, high, 3)),
                List.of(within(low, high, 3), within(low, high, 2, 3)),
                List.of(within(low, high, 2, 1, 3), within(low, high, 4, 1)),
                List.of(within(low, high), within(low, high, 2)),
                List.of(within(low, high, 1, 1), within(low, high, 2, 3)),
                List.of(within(low, high, 3, 2).batch(), within(low, high, 1, 2)),
                List.of(within(low, high, 3, 2).batch(), within(low, high, 3, 1).batch()),
                List.of(within(low, high, 3, 4, 2).symbolic(2), within(low, high, 2)),
                List.of(within(low, high, 2), within(low, high, 3, 4, 2).symbolic(2)),
                List.of(within(low, high, 0, 3), within(low, high, 3)));
    }

    private void binary(Operator op, BinaryOperator<Tensor> f, DoubleBinaryOperator r, double low, double high) {
        for (List<In> in : pairs(low, high)) {
            all.add(OperatorCase.of(op, "binary", in, t -> f.apply(t.get(0), t.get(1)), x -> x.get(0)
                    .zip(x.get(1), r)));
        }
    }

    private void arithmetic() {
        binary(ElementwiseOperators.ADD, Tensor::add, (a, b) -> a + b, -2, 2);
        binary(ElementwiseOperators.SUB, Tensor::sub, (a, b) -> a - b, -2, 2);
        binary(ElementwiseOperators.MUL, Tensor::mul, (a, b) -> a * b, -2, 2);
        binary(ElementwiseOperators.DIV, Tensor::div, (a, b) -> a / b, 0.5, 2);
        binary(ElementwiseOperators.POW, Tensor::pow, Math::pow, 0.5, 2);
        binary(ElementwiseOperators.MAX, Tensor::max, Math::max, -2, 2);
        binary(ElementwiseOperators.MIN, Tensor::min, Math::min, -2, 2);
        all.add(OperatorCase.of(
                ElementwiseOperators.MUL,
                "square",
                List.of(floats(2, 3)),
                t -> t.get(0).square(),
                x -> x.get(0).map(d -> d * d)));
        for (double p : new double[] {2, 3, -1}) {
            all.add(OperatorCase.of(
                    ElementwiseOperators.POW,
                    "of negative numbers to " + p,
                    List.of(within(-2, -0.5, 3)),
                    t -> t.get(0).pow(p),
                    x -> x.get(0).map(d -> Math.pow(d, p))));
        }
        all.add(OperatorCase.of(
                ElementwiseOperators.MIN,
                "clip",
                List.of(within(-2, 2, 7)),
                t -> t.get(0).clip(-0.5, 1),
                x -> x.get(0).map(d -> Math.min(Math.max(d, -0.5), 1))));
    }

    private void functions() {
        unary(ElementwiseOperators.NEG, Tensor::neg, d -> -d, -2, 2);
        unary(ElementwiseOperators.ABS, Tensor::abs, Math::abs, -2, 2);
        unary(ElementwiseOperators.SIGN, Tensor::sign, Math::signum, -2, 2);
        unary(ElementwiseOperators.RECIPROCAL, Tensor::reciprocal, d -> 1 / d, 0.5, 2);
        unary(ElementwiseOperators.SQRT, Tensor::sqrt, Math::sqrt, 0.5, 2);
        unary(ElementwiseOperators.EXP, Tensor::exp, Math::exp, -2, 2);
        unary(ElementwiseOperators.LOG, Tensor::log, Math::log, 0.5, 2);
        unary(ElementwiseOperators.SIN, Tensor::sin, Math::sin, -4, 4);
        unary(ElementwiseOperators.COS, Tensor::cos, Math::cos, -4, 4);
        unary(ElementwiseOperators.ERF, Tensor::erf, ElementwiseCases::erf, -3, 3);
        unary(ElementwiseOperators.FLOOR, Tensor::floor, Math::floor, -3, 3);
        unary(ElementwiseOperators.CEIL, Tensor::ceil, Math::ceil, -3, 3);
        unary(ElementwiseOperators.ROUND, Tensor::round, Math::rint, -3, 3);
        unary(ElementwiseOperators.SOFTSIGN, Tensor::softsign, d -> d / (1 + Math.abs(d)), -3, 3);
        unary(ElementwiseOperators.TANH, Tensor::tanh, Math::tanh, -3, 3);
        unary(ElementwiseOperators.SIGMOID, Tensor::sigmoid, d -> 1 / (1 + Math.exp(-d)), -3, 3);
        unary(ElementwiseOperators.STEP, Tensor::step, d -> d > 0 ? 1 : 0, -2, 2);
        unary(ElementwiseOperators.RELU, Tensor::relu, d -> Math.max(d, 0), -2, 2);
        unary(ElementwiseOperators.LEAKY_RELU, t -> t.leakyRelu(0.2), d -> d > 0 ? d : 0.2 * d, -2, 2);
        for (double alpha : new double[] {0.2, 1.5, -0.5}) {
            unary(
                    ElementwiseOperators.LEAKY_STEP,
                    t -> Graph.apply1(
                            ElementwiseOperators.LEAKY_STEP, Attributes.NONE.with("alpha", (Object) alpha), t),
                    d -> d > 0 ? 1 : alpha,
                    -2,
                    2);
        }
        unary(ElementwiseOperators.SOFTPLUS, Tensor::softplus, d -> Math.log1p(Math.exp(d)), -3, 3);
        In large = values(new int[] {6}, -800, -60, -30, 30, 60, 800);
        kink(
                ElementwiseOperators.SOFTPLUS,
                large,
                Tensor::softplus,
                d -> Math.max(d, 0) + Math.log1p(Math.exp(-Math.abs(d))));
        kink(ElementwiseOperators.SIGMOID, large, Tensor::sigmoid, d -> 1 / (1 + Math.exp(-d)));
        kink(ElementwiseOperators.TANH, large, Tensor::tanh, Math::tanh);
        kink(
                ElementwiseOperators.ERF,
                values(new int[] {7}, -7, -5.5, -1e-9, 0, 0.5, 4, 9),
                Tensor::erf,
                ElementwiseCases::erf);
        In zero = values(new int[] {3}, -0.0, 0, 1);
        kink(ElementwiseOperators.STEP, zero, Tensor::step, d -> d > 0 ? 1 : 0);
        In extreme =
                values(new int[] {6}, -1e38, -1e-30, 1e-30, 1e38, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        kink(ElementwiseOperators.STEP, extreme, Tensor::step, d -> d > 0 ? 1 : 0);
        kink(ElementwiseOperators.RELU, zero, Tensor::relu, d -> d > 0 ? d : 0);
        kink(ElementwiseOperators.SIGN, zero, Tensor::sign, d -> d > 0 ? 1 : 0);
        kink(
                ElementwiseOperators.ROUND,
                values(new int[] {6}, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5),
                Tensor::round,
                Math::rint);
    }

    private void kink(Operator op, In in, UnaryOperator<Tensor> f, DoubleUnaryOperator r) {
        all.add(OperatorCase.of(op, "special values", List.of(in), t -> f.apply(t.get(0)), x -> x.get(0)
                        .map(r))
                .forwardOnly());
    }

    private void comparison(Operator op, BinaryOperator<Tensor> f, DoubleBinaryOperator r) {
        List<In> special =
                List.of(values(new int[] {5}, 1, 2, 3, Double.NaN, Double.POSITIVE_INFINITY), values(new int[] {1}, 2));
        List<List<In>> ins = new ArrayList<>(pairs(-2, 2));
        ins.add(special);
        for (List<In> in : ins) {
            all.add(OperatorCase.of(op, "comparison", in, t -> f.apply(t.get(0), t.get(1)), x -> x.get(0)
                            .zip(x.get(1), r))
                    .forwardOnly());
        }
        List<In> integers = List.of(ints(new int[] {2, 2}, 1, 2, 3, 4), ints(new int[] {2}, 2, 3));
        all.add(OperatorCase.of(op, "integers", integers, t -> f.apply(t.get(0), t.get(1)), x -> x.get(0)
                        .zip(x.get(1), r))
                .forwardOnly());
    }

    private void comparisons() {
        comparison(ElementwiseOperators.EQUAL, Tensor::equalTo, (a, b) -> a == b ? 1 : 0);
        comparison(ElementwiseOperators.LESS, Tensor::less, (a, b) -> a < b ? 1 : 0);
        comparison(ElementwiseOperators.LESS_OR_EQUAL, Tensor::lessOrEqual, (a, b) -> a <= b ? 1 : 0);
        comparison(ElementwiseOperators.GREATER, Tensor::greater, (a, b) -> a > b ? 1 : 0);
        comparison(ElementwiseOperators.GREATER_OR_EQUAL, Tensor::greaterOrEqual, (a, b) -> a >= b ? 1 : 0);
        List<In> truths = List.of(bools(new int[] {2, 2}, 0, 1, 0, 1), bools(new int[] {2, 1}, 0, 1));
        all.add(OperatorCase.of(
                        ElementwiseOperators.AND,
                        "truths",
                        truths,
                        t -> t.get(0).and(t.get(1)),
                        x -> x.get(0).zip(x.get(1), (a, b) -> a * b))
                .forwardOnly());
        all.add(OperatorCase.of(
                        ElementwiseOperators.OR, "truths", truths, t -> t.get(0).or(t.get(1)), x -> x.get(0)
                                .zip(x.get(1), Math::max))
                .forwardOnly());
        all.add(OperatorCase.of(
                        ElementwiseOperators.NOT,
                        "truths",
                        truths.subList(0, 1),
                        t -> t.get(0).not(),
                        x -> x.get(0).map(d -> 1 - d))
                .forwardOnly());
        In odd = values(new int[] {2, 3}, 1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1e30, 0);
        kink(ElementwiseOperators.IS_NAN, odd, Tensors::isNaN, d -> Double.isNaN(d) ? 1 : 0);
        kink(ElementwiseOperators.IS_INF, odd, Tensors::isInfinite, d -> Double.isInfinite(d) ? 1 : 0);
    }

    private void words(Operator op, BinaryOperator<Tensor> f, DoubleBinaryOperator r) {
        In a = ints(new int[] {2, 3}, 0, 1, 12, 1e15, 65535, 0x5555_5555_5555L);
        In b = ints(new int[] {3}, 1, 3, 33);
        all.add(OperatorCase.of(
                        op,
                        "words",
                        List.of(a, b),
                        t -> f.apply(t.get(0).cast(DType.UINT64), t.get(1).cast(DType.UINT64))
                                .cast(DType.INT64),
                        x -> x.get(0).zip(x.get(1), r))
                .forwardOnly());
    }

    private void integers() {
        words(ElementwiseOperators.BITWISE_AND, Tensor::bitAnd, (a, b) -> (long) a & (long) b);
        words(ElementwiseOperators.BITWISE_XOR, Tensor::bitXor, (a, b) -> (long) a ^ (long) b);
        words(ElementwiseOperators.SHIFT_RIGHT, Tensor::shiftRight, (a, b) -> (long) a >>> (long) b);
        words(ElementwiseOperators.ADD, Tensor::add, (a, b) -> a + b);
        words(ElementwiseOperators.MUL, (a, b) -> a.mul(b.bitAnd(b)), (a, b) -> a * b);
        words(ElementwiseOperators.MOD, Tensor::mod, (a, b) -> a % b);
        List<In> in = List.of(ints(new int[] {2, 2}, -7, 7, 0, 6), ints(new int[] {2}, 3, 4));
        integer(ElementwiseOperators.MOD, in, Tensor::mod, (a, b) -> Math.floorMod((long) a, (long) b));
        integer(ElementwiseOperators.ADD, in, Tensor::add, (a, b) -> a + b);
        integer(ElementwiseOperators.SUB, in, Tensor::sub, (a, b) -> a - b);
        integer(ElementwiseOperators.MUL, in, Tensor::mul, (a, b) -> a * b);
        integer(ElementwiseOperators.DIV, in, Tensor::div, (a, b) -> (long) a / (long) b);
        integer(ElementwiseOperators.MIN, in, Tensor::min, Math::min);
        integer(ElementwiseOperators.MAX, in, Tensor::max, Math::max);
        integer(ElementwiseOperators.BITWISE_AND, in, Tensor::bitAnd, (a, b) -> (long) a & (long) b);
        integer(ElementwiseOperators.BITWISE_XOR, in, Tensor::bitXor, (a, b) -> (long) a ^ (long) b);
        List<In> one = in.subList(0, 1);
        all.add(OperatorCase.of(
                        ElementwiseOperators.NEG, "integers", one, t -> t.get(0).neg(), x -> x.get(0)
                                .map(d -> 0 - d))
                .forwardOnly());
        all.add(OperatorCase.of(
                        ElementwiseOperators.ABS, "integers", one, t -> t.get(0).abs(), x -> x.get(0)
                                .map(Math::abs))
                .forwardOnly());
        all.add(OperatorCase.of(
                        ElementwiseOperators.SIGN,
                        "integers",
                        one,
                        t -> t.get(0).sign(),
                        x -> x.get(0).map(d -> Math.signum(d) + 0.0))
                .forwardOnly());
    }

    private void integer(Operator op, List<In> in, BinaryOperator<Tensor> f, DoubleBinaryOperator r) {
        all.add(OperatorCase.of(op, "integers", in, t -> f.apply(t.get(0), t.get(1)), x -> x.get(0)
                        .zip(x.get(1), r))
                .forwardOnly());
    }

    private void selection() {
        In c = bools(new int[] {2, 3}, 1, 0, 0, 1, 1, 0);
        for (List<In> ab : pairs(-2, 2).subList(0, 3)) {
            all.add(OperatorCase.of(
                    ElementwiseOperators.WHERE,
                    "selection",
                    List.of(c, ab.get(0), ab.get(1)),
                    t -> Tensors.where(t.get(0), t.get(1), t.get(2)),
                    ElementwiseCases::where));
        }
        all.add(OperatorCase.of(
                ElementwiseOperators.WHERE,
                "broadcast condition",
                List.of(bools(new int[] {2, 1}, 1, 0), floats(4, 1, 3).batch(), floats(1)),
                t -> Tensors.where(t.get(0), t.get(1), t.get(2)),
                ElementwiseCases::where));
        all.add(OperatorCase.of(
                        ElementwiseOperators.WHERE,
                        "integers",
                        List.of(c, ints(new int[] {3}, 1, 2, 3), ints(new int[] {}, 9)),
                        t -> Tensors.where(t.get(0), t.get(1), t.get(2)),
                        ElementwiseCases::where)
                .forwardOnly());
        all.add(OperatorCase.of(
                        ElementwiseOperators.CAST,
                        "there and back",
                        List.of(floats(2, 3)),
                        t -> t.get(0)
                                .cast(t.get(0).dtype() == DType.FLOAT64 ? DType.FLOAT32 : DType.FLOAT64)
                                .cast(t.get(0).dtype())
                                .mul(t.get(0)),
                        x -> x.get(0).map(d -> d * d))
                .forwardOnly());
        all.add(OperatorCase.of(
                        ElementwiseOperators.CAST,
                        "to integers",
                        List.of(values(new int[] {4}, -1.7, -0.2, 0.9, 3)),
                        t -> t.get(0).cast(DType.INT64),
                        x -> x.get(0).map(d -> (long) d))
                .forwardOnly());
        all.add(OperatorCase.of(
                        ElementwiseOperators.CAST,
                        "truths",
                        List.of(bools(new int[] {2}, 0, 1)),
                        t -> t.get(0)
                                .cast(DType.FLOAT64)
                                .cast(DType.FLOAT32)
                                .cast(DType.UINT8)
                                .cast(DType.INT32),
                        x -> x.get(0))
                .forwardOnly());
    }

    private static Nd where(List<Nd> x) {
        int[] shape = Nd.broadcast(x.get(0).shape, Nd.broadcast(x.get(1).shape, x.get(2).shape));
        return Nd.build(
                shape, i -> x.get(0).at(i) != 0 ? x.get(1).at(i) : x.get(2).at(i));
    }

    /** By the Taylor series at 0, or the continued fraction of erfc for large arguments. */
    static double erf(double x) {
        double a = Math.abs(x);
        if (a < 2.5) {
            double term = x;
            double sum = x;
            for (int n = 1; n < 100; n++) {
                term *= -x * x / n;
                sum += term / (2 * n + 1);
            }
            return 2 / Math.sqrt(Math.PI) * sum;
        }
        double f = 0;
        for (int k = 120; k >= 1; k--) {
            f = k / 2.0 / (a + f);
        }
        return Math.signum(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + f));
    }
}
