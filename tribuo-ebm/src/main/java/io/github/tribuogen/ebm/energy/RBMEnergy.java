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
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.GlorotInitialiser;
import io.github.tribuogen.neural.nn.Initialiser;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Optional;

/**
 * The family of Gaussian-Bernoulli restricted Boltzmann machines, {@code s(x) = b'x - |x|^2 / 2 + sum_k log(2 cosh(B_k'x / 2
 * + c_k))}, see {@link GaussianBernoulliRBM}. The variance of visible units is 1: standardise the data, or scale them so that
 * noise has about this size. For at most {@value GaussianBernoulliRBM#MAX_ENUMERATED} hidden units log Z is known.
 *
 * <p>Parameters: "weights" B [D, H], "visible" b [D], which starts at the mean of the data, "hidden" c [H].
 */
public final class RBMEnergy implements Energy {
    @Config(description = "The number of hidden units, at least 1.")
    private int hidden = 40;

    @Config(description = "Draws the first weights.")
    private Initialiser initialiser = new GlorotInitialiser();

    /** Forty hidden units. Also for OLCUT. */
    public RBMEnergy() {}

    /**
     * A machine.
     *
     * @param hidden The number of hidden units, at least 1.
     * @param initialiser Draws the first weights.
     */
    public RBMEnergy(int hidden, Initialiser initialiser) {
        this.hidden = hidden;
        this.initialiser = initialiser;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.atLeast("hidden", hidden, 1);
    }

    @Override
    public Fitted fit(HostTensor points) {
        DataMoments data = DataMoments.of(points);
        int d = data.dimension();
        Initialiser mean = (shape, in, out, rng) -> data.mean().clone();
        return new Fitted() {
            private Tensor weights(ParameterScope scope) {
                return scope.parameter("weights", initialiser, d, hidden, d, hidden);
            }

            private Tensor visible(ParameterScope scope) {
                return scope.parameter("visible", mean, 1, 1, d);
            }

            private Tensor hidden(ParameterScope scope) {
                return scope.parameter("hidden", new ConstantInitialiser(0), 1, 1, hidden);
            }

            @Override
            public Tensor logDensity(ParameterScope scope, Tensor x) {
                Tensor flat = EnergyTensors.flat("RBMEnergy", x, d);
                Tensor a = flat.matMul(weights(scope).mul(0.5)).add(hidden(scope));
                // log(2 cosh a) = a + log(1 + exp(-2 a))
                Tensor units = a.add(a.mul(-2).softplus()).sum(1);
                return flat.mul(visible(scope).sub(flat.mul(0.5))).sum(1).add(units);
            }

            @Override
            public Optional<Tensor> logNormaliser(ParameterScope scope, Tensor x) {
                if (hidden > GaussianBernoulliRBM.MAX_ENUMERATED) {
                    return Optional.empty();
                }
                int states = 1 << hidden;
                double[] signs = new double[states * hidden];
                for (int i = 0; i < signs.length; i++) {
                    signs[i] = (i / hidden >> (i % hidden) & 1) == 1 ? 1 : -1;
                }
                Tensor b = weights(scope);
                Tensor h = EnergyTensors.constant(x.graph(), scope.dtype(), signs, states, hidden);
                Tensor means = h.matMul(b.mul(0.5), false, true).add(visible(scope));
                Tensor logWeights =
                        h.mul(hidden(scope)).sum(1).add(means.square().sum(1).mul(0.5));
                return Optional.of(logWeights.logSumExp(0).add(0.5 * d * Math.log(2 * Math.PI)));
            }
        };
    }

    @Override
    public String toString() {
        return "RBMEnergy(hidden=" + hidden + ", initialiser=" + initialiser + ")";
    }
}
