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

/** Operators that fold axes: sums, extrema, log-sum-exp, softmax, cumulative sums, positions of extrema. */
final class ReductionOperators {
    private ReductionOperators() {}

    /** Reductions keep the folded axes with extent 1; {@link Tensor} drops them by a reshape where asked. */
    private static final Operator.TypeRule KEEP_AXES = (in, a) -> {
        Shape s = in.get(0).shape();
        for (int axis : a.getAxes("axes")) {
            s = s.with(axis, Dim.of(1));
        }
        return List.of(new TensorType(in.get(0).dtype(), s));
    };

    private static Operator reduction(String onnx) {
        return Operator.of(onnx, KEEP_AXES).withLowering((n, e) -> lower(n, e, e.name(n.output(0)), true));
    }

    /** Writes a reduction of ONNX's own, whose axes are kept or dropped. */
    static void lower(Node n, OnnxEmitter e, String out, boolean keep) {
        if (n.operator() == SUM && isSumOverRows(n)) {
            long rows = n.input(0).shape().size(0);
            HostTensor ones = keep
                    ? HostTensor.filled(n.input(0).dtype(), 1, 1, rows)
                    : HostTensor.filled(n.input(0).dtype(), 1, rows);
            e.emitTo(out, "MatMul", List.of(e.constant(ones), e.name(n.input(0))));
            return;
        }
        long[] axes = n.attributes().getInts("axes");
        if (isOfSingleElements(n)) {
            String x = e.name(n.input(0));
            if (keep) {
                e.emitTo(out, "Identity", List.of(x));
            } else {
                e.emitTo(out, "Squeeze", List.of(x, e.constant(HostTensor.of(axes, axes.length))));
            }
            return;
        }
        e.emitTo(
                out,
                n.operator().name(),
                List.of(e.name(n.input(0)), e.constant(HostTensor.of(axes, axes.length))),
                OnnxEmitter.integer("keepdims", keep ? 1 : 0));
    }

    static final Operator SUM = reduction("ReduceSum").withUnaryGradient((x, y, dy) -> dy.expandLike(x));

    /** The sum or extremum of one element is itself. */
    private static boolean isOfSingleElements(Node n) {
        Shape s = n.input(0).shape();
        return Arrays.stream(n.attributes().getAxes("axes"))
                .allMatch(i -> s.dim(i).isOne());
    }

    /** The largest row of ones that is written into a model. */
    private static final long MOST_ONES = 8192;

    /** The sum over the rows of a matrix is a product with ones, which takes a tenth of ReduceSum's time on the CPU. */
    private static boolean isSumOverRows(Node n) {
        long[] axes = n.attributes().getInts("axes");
        Shape s = n.input(0).shape();
        boolean overRows = s.rank() == 2
                && axes.length == 1
                && axes[0] == 0
                && n.input(0).dtype().isFloating();
        return overRows && s.dim(0).isFixed() && s.size(0) > 0 && s.size(0) <= MOST_ONES;
    }

    /** Ties share the gradient equally. */
    static final Operator MAX = reduction("ReduceMax").withGradient((n, dy) -> extremum(n, dy.get(0)));

    /** Ties share the gradient equally. */
    static final Operator MIN = reduction("ReduceMin").withGradient((n, dy) -> extremum(n, dy.get(0)));

    private static List<Tensor> extremum(Node n, Tensor dy) {
        Tensor hit = n.input(0).equalTo(n.output(0)).cast(dy.dtype());
        Tensor count = Graph.apply1(SUM, n.attributes(), hit);
        return List.of(hit.mul(dy.div(count)));
    }

    /** log sum exp, stable for inputs of any size. */
    static final Operator LOG_SUM_EXP = reduction("ReduceLogSumExp")
            .withLowering(ReductionOperators::logSumExp)
            .withUnaryGradient((x, y, dy) -> dy.mul(x.sub(y).exp()));

    private static void logSumExp(Node n, OnnxEmitter e) {
        long[] axisValues = n.attributes().getInts("axes");
        String axes = e.constant(HostTensor.of(axisValues, axisValues.length));
        String x = e.name(n.input(0));
        String max = e.op("ReduceMax", List.of(x, axes), OnnxEmitter.integer("keepdims", 1));
        String shifted = e.op("Exp", List.of(e.op("Sub", List.of(x, max))));
        String sum = e.op("ReduceSum", List.of(shifted, axes), OnnxEmitter.integer("keepdims", 1));
        e.emitTo(e.name(n.output(0)), "Add", List.of(e.op("Log", List.of(sum)), max));
    }

    private static Operator alongAxis(String onnx) {
        return Operator.of(onnx, TypeRules.FLOATING)
                .withLowering((n, e) -> e.emit(
                        n, onnx, OnnxEmitter.integer("axis", n.attributes().getInt("axis"))));
    }

