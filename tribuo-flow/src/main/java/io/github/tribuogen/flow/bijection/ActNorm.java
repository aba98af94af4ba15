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
package io.github.tribuogen.flow.bijection;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.ParameterScope;

/**
 * Scales and shifts each channel by parameters, {@code z = (x + b) exp(w)}, {@code log|det| = H W sum w}.
 *
 * <p>The first batch of training sets them so that its image has mean 0 and variance 1 in every channel (Kingma and Dhariwal,
 * "Glow", 2018, section 3.1), unless {@code dataDependent} is false: then b = w = 0 at first. As the last part of a chain it
 * makes the base a Gaussian with learnt means and variances.
 */
public final class ActNorm implements Bijection {
    @Config(description = "Let the first batch set the parameters?")
    private boolean dataDependent = true;

    @Config(description = "Added to the standard deviations of the first batch, above 0.")
    private double epsilon = 1e-6;

    /** Set by the first batch. Also for OLCUT. */
    public ActNorm() {}

    /**
     * A scaling of channels.
     *
     * @param dataDependent Let the first batch set the parameters?
     */
    public ActNorm(boolean dataDependent) {
        this.dataDependent = dataDependent;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.positive("epsilon", epsilon);
    }

    private record Law(Tensor shift, Tensor logScale) {}

    private static Law law(ParameterScope scope, long channels) {
        ConstantInitialiser zero = new ConstantInitialiser(0);
        return new Law(
                scope.parameter("shift", zero, 1, 1, channels), scope.parameter("logScale", zero, 1, 1, channels));
    }

    /** The parameters, set by this batch if it is the first one. */
    private Law initialised(ParameterScope scope, Tensor x) {
        Law law = law(scope, x.shape().size(1));
        if (!dataDependent || !scope.isTraining()) {
            return law;
        }
        Tensor ready = scope.variable("ready", 0).greater(x.scalar(0.5));
        int[] axes = Points.allButChannels(x);
        Tensor mean = x.mean(axes);
        Tensor deviation =
                x.sub(Points.perChannel(mean, x)).square().mean(axes).sqrt().add(epsilon);
        scope.assign("ready", x.scalar(1));
        scope.assign("shift", Tensors.where(ready, law.shift(), mean.neg().stopGradient()));
        scope.assign(
                "logScale",
                Tensors.where(ready, law.logScale(), deviation.log().neg().stopGradient()));
        return law(scope, x.shape().size(1));
    }

    @Override
    public Image forward(ParameterScope scope, Tensor x, FlowContext context) {
        Law l = initialised(scope, x);
        Tensor z = x.add(Points.perChannel(l.shift(), x))
                .mul(Points.perChannel(l.logScale().exp(), x));
        return new Image(z, Points.perExample(l.logScale().sum().mul(Points.positions(x)), x));
    }

    @Override
    public Image inverse(ParameterScope scope, Tensor z, FlowContext context) {
        Law l = law(scope, z.shape().size(1));
        Tensor x = z.mul(Points.perChannel(l.logScale().neg().exp(), z)).sub(Points.perChannel(l.shift(), z));
        return new Image(x, Points.perExample(l.logScale().sum().mul(-Points.positions(z)), z));
    }

    @Override
    public String toString() {
        return "ActNorm(dataDependent=" + dataDependent + ", epsilon=" + epsilon + ")";
    }
}
