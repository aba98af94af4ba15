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

import io.github.tribuogen.neural.graph.OperatorCase.In;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Cases of {@link ShapeOperators}. */
final class ShapeCases {
    private final List<OperatorCase> all = new ArrayList<>();

    static List<OperatorCase> all() {
        ShapeCases c = new ShapeCases();
        c.shapes();
        c.reshapes();
        c.joins();
        c.cuts();
        return c.all;
    }

    private void add(Operator op, String label, In in, UnaryOperator<Tensor> f, UnaryOperator<Nd> r) {
        all.add(OperatorCase.of(op, label, List.of(in), t -> f.apply(t.get(0)), x -> r.apply(x.get(0))));
    }

    private void shapes() {
        all.add(OperatorCase.of(
                        ShapeOperators.SHAPE,
                        "extents",
                        List.of(floats(4, 2).batch()),
                        t -> t.get(0).shapeTensor(),
                        x -> Nd.of(new int[] {2}, 4, 2))
                .forwardOnly());
        all.add(OperatorCase.of(
                        ShapeOperators.SHAPE,
                        "one extent",
                        List.of(floats(4, 2).batch()),
                        t -> t.get(0).sizeOf(0),
                        x -> Nd.of(new int[] {1}, 4))
                .forwardOnly());
    }

    private void reshapes() {
        Operator reshape = ShapeOperators.RESHAPE;
        add(reshape, "fixed", floats(2, 3), t -> t.reshape(3, -1), x -> x.reshape(3, 2));
        add(reshape, "to a scalar", floats(1, 1), t -> t.reshape(Shape.SCALAR), x -> x.reshape());
        add(reshape, "from a scalar", floats(), t -> t.reshape(1, 1), x -> x.reshape(1, 1));
        add(reshape, "symbolic", floats(4, 2, 3).batch(), t -> t.reshape(-1, 6), x -> x.reshape(4, 6));
        add(reshape, "into the batch", floats(4, 2, 3).batch(), t -> t.reshape(-1, 3), x -> x.reshape(8, 3));
        add(reshape, "flatten", floats(4, 2, 3).batch(), t -> t.flatten(1), x -> x.reshape(4, 6));
        add(reshape, "flatten two symbols", floats(4, 2, 3).symbolic(2), t -> t.flatten(0), x -> x.reshape(24));
        add(reshape, "empty", floats(0, 3), t -> t.reshape(3, 0), x -> x.reshape(3, 0));
        add(
                reshape,
                "like a tensor of two symbols",
                floats(4, 2, 3).symbolic(2),
                t -> t.flatten(0).square().reshapeLike(t),
                x -> x.map(d -> d * d));
        Operator expand = ShapeOperators.EXPAND;
        add(
                expand,
                "fixed",
                floats(2, 1),
                t -> t.expand(3, 2, 4),
                x -> x.zip(Nd.build(new int[] {3, 2, 4}, i -> 0), Double::sum));
        add(expand, "scalar", floats(), t -> t.expand(2), x -> x.zip(Nd.build(new int[] {2}, i -> 0), Double::sum));
        add(expand, "empty", floats(1, 2), t -> t.expand(0, 2), x -> Nd.of(new int[] {0, 2}));
        all.add(OperatorCase.of(
                expand,
                "like symbolic",
                List.of(floats(3), floats(4, 3).batch()),
                t -> t.get(0).expandLike(t.get(1)).mul(t.get(1)),
                x -> x.get(0).zip(x.get(1), (a, b) -> a * b)));
        add(
                expand,
                "used alone and in a product",
                floats(3),
                t -> {
                    Tensor e = t.expand(2, 3);
                    return Tensors.concat(0, e, e.mul(e.exp()));
                },
                x -> Nd.build(new int[] {4, 3}, i -> i[0] < 2 ? x.at(i) : x.at(i) * Math.exp(x.at(i))));
        add(expand, "sum to", floats(3, 1), t -> t.expand(4, 3, 2).square().sumTo(t), x -> x.map(d -> 8 * d * d));
        Operator transpose = ShapeOperators.TRANSPOSE;
        add(
                transpose,
                "three axes",
                floats(2, 3, 4),
                t -> t.transpose(2, 0, 1),
                x -> Nd.build(new int[] {4, 2, 3}, i -> x.at(i[1], i[2], i[0])));
        add(transpose, "symbolic", floats(4, 1).batch(), t -> t.transpose(1, 0), x -> x.reshape(1, 4));
        add(transpose, "empty", floats(0, 2), t -> t.transpose(1, 0), x -> x.reshape(2, 0));
        Operator squeeze = ShapeOperators.SQUEEZE;
        add(squeeze, "two axes", floats(1, 3, 1), t -> t.squeeze(2, 0), x -> x.reshape(3));
        add(squeeze, "symbolic", floats(3, 1).batch(), t -> t.squeeze(-1), x -> x.reshape(3));
        Operator unsqueeze = ShapeOperators.UNSQUEEZE;
        add(unsqueeze, "two axes", floats(3, 2), t -> t.unsqueeze(3, 0), x -> x.reshape(1, 3, 2, 1));
        add(unsqueeze, "symbolic", floats(3, 2).batch(), t -> t.unsqueeze(1), x -> x.reshape(3, 1, 2));
        add(unsqueeze, "scalar", floats(), t -> t.unsqueeze(0, 1), x -> x.reshape(1, 1));
        add(unsqueeze, "last", floats(3), t -> t.unsqueeze(-1), x -> x.reshape(3, 1));
    }

