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

import io.github.tribuogen.gradest.law.Law;
import io.github.tribuogen.gradest.law.Loss;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Optional;

/**
 * Local expectations (Titsias and Lazaro-Gredilla 2015) of zeros and ones: each coordinate is summed over its two values, the others
 * sampled, {@code (f(b_i = 1) - f(b_i = 0)) theta_i (1 - theta_i)}. Little variance for 2 D evaluations; the loss may be a black box.
 */
public final class LocalExpectation implements GradientEstimator {
    /** The only one there is; it has no settings. Also for OLCUT. */
    public LocalExpectation() {}

    @Override
    public Estimate estimate(Law law, Tensor parameters, Loss loss, ParameterScope scope) {
        Estimators.bernoulli(law, this);
        Tensor logits = parameters.stopGradient();
        if (logits.shape().rank() != 2) {
            throw new IllegalArgumentException("parameters: logits [B, D] expected, found " + logits.shape());
        }
        Tensor b = law.sample(logits, scope.random());
        int d = (int) logits.shape().size(1);
        Tensor gradient = logits.zerosLike();
        for (int i = 0; i < d; i++) {
            double[] unit = new double[d];
            unit[i] = 1;
            Tensor at =
                    logits.graph().root().constant(HostTensor.of(unit, 1, d)).cast(logits.dtype());
            Tensor without = b.mul(at.rsub(1));
            Tensor difference = loss.of(without.add(at)).sub(loss.of(without)).stopGradient();
            gradient = gradient.add(difference.unsqueeze(1).mul(at));
        }
        Tensor theta = logits.sigmoid();
        return new Estimate(gradient.mul(theta).mul(theta.rsub(1)), b, loss.of(b), Optional.empty());
    }

    @Override
    public boolean isUnbiased() {
        return true;
    }

    @Override
    public String toString() {
        return "LocalExpectation()";
    }
}
