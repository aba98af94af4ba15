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

import io.github.tribuogen.gradest.law.DiagonalGaussian;
import io.github.tribuogen.gradest.law.Law;
import io.github.tribuogen.gradest.law.Loss;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Optional;

/** The pathwise gradient {@code d f(mu + sd e) / d lambda} of normal numbers; the loss must be differentiable. */
public final class Reparameterisation implements GradientEstimator {
    /** The only one there is; it has no settings. Also for OLCUT. */
    public Reparameterisation() {}

    @Override
    public Estimate estimate(Law law, Tensor parameters, Loss loss, ParameterScope scope) {
        if (!(law instanceof DiagonalGaussian gaussian)) {
            throw new IllegalArgumentException("law: DiagonalGaussian expected by " + this + ", found " + law);
        }
        Tensor held = parameters.stopGradient();
        Tensor a = gaussian.reparameterise(held, scope.random());
        Tensor f = loss.of(a);
        Tensor gradient = Gradients.grad(f.sum(), held).stopGradient();
        return new Estimate(gradient, a.stopGradient(), f, Optional.empty());
    }

    @Override
    public boolean isUnbiased() {
        return true;
    }

    @Override
    public String toString() {
        return "Reparameterisation()";
    }
}
