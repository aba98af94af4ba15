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

import static io.github.tribuogen.neural.graph.OperatorCase.floats;
import static io.github.tribuogen.neural.graph.OperatorCase.ints;
import static io.github.tribuogen.neural.graph.OperatorCase.values;

import io.github.tribuogen.neural.graph.OperatorCase.In;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/** Cases of {@link ReductionOperators}. */
final class ReductionCases {
    private final List<OperatorCase> all = new ArrayList<>();

    static List<OperatorCase> all() {
        ReductionCases c = new ReductionCases();
        c.folds();
        c.alongAxis();
        c.positions();
        return c.all;
    }

    private interface Fold {
        Nd fold(Nd x, int... axes);
    }

    private void folds() {
        fold(ReductionOperators.SUM, Tensor::sum, (x, a) -> x.fold(0, Double::sum, a), true);
        fold(
                ReductionOperators.MAX,
                Tensor::reduceMax,
                (x, a) -> x.fold(Double.NEGATIVE_INFINITY, Math::max, a),
                false);
        fold(
                ReductionOperators.MIN,
                Tensor::reduceMin,
                (x, a) -> x.fold(Double.POSITIVE_INFINITY, Math::min, a),
                false);
        fold(ReductionOperators.LOG_SUM_EXP, Tensor::logSumExp, ReductionCases::logSumExp, false);
        fold(ReductionOperators.SUM, Tensor::mean, ReductionCases::mean, false);
        keep(ReductionOperators.SUM, Tensor::sumKeepDims, (x, a) -> x.fold(0, Double::sum, a));
        keep(ReductionOperators.MAX, Tensor::reduceMaxKeepDims, (x, a) -> x.fold(-1e300, Math::max, a));
        keep(ReductionOperators.MIN, Tensor::reduceMinKeepDims, (x, a) -> x.fold(1e300, Math::min, a));
        keep(ReductionOperators.LOG_SUM_EXP, Tensor::logSumExpKeepDims, ReductionCases::logSumExp);
        keep(ReductionOperators.SUM, Tensor::meanKeepDims, ReductionCases::mean);
        all.add(OperatorCase.of(
                        ReductionOperators.LOG_SUM_EXP,
                        "large values",
                        List.of(values(new int[] {3, 2}, 900, 900, -900, -901, 0, Double.NEGATIVE_INFINITY)),
                        t -> t.get(0).logSumExp(1),
                        x -> Nd.of(new int[] {3}, 900 + Math.log(2), -900 + Math.log1p(Math.exp(-1)), 0))
                .forwardOnly());
        In whole = ints(new int[] {2, 3}, 1, 2, 3, -4, 5, 6);
        all.add(OperatorCase.of(
                        ReductionOperators.SUM,
                        "integers",
                        List.of(whole),
                        t -> t.get(0).sum(1),
                        x -> Nd.of(new int[] {2}, 6, 7))
                .forwardOnly());
        all.add(OperatorCase.of(
                        ReductionOperators.MAX,
                        "integers",
                        List.of(whole),
                        t -> t.get(0).reduceMax(),
                        x -> Nd.of(new int[] {}, 6))
                .forwardOnly());
    }

    private static Nd logSumExp(Nd x, int... axes) {
        return x.map(Math::exp).fold(0, Double::sum, axes).map(Math::log);
    }

    private static Nd mean(Nd x, int... axes) {
        Nd sum = x.fold(0, Double::sum, axes);
        return sum.map(d -> d * Nd.count(sum.shape) / Nd.count(x.shape));
    }

    private void fold(Operator op, BiFunction<Tensor, int[], Tensor> f, Fold r, boolean empty) {
        List<In> ins = new ArrayList<>(List.of(floats(2, 3, 4), floats(3, 2, 1).batch(), floats(1, 4, 1)));
        if (empty) {
            ins.add(floats(0, 3, 2));
            ins.add(floats(2, 0, 2));
        }
        for (In in : ins) {
            for (int[] axes : new int[][] {{0}, {1}, {-1}, {0, 2}, {2, 1}, {}}) {
                int[] normal = axes.length == 0
                        ? new int[] {0, 1, 2}
                        : Arrays.stream(axes).map(a -> Math.floorMod(a, 3)).toArray();
                all.add(OperatorCase.of(
                        op, "axes " + Arrays.toString(axes), List.of(in), t -> f.apply(t.get(0), axes), x -> {
                            Nd y = r.fold(x.get(0), normal);
                            int[] rest = new int[3 - normal.length];
                            int k = 0;
                            for (int i = 0; i < 3; i++) {
                                int axis = i;
                                if (Arrays.stream(normal).noneMatch(a -> a == axis)) {
                                    rest[k++] = y.shape[i];
                                }
                            }
                            return y.reshape(rest);
                        }));
            }
        }
    }

