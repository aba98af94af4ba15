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
package io.github.tribuogen.flow.bijection;

import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Dim;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the bijections share about points [batch, ...] whose first axis after the batch holds channels. */
final class Points {
    private Points() {}

    /** The extents of a point. */
    static long[] extents(Tensor x) {
        Shape s = x.shape();
        long[] sizes = new long[s.rank() - 1];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = s.size(i + 1);
        }
        return sizes;
    }

    /** The number of coordinates of a point of these extents. */
    static long size(long... extents) {
        return Arrays.stream(extents).reduce(1, Math::multiplyExact);
    }

    /** How many positions share a channel: 1 for [batch, D], H W for [batch, C, H, W]. */
    static long positions(Tensor x) {
        long[] extents = extents(x);
        return size(extents) / extents[0];
    }

    /** Gives [C] the axes it needs to meet x. */
    static Tensor perChannel(Tensor channels, Tensor x) {
        long[] shape = new long[x.shape().rank() - 1];
        Arrays.fill(shape, 1);
        shape[0] = x.shape().size(1);
        return channels.reshape(shape);
    }

    /** All axes but that of the channels. */
    static int[] allButChannels(Tensor x) {
        int[] axes = new int[x.shape().rank() - 1];
        for (int i = 1; i < axes.length; i++) {
            axes[i] = i + 1;
        }
        return axes;
    }

    /** A scalar as [batch] of x. */
    static Tensor perExample(Tensor scalar, Tensor x) {
        return x.flatten(1).slice(1, 0, 1).squeeze(1).zerosLike().add(scalar);
    }

    /** Gives points other extents of the same size. */
    static Tensor reshape(Tensor x, long... extents) {
        List<Dim> dims = new ArrayList<>();
        dims.add(x.shape().dim(0));
        for (long e : extents) {
            dims.add(Dim.of(e));
        }
        return x.reshape(Shape.of(dims));
    }

    static Tensor constant(Graph graph, DType dtype, double[] values, long... shape) {
        return graph.root().constant(host(dtype, values, shape));
    }

    static HostTensor host(DType dtype, double[] values, long... shape) {
        if (dtype == DType.FLOAT64) {
            return HostTensor.of(values, shape);
        }
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return HostTensor.of(floats, shape);
    }

    static IllegalArgumentException refusal(Object bijection, String expected, Object found) {
        return new IllegalArgumentException(
                bijection.getClass().getSimpleName() + ": " + expected + " expected, found " + found);
    }
}
