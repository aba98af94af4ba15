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

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.config.Require;
import java.util.SplittableRandom;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.QRDecomposition;
import org.hipparchus.linear.RealMatrix;

/**
 * A random orthogonal matrix times a gain: the Q of a normal matrix, with the signs that make it uniformly distributed
 * (Mezzadri, "How to generate random matrices from the classical compact groups", 2007). A tensor of more than two axes is
 * taken as a matrix of its first axis by all others; of a matrix that is not square the rows or columns are orthonormal,
 * whichever are fewer.
 */
public final class OrthogonalInitialiser implements Initialiser {
    @Config(description = "The factor on the orthogonal matrix, above 0.")
    private double gain = 1;

    /** Gain 1. Also for OLCUT. */
    public OrthogonalInitialiser() {}

    /**
     * An orthogonal initialiser.
     *
     * @param gain The factor, above 0.
     */
    public OrthogonalInitialiser(double gain) {
        this.gain = gain;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.positive("gain", gain);
    }

    @Override
    public double[] initialise(long[] shape, long fanIn, long fanOut, SplittableRandom rng) {
        if (shape.length == 0) {
            return new double[] {gain};
        }
        int rows = Math.toIntExact(shape[0]);
        int columns = rows == 0 ? 0 : Draws.count(shape) / rows;
        double[] values = new double[rows * columns];
        if (values.length == 0) {
            return values;
        }
        int tall = Math.max(rows, columns);
        int narrow = Math.min(rows, columns);
        double[][] normal = new double[tall][narrow];
        for (double[] row : normal) {
            for (int j = 0; j < narrow; j++) {
                row[j] = rng.nextGaussian();
            }
        }
        QRDecomposition qr = new QRDecomposition(new Array2DRowRealMatrix(normal, false));
        RealMatrix q = qr.getQ();
        RealMatrix r = qr.getR();
        for (int i = 0; i < tall; i++) {
            for (int j = 0; j < narrow; j++) {
                double v = gain * q.getEntry(i, j) * Math.signum(r.getEntry(j, j));
                values[rows >= columns ? i * columns + j : j * columns + i] = v;
            }
        }
        return values;
    }

    @Override
    public String toString() {
        return "OrthogonalInitialiser(gain=" + gain + ")";
    }
}
