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

import static io.github.tribuogen.neural.graph.TypeRules.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Operators that move elements without computing: reshape, transpose, broadcast, join, cut, pad. */
final class ShapeOperators {
    private ShapeOperators() {}

    private static final Operator.TypeRule TARGET =
            (in, a) -> List.of(new TensorType(in.get(0).dtype(), a.get("shape", Shape.class)));

    /** The extents of a tensor, int64 of shape [rank]. */
    static final Operator SHAPE = Operator.of(
                    "Shape",
                    (in, a) -> List.of(new TensorType(
                            DType.INT64, Shape.of(in.get(0).shape().rank()))))
            .withZeroGradient();

    /** (x, extents) to the same elements in row-major order in the shape of attribute "shape". */
    static final Operator RESHAPE = Operator.of("Reshape", (in, a) -> {
                Shape to = a.get("shape", Shape.class);
                require(
                        to.elements().equals(in.get(0).shape().elements()),
                        "a shape of " + in.get(0).shape().elements() + " elements expected, found " + to);
                return TARGET.infer(in, a);
            })
            .withLowering((n, e) -> {
                boolean empty = n.attributes().get("shape", Shape.class).dims().contains(Dim.of(0));
                e.emit(n, "Reshape", OnnxEmitter.integer("allowzero", empty ? 1 : 0));
            })
            .withGradient((n, dy) -> Arrays.asList(dy.get(0).reshapeLike(n.input(0)), null));

    /** (x, extents) to x repeated along axes of extent 1 or missing. */
    static final Operator EXPAND = Operator.of("Expand", (in, a) -> {
                Shape to = a.get("shape", Shape.class);
                Shape common = in.get(0).shape().broadcast(to);
                require(
                        to.equals(common),
                        "a shape that broadcasts to " + to + " expected, found "
                                + in.get(0).shape());
                return TARGET.infer(in, a);
            })
            .withGradient((n, dy) -> Arrays.asList(dy.get(0).sumTo(n.input(0)), null));

    static final Operator TRANSPOSE = Operator.of("Transpose", (in, a) -> {
                int[] perm = a.getAxes("perm");
                Shape s = in.get(0).shape();
                int[] sorted = perm.clone();
                Arrays.sort(sorted);
                require(
                        Arrays.equals(sorted, ReductionOperators.allAxes(s)),
                        "a permutation of the axes of " + s + " expected, found " + Arrays.toString(perm));
                List<Dim> dims = new ArrayList<>();
                for (int p : perm) {
                    dims.add(s.dim(p));
                }
                return List.of(new TensorType(in.get(0).dtype(), Shape.of(dims)));
            })
            .withLowering((n, e) -> e.emit(
                    n, "Transpose", OnnxEmitter.integers("perm", n.attributes().getInts("perm"))))
            .withGradient((n, dy) -> {
                int[] perm = n.attributes().getAxes("perm");
                int[] inverse = new int[perm.length];
                for (int i = 0; i < perm.length; i++) {
                    inverse[perm[i]] = i;
                }
                return List.of(dy.get(0).transpose(inverse));
            });

    private static void axesInput(Node n, OnnxEmitter e, String onnx) {
        long[] axes = n.attributes().getInts("axes");
        e.emitTo(e.name(n.output(0)), onnx, List.of(e.name(n.input(0)), e.constant(HostTensor.of(axes, axes.length))));
    }

    /** Drops axes of extent 1. */
    static final Operator SQUEEZE = Operator.of("Squeeze", (in, a) -> {
                List<Dim> dims = new ArrayList<>(in.get(0).shape().dims());
                int[] axes = a.getAxes("axes");
                for (int i = axes.length - 1; i >= 0; i--) {
                    require(
                            dims.get(axes[i]).isOne(),
                            "extent 1 at axis " + axes[i] + " expected, found "
                                    + in.get(0).shape());
                    dims.remove(axes[i]);
                }
                return List.of(new TensorType(in.get(0).dtype(), Shape.of(dims)));
            })
            .withLowering((n, e) -> axesInput(n, e, "Squeeze"))
            .withGradient((n, dy) -> List.of(dy.get(0).unsqueeze(n.attributes().getAxes("axes"))));

