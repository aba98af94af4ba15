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

/** Operations on several tensors at once, and tensors made from nothing. */
public final class Tensors {
    private Tensors() {}

    /**
     * Selects elementwise.
     *
     * @param condition Truth values.
     * @param yes Taken where true.
     * @param no Taken where false.
     * @return The selection, in the broadcast shape of all three.
     */
    public static Tensor where(Tensor condition, Tensor yes, Tensor no) {
        return Graph.apply1(ElementwiseOperators.WHERE, Attributes.NONE, condition, yes, no);
    }

    /**
     * Joins tensors along an existing axis.
     *
     * @param axis The axis; negative counts from the last.
     * @param parts The tensors, equal in shape but for that axis.
     * @return The joined tensor.
     */
    public static Tensor concat(int axis, List<Tensor> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("Concat: at least one tensor expected, found none");
        }
        if (parts.size() == 1) {
            return parts.get(0);
        }
        int a = parts.get(0).shape().axis(axis);
        return Graph.apply1(ShapeOperators.CONCAT, Attributes.NONE.withInt("axis", a), parts.toArray(Tensor[]::new));
    }

    /**
     * Joins tensors along an existing axis.
     *
     * @param axis The axis; negative counts from the last.
     * @param parts The tensors, equal in shape but for that axis.
     * @return The joined tensor.
     */
    public static Tensor concat(int axis, Tensor... parts) {
        return concat(axis, Arrays.asList(parts));
    }

    /**
     * Joins tensors along a new axis.
     *
     * @param axis Where the new axis stands in the result.
     * @param parts The tensors, equal in shape.
     * @return The joined tensor.
     */
    public static Tensor stack(int axis, List<Tensor> parts) {
        List<Tensor> wide = new ArrayList<>();
        for (Tensor t : parts) {
            wide.add(t.unsqueeze(axis));
        }
        return concat(axis, wide);
    }

    /**
     * The numbers 0, 1, ..., n - 1.
     *
     * @param graph Any graph of the model.
     * @param n How many.
     * @return int64 of shape [n].
     */
    public static Tensor range(Graph graph, long n) {
        long[] v = new long[Math.toIntExact(n)];
        Arrays.setAll(v, i -> i);
        return graph.root().constant(v);
    }

    /**
     * The positions along an axis of a tensor.
     *
     * @param like The tensor, whose extent may be symbolic.
     * @param axis The axis.
     * @return int64 of shape [extent].
     */
    public static Tensor rangeLike(Tensor like, int axis) {
        Dim d = like.shape().dim(axis);
        if (d.isFixed()) {
            return range(like.graph(), d.size());
        }
        Tensor n = like.sizeOf(axis).squeeze(0);
        return Graph.apply1(IndexOperators.RANGE, Attributes.NONE.with("dim", (Object) d), n);
    }

    /**
     * Indicator vectors.
     *
     * @param index int64 of any shape, values from 0 to classes - 1.
     * @param classes The length of the vectors.
     * @param dtype The element type of the result.
     * @return Shape [index..., classes]; all zero where the index is out of range.
     */
    public static Tensor oneHot(Tensor index, long classes, DType dtype) {
        return index.unsqueeze(index.shape().rank())
                .equalTo(range(index.graph(), classes))
                .cast(dtype);
    }

    /**
     * Running sums along an axis.
     *
     * @param x The tensor.
     * @param axis The axis.
     * @return y_i = sum of x_j for j up to and with i.
     */
    public static Tensor cumSum(Tensor x, int axis) {
        Attributes a = Attributes.NONE.withInt("axis", x.shape().axis(axis)).with("reverse", false);
        return Graph.apply1(ReductionOperators.CUM_SUM, a, x);
    }

    /**
     * The largest elements along an axis.
     *
     * @param x The tensor.
     * @param k How many.
     * @param axis The axis.
     * @return The elements in falling order, and their positions as int64.
     */
    public static List<Tensor> topK(Tensor x, int k, int axis) {
        Attributes a = Attributes.NONE.withInt("axis", x.shape().axis(axis)).withInt("k", k);
        return Graph.apply(ReductionOperators.TOP_K, a, x).outputs();
    }

    /**
     * Where a tensor's elements are not a number.
     *
     * @param x The tensor.
     * @return Truth values, of x's shape.
     */
    public static Tensor isNaN(Tensor x) {
        return Graph.apply1(ElementwiseOperators.IS_NAN, Attributes.NONE, x);
    }

    /**
     * Where a tensor's elements are infinite, of either sign.
     *
     * @param x The tensor.
     * @return Truth values, of x's shape.
     */
    public static Tensor isInfinite(Tensor x) {
        return Graph.apply1(ElementwiseOperators.IS_INF, Attributes.NONE, x);
    }

    /**
     * The sum of tensors that broadcast.
     *
     * @param terms At least one tensor.
     * @return The sum.
     */
    public static Tensor addAll(List<Tensor> terms) {
        Tensor sum = terms.get(0);
        for (Tensor t : terms.subList(1, terms.size())) {
            sum = sum.add(t);
        }
        return sum;
    }
}
