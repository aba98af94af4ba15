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

import static io.github.tribuogen.ebm.GraphTests.constant;
import static io.github.tribuogen.ebm.GraphTests.random;
import static io.github.tribuogen.ebm.GraphTests.values;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.Arrays;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DenseMatrixTest {
    private static RealMatrix matrix(double[] v, int d) {
        double[][] m = new double[d][];
        Arrays.setAll(m, i -> Arrays.copyOfRange(v, i * d, (i + 1) * d));
        return MatrixUtils.createRealMatrix(m);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 50})
    void valuesAgreeWithALibrary(int d) {
        double[] v = random(d, d * d, 1);
        LUDecomposition lu = new LUDecomposition(matrix(v, d));
        Graph g = new Graph();
        DenseMatrix.Eliminated e = DenseMatrix.eliminate(constant(g, v, d, d));
        assertEquals(Math.log(Math.abs(lu.getDeterminant())), values(e.logDeterminant())[0], 1e-9);
        double[] inverse = Arrays.stream(lu.getSolver().getInverse().getData())
                .flatMapToDouble(Arrays::stream)
                .toArray();
        assertArrayEquals(inverse, values(e.inverse()), 1e-8);
    }

    /** A zero on the diagonal needs a change of rows. */
    @Test
    void pivotsAreSought() {
        Graph g = new Graph();
        DenseMatrix.Eliminated e = DenseMatrix.eliminate(constant(g, new double[] {0, 2, -3, 0}, 2, 2));
        assertEquals(Math.log(6), values(e.logDeterminant())[0], 1e-12);
        assertArrayEquals(new double[] {0, -1.0 / 3, 0.5, 0}, values(e.inverse()), 1e-12);
        double z = values(DenseMatrix.eliminate(constant(g, new double[] {1, 2, 2, 4}, 2, 2))
                .logDeterminant())[0];
        assertFalse(Double.isFinite(z), "found " + z);
        assertThrows(IllegalArgumentException.class, () -> DenseMatrix.eliminate(constant(g, new double[6], 2, 3)));
    }

    /** First derivatives of both results, and a second derivative, against differences. */
    @Test
    void derivativesAgreeWithDifferences() {
        int d = 3;
        double[] v = random(4, d * d, 1);
        double[] weights = random(5, d * d, 1);
        Graph g = new Graph();
        Tensor b = constant(g, v, d, d);
        double[] gradient = values(Gradients.grad(loss(b, weights), b));
        double[] second = values(
                Gradients.grad(Gradients.grad(loss(b, weights), b).square().sum(), b));
        double h = 1e-6;
        for (int i = 0; i < d * d; i++) {
            double[][] found = new double[2][];
            for (int side = 0; side < 2; side++) {
                double[] moved = v.clone();
                moved[i] += side == 0 ? h : -h;
                Graph near = new Graph();
                Tensor m = constant(near, moved, d, d);
                Tensor l = loss(m, weights);
                found[side] = new double[] {
                    values(l)[0], values(Gradients.grad(l, m).square().sum())[0]
                };
            }
            assertEquals((found[0][0] - found[1][0]) / (2 * h), gradient[i], 1e-4 * (1 + Math.abs(gradient[i])));
            assertEquals((found[0][1] - found[1][1]) / (2 * h), second[i], 1e-4 * (1 + Math.abs(second[i])));
        }
    }

    private static Tensor loss(Tensor b, double[] weights) {
        DenseMatrix.Eliminated e = DenseMatrix.eliminate(b);
        Tensor w = constant(b.graph(), weights, 3, 3);
        return e.logDeterminant().add(e.inverse().mul(w).sum());
    }
}
