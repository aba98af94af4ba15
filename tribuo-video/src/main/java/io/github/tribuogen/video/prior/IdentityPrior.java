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

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;

/**
 * What a clip shows stays what it is: {@code s_t ~ N(s_V, a)} for every frame around one {@code s_V ~ N(0, b)} of the clip, which is
 * integrated out (Grathwohl and Wilson 2016). The covariance over the frames is {@code a I + b 11'}; with {@code c = b / (a + T b)}
 *
 * <pre>
 * Q_tt = (1 - c) / a      log det = (T - 1) log a + log(a + T b)
 * m'Qm = sum_t (m_t - mean)^2 / a + T mean^2 / (a + T b)
 * </pre>
 *
 * <p>The code that its first author published has {@code log(a + 1) + log T} for the last logarithm, a constant too much of 0.0047 nats a
 * feature at T = 16 and a = 0.01.
 */
public final class IdentityPrior extends GaussianPrior {
    @Config(description = "The variance a within a clip.")
    private TieVariance tie = new TieVariance();

    @Config(description = "The variance b between clips, above 0.")
    private double variance = 1;

    /** a = 0.01, b = 1. Also for OLCUT. */
    public IdentityPrior() {}

    /**
     * A prior.
     *
     * @param tie The variance a within a clip.
     * @param variance The variance b between clips, above 0.
     */
    public IdentityPrior(TieVariance tie, double variance) {
        this.tie = tie;
        this.variance = variance;
        postConfig();
    }

    @Override
    public void postConfig() {
        TieVariance.requirePositive("variance", variance);
    }

    @Override
    Precision precision(ParameterScope scope, Tensor any, int frames) {
        Tensor a = tie.of(scope, any);
        Tensor whole = a.add(frames * variance);
        Tensor c = whole.reciprocal().mul(variance);
        Tensor diagonal = c.rsub(1).div(a).mul(column(any, ones(frames)));
        return new Precision(diagonal, a.log().mul(frames - 1).add(whole.log()));
    }

    private static double[] ones(int n) {
        double[] ones = new double[n];
        java.util.Arrays.fill(ones, 1);
        return ones;
    }

    @Override
    Tensor quadratic(ParameterScope scope, Tensor mean) {
        long frames = mean.shape().size(1);
        Tensor a = tie.of(scope, mean);
        Tensor middle = mean.meanKeepDims(1);
        Tensor within = mean.sub(middle).square().sum(1).div(a);
        return within.add(middle.squeeze(1).square().mul(frames).div(a.add(frames * variance)));
    }

    /** The mean of s_V given the frames, {@code b T mean / (a + T b)}; linear in the codes, hence also its mean under q. */
    @Override
    public Tensor shared(ParameterScope scope, Tensor codes) {
        double pulls = codes.shape().size(1) * variance;
        return codes.mean(1).mul(tie.of(scope, codes).add(pulls).reciprocal().mul(pulls));
    }

    @Override
    public Tensor generate(ParameterScope scope, Tensor shared, Tensor noise) {
        Tensor centre = shared.mul(Math.sqrt(variance)).unsqueeze(1);
        return noise.mul(tie.of(scope, noise).sqrt()).add(centre);
    }

    @Override
    public String toString() {
        return "IdentityPrior(tie=" + tie + ", variance=" + variance + ")";
    }
}
