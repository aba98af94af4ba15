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
package io.github.tribuogen.ebm.sampler;

/** Shapes of batches of points. */
final class PointShapes {
    private PointShapes() {}

    static long[] batch(long n, long[] pointShape) {
        long[] shape = new long[pointShape.length + 1];
        shape[0] = n;
        System.arraycopy(pointShape, 0, shape, 1, pointShape.length);
        return shape;
    }

    static int elements(long[] shape) {
        long n = 1;
        for (long s : shape) {
            n = Math.multiplyExact(n, s);
        }
        return Math.toIntExact(n);
    }
}
