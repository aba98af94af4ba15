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
import io.github.tribuogen.neural.nn.Generator;
import io.github.tribuogen.neural.nn.Linear;
import io.github.tribuogen.neural.nn.NormalInitialiser;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Arrays;

/**
 * The mirror of the {@link FramePatchEncoder}: rectified linear layers, the last of which says a few numbers for each patch, and the same
 * linear map from these to the pixels of every patch.
 */
public final class FramePatchDecoder implements Generator {
    private static final double OUTPUT_SCALE = 0.1;

    @Config(description = "Rows and columns of a patch, at least 1; both sides of a frame must be multiples of it.")
    private int patch = 4;

    @Config(description = "Numbers that describe a patch, at least 1.")
    private int channels = 8;

    @Config(description = "The numbers of hidden units, layer by layer, each at least 1.")
    private int[] hiddenSizes = {256, 256};

    /** Patches of 4x4, 8 numbers each, two hidden layers of 256. Also for OLCUT. */
    public FramePatchDecoder() {}

    /**
     * A decoder.
     *
     * @param patch Rows and columns of a patch, at least 1.
     * @param channels Numbers that describe a patch, at least 1.
     * @param hiddenSizes The numbers of hidden units, each at least 1.
     */
    public FramePatchDecoder(int patch, int channels, int... hiddenSizes) {
        this.patch = patch;
        this.channels = channels;
        this.hiddenSizes = hiddenSizes.clone();
        postConfig();
    }

    @Override
    public void postConfig() {
        FramePatchEncoder.check(patch, channels);
        FrameMlp.checkSizes(hiddenSizes);
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor latent, long... example) {
        if (example.length != 3) {
            throw new IllegalArgumentException(
                    "FramePatchDecoder: a frame [channels, height, width] expected, found " + Arrays.toString(example));
        }
        FramePatchEncoder.checkSides(example[1], example[2], patch);
        long rows = example[1] / patch;
        long columns = example[2] / patch;
        Tensor hidden = FrameMlp.hidden(scope, latent, hiddenSizes);
        Tensor described = FrameMlp.rectified(scope.child("patches"), hidden, channels * rows * columns)
                .reshape(-1, channels);
        // a tenth of He's weights, so that pictures start from what the likelihood adds
        return Linear.to(example[0] * patch * patch)
                .initialised(
                        new NormalInitialiser(OUTPUT_SCALE * Math.sqrt(2.0 / channels)), new ConstantInitialiser(0))
                .apply(scope.child("output"), described)
                .reshape(-1, rows, columns, example[0], patch, patch)
                .transpose(0, 3, 1, 4, 2, 5)
                .reshape(-1, example[0], example[1], example[2]);
    }

    @Override
    public String toString() {
        return "FramePatchDecoder(patch=" + patch + ", channels=" + channels + ", hiddenSizes="
                + Arrays.toString(hiddenSizes) + ")";
    }
}
