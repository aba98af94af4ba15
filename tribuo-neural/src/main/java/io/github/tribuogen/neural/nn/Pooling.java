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
package io.github.tribuogen.neural.nn;

import io.github.tribuogen.neural.graph.Dim;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The mean or maximum of windows of each channel: [batch, C, spatial...] to [batch, C, spatial'...], each extent becoming
 * {@code floor((size + 2 padding - window) / stride) + 1}. Immutable; start with {@link #average} or {@link #max}.
 *
 * <p>Windows that tile the input are one reduction; others are folded axis by axis, from shifted slices.
 */
public final class Pooling implements Layer {
    private final boolean max;
    private final long window;
    private final long stride;
    private final long padding;

    private Pooling(boolean max, long window, long stride, long padding) {
        if (window < 1 || stride < 1 || padding < 0 || padding >= window) {
            throw new IllegalArgumentException(
                    "Pooling: window and stride of at least 1 and a padding below the window expected, found window "
                            + window + ", stride " + stride + ", padding " + padding);
        }
        this.max = max;
        this.window = window;
        this.stride = stride;
        this.padding = padding;
    }

    /**
     * Means of windows that touch without overlap; padding counts as zeros.
     *
     * @param window The extent of a window along each spatial axis.
     * @return The layer.
     */
    public static Pooling average(long window) {
        return new Pooling(false, window, window, 0);
    }

    /**
     * Maxima of windows that touch without overlap; padding never wins.
     *
     * @param window The extent of a window along each spatial axis.
     * @return The layer.
     */
    public static Pooling max(long window) {
        return new Pooling(true, window, window, 0);
    }

    /**
     * Changes the stride.
     *
     * @param distance The distance of windows, at least 1.
     * @return The changed layer.
     */
    public Pooling stride(long distance) {
        return new Pooling(max, window, distance, padding);
    }

    /**
     * Changes the padding.
     *
     * @param size Positions added on both sides of each axis, at least 0 and below the window.
     * @return The changed layer.
     */
    public Pooling padding(long size) {
        return new Pooling(max, window, stride, size);
    }

    /**
     * The mean over all positions.
     *
     * @param x [batch, C, spatial...].
     * @return [batch, C].
     */
    public static Tensor globalAverage(Tensor x) {
        return x.shape().rank() == 2
                ? x
                : x.mean(IntStream.range(2, x.shape().rank()).toArray());
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor x) {
        int spatial = InputChecks.spatialRank("Pooling", scope, x, new long[] {window});
        boolean tiles = window == stride && padding == 0;
        for (int a = 2; a < spatial + 2; a++) {
            long size = x.shape().size(a);
            if (size + 2 * padding < window) {
                throw new IllegalArgumentException("Pooling: extents of at least the window " + window
                        + " expected, found an input of shape " + x.shape());
            }
            tiles &= size % window == 0;
        }
        return tiles ? tiled(x, spatial) : folded(x, spatial);
    }

    private Tensor tiled(Tensor x, int spatial) {
        List<Dim> dims = new ArrayList<>(x.shape().dims().subList(0, 2));
        int[] axes = new int[spatial];
        for (int i = 0; i < spatial; i++) {
            dims.add(Dim.of(x.shape().size(i + 2) / window));
            dims.add(Dim.of(window));
            axes[i] = 3 + 2 * i;
        }
        Tensor cut = x.reshape(Shape.of(dims));
        return max ? cut.reduceMax(axes) : cut.mean(axes);
    }

    private Tensor folded(Tensor x, int spatial) {
        Tensor y = x;
        for (int a = 2; a < spatial + 2; a++) {
            y = foldedAlong(y, a);
        }
        return max ? y : y.div(Math.pow(window, spatial));
    }

    private Tensor foldedAlong(Tensor x, int axis) {
        long size = x.shape().size(axis);
        long out = (size + 2 * padding - window) / stride + 1;
        // slices of out * stride positions are cut into rows whose first elements are taken
        long end = window - 1 + out * stride;
        long after = Math.max(0, end - padding - size);
        Tensor wide = max ? paddedByLeast(x, axis, after) : x.pad(axis, padding, after);
        Tensor y = null;
        for (long j = 0; j < window; j++) {
            Tensor part = wide.slice(axis, j, j + out * stride);
            if (stride > 1) {
                List<Dim> dims = new ArrayList<>(part.shape().dims());
                dims.set(axis, Dim.of(out));
                dims.add(axis + 1, Dim.of(stride));
                part = part.reshape(Shape.of(dims)).slice(axis + 1, 0, 1).squeeze(axis + 1);
            }
            y = y == null ? part : max ? y.max(part) : y.add(part);
        }
        return y;
    }

    private Tensor paddedByLeast(Tensor x, int axis, long after) {
        if (padding + after == 0) {
            return x;
        }
        int size = Math.toIntExact(x.shape().size(axis));
        boolean[] inside = new boolean[Math.toIntExact(padding + size + after)];
        Arrays.fill(inside, (int) padding, (int) padding + size, true);
        long[] shape = new long[x.shape().rank()];
        Arrays.fill(shape, 1);
        shape[axis] = inside.length;
        Tensor mask = x.graph().root().constant(HostTensor.of(inside, shape));
        Tensor wide = x.pad(axis, padding, after);
        return Tensors.where(mask, wide, wide.scalar(-Float.MAX_VALUE));
    }
}
