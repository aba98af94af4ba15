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
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Double control variates (Titsias and Shi 2022): leave-one-out on {@code f_k + a <g_-k, b_k - m>}, where g_-k is the mean of the
 * other samples' gradients of the loss, m the law's mean and a learned, less the expectation of what was added, {@code a g dm / d
 * lambda}. K samples; the loss is differentiated at the corners; unbiased.
 */
public final class DoubleControlVariate implements GradientEstimator {
    @Config(description = "The number K of samples, at least 2.")
    private int samples = 2;

    @Config(description = "The factor a at the start; -1 takes the whole linear part away.")
    private double scale = 0;

    /** Two samples, the factor from 0. Also for OLCUT. */
    public DoubleControlVariate() {}

    /**
     * Double control variates.
     *
     * @param samples The number K of samples, at least 2.
     * @param scale The factor a at the start; -1 takes the whole linear part away.
     */
    public DoubleControlVariate(int samples, double scale) {
        this.samples = samples;
        this.scale = scale;
        postConfig();
    }

    @Override
    public void postConfig() {
        Estimators.atLeastTwo(samples);
    }

    @Override
    public Estimate estimate(Law law, Tensor parameters, Loss loss, ParameterScope scope) {
        Estimators.discrete(law, this);
        Tensor held = parameters.stopGradient();
        Loss own = loss.held();
        List<Tensor> drawn = new ArrayList<>();
        List<Tensor> losses = new ArrayList<>();
        List<Tensor> slopes = new ArrayList<>();
        for (int k = 0; k < samples; k++) {
            Tensor b = law.sample(held, scope.random().child("sample" + k)).stopGradient();
            Tensor f = own.relaxed(b);
            drawn.add(b);
            losses.add(f);
            slopes.add(Gradients.grad(f.sum(), b).stopGradient());
        }
        Tensor a = scope.parameter("scale", new ConstantInitialiser(scale), 1, 1);
        Tensor mean = law.mean(held);
        Tensor slope = Tensors.addAll(slopes);
        List<Tensor> linear = new ArrayList<>();
        for (int k = 0; k < samples; k++) {
            Tensor others = slope.sub(slopes.get(k)).div(samples - 1);
            linear.add(
                    others.mul(drawn.get(k).sub(mean.stopGradient())).flatten(1).sum(1));
        }
        Tensor meanLoss = Tensors.addAll(losses).div(samples);
        Tensor meanLinear = Tensors.addAll(linear).div(samples);
        List<Tensor> terms = new ArrayList<>();
        for (int k = 0; k < samples; k++) {
            Tensor centred = losses.get(k)
                    .sub(meanLoss)
                    .stopGradient()
                    .add(linear.get(k).sub(meanLinear).mul(a));
            terms.add(law.score(held, drawn.get(k)).mul(Estimators.alongRows(centred, held)));
        }
        Tensor expected = Gradients.vjp(mean, held, slope.div(samples)).stopGradient();
        Tensor gradient = Tensors.addAll(terms).div(samples - 1).sub(expected.mul(a));
        return new Estimate(gradient, drawn.get(0), meanLoss, Optional.of(Estimate.meanSquare(gradient)));
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
        return "DoubleControlVariate(samples=" + samples + ", scale=" + scale + ")";
    }
}
