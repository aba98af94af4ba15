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
import io.github.tribuogen.gradest.control.ControlVariate;
import io.github.tribuogen.gradest.control.NetworkControlVariate;
import io.github.tribuogen.gradest.law.Law;
import io.github.tribuogen.gradest.law.Loss;
import io.github.tribuogen.gradest.law.ReparameterisedLaw;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Optional;

/**
 * LAX (Grathwohl et al. 2018) for normal numbers: {@code [f(a) - c(a)] d log p(a) / d lambda + d c(a(lambda, e)) / d lambda}, with the
 * same a in all three places. The loss may be a black box.
 */
public final class Lax implements GradientEstimator {
    @Config(description = "The control variate c.")
    private ControlVariate control = new NetworkControlVariate();

    /** A network as control variate. Also for OLCUT. */
    public Lax() {}

    /**
     * LAX.
     *
     * @param control The control variate c.
     */
    public Lax(ControlVariate control) {
        this.control = control;
    }

    @Override
    public Estimate estimate(Law law, Tensor parameters, Loss loss, ParameterScope scope) {
        ReparameterisedLaw continuous = Estimators.reparameterised(law, this);
        Tensor held = parameters.stopGradient();
        Tensor path = continuous.reparameterise(held, scope.random());
        Tensor a = path.stopGradient();
        Loss own = loss.held();
        Tensor f = own.of(a);
        Tensor c = control.at(scope, path, law, own);
        // values of c without their gradient by the parameters, which is the last term; that by c's own parameters
        // stays
        Tensor atSample = control.at(scope, a, law, own);
        Tensor gradient = Estimators.alongRows(f.stopGradient().sub(atSample), held)
                .mul(continuous.score(held, a))
                .add(Gradients.grad(c.sum(), held));
        return new Estimate(gradient, a, f, Optional.of(Estimate.meanSquare(gradient)));
    }

    @Override
    public LossUse lossUse() {
        return control.readsLoss() ? LossUse.GRADIENT : LossUse.ONE_VALUE;
    }

    @Override
    public boolean isUnbiased() {
        return true;
    }

    @Override
    public String toString() {
        return "Lax(control=" + control + ")";
    }
}
