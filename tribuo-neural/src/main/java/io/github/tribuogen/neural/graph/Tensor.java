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

/**
 * A reference to a value of a {@link Graph}: element type, shape and the node that computes it. Immutable.
 *
 * <p>The methods add nodes to the graph; nothing is computed until the graph runs. Operands of different shapes broadcast
 * by ONNX's rule. Numbers given as {@code double} take the tensor's element type. Axes may be negative, counting from the
 * last. Every method throws {@link IllegalArgumentException}, naming operator and shapes, if its operands do not fit.
 */
public final class Tensor {
    private final Node node;
    private final int index;
    private final TensorType type;

    Tensor(Node node, int index, TensorType type) {
        this.node = node;
        this.index = index;
        this.type = type;
    }

    /** {@return the node that computes this value} */
    public Node node() {
        return node;
    }

    /** {@return which of the node's outputs this is} */
    public int index() {
        return index;
    }

    /** {@return element type and shape} */
    public TensorType type() {
        return type;
    }

    /** {@return the element type} */
    public DType dtype() {
        return type.dtype();
    }

    /** {@return the shape} */
    public Shape shape() {
        return type.shape();
    }

    /** {@return the (sub)graph where the value lives} */
    public Graph graph() {
        return node.graph();
    }

    private IllegalArgumentException mistake(String operator, String message) {
        return graph().mistake(operator, List.of(type), message);
    }

    private Tensor unary(Operator op) {
        return Graph.apply1(op, Attributes.NONE, this);
    }

    private Tensor binary(Operator op, Tensor other) {
        return Graph.apply1(op, Attributes.NONE, this, other);
    }

    /** {@return a constant of this tensor's element type, of shape []} */
    public Tensor scalar(double value) {
        return graph().root().constant(dtype(), value);
    }

    private boolean isConstant(double value) {
        Node n = node;
        while (n.operator() == ShapeOperators.EXPAND) {
            n = n.input(0).node();
        }
        if (n.operator() != GraphOperators.CONSTANT) {
            return false;
        }
        HostTensor v = n.attributes().get("value", HostTensor.class);
        return v.size() == 1 && v.get(0) == value;
    }

    /** Does broadcasting with the other leave this tensor's shape as it is? */
    private boolean absorbs(Tensor other) {
        return dtype() == other.dtype() && shape().equals(shape().broadcast(other.shape()));
    }

    // ---- arithmetic

    /** {@return this + other} */
    public Tensor add(Tensor other) {
        if (other.isConstant(0) && absorbs(other)) {
            return this;
        }
        return binary(ElementwiseOperators.ADD, other);
    }

    /** {@return this - other} */
    public Tensor sub(Tensor other) {
        if (other.isConstant(0) && absorbs(other)) {
            return this;
        }
        return binary(ElementwiseOperators.SUB, other);
    }

    /** {@return this * other, elementwise} */
    public Tensor mul(Tensor other) {
        if (other.isConstant(1) && absorbs(other)) {
            return this;
        }
        if (isConstant(1) && other.absorbs(this)) {
            return other;
        }
        return binary(ElementwiseOperators.MUL, other);
    }

    /** {@return this / other, elementwise} */
    public Tensor div(Tensor other) {
        if (other.isConstant(1) && absorbs(other)) {
            return this;
        }
        return binary(ElementwiseOperators.DIV, other);
    }

    /** {@return this + value} */
    public Tensor add(double value) {
        return add(scalar(value));
    }

    /** {@return this - value} */
    public Tensor sub(double value) {
        return sub(scalar(value));
    }

    /** {@return this * value} */
    public Tensor mul(double value) {
        return mul(scalar(value));
    }

    /** {@return this / value} */
    public Tensor div(double value) {
        return div(scalar(value));
    }

    /** {@return value - this} */
    public Tensor rsub(double value) {
        return scalar(value).sub(this);
    }

