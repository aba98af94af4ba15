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

/** The laws of the toys. */
final class Laws {
    private Laws() {}

    static Law of(ToyDensity toy) {
        return switch (toy) {
            case EIGHT_GAUSSIANS -> eightGaussians();
            case CHECKERBOARD -> new Checkerboard();
            case CIRCLES -> new Circles(0.24, 3, 1.5);
            case RINGS -> new Circles(0.08, 3, 2.25, 1.5, 0.75);
            case MOONS -> Curves.moons();
            case SWISS_ROLL -> Curves.swissRoll();
            case TWO_SPIRALS -> Curves.twoSpirals();
            case PINWHEEL -> new Pinwheel();
            case MIXTURE_1D ->
                new GaussianMixture(new double[] {1, 1, 1}, new double[][] {{-2.8}, {-0.9}, {2}}, Math.sqrt(0.4));
            case GAUSS -> new CorrelatedGaussian();
            case LINE -> new Graph(1, false);
            case COSINE -> new Graph(2.5, true);
        };
    }

    /** Closed forms, and integrals of -p log p over the plane by the midpoint rule, whose total of p was 1 to seven digits. */
    static double entropy(ToyDensity toy) {
        return switch (toy) {
            case EIGHT_GAUSSIANS -> 2.83188;
            case CHECKERBOARD -> Math.log(32);
            case CIRCLES -> 3.26814;
            case RINGS -> 2.62318;
            case MOONS -> 2.39388;
            case SWISS_ROLL -> 2.66965;
            case TWO_SPIRALS -> 2.64544;
            case PINWHEEL -> 2.31779;
            case MIXTURE_1D -> 1.92902;
            case GAUSS -> 1 + Math.log(2 * Math.PI) + Math.log(CorrelatedGaussian.DETERMINANT);
            case LINE, COSINE -> Double.NEGATIVE_INFINITY;
        };
    }

    private static Law eightGaussians() {
        double[] weights = new double[8];
        double[][] means = new double[8][];
        for (int k = 0; k < 8; k++) {
            weights[k] = 1;
            means[k] = new double[] {4 * Math.cos(k * Math.PI / 4) / 1.414, 4 * Math.sin(k * Math.PI / 4) / 1.414};
        }
        return new GaussianMixture(weights, means, 0.5 / 1.414);
    }

    /** Squares of side 2 whose rows and columns have an even sum, in [-4, 4). */
    private static final class Checkerboard implements Law {
        @Override
        public int dimension() {
            return 2;
        }

        @Override
        public double[] draw(RandomGenerator rng) {
            double x = 4 * rng.nextDouble() - 2;
            double y = rng.nextDouble() - 2 * rng.nextInt(2) + Math.floorMod((int) Math.floor(x), 2);
            return new double[] {2 * x, 2 * y};
        }

        @Override
        public double logDensity(double[] x) {
            int column = (int) Math.floor(x[0] / 2);
            int row = (int) Math.floor(x[1] / 2);
            boolean inside = column >= -2 && column < 2 && row >= -2 && row < 2 && (column + row) % 2 == 0;
            return inside ? -Math.log(32) : Double.NEGATIVE_INFINITY;
        }
    }

    /** mean + L n with L = [1 0; 0.8 0.5]. */
    private static final class CorrelatedGaussian implements Law {
        static final double DETERMINANT = 0.5;

        @Override
        public int dimension() {
            return 2;
        }

        @Override
        public double[] draw(RandomGenerator rng) {
            double a = rng.nextGaussian();
            double b = rng.nextGaussian();
            return new double[] {1 + a, -0.5 + 0.8 * a + 0.5 * b};
        }

        @Override
        public double logDensity(double[] x) {
            double a = x[0] - 1;
            double b = (x[1] + 0.5 - 0.8 * a) / 0.5;
            return -0.5 * (a * a + b * b) - Math.log(2 * Math.PI) - Math.log(DETERMINANT);
        }
    }

    /** (x, h x) or (x, h sin x), x uniform in [-2.5, 2.5). */
    private record Graph(double height, boolean wave) implements Law {
        @Override
        public int dimension() {
            return 2;
        }

        @Override
        public double[] draw(RandomGenerator rng) {
            double x = 5 * rng.nextDouble() - 2.5;
            return new double[] {x, height * (wave ? Math.sin(x) : x)};
        }

        @Override
        public double logDensity(double[] x) {
            throw new UnsupportedOperationException("A curve without noise has no density");
        }

        @Override
        public boolean hasDensity() {
            return false;
        }
    }
}
