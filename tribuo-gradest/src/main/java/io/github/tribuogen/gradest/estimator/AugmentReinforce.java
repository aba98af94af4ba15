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
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Optional;

/**
 * AR (Yin and Zhou 2019): the score function after a change of variables to one uniform u, {@code f([u < theta]) (1 - 2 u)}. Zeros and
 * ones; one evaluation of the loss, a black box; unbiased. {@link Arm} is its antithetic pair.
 */
public final class AugmentReinforce implements GradientEstimator {
    /** The only one there is; it has no settings. Also for OLCUT. */
    public AugmentReinforce() {}

    @Override
    public Estimate estimate(Law law, Tensor parameters, Loss loss, ParameterScope scope) {
        Estimators.bernoulli(law, this);
        Tensor logits = parameters.stopGradient();
        Tensor u = scope.random().uniformLike(logits);
        Tensor b = u.less(logits.sigmoid()).cast(logits.dtype());
        Tensor f = loss.held().of(b);
        Tensor gradient =
                Estimators.alongRows(f.stopGradient(), logits).mul(u.mul(-2).add(1));
        return new Estimate(gradient, b, f, Optional.empty());
    }

    @Override
    public LossUse lossUse() {
        return LossUse.ONE_VALUE;
    }

    @Override
    public boolean isUnbiased() {
        return true;
    }

    @Override
    public String toString() {
        return "AugmentReinforce()";
    }
}
