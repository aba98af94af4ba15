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
package io.github.tribuogen.ebm.kernel;

import io.github.tribuogen.ebm.stein.ScoredSample;
import java.util.SplittableRandom;

/** Normal points, with the scores of a standard normal model. */
final class Samples {
    private Samples() {}

    static float[][] normal(int n, int d, double shift, SplittableRandom rng) {
        float[][] x = new float[n][d];
        for (float[] row : x) {
            for (int j = 0; j < d; j++) {
                row[j] = (float) (rng.nextGaussian() + (j == 0 ? shift : 0));
            }
        }
        return x;
    }

    /** The scores of N(0, I). */
    static float[][] scores(float[][] x) {
        float[][] s = new float[x.length][x[0].length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < s[i].length; j++) {
                s[i][j] = -x[i][j];
            }
        }
        return s;
    }

    /** Points of N((shift, 0, ..), I), the scores of N(0, I), and as many draws of that. */
    static ScoredSample shifted(int n, int d, double shift, long seed) {
        SplittableRandom rng = new SplittableRandom(seed);
        float[][] x = normal(n, d, shift, rng);
        return ScoredSample.of(x, scores(x)).withModelDraws(normal(n, d, 0, rng));
    }
}
