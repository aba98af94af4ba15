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

/** Operators that address elements by number: gather, scatter, ranges. */
final class IndexOperators {
    private IndexOperators() {}

    /** (x, index) to the slices of x along an axis at the given positions. */
    static final Operator GATHER = Operator.of("Gather", (in, a) -> {
                int axis = (int) a.getInt("axis");
                requireIndex(in.get(1));
                List<Dim> dims = new ArrayList<>(in.get(0).shape().dims().subList(0, axis));
                dims.addAll(in.get(1).shape().dims());
                dims.addAll(in.get(0)
                        .shape()
                        .dims()
                        .subList(axis + 1, in.get(0).shape().rank()));
                return List.of(new TensorType(in.get(0).dtype(), Shape.of(dims)));
            })
            .withLowering((n, e) -> e.emit(
                    n, "Gather", OnnxEmitter.integer("axis", n.attributes().getInt("axis"))))
            .withGradient((n, dy) -> {
                int axis = (int) n.attributes().getInt("axis");
                return Arrays.asList(scatterAdd(n.input(0), axis, n.input(1), dy.get(0)), null);
            });

    private static Tensor scatterAdd(Tensor like, int axis, Tensor index, Tensor dy) {
        int k = index.shape().rank();
        int r = like.shape().rank();
        // rows first: [index axes, axes before, axes after]
        int[] perm = new int[dy.shape().rank()];
        for (int i = 0; i < perm.length; i++) {
            perm[i] = i < k ? axis + i : i < k + axis ? i - k : i;
        }
        int[] back = new int[r];
        for (int i = 0; i < r; i++) {
            back[i] = i < axis ? i + 1 : i == axis ? 0 : i;
        }
        int[] forth = new int[r];
        for (int i = 0; i < r; i++) {
            forth[back[i]] = i;
        }
        Tensor rows = axis == 0 ? dy : dy.transpose(perm);
        Tensor base = (axis == 0 ? like : like.transpose(forth)).zerosLike();
        Tensor sum = base.addRows(index, rows);
        return axis == 0 ? sum : sum.transpose(back);
    }

    /** (x, index) of equal rank: the element at the indexed position along an axis. */
    static final Operator GATHER_ELEMENTS = Operator.of("GatherElements", (in, a) -> {
                requireIndex(in.get(1));
                require(
                        in.get(0).shape().rank() == in.get(1).shape().rank(),
                        "an index of rank " + in.get(0).shape().rank() + " expected, found "
                                + in.get(1).shape());
                return List.of(new TensorType(in.get(0).dtype(), in.get(1).shape()));
            })
            .withLowering((n, e) -> e.emit(
                    n,
                    "GatherElements",
                    OnnxEmitter.integer("axis", n.attributes().getInt("axis"))))
            .withGradient((n, dy) -> Arrays.asList(
                    n.input(0).zerosLike().addAlong((int) n.attributes().getInt("axis"), n.input(1), dy.get(0)), null));

    /** (base, index, updates) of equal rank: base plus the updates at the indexed positions along an axis. */
    static final Operator SCATTER_ADD_ELEMENTS = Operator.of("ScatterElements", (in, a) -> {
                requireIndex(in.get(1));
                require(
                        in.get(1).shape().equals(in.get(2).shape()),
                        "updates of shape " + in.get(1).shape() + " expected, found "
                                + in.get(2).shape());
                return List.of(in.get(0));
            })
            .withLowering((n, e) -> e.emit(
                    n,
                    "ScatterElements",
                    OnnxEmitter.integer("axis", n.attributes().getInt("axis")),
                    OnnxEmitter.text("reduction", "add")))
            .withGradient((n, dy) -> Arrays.asList(
                    dy.get(0), null, dy.get(0).takeAlong((int) n.attributes().getInt("axis"), n.input(1))));

    private static final Operator.TypeRule ROWS = (in, a) -> {
        requireIndex(in.get(1));
        List<Dim> dims = new ArrayList<>(in.get(1).shape().dims());
        dims.addAll(in.get(0).shape().dims().subList(1, in.get(0).shape().rank()));
        require(
                in.get(2).shape().dims().equals(dims),
                "updates of shape " + dims + " expected, found " + in.get(2).shape());
        return List.of(in.get(0));
    };

    private static void scatterRows(Node n, OnnxEmitter e, String reduction) {
        String index = e.op("Unsqueeze", List.of(e.name(n.input(1)), e.constant(HostTensor.of(new long[] {-1}, 1))));
        e.emitTo(
                e.name(n.output(0)),
                "ScatterND",
                List.of(e.name(n.input(0)), index, e.name(n.input(2))),
                OnnxEmitter.text("reduction", reduction));
    }

