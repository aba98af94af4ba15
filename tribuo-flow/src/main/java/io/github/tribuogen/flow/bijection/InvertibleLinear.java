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
package io.github.tribuogen.flow.bijection;

import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.SplittableRandom;

/**
 * Mixes channels by a matrix with a learnt decomposition, {@code z = x P L U}: P a fixed permutation, L lower triangular with
 * ones and U upper triangular with exp(s) on the diagonal, {@code log|det| = H W sum s}. On images it is Glow's invertible 1 x
 * 1 convolution. (Kingma and Dhariwal, "Glow", 2018, section 3.2, which starts at a random rotation; this one starts at a
 * random permutation, L = U = I.)
 */
public final class InvertibleLinear implements Bijection {
    /** A random permutation at first. Also for OLCUT. */
    public InvertibleLinear() {}

    private record Factors(Tensor permutation, Tensor lower, Tensor unitUpper, Tensor logDiagonal) {}

    /** U = unitUpper diag(exp(s)), so that its inverse needs no division. */
    private static Factors factors(ParameterScope scope, Tensor x) {
        int d = Math.toIntExact(x.shape().size(1));
        ConstantInitialiser zero = new ConstantInitialiser(0);
        double[] below = new double[d * d];
        double[] above = new double[d * d];
        double[] unit = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                below[i * d + j] = i > j ? 1 : 0;
                above[i * d + j] = i < j ? 1 : 0;
                unit[i * d + j] = i == j ? 1 : 0;
            }
        }
        Tensor one = Points.constant(x.graph(), x.dtype(), unit, d, d);
        Tensor lower = scope.parameter("lower", zero, d, d, d, d)
                .mul(Points.constant(x.graph(), x.dtype(), below, d, d))
                .add(one);
        Tensor upper = scope.parameter("upper", zero, d, d, d, d)
                .mul(Points.constant(x.graph(), x.dtype(), above, d, d))
                .add(one);
        Tensor permutation = scope.variable(
                "permutation", x.dtype(), rng -> Points.host(x.dtype(), permutation(d, rng), d, d), d, d);
        return new Factors(permutation, lower, upper, scope.parameter("logDiagonal", zero, d, d, d));
    }

    private static double[] permutation(int d, SplittableRandom rng) {
        int[] order = new int[d];
        double[] matrix = new double[d * d];
        for (int i = 0; i < d; i++) {
            int j = rng.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        for (int i = 0; i < d; i++) {
            matrix[i * d + order[i]] = 1;
        }
        return matrix;
    }

    @Override
    public Image forward(ParameterScope scope, Tensor x, FlowContext context) {
        Factors f = factors(scope, x);
        Tensor w = f.permutation()
                .matMul(f.lower())
                .matMul(f.unitUpper())
                .mul(f.logDiagonal().exp());
        Tensor volume = f.logDiagonal().sum().mul(Points.positions(x));
        return new Image(product(x, w), Points.perExample(volume, x));
    }

    @Override
    public Image inverse(ParameterScope scope, Tensor z, FlowContext context) {
        Factors f = factors(scope, z);
        Tensor lower = Triangular.inverseUnitLower(f.lower());
        Tensor upper =
                Triangular.inverseUnitLower(f.unitUpper().transpose(1, 0)).transpose(1, 0);
        Tensor w = upper.mul(f.logDiagonal().neg().exp().unsqueeze(1))
                .matMul(lower)
                .matMul(f.permutation().transpose(1, 0));
        Tensor volume = f.logDiagonal().sum().mul(-Points.positions(z));
        return new Image(product(z, w), Points.perExample(volume, z));
    }

    /** x w along the channels. */
    private static Tensor product(Tensor x, Tensor w) {
        int rank = x.shape().rank();
        if (rank == 2) {
            return x.matMul(w);
        }
        int[] last = new int[rank];
        int[] back = new int[rank];
        for (int i = 1; i < rank - 1; i++) {
            last[i] = i + 1;
            back[i + 1] = i;
        }
        last[rank - 1] = 1;
        back[1] = rank - 1;
        return x.transpose(last).matMul(w).transpose(back);
    }

    @Override
    public String toString() {
        return "InvertibleLinear()";
    }
}