    /** {@return this^exponent; the gradient by the exponent needs this &gt; 0} */
    public Tensor pow(Tensor exponent) {
        return binary(ElementwiseOperators.POW, exponent);
    }

    /** {@return this^exponent} */
    public Tensor pow(double exponent) {
        return pow(scalar(exponent));
    }

    /** {@return this * this} */
    public Tensor square() {
        return mul(this);
    }

    /** {@return the elementwise maximum; the gradient of equals goes to this tensor} */
    public Tensor max(Tensor other) {
        return binary(ElementwiseOperators.MAX, other);
    }

    /** {@return the elementwise minimum; the gradient of equals goes to this tensor} */
    public Tensor min(Tensor other) {
        return binary(ElementwiseOperators.MIN, other);
    }

    /** {@return min(max(this, low), high)} */
    public Tensor clip(double low, double high) {
        return max(scalar(low)).min(scalar(high));
    }

    /** {@return the remainder of integers, of the divisor's sign} */
    public Tensor mod(Tensor other) {
        return binary(ElementwiseOperators.MOD, other);
    }

    /** {@return -x, elementwise} */
    public Tensor neg() {
        return unary(ElementwiseOperators.NEG);
    }

    /** {@return |x|, elementwise} */
    public Tensor abs() {
        return unary(ElementwiseOperators.ABS);
    }

    /** {@return -1, 0 or 1, elementwise; its gradient is zero} */
    public Tensor sign() {
        return unary(ElementwiseOperators.SIGN);
    }

    /** {@return 1 / x, elementwise} */
    public Tensor reciprocal() {
        return unary(ElementwiseOperators.RECIPROCAL);
    }

    /** {@return the square root of x, elementwise} */
    public Tensor sqrt() {
        return unary(ElementwiseOperators.SQRT);
    }

    /** {@return e^x, elementwise} */
    public Tensor exp() {
        return unary(ElementwiseOperators.EXP);
    }

    /** {@return the natural logarithm of x, elementwise} */
    public Tensor log() {
        return unary(ElementwiseOperators.LOG);
    }

    /** {@return the sine of x in radians, elementwise} */
    public Tensor sin() {
        return unary(ElementwiseOperators.SIN);
    }

    /** {@return the cosine of x in radians, elementwise} */
    public Tensor cos() {
        return unary(ElementwiseOperators.COS);
    }

    /** {@return x / (1 + |x|), elementwise} */
    public Tensor softsign() {
        return unary(ElementwiseOperators.SOFTSIGN);
    }

    /** {@return the error function of x, elementwise} */
    public Tensor erf() {
        return unary(ElementwiseOperators.ERF);
    }

    /** {@return x rounded down, elementwise; its gradient is zero} */
    public Tensor floor() {
        return unary(ElementwiseOperators.FLOOR);
    }

    /** {@return x rounded up, elementwise; its gradient is zero} */
    public Tensor ceil() {
        return unary(ElementwiseOperators.CEIL);
    }

    /** {@return x rounded to the nearest integer, halves to even, elementwise; its gradient is zero} */
    public Tensor round() {
        return unary(ElementwiseOperators.ROUND);
    }

    /** {@return the hyperbolic tangent of x, elementwise} */
    public Tensor tanh() {
        return unary(ElementwiseOperators.TANH);
    }

    /** {@return 1 / (1 + e^-x), elementwise} */
    public Tensor sigmoid() {
        return unary(ElementwiseOperators.SIGMOID);
    }

    /** {@return max(x, 0), elementwise} */
    public Tensor relu() {
        return unary(ElementwiseOperators.RELU);
    }

    /** {@return log(1 + e^x), stable for x of any size, elementwise} */
    public Tensor softplus() {
        return unary(ElementwiseOperators.SOFTPLUS);
    }

    /** {@return 1 where x &gt; 0, else 0, elementwise, in x's own type; its gradient is zero} */
    public Tensor step() {
        return unary(ElementwiseOperators.STEP);
    }

