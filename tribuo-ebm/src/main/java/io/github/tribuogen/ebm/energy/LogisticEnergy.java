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
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Optional;

/**
 * Independent logistic coordinates, {@code s(x) = -sum_j (z_j + 2 log(1 + exp(-z_j)))} with {@code z = (x - m) exp(-a)};
 * {@code log Z = sum a}. Starts at the standard law; does not overflow far out.
 *
 * <p>Parameters: "mean" m [D], "logScale" a [D].
 */
public final class LogisticEnergy implements Energy {
    /** The only one there is; it has no settings. Also for OLCUT. */
    public LogisticEnergy() {}

    @Override
    public Fitted fit(HostTensor points) {
        int d = DataMoments.of(points).dimension();
        ConstantInitialiser zero = new ConstantInitialiser(0);
        return new Fitted() {
            private Tensor mean(ParameterScope scope) {
                return scope.parameter("mean", zero, 1, 1, d);
            }

            private Tensor logs(ParameterScope scope) {
                return scope.parameter("logScale", zero, 1, 1, d);
            }

            @Override
            public Tensor logDensity(ParameterScope scope, Tensor x) {
                Tensor z = EnergyTensors.flat("LogisticEnergy", x, d)
                        .sub(mean(scope))
                        .mul(logs(scope).neg().exp());
                return z.add(z.neg().softplus().mul(2)).sum(1).neg();
            }

            @Override
            public Optional<Tensor> logNormaliser(ParameterScope scope, Tensor x) {
                return Optional.of(logs(scope).sum());
            }

            @Override
            public Optional<Tensor> sample(ParameterScope scope, RandomStream random, Tensor like) {
                Tensor z = random.logisticLike(like.flatten(1));
                return Optional.of(z.mul(logs(scope).exp()).add(mean(scope)).reshapeLike(like));
            }
        };
    }

    @Override
    public String toString() {
        return "LogisticEnergy()";
    }
}