    private void keep(Operator op, BiFunction<Tensor, int[], Tensor> f, Fold r) {
        for (In in : List.of(floats(2, 3, 4), floats(3, 2, 1).batch())) {
            for (int[] axes : new int[][] {{0}, {2, 1}}) {
                all.add(OperatorCase.of(
                        op, "kept axes", List.of(in), t -> f.apply(t.get(0), axes), x -> r.fold(x.get(0), axes)));
            }
        }
    }

    private void alongAxis() {
        for (In in : List.of(floats(2, 3, 4), floats(3, 2, 1).batch(), floats(2, 0, 3))) {
            for (int axis = 0; axis < 3; axis++) {
                int a = axis;
                all.add(OperatorCase.of(
                        ReductionOperators.SOFTMAX,
                        "axis " + a,
                        List.of(in),
                        t -> t.get(0).softmax(a),
                        x -> x.get(0).zip(logSumExp(x.get(0), a), (p, q) -> Math.exp(p - q))));
                all.add(OperatorCase.of(
                        ReductionOperators.LOG_SOFTMAX,
                        "axis " + a,
                        List.of(in),
                        t -> t.get(0).logSoftmax(a - 3),
                        x -> x.get(0).zip(logSumExp(x.get(0), a), (p, q) -> p - q)));
                all.add(OperatorCase.of(
                        ReductionOperators.CUM_SUM,
                        "axis " + a,
                        List.of(in),
                        t -> Tensors.cumSum(t.get(0), a),
                        x -> Nd.build(x.get(0).shape, i -> {
                            double sum = 0;
                            int[] at = i.clone();
                            for (at[a] = 0; at[a] <= i[a]; at[a]++) {
                                sum += x.get(0).at(at);
                            }
                            return sum;
                        })));
            }
        }
        all.add(OperatorCase.of(
                        ReductionOperators.SOFTMAX,
                        "large values",
                        List.of(values(new int[] {1, 3}, 1000, 1000, -1000)),
                        t -> t.get(0).softmax(1),
                        x -> Nd.of(new int[] {1, 3}, 0.5, 0.5, 0))
                .forwardOnly());
    }

    private void positions() {
        for (In in : List.of(floats(2, 3, 4), floats(3, 2, 1).batch())) {
            for (int axis = 0; axis < 3; axis++) {
                int a = axis;
                all.add(OperatorCase.of(
                        ReductionOperators.ARG_MAX,
                        "axis " + a,
                        List.of(in),
                        t -> t.get(0).argMax(a),
                        x -> argMax(x.get(0), a)));
            }
        }
        all.add(OperatorCase.of(
                        ReductionOperators.ARG_MAX,
                        "the first of equals",
                        List.of(values(new int[] {2, 3}, 1, 5, 5, 2, 2, 2)),
                        t -> t.get(0).argMax(1),
                        x -> Nd.of(new int[] {2}, 1, 0))
                .forwardOnly());
        for (In in : List.of(floats(2, 5), floats(5, 2).batch())) {
            for (int axis = 0; axis < 2; axis++) {
                int a = axis;
                int k = in.value().shape[a] == 5 ? 3 : 2;
                if (in.symbolic() == 1 && a == 0) {
                    k = 1;
                }
                int top = k;
                all.add(new OperatorCase(
                        ReductionOperators.TOP_K,
                        "axis " + a,
                        List.of(in),
                        t -> Tensors.topK(t.get(0), top, a),
                        x -> topK(x.get(0), top, a),
                        true));
            }
        }
    }

    private static Nd argMax(Nd x, int axis) {
        Nd best = x.fold(Double.NEGATIVE_INFINITY, Math::max, axis);
        int[] rest = new int[x.shape.length - 1];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = x.shape[i < axis ? i : i + 1];
        }
        return Nd.build(best.shape, i -> {
                    int[] at = i.clone();
                    while (x.at(at) != best.at(i)) {
                        at[axis]++;
                    }
                    return at[axis];
                })
                .reshape(rest);
    }

    private static List<Nd> topK(Nd x, int k, int axis) {
        int[] to = x.shape.clone();
        to[axis] = k;
        Nd at = Nd.build(to, i -> {
            int[] p = i.clone();
            List<Integer> order = new ArrayList<>();
            for (int j = 0; j < x.shape[axis]; j++) {
                order.add(j);
            }
            order.sort((u, v) -> {
                p[axis] = u;
                double a = x.at(p);
                p[axis] = v;
                return Double.compare(x.at(p), a);
            });
            return order.get(i[axis]);
        });
        Nd top = Nd.build(to, i -> {
            int[] p = i.clone();
            p[axis] = (int) at.at(i);
            return x.at(p);
        });
        return List.of(top, at);
    }
}
