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
package io.github.tribuogen.gradest.estimator;

import io.github.tribuogen.gradest.law.Law;
import io.github.tribuogen.gradest.law.Loss;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The gradient by enumeration, {@code sum_b p(b) f(b) d log p(b) / d lambda}: no variance, but 2^D evaluations of the loss for zeros and
 * ones, K^D for choices. For small codes, and to judge the others by.
 */
public final class Exact implements GradientEstimator {
    private static final int MOST = 1 << 12;

    /** The only one there is; it has no settings. Also for OLCUT. */
    public Exact() {}

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException If there are more than 4,096 states.
     */
    @Override
    public Estimate estimate(Law law, Tensor parameters, Loss loss, ParameterScope scope) {
        Tensor held = parameters.stopGradient();
        Loss own = loss.held();
        long[] sizes = held.shape().sizes().clone();
        sizes[0] = 1;
        List<double[]> states = Estimators.discrete(law, this)
                .states(Arrays.copyOfRange(sizes, 1, sizes.length), MOST)
                .orElseThrow(() -> new IllegalArgumentException("parameters: at most " + MOST + " states expected by "
                        + this + ", found more of " + law + " of " + held.shape()));
        List<Tensor> losses = new ArrayList<>();
        List<Tensor> terms = new ArrayList<>();
        for (double[] state : states) {
            Tensor b = held.graph()
                    .root()
                    .constant(HostTensor.of(state, sizes))
                    .cast(held.dtype())
                    .expandLike(held);
            Tensor weighted = law.logProbability(held, b).exp().stopGradient().mul(own.of(b));
            losses.add(weighted);
            terms.add(law.score(held, b).mul(Estimators.alongRows(weighted.stopGradient(), held)));
        }
        return new Estimate(
                Tensors.addAll(terms), law.sample(held, scope.random()), Tensors.addAll(losses), Optional.empty());
    }

    @Override
    public LossUse lossUse() {
        return LossUse.SEVERAL_VALUES;
    }

    @Override
    public boolean isUnbiased() {
        return true;
    }

    @Override
    public String toString() {
        return "Exact()";
    }
}
