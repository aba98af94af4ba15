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
package io.github.tribuogen.video.data;

/**
 * The one source of randomness of generated clips: SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
 * 2014), started at a hash of numbers, with normal numbers by the method of Box and Muller in {@link StrictMath}: the same bits on every
 * machine.
 */
final class ClipRandom {
    private static final long GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    private ClipRandom(long state) {
        this.state = state;
    }

    /** A generator for a purpose that the numbers stand for. */
    static ClipRandom of(long... keys) {
        long hash = GAMMA;
        for (long key : keys) {
            hash = mix(hash + GAMMA + mix(key));
        }
        return new ClipRandom(hash);
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }

    private long next() {
        state += GAMMA;
        return mix(state);
    }

    /** In [0, 1). */
    double uniform() {
        return (next() >>> 11) * 0x1p-53;
    }

    double uniform(double low, double high) {
        return low + (high - low) * uniform();
    }

    /** From 0 to n - 1. */
    int index(int n) {
        return (int) (uniform() * n);
    }

    /** -1 or 1. */
    int sign() {
        return next() < 0 ? -1 : 1;
    }

    /** Standard normal. */
    double gaussian() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
        return radius * StrictMath.cos(2 * StrictMath.PI * uniform());
    }
}
