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

import static io.github.tribuogen.neural.graph.ConvolutionLowerings.prepend;
import static io.github.tribuogen.neural.graph.OnnxEmitter.integer;
import static io.github.tribuogen.neural.graph.OnnxEmitter.integers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A convolution as a sum over kernel elements of matrix products with shifted inputs:
 * {@code y = sum_k w_k x_k}, where {@code x_k} is the padded input, shifted by element k and sub-sampled by the stride.
 */
final class ShiftedProducts {
    private final ConvolutionGeometry g;
    private final OnnxEmitter e;
    private final int r;

    ShiftedProducts(ConvolutionGeometry geometry, OnnxEmitter emitter) {
        this.g = geometry;
        this.e = emitter;
        this.r = geometry.spatialRank();
    }

    void forward(Shape x, Shape w, String xName, String wName, String out) {
        long[] in = x.dims().subList(2, r + 2).stream().mapToLong(Dim::size).toArray();
        long[] ys = g.outputSizes(in);
        String padded = padded(xName, g.before(), g.after());
        List<String> weights = kernelElements(wName, w);
        String sum = null;
        for (int k = 0; k < weights.size(); k++) {
            String xk = grouped(shifted(padded, offsets(k), ys, g.strides()), x.size(1), ys);
            String product = e.op("MatMul", List.of(weights.get(k), xk));
            sum = sum == null ? product : e.op("Add", List.of(sum, product));
        }
        reshapeTo(out, sum, prepend(ys, -1, w.size(0)));
    }

    void weightGradient(Shape x, Shape y, String xName, String yName, String out) {
        long[] ys = y.dims().subList(2, r + 2).stream().mapToLong(Dim::size).toArray();
        String padded = padded(xName, g.before(), g.after());
        String yg = grouped(yName, y.size(1), ys);
        List<String> parts = new ArrayList<>();
        int count = (int) Arrays.stream(g.kernel()).reduce(1, (a, b) -> a * b);
        for (int k = 0; k < count; k++) {
            String xk = grouped(shifted(padded, offsets(k), ys, g.strides()), x.size(1), ys);
            String xt = e.op("Transpose", List.of(xk), integers("perm", 0, 1, 3, 2));
            String product = e.op("MatMul", List.of(yg, xt)); // [N, groups, M / g, C / g]
            parts.add(e.op(
                    "ReduceSum",
                    List.of(product, e.constant(HostTensor.of(new long[] {0}, 1))),
                    integer("keepdims", 0)));
        }
        List<String> columns = new ArrayList<>();
        for (String p : parts) {
            columns.add(e.op("Unsqueeze", List.of(p, e.constant(HostTensor.of(new long[] {-1}, 1)))));
        }
        String joined = e.op("Concat", columns, integer("axis", -1));
        reshapeTo(out, joined, prepend(g.kernel(), y.size(1), x.size(1) / g.groups()));
    }

