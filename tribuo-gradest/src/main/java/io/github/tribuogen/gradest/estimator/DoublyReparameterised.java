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
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * DReG (Tucker et al. 2019) for the bound of K samples of normal numbers, {@code -log (1/K) sum_k exp(-f_k)} with {@code f = log q(a) -
 * log p(x, a)}: {@code sum_k w_k^2 f'(a_k) da_k / d lambda}, w the normalised weights. The part of the gradient that comes from log q's
 * own parameters is in it, hence the loss must be able to hold them, {@link Loss#held}. K evaluations of a differentiable loss;
 * unbiased for losses of this form.
 */
public final class DoublyReparameterised implements GradientEstimator {
    @Config(description = "The number K of samples, at least 1.")
    private int samples = 5;

    /** Five samples. Also for OLCUT. */
    public DoublyReparameterised() {}

    /**
     * DReG.
     *
     * @param samples The number K of samples, at least 1.
     */
    public DoublyReparameterised(int samples) {
        this.samples = samples;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.atLeast("samples", samples, 1);
    }

    @Override
    public Estimate estimate(Law law, Tensor parameters, Loss loss, ParameterScope scope) {
        ReparameterisedLaw continuous = Estimators.reparameterised(law, this);
        Tensor held = parameters.stopGradient();
        Loss own = loss.held();
        List<Tensor> paths = new ArrayList<>();
        List<Tensor> losses = new ArrayList<>();
        for (int k = 0; k < samples; k++) {
            Tensor a = continuous.reparameterise(held, scope.random().child("sample" + k));
            paths.add(a);
            losses.add(own.relaxed(a));
        }
        Tensor bound = Estimators.bound(losses);
        List<Tensor> terms = new ArrayList<>();
        for (Tensor f : losses) {
            // w_k = exp(-f_k) / sum_j exp(-f_j), and the bound is -log of the mean
            Tensor weight = bound.sub(f).sub(Math.log(samples)).exp();
            terms.add(f.mul(weight.square().stopGradient()));
        }
        Tensor gradient = Gradients.grad(Tensors.addAll(terms).sum(), held).stopGradient();
        return new Estimate(gradient, paths.get(0).stopGradient(), bound, Optional.empty());
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
        return "DoublyReparameterised(samples=" + samples + ")";
    }
}
