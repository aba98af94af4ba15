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
package io.github.tribuogen.video.evaluation;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/** The first principal components of the pixels of some frames: the linear baseline. */
public final class PrincipalFeatures implements FrameFeatures {
    private final double[] mean;
    private final double[][] directions;

    private PrincipalFeatures(double[] mean, double[][] directions) {
        this.mean = mean;
        this.directions = directions;
    }

    /**
     * Finds the components.
     *
     * @param frames [n, P] with n at least 2.
     * @param components How many, from 1 to the smaller of n - 1 and P.
     * @return The features, the component of the largest variance first.
     * @throws IllegalArgumentException If there are too few frames or too many components.
     */
    public static PrincipalFeatures fit(float[][] frames, int components) {
        if (frames.length < 2) {
            throw new IllegalArgumentException("frames: at least 2 expected, found " + frames.length);
        }
        int p = frames[0].length;
        int most = Math.min(frames.length - 1, p);
        if (components < 1 || components > most) {
            throw new IllegalArgumentException("components: 1 to " + most + " expected, found " + components);
        }
        double[] mean = new double[p];
        for (float[] frame : frames) {
            for (int j = 0; j < p; j++) {
                mean[j] += frame[j] / (double) frames.length;
            }
        }
        DMatrixRMaj centred = new DMatrixRMaj(frames.length, p);
        for (int i = 0; i < frames.length; i++) {
            for (int j = 0; j < p; j++) {
                centred.set(i, j, frames[i][j] - mean[j]);
            }
        }
        double[][] directions = frames.length < p ? fewFrames(centred, components) : manyFrames(centred, components);
        return new PrincipalFeatures(mean, directions);
    }

    /** The eigenvectors of X'X. */
    private static double[][] manyFrames(DMatrixRMaj x, int components) {
        DMatrixRMaj products = new DMatrixRMaj(x.numCols, x.numCols);
        CommonOps_DDRM.multInner(x, products);
        return eigenvectors(products, components);
    }

    /** The same by the eigenvectors u of XX', each as X'u at length 1. */
    private static double[][] fewFrames(DMatrixRMaj x, int components) {
        DMatrixRMaj products = new DMatrixRMaj(x.numRows, x.numRows);
        CommonOps_DDRM.multOuter(x, products);
        double[][] directions = eigenvectors(products, components);
        for (int k = 0; k < components; k++) {
            DMatrixRMaj u = new DMatrixRMaj(x.numRows, 1, true, directions[k]);
            DMatrixRMaj v = new DMatrixRMaj(x.numCols, 1);
            CommonOps_DDRM.multTransA(x, u, v);
            double length = Math.max(NormOps_DDRM.normF(v), Double.MIN_NORMAL);
            directions[k] =
                    Arrays.stream(v.getData()).map(value -> value / length).toArray();
        }
        return directions;
    }

    private static double[][] eigenvectors(DMatrixRMaj symmetric, int number) {
        int n = symmetric.numRows;
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, true, true);
        if (!eigen.decompose(symmetric)) {
            throw new IllegalStateException("The eigenvalues of the covariance of " + n + " numbers were not found");
        }
        Integer[] order = new Integer[n];
        Arrays.setAll(order, i -> i);
        Arrays.sort(
                order,
                (a, b) -> Double.compare(
                        eigen.getEigenvalue(b).getReal(), eigen.getEigenvalue(a).getReal()));
        double[][] vectors = new double[number][];
        for (int k = 0; k < number; k++) {
            vectors[k] = eigen.getEigenVector(order[k]).getData().clone();
        }
        return vectors;
    }

    @Override
    public String name() {
        return "principal components";
    }

    @Override
    public double[][] of(float[][] frames) {
        double[][] rows = new double[frames.length][directions.length];
        for (int i = 0; i < frames.length; i++) {
            for (int k = 0; k < directions.length; k++) {
                double sum = 0;
                for (int j = 0; j < mean.length; j++) {
                    sum += (frames[i][j] - mean[j]) * directions[k][j];
                }
                rows[i][k] = sum;
            }
        }
        return rows;
    }
}
