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
import io.github.tribuogen.gradest.law.DiscreteLaw;
import io.github.tribuogen.gradest.law.Law;
import io.github.tribuogen.gradest.law.Loss;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Optional;

/**
 * DLAX (Grathwohl et al. 2018, appendix), the score of the relaxed variable itself: {@code f(b) d log p(b) / d lambda - c(z) d log p(z) /
 * d lambda + d c(z) / d lambda}, {@code b = H(z)}. One evaluation of the loss, a black box, and one of c; unbiased, with more variance
 * than {@link Relax}.
 */
public final class Dlax implements GradientEstimator {
    @Config(description = "The control variate c.")
    private ControlVariate control = new NetworkControlVariate();

    /** A network as control variate. Also for OLCUT. */
    public Dlax() {}

    /**
     * DLAX.
     *
     * @param control The control variate c.
     */
    public Dlax(ControlVariate control) {
        this.control = control;
    }

    @Override
    public Estimate estimate(Law law, Tensor parameters, Loss loss, ParameterScope scope) {
        DiscreteLaw discrete = Estimators.discrete(law, this);
        Tensor logits = parameters.stopGradient();
        Loss own = loss.held();
        DiscreteLaw.Relaxed sample = discrete.relax(logits, scope.random(), DiscreteLaw.Coupling.COUPLED);
        Tensor b = sample.hard();
        Tensor f = own.of(b);
        Tensor atSample = control.at(scope, sample.z().stopGradient(), law, own);
        Tensor path = control.at(scope, sample.z(), law, own);
        Tensor relaxedScore = discrete.relaxedScore(logits, sample.z().stopGradient());
        Tensor gradient = Estimators.alongRows(f.stopGradient(), logits)
                .mul(discrete.score(logits, b))
                .sub(Estimators.alongRows(atSample, logits).mul(relaxedScore))
                .add(Gradients.grad(path.sum(), logits));
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
        return "Dlax(control=" + control + ")";
    }
}
