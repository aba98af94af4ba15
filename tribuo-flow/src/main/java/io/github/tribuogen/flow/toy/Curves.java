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

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.random.RandomGenerator;
import org.hipparchus.special.Erf;

/**
 * Points on curves, plus noise that is normal or the sum of a normal and a uniform number. The density is an integral along
 * the curves, taken by the midpoint rule on steps far shorter than the noise.
 */
final class Curves implements Law {
    private static final int NODES = 2000;

    /** Beyond so many deviations the noise is taken to be impossible. */
    private static final double REACH = 10;

    private final List<DoubleFunction<double[]>> curves;
    private final double deviation;
    private final double[] signs;
    private final double width;
    private final double[] table;
    private final double[][][] nodes;

    /**
     * @param curves map a uniform number in [0, 1) to a point; they have equal weights
     * @param deviation of the normal noise of each coordinate
     * @param width of the uniform noise of each coordinate, in [0, width) times the curve's sign; 0 for none
     */
    private Curves(double deviation, double width, double[] signs, List<DoubleFunction<double[]>> curves) {
        this.curves = curves;
        this.deviation = deviation;
        this.width = width;
        this.signs = signs;
        this.table = width == 0 ? null : table(deviation, width);
        this.nodes = new double[curves.size()][NODES][];
        for (int k = 0; k < nodes.length; k++) {
            for (int i = 0; i < NODES; i++) {
                nodes[k][i] = curves.get(k).apply((i + 0.5) / NODES);
            }
        }
    }

    static Curves moons() {
        return new Curves(
                0.2,
                0,
                new double[] {1, 1},
                List.of(u -> new double[] {2 * Math.cos(Math.PI * u) - 1, 2 * Math.sin(Math.PI * u) - 0.2}, u ->
                        new double[] {1 - 2 * Math.cos(Math.PI * u), 0.8 - 2 * Math.sin(Math.PI * u)}));
    }

    static Curves swissRoll() {
        return new Curves(0.2, 0, new double[] {1}, List.of(u -> {
            double t = 1.5 * Math.PI * (1 + 2 * u);
            return new double[] {t * Math.cos(t) / 5, t * Math.sin(t) / 5};
        }));
    }

    static Curves twoSpirals() {
        List<DoubleFunction<double[]>> arms = new ArrayList<>();
        double[] signs = {1, -1};
        for (double sign : signs) {
            arms.add(u -> {
                double t = 3 * Math.PI * Math.sqrt(u);
                return new double[] {-sign * t * Math.cos(t) / 3, sign * t * Math.sin(t) / 3};
            });
        }
        return new Curves(0.1, 0.5 / 3, signs, arms);
    }

    @Override
    public int dimension() {
        return 2;
    }

    @Override
    public double[] draw(RandomGenerator rng) {
        int k = rng.nextInt(curves.size());
        double[] x = curves.get(k).apply(rng.nextDouble());
        for (int j = 0; j < 2; j++) {
            double uniform = width == 0 ? 0 : signs[k] * width * rng.nextDouble();
            x[j] += uniform + deviation * rng.nextGaussian();
        }
        return x;
    }

    @Override
    public double logDensity(double[] x) {
        double[] terms = new double[nodes.length * NODES];
        int n = 0;
        for (int k = 0; k < nodes.length; k++) {
            for (double[] c : nodes[k]) {
                double first = logNoise(signs[k] * (x[0] - c[0]));
                terms[n++] = first == Double.NEGATIVE_INFINITY ? first : first + logNoise(signs[k] * (x[1] - c[1]));
            }
        }
        return GaussianMixture.logSumExp(terms) - Math.log(terms.length);
    }

    private double logNoise(double e) {
        if (width == 0) {
            double s = e / deviation;
            return -0.5 * s * s - Math.log(deviation) - 0.5 * Math.log(2 * Math.PI);
        }
        double at = (e + REACH * deviation) / (width + 2 * REACH * deviation) * (table.length - 1);
        if (!(at >= 0 && at < table.length - 1)) {
            return Double.NEGATIVE_INFINITY;
        }
        int i = (int) at;
        return table[i] + (at - i) * (table[i + 1] - table[i]);
    }

    /** The log density of the sum of normal and uniform noise, exact at the table's points; between them within 1e-6. */
    private static double[] table(double deviation, double width) {
        double[] table = new double[8193];
        double root = Math.sqrt(2);
        for (int i = 0; i < table.length; i++) {
            double e = -REACH * deviation + (width + 2 * REACH * deviation) * i / (table.length - 1);
            double from = (e - width) / deviation / root;
            table[i] = Math.log(0.5 * Erf.erf(from, e / deviation / root) / width);
        }
        return table;
    }
}
