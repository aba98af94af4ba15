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

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.gradest.law.Law;
import io.github.tribuogen.gradest.law.Loss;
import io.github.tribuogen.gradest.law.ReparameterisedLaw;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Optional;

/**
 * The pathwise gradient {@code d f(mu + sd e) / d lambda} of normal numbers. If the loss has {@code log q(a)} of the same law in it, its
 * direct dependence on the parameters is left out (sticking the landing: Roeder, Wu and Duvenaud 2017) as far as the loss can
 * hold it, {@link Loss#held}; without variance where q is the posterior. One evaluation of a differentiable loss; unbiased.
 */
public final class Reparameterisation implements GradientEstimator {
    @Config(description = "Leave out the part of log q's own parameters, whose mean is zero?")
    private boolean sticksTheLanding = true;

    /** The one that sticks the landing. Also for OLCUT. */
    public Reparameterisation() {}

    /**
     * The pathwise gradient.
     *
     * @param sticksTheLanding Leave out the part of log q's own parameters, whose mean is zero?
     */
    public Reparameterisation(boolean sticksTheLanding) {
        this.sticksTheLanding = sticksTheLanding;
    }

    @Override
    public Estimate estimate(Law law, Tensor parameters, Loss loss, ParameterScope scope) {
        ReparameterisedLaw continuous = Estimators.reparameterised(law, this);
        Tensor held = parameters.stopGradient();
        Tensor a = continuous.reparameterise(held, scope.random());
        Tensor f = (sticksTheLanding ? loss.held() : loss).relaxed(a);
        Tensor gradient = Gradients.grad(f.sum(), held).stopGradient();
        return new Estimate(gradient, a.stopGradient(), f, Optional.empty());
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
        return "Reparameterisation(sticksTheLanding=" + sticksTheLanding + ")";
    }
}