    /** {@return the negation of truth values, elementwise} */
    public Tensor not() {
        return unary(ElementwiseOperators.NOT);
    }

    /** {@return x where x &gt; 0, else alpha x, elementwise} */
    public Tensor leakyRelu(double alpha) {
        return Graph.apply1(ElementwiseOperators.LEAKY_RELU, Attributes.NONE.with("alpha", (Object) alpha), this);
    }

    // ---- comparisons and conversion

    /** {@return this = other, elementwise} */
    public Tensor equalTo(Tensor other) {
        return binary(ElementwiseOperators.EQUAL, other);
    }

    /** {@return this &lt; other, elementwise} */
    public Tensor less(Tensor other) {
        return binary(ElementwiseOperators.LESS, other);
    }

    /** {@return this &lt;= other, elementwise} */
    public Tensor lessOrEqual(Tensor other) {
        return binary(ElementwiseOperators.LESS_OR_EQUAL, other);
    }

    /** {@return this &gt; other, elementwise} */
    public Tensor greater(Tensor other) {
        return binary(ElementwiseOperators.GREATER, other);
    }

    /** {@return this &gt;= other, elementwise} */
    public Tensor greaterOrEqual(Tensor other) {
        return binary(ElementwiseOperators.GREATER_OR_EQUAL, other);
    }

    /** {@return this and other, elementwise} */
    public Tensor and(Tensor other) {
        return binary(ElementwiseOperators.AND, other);
    }

    /** {@return this or other, elementwise} */
    public Tensor or(Tensor other) {
        return binary(ElementwiseOperators.OR, other);
    }

    /** {@return this bitwise and other, elementwise} */
    public Tensor bitAnd(Tensor other) {
        return binary(ElementwiseOperators.BITWISE_AND, other);
    }

    /** {@return this bitwise exclusive or other, elementwise} */
    public Tensor bitXor(Tensor other) {
        return binary(ElementwiseOperators.BITWISE_XOR, other);
    }

    /** {@return this unsigned shift right by other, elementwise} */
    public Tensor shiftRight(Tensor other) {
        return binary(ElementwiseOperators.SHIFT_RIGHT, other);
    }

    /** {@return the elements converted to another type} */
    public Tensor cast(DType to) {
        if (to == dtype()) {
            return this;
        }
        return Graph.apply1(ElementwiseOperators.CAST, Attributes.NONE.with("to", (Object) to), this);
    }

    /** {@return the same value, held constant under differentiation} */
    public Tensor stopGradient() {
        return unary(GraphOperators.STOP_GRADIENT);
    }

    // ---- reductions

    /** {@return the sum over axes (none given: over all)} */
    public Tensor sum(int... axes) {
        return ReductionOperators.reduce(ReductionOperators.SUM, this, false, axes);
    }

    /** {@return the sum over axes (none given: over all), the folded axes kept with extent 1} */
    public Tensor sumKeepDims(int... axes) {
        return ReductionOperators.reduce(ReductionOperators.SUM, this, true, axes);
    }

    /** {@return the maximum over axes (none given: over all)} */
    public Tensor reduceMax(int... axes) {
        return ReductionOperators.reduce(ReductionOperators.MAX, this, false, axes);
    }

    /** {@return the maximum over axes (none given: over all), the folded axes kept with extent 1} */
    public Tensor reduceMaxKeepDims(int... axes) {
        return ReductionOperators.reduce(ReductionOperators.MAX, this, true, axes);
    }

    /** {@return the minimum over axes (none given: over all)} */
    public Tensor reduceMin(int... axes) {
        return ReductionOperators.reduce(ReductionOperators.MIN, this, false, axes);
    }

    /** {@return the minimum over axes (none given: over all), the folded axes kept with extent 1} */
    public Tensor reduceMinKeepDims(int... axes) {
        return ReductionOperators.reduce(ReductionOperators.MIN, this, true, axes);
    }

