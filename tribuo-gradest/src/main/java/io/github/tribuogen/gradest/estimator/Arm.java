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
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Optional;

/**
 * Two antithetic samples of zeros and ones of one uniform vector u, {@code b1 = [u > sigmoid(-lambda)]} and {@code b2 = [u <
 * sigmoid(lambda)]}. ARM (Yin and Zhou 2019): {@code (f(b1) - f(b2)) (u - 1/2)}. DisARM (Dong, Mnih and Tucker 2020; U2G), the
 * same with u integrated out given the two: {@code (f(b1) - f(b2)) / 2 (-1)^{b2} [b1 != b2] sigmoid(|lambda|)}, never of more variance.
 * Two evaluations; the loss may be a black box.
 */
public final class Arm implements GradientEstimator {
    @Config(description = "Integrate the noise out given the samples: DisARM?")
    private boolean integrated = true;

    /** DisARM. Also for OLCUT. */
    public Arm() {}

    /**
     * ARM or DisARM.
     *
     * @param integrated Integrate the noise out given the samples: DisARM?
     */
    public Arm(boolean integrated) {
        this.integrated = integrated;
    }

    @Override
    public Estimate estimate(Law law, Tensor parameters, Loss loss, ParameterScope scope) {
        Estimators.bernoulli(law, this);
        Tensor logits = parameters.stopGradient();
        Tensor u = scope.random().uniformLike(logits);
        Tensor theta = logits.sigmoid();
        Tensor b1 = u.greater(theta.rsub(1)).cast(logits.dtype());
        Tensor b2 = u.less(theta).cast(logits.dtype());
        Loss own = loss.held();
        Tensor f1 = own.of(b1);
        Tensor f2 = own.of(b2);
        Tensor difference = Estimators.alongRows(f1.sub(f2).stopGradient(), logits);
        Tensor gradient = integrated
                // b1 - b2 is (-1)^{b2} where they differ and 0 elsewhere
                ? difference.mul(0.5).mul(b1.sub(b2)).mul(logits.abs().sigmoid())
                : difference.mul(u.sub(0.5));
        return new Estimate(gradient, b1, f1.add(f2).mul(0.5), Optional.empty());
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
        return "Arm(integrated=" + integrated + ")";
    }
}
