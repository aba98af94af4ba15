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

import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.Arrays;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/** The features tau of the finite set Stein discrepancy, [n][q], and what follows from them. */
final class Features {
    private final double[][] tau;
    private final double[] mean;

    Features(double[][] tau) {
        this.tau = tau;
        mean = new double[tau[0].length];
        for (double[] t : tau) {
            for (int k = 0; k < mean.length; k++) {
                mean[k] += t[k] / tau.length;
            }
        }
    }

    /** The unbiased estimate of |E tau|^2. */
    double discrepancy() {
        double n = tau.length;
        double squares = 0;
        for (double[] t : tau) {
            squares += dot(t, t) / n;
        }
        return (n * dot(mean, mean) - squares) / (n - 1);
    }

    /** tau' mean, for each point. */
    double[] along() {
        return Arrays.stream(tau).mapToDouble(t -> dot(t, mean)).toArray();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    /** The eigenvalues of the covariance, those that are not 0 by the number of points left out. */
    double[] eigenvalues() {
        int n = tau.length;
        int q = mean.length;
        double[] centred = new double[n * q];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < q; k++) {
                centred[i * q + k] = tau[i][k] - mean[k];
            }
        }
        // X'X and XX' have the same eigenvalues but for zeros
        boolean columns = q <= n;
        Tensor x = new Graph().input("x", DType.FLOAT64, Shape.of(n, q));
        Tensor c = x.matMul(x, columns, !columns).div(n);
        int size = Math.min(n, q);
        double[] all;
        try (Executable e =
                Executable.compile(new GraphFunction("covariance", Map.of("x", x), Map.of("c", c)), Device.cpu(1))) {
            all = e.run(Map.of("x", HostTensor.of(centred, n, q))).get("c").toDoubles();
        }
        // Hipparchus' iteration does not converge where features are of very different sizes
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(size, false, true);
        if (!eigen.decompose(new DMatrixRMaj(size, size, true, all))) {
            throw new IllegalStateException("The eigenvalues of the features' covariance were not found");
        }
        return IntStream.range(0, size)
                .mapToDouble(i -> eigen.getEigenvalue(i).real)
                .toArray();
    }

    /** Draws of sum_i e_i (Z_i^2 - 1), the law of n times the estimate under the hypothesis for many points. */
    double[] law(String test, int draws, RandomGenerator rng) {
        double[] e = eigenvalues();
        double trace = 0;
        for (double v : e) {
            trace += v;
        }
        if (!(trace > 0)) {
            throw new IllegalArgumentException(
                    test + ": features with a variance above 0 expected, found " + trace + "; are all points equal?");
        }
        double[] law = new double[draws];
        for (int b = 0; b < draws; b++) {
            for (double v : e) {
                double z = rng.nextGaussian();
                law[b] += v * (z * z - 1);
            }
        }
        return law;
    }
}