    /** The same for few channels and one group: all shifted inputs joined, one matrix product for each row of the batch. */
    void joinedWeightGradient(Shape x, Shape y, String xName, String yName, String out) {
        long[] ys = y.dims().subList(2, r + 2).stream().mapToLong(Dim::size).toArray();
        String padded = padded(xName, g.before(), g.after());
        int count = (int) Arrays.stream(g.kernel()).reduce(1, (a, b) -> a * b);
        List<String> shifts = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            shifts.add(grouped(shifted(padded, offsets(k), ys, g.strides()), x.size(1), ys));
        }
        String all = e.op("Concat", shifts, integer("axis", 2)); // [N, 1, kernel C, positions]
        String turned = e.op("Transpose", List.of(all), integers("perm", 0, 1, 3, 2));
        String product = e.op("MatMul", List.of(grouped(yName, y.size(1), ys), turned));
        String sum = e.op(
                "ReduceSum", List.of(product, e.constant(HostTensor.of(new long[] {0}, 1))), integer("keepdims", 0));
        String open = reshape(sum, y.size(1), count, x.size(1));
        String ordered = e.op("Transpose", List.of(open), integers("perm", 0, 2, 1));
        reshapeTo(out, ordered, prepend(g.kernel(), y.size(1), x.size(1)));
    }

    /** Spreads y by the stride and convolves it with the flipped, transposed kernel. */
    void inputGradient(Shape y, Shape w, long[] in, String yName, String wName, String out) {
        long[] ys = y.dims().subList(2, r + 2).stream().mapToLong(Dim::size).toArray();
        String spread = yName;
        long[] extent = ys.clone();
        for (int i = 0; i < r; i++) {
            if (g.strides()[i] > 1) {
                spread = spread(spread, i, extent, y.size(1));
                extent[i] = (ys[i] - 1) * g.strides()[i] + 1;
            }
        }
        long[] before = new long[r];
        long[] after = new long[r];
        for (int i = 0; i < r; i++) {
            long reach = g.dilations()[i] * (g.kernel()[i] - 1);
            before[i] = reach - g.before()[i];
            after[i] = in[i] - extent[i] - before[i] + reach;
        }
        String padded = padded(spread, before, after);
        List<String> weights = kernelElements(wName, w);
        long[] ones = new long[r];
        Arrays.fill(ones, 1);
        String sum = null;
        for (int k = 0; k < weights.size(); k++) {
            long[] flipped = offsets(k);
            for (int i = 0; i < r; i++) {
                flipped[i] = g.dilations()[i] * (g.kernel()[i] - 1) - flipped[i];
            }
            String yk = grouped(shifted(padded, flipped, in, ones), y.size(1), in);
            String wt = e.op("Transpose", List.of(weights.get(k)), integers("perm", 0, 2, 1));
            String product = e.op("MatMul", List.of(wt, yk));
            sum = sum == null ? product : e.op("Add", List.of(sum, product));
        }
        reshapeTo(out, sum, prepend(in, -1, w.size(1) * g.groups()));
    }

    /** The kernel's elements, each [groups, M / groups, C / groups]. */
    private List<String> kernelElements(String w, Shape shape) {
        int count = (int) Arrays.stream(g.kernel()).reduce(1, (a, b) -> a * b);
        long perGroup = shape.size(1);
        String flat = reshape(w, g.groups(), shape.size(0) / g.groups(), perGroup, count);
        List<String> elements = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            elements.add(e.op("Gather", List.of(flat, e.constant(HostTensor.scalar(k))), integer("axis", 3)));
        }
        return elements;
    }

    /** Where kernel element k lies, in input positions. */
    private long[] offsets(int k) {
        long[] o = new long[r];
        for (int i = r - 1; i >= 0; i--) {
            o[i] = k % g.kernel()[i] * g.dilations()[i];
            k /= (int) g.kernel()[i];
        }
        return o;
    }

    private String padded(String x, long[] before, long[] after) {
        long[] pads = new long[2 * (r + 2)];
        System.arraycopy(before, 0, pads, 2, r);
        System.arraycopy(after, 0, pads, r + 4, r);
        if (Arrays.stream(pads).allMatch(p -> p == 0)) {
            return x;
        }
        return e.op("Pad", List.of(x, e.constant(HostTensor.of(pads, pads.length))));
    }

    private String shifted(String x, long[] offset, long[] extent, long[] strides) {
        long[] ends = new long[r];
        long[] axes = new long[r];
        for (int i = 0; i < r; i++) {
            ends[i] = offset[i] + (extent[i] - 1) * strides[i] + 1;
            axes[i] = i + 2;
        }
        return e.op(
                "Slice",
                List.of(
                        x,
                        e.constant(HostTensor.of(offset, r)),
                        e.constant(HostTensor.of(ends, r)),
                        e.constant(HostTensor.of(axes, r)),
                        e.constant(HostTensor.of(strides, r))));
    }

    /** [N, C, spatial...] to [N, groups, C / groups, positions]. */
    private String grouped(String x, long channels, long[] spatial) {
        return reshape(
                x, -1, g.groups(), channels / g.groups(), Arrays.stream(spatial).reduce(1, (a, b) -> a * b));
    }

    /** Puts stride - 1 zeros between neighbours along a spatial axis. */
    private String spread(String y, int axis, long[] extent, long channels) {
        long s = g.strides()[axis];
        long[] split = prepend(extent, -1, channels);
        long[] wide = new long[split.length + 1];
        System.arraycopy(split, 0, wide, 0, axis + 3);
        wide[axis + 3] = 1;
        System.arraycopy(split, axis + 3, wide, axis + 4, split.length - axis - 3);
        String opened = reshape(y, wide);
        long[] pads = new long[2 * wide.length];
        pads[wide.length + axis + 3] = s - 1;
        String filled = e.op("Pad", List.of(opened, e.constant(HostTensor.of(pads, pads.length))));
        long[] merged = split.clone();
        merged[axis + 2] = extent[axis] * s;
        String joined = reshape(filled, merged);
        return e.op(
                "Slice",
                List.of(
                        joined,
                        e.constant(HostTensor.of(new long[] {0}, 1)),
                        e.constant(HostTensor.of(new long[] {(extent[axis] - 1) * s + 1}, 1)),
                        e.constant(HostTensor.of(new long[] {axis + 2}, 1))));
    }

    private String reshape(String x, long... shape) {
        return e.op("Reshape", List.of(x, e.constant(HostTensor.of(shape, shape.length))));
    }

    private void reshapeTo(String out, String x, long[] shape) {
        e.emitTo(out, "Reshape", List.of(x, e.constant(HostTensor.of(shape, shape.length))));
    }
}
