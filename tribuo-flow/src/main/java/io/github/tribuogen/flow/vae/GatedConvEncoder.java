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
package io.github.tribuogen.flow.vae;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Conv;
import io.github.tribuogen.neural.nn.ConvTransposed;
import io.github.tribuogen.neural.nn.FanInUniformInitialiser;
import io.github.tribuogen.neural.nn.HeInitialiser;
import io.github.tribuogen.neural.nn.Initialiser;
import io.github.tribuogen.neural.nn.Layer;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.List;

/**
 * The gated convolutions of the Sylvester and FFJORD experiments: kernels of 5x5 with c, c (stride 2), 2c, 2c (stride 2) and 2c
 * channels, then one of the remaining extents (7x7 for 28x28 images, 7x5 for 28x20) whose outputs are the features. Takes
 * [batch, channels, height, width].
 */
public final class GatedConvEncoder implements Network {
    /** Twice the usual variance, since a gate lets half through: six layers would let hardly anything through. */
    static final Initialiser LIVELY = new HeInitialiser();

    static final Initialiser SMALL = new FanInUniformInitialiser();

    @Config(description = "The number c of channels of the first layers, at least 1.")
    private int channels = 32;

    /** 32 channels. Also for OLCUT. */
    public GatedConvEncoder() {}

    /**
     * An encoder.
     *
     * @param channels The number of channels of the first layers, at least 1.
     */
    public GatedConvEncoder(int channels) {
        this.channels = channels;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.atLeast("channels", channels, 1);
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor x, long outputs) {
        if (x.shape().rank() != 4) {
            throw new IllegalArgumentException(
                    "GatedConvEncoder: images [batch, channels, height, width] expected (an ImageLayout), found "
                            + x.shape());
        }
        long[] widths = {channels, channels, 2L * channels, 2L * channels, 2L * channels};
        Tensor h = x;
        for (int i = 0; i < widths.length; i++) {
            long stride = i % 2 == 0 ? 1 : 2;
            h = gated(
                    scope.child("layer" + i),
                    h,
                    Conv.to(2 * widths[i], 5).padding(2).stride(stride).initialised(LIVELY, SMALL));
        }
        long[] rest = {h.shape().size(2), h.shape().size(3)};
        return gated(scope.child("output"), h, Conv.to(2 * outputs, rest).initialised(LIVELY, SMALL))
                .flatten(1);
    }

    /** The first half of a layer's channels times the sigmoid of the second. */
    static Tensor gated(ParameterScope scope, Tensor x, Layer layer) {
        Tensor both = layer.apply(scope, x);
        long half = both.shape().size(1) / 2;
        List<Tensor> parts = both.split(1, half, half);
        return parts.get(0).mul(parts.get(1).sigmoid());
    }

    /** A layer that doubles extents (stride 2) or keeps them (stride 1). */
    static ConvTransposed growing(long outputs, long stride) {
        return ConvTransposed.to(2 * outputs, 5)
                .initialised(LIVELY, SMALL)
                .padding(2)
                .stride(stride)
                .extra(stride - 1);
    }

    @Override
    public String toString() {
        return "GatedConvEncoder(channels=" + channels + ")";
    }
}
