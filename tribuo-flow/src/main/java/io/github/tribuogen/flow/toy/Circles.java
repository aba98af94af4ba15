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
 * Circles about the origin with equal weights and round normal noise. The density of a circle of radius R at distance r is
 * {@code exp(-(r^2 + R^2) / (2 s^2)) I0(r R / s^2) / (2 pi s^2)}.
 */
final class Circles implements Law {
    private final double deviation;
    private final double[] radii;

    Circles(double deviation, double... radii) {
        this.deviation = deviation;
        this.radii = radii;
    }

    @Override
    public int dimension() {
        return 2;
    }

    @Override
    public double[] draw(RandomGenerator rng) {
        double radius = radii[rng.nextInt(radii.length)];
        double angle = 2 * Math.PI * rng.nextDouble();
        return new double[] {
            radius * Math.cos(angle) + deviation * rng.nextGaussian(),
            radius * Math.sin(angle) + deviation * rng.nextGaussian()
        };
    }

    @Override
    public double logDensity(double[] x) {
        double r = Math.hypot(x[0], x[1]);
        double v = deviation * deviation;
        double[] terms = new double[radii.length];
        for (int k = 0; k < terms.length; k++) {
            double away = r - radii[k];
            terms[k] = -away * away / (2 * v) + logScaledBessel(r * radii[k] / v);
        }
        return GaussianMixture.logSumExp(terms) - Math.log(2 * Math.PI * v * radii.length);
    }

    /**
     * log(exp(-t) I0(t)), by the mean of exp(t (cos a - 1)) over a, whose trapezoidal rule converges exponentially, or for
     * large t by the asymptotic series.
     */
    static double logScaledBessel(double t) {
        if (t > 50) {
            double u = 1 / (8 * t);
            return -0.5 * Math.log(2 * Math.PI * t) + Math.log1p(u * (1 + u * (4.5 + u * (37.5 + u * 459.375))));
        }
        int n = 128;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += Math.exp(t * (Math.cos(2 * Math.PI * i / n) - 1));
        }
        return Math.log(sum / n);
    }
}