    static final Operator SOFTMAX = alongAxis("Softmax").withGradient((n, dys) -> {
        Tensor y = n.output(0);
        Tensor weighted = dys.get(0).mul(y);
        Tensor total = weighted.sumKeepDims((int) n.attributes().getInt("axis"));
        return List.of(weighted.sub(y.mul(total)));
    });

    static final Operator LOG_SOFTMAX = alongAxis("LogSoftmax").withGradient((n, dys) -> {
        int axis = (int) n.attributes().getInt("axis");
        Tensor dy = dys.get(0);
        return List.of(dy.sub(n.input(0).softmax(axis).mul(dy.sumKeepDims(axis))));
    });

    /** y_i = sum of x_j for j up to i (or from i on, reversed). */
    static final Operator CUM_SUM = Operator.of("CumSum", TypeRules.SAME)
            .withLowering((n, e) -> e.emitTo(
                    e.name(n.output(0)),
                    "CumSum",
                    List.of(
                            e.name(n.input(0)),
                            e.constant(HostTensor.scalar(n.attributes().getInt("axis")))),
                    OnnxEmitter.integer("reverse", n.attributes().getFlag("reverse") ? 1 : 0)))
            .withGradient((n, dy) -> List.of(Graph.apply1(
                    cumSum(), n.attributes().with("reverse", !n.attributes().getFlag("reverse")), dy.get(0))));

    private static Operator cumSum() {
        return CUM_SUM;
    }

    /** The position of the largest element along an axis, kept with extent 1; the first of equals. */
    static final Operator ARG_MAX = Operator.of(
                    "ArgMax",
                    (in, a) -> List.of(
                            new TensorType(DType.INT64, in.get(0).shape().with((int) a.getInt("axis"), Dim.of(1)))))
            .withLowering((n, e) -> e.emit(
                    n,
                    "ArgMax",
                    OnnxEmitter.integer("axis", n.attributes().getInt("axis")),
                    OnnxEmitter.integer("keepdims", 1)))
            .withZeroGradient();

    /** The k largest elements along an axis in falling order, and their positions. */
    static final Operator TOP_K = Operator.of("TopK", (in, a) -> {
                int axis = (int) a.getInt("axis");
                long k = a.getInt("k");
                Dim d = in.get(0).shape().dim(axis);
                TypeRules.require(!d.isFixed() || d.size() >= k, "k of at most " + d + " expected, found " + k);
                Shape s = in.get(0).shape().with(axis, Dim.of(k));
                return List.of(new TensorType(in.get(0).dtype(), s), new TensorType(DType.INT64, s));
            })
            .withLowering((n, e) -> e.emitMany(
                    n,
                    "TopK",
                    List.of(
                            e.name(n.input(0)),
                            e.constant(HostTensor.of(new long[] {n.attributes().getInt("k")}, 1))),
                    OnnxEmitter.integer("axis", n.attributes().getInt("axis"))))
            .withGradient((n, dy) -> Arrays.asList(
                    n.input(0).zerosLike().addAlong((int) n.attributes().getInt("axis"), n.output(1), dy.get(0))));

    static int[] allAxes(Shape s) {
        int[] axes = new int[s.rank()];
        Arrays.setAll(axes, i -> i);
        return axes;
    }

    static Tensor reduce(Operator op, Tensor x, boolean keep, int... axes) {
        Shape s = x.shape();
        int[] all = axes.length == 0
                ? allAxes(s)
                : Arrays.stream(axes).map(s::axis).sorted().toArray();
        if (all.length == 0) {
            return x;
        }
        long[] longs = Arrays.stream(all).asLongStream().toArray();
        Tensor y = Graph.apply1(op, Attributes.NONE.with("axes", longs), x);
        if (keep) {
            return y;
        }
        return y.squeeze(all);
    }

    /** The number of elements that a reduction folds, as a scalar of x's type. */
    static Tensor count(Tensor x, int... axes) {
        long fixed = 1;
        Tensor symbolic = null;
        for (int axis : axes.length == 0 ? allAxes(x.shape()) : axes) {
            Dim d = x.shape().dim(axis);
            if (d.isFixed()) {
                fixed *= d.size();
            } else {
                Tensor n = x.sizeOf(axis).squeeze(0).cast(x.dtype());
                symbolic = symbolic == null ? n : symbolic.mul(n);
            }
        }
        return symbolic == null ? x.scalar(fixed) : symbolic.mul(fixed);
    }

    static final List<Operator> ALL =
            List.of(SUM, MAX, MIN, LOG_SUM_EXP, SOFTMAX, LOG_SOFTMAX, CUM_SUM, ARG_MAX, TOP_K);
}
