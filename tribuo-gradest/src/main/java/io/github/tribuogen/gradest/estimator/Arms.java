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
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * ARMS (Dimitriev and Zhou 2021): K zeros and ones that exclude one another, from a Dirichlet copula, with the leave-one-out baseline
 * and the factor that corrects for their dependence: {@code mean_k (f_k - f) (b_k - theta) K / (K - 1) theta (1 - theta) / (theta -
 * P(b_1 = b_2 = 1))}. With K = 2 it is DisARM. K evaluations of the loss, a black box; unbiased.
 */
public final class Arms implements GradientEstimator {
    // keeps a probability that underflows from dividing zero by zero
    private static final double LEAST = 1e-30;

    @Config(description = "The number K of samples, at least 2.")
    private int samples = 2;

    /** Two samples. Also for OLCUT. */
    public Arms() {}

    /**
     * ARMS.
     *
     * @param samples The number K of samples, at least 2.
     */
    public Arms(int samples) {
        this.samples = samples;
        postConfig();
    }

    @Override
    public void postConfig() {
        Estimators.atLeastTwo(samples);
    }

    @Override
    public Estimate estimate(Law law, Tensor parameters, Loss loss, ParameterScope scope) {
        Estimators.bernoulli(law, this);
        Tensor logits = parameters.stopGradient();
        // the smaller of the probabilities of 1 and 0: what is rare never comes twice among few
        Tensor rare = logits.abs().neg().sigmoid().max(logits.scalar(LEAST));
        Tensor flip = logits.greater(logits.scalar(0)).cast(logits.dtype());
        List<Tensor> drawn = samples(logits, rare, flip, scope);
        Loss own = loss.held();
        List<Tensor> losses = new ArrayList<>();
        drawn.forEach(b -> losses.add(own.of(b)));
        Tensor mean = Tensors.addAll(losses).div(samples);
        Tensor theta = logits.sigmoid();
        List<Tensor> terms = new ArrayList<>();
        for (int k = 0; k < samples; k++) {
            Tensor centred = losses.get(k).sub(mean).stopGradient();
            terms.add(drawn.get(k).sub(theta).mul(Estimators.alongRows(centred, logits)));
        }
        // P that two of them are both the rare value
        Tensor both = rare.pow(1.0 / (samples - 1)).mul(2).sub(1).relu().pow(samples - 1);
        Tensor factor = rare.mul(rare.rsub(1)).div(rare.sub(both));
        Tensor gradient = Tensors.addAll(terms).div(samples - 1).mul(factor);
        return new Estimate(gradient, drawn.get(0), mean, Optional.empty());
    }

    private List<Tensor> samples(Tensor logits, Tensor rare, Tensor flip, ParameterScope scope) {
        List<Tensor> exponentials = new ArrayList<>();
        for (int k = 0; k < samples; k++) {
            exponentials.add(scope.random().uniformLike(logits).log().neg());
        }
        Tensor total = Tensors.addAll(exponentials);
        List<Tensor> drawn = new ArrayList<>();
        for (Tensor e : exponentials) {
            // uniform: the share of a flat Dirichlet law has the distribution function 1 - (1 - d)^(K - 1)
            Tensor u = e.div(total).rsub(1).pow(samples - 1);
            Tensor isRare = u.less(rare).cast(logits.dtype());
            drawn.add(isRare.add(flip.sub(isRare.mul(flip).mul(2))));
        }
        return drawn;
    }

    @Override
    public LossUse lossUse() {
        return LossUse.SEVERAL_VALUES;
    }

    @Override
    public boolean isUnbiased() {
        return true;
    }

    @Override
    public String toString() {
        return "Arms(samples=" + samples + ")";
    }
}
