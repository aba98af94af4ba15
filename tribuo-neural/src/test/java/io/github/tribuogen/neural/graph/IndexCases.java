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

/** Cases of {@link IndexOperators} and {@link LinearAlgebraOperators}. */
final class IndexCases {
    private final List<OperatorCase> all = new ArrayList<>();

    static List<OperatorCase> all() {
        IndexCases c = new IndexCases();
        c.gathers();
        c.scatters();
        c.ranges();
        c.products();
        return c.all;
    }

    private void gathers() {
        In repeated = ints(new int[] {4}, 2, 0, 2, 1);
        In matrix = ints(new int[] {2, 2}, 1, 1, 0, 2);
        for (In x : List.of(floats(3, 3, 3), floats(3, 3, 3).batch())) {
            for (int axis = 0; axis < 3; axis++) {
                int a = axis;
                for (In index : List.of(repeated, matrix, ints(new int[] {}, 1), ints(new int[] {0}))) {
                    all.add(OperatorCase.of(
                            IndexOperators.GATHER,
                            "axis " + a,
                            List.of(x, index),
                            t -> t.get(0).gather(a, t.get(1)),
                            v -> gather(v.get(0), a, v.get(1))));
                }
            }
        }
        for (int axis = 0; axis < 2; axis++) {
            int a = axis;
            all.add(OperatorCase.of(
                    IndexOperators.GATHER_ELEMENTS,
                    "axis " + a,
                    List.of(floats(3, 3), ints(new int[] {2, 3}, 0, 2, 0, 0, 1, 2)),
                    t -> t.get(0).takeAlong(a, t.get(1)),
                    v -> Nd.build(new int[] {2, 3}, i -> {
                        int[] p = i.clone();
                        p[a] = (int) v.get(1).at(i);
                        return v.get(0).at(p);
                    })));
        }
        all.add(OperatorCase.of(
                IndexOperators.GATHER_ELEMENTS,
                "one of each row",
                List.of(floats(4, 3).batch(), ints(new int[] {4, 1}, 0, 2, 1, 2).batch()),
                t -> t.get(0).takeAlong(1, t.get(1)),
                v -> Nd.build(
                        new int[] {4, 1}, i -> v.get(0).at(i[0], (int) v.get(1).at(i)))));
    }

    private static Nd gather(Nd x, int axis, Nd index) {
        int k = index.shape.length;
        int[] to = new int[x.shape.length - 1 + k];
        for (int i = 0; i < to.length; i++) {
            to[i] = i < axis ? x.shape[i] : i < axis + k ? index.shape[i - axis] : x.shape[i - k + 1];
        }
        return Nd.build(to, i -> {
            int[] at = new int[k];
            System.arraycopy(i, axis, at, 0, k);
            int[] p = new int[x.shape.length];
            for (int j = 0; j < p.length; j++) {
                p[j] = j < axis ? i[j] : j == axis ? (int) index.at(at) : i[j + k - 1];
            }
            return x.at(p);
        });
    }

    private void scatters() {
        for (int axis = 0; axis < 2; axis++) {
            int a = axis;
            all.add(OperatorCase.of(
                    IndexOperators.SCATTER_ADD_ELEMENTS,
                    "repeated positions, axis " + a,
                    List.of(floats(3, 3), ints(new int[] {2, 3}, 0, 2, 0, 0, 1, 0), floats(2, 3)),
                    t -> t.get(0).addAlong(a, t.get(1), t.get(2)),
                    v -> {
                        Nd sum = v.get(0).map(d -> d);
                        for (int i = 0; i < 6; i++) {
                            int[] p = Nd.unravel(new int[] {2, 3}, i);
                            p[a] = (int) v.get(1).values[i];
                            sum.values[p[0] * 3 + p[1]] += v.get(2).values[i];
                        }
                        return sum;
                    }));
        }
        for (In base : List.of(floats(4, 2), floats(4, 2).batch())) {
            all.add(OperatorCase.of(
                    IndexOperators.ADD_ROWS,
                    "repeated positions",
                    List.of(base, ints(new int[] {3}, 1, 3, 1), floats(3, 2)),
                    t -> t.get(0).addRows(t.get(1), t.get(2)),
                    v -> {
                        Nd sum = v.get(0).map(d -> d);
                        for (int i = 0; i < 6; i++) {
                            sum.values[(int) v.get(1).values[i / 2] * 2 + i % 2] += v.get(2).values[i];
                        }
                        return sum;
                    }));
            for (boolean symbolic : new boolean[] {false, true}) {
                In index = ints(new int[] {4}, 1, 3, 1, 0).symbolic(symbolic ? 1 : 0);
                In rows = OperatorCase.shifted(floats(4, 2), 0.3).symbolic(symbolic ? 1 : 0);
                all.add(OperatorCase.of(
                        IndexOperators.PUT_ROWS,
                        "the last of repeated positions wins",
                        List.of(base, index, rows),
                        t -> t.get(0).putRows(t.get(1), t.get(2)),
                        v -> {
                            Nd y = v.get(0).map(d -> d);
                            for (int i = 0; i < 8; i++) {
                                y.values[(int) v.get(1).values[i / 2] * 2 + i % 2] = v.get(2).values[i];
                            }
                            return y;
                        }));
            }
        }
        all.add(OperatorCase.of(
                IndexOperators.LAST_OF_EQUALS,
                "used to replace rows",
                List.of(floats(3), ints(new int[] {0}), floats(0)),
                t -> t.get(0).putRows(t.get(1), t.get(2)),
                v -> v.get(0)));
        all.add(OperatorCase.of(
                IndexOperators.ADD_ROWS,
                "an index of two axes, rows of one element",
                List.of(floats(4), ints(new int[] {2, 2}, 1, 3, 1, 1), floats(2, 2)),
                t -> t.get(0).addRows(t.get(1), t.get(2)),
                v -> {
                    Nd sum = v.get(0).map(d -> d);
                    for (int i = 0; i < 4; i++) {
                        sum.values[(int) v.get(1).values[i]] += v.get(2).values[i];
                    }
                    return sum;
                }));
    }

