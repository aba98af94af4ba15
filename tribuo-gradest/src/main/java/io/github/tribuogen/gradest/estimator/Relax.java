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
import io.github.tribuogen.gradest.control.RelaxedLoss;
import io.github.tribuogen.gradest.law.DiscreteLaw;
import io.github.tribuogen.gradest.law.Law;
import io.github.tribuogen.gradest.law.Loss;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Optional;

/**
 * RELAX (Grathwohl et al. 2018): {@code [f(b) - c(z~)] d log p(b) / d lambda + d c(z) / d lambda - d c(z~) / d lambda}, with z relaxed,
 * {@code b = H(z)} and z~ drawn given b; unbiased for every c. With {@link RelaxedLoss} as control variate it is REBAR (Tucker et al.
 * 2017). Any discrete law; the loss needs a gradient only if the control variate asks for it.
 */
public final class Relax implements GradientEstimator {
    @Config(description = "The control variate c.")
    private ControlVariate control = new NetworkControlVariate();

    @Config(description = "How the noise of the conditional sample is drawn.")
    private DiscreteLaw.Coupling coupling = DiscreteLaw.Coupling.COUPLED;

    /** A network as control variate. Also for OLCUT. */
    public Relax() {}

    /**
     * RELAX.
     *
     * @param control The control variate c.
     * @param coupling How the noise of the conditional sample is drawn.
     */
    public Relax(ControlVariate control, DiscreteLaw.Coupling coupling) {
        this.control = control;
        this.coupling = coupling;
    }

    @Override
    public Estimate estimate(Law law, Tensor parameters, Loss loss, ParameterScope scope) {
        DiscreteLaw discrete = Estimators.discrete(law, this);
        // a node of its own: the control variate is differentiated by it, and its tuning must not reach the model
        Tensor logits = parameters.stopGradient();
        DiscreteLaw.Relaxed sample = discrete.relax(logits, scope.random(), coupling);
        Tensor b = sample.hard();
        Loss own = loss.held();
        Tensor f = own.of(b);
        Tensor c = control.at(scope, sample.z(), law, own);
        Tensor conditional = control.at(scope, sample.conditional(), law, own);
        Tensor score = discrete.score(logits, b);
        Tensor gradient = Estimators.alongRows(f.stopGradient().sub(conditional), logits)
                .mul(score)
                .add(Gradients.grad(c.sub(conditional).sum(), logits));
        return new Estimate(gradient, b, f, Optional.of(Estimate.meanSquare(gradient)));
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
        return "Relax(control=" + control + ", coupling=" + coupling + ")";
    }
}
