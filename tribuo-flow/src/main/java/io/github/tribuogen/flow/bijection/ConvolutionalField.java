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

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Activation;
import io.github.tribuogen.neural.nn.Conv;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.StandardActivation;
import java.util.Arrays;

/**
 * Convolutions of stride 1 from images [batch, C, H, W] to images of the same size, flattened: asked for n outputs, it gives
 * n / (H W) channels. The network of a coupling on images.
 */
public final class ConvolutionalField implements Network {
    @Config(description = "The channels of the hidden layers, each at least 1; empty for one convolution.")
    private int[] hiddenChannels = {32, 32};

    @Config(description = "The extent of the kernels, odd.")
    private int kernel = 3;

    @Config(description = "The activation of hidden layers.")
    private Activation activation = new StandardActivation(StandardActivation.Function.RELU);

    /** Two hidden layers of 32 channels. Also for OLCUT. */
    public ConvolutionalField() {}

    /**
     * Convolutions of 3 x 3 with rectifiers.
     *
     * @param hiddenChannels The channels of the hidden layers, each at least 1.
     */
    public ConvolutionalField(int... hiddenChannels) {
        this.hiddenChannels = hiddenChannels.clone();
        postConfig();
    }

    @Override
    public void postConfig() {
        if (Arrays.stream(hiddenChannels).anyMatch(c -> c < 1)) {
            throw new PropertyException(
                    "",
                    "hiddenChannels",
                    "found " + Arrays.toString(hiddenChannels) + ", expected numbers of at least 1");
        }
        if (kernel < 1 || kernel % 2 == 0) {
            throw new PropertyException("", "kernel", "found " + kernel + ", expected an odd number of at least 1");
        }
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor x, long outputs) {
        if (x.shape().rank() != 4) {
            throw Points.refusal(this, "images [batch, channels, height, width]", x.shape());
        }
        long positions = Points.positions(x);
        if (outputs % positions != 0) {
            throw Points.refusal(this, "a multiple of " + positions + " outputs, one for each position,", outputs);
        }
        Tensor h = x;
        for (int i = 0; i < hiddenChannels.length; i++) {
            ParameterScope layer = scope.child("hidden" + i);
            h = conv(hiddenChannels[i]).apply(layer.child("conv"), h);
            h = activation.apply(layer.child("activation"), h);
        }
        return conv(outputs / positions).apply(scope.child("output"), h).flatten(1);
    }

    private Conv conv(long channels) {
        return Conv.to(channels, kernel, kernel).padding(kernel / 2, kernel / 2);
    }

    @Override
    public String toString() {
        return "ConvolutionalField(hiddenChannels=" + Arrays.toString(hiddenChannels) + ", kernel=" + kernel
                + ", activation=" + activation + ")";
    }
}
