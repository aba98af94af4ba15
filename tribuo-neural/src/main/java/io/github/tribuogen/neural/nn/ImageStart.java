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
package io.github.tribuogen.neural.nn;

import io.github.tribuogen.neural.graph.Tensor;
import java.util.Arrays;

/** The small image from which a convolutional generator grows the wanted one by doublings. */
final class ImageStart {
    private static final long SMALLEST = 4;

    final int doublings;
    final long height;
    final long width;

    private ImageStart(int doublings, long height, long width) {
        this.doublings = doublings;
        this.height = height;
        this.width = width;
    }

    /** As many doublings as leave at least 4 x 4 pixels: 32 starts at 4, 28 at 7, 8 at 4. */
    static ImageStart of(String generator, long... example) {
        if (example.length != 3 || example[1] < SMALLEST || example[2] < SMALLEST) {
            throw new IllegalArgumentException(
                    generator + ": images [channels, height, width] of at least 4 x 4 pixels expected, found "
                            + Arrays.toString(example));
        }
        int n = 0;
        long h = example[1];
        long w = example[2];
        while (h % 2 == 0 && w % 2 == 0 && h / 2 >= SMALLEST && w / 2 >= SMALLEST) {
            h /= 2;
            w /= 2;
            n++;
        }
        return new ImageStart(n, h, w);
    }

    /** The latent vectors [batch, z] mapped to [batch, channels, height, width]. */
    Tensor project(ParameterScope scope, Tensor latent, long channels, Initialiser weights, Initialiser biases) {
        InputChecks.rank("Generator", scope, latent, 2, 2, "latent vectors [batch, z]");
        return Linear.to(channels * height * width)
                .initialised(weights, biases)
                .apply(scope, latent)
                .reshape(-1, channels, height, width);
    }
}
