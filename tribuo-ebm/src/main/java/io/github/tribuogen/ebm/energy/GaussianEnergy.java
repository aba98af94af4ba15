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

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.density.CovarianceType;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Optional;

/**
 * The Gaussian family, {@code s(x) = -|(x - m) L|^2 / 2} with the precision {@code L L'}, {@code L = T diag(exp(a))}, T lower
 * triangular with ones on its diagonal (the unit matrix if diagonal); {@code log Z = (D / 2) log 2 pi - sum a}. Starts at the
 * standard normal law.
 *
 * <p>Parameters: "mean" m [D], "logPrecision" a [D], and for a full covariance "lower" [D, D].
 */
public final class GaussianEnergy implements Energy {
    @Config(description = "FULL or DIAGONAL covariance.")
    private CovarianceType covariance = CovarianceType.DIAGONAL;

    /** Independent coordinates. Also for OLCUT. */
    public GaussianEnergy() {}

    /**
     * A Gaussian.
     *
     * @param covariance Full or diagonal.
     */
    public GaussianEnergy(CovarianceType covariance) {
        this.covariance = covariance;
    }

    @Override
    public Fitted fit(HostTensor points) {
        int d = DataMoments.of(points).dimension();
        ConstantInitialiser zero = new ConstantInitialiser(0);
        return new Fitted() {
            private Tensor mean(ParameterScope scope) {
                return scope.parameter("mean", zero, 1, 1, d);
            }

            private Tensor logs(ParameterScope scope) {
                return scope.parameter("logPrecision", zero, 1, 1, d);
            }

            /** T diag(exp(a)). */
            private Tensor factor(ParameterScope scope) {
                double[] below = new double[d * d];
                double[] unit = new double[d * d];
                for (int i = 0; i < d; i++) {
                    for (int j = 0; j < d; j++) {
                        below[i * d + j] = i > j ? 1 : 0;
                        unit[i * d + j] = i == j ? 1 : 0;
                    }
                }
                Tensor lower = scope.parameter("lower", zero, d, d, d, d);
                return lower.mul(EnergyTensors.constant(lower.graph(), lower.dtype(), below, d, d))
                        .add(EnergyTensors.constant(lower.graph(), lower.dtype(), unit, d, d))
                        .mul(logs(scope).exp());
            }

            @Override
            public Tensor logDensity(ParameterScope scope, Tensor x) {
                Tensor centred = EnergyTensors.flat("GaussianEnergy", x, d).sub(mean(scope));
                Tensor z = covariance == CovarianceType.DIAGONAL
                        ? centred.mul(logs(scope).exp())
                        : centred.matMul(factor(scope));
                return z.square().sum(1).mul(-0.5);
            }

            @Override
            public Optional<Tensor> logNormaliser(ParameterScope scope, Tensor x) {
                return Optional.of(logs(scope).sum().rsub(0.5 * d * Math.log(2 * Math.PI)));
            }

            @Override
            public Optional<Tensor> sample(ParameterScope scope, RandomStream random, Tensor like) {
                Tensor e = random.normalLike(like.flatten(1));
                Tensor z = covariance == CovarianceType.DIAGONAL
                        ? e.mul(logs(scope).neg().exp())
                        : e.matMul(DenseMatrix.eliminate(factor(scope)).inverse());
                return Optional.of(z.add(mean(scope)).reshapeLike(like));
            }
        };
    }

    @Override
    public String toString() {
        return "GaussianEnergy(covariance=" + covariance + ")";
    }
}