    /** Inserts axes of extent 1; the axes are positions in the result, ascending. */
    static final Operator UNSQUEEZE = Operator.of("Unsqueeze", (in, a) -> {
                Shape s = in.get(0).shape();
                for (int axis : a.getAxes("axes")) {
                    require(axis <= s.rank(), "an axis of at most " + s.rank() + " expected, found " + axis);
                    s = s.insert(axis, Dim.of(1));
                }
                return List.of(new TensorType(in.get(0).dtype(), s));
            })
            .withLowering((n, e) -> axesInput(n, e, "Unsqueeze"))
            .withGradient((n, dy) -> List.of(dy.get(0).squeeze(n.attributes().getAxes("axes"))));

    static final Operator CONCAT = Operator.of("Concat", (in, a) -> {
                int axis = (int) a.getInt("axis");
                Shape first = in.get(0).shape();
                Dim total = first.dim(axis);
                for (TensorType t : in.subList(1, in.size())) {
                    TypeRules.requireSameDType(in.get(0), t);
                    require(
                            t.shape().rank() == first.rank()
                                    && t.shape().with(axis, first.dim(axis)).equals(first),
                            "shapes equal to " + first + " but for axis " + axis + " expected, found " + t.shape());
                    total = total.plus(t.shape().dim(axis));
                }
                return List.of(new TensorType(in.get(0).dtype(), first.with(axis, total)));
            })
            .withLowering((n, e) -> e.emit(
                    n, "Concat", OnnxEmitter.integer("axis", n.attributes().getInt("axis"))))
            .withGradient((n, dys) -> {
                int axis = (int) n.attributes().getInt("axis");
                Tensor dy = dys.get(0);
                if (n.inputs().stream().allMatch(t -> t.shape().dim(axis).isFixed())) {
                    long[] sizes = n.inputs().stream()
                            .mapToLong(t -> t.shape().size(axis))
                            .toArray();
                    return dy.split(axis, sizes);
                }
                List<Tensor> dx = new ArrayList<>();
                Tensor start = dy.graph().root().constant(0L);
                for (Tensor t : n.inputs()) {
                    Tensor end = start.add(t.sizeOf(axis));
                    dx.add(cut(dy, axis, start, end, t.shape().dim(axis)));
                    start = end;
                }
                return dx;
            });

    /** Cuts an axis into pieces of attribute "sizes". */
    static final Operator SPLIT = Operator.of("Split", (in, a) -> {
                int axis = (int) a.getInt("axis");
                long[] sizes = a.getInts("sizes");
                Shape s = in.get(0).shape();
                require(
                        s.dim(axis).equals(Dim.of(Arrays.stream(sizes).sum())),
                        "pieces that add up to " + s.dim(axis) + " expected, found " + Arrays.toString(sizes));
                List<TensorType> out = new ArrayList<>();
                for (long size : sizes) {
                    out.add(new TensorType(in.get(0).dtype(), s.with(axis, Dim.of(size))));
                }
                return out;
            })
            .withLowering((n, e) -> {
                long[] sizes = n.attributes().getInts("sizes");
                e.emitMany(
                        n,
                        "Split",
                        List.of(e.name(n.input(0)), e.constant(HostTensor.of(sizes, sizes.length))),
                        OnnxEmitter.integer("axis", n.attributes().getInt("axis")));
            })
            .withGradient((n, dy) -> {
                List<Tensor> parts = new ArrayList<>();
                for (int i = 0; i < dy.size(); i++) {
                    parts.add(dy.get(i) == null ? n.output(i).zerosLike() : dy.get(i));
                }
                return List.of(Tensors.concat((int) n.attributes().getInt("axis"), parts));
            });

