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
package io.github.tribuogen.video.vae;

import io.github.tribuogen.neural.data.AffineMap;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.model.Prepared;
import java.util.Arrays;

/**
 * The preprocessing of one frame, which must be the same for every frame of a clip so that frames can be encoded one by one.
 *
 * @param scale What a frame's numbers are multiplied by.
 * @param shift What is added then.
 */
record FrameScaling(float[] scale, float[] shift) {
    static FrameScaling of(Prepared<?> prepared, ClipGeometry geometry) {
        AffineMap map = prepared.affine();
        return new FrameScaling(frame(map.scale(), geometry), frame(map.shift(), geometry));
    }

    private static float[] frame(float[] clip, ClipGeometry geometry) {
        int p = geometry.framePixels();
        float[] first = Arrays.copyOf(clip, p);
        for (int i = p; i < clip.length; i++) {
            if (clip[i] != first[i % p]) {
                throw new IllegalArgumentException("preprocessor: the same map for every frame expected, found "
                        + first[i % p] + " for number " + i % p + " of frame 0 and " + clip[i] + " of frame " + i / p);
            }
        }
        return first;
    }

    private static HostTensor row(float[] values) {
        return HostTensor.of(values, 1, values.length);
    }

    /** Frames [N, P] as the networks see them. */
    Tensor forward(Tensor frames) {
        return frames.mul(frames.graph().root().constant(row(scale)))
                .add(frames.graph().root().constant(row(shift)));
    }

    /** Frames [N, P] in the user's units. */
    Tensor back(Tensor frames) {
        return frames.sub(frames.graph().root().constant(row(shift)))
                .div(frames.graph().root().constant(row(scale)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FrameScaling f && Arrays.equals(f.scale, scale) && Arrays.equals(f.shift, shift);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(scale) + Arrays.hashCode(shift);
    }
}
