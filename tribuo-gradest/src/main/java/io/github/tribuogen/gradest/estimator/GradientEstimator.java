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

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.gradest.law.Bernoulli;
import io.github.tribuogen.gradest.law.Law;
import io.github.tribuogen.gradest.law.Loss;
import io.github.tribuogen.gradest.law.ReparameterisedLaw;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;

/** Estimates the gradient of {@code E f(b)}, b drawn from a law, by the law's parameters, row by row. */
public interface GradientEstimator extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * One estimate for each row.
     *
     * @param law The law.
     * @param parameters Its parameters, [B, ...].
     * @param loss The loss f; where it depends on the parameters directly, that part of the gradient is {@link Estimate#loss}'s own.
     * @param scope Has the random stream, and the parameters of a control variate or baseline if there is one.
     * @return The estimate.
     * @throws IllegalArgumentException If the estimator is not made for this law.
     */
    Estimate estimate(Law law, Tensor parameters, Loss loss, ParameterScope scope);

    /**
     * The estimator to take without reasons for another: of coins ARMS with three samples, which at equal evaluations of the loss is ahead on
     * bars and stripes, and on MNIST within 0.2 nats of RELAX in a third of its time (docs/results/gradients.md); of choices leave-one-out with
     * three samples; of normal numbers reparameterisation.
     *
     * @param law The law.
     * @return An estimator made for it.
     */
    static GradientEstimator recommendedFor(Law law) {
        if (law instanceof Bernoulli) {
            return new Arms(3);
        }
        return law instanceof ReparameterisedLaw
                ? new Reparameterisation()
                : new ScoreFunction(ScoreFunction.Baseline.LEAVE_ONE_OUT, 3);
    }

    /**
     * What it asks of the loss.
     *
     * @return The use.
     */
    LossUse lossUse();

    /**
     * Is the expectation of the estimate the gradient?
     *
     * @return True if it is, whatever the loss.
     */
    boolean isUnbiased();

    @Override
    default ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "GradientEstimator");
    }
}
