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
package io.github.tribuogen.video.prior;

import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;

/**
 * A Gaussian prior of mean zero that treats the features of a block alike and independently. With the precision matrix Q over the frames,
 * and q independent over frames with means m and variances v,
 *
 * <pre>KL(q || p) = 1/2 [ sum_t Q_tt v_t + m'Qm - T - log det Q - sum_t log v_t ]</pre>
 *
 * <p>for each feature. Subclasses know their Q well enough to do this in O(T).
 */
abstract sealed class GaussianPrior implements BlockPrior permits IdentityPrior, RandomWalkPrior, IidPrior {
    /**
     * What the divergence needs of a prior over T frames.
     *
     * @param diagonal Q's diagonal, [T, 1].
     * @param logDeterminant log det of the covariance, [].
     */
    record Precision(Tensor diagonal, Tensor logDeterminant) {}

    /** The precision over so many frames, with the parameters of the scope. */
    abstract Precision precision(ParameterScope scope, Tensor any, int frames);

    /** m'Qm of each clip and feature, [B, F], of means [B, T, F]. */
    abstract Tensor quadratic(ParameterScope scope, Tensor mean);

    /** KL(q || p) of each clip and feature, [B, F]. */
    final Tensor divergence(ParameterScope scope, Tensor mean, Tensor logVariance) {
        int frames = Math.toIntExact(mean.shape().size(1));
        Precision p = precision(scope, mean, frames);
        return logVariance
                .exp()
                .mul(p.diagonal())
                .sub(logVariance)
                .sum(1)
                .add(quadratic(scope, mean))
                .add(p.logDeterminant())
                .sub(frames)
                .mul(0.5);
    }

    @Override
    public final Draw draw(ParameterScope scope, Tensor mean, Tensor logVariance, Tensor noise) {
        Tensor codes = mean.add(logVariance.mul(0.5).exp().mul(noise));
        return new Draw(codes, divergence(scope, mean, logVariance));
    }

    /** The least is at m = 0 and v_t = 1 / Q_tt. */
    @Override
    public final Tensor floor(ParameterScope scope, Tensor any, int frames) {
        Precision p = precision(scope, any, frames);
        return p.logDeterminant().add(p.diagonal().log().sum()).mul(0.5);
    }

    /** A column of T numbers, [T, 1]. */
    static Tensor column(Tensor any, double[] values) {
        HostTensor host = HostTensor.of(values, values.length, 1);
        return any.graph().root().constant(host).cast(any.dtype());
    }
}
