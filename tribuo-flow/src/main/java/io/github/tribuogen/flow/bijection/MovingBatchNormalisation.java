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
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.ParameterScope;

/**
 * Normalises each channel by running statistics, {@code z = (x - m) / sqrt(v + eps) exp(w) + b}, {@code log|det| = H W sum (w
 * - log(v + eps) / 2)}.
 *
 * <p>A batch of training is normalised by the statistics that stood before it, mixed with its own by {@code lag}; the running
 * ones then follow the batch's mean and unbiased variance by {@code decay}. With lag 0, the default, no gradient flows through
 * statistics and a training step is the map that evaluation applies. (Grathwohl et al., "FFJORD", 2019, the batch
 * normalisation of its tabular experiments.)
 */
public final class MovingBatchNormalisation implements Bijection {
    @Config(description = "How fast the running statistics follow those of the batches, in (0, 1].")
    private double decay = 0.1;

    @Config(description = "Added to the variance, above 0.")
    private double epsilon = 1e-4;

    @Config(description = "The weight of the batch's own statistics while training, in [0, 1].")
    private double lag = 0;

    /** Decay 0.1, epsilon 1e-4, lag 0. Also for OLCUT. */
    public MovingBatchNormalisation() {}

    /**
     * A normalisation.
     *
     * @param decay How fast the running statistics follow those of the batches, in (0, 1].
     * @param epsilon Added to the variance, above 0.
     * @param lag The weight of the batch's own statistics while training, in [0, 1].
     */
    public MovingBatchNormalisation(double decay, double epsilon, double lag) {
        this.decay = decay;
        this.epsilon = epsilon;
        this.lag = lag;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.that(decay > 0 && decay <= 1, "decay", decay, "a number in (0, 1]");
        Require.positive("epsilon", epsilon);
        Require.that(lag >= 0 && lag <= 1, "lag", lag, "a number in [0, 1]");
    }

    /** All [C]. */
    private record Law(Tensor mean, Tensor variance, Tensor weight, Tensor bias) {
        Tensor logScale(double epsilon) {
            return weight.sub(variance.add(epsilon).log().mul(0.5));
        }
    }

    private static Law running(ParameterScope scope, long channels) {
        ConstantInitialiser zero = new ConstantInitialiser(0);
        return new Law(
                scope.variable("mean", 0, channels),
                scope.variable("variance", 1, channels),
                scope.parameter("weight", zero, 1, 1, channels),
                scope.parameter("bias", zero, 1, 1, channels));
    }

    /** The statistics to use; in training the running ones move on. */
    private Law law(ParameterScope scope, Tensor x) {
        Law old = running(scope, x.shape().size(1));
        if (!scope.isTraining()) {
            return old;
        }
        int[] axes = Points.allButChannels(x);
        Tensor mean = x.mean(axes);
        Tensor biased = x.sub(Points.perChannel(mean, x)).square().mean(axes);
        Tensor n = x.sizeOf(0).squeeze(0).cast(x.dtype()).mul(Points.positions(x));
        // a single value has no unbiased variance; its biased one, zero, is taken
        Tensor variance = biased.mul(n).div(n.sub(1).max(n.scalar(1)));
        scope.assign("mean", mixed(old.mean(), mean.stopGradient(), decay));
        scope.assign("variance", mixed(old.variance(), variance.stopGradient(), decay));
        if (lag == 0) {
            return old;
        }
        return new Law(mixed(old.mean(), mean, lag), mixed(old.variance(), variance, lag), old.weight(), old.bias());
    }

    private static Tensor mixed(Tensor running, Tensor now, double weight) {
        return running.mul(1 - weight).add(now.mul(weight));
    }

    @Override
    public Image forward(ParameterScope scope, Tensor x, FlowContext context) {
        Law l = law(scope, x);
        Tensor logScale = l.logScale(epsilon);
        Tensor z = x.sub(Points.perChannel(l.mean(), x))
                .mul(Points.perChannel(logScale.exp(), x))
                .add(Points.perChannel(l.bias(), x));
        return new Image(z, Points.perExample(logScale.sum().mul(Points.positions(x)), x));
    }

    @Override
    public Image inverse(ParameterScope scope, Tensor z, FlowContext context) {
        Law l = running(scope, z.shape().size(1));
        Tensor logScale = l.logScale(epsilon);
        Tensor x = z.sub(Points.perChannel(l.bias(), z))
                .mul(Points.perChannel(logScale.neg().exp(), z))
                .add(Points.perChannel(l.mean(), z));
        return new Image(x, Points.perExample(logScale.sum().mul(-Points.positions(z)), z));
    }

    @Override
    public String toString() {
        return "MovingBatchNormalisation(decay=" + decay + ", epsilon=" + epsilon + ", lag=" + lag + ")";
    }
}
