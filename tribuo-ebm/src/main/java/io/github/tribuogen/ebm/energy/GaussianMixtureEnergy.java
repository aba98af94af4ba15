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
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.Initialiser;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Optional;

/**
 * A mixture of Gaussians with diagonal covariances, {@code s(x) = log sum_k exp(w_k + log N(x; m_k, diag(exp(2 a_k))))};
 * {@code log Z = log sum_k exp(w_k)}. Means start at random points of the data, scales at the data's own.
 *
 * <p>Scores hardly feel the weights of components that lie far apart, so that objectives of scores alone cannot fit them.
 *
 * <p>Parameters: "logWeights" w [K], "means" [K, D], "logScales" a [K, D].
 */
public final class GaussianMixtureEnergy implements Energy {
    @Config(description = "The number of components, at least 1.")
    private int components = 8;

    /** Eight components. Also for OLCUT. */
    public GaussianMixtureEnergy() {}

    /**
     * A mixture.
     *
     * @param components Their number, at least 1.
     */
    public GaussianMixtureEnergy(int components) {
        this.components = components;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.atLeast("components", components, 1);
    }

    @Override
    public Fitted fit(HostTensor points) {
        DataMoments data = DataMoments.of(points);
        int d = data.dimension();
        int k = components;
        int n = Math.toIntExact(points.shape()[0]);
        Initialiser rows = (shape, in, out, rng) -> {
            double[] means = new double[k * d];
            for (int c = 0; c < k; c++) {
                int row = rng.nextInt(n);
                for (int j = 0; j < d; j++) {
                    means[c * d + j] = points.get(row * d + j);
                }
            }
            return means;
        };
        Initialiser scales = (shape, in, out, rng) -> {
            double[] logs = new double[k * d];
            for (int i = 0; i < logs.length; i++) {
                logs[i] = Math.log(data.deviation()[i % d]);
            }
            return logs;
        };
        return new Fitted() {
            private Tensor weights(ParameterScope scope) {
                return scope.parameter("logWeights", new ConstantInitialiser(0), 1, 1, k);
            }

            private Tensor means(ParameterScope scope) {
                return scope.parameter("means", rows, 1, 1, k, d);
            }

            private Tensor logs(ParameterScope scope) {
                return scope.parameter("logScales", scales, 1, 1, k, d);
            }

            @Override
            public Tensor logDensity(ParameterScope scope, Tensor at) {
                Tensor flat = EnergyTensors.flat("GaussianMixtureEnergy", at, d);
                Tensor a = logs(scope);
                Tensor z = flat.unsqueeze(1).sub(means(scope)).mul(a.neg().exp());
                Tensor peak = weights(scope).sub(a.sum(1)).sub(0.5 * d * Math.log(2 * Math.PI));
                return z.square().sum(2).mul(-0.5).add(peak).logSumExp(1);
            }

            @Override
            public Optional<Tensor> logNormaliser(ParameterScope scope, Tensor at) {
                return Optional.of(weights(scope).logSumExp(0));
            }

            @Override
            public Optional<Tensor> sample(ParameterScope scope, RandomStream random, Tensor like) {
                Tensor e = random.child("noise").normalLike(like.flatten(1));
                Tensor logits = e.slice(1, 0, 1).zerosLike().add(weights(scope));
                Tensor kind = random.child("component").categorical(logits);
                Tensor point = means(scope)
                        .gather(0, kind)
                        .add(e.mul(logs(scope).gather(0, kind).exp()));
                return Optional.of(point.reshapeLike(like));
            }
        };
    }

    @Override
    public String toString() {
        return "GaussianMixtureEnergy(components=" + components + ")";
    }
}
