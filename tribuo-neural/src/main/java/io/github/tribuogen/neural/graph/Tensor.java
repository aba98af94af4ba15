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

    /**
     * The node that computes this value.
     *
     * @return The node.
     */
    public Node node() {
        return node;
    }

    /**
     * Which of the node's outputs this is.
     *
     * @return The position.
     */
    public int index() {
        return index;
    }

    /**
     * Element type and shape.
     *
     * @return The type.
     */
    public TensorType type() {
        return type;
    }

    /**
     * The element type.
     *
     * @return The type.
     */
    public DType dtype() {
        return type.dtype();
    }

    /**
     * The shape.
     *
     * @return The shape.
     */
    public Shape shape() {
        return type.shape();
    }

    /**
     * Where the value lives.
     *
     * @return The (sub)graph.
     */
    public Graph graph() {
        return node.graph();
    }

    private Tensor unary(Operator op) {
        return Graph.apply1(op, Attributes.NONE, this);
    }

    private Tensor binary(Operator op, Tensor other) {
        return Graph.apply1(op, Attributes.NONE, this, other);
    }

    /**
     * A constant of this tensor's element type.
     *
     * @param value The value.
     * @return The constant, a scalar.
     */
    public Tensor scalar(double value) {
        return graph().root().constant(dtype(), value);
    }

    private boolean isConstant(double value) {
        if (node.operator() != GraphOperators.CONSTANT) {
            return false;
        }
        HostTensor v = node.attributes().get("value", HostTensor.class);
        return v.size() == 1 && v.get(0) == value;
    }

    /** Does broadcasting with the other leave this tensor's shape as it is? */
    private boolean absorbs(Tensor other) {
        return dtype() == other.dtype() && shape().equals(shape().broadcast(other.shape()));
    }

    // ---- arithmetic

    /**
     * Adds.
     *
     * @param other The other operand.
     * @return this + other.
     */
    public Tensor add(Tensor other) {
        if (other.isConstant(0) && absorbs(other)) {
            return this;
        }
        return binary(ElementwiseOperators.ADD, other);
    }

    /**
     * Subtracts.
     *
     * @param other The other operand.
     * @return this - other.
     */
    public Tensor sub(Tensor other) {
        if (other.isConstant(0) && absorbs(other)) {
            return this;
        }
        return binary(ElementwiseOperators.SUB, other);
    }

    /**
     * Multiplies elementwise.
     *
     * @param other The other operand.
     * @return this * other.
     */
    public Tensor mul(Tensor other) {
        if (other.isConstant(1) && absorbs(other)) {
            return this;
        }
        if (isConstant(1) && other.absorbs(this)) {
            return other;
        }
        return binary(ElementwiseOperators.MUL, other);
    }

    /**
     * Divides elementwise.
     *
     * @param other The other operand.
     * @return this / other.
     */
    public Tensor div(Tensor other) {
        if (other.isConstant(1) && absorbs(other)) {
            return this;
        }
        return binary(ElementwiseOperators.DIV, other);
    }

    /**
     * Adds a number.
     *
     * @param value The number.
     * @return this + value.
     */
    public Tensor add(double value) {
        return add(scalar(value));
    }

    /**
     * Subtracts a number.
     *
     * @param value The number.
     * @return this - value.
     */
    public Tensor sub(double value) {
        return sub(scalar(value));
    }

    /**
     * Multiplies by a number.
     *
     * @param value The number.
     * @return this * value.
     */
    public Tensor mul(double value) {
        return mul(scalar(value));
    }

    /**
     * Divides by a number.
     *
     * @param value The number.
     * @return this / value.
     */
    public Tensor div(double value) {
        return div(scalar(value));
    }

    /**
     * Subtracts from a number.
     *
     * @param value The number.
     * @return value - this.
     */
    public Tensor rsub(double value) {
        return scalar(value).sub(this);
    }

    /**
     * Raises to a power.
     *
     * @param exponent The exponent; its gradient needs this &gt; 0.
     * @return this^exponent.
     */
    public Tensor pow(Tensor exponent) {
        return binary(ElementwiseOperators.POW, exponent);
    }

    /**
     * Raises to a power.
     *
     * @param exponent The exponent.
     * @return this^exponent.
     */
    public Tensor pow(double exponent) {
        return pow(scalar(exponent));
    }

    /**
     * The square.
     *
     * @return this * this.
     */
    public Tensor square() {
        return mul(this);
    }

    /**
     * The larger of two.
     *
     * @param other The other operand.
     * @return The elementwise maximum; the gradient of equals goes to this tensor.
     */
    public Tensor max(Tensor other) {
        return binary(ElementwiseOperators.MAX, other);
    }

    /**
     * The smaller of two.
     *
     * @param other The other operand.
     * @return The elementwise minimum; the gradient of equals goes to this tensor.
     */
    public Tensor min(Tensor other) {
        return binary(ElementwiseOperators.MIN, other);
    }

    /**
     * Bounds the elements.
     *
     * @param low The least value.
     * @param high The greatest value.
     * @return min(max(this, low), high).
     */
    public Tensor clip(double low, double high) {
        return max(scalar(low)).min(scalar(high));
    }

    /**
     * The remainder of an integer division.
     *
     * @param other The divisor.
     * @return this mod other, of the divisor's sign.
     */
    public Tensor mod(Tensor other) {
        return binary(ElementwiseOperators.MOD, other);
    }

    /**
     * Elementwise: -x.
     *
     * @return The result, of this shape.
     */
    public Tensor neg() {
        return unary(ElementwiseOperators.NEG);
    }

    /**
     * Elementwise: |x|.
     *
     * @return The result, of this shape.
     */
    public Tensor abs() {
        return unary(ElementwiseOperators.ABS);
    }

    /**
     * Elementwise: -1, 0 or 1; its gradient is zero.
     *
     * @return The result, of this shape.
     */
    public Tensor sign() {
        return unary(ElementwiseOperators.SIGN);
    }

    /**
     * Elementwise: 1 / x.
     *
     * @return The result, of this shape.
     */
    public Tensor reciprocal() {
        return unary(ElementwiseOperators.RECIPROCAL);
    }

    /**
     * Elementwise: the square root of x.
     *
     * @return The result, of this shape.
     */
    public Tensor sqrt() {
        return unary(ElementwiseOperators.SQRT);
    }

    /**
     * Elementwise: e^x.
     *
     * @return The result, of this shape.
     */
    public Tensor exp() {
        return unary(ElementwiseOperators.EXP);
    }

    /**
     * Elementwise: the natural logarithm of x.
     *
     * @return The result, of this shape.
     */
    public Tensor log() {
        return unary(ElementwiseOperators.LOG);
    }

    /**
     * Elementwise: the sine of x in radians.
     *
     * @return The result, of this shape.
     */
    public Tensor sin() {
        return unary(ElementwiseOperators.SIN);
    }

    /**
     * Elementwise: the cosine of x in radians.
     *
     * @return The result, of this shape.
     */
    public Tensor cos() {
        return unary(ElementwiseOperators.COS);
    }

    /**
     * Elementwise: the error function of x.
     *
     * @return The result, of this shape.
     */
    public Tensor erf() {
        return unary(ElementwiseOperators.ERF);
    }

    /**
     * Elementwise: x rounded down; its gradient is zero.
     *
     * @return The result, of this shape.
     */
    public Tensor floor() {
        return unary(ElementwiseOperators.FLOOR);
    }

    /**
     * Elementwise: x rounded up; its gradient is zero.
     *
     * @return The result, of this shape.
     */
    public Tensor ceil() {
        return unary(ElementwiseOperators.CEIL);
    }

    /**
     * Elementwise: x rounded to the nearest integer, halves to even; its gradient is zero.
     *
     * @return The result, of this shape.
     */
    public Tensor round() {
        return unary(ElementwiseOperators.ROUND);
    }

    /**
     * Elementwise: the hyperbolic tangent of x.
     *
     * @return The result, of this shape.
     */
    public Tensor tanh() {
        return unary(ElementwiseOperators.TANH);
    }

    /**
     * Elementwise: 1 / (1 + e^-x).
     *
     * @return The result, of this shape.
     */
    public Tensor sigmoid() {
        return unary(ElementwiseOperators.SIGMOID);
    }

    /**
     * Elementwise: max(x, 0).
     *
     * @return The result, of this shape.
     */
    public Tensor relu() {
        return unary(ElementwiseOperators.RELU);
    }

    /**
     * Elementwise: log(1 + e^x), stable for x of any size.
     *
     * @return The result, of this shape.
     */
    public Tensor softplus() {
        return unary(ElementwiseOperators.SOFTPLUS);
    }

    /**
     * Elementwise: 1 where x &gt; 0, else 0, in x's own type; its gradient is zero.
     *
     * @return The result, of this shape.
     */
    public Tensor step() {
        return unary(ElementwiseOperators.STEP);
    }

    /**
     * Elementwise: the negation of truth values.
     *
     * @return The result, of this shape.
     */
    public Tensor not() {
        return unary(ElementwiseOperators.NOT);
    }

    /**
     * Elementwise: true where x is not a number.
     *
     * @return The result, of this shape.
     */
    public Tensor isNaN() {
        return unary(ElementwiseOperators.IS_NAN);
    }

    /**
     * Elementwise: true where x is infinite.
     *
     * @return The result, of this shape.
     */
    public Tensor isInfinite() {
        return unary(ElementwiseOperators.IS_INF);
    }

    /**
     * Elementwise: x where x &gt; 0, else alpha x.
     *
     * @param alpha The slope for negative x.
     * @return The result, of this shape.
     */
    public Tensor leakyRelu(double alpha) {
        return Graph.apply1(ElementwiseOperators.LEAKY_RELU, Attributes.NONE.with("alpha", (Object) alpha), this);
    }

    // ---- comparisons and conversion

    /**
     * Elementwise: this = other.
     *
     * @param other The other operand.
     * @return The result, in the broadcast shape.
     */
    public Tensor equalTo(Tensor other) {
        return binary(ElementwiseOperators.EQUAL, other);
    }

    /**
     * Elementwise: this &lt; other.
     *
     * @param other The other operand.
     * @return The result, in the broadcast shape.
     */
    public Tensor less(Tensor other) {
        return binary(ElementwiseOperators.LESS, other);
    }

    /**
     * Elementwise: this &lt;= other.
     *
     * @param other The other operand.
     * @return The result, in the broadcast shape.
     */
    public Tensor lessOrEqual(Tensor other) {
        return binary(ElementwiseOperators.LESS_OR_EQUAL, other);
    }

    /**
     * Elementwise: this &gt; other.
     *
     * @param other The other operand.
     * @return The result, in the broadcast shape.
     */
    public Tensor greater(Tensor other) {
        return binary(ElementwiseOperators.GREATER, other);
    }

    /**
     * Elementwise: this &gt;= other.
     *
     * @param other The other operand.
     * @return The result, in the broadcast shape.
     */
    public Tensor greaterOrEqual(Tensor other) {
        return binary(ElementwiseOperators.GREATER_OR_EQUAL, other);
    }

    /**
     * Elementwise: this and other.
     *
     * @param other The other operand.
     * @return The result, in the broadcast shape.
     */
    public Tensor and(Tensor other) {
        return binary(ElementwiseOperators.AND, other);
    }

    /**
     * Elementwise: this or other.
     *
     * @param other The other operand.
     * @return The result, in the broadcast shape.
     */
    public Tensor or(Tensor other) {
        return binary(ElementwiseOperators.OR, other);
    }

    /**
     * Elementwise: this bitwise and other.
     *
     * @param other The other operand.
     * @return The result, in the broadcast shape.
     */
    public Tensor bitAnd(Tensor other) {
        return binary(ElementwiseOperators.BITWISE_AND, other);
    }

    /**
     * Elementwise: this bitwise exclusive or other.
     *
     * @param other The other operand.
     * @return The result, in the broadcast shape.
     */
    public Tensor bitXor(Tensor other) {
        return binary(ElementwiseOperators.BITWISE_XOR, other);
    }

    /**
     * Elementwise: this unsigned shift right by other.
     *
     * @param other The other operand.
     * @return The result, in the broadcast shape.
     */
    public Tensor shiftRight(Tensor other) {
        return binary(ElementwiseOperators.SHIFT_RIGHT, other);
    }

    /**
     * Converts the elements.
     *
     * @param to The element type.
     * @return The converted tensor.
     */
    public Tensor cast(DType to) {
        if (to == dtype()) {
            return this;
        }
        return Graph.apply1(ElementwiseOperators.CAST, Attributes.NONE.with("to", (Object) to), this);
    }

    /**
     * The same value, held constant under differentiation.
     *
     * @return The value.
     */
    public Tensor stopGradient() {
        return unary(GraphOperators.STOP_GRADIENT);
    }

    // ---- reductions

    /**
     * The sum over axes.
     *
     * @param axes The axes to fold; none means all.
     * @return The result without those axes.
     */
    public Tensor sum(int... axes) {
        return ReductionOperators.reduce(ReductionOperators.SUM, this, false, axes);
    }

    /**
     * The sum over axes.
     *
     * @param axes The axes to fold; none means all.
     * @return The result, the folded axes kept with extent 1.
     */
    public Tensor sumKeepDims(int... axes) {
        return ReductionOperators.reduce(ReductionOperators.SUM, this, true, axes);
    }

    /**
     * The maximum over axes.
     *
     * @param axes The axes to fold; none means all.
     * @return The result without those axes.
     */
    public Tensor reduceMax(int... axes) {
        return ReductionOperators.reduce(ReductionOperators.MAX, this, false, axes);
    }

    /**
     * The maximum over axes.
     *
     * @param axes The axes to fold; none means all.
     * @return The result, the folded axes kept with extent 1.
     */
    public Tensor reduceMaxKeepDims(int... axes) {
        return ReductionOperators.reduce(ReductionOperators.MAX, this, true, axes);
    }

    /**
     * The minimum over axes.
     *
     * @param axes The axes to fold; none means all.
     * @return The result without those axes.
     */
    public Tensor reduceMin(int... axes) {
        return ReductionOperators.reduce(ReductionOperators.MIN, this, false, axes);
    }

    /**
     * The minimum over axes.
     *
     * @param axes The axes to fold; none means all.
     * @return The result, the folded axes kept with extent 1.
     */
    public Tensor reduceMinKeepDims(int... axes) {
        return ReductionOperators.reduce(ReductionOperators.MIN, this, true, axes);
    }

    /**
     * The log of the sum of the exponentials over axes.
     *
     * @param axes The axes to fold; none means all.
     * @return The result without those axes.
     */
    public Tensor logSumExp(int... axes) {
        return ReductionOperators.reduce(ReductionOperators.LOG_SUM_EXP, this, false, axes);
    }

    /**
     * The log of the sum of the exponentials over axes.
     *
     * @param axes The axes to fold; none means all.
     * @return The result, the folded axes kept with extent 1.
     */
    public Tensor logSumExpKeepDims(int... axes) {
        return ReductionOperators.reduce(ReductionOperators.LOG_SUM_EXP, this, true, axes);
    }

    /**
     * The mean over axes.
     *
     * @param axes The axes to fold; none means all.
     * @return The result without those axes.
     */
    public Tensor mean(int... axes) {
        return sum(axes).div(count(axes));
    }

    /**
     * The mean over axes.
     *
     * @param axes The axes to fold; none means all.
     * @return The result, the folded axes kept with extent 1.
     */
    public Tensor meanKeepDims(int... axes) {
        return sumKeepDims(axes).div(count(axes));
    }

    /** The number of elements folded by a reduction, as a scalar of this type. */
    private Tensor count(int... axes) {
        int[] all = axes.length == 0 ? ReductionOperators.allAxes(shape()) : axes;
        long fixed = 1;
        Tensor symbolic = null;
        for (int axis : all) {
            Dim d = shape().dim(axis);
            if (d.isFixed()) {
                fixed *= d.size();
            } else {
                Tensor n = sizeOf(axis).squeeze(0).cast(dtype());
                symbolic = symbolic == null ? n : symbolic.mul(n);
            }
        }
        return symbolic == null ? scalar(fixed) : symbolic.mul(fixed);
    }

    /**
     * The softmax along an axis.
     *
     * @param axis The axis.
     * @return The result, of this shape.
     */
    public Tensor softmax(int axis) {
        return Graph.apply1(ReductionOperators.SOFTMAX, Attributes.NONE.withInt("axis", shape().axis(axis)), this);
    }

    /**
     * The logarithm of the softmax along an axis.
     *
     * @param axis The axis.
     * @return The result, of this shape.
     */
    public Tensor logSoftmax(int axis) {
        return Graph.apply1(ReductionOperators.LOG_SOFTMAX, Attributes.NONE.withInt("axis", shape().axis(axis)), this);
    }

    /**
     * Running sums along an axis.
     *
     * @param axis The axis.
     * @return y_i = sum of x_j for j up to and with i.
     */
    public Tensor cumSum(int axis) {
        Attributes a = Attributes.NONE.withInt("axis", shape().axis(axis)).with("reverse", false);
        return Graph.apply1(ReductionOperators.CUM_SUM, a, this);
    }

    /**
     * The position of the largest element along an axis.
     *
     * @param axis The axis.
     * @return int64, without that axis; the first of equals.
     */
    public Tensor argMax(int axis) {
        int a = shape().axis(axis);
        return Graph.apply1(ReductionOperators.ARG_MAX, Attributes.NONE.withInt("axis", a), this)
                .squeeze(a);
    }

    /**
     * The largest elements along an axis.
     *
     * @param k How many.
     * @param axis The axis.
     * @return The elements in falling order, and their positions as int64.
     */
    public List<Tensor> topK(int k, int axis) {
        Attributes a = Attributes.NONE.withInt("axis", shape().axis(axis)).withInt("k", k);
        return Graph.apply(ReductionOperators.TOP_K, a, this).outputs();
    }

    // ---- linear algebra

    /**
     * The matrix product of the last two axes; leading axes broadcast.
     *
     * @param other [..., k, m].
     * @return [..., n, m] for [..., n, k] and [..., k, m].
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

    /**
     * The extents as they are when the graph runs.
     *
     * @return int64 of shape [rank].
     */
    public Tensor shapeTensor() {
        return shape().isFixed() ? graph().root().constant(shape().sizes()) : unary(ShapeOperators.SHAPE);
    }

    /**
     * The extent of an axis as it is when the graph runs.
     *
     * @param axis The axis.
     * @return int64 of shape [1].
     */
    public Tensor sizeOf(int axis) {
        int a = shape().axis(axis);
        Dim d = shape().dim(a);
        return d.isFixed() ? graph().root().constant(d.size()) : shapeTensor().slice(0, a, a + 1);
    }

    /**
     * The same elements in row-major order in another shape.
     *
     * @param to The shape, with at most one symbolic extent.
     * @return The reshaped tensor.
     */
    public Tensor reshape(Shape to) {
        if (to.equals(shape())) {
            return this;
        }
        long[] extents =
                to.dims().stream().mapToLong(d -> d.isFixed() ? d.size() : -1).toArray();
        if (Arrays.stream(extents).filter(d -> d == -1).count() > 1) {
            throw new IllegalArgumentException(
                    "Reshape of " + type + ": at most one symbolic extent expected, found " + to + "; use reshapeLike");
        }
        Attributes a = Attributes.NONE.with("shape", (Object) to);
        return Graph.apply1(ShapeOperators.RESHAPE, a, this, graph().root().constant(extents));
    }

    /**
     * The same elements in row-major order in another shape.
     *
     * @param sizes The extents; one may be -1 and is derived.
     * @return The reshaped tensor.
     */
    public Tensor reshape(long... sizes) {
        Dim known = Dim.of(1);
        for (long size : sizes) {
            known = size == -1 ? known : known.times(Dim.of(size));
        }
        List<Dim> dims = new ArrayList<>();
        for (long size : sizes) {
            Dim d = size == -1 ? shape().elements().dividedBy(known) : Dim.of(size);
            if (d == null) {
                throw new IllegalArgumentException("Reshape of " + type + ": extents that divide " + shape().elements()
                        + " expected, found " + Arrays.toString(sizes));
            }
            dims.add(d);
        }
        return reshape(Shape.of(dims));
    }

    /**
     * The same elements in the shape of another tensor.
     *
     * @param like The tensor with the shape.
     * @return The reshaped tensor.
     */
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

    /**
     * Merges all axes from one on.
     *
     * @param axis The first axis that is merged.
     * @return [axes before..., product of the rest].
     */
    public Tensor flatten(int axis) {
        List<Dim> dims = new ArrayList<>(shape().dims().subList(0, axis));
        dims.add(Shape.of(shape().dims().subList(axis, shape().rank())).elements());
        return reshape(Shape.of(dims));
    }

    /**
     * Repeats along axes of extent 1 or missing.
     *
     * @param like The tensor with the shape.
     * @return The tensor in the other's shape.
     */
    public Tensor expandLike(Tensor like) {
        if (like.shape().equals(shape())) {
            return this;
        }
        Attributes a = Attributes.NONE.with("shape", (Object) like.shape());
        return Graph.apply1(ShapeOperators.EXPAND, a, this, like.shapeTensor());
    }

    /**
     * Repeats along axes of extent 1 or missing.
     *
     * @param sizes The extents.
     * @return The expanded tensor.
     */
    public Tensor expand(long... sizes) {
        if (Shape.of(sizes).equals(shape())) {
            return this;
        }
        Attributes a = Attributes.NONE.with("shape", (Object) Shape.of(sizes));
        return Graph.apply1(ShapeOperators.EXPAND, a, this, graph().root().constant(sizes));
    }

    /**
     * Zeros of this shape and type.
     *
     * @return The zeros.
     */
    public Tensor zerosLike() {
        return shape().isFixed()
                ? graph().root().constant(HostTensor.filled(dtype(), 0, shape().sizes()))
                : scalar(0).expandLike(this);
    }

    /**
     * Ones of this shape and type.
     *
     * @return The ones.
     */
    public Tensor onesLike() {
        return scalar(1).expandLike(this);
    }

    /**
     * Sums the axes along which another tensor would be repeated to reach this shape: the adjoint of broadcasting.
     *
     * @param like A tensor whose shape broadcasts to this.
     * @return This tensor in the other's shape.
     */
    public Tensor sumTo(Tensor like) {
        Shape to = like.shape();
        if (to.equals(shape())) {
            return this;
        }
        int extra = shape().rank() - to.rank();
        if (extra > 0) {
            int[] lead = new int[extra];
            Arrays.setAll(lead, i -> i);
            return sum(lead).sumTo(like);
        }
        if (extra < 0) {
            return expandLike(like);
        }
        List<Integer> folded = new ArrayList<>();
        for (int i = 0; i < to.rank(); i++) {
            if (to.dim(i).isOne() && !shape().dim(i).isOne()) {
                folded.add(i);
            }
        }
        if (folded.isEmpty()) {
            return expandLike(like);
        }
        return sumKeepDims(folded.stream().mapToInt(Integer::intValue).toArray())
                .sumTo(like);
    }

    /**
     * Permutes the axes.
     *
     * @param perm Which axis of this tensor each axis of the result is.
     * @return The axes in the given order.
     */
    public Tensor transpose(int... perm) {
        long[] p = Arrays.stream(perm).asLongStream().toArray();
        return Graph.apply1(ShapeOperators.TRANSPOSE, Attributes.NONE.with("perm", p), this);
    }

    /**
     * Drops axes of extent 1.
     *
     * @param axes The axes.
     * @return The tensor without them.
     */
    public Tensor squeeze(int... axes) {
        long[] a =
                Arrays.stream(axes).map(shape()::axis).sorted().asLongStream().toArray();
        return a.length == 0 ? this : Graph.apply1(ShapeOperators.SQUEEZE, Attributes.NONE.with("axes", a), this);
    }

    /**
     * Inserts axes of extent 1.
     *
     * @param axes Their positions in the result.
     * @return The tensor with them.
     */
    public Tensor unsqueeze(int... axes) {
        int r = shape().rank() + axes.length;
        long[] a = Arrays.stream(axes)
                .map(i -> i < 0 ? i + r : i)
                .sorted()
                .asLongStream()
                .toArray();
        return a.length == 0 ? this : Graph.apply1(ShapeOperators.UNSQUEEZE, Attributes.NONE.with("axes", a), this);
    }

    /**
     * Cuts an axis into pieces.
     *
     * @param axis The axis.
     * @param sizes The extents of the pieces, adding up to the axis's.
     * @return The pieces.
     */
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
            throw new IllegalArgumentException("Slice of " + type + ": 0 <= start <= end <= " + d + " expected at axis "
                    + axis + ", found " + start + " to " + end);
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

    /**
     * Takes slices along an axis.
     *
     * @param axis The axis.
     * @param positions int64 of any shape.
     * @return [axes before..., index axes..., axes after...].
     */
    public Tensor gather(int axis, Tensor positions) {
        return Graph.apply1(
                IndexOperators.GATHER, Attributes.NONE.withInt("axis", shape().axis(axis)), this, positions);
    }

    /**
     * Takes one element along an axis for each position of an index of equal rank.
     *
     * @param axis The axis.
     * @param positions int64 of this rank.
     * @return The elements, in the index's shape.
     */
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
        // every row of a repeated position is replaced by the last of them, so that the order of writing does not
        // matter
        Tensor at = Tensors.rangeLike(positions, 0).add(positions.graph().root().constant(1L));
        Tensor same = positions.unsqueeze(0).equalTo(positions.unsqueeze(1)).cast(DType.FLOAT64);
        Tensor last = same.mul(at.cast(DType.FLOAT64)).argMax(1);
        return Graph.apply1(IndexOperators.PUT_ROWS, Attributes.NONE, this, positions, rows.gather(0, last));
    }

    @Override
    public String toString() {
        return node.name() + (node.outputs().size() > 1 ? ":" + index : "") + " " + type;
    }
}
