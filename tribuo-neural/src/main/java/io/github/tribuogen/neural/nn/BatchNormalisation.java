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
package io.github.tribuogen.neural.nn;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Tensor;

/**
 * Normalises each channel over the batch and all positions (Ioffe, Szegedy, "Batch normalization", ICML 2015).
 *
 * <p>In training the statistics are those of the batch, and the variables "mean" and "variance" follow them: {@code r' =
 * (1 - momentum) r + momentum s}, with the unbiased variance. In evaluation the variables are used, so that an example's
 * output does not depend on its company.
 */
public final class BatchNormalisation implements Normalisation {
    @Config(description = "How fast the running statistics follow those of the batch, in (0, 1].")
    private double momentum = 0.1;

    @Config(description = "Added to the variance, above 0.")
    private double epsilon = 1e-5;

    /** Momentum 0.1, epsilon 1e-5. Also for OLCUT. */
    public BatchNormalisation() {}

    /**
     * A batch normalisation.
     *
     * @param momentum How fast the running statistics follow those of the batch, in (0, 1].
     * @param epsilon Added to the variance, above 0.
     */
    public BatchNormalisation(double momentum, double epsilon) {
        this.momentum = momentum;
        this.epsilon = epsilon;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.that(momentum > 0 && momentum <= 1, "momentum", momentum, "a number in (0, 1]");
        Require.positive("epsilon", epsilon);
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor x) {
        ChannelAffine.check("BatchNormalisation", scope, x);
        return scope.named(() -> {
            long c = x.shape().size(1);
            Tensor mean = scope.variable("mean", 0, c);
            Tensor variance = scope.variable("variance", 1, c);
            Tensor normal;
            if (scope.isTraining()) {
                int[] axes = new int[x.shape().rank() - 1];
                for (int i = 1; i < axes.length; i++) {
                    axes[i] = i + 1;
                }
                Tensor m = x.mean(axes);
                Tensor centred = x.sub(ChannelAffine.perChannel(m, x));
                Tensor v = centred.square().mean(axes);
                normal = centred.div(ChannelAffine.perChannel(v.add(epsilon).sqrt(), x));
                Tensor n = count(x, axes);
                // a single value has no unbiased variance; its biased one, zero, is taken
                Tensor unbiased = v.mul(n).div(n.sub(1).max(n.scalar(1)));
                scope.assign("mean", follow(mean, m));
                scope.assign("variance", follow(variance, unbiased));
            } else {
                Tensor centred = x.sub(ChannelAffine.perChannel(mean, x));
                normal = centred.div(
                        ChannelAffine.perChannel(variance.add(epsilon).sqrt(), x));
            }
            return ChannelAffine.scaledAndShifted(scope, normal);
        });
    }

    private Tensor follow(Tensor running, Tensor now) {
        return running.mul(1 - momentum).add(now.stopGradient().mul(momentum));
    }

    private static Tensor count(Tensor x, int... axes) {
        Tensor n = x.graph().root().constant(1L);
        for (int a : axes) {
            n = n.mul(x.sizeOf(a));
        }
        return n.squeeze(0).cast(x.dtype());
    }

    @Override
    public String toString() {
        return "BatchNormalisation(momentum=" + momentum + ", epsilon=" + epsilon + ")";
    }
}
