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
package io.github.tribuogen.video.network;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.ConvTransposed;
import io.github.tribuogen.neural.nn.Generator;
import io.github.tribuogen.neural.nn.NormalInitialiser;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Arrays;

/**
 * The decoder of Grathwohl and Wilson (2016), the mirror of the {@link FrameConvEncoder}: two linear layers to the smallest maps, then for
 * each width a transposed convolution of 3x3 that doubles them and one that passes on to the next width, all with batch normalisation and
 * rectifiers; the last convolution is plain. Frames may have any size: what doubling gives too much is cut off. With one channel, 64x64
 * pixels and 8 features it has 824,401 parameters.
 *
 * <p>Initial weights are normal of standard deviation 0.01.
 */
public final class FrameConvDecoder implements Generator {
    @Config(description = "The channels of each pair of convolutions from the frame inwards, each at least 1.")
    private int[] channels = {16, 32, 64, 128};

    @Config(description = "Units of the hidden layer, at least 1.")
    private int hidden = 256;

    /** The paper's. Also for OLCUT. */
    public FrameConvDecoder() {}

    /**
     * A decoder.
     *
     * @param hidden Units of the hidden layer, at least 1.
     * @param channels The channels of each pair of convolutions from the frame inwards, each at least 1.
     */
    public FrameConvDecoder(int hidden, int... channels) {
        this.hidden = hidden;
        this.channels = channels.clone();
        postConfig();
    }

    @Override
    public void postConfig() {
        FrameConvEncoder.check(channels, hidden);
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor latent, long... example) {
        if (example.length != 3) {
            throw new IllegalArgumentException(
                    "FrameConvDecoder: a frame [channels, height, width] expected, found " + Arrays.toString(example));
        }
        int pairs = channels.length;
        long[] heights = halved(example[1], pairs);
        long[] widths = halved(example[2], pairs);
        long deepest = channels[pairs - 1];
        Tensor h = FrameConvEncoder.hidden(scope.child("hidden"), latent, hidden);
        h = FrameConvEncoder.hidden(scope.child("maps"), h, deepest * heights[pairs] * widths[pairs]);
        h = h.reshape(-1, deepest, heights[pairs], widths[pairs]);
        for (int i = pairs - 1; i >= 0; i--) {
            h = activated(scope.child("conv" + i + "s2"), doubled(channels[i]), h)
                    .slice(2, 0, heights[i])
                    .slice(3, 0, widths[i]);
            if (i > 0) {
                h = activated(
                        scope.child("conv" + i + "s1"), same(channels[i - 1]).withoutBias(), h);
            }
        }
        return same(example[0]).apply(scope.child("output"), h);
    }

    /** The size of the frame, of its half, rounded up, and so on. */
    private static long[] halved(long size, int times) {
        long[] sizes = new long[times + 1];
        sizes[0] = size;
        for (int i = 0; i < times; i++) {
            sizes[i + 1] = (sizes[i] + 1) / 2;
        }
        return sizes;
    }

    private static ConvTransposed same(long outputs) {
        return ConvTransposed.to(outputs, 3)
                .padding(1)
                .initialised(new NormalInitialiser(FrameConvEncoder.LINEAR_STD), new ConstantInitialiser(0));
    }

    private static ConvTransposed doubled(long outputs) {
        return same(outputs).stride(2).extra(1).withoutBias();
    }

    private static Tensor activated(ParameterScope layer, ConvTransposed conv, Tensor x) {
        return FrameConvEncoder.ofMaps()
                .apply(layer.child("normalisation"), conv.apply(layer, x))
                .relu();
    }

    @Override
    public String toString() {
        return "FrameConvDecoder(channels=" + Arrays.toString(channels) + ", hidden=" + hidden + ")";
    }
}
