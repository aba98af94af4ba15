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

import static io.github.tribuogen.neural.graph.OnnxEmitter.integer;
import static io.github.tribuogen.neural.graph.OnnxEmitter.integers;

import java.util.Arrays;
import java.util.List;

/**
 * Convolutions in ONNX. Double precision uses {@link ShiftedProducts}, for ONNX Runtime has no such convolution on the
 * CPU. Single precision uses what was measured to be fastest there on one and two threads (the lowering benchmark of the
 * integration tests):
 *
 * <ul>
 *   <li>forward: {@code Conv}, or {@link BlockedConvolution} where the model is for this machine only;
 *   <li>input gradient: {@code Conv} with the flipped and transposed kernel (or the same blocked) at stride 1 and into many channels, else
 *       {@code ConvTranspose};
 *   <li>weight gradient: shifted products at stride 1, two to three times faster than {@code Conv} with the batch and
 *       channel axes exchanged, which serves strides and groups.
 * </ul>
 */
final class ConvolutionLowerings {
    private ConvolutionLowerings() {}

    /** Convolutions into fewer channels are slow in ONNX Runtime: into one, four times slower than ConvTranspose. */
    private static final long FLIPPED_FROM_CHANNELS = 16;

    /** Matrix products of fewer rows are slow, and joining the shifts costs little memory then. */
    private static final long SHIFTED_FROM_CHANNELS = 8;

    private static Shape w(Node n) {
        return n.input(1).shape();
    }

    static void forward(Node n, OnnxEmitter e) {
        ConvolutionGeometry g = ConvolutionOperators.geometry(n.attributes());
        String x = e.name(n.input(0));
        String w = e.name(n.input(1));
        if (n.input(0).dtype() == DType.FLOAT64) {
            new ShiftedProducts(g, e).forward(n.input(0).shape(), n.input(1).shape(), x, w, e.name(n.output(0)));
        } else {
            conv(
                    e,
                    e.name(n.output(0)),
                    List.of(x, w),
                    g.strides(),
                    g.onnxPads(),
                    g.dilations(),
                    g.groups(),
                    g.kernel());
        }
    }

    /** A convolution in single precision with a bias [channels]: a sum of its own would take a tenth of its time. */
    static void biased(Node n, OnnxEmitter e, String out, String bias) {
        onward(n, e, out, List.of(e.name(n.input(0)), e.name(n.input(1)), bias));
    }

    private static void onward(Node n, OnnxEmitter e, String out, List<String> inputs) {
        ConvolutionGeometry g = ConvolutionOperators.geometry(n.attributes());
        long[] ys = ConvolutionOperators.spatial(n.output(0).type());
        if (BlockedConvolution.isFaster(e.channelBlock(), w(n).size(1), w(n).size(0), ys, g)) {
            new BlockedConvolution(e, w(n).size(1), w(n).size(0), g.kernel())
                    .emit(out, inputs, g.strides(), g.onnxPads(), g.dilations());
        } else {
            conv(e, out, inputs, g.strides(), g.onnxPads(), g.dilations(), g.groups(), g.kernel());
        }
    }

    static void inputGradient(Node n, OnnxEmitter e) {
        ConvolutionGeometry g = ConvolutionOperators.geometry(n.attributes());
        String y = e.name(n.input(0));
        String w = e.name(n.input(1));
        String out = e.name(n.output(0));
        long[] in = ConvolutionOperators.spatial(n.output(0).type());
        long[] ys = ConvolutionOperators.spatial(n.input(0).type());
        int r = g.spatialRank();
        if (n.input(0).dtype() == DType.FLOAT64) {
            new ShiftedProducts(g, e)
                    .inputGradient(n.input(0).shape(), n.input(1).shape(), in, y, w, out);
            return;
        }
        boolean unitStride = Arrays.stream(g.strides()).allMatch(s -> s == 1);
        long[] pads = new long[2 * r];
        for (int i = 0; i < r; i++) {
            long reach = g.dilations()[i] * (g.kernel()[i] - 1);
            pads[i] = reach - g.before()[i];
            pads[r + i] = in[i] - ys[i] + reach - pads[i];
        }
        boolean fits = Arrays.stream(pads).allMatch(p -> p >= 0);
        boolean manyChannels = w(n).size(1) >= FLIPPED_FROM_CHANNELS;
        if (unitStride && fits && g.groups() == 1 && manyChannels) {
            List<String> inputs = List.of(y, flippedTransposed(w, r, e));
            if (BlockedConvolution.isFaster(e.channelBlock(), w(n).size(0), w(n).size(1), in, g)) {
                new BlockedConvolution(e, w(n).size(0), w(n).size(1), g.kernel())
                        .emit(out, inputs, g.strides(), pads, g.dilations());
            } else {
                conv(e, out, inputs, g.strides(), pads, g.dilations(), 1, g.kernel());
            }
            return;
        }
        long[] extra = new long[r];
        for (int i = 0; i < r; i++) {
            extra[i] = in[i]
                    - ((ys[i] - 1) * g.strides()[i]
                            + g.dilations()[i] * (g.kernel()[i] - 1)
                            + 1
                            - g.before()[i]
                            - g.after()[i]);
        }
        e.emitTo(
                out,
                "ConvTranspose",
                List.of(y, w),
                integers("strides", g.strides()),
                integers("pads", g.onnxPads()),
                integers("output_padding", extra),
                integers("dilations", g.dilations()),
                integers("kernel_shape", g.kernel()),
                integer("group", g.groups()));
    }

