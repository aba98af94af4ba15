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

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Gaussians with weights and with one diagonal covariance for all. */
final class GaussianMixture implements Law {
    private final double[] cumulative;
    private final double[] logWeights;
    private final double[][] means;
    private final double[] deviations;
    private final double logNorm;

    /** @param weights at least 0, not all of them; they need not sum to 1 */
    GaussianMixture(double[] weights, double[][] means, double... deviations) {
        double sum = Arrays.stream(weights).sum();
        this.cumulative = new double[weights.length];
        this.logWeights = new double[weights.length];
        double running = 0;
        for (int k = 0; k < weights.length; k++) {
            running += weights[k] / sum;
            cumulative[k] = running;
            logWeights[k] = Math.log(weights[k] / sum);
        }
        this.means = means;
        int d = means[0].length;
        this.deviations = new double[d];
        Arrays.setAll(this.deviations, j -> deviations[deviations.length == 1 ? 0 : j]);
        this.logNorm = 0.5 * d * Math.log(2 * Math.PI)
                + Arrays.stream(this.deviations).map(Math::log).sum();
    }

    @Override
    public int dimension() {
        return deviations.length;
    }

    @Override
    public double[] draw(RandomGenerator rng) {
        int found = Arrays.binarySearch(cumulative, rng.nextDouble());
        int k = Math.min(found < 0 ? -found - 1 : found + 1, means.length - 1);
        double[] x = new double[deviations.length];
        for (int j = 0; j < x.length; j++) {
            x[j] = means[k][j] + deviations[j] * rng.nextGaussian();
        }
        return x;
    }

    @Override
    public double logDensity(double[] x) {
        return logSumExp(logTerms(x)) - logNorm;
    }

    private double[] logTerms(double[] x) {
        double[] terms = new double[means.length];
        for (int k = 0; k < terms.length; k++) {
            double square = 0;
            for (int j = 0; j < x.length; j++) {
                double u = (x[j] - means[k][j]) / deviations[j];
                square += u * u;
            }
            terms[k] = logWeights[k] - 0.5 * square;
        }
        return terms;
    }

    static double logSumExp(double[] terms) {
        double max = Double.NEGATIVE_INFINITY;
        for (double t : terms) {
            max = Math.max(max, t);
        }
        if (max == Double.NEGATIVE_INFINITY) {
            return max;
        }
        double sum = 0;
        for (double t : terms) {
            sum += Math.exp(t - max);
        }
        return max + Math.log(sum);
    }
}
