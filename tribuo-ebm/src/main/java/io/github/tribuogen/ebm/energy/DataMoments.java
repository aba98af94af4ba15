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
package io.github.tribuogen.ebm.energy;

import io.github.tribuogen.neural.graph.HostTensor;
import java.util.Arrays;

/**
 * Mean and standard deviation of each coordinate of data. A coordinate that does not vary has the deviation 1, so that what
 * is fitted to it stays a density.
 *
 * @param mean [D].
 * @param deviation [D], above 0.
 */
public record DataMoments(double[] mean, double[] deviation) {
    /**
     * Takes the moments.
     *
     * @param points [N, ...], N at least 1, of finite numbers.
     * @return The moments.
     * @throws IllegalArgumentException If there is no point, no coordinate, or a number that is not finite.
     */
    public static DataMoments of(HostTensor points) {
        long[] shape = points.shape();
        if (shape.length < 2 || shape[0] < 1 || points.size() == 0) {
            throw new IllegalArgumentException(
                    "At least one point of at least one coordinate expected, found shape " + Arrays.toString(shape));
        }
        int n = Math.toIntExact(shape[0]);
        int d = points.size() / n;
        double[] mean = new double[d];
        double[] deviation = new double[d];
        // read one by one: a copy of all would be large
        for (int i = 0; i < points.size(); i++) {
            double x = points.get(i);
            if (!Double.isFinite(x)) {
                throw new IllegalArgumentException(
                        "Finite points expected, found " + x + " in row " + i / d + ", column " + i % d);
            }
            mean[i % d] += x / n;
        }
        for (int i = 0; i < points.size(); i++) {
            double x = points.get(i) - mean[i % d];
            deviation[i % d] += x * x / n;
        }
        for (int j = 0; j < d; j++) {
            double root = Math.sqrt(deviation[j]);
            // rounding of the mean alone is no variation
            deviation[j] = root > 1e-6 * Math.abs(mean[j]) ? root : 1;
        }
        return new DataMoments(mean, deviation);
    }

    /**
     * The moments of all coordinates taken together, as one number each.
     *
     * @return Moments of length 1.
     */
    public DataMoments pooled() {
        double m = Arrays.stream(mean).average().orElseThrow();
        double v = 0;
        for (int j = 0; j < mean.length; j++) {
            v += (deviation[j] * deviation[j] + (mean[j] - m) * (mean[j] - m)) / mean.length;
        }
        return new DataMoments(new double[] {m}, new double[] {Math.sqrt(v)});
    }

    /**
     * The number of coordinates.
     *
     * @return D.
     */
    public int dimension() {
        return mean.length;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof DataMoments m && Arrays.equals(mean, m.mean) && Arrays.equals(deviation, m.deviation);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(mean) + Arrays.hashCode(deviation);
    }

    @Override
    public String toString() {
        return "DataMoments(mean=" + Arrays.toString(mean) + ", deviation=" + Arrays.toString(deviation) + ")";
    }
}
