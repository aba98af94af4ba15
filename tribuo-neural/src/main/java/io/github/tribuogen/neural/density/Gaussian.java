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
package io.github.tribuogen.neural.density;

import java.io.Serializable;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.hipparchus.exception.MathIllegalArgumentException;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * A multivariate normal distribution N(mu, L L'), with L lower triangular (FULL) or diagonal (DIAGONAL).
 *
 * <pre>
 * z = L^-1 (x - mu)
 * log p(x) = -(D log(2 pi) + |z|^2) / 2 - sum_i log L_ii
 * score(x) = -L^-T z
 * sample = mu + L e,  e ~ N(0, I)
 * </pre>
 */
final class Gaussian implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Mean, length D. */
    private final double[] mean;

    /** L row by row: D(D+1)/2 numbers if full, the D diagonal ones if diagonal. */
    private final double[] factor;

    private final CovarianceType covariance;

    /** log p(mu). */
    private final double logPeak;

    Gaussian(CovarianceType covariance, double[] mean, double[] factor) {
        int d = mean.length;
        int expected = factorLength(covariance, d);
        if (d == 0) {
            throw new IllegalArgumentException("mean is empty, expected at least one dimension");
        }
        if (factor.length != expected) {
            throw new IllegalArgumentException("the " + covariance + " covariance factor of " + d
                    + " dimensions has the wrong length, found " + factor.length + ", expected " + expected);
        }
        for (double value : mean) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("mean must be finite, found " + Arrays.toString(mean));
            }
        }
        for (double value : factor) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("the covariance factor must be finite, found " + value);
            }
        }
        this.covariance = covariance;
        this.mean = mean.clone();
        this.factor = factor.clone();
        double logDeterminant = 0.0;
        for (int i = 0; i < d; i++) {
            if (diagonal(i) <= 0.0) {
                throw new IllegalArgumentException("the diagonal of the covariance factor must be positive, found "
                        + diagonal(i) + " at position " + i);
            }
            logDeterminant += Math.log(diagonal(i));
        }
        this.logPeak = -0.5 * d * Math.log(2.0 * Math.PI) - logDeterminant;
    }

    static int factorLength(CovarianceType covariance, int d) {
        return covariance == CovarianceType.FULL ? Math.multiplyExact(d, d + 1) / 2 : d;
    }

    /**
     * Makes a Gaussian of its moments.
     *
     * @param covariance FULL reads the lower triangle of the matrix, DIAGONAL its diagonal.
     * @param mean The mean, length D.
     * @param matrix The covariance matrix, D x D; for DIAGONAL one row of D variances.
     * @throws IllegalArgumentException If the matrix is not positive definite in floating point arithmetic.
     */
    static Gaussian ofMoments(CovarianceType covariance, double[] mean, double[][] matrix) {
        int d = mean.length;
        double[] factor = new double[factorLength(covariance, d)];
        if (covariance == CovarianceType.DIAGONAL) {
            for (int i = 0; i < d; i++) {
                if (!(matrix[0][i] > 0.0)) {
                    throw notPositive("variance " + i + " is " + matrix[0][i]);
                }
                factor[i] = Math.sqrt(matrix[0][i]);
            }
            return new Gaussian(covariance, mean, factor);
        }
        RealMatrix lower;
        try {
            lower = new CholeskyDecomposition(MatrixUtils.createRealMatrix(matrix), 1e-9, 0.0).getL();
        } catch (MathIllegalArgumentException e) {
            throw notPositive(e.getMessage());
        }
        int at = 0;
        for (int i = 0; i < d; i++) {
            double pivot = lower.getEntry(i, i) * lower.getEntry(i, i);
            // Below this a pivot is the rounding error of the elimination and no longer a variance.
            double noise = 1e-15 * d * matrix[i][i];
            if (!(pivot > noise)) {
                throw notPositive("pivot " + i + " is " + pivot + ", needed more than " + noise);
            }
            for (int j = 0; j <= i; j++) {
                factor[at++] = lower.getEntry(i, j);
            }
        }
        return new Gaussian(covariance, mean, factor);
    }

    private static IllegalArgumentException notPositive(String found) {
        return new IllegalArgumentException("The covariance is not positive definite (" + found
                + "): use a larger ridge, more data or a DIAGONAL covariance");
    }

    int dimension() {
        return mean.length;
    }

    CovarianceType covariance() {
        return covariance;
    }

    double[] mean() {
        return mean.clone();
    }

    double[] factor() {
        return factor.clone();
    }

    /** The covariance matrix, D x D. */
    double[][] covarianceMatrix() {
        int d = mean.length;
        double[][] matrix = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0.0;
                if (covariance == CovarianceType.FULL) {
                    for (int k = 0; k <= j; k++) {
                        sum += factor[row(i) + k] * factor[row(j) + k];
                    }
                } else if (i == j) {
                    sum = factor[i] * factor[i];
                }
                matrix[i][j] = sum;
                matrix[j][i] = sum;
            }
        }
        return matrix;
    }

    double logDensity(double[] x) {
        double[] z = whiten(x);
        double square = 0.0;
        for (double value : z) {
            square += value * value;
        }
        return logPeak - 0.5 * square;
    }

    double[] score(double[] x) {
        double[] z = whiten(x);
        for (int i = z.length - 1; i >= 0; i--) {
            z[i] /= diagonal(i);
            if (covariance == CovarianceType.FULL) {
                for (int j = 0; j < i; j++) {
                    z[j] -= factor[row(i) + j] * z[i];
                }
            }
        }
        for (int i = 0; i < z.length; i++) {
            z[i] = -z[i];
        }
        return z;
    }

    double[] sample(RandomGenerator rng) {
        int d = mean.length;
        double[] e = new double[d];
        for (int i = 0; i < d; i++) {
            e[i] = rng.nextGaussian();
        }
        double[] x = new double[d];
        for (int i = 0; i < d; i++) {
            double sum = diagonal(i) * e[i];
            if (covariance == CovarianceType.FULL) {
                for (int j = 0; j < i; j++) {
                    sum += factor[row(i) + j] * e[j];
                }
            }
            x[i] = mean[i] + sum;
        }
        return x;
    }

    private double[] whiten(double[] x) {
        int d = mean.length;
        double[] z = new double[d];
        for (int i = 0; i < d; i++) {
            double sum = x[i] - mean[i];
            if (covariance == CovarianceType.FULL) {
                for (int j = 0; j < i; j++) {
                    sum -= factor[row(i) + j] * z[j];
                }
            }
            z[i] = sum / diagonal(i);
        }
        return z;
    }

    private double diagonal(int i) {
        return covariance == CovarianceType.FULL ? factor[row(i) + i] : factor[i];
    }

    private static int row(int i) {
        return i * (i + 1) / 2;
    }
}
