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

/** {@code f'(b) dm / d lambda}: as if the sample were its mean m (Bengio et al. 2013). Biased; the loss must be differentiable. */
public final class StraightThrough implements GradientEstimator {
    /** The only one there is; it has no settings. Also for OLCUT. */
    public StraightThrough() {}

    @Override
    public Estimate estimate(Law law, Tensor parameters, Loss loss, ParameterScope scope) {
        Tensor held = parameters.stopGradient();
        Tensor b = law.sample(held, scope.random()).stopGradient();
        Tensor f = loss.held().relaxed(b);
        Tensor slope = Gradients.grad(f.sum(), b).stopGradient();
        return new Estimate(Gradients.vjp(law.mean(held), held, slope).stopGradient(), b, f, Optional.empty());
    }

    @Override
    public LossUse lossUse() {
        return LossUse.GRADIENT;
    }

    @Override
    public boolean isUnbiased() {
        return false;
    }

    @Override
    public String toString() {
        return "StraightThrough()";
    }
}
