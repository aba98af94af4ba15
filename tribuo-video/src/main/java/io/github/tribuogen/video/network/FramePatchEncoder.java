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
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterScope;

/**
 * An encoder for larger frames on a CPU: squares of pixels, the patches, are each described by the same few rectified numbers, as by a
 * convolution whose stride is its kernel; a {@link FrameMlp} reads these. At 64x64 pixels, patches of 4x4 and 8 numbers each, the first
 * layer of the {@code FrameMlp} has half the weights that it would have on pixels.
 */
public final class FramePatchEncoder implements Network {
    @Config(description = "Rows and columns of a patch, at least 1; both sides of a frame must be multiples of it.")
    private int patch = 4;

    @Config(description = "Numbers that describe a patch, at least 1.")
    private int channels = 8;

    @Config(description = "What reads the descriptions, flattened.")
    private Network rest = new FrameMlp();

    /** Patches of 4x4, 8 numbers each, two hidden layers of 256. Also for OLCUT. */
    public FramePatchEncoder() {}

    /**
     * An encoder.
     *
     * @param patch Rows and columns of a patch, at least 1.
     * @param channels Numbers that describe a patch, at least 1.
     * @param rest What reads the descriptions, flattened.
     */
    public FramePatchEncoder(int patch, int channels, Network rest) {
        this.patch = patch;
        this.channels = channels;
        this.rest = rest;
        postConfig();
    }

    @Override
    public void postConfig() {
        check(patch, channels);
    }

    static void check(int patch, int channels) {
        Require.atLeast("patch", patch, 1);
        Require.atLeast("channels", channels, 1);
    }

    static void checkSides(long height, long width, int patch) {
        if (height % patch != 0 || width % patch != 0) {
            throw new IllegalArgumentException(
                    "patch: frames of multiples of " + patch + " pixels expected, found " + height + "x" + width);
        }
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor x, long outputs) {
        checkSides(x.shape().size(2), x.shape().size(3), patch);
        long c = x.shape().size(1);
        long rows = x.shape().size(2) / patch;
        long columns = x.shape().size(3) / patch;
        // not a convolution: its weights' gradient would be several times as slow as that of a matrix product
        Tensor patches = x.reshape(-1, c, rows, patch, columns, patch)
                .transpose(0, 2, 4, 1, 3, 5)
                .reshape(-1, c * patch * patch);
        Tensor described = FrameMlp.rectified(scope.child("patches"), patches, channels);
        return rest.apply(scope.child("rest"), described.reshape(-1, rows * columns * channels), outputs);
    }

    @Override
    public String toString() {
        return "FramePatchEncoder(patch=" + patch + ", channels=" + channels + ", rest=" + rest + ")";
    }
}