    /** {@return the log of the sum of the exponentials over axes (none given: over all)} */
    public Tensor logSumExp(int... axes) {
        return ReductionOperators.reduce(ReductionOperators.LOG_SUM_EXP, this, false, axes);
    }

    /**
     * {@return the log of the sum of the exponentials over axes (none given: over all), the folded axes kept with extent 1}
     */
    public Tensor logSumExpKeepDims(int... axes) {
        return ReductionOperators.reduce(ReductionOperators.LOG_SUM_EXP, this, true, axes);
    }

    /** {@return the mean over axes (none given: over all)} */
    public Tensor mean(int... axes) {
        return sum(axes).div(ReductionOperators.count(this, axes));
    }

    /** {@return the mean over axes (none given: over all), the folded axes kept with extent 1} */
    public Tensor meanKeepDims(int... axes) {
        return sumKeepDims(axes).div(ReductionOperators.count(this, axes));
    }

    /** {@return the softmax along an axis} */
    public Tensor softmax(int axis) {
        return Graph.apply1(ReductionOperators.SOFTMAX, Attributes.NONE.withInt("axis", shape().axis(axis)), this);
    }

    /** {@return the logarithm of the softmax along an axis} */
    public Tensor logSoftmax(int axis) {
        return Graph.apply1(ReductionOperators.LOG_SOFTMAX, Attributes.NONE.withInt("axis", shape().axis(axis)), this);
    }

    /** {@return the position of the largest element along an axis, int64 without that axis; the first of equals} */
    public Tensor argMax(int axis) {
        int a = shape().axis(axis);
        return Graph.apply1(ReductionOperators.ARG_MAX, Attributes.NONE.withInt("axis", a), this)
                .squeeze(a);
    }

    // ---- linear algebra

    /**
     * {@return the matrix product of the last two axes, [..., n, k] and [..., k, m] to [..., n, m]; leading axes broadcast}
     */
    public Tensor matMul(Tensor other) {
        return matMul(other, false, false);
    }

    /**
     * The matrix product of the last two axes, each operand transposed on demand.
     *
     * @param other The right operand.
     * @param transposeThis Use the transpose of this.
     * @param transposeOther Use the transpose of the other.
     * @return The product.
     */
    public Tensor matMul(Tensor other, boolean transposeThis, boolean transposeOther) {
        return LinearAlgebraOperators.dot(this, other, transposeThis, transposeOther);
    }

    // ---- shape

    /** {@return the extents as they are when the graph runs, int64 of shape [rank]} */
    public Tensor shapeTensor() {
        return shape().isFixed() ? graph().root().constant(shape().sizes()) : unary(ShapeOperators.SHAPE);
    }

    /** {@return the extent of an axis as it is when the graph runs, int64 of shape [1]} */
    public Tensor sizeOf(int axis) {
        int a = shape().axis(axis);
        Dim d = shape().dim(a);
        return d.isFixed() ? graph().root().constant(d.size()) : shapeTensor().slice(0, a, a + 1);
    }

    /** {@return the same elements in row-major order in another shape of at most one symbolic extent} */
    public Tensor reshape(Shape to) {
        if (to.equals(shape())) {
            return this;
        }
        long[] extents =
                to.dims().stream().mapToLong(d -> d.isFixed() ? d.size() : -1).toArray();
        if (Arrays.stream(extents).filter(d -> d == -1).count() > 1) {
            throw mistake("Reshape", "at most one symbolic extent expected, found " + to + "; use reshapeLike");
        }
        Attributes a = Attributes.NONE.with("shape", (Object) to);
        return Graph.apply1(ShapeOperators.RESHAPE, a, this, graph().root().constant(extents));
    }

