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
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Optional;

/**
 * NVIL (Mnih and Gregor 2014): the score function with a learned baseline, {@code (f(b) - C(x) - C0) d log p(b) / d lambda}, C a network
 * of the loss's context x, fitted by least squares; if asked, divided by the larger of 1 and a running deviation of the centred
 * loss. One evaluation of the loss, a black box; unbiased but for that divisor, which shrinks the estimate.
 */
public final class Nvil implements GradientEstimator {
    private static final double MOMENTUM = 0.2;

    @Config(description = "The baseline C; it gets one output.")
    private Network baseline = new Mlp(100);

    @Config(description = "Divide by the larger of 1 and the running deviation?")
    private boolean normalised = false;

    /** 100 hidden units, undivided. Also for OLCUT. */
    public Nvil() {}

    /**
     * NVIL.
     *
     * @param baseline The baseline C; it gets one output.
     * @param normalised Divide by the larger of 1 and the running deviation?
     */
    public Nvil(Network baseline, boolean normalised) {
        this.baseline = baseline;
        this.normalised = normalised;
    }

    @Override
    public Estimate estimate(Law law, Tensor parameters, Loss loss, ParameterScope scope) {
        Tensor held = parameters.stopGradient();
        Loss own = loss.held();
        Tensor b = law.sample(held, scope.random());
        Tensor f = own.of(b);
        Tensor constant = scope.parameter("constant", new ConstantInitialiser(0), 1, 1);
        Tensor fitted = own.context()
                .map(x -> baseline.apply(scope.child("baseline"), x.stopGradient(), 1)
                        .squeeze(1)
                        .add(constant))
                .orElse(constant);
        Tensor error = f.stopGradient().sub(fitted);
        Tensor centred = error.stopGradient();
        if (normalised) {
            centred = centred.div(deviation(centred, scope).max(centred.scalar(1)));
        }
        Tensor gradient = law.score(held, b).mul(Estimators.alongRows(centred, held));
        return new Estimate(gradient, b, f, Optional.of(error.square().mean()));
    }

    private static Tensor deviation(Tensor centred, ParameterScope scope) {
        Tensor variance = scope.variable("variance", 1)
                .mul(1 - MOMENTUM)
                .add(centred.square().mean().mul(MOMENTUM));
        scope.assign("variance", variance);
        return variance.sqrt();
    }

    @Override
    public LossUse lossUse() {
        return LossUse.ONE_VALUE;
    }

    @Override
    public boolean isUnbiased() {
        return !normalised;
    }

    @Override
    public String toString() {
        return "Nvil(baseline=" + baseline + ", normalised=" + normalised + ")";
    }
}
