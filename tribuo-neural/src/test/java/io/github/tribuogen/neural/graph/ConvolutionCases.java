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

import io.github.tribuogen.neural.graph.OperatorCase.In;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cases of {@link ConvolutionOperators}: in double precision the shifted products, in single the runtime's kernels. */
final class ConvolutionCases {
    private final List<OperatorCase> all = new ArrayList<>();

    static List<OperatorCase> all() {
        ConvolutionCases c = new ConvolutionCases();
        for (long kernel : new long[] {1, 3, 4}) {
            for (long stride : new long[] {1, 2}) {
                long pad = kernel / 2;
                c.add(2, 3, 1, Convolution.kernel(kernel).stride(stride), 6);
                c.add(2, 2, 1, Convolution.kernel(kernel).stride(stride).padding(pad), 7);
                c.add(2, 2, 1, Convolution.kernel(kernel, kernel).stride(stride).padding(pad), 5, 6);
                c.add(2, 4, 2, Convolution.kernel(kernel).stride(stride).padding(pad), 6);
                c.add(3, 3, 3, Convolution.kernel(kernel, 2).stride(stride).padding(pad, 0), 5, 4);
                c.add(3, 6, 3, Convolution.kernel(kernel).stride(stride).padding(pad), 5);
            }
        }
        for (long stride : new long[] {1, 2, 3}) {
            long[] none = {0};
            long[] two = {2};
            c.add(1, 2, 1, Convolution.kernel(3).stride(stride).padding(two, none), 6);
            c.add(1, 2, 1, Convolution.kernel(3).stride(stride).padding(none, two), 7);
            c.add(2, 2, 1, Convolution.kernel(3).stride(stride).dilation(2).padding(2), 8);
            c.add(2, 2, 2, Convolution.kernel(2).stride(stride).dilation(3).padding(1), 9);
            c.add(
                    1,
                    2,
                    1,
                    Convolution.kernel(3, 2).stride(stride, 1).dilation(1, 2).padding(1, 0),
                    5,
                    6);
            c.add(1, 1, 1, Convolution.kernel(1).stride(stride).padding(1), 4);
            c.add(1, 1, 1, Convolution.kernel(2).stride(stride).padding(3), 4);
        }
        c.add(2, 2, 1, Convolution.kernel(2, 3, 2).padding(1), 3, 4, 2);
        c.add(2, 2, 2, Convolution.kernel(2, 3, 2).stride(2).padding(1), 3, 4, 2);
        c.add(1, 2, 1, Convolution.kernel(4, 4).stride(2).padding(1), 4, 4);
        c.add(1, 2, 1, Convolution.kernel(3, 3), 3, 3);
        // enough channels for the translations that wide layers take
        c.add(16, 2, 1, Convolution.kernel(3).padding(1), 5);
        c.add(16, 3, 1, Convolution.kernel(3).dilation(2).padding(1), 6);
        c.add(16, 2, 1, Convolution.kernel(2).padding(3), 4);
        c.add(16, 2, 1, Convolution.kernel(3, 2).padding(new long[] {0, 1}, new long[] {2, 0}), 4, 3);
        c.add(16, 2, 1, Convolution.kernel(1, 1), 2, 3);
        c.add(16, 2, 1, Convolution.kernel(3).stride(2).padding(1), 6);
        c.add(8, 2, 1, Convolution.kernel(2, 2, 2), 3, 2, 3);
        return c.all;
    }

    private void add(int channels, int outChannels, int groups, Convolution c, long... spatial) {
        Convolution g = c.groups(groups);
        int[] ws = ints(g.geometry().kernel(), outChannels, channels / groups);
        int batch = 1 + all.size() / 3 % 2;
        boolean symbolic = batch == 2;
        In x = floats(ints(spatial, batch, channels)).symbolic(symbolic ? 1 : 0);
        In y = floats(ints(g.outputSizes(spatial), batch, outChannels)).symbolic(symbolic ? 1 : 0);
        In w = OperatorCase.shifted(floats(ws), 0.1);
        String label = g.geometry().toString();
        all.add(OperatorCase.of(
                ConvolutionOperators.CONV,
                label,
                List.of(x, w),
                t -> g.apply(t.get(0), t.get(1)),
                v -> correlate(g.geometry(), v.get(0), v.get(1), null, y.value().shape)));
        all.add(OperatorCase.of(
                ConvolutionOperators.CONV_INPUT_GRADIENT,
                label,
                List.of(y, w),
                t -> g.transposed(t.get(0), t.get(1), spatial),
                v -> correlate(g.geometry(), null, v.get(1), v.get(0), x.value().shape)));
        all.add(OperatorCase.of(
                ConvolutionOperators.CONV_WEIGHT_GRADIENT,
                label,
                List.of(x, y),
                t -> g.weightGradient(t.get(0), t.get(1)),
                v -> correlate(g.geometry(), v.get(0), null, v.get(1), ws)));
    }

    private static int[] ints(long[] tail, int... head) {
        int[] all = Arrays.copyOf(head, head.length + tail.length);
        for (int i = 0; i < tail.length; i++) {
            all[head.length + i] = (int) tail[i];
        }
        return all;
    }

    /** Walks all triples (x, w, y) of the trilinear form; computes the one that is null from the two others. */
    private static Nd correlate(ConvolutionGeometry g, Nd x, Nd w, Nd y, int[] shape) {
        Nd out = Nd.build(shape, i -> 0);
        int[] xs = x == null ? shape : x.shape;
        int[] ws = w == null ? shape : w.shape;
        int[] ys = y == null ? shape : y.shape;
        int perGroup = ws[1];
        int outPerGroup = ws[0] / (int) g.groups();
        for (int j = 0; j < Nd.count(ys); j++) {
            int[] at = Nd.unravel(ys, j);
            for (int k = 0; k < Nd.count(ws) / ws[0]; k++) {
                int[] tail = Nd.unravel(Arrays.copyOfRange(ws, 1, ws.length), k);
                int[] from = at.clone();
                from[1] = at[1] / outPerGroup * perGroup + tail[0];
                boolean inside = true;
                for (int d = 0; d < g.spatialRank(); d++) {
                    from[d + 2] = (int) (at[d + 2] * g.strides()[d] - g.before()[d] + tail[d + 1] * g.dilations()[d]);
                    inside &= from[d + 2] >= 0 && from[d + 2] < xs[d + 2];
                }
                if (inside) {
                    int i = ravel(xs, from);
                    int l = at[1] * (Nd.count(ws) / ws[0]) + k;
                    if (y == null) {
                        out.values[j] += x.values[i] * w.values[l];
                    } else if (x == null) {
                        out.values[i] += y.values[j] * w.values[l];
                    } else {
                        out.values[l] += y.values[j] * x.values[i];
                    }
                }
            }
        }
        return out;
    }

    private static int ravel(int[] shape, int[] at) {
        int flat = 0;
        for (int i = 0; i < shape.length; i++) {
            flat = flat * shape[i] + at[i];
        }
        return flat;
    }
}
