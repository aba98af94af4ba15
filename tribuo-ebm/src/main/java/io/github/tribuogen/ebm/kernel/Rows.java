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

import io.github.tribuogen.neural.graph.HostTensor;
import java.util.Arrays;

/** Rows of numbers in double precision, one after another. */
final class Rows {
    private Rows() {}

    static double[] flat(float[][] rows) {
        int d = rows[0].length;
        double[] all = new double[rows.length * d];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < d; j++) {
                all[i * d + j] = rows[i][j];
            }
        }
        return all;
    }

    static double[] mean(float[][] rows) {
        double[] mean = new double[rows[0].length];
        for (float[] row : rows) {
            for (int j = 0; j < mean.length; j++) {
                mean[j] += row[j];
            }
        }
        for (int j = 0; j < mean.length; j++) {
            mean[j] /= rows.length;
        }
        return mean;
    }

    /** Rows less a centre: distances by products of rows lose nothing where the points lie far from the origin. */
    static double[] centred(float[][] rows, double[] centre) {
        double[] all = flat(rows);
        for (int i = 0; i < all.length; i++) {
            all[i] -= centre[i % centre.length];
        }
        return all;
    }

    static double[] centred(float[][] rows) {
        return centred(rows, mean(rows));
    }

    /** Some of the rows as a tensor. */
    static HostTensor block(double[] all, int columns, int from, int to) {
        return HostTensor.of(Arrays.copyOfRange(all, from * columns, to * columns), to - from, columns);
    }

    static float[][] concat(float[][] above, float[][] below) {
        float[][] all = Arrays.copyOf(above, above.length + below.length);
        System.arraycopy(below, 0, all, above.length, below.length);
        return all;
    }
}
