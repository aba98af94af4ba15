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

import java.util.Arrays;

/**
 * The geometry of a convolution over any number of spatial axes. Along an axis of extent {@code in} the output has
 * {@code (in + before + after - dilation (kernel - 1) - 1) / stride + 1} positions, rounded down.
 *
 * @param kernel The extents of the kernel.
 * @param strides The strides, at least 1.
 * @param before Zeros put before each axis.
 * @param after Zeros put after each axis.
 * @param dilations The distances of neighbouring kernel elements, at least 1.
 * @param groups Into how many independent convolutions the channels are split.
 */
record ConvolutionGeometry(long[] kernel, long[] strides, long[] before, long[] after, long[] dilations, long groups) {

    ConvolutionGeometry {
        int r = kernel.length;
        require(
                strides.length == r && before.length == r && after.length == r && dilations.length == r,
                r + " strides, paddings and dilations expected, found " + strides.length + ", " + before.length + "/"
                        + after.length + " and " + dilations.length);
        require(
                Arrays.stream(kernel).allMatch(k -> k >= 1),
                "kernel extents of at least 1 expected, found " + Arrays.toString(kernel));
        require(
                Arrays.stream(strides).allMatch(s -> s >= 1),
                "strides of at least 1 expected, found " + Arrays.toString(strides));
        require(
                Arrays.stream(dilations).allMatch(d -> d >= 1),
                "dilations of at least 1 expected, found " + Arrays.toString(dilations));
        require(
                Arrays.stream(before).allMatch(p -> p >= 0)
                        && Arrays.stream(after).allMatch(p -> p >= 0),
                "paddings of at least 0 expected, found " + Arrays.toString(before) + " and " + Arrays.toString(after));
        require(groups >= 1, "at least 1 group expected, found " + groups);
    }

    int spatialRank() {
        return kernel.length;
    }

    long outputSize(int axis, long in) {
        long reach = dilations[axis] * (kernel[axis] - 1) + 1;
        long room = in + before[axis] + after[axis] - reach;
        require(
                room >= 0,
                "an extent of at least " + (reach - before[axis] - after[axis]) + " at spatial axis " + axis
                        + " expected, found " + in);
        return room / strides[axis] + 1;
    }

    long[] outputSizes(long[] in) {
        long[] out = new long[in.length];
        Arrays.setAll(out, i -> outputSize(i, in[i]));
        return out;
    }

    /** Begin and end paddings in ONNX's order. */
    long[] onnxPads() {
        long[] p = Arrays.copyOf(before, 2 * before.length);
        System.arraycopy(after, 0, p, before.length, after.length);
        return p;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof ConvolutionGeometry g
                && Arrays.equals(g.kernel, kernel)
                && Arrays.equals(g.strides, strides)
                && Arrays.equals(g.before, before)
                && Arrays.equals(g.after, after)
                && Arrays.equals(g.dilations, dilations)
                && g.groups == groups;
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(new Object[] {kernel, strides, before, after, dilations, groups});
    }

    @Override
    public String toString() {
        return "kernel " + Arrays.toString(kernel) + " strides " + Arrays.toString(strides) + " padding "
                + Arrays.toString(before) + Arrays.toString(after) + " dilations " + Arrays.toString(dilations)
                + " groups " + groups;
    }
}
