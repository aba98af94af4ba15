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
package io.github.tribuogen.flow.toy;

import java.util.random.RandomGenerator;

/**
 * Five arms: (a, b) normal about (1, 0) with deviations 0.3 and 0.1, turned by {@code 2 pi k / 5 + exp(a) / 4}, times 2.
 *
 * <p>The turn keeps the distance r, so in polar coordinates a point of angle p comes from the angles q with {@code q - exp(r cos
 * q) / 4 = p} modulo 2 pi / 5, each with the density of (a, b) over {@code |1 + b exp(a) / 4|}.
 */
final class Pinwheel implements Law {
    private static final int ARMS = 5;
    private static final int GRID = 720;

    @Override
    public int dimension() {
        return 2;
    }

    @Override
    public double[] draw(RandomGenerator rng) {
        double a = 1 + 0.3 * rng.nextGaussian();
        double b = 0.1 * rng.nextGaussian();
        double turn = 2 * Math.PI * rng.nextInt(ARMS) / ARMS + 0.25 * Math.exp(a);
        double cos = Math.cos(turn);
        double sin = Math.sin(turn);
        return new double[] {2 * (a * cos + b * sin), 2 * (b * cos - a * sin)};
    }

    @Override
    public double logDensity(double[] x) {
        double r = Math.hypot(x[0], x[1]) / 2;
        double angle = Math.atan2(x[1], x[0]);
        double sum = 0;
        double before = sector(r, angle, 0);
        for (int i = 1; i <= GRID; i++) {
            double q = 2 * Math.PI * i / GRID;
            double now = sector(r, angle, q);
            // every whole number between two values is a root
            for (double m = Math.ceil(Math.min(before, now)); m <= Math.floor(Math.max(before, now)); m++) {
                if (m != now) {
                    sum += source(r, root(r, angle, m, 2 * Math.PI * (i - 1) / GRID, q));
                }
            }
            before = now;
        }
        return Math.log(sum / ARMS / 4);
    }

    /** The angle that q is turned to, less that of the point, in units of the angle between arms. */
    private static double sector(double r, double angle, double q) {
        return (q - 0.25 * Math.exp(r * Math.cos(q)) - angle) * ARMS / (2 * Math.PI);
    }

    private static double root(double r, double angle, double target, double from, double to) {
        double low = from;
        double high = to;
        boolean rising = sector(r, angle, high) > sector(r, angle, low);
        for (int i = 0; i < 50; i++) {
            double middle = 0.5 * (low + high);
            if (sector(r, angle, middle) < target == rising) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return 0.5 * (low + high);
    }

    private static double source(double r, double q) {
        double a = r * Math.cos(q);
        double b = r * Math.sin(q);
        double u = (a - 1) / 0.3;
        double v = b / 0.1;
        double density = Math.exp(-0.5 * (u * u + v * v)) / (2 * Math.PI * 0.3 * 0.1);
        return density / Math.abs(1 + 0.25 * b * Math.exp(a));
    }
}
