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

/**
 * The settings of a convolution, and the three bilinear maps it gives rise to. Immutable; start with {@link #kernel} and
 * refine.
 *
 * <p>With x of shape [N, C, spatial...], weight of shape [M, C / groups, kernel...] and y of shape [N, M, output...],
 * {@link #apply} maps (x, weight) to y, {@link #transposed} is its adjoint in x (a transposed convolution) and
 * {@link #weightGradient} its adjoint in the weight. The gradient of each is written with the other two, so they can be
 * differentiated to any order.
 */
public final class Convolution {
    private final ConvolutionGeometry geometry;

    private Convolution(ConvolutionGeometry geometry) {
        this.geometry = geometry;
    }

    /**
     * A convolution of stride 1 without padding.
     *
     * @param kernel The extents of the kernel, one a spatial axis.
     * @return The convolution.
     */
    public static Convolution kernel(long... kernel) {
        long[] ones = filled(kernel.length, 1);
        long[] zeros = filled(kernel.length, 0);
        return new Convolution(new ConvolutionGeometry(kernel.clone(), ones, zeros, zeros, ones, 1));
    }

    private static long[] filled(int n, long value) {
        long[] a = new long[n];
        Arrays.fill(a, value);
        return a;
    }

    private long[] perAxis(long... v) {
        return v.length == 1 ? filled(geometry.spatialRank(), v[0]) : v.clone();
    }

    /**
     * Changes the strides.
     *
     * @param strides One for all axes, or one for each.
     * @return The changed convolution.
     */
    public Convolution stride(long... strides) {
        ConvolutionGeometry g = geometry;
        return new Convolution(new ConvolutionGeometry(
                g.kernel(), perAxis(strides), g.before(), g.after(), g.dilations(), g.groups()));
    }

    /**
     * Changes the zero padding on both sides.
     *
     * @param padding One for all axes, or one for each.
     * @return The changed convolution.
     */
    public Convolution padding(long... padding) {
        return padding(perAxis(padding), perAxis(padding));
    }

    /**
     * Changes the zero padding of each side.
     *
     * @param before Zeros before each axis.
     * @param after Zeros after each axis.
     * @return The changed convolution.
     */
    public Convolution padding(long[] before, long[] after) {
        ConvolutionGeometry g = geometry;
        return new Convolution(new ConvolutionGeometry(
                g.kernel(), g.strides(), before.clone(), after.clone(), g.dilations(), g.groups()));
    }

    /**
     * Changes the dilations.
     *
     * @param dilations One for all axes, or one for each.
     * @return The changed convolution.
     */
    public Convolution dilation(long... dilations) {
        ConvolutionGeometry g = geometry;
        return new Convolution(new ConvolutionGeometry(
                g.kernel(), g.strides(), g.before(), g.after(), perAxis(dilations), g.groups()));
    }

    /**
     * Changes the number of groups.
     *
     * @param groups The number; divides both channel counts.
     * @return The changed convolution.
     */
    public Convolution groups(long groups) {
        ConvolutionGeometry g = geometry;
        return new Convolution(
                new ConvolutionGeometry(g.kernel(), g.strides(), g.before(), g.after(), g.dilations(), groups));
    }

    /**
     * The cross-correlation of x with the weight.
     *
     * @param x [N, C, spatial...], the spatial extents known.
     * @param weight [M, C / groups, kernel...].
     * @return [N, M, output...].
     */
    public Tensor apply(Tensor x, Tensor weight) {
        return Graph.apply1(ConvolutionOperators.CONV, attributes(), x, weight);
    }

    /**
     * The adjoint of {@link #apply} in x: the transposed convolution.
     *
     * @param y [N, M, output...].
     * @param weight [M, C / groups, kernel...].
     * @param spatial The spatial extents of the result; their outputs must be those of y.
     * @return [N, C, spatial...].
     */
    public Tensor transposed(Tensor y, Tensor weight, long... spatial) {
        Attributes a = attributes().with("spatial", spatial);
        return Graph.apply1(ConvolutionOperators.CONV_INPUT_GRADIENT, a, y, weight);
    }

    /**
     * The adjoint of {@link #apply} in the weight.
     *
     * @param x [N, C, spatial...].
     * @param y [N, M, output...].
     * @return [M, C / groups, kernel...].
     */
    public Tensor weightGradient(Tensor x, Tensor y) {
        return Graph.apply1(ConvolutionOperators.CONV_WEIGHT_GRADIENT, attributes(), x, y);
    }

    /**
     * The output extents for input extents.
     *
     * @param spatial The spatial extents of x.
     * @return The spatial extents of y.
     */
    public long[] outputSizes(long... spatial) {
        return geometry.outputSizes(spatial);
    }

    /**
     * The spatial extents of the smallest x with the given output, the usual result of a transposed convolution.
     *
     * @param output The spatial extents of y.
     * @return The spatial extents of x.
     */
    public long[] transposedSizes(long... output) {
        long[] s = new long[output.length];
        Arrays.setAll(
                s,
                i -> (output[i] - 1) * geometry.strides()[i]
                        + geometry.dilations()[i] * (geometry.kernel()[i] - 1)
                        + 1
                        - geometry.before()[i]
                        - geometry.after()[i]);
        return s;
    }

    ConvolutionGeometry geometry() {
        return geometry;
    }

    private Attributes attributes() {
        return Attributes.NONE.with("geometry", (Object) geometry);
    }

    static Convolution of(Node node) {
        return new Convolution(node.attributes().get("geometry", ConvolutionGeometry.class));
    }
}
