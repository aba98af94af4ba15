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
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Initialiser;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Optional;

/**
 * Linear independent component analysis with logistic sources, {@code s(x) = sum_j log logistic((xB)_j)}, where {@code log
 * logistic(u) = -u - 2 log(1 + exp(-u))}; {@code log Z = -log|det B|}, and the score is {@code -tanh(xB / 2) B'}.
 *
 * <p>Parameter: "unmixing" B, [D, D], identifiable up to order and signs of its columns. The data should have mean 0.
 */
public final class LinearICA implements Energy {
    @Config(description = "Draws the first B, square.")
    private Initialiser initialiser = new WellConditionedInitialiser();

    /** Starts at a well-conditioned normal matrix. Also for OLCUT. */
    public LinearICA() {}

    /**
     * Starts elsewhere.
     *
     * @param initialiser Draws the first B, square.
     */
    public LinearICA(Initialiser initialiser) {
        this.initialiser = initialiser;
    }

    @Override
    public Fitted fit(HostTensor points) {
        int d = DataMoments.of(points).dimension();
        return new Fitted() {
            private Tensor unmixing(ParameterScope scope) {
                return scope.parameter("unmixing", initialiser, d, d, d, d);
            }

            @Override
            public Tensor logDensity(ParameterScope scope, Tensor x) {
                Tensor u = EnergyTensors.flat("LinearICA", x, d).matMul(unmixing(scope));
                return u.add(u.neg().softplus().mul(2)).sum(1).neg();
            }

            @Override
            public Optional<Tensor> logNormaliser(ParameterScope scope, Tensor x) {
                return Optional.of(
                        DenseMatrix.eliminate(unmixing(scope)).logDeterminant().neg());
            }

            @Override
            public Optional<Tensor> sample(ParameterScope scope, RandomStream random, Tensor like) {
                Tensor sources = random.logisticLike(like.flatten(1));
                Tensor mixing = DenseMatrix.eliminate(unmixing(scope)).inverse();
                return Optional.of(sources.matMul(mixing).reshapeLike(like));
            }
        };
    }

    @Override
    public String toString() {
        return "LinearICA(initialiser=" + initialiser + ")";
    }
}
