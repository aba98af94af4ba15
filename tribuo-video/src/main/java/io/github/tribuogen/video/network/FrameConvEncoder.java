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
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.BatchNormalisation;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.Conv;
import io.github.tribuogen.neural.nn.Linear;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.NormalInitialiser;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Arrays;

/**
 * The encoder of Grathwohl and Wilson (2016): for each width of channels a convolution of 3x3 and another of stride 2, then a hidden linear
 * layer, all with batch normalisation over the frames of the batch and rectifiers, then a linear layer. Frames may have any number of
 * channels and any size; halves are rounded up. With one channel, 64x64 pixels and 16 outputs it has 822,624 parameters.
 *
 * <p>Initial weights are normal, of standard deviation {@code sqrt(2 / (9 channels out))} in convolutions and 0.01 in linear layers; the
 * original cuts the tails off.
 */
public final class FrameConvEncoder implements Network {
    static final double LINEAR_STD = 0.01;
    private static final double MOMENTUM = 0.01;

    @Config(description = "The channels of each pair of convolutions, each at least 1.")
    private int[] channels = {16, 32, 64, 128};

    @Config(description = "Units of the hidden layer, at least 1.")
    private int hidden = 256;

    /** The paper's. Also for OLCUT. */
    public FrameConvEncoder() {}

    /**
     * An encoder.
     *
     * @param hidden Units of the hidden layer, at least 1.
     * @param channels The channels of each pair of convolutions, each at least 1.
     */
    public FrameConvEncoder(int hidden, int... channels) {
        this.hidden = hidden;
        this.channels = channels.clone();
        postConfig();
    }

    @Override
    public void postConfig() {
        check(channels, hidden);
    }

    static void check(int[] channels, int hidden) {
        if (channels.length == 0 || Arrays.stream(channels).anyMatch(c -> c < 1)) {
            throw new PropertyException(
                    "",
                    "channels",
                    "found " + Arrays.toString(channels) + ", expected at least one number of at least 1");
        }
        Require.atLeast("hidden", hidden, 1);
    }

    static BatchNormalisation ofMaps() {
        return new BatchNormalisation(MOMENTUM, 1e-5);
    }

    static BatchNormalisation ofUnits() {
        return new BatchNormalisation(MOMENTUM, 1e-7);
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor x, long outputs) {
        if (x.shape().rank() != 4) {
            throw new IllegalArgumentException(
                    "FrameConvEncoder: frames [batch, channels, height, width] expected, found " + x.shape());
        }
        Tensor h = x;
        for (int i = 0; i < channels.length; i++) {
            for (int stride = 1; stride <= 2; stride++) {
                ParameterScope layer = scope.child("conv" + i + "s" + stride);
                double std = Math.sqrt(2 / (9.0 * channels[i]));
                h = Conv.to(channels[i], 3)
                        .stride(stride)
                        .padding(1)
                        .withoutBias()
                        .initialised(new NormalInitialiser(std), new ConstantInitialiser(0))
                        .apply(layer, h);
                h = ofMaps().apply(layer.child("normalisation"), h).relu();
            }
        }
        h = hidden(scope.child("hidden"), h.flatten(1), hidden);
        return Linear.to(outputs)
                .initialised(new NormalInitialiser(LINEAR_STD), new ConstantInitialiser(0))
                .apply(scope.child("output"), h);
    }

    static Tensor hidden(ParameterScope scope, Tensor x, long units) {
        Tensor h = Linear.to(units)
                .withoutBias()
                .initialised(new NormalInitialiser(LINEAR_STD), new ConstantInitialiser(0))
                .apply(scope, x);
        return ofUnits().apply(scope.child("normalisation"), h).relu();
    }

    @Override
    public String toString() {
        return "FrameConvEncoder(channels=" + Arrays.toString(channels) + ", hidden=" + hidden + ")";
    }
}
