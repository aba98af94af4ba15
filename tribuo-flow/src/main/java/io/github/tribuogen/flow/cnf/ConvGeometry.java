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
package io.github.tribuogen.flow.cnf;

import io.github.tribuogen.neural.graph.Convolution;
import io.github.tribuogen.neural.graph.Tensor;

/**
 * The geometry of one convolution by its stride code: 1 for a 3 x 3 kernel that keeps the extents, 2 for a 4 x 4 kernel that
 * halves them, -2 for its transpose, which doubles them.
 *
 * @param in Input channels.
 * @param out Output channels.
 * @param stride The code.
 * @param height Rows of the input.
 * @param width Columns of the input.
 */
record ConvGeometry(long in, long out, int stride, long height, long width) {
    long kernel() {
        return stride == 1 ? 3 : 4;
    }

    private boolean transposed() {
        return stride < 0;
    }

    long[] outputSizes() {
        return switch (stride) {
            case 1 -> new long[] {height, width};
            case 2 -> new long[] {height / 2, width / 2};
            default -> new long[] {height * 2, width * 2};
        };
    }

    /** The shape of a kernel between these numbers of channels. */
    long[] weightShape(long from, long to) {
        long k = kernel();
        return transposed() ? new long[] {from, to, k, k} : new long[] {to, from, k, k};
    }

    /** How many inputs a unit has for these input channels. */
    long fanIn(long channels) {
        long volume = kernel() * kernel();
        return channels * (transposed() ? volume / 4 : volume);
    }

    /** A factor for each output channel, in the shape that broadcasts against a kernel. */
    Tensor perOutput(Tensor factors) {
        return transposed() ? factors.reshape(1, out, 1, 1) : factors.reshape(out, 1, 1, 1);
    }

    Tensor apply(Tensor x, Tensor weight) {
        Convolution c =
                Convolution.kernel(kernel(), kernel()).stride(Math.abs(stride)).padding(1);
        return transposed() ? c.transposed(x, weight, outputSizes()) : c.apply(x, weight);
    }
}
