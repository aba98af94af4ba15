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
 * A convolution of images by ONNX Runtime's own operators on blocks of channels, [N, C / b, H, W, b], which need no matrix
 * of windows. ONNX Runtime chooses them by itself where the weights are constant; here they change, so the weights are
 * brought into the blocked order, [M / b, C / b, h, w, b of C, b of M], in the graph.
 *
 * <p>Time with respect to {@code Conv}, moving to and from blocks included, on one thread (3x3 unless said, ONNX Runtime
 * 1.30 with AVX-512): 16 to 64 channels at 8x8 to 32x32 pixels 0.55 to 0.87, 128 channels at 16x16 0.89, at 8x8 0.99, 256
 * channels at 4x4 1.26, 160 channels at 32x32 1.15, 1x1 kernels 1.68.
 */
final class BlockedConvolution {
    /** ONNX Runtime's name of the operators. */
    static final String DOMAIN = GraphFunction.BLOCKED_DOMAIN;

    private static final long MOST_CHANNELS = 128;
    private static final long LEAST_POSITIONS = 64;

    private final OnnxEmitter e;
    private final long c;
    private final long m;
    private final long[] kernel;

    BlockedConvolution(OnnxEmitter emitter, long inputChannels, long outputChannels, long[] kernel) {
        this.e = emitter;
        this.c = inputChannels;
        this.m = outputChannels;
        this.kernel = kernel;
    }

    static boolean isFaster(int block, long inputs, long outputs, long[] positions, ConvolutionGeometry g) {
        return block > 0
                && g.spatialRank() == 2
                && g.groups() == 1
                && g.kernel()[0] * g.kernel()[1] > 1
                && inputs % block == 0
                && outputs % block == 0
                && Math.max(inputs, outputs) <= MOST_CHANNELS
                && Arrays.stream(positions).reduce(1, (a, b) -> a * b) >= LEAST_POSITIONS;
    }

    /** Writes it for inputs (x, w) or (x, w, bias). */
    void emit(String out, List<String> inputs, long[] strides, long[] pads, long[] dilations) {
        long b = e.channelBlock();
        String blocks = reshape(inputs.get(1), m / b, b, c / b, b, kernel[0], kernel[1]);
        String turned = e.op("Transpose", List.of(blocks), integers("perm", 0, 2, 4, 5, 3, 1));
        String w = reshape(turned, m, c, kernel[0], kernel[1]);
        String x = e.foreign(DOMAIN, "ReorderInput", List.of(inputs.get(0)));
        String y = e.foreign(
                DOMAIN,
                "Conv",
                inputs.size() == 3 ? List.of(x, w, inputs.get(2)) : List.of(x, w),
                integers("strides", strides),
                integers("pads", pads),
                integers("dilations", dilations),
                integers("kernel_shape", kernel),
                integer("group", 1));
        e.foreignTo(out, DOMAIN, "ReorderOutput", List.of(y), integer("channels", m));
    }

    private String reshape(String x, long... shape) {
        return e.op("Reshape", List.of(x, e.constant(HostTensor.of(shape, shape.length))));
    }
}