    /** (base, index, rows) to base plus the rows at the indexed positions of the first axis; repeated indices add up. */
    static final Operator ADD_ROWS = Operator.of("AddRows", ROWS)
            .withLowering((n, e) -> scatterRows(n, e, "add"))
            .withGradient((n, dy) -> Arrays.asList(dy.get(0), null, dy.get(0).gather(0, n.input(1))));

    /** (base, index) to the position of the last entry of the index that is equal to each. */
    static final Operator LAST_OF_EQUALS = Operator.of("LastOfEquals", (in, a) -> {
                requireIndex(in.get(1));
                TypeRules.requireRank(in.get(1), 1, "an index");
                return List.of(in.get(1));
            })
            .withLowering(IndexOperators::lastOfEquals)
            .withZeroGradient();

    private static void lastOfEquals(Node n, OnnxEmitter e) {
        // each row of the base remembers the largest position that points to it; the maximum knows no order
        String index = e.name(n.input(1));
        String zero = e.constant(HostTensor.scalar(0L));
        String rows = e.op("Gather", List.of(e.op("Shape", List.of(e.name(n.input(0)))), zero));
        String ownerless = e.op(
                "Expand",
                List.of(
                        e.constant(HostTensor.scalar(-1L)),
                        e.op("Unsqueeze", List.of(rows, e.constant(HostTensor.of(new long[1], 1))))));
        String count = e.op("Gather", List.of(e.op("Shape", List.of(index)), zero));
        String positions = e.op("Range", List.of(zero, count, e.constant(HostTensor.scalar(1L))));
        String owner = e.op(
                "ScatterElements",
                List.of(ownerless, index, positions),
                OnnxEmitter.integer("axis", 0),
                OnnxEmitter.text("reduction", "max"));
        e.emitTo(e.name(n.output(0)), "Gather", List.of(owner, index));
    }

    /**
     * (base, index, rows) to base with the rows at the indexed positions of the first axis replaced; rows of equal
     * indices must be equal, see {@link #putLast}. The gradient of such rows goes to the last of them.
     */
    static final Operator PUT_ROWS = Operator.of("PutRows", ROWS)
            .withLowering((n, e) -> scatterRows(n, e, "none"))
            .withGradient((n, dys) -> {
                Tensor dy = dys.get(0);
                Tensor index = n.input(1);
                Tensor g = dy.gather(0, index);
                Tensor kept = Graph.apply1(putRows(), Attributes.NONE, dy, index, g.zerosLike());
                Tensor last = Graph.apply1(LAST_OF_EQUALS, Attributes.NONE, dy, index);
                int[] tail = new int[dy.shape().rank() - 1];
                Arrays.setAll(tail, i -> i + 1);
                Tensor wins = last.equalTo(Tensors.rangeLike(index, 0)).unsqueeze(tail);
                return Arrays.asList(kept, null, Tensors.where(wins, g, g.scalar(0)));
            });

    private static Operator putRows() {
        return PUT_ROWS;
    }

    /** Replaces rows; of repeated positions the last wins, whatever the order of execution. */
    static Tensor putLast(Tensor base, Tensor positions, Tensor rows) {
        // every row of a repeated position is replaced by the last of them, so the order of writing does not matter
        Tensor last = Graph.apply1(LAST_OF_EQUALS, Attributes.NONE, base, positions);
        return Graph.apply1(PUT_ROWS, Attributes.NONE, base, positions, rows.gather(0, last));
    }

    /** (n) to 0, 1, ..., n - 1; the extent is attribute "dim". */
    static final Operator RANGE = Operator.of(
                    "Range",
                    (in, a) -> List.of(new TensorType(DType.INT64, Shape.of(List.of(a.get("dim", Dim.class))))))
            .withLowering((n, e) -> e.emitTo(
                    e.name(n.output(0)),
                    "Range",
                    List.of(e.constant(HostTensor.scalar(0L)), e.name(n.input(0)), e.constant(HostTensor.scalar(1L)))))
            .withZeroGradient();

    private static void requireIndex(TensorType t) {
        require(t.dtype() == DType.INT64, "an index of type INT64 expected, found " + t.dtype());
    }

    static final List<Operator> ALL =
            List.of(GATHER, GATHER_ELEMENTS, SCATTER_ADD_ELEMENTS, ADD_ROWS, LAST_OF_EQUALS, PUT_ROWS, RANGE);
}