    static void weightGradient(Node n, OnnxEmitter e) {
        ConvolutionGeometry g = ConvolutionOperators.geometry(n.attributes());
        String x = e.name(n.input(0));
        String y = e.name(n.input(1));
        String out = e.name(n.output(0));
        if (n.input(0).dtype() == DType.FLOAT64) {
            new ShiftedProducts(g, e)
                    .weightGradient(n.input(0).shape(), n.input(1).shape(), x, y, out);
            return;
        }
        if (g.groups() == 1 && Arrays.stream(g.strides()).allMatch(s -> s == 1)) {
            ShiftedProducts products = new ShiftedProducts(g, e);
            Shape xs = n.input(0).shape();
            if (xs.size(1) >= SHIFTED_FROM_CHANNELS) {
                products.weightGradient(xs, n.input(1).shape(), x, y, out);
            } else {
                products.joinedWeightGradient(xs, n.input(1).shape(), x, y, out);
            }
            return;
        }
        // channels become the batch, the batch becomes channels, y becomes the kernel: strides and dilations change
        // places
        int r = g.spatialRank();
        long[] in = ConvolutionOperators.spatial(n.input(0).type());
        long[] ys = ConvolutionOperators.spatial(n.input(1).type());
        String xt = exchanged(x, n.input(0).shape(), g.groups(), in, e);
        long[] swap = swapped(r);
        String yt = e.op("Transpose", List.of(y), integers("perm", swap));
        // rows that no window reaches because of the stride are left out by a smaller (perhaps negative) padding after
        long[] pads = g.onnxPads();
        long[] crop = new long[r];
        boolean cropped = false;
        for (int i = 0; i < r; i++) {
            long produced = in[i] + g.before()[i] + g.after()[i] - g.strides()[i] * (ys[i] - 1);
            // number of kernel offsets at distance dilation that Conv will report
            long reported = (produced - 1) / g.dilations()[i] + 1;
            crop[i] = g.kernel()[i];
            cropped |= reported != g.kernel()[i];
        }
        String wt = e.newName("ConvWeightGradient");
        conv(e, wt, List.of(xt, yt), g.dilations(), pads, g.strides(), g.groups(), ys);
        if (cropped) {
            long[] axes = new long[r];
            Arrays.setAll(axes, i -> i + 2);
            wt = e.op(
                    "Slice",
                    List.of(
                            wt,
                            e.constant(HostTensor.of(new long[r], r)),
                            e.constant(HostTensor.of(crop, r)),
                            e.constant(HostTensor.of(axes, r))));
        }
        e.emitTo(out, "Transpose", List.of(wt), integers("perm", swap));
    }

    /** [N, g c, spatial] to [c, g N, spatial]. */
    private static String exchanged(String x, Shape shape, long groups, long[] spatial, OnnxEmitter e) {
        int r = spatial.length;
        if (groups == 1) {
            return e.op("Transpose", List.of(x), integers("perm", swapped(r)));
        }
        long perGroup = shape.size(1) / groups;
        long[] split = prepend(spatial, -1, groups, perGroup);
        String s = e.op("Reshape", List.of(x, e.constant(HostTensor.of(split, split.length))));
        long[] perm = new long[r + 3];
        Arrays.setAll(perm, i -> i);
        perm[0] = 2;
        perm[2] = 0;
        String t = e.op("Transpose", List.of(s), integers("perm", perm));
        long[] merged = prepend(spatial, perGroup, -1);
        return e.op("Reshape", List.of(t, e.constant(HostTensor.of(merged, merged.length))));
    }

    private static String flippedTransposed(String w, int r, OnnxEmitter e) {
        String t = e.op("Transpose", List.of(w), integers("perm", swapped(r)));
        long[] axes = new long[r];
        long[] starts = new long[r];
        long[] ends = new long[r];
        long[] steps = new long[r];
        for (int i = 0; i < r; i++) {
            axes[i] = i + 2;
            starts[i] = -1;
            ends[i] = Long.MIN_VALUE;
            steps[i] = -1;
        }
        return e.op(
                "Slice",
                List.of(
                        t,
                        e.constant(HostTensor.of(starts, r)),
                        e.constant(HostTensor.of(ends, r)),
                        e.constant(HostTensor.of(axes, r)),
                        e.constant(HostTensor.of(steps, r))));
    }

    static long[] prepend(long[] tail, long... head) {
        long[] all = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, all, head.length, tail.length);
        return all;
    }

    private static long[] swapped(int r) {
        long[] perm = new long[r + 2];
        Arrays.setAll(perm, i -> i < 2 ? 1 - i : i);
        return perm;
    }

    private static void conv(
            OnnxEmitter e,
            String out,
            List<String> inputs,
            long[] strides,
            long[] pads,
            long[] dilations,
            long groups,
            long[] kernel) {
        e.emitTo(
                out,
                "Conv",
                inputs,
                integers("strides", strides),
                integers("pads", pads),
                integers("dilations", dilations),
                integers("kernel_shape", kernel),
                integer("group", groups));
    }
}