    private void joins() {
        all.add(OperatorCase.of(
                ShapeOperators.CONCAT,
                "last axis",
                List.of(floats(2, 1), floats(2, 3), floats(2, 0)),
                t -> Tensors.concat(-1, t),
                x -> Nd.build(
                        new int[] {2, 4},
                        i -> i[1] < 1 ? x.get(0).at(i) : x.get(1).at(i[0], i[1] - 1))));
        all.add(OperatorCase.of(
                ShapeOperators.CONCAT,
                "symbolic first axis",
                List.of(floats(3, 2).batch(), floats(1, 2), floats(4, 2).batch()),
                t -> Tensors.concat(0, t),
                x -> Nd.build(
                        new int[] {8, 2},
                        i -> i[0] < 3
                                ? x.get(0).at(i)
                                : i[0] < 4 ? x.get(1).at(0, i[1]) : x.get(2).at(i[0] - 4, i[1]))));
        all.add(OperatorCase.of(
                ShapeOperators.CONCAT,
                "one tensor twice",
                List.of(floats(3, 2).batch()),
                t -> Tensors.concat(0, t.get(0), t.get(0)),
                x -> Nd.build(new int[] {6, 2}, i -> x.get(0).at(i[0] % 3, i[1]))));
        all.add(OperatorCase.of(
                ShapeOperators.CONCAT,
                "stack",
                List.of(floats(2), OperatorCase.shifted(floats(2), 0.4)),
                t -> Tensors.stack(1, t),
                x -> Nd.build(new int[] {2, 2}, i -> x.get(i[1]).at(i[0]))));
        all.add(OperatorCase.of(
                        ShapeOperators.CONCAT,
                        "integers",
                        List.of(ints(new int[] {2}, 1, 2), ints(new int[] {1}, 3)),
                        t -> Tensors.concat(0, t),
                        x -> Nd.of(new int[] {3}, 1, 2, 3))
                .forwardOnly());
    }

    private void cuts() {
        all.add(new OperatorCase(
                ShapeOperators.SPLIT,
                "three pieces",
                List.of(floats(2, 6)),
                t -> t.get(0).split(1, 1, 3, 2),
                x -> List.of(part(x.get(0), 1, 0, 1), part(x.get(0), 1, 1, 4), part(x.get(0), 1, 4, 6)),
                true));
        all.add(new OperatorCase(
                ShapeOperators.SPLIT,
                "one piece unused",
                List.of(floats(4, 3).batch()),
                t -> List.of(t.get(0).split(-1, 1, 2).get(1)),
                x -> List.of(part(x.get(0), 1, 1, 3)),
                true));
        add(ShapeOperators.SLICE, "middle", floats(2, 5), t -> t.slice(1, 1, 4), x -> part(x, 1, 1, 4));
        add(
                ShapeOperators.SLICE,
                "of a symbolic axis",
                floats(5, 2).batch(),
                t -> t.slice(0, 1, 3),
                x -> part(x, 0, 1, 3));
        add(ShapeOperators.SLICE, "nothing", floats(2, 5), t -> t.slice(1, 2, 2), x -> Nd.of(new int[] {2, 0}));
        all.add(OperatorCase.of(
                ShapeOperators.SLICE,
                "computed bounds",
                List.of(floats(5, 2), ints(new int[] {1}, 2)),
                t -> t.get(0).slice(0, t.get(1), t.get(1).add(t.get(1).scalar(2)), Dim.of(2)),
                x -> part(x.get(0), 0, 2, 4)));
        for (int axis = 0; axis < 2; axis++) {
            int a = axis;
            add(ShapeOperators.PAD, "axis " + a, floats(2, 3).symbolic(1 - a), t -> t.pad(a, 1, 2), x -> {
                int[] to = x.shape.clone();
                to[a] += 3;
                return Nd.build(to, i -> {
                    int[] p = i.clone();
                    p[a] -= 1;
                    return p[a] < 0 || p[a] >= x.shape[a] ? 0 : x.at(p);
                });
            });
        }
    }

    private static Nd part(Nd x, int axis, int from, int to) {
        int[] shape = x.shape.clone();
        shape[axis] = to - from;
        return Nd.build(shape, i -> {
            int[] p = i.clone();
            p[axis] += from;
            return x.at(p);
        });
    }
}