    /**
     * {@return the same elements in row-major order in another shape, of whose extents one may be -1 and is derived}
     */
    public Tensor reshape(long... sizes) {
        Shape to = ShapeOperators.complete(shape().elements(), sizes);
        if (to == null) {
            throw mistake(
                    "Reshape",
                    "extents that divide " + shape().elements() + " expected, found " + Arrays.toString(sizes));
        }
        return reshape(to);
    }

    /** {@return the same elements in row-major order in the shape of another tensor} */
    public Tensor reshapeLike(Tensor like) {
        if (like.shape().equals(shape())) {
            return this;
        }
        if (like.shape().dims().stream().filter(d -> !d.isFixed()).count() <= 1) {
            return reshape(like.shape());
        }
        Attributes a = Attributes.NONE.with("shape", (Object) like.shape());
        return Graph.apply1(ShapeOperators.RESHAPE, a, this, like.shapeTensor());
    }

    /** {@return this with all axes from the given one on merged into one} */
    public Tensor flatten(int axis) {
        List<Dim> dims = new ArrayList<>(shape().dims().subList(0, axis));
        dims.add(Shape.of(shape().dims().subList(axis, shape().rank())).elements());
        return reshape(Shape.of(dims));
    }

    /** {@return this, repeated along axes of extent 1 or missing to the shape of another tensor} */
    public Tensor expandLike(Tensor like) {
        if (like.shape().equals(shape())) {
            return this;
        }
        Attributes a = Attributes.NONE.with("shape", (Object) like.shape());
        return Graph.apply1(ShapeOperators.EXPAND, a, this, like.shapeTensor());
    }

    /** {@return this, repeated along axes of extent 1 or missing to a shape} */
    public Tensor expand(long... sizes) {
        if (Shape.of(sizes).equals(shape())) {
            return this;
        }
        Attributes a = Attributes.NONE.with("shape", (Object) Shape.of(sizes));
        return Graph.apply1(ShapeOperators.EXPAND, a, this, graph().root().constant(sizes));
    }

    /** {@return zeros of this shape and type} */
    public Tensor zerosLike() {
        return scalar(0).expandLike(this);
    }

    /** {@return ones of this shape and type} */
    public Tensor onesLike() {
        return scalar(1).expandLike(this);
    }

    /** {@return this summed over the axes along which the other is repeated to reach its shape: broadcasting's adjoint} */
    public Tensor sumTo(Tensor like) {
        return ShapeOperators.sumTo(this, like);
    }

    /** {@return the axes permuted: axis i of the result is axis perm[i] of this} */
    public Tensor transpose(int... perm) {
        long[] p = Arrays.stream(perm).asLongStream().toArray();
        return Graph.apply1(ShapeOperators.TRANSPOSE, Attributes.NONE.with("perm", p), this);
    }

    /** {@return this without the given axes, which must be of extent 1} */
    public Tensor squeeze(int... axes) {
        long[] a =
                Arrays.stream(axes).map(shape()::axis).sorted().asLongStream().toArray();
        return a.length == 0 ? this : Graph.apply1(ShapeOperators.SQUEEZE, Attributes.NONE.with("axes", a), this);
    }

    /** {@return this with axes of extent 1 inserted at the given positions of the result} */
    public Tensor unsqueeze(int... axes) {
        int r = shape().rank() + axes.length;
        long[] a = Arrays.stream(axes)
                .map(i -> i < 0 ? i + r : i)
                .sorted()
                .asLongStream()
                .toArray();
        return a.length == 0 ? this : Graph.apply1(ShapeOperators.UNSQUEEZE, Attributes.NONE.with("axes", a), this);
    }

    /** {@return the axis cut into pieces of the given extents, which add up to its own} */
    public List<Tensor> split(int axis, long... sizes) {
        if (sizes.length == 1 && shape().dim(axis).equals(Dim.of(sizes[0]))) {
            return List.of(this);
        }
        Attributes a = Attributes.NONE.withInt("axis", shape().axis(axis)).with("sizes", sizes);
        return Graph.apply(ShapeOperators.SPLIT, a, this).outputs();
    }

