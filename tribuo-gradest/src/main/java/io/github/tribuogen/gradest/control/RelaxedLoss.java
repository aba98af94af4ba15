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
package io.github.tribuogen.gradest.control;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.gradest.law.DiscreteLaw;
import io.github.tribuogen.gradest.law.Law;
import io.github.tribuogen.gradest.law.Loss;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.ParameterScope;

/**
 * The loss itself between the corners, {@code c(z) = eta f(sigmoid(z / T))} (softmax for choices), with learned eta and T: with it
 * RELAX is REBAR (Tucker et al. 2017). The loss must be differentiable there.
 */
public final class RelaxedLoss implements ControlVariate {
    @Config(description = "The temperature at the start, above 0.")
    private double temperature = 0.5;

    @Config(description = "The scale eta at the start.")
    private double scale = 1;

    /** T = 0.5 and eta = 1, as in the paper. Also for OLCUT. */
    public RelaxedLoss() {}

    /**
     * The relaxed loss.
     *
     * @param temperature The temperature at the start, above 0.
     * @param scale The scale eta at the start.
     */
    public RelaxedLoss(double temperature, double scale) {
        this.temperature = temperature;
        this.scale = scale;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.positive("temperature", temperature);
    }

    @Override
    public Tensor at(ParameterScope scope, Tensor z, Law law, Loss loss) {
        Tensor factor = scope.parameter("scale", new ConstantInitialiser(scale), 1, 1);
        if (!(law instanceof DiscreteLaw discrete)) {
            return loss.relaxed(z).mul(factor);
        }
        Tensor t = scope.parameter("logTemperature", new ConstantInitialiser(Math.log(temperature)), 1, 1)
                .exp();
        return loss.relaxed(discrete.soften(z, t)).mul(factor);
    }

    @Override
    public boolean readsLoss() {
        return true;
    }

    @Override
    public String toString() {
        return "RelaxedLoss(temperature=" + temperature + ", scale=" + scale + ")";
    }
}
