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
package io.github.tribuogen.gradest.environment;

import java.util.SplittableRandom;

/**
 * The ground of {@link LunarLander}: straight pieces between eleven points, their heights random but for a flat pad in the middle.
 *
 * @param x The points' places from left to right, in metres; equal steps from 0.
 * @param y The ground's heights there, in metres.
 */
record MoonTerrain(double[] x, double[] y) {
    /** The width and height of what is seen, in metres. */
    static final double WIDTH = 20;

    static final double HEIGHT = 40.0 / 3;

    /** The height that observations count from; the ground of the pad lies a hundredth of it lower, as in the published task. */
    static final double PAD = HEIGHT / 4;

    private static final int POINTS = 11;
    private static final int MIDDLE = POINTS / 2;

    /** Means of three neighbours among random heights up to half of what is seen; five in the middle are the pad's. */
    static MoonTerrain random(SplittableRandom rng) {
        double[] rough = new double[POINTS + 2];
        for (int i = 1; i < rough.length; i++) {
            rough[i] = rng.nextDouble(0, HEIGHT / 2);
        }
        // the published task's first point has the last height for its left neighbour
        rough[0] = rough[POINTS + 1];
        for (int i = MIDDLE - 2; i <= MIDDLE + 2; i++) {
            rough[i + 1] = PAD;
        }
        double[] x = new double[POINTS];
        double[] y = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            x[i] = WIDTH / (POINTS - 1) * i;
            y[i] = 0.33 * (rough[i] + rough[i + 1] + rough[i + 2]);
        }
        return new MoonTerrain(x, y);
    }

    /** The pad's ends. */
    double padLeft() {
        return x[MIDDLE - 1];
    }

    double padRight() {
        return x[MIDDLE + 1];
    }

    /** Where the ground of the pad is. */
    double padHeight() {
        return y[MIDDLE];
    }

    /** The corners of a piece of ground down to a depth, counter-clockwise, each its x and its y. */
    double[][] piece(int i, double bottom) {
        return new double[][] {{x[i], bottom}, {x[i + 1], bottom}, {x[i + 1], y[i + 1]}, {x[i], y[i]}};
    }

    int pieces() {
        return x.length - 1;
    }
}