    /**
     * Takes a part of an axis.
     *
     * @param axis The axis.
     * @param start The first position.
     * @param end The position after the last, at most the extent when the graph runs.
     * @return The part.
     */
    public Tensor slice(int axis, long start, long end) {
        Dim d = shape().dim(axis);
        if (start < 0 || end < start || d.isFixed() && end > d.size()) {
            throw mistake(
                    "Slice",
                    "0 <= start <= end <= " + d + " expected at axis " + axis + ", found " + start + " to " + end);
        }
        if (start == 0 && d.equals(Dim.of(end))) {
            return this;
        }
        Graph root = graph().root();
        return ShapeOperators.cut(this, axis, root.constant(start), root.constant(end), Dim.of(end - start));
    }

    /**
     * Takes a part of an axis whose bounds are computed.
     *
     * @param axis The axis.
     * @param start The first position, int64 of shape [1].
     * @param end The position after the last, int64 of shape [1].
     * @param size The extent of the part.
     * @return The part.
     */
    public Tensor slice(int axis, Tensor start, Tensor end, Dim size) {
        return ShapeOperators.cut(this, axis, start, end, size);
    }

    /**
     * Puts zeros before and after along an axis.
     *
     * @param axis The axis.
     * @param before How many before, at least 0.
     * @param after How many after, at least 0.
     * @return The longer tensor.
     */
    public Tensor pad(int axis, long before, long after) {
        if (before == 0 && after == 0) {
            return this;
        }
        Graph root = graph().root();
        Dim d = shape().dim(axis).plus(Dim.of(before + after));
        return ShapeOperators.grow(this, axis, root.constant(before), root.constant(after), d);
    }

    // ---- indexing

    /** {@return the slices at int64 positions of an axis: [axes before..., position axes..., axes after...]} */
    public Tensor gather(int axis, Tensor positions) {
        return Graph.apply1(
                IndexOperators.GATHER, Attributes.NONE.withInt("axis", shape().axis(axis)), this, positions);
    }

    /** {@return one element along an axis for each int64 position, in the positions' shape of this rank} */
    public Tensor takeAlong(int axis, Tensor positions) {
        return Graph.apply1(
                IndexOperators.GATHER_ELEMENTS, Attributes.NONE.withInt("axis", shape().axis(axis)), this, positions);
    }

    /**
     * Adds elements along an axis at the positions of an index of equal rank; repeated positions add up.
     *
     * @param axis The axis.
     * @param positions int64 of this rank.
     * @param values In the index's shape.
     * @return The sum, of this shape.
     */
    public Tensor addAlong(int axis, Tensor positions, Tensor values) {
        Attributes a = Attributes.NONE.withInt("axis", shape().axis(axis));
        return Graph.apply1(IndexOperators.SCATTER_ADD_ELEMENTS, a, this, positions, values);
    }

    /**
     * Adds rows at positions of the first axis; repeated positions add up.
     *
     * @param positions int64.
     * @param rows [positions axes..., this tensor's other axes...].
     * @return The sum, of this shape.
     */
    public Tensor addRows(Tensor positions, Tensor rows) {
        return Graph.apply1(IndexOperators.ADD_ROWS, Attributes.NONE, this, positions, rows);
    }

    /**
     * Replaces rows of the first axis. Of repeated positions the last wins, whatever the order of execution.
     *
     * @param positions int64 of shape [k].
     * @param rows [k, this tensor's other axes...].
     * @return The changed tensor, of this shape.
     */
    public Tensor putRows(Tensor positions, Tensor rows) {
        return IndexOperators.putLast(this, positions, rows);
    }

    @Override
    public String toString() {
        return node.name() + (node.outputs().size() > 1 ? ":" + index : "") + " " + type;
    }
}
