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

import java.util.Arrays;

/**
 * The codes of frames, those of a clip or any.
 *
 * @param means [frames, features].
 * @param variances [frames, features].
 */
public record FrameCodes(float[][] means, float[][] variances) {
    /** From rows that hold the means and then the variances. */
    static FrameCodes of(float[] flat, int features) {
        int n = flat.length / (2 * features);
        float[][] means = new float[n][];
        float[][] variances = new float[n][];
        for (int i = 0; i < n; i++) {
            int at = i * 2 * features;
            means[i] = Arrays.copyOfRange(flat, at, at + features);
            variances[i] = Arrays.copyOfRange(flat, at + features, at + 2 * features);
        }
        return new FrameCodes(means, variances);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FrameCodes c
                && Arrays.deepEquals(c.means, means)
                && Arrays.deepEquals(c.variances, variances);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.deepHashCode(means) + Arrays.deepHashCode(variances);
    }
}