    /** (x, start, end) to the part of an axis from start to end; the new extent is attribute "dim". */
    static final Operator SLICE = Operator.of(
                    "Slice",
                    (in, a) -> List.of(new TensorType(
                            in.get(0).dtype(),
                            in.get(0).shape().with((int) a.getInt("axis"), a.get("dim", Dim.class)))))
            .withLowering((n, e) -> e.emitTo(
                    e.name(n.output(0)),
                    "Slice",
                    List.of(
                            e.name(n.input(0)),
                            e.name(n.input(1)),
                            e.name(n.input(2)),
                            e.constant(HostTensor.of(new long[] {n.attributes().getInt("axis")}, 1)))))
            .withGradient((n, dy) -> {
                int axis = (int) n.attributes().getInt("axis");
                Tensor after = n.input(0).sizeOf(axis).sub(n.input(2));
                return Arrays.asList(
                        grow(
                                dy.get(0),
                                axis,
                                n.input(1),
                                after,
                                n.input(0).shape().dim(axis)),
                        null,
                        null);
            });

    /** (x, before, after) to x with so many zeros before and after along an axis; the new extent is attribute "dim". */
    static final Operator PAD = Operator.of(
                    "Pad",
                    (in, a) -> List.of(new TensorType(
                            in.get(0).dtype(),
                            in.get(0).shape().with((int) a.getInt("axis"), a.get("dim", Dim.class)))))
            .withLowering((n, e) -> {
                DType type = n.input(0).dtype();
                String pads =
                        e.op("Concat", List.of(e.name(n.input(1)), e.name(n.input(2))), OnnxEmitter.integer("axis", 0));
                e.emitTo(
                        e.name(n.output(0)),
                        "Pad",
                        List.of(
                                e.name(n.input(0)),
                                pads,
                                e.constant(HostTensor.scalar(type, 0)),
                                e.constant(
                                        HostTensor.of(new long[] {n.attributes().getInt("axis")}, 1))));
            })
            .withGradient((n, dy) -> {
                int axis = (int) n.attributes().getInt("axis");
                Tensor end = n.input(1).add(n.input(0).sizeOf(axis));
                return Arrays.asList(
                        cut(dy.get(0), axis, n.input(1), end, n.input(0).shape().dim(axis)), null, null);
            });

    /** The shape of given extents, of which one may be -1 and is derived; null if it cannot be. */
    static Shape complete(Dim elements, long... sizes) {
        Dim known = Dim.of(1);
        for (long size : sizes) {
            known = size == -1 ? known : known.times(Dim.of(size));
        }
        List<Dim> dims = new ArrayList<>();
        for (long size : sizes) {
            Dim d = size == -1 ? elements.dividedBy(known) : Dim.of(size);
            if (d == null) {
                return null;
            }
            dims.add(d);
        }
        return Shape.of(dims);
    }

    static Tensor cut(Tensor x, int axis, Tensor start, Tensor end, Dim dim) {
        Attributes a = Attributes.NONE.withInt("axis", x.shape().axis(axis)).with("dim", (Object) dim);
        return Graph.apply1(SLICE, a, x, start, end);
    }

    static Tensor grow(Tensor x, int axis, Tensor before, Tensor after, Dim dim) {
        Attributes a = Attributes.NONE.withInt("axis", x.shape().axis(axis)).with("dim", (Object) dim);
        return Graph.apply1(PAD, a, x, before, after);
    }

    /** Sums the axes along which {@code like} is repeated to reach x's shape, and repeats where x itself is shorter. */
    static Tensor sumTo(Tensor x, Tensor like) {
        Shape to = like.shape();
        Shape from = x.shape();
        if (to.equals(from)) {
            return x;
        }
        int extra = from.rank() - to.rank();
        List<Integer> lead = new ArrayList<>();
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < from.rank(); i++) {
            if (i < extra) {
                lead.add(i);
            } else if (extra >= 0 && to.dim(i - extra).isOne() && !from.dim(i).isOne()) {
                kept.add(i - extra);
            }
        }
        Tensor y = lead.isEmpty() ? x : x.sum(axes(lead));
        y = kept.isEmpty() ? y : y.sumKeepDims(axes(kept));
        return y.expandLike(like);
    }

    private static int[] axes(List<Integer> axes) {
        return axes.stream().mapToInt(Integer::intValue).toArray();
    }

    static final List<Operator> ALL =
            List.of(SHAPE, RESHAPE, EXPAND, TRANSPOSE, SQUEEZE, UNSQUEEZE, CONCAT, SPLIT, SLICE, PAD);
}
