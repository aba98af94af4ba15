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

import java.util.SplittableRandom;

/** Arrays of random numbers, for initialisers. */
final class Draws {
    private Draws() {}

    static int count(long[] shape) {
        long n = 1;
        for (long s : shape) {
            n = Math.multiplyExact(n, s);
        }
        return Math.toIntExact(n);
    }

    /** Uniform in [-bound, bound). */
    static double[] uniform(long[] shape, double bound, SplittableRandom rng) {
        double[] v = new double[count(shape)];
        for (int i = 0; i < v.length; i++) {
            v[i] = bound * (2 * rng.nextDouble() - 1);
        }
        return v;
    }

    /** Normal with mean 0. */
    static double[] normal(long[] shape, double std, SplittableRandom rng) {
        double[] v = new double[count(shape)];
        for (int i = 0; i < v.length; i++) {
            v[i] = std * rng.nextGaussian();
        }
        return v;
    }

    /** Of mean 0 and a standard deviation. */
    static double[] of(InitialDistribution distribution, long[] shape, double std, SplittableRandom rng) {
        return distribution == InitialDistribution.NORMAL
                ? normal(shape, std, rng)
                : uniform(shape, Math.sqrt(3) * std, rng);
    }
}
