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
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Dim;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Conv;
import io.github.tribuogen.neural.nn.ConvTransposed;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.List;

/**
 * The mirror of {@link GatedConvEncoder}: a gated transposed convolution from 1x1 to a quarter of the image's extents with 2c
 * channels, then kernels of 5x5 with 2c, c (stride 2), c, c (stride 2) and c channels, then a 1x1 convolution to the numbers of
 * each pixel. Takes codes [batch, D].
 */
public final class GatedConvDecoder implements Network {
    @Config(mandatory = true, description = "The height of images, a multiple of 4.")
    private int height;

    @Config(mandatory = true, description = "The width of images, a multiple of 4.")
    private int width;

    @Config(description = "The number c of channels of the last layers, at least 1.")
    private int channels = 32;

    private GatedConvDecoder() {} // for OLCUT

    /**
     * A decoder.
     *
     * @param height The height of images, a multiple of 4.
     * @param width The width of images, a multiple of 4.
     * @param channels The number of channels of the last layers, at least 1.
     */
    public GatedConvDecoder(int height, int width, int channels) {
        this.height = height;
        this.width = width;
        this.channels = channels;
        postConfig();
    }

    @Override
    public void postConfig() {
        extent("height", height);
        extent("width", width);
        Require.atLeast("channels", channels, 1);
    }

    private static void extent(String field, int value) {
        if (value < 4 || value % 4 != 0) {
            throw new PropertyException("", field, "found " + value + ", expected a positive multiple of 4");
        }
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor z, long outputs) {
        if (outputs % ((long) height * width) != 0) {
            throw new IllegalArgumentException("GatedConvDecoder: a multiple of height x width = " + height + " x "
                    + width + " outputs expected, found " + outputs);
        }
        long d = z.flatten(1).shape().size(1);
        Tensor h = z.reshape(Shape.of(List.of(z.shape().dim(0), Dim.of(d), Dim.of(1), Dim.of(1))));
        h = GatedConvEncoder.gated(
                scope.child("input"),
                h,
                ConvTransposed.to(4L * channels, height / 4, width / 4)
                        .initialised(GatedConvEncoder.LIVELY, GatedConvEncoder.SMALL));
        long[] widths = {2L * channels, channels, channels, channels, channels};
        for (int i = 0; i < widths.length; i++) {
            h = GatedConvEncoder.gated(
                    scope.child("layer" + i), h, GatedConvEncoder.growing(widths[i], i % 2 == 0 ? 1 : 2));
        }
        return Conv.to(outputs / ((long) height * width), 1)
                .apply(scope.child("output"), h)
                .flatten(1);
    }

    @Override
    public String toString() {
        return "GatedConvDecoder(height=" + height + ", width=" + width + ", channels=" + channels + ")";
    }
}