    private void ranges() {
        all.add(OperatorCase.of(
                        IndexOperators.RANGE,
                        "of a symbolic axis",
                        List.of(floats(4, 2).batch()),
                        t -> Tensors.rangeLike(t.get(0), 0),
                        x -> Nd.of(new int[] {4}, 0, 1, 2, 3))
                .forwardOnly());
        all.add(OperatorCase.of(
                        IndexOperators.RANGE,
                        "of an empty axis",
                        List.of(floats(0, 2).batch()),
                        t -> Tensors.rangeLike(t.get(0), 0),
                        x -> Nd.of(new int[] {0}))
                .forwardOnly());
        all.add(OperatorCase.of(
                        ElementwiseOperators.EQUAL,
                        "one hot",
                        List.of(ints(new int[] {3}, 2, 0, 7)),
                        t -> Tensors.oneHot(t.get(0), 3, DType.FLOAT64),
                        x -> Nd.of(new int[] {3, 3}, 0, 0, 1, 1, 0, 0, 0, 0, 0))
                .forwardOnly());
    }

    private void products() {
        int[][][] shapes = {
            {{2, 3}, {3, 4}},
            {{1, 1}, {1, 1}},
            {{2, 2, 3}, {3, 2}},
            {{2, 3}, {3, 3, 2}},
            {{2, 1, 2, 3}, {4, 3, 2}},
            {{0, 3}, {3, 2}},
            {{2, 0}, {0, 2}},
        };
        for (int[][] s : shapes) {
            for (int flags = 0; flags < 4; flags++) {
                boolean ta = (flags & 1) != 0;
                boolean tb = (flags & 2) != 0;
                product(floats(turned(s[0], ta)), floats(turned(s[1], tb)), ta, tb);
            }
        }
        product(floats(4, 3).batch(), floats(3, 2), false, false);
        product(floats(4, 3).batch(), floats(2, 3), false, true);
        product(floats(4, 3).batch(), OperatorCase.shifted(floats(4, 2), 0.1).batch(), true, false);
        product(floats(4, 2, 3).batch(), floats(3, 2), false, false);
        product(
                floats(4, 2, 3).batch(),
                OperatorCase.shifted(floats(4, 2, 3), 0.1).batch(),
                false,
                true);
    }

    private static int[] turned(int[] shape, boolean turn) {
        int[] s = shape.clone();
        if (turn) {
            s[s.length - 1] = shape[s.length - 2];
            s[s.length - 2] = shape[s.length - 1];
        }
        return s;
    }

    private static Nd turned(Nd x, boolean turn) {
        int r = x.shape.length;
        return !turn
                ? x
                : Nd.build(turned(x.shape, true), i -> {
                    int[] p = i.clone();
                    p[r - 1] = i[r - 2];
                    p[r - 2] = i[r - 1];
                    return x.at(p);
                });
    }

    private void product(In a, In b, boolean ta, boolean tb) {
        all.add(OperatorCase.of(
                LinearAlgebraOperators.MATMUL,
                (ta ? "A' " : "A ") + (tb ? "B'" : "B"),
                List.of(a, b),
                t -> t.get(0).matMul(t.get(1), ta, tb),
                v -> {
                    Nd x = turned(v.get(0), ta);
                    Nd y = turned(v.get(1), tb);
                    int p = x.shape.length;
                    int q = y.shape.length;
                    int inner = x.shape[p - 1];
                    int[] bx = java.util.Arrays.copyOf(x.shape, p - 2);
                    int[] by = java.util.Arrays.copyOf(y.shape, q - 2);
                    int[] batch = Nd.broadcast(bx, by);
                    int[] to = java.util.Arrays.copyOf(batch, batch.length + 2);
                    to[to.length - 2] = x.shape[p - 2];
                    to[to.length - 1] = y.shape[q - 1];
                    return Nd.build(to, i -> {
                        double sum = 0;
                        for (int k = 0; k < inner; k++) {
                            int[] l = i.clone();
                            int[] r = i.clone();
                            l[i.length - 1] = k;
                            r[i.length - 2] = k;
                            sum += x.at(l) * y.at(r);
                        }
                        return sum;
                    });
                }));
    }
}
