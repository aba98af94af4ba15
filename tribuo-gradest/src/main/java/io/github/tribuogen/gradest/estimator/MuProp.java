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
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Optional;

/**
 * MuProp (Gu et al. 2016): the score function with the loss's first-order expansion at the mean as baseline, {@code [f(b) - f(m) -
 * f'(m) (b - m)] d log p / d lambda + f'(m) dm / d lambda}. The loss must be differentiable at the mean.
 */
public final class MuProp implements GradientEstimator {
    /** The only one there is; it has no settings. Also for OLCUT. */
    public MuProp() {}

    @Override
    public Estimate estimate(Law law, Tensor parameters, Loss loss, ParameterScope scope) {
        Tensor held = parameters.stopGradient();
        Tensor b = law.sample(held, scope.random());
        Loss own = loss.held();
        Tensor f = own.of(b);
        Tensor mean = law.mean(held);
        Tensor centre = mean.stopGradient();
        Tensor atMean = own.relaxed(centre);
        Tensor slope = Gradients.grad(atMean.sum(), centre).stopGradient();
        Tensor linear =
                atMean.stopGradient().add(slope.mul(b.sub(centre)).flatten(1).sum(1));
        Tensor gradient = Estimators.alongRows(f.stopGradient().sub(linear), held)
                .mul(law.score(held, b))
                .add(Gradients.vjp(mean, held, slope));
        return new Estimate(gradient.stopGradient(), b, f, Optional.empty());
    }

    @Override
    public LossUse lossUse() {
        return LossUse.GRADIENT;
    }

    @Override
    public boolean isUnbiased() {
        return true;
    }

    @Override
    public String toString() {
        return "MuProp()";
    }
}
