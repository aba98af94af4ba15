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
import io.github.tribuogen.gradest.law.DiscreteLaw;
import io.github.tribuogen.gradest.law.Law;
import io.github.tribuogen.gradest.law.Loss;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Optional;

/**
 * The gradient of the relaxed loss, {@code d f(sigmoid(z / T)) / d lambda} (concrete law, Gumbel-softmax: Maddison et al. 2017, Jang et
 * al. 2017), or with the hard sample forward and the relaxed one backward (straight-through Gumbel). Biased; the loss must be
 * differentiable. The loss of the estimate is that of the point where it is differentiated.
 */
public final class Concrete implements GradientEstimator {
    @Config(description = "The temperature T, above 0: the lower the less bias, the more variance.")
    private double temperature = 0.5;

    @Config(description = "Evaluate the loss at the hard sample and differentiate the relaxed one?")
    private boolean straightThrough = false;

    /** T = 0.5, relaxed forward too. Also for OLCUT. */
    public Concrete() {}

    /**
     * A relaxation.
     *
     * @param temperature The temperature T, above 0.
     * @param straightThrough Evaluate the loss at the hard sample and differentiate the relaxed one?
     */
    public Concrete(double temperature, boolean straightThrough) {
        this.temperature = temperature;
        this.straightThrough = straightThrough;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.positive("temperature", temperature);
    }

    @Override
    public Estimate estimate(Law law, Tensor parameters, Loss loss, ParameterScope scope) {
        DiscreteLaw discrete = Estimators.discrete(law, this);
        Tensor logits = parameters.stopGradient();
        DiscreteLaw.Relaxed sample = discrete.relax(logits, scope.random(), DiscreteLaw.Coupling.COUPLED);
        Tensor soft = discrete.soften(sample.z(), logits.scalar(temperature));
        Tensor at = straightThrough ? soft.add(sample.hard().sub(soft).stopGradient()) : soft;
        Tensor f = loss.held().relaxed(at);
        Tensor gradient = Gradients.grad(f.sum(), logits).stopGradient();
        return new Estimate(gradient, sample.hard(), f, Optional.empty());
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
        return "Concrete(temperature=" + temperature + ", straightThrough=" + straightThrough + ")";
    }
}
