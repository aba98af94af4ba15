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
package io.github.tribuogen.flow.cnf;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.Optional;

/**
 * Hutchinson's unbiased estimate {@code e . J e} (FFJORD, eq. 7 and 8), the mean over probes e of mean 0 and covariance I. J e
 * is taken forward along with the value, so that the gradient of the estimate is one reverse pass.
 *
 * <p>Through the bottleneck (eq. 9) a probe has the width of the narrowest layer instead of D, which lowers the variance of
 * Gaussian probes.
 */
public final class HutchinsonDivergence implements Divergence {
    @Config(description = "The law of the probes.")
    private ProbeNoise noise = ProbeNoise.GAUSSIAN;

    @Config(description = "The number of probes a sample, at least 1.")
    private int probes = 1;

    @Config(
            description =
                    "Take the trace through the narrowest layer of the dynamics, which must be narrower than the points?")
    private boolean bottleneck = false;

    /** One Gaussian probe. Also for OLCUT. */
    public HutchinsonDivergence() {}

    /**
     * An estimate.
     *
     * @param noise The law of the probes.
     * @param probes The number of probes a sample, at least 1.
     * @param bottleneck Take the trace through the narrowest layer of the dynamics?
     */
    public HutchinsonDivergence(ProbeNoise noise, int probes, boolean bottleneck) {
        this.noise = noise;
        this.probes = probes;
        this.bottleneck = bottleneck;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.atLeast("probes", probes, 1);
    }

    @Override
    public Optional<Tensor> probes(Dynamics dynamics, Tensor z, RandomStream random) {
        long width = z.flatten(1).shape().size(1);
        if (bottleneck) {
            width = dynamics.bottleneck(z.shape())
                    .orElseThrow(
                            () -> new IllegalArgumentException("bottleneck: dynamics with a layer narrower than the"
                                    + " points expected, found " + dynamics + " and points " + z.shape()));
        }
        // a column of the points has the batch's extent, whether it is known or not
        Tensor ones = z.graph().root().constant(HostTensor.filled(z.dtype(), 1, 1, probes, width));
        Tensor like = z.flatten(1).slice(1, 0, 1).unsqueeze(2).mul(ones);
        return Optional.of(noise == ProbeNoise.GAUSSIAN ? random.normalLike(like) : random.rademacherLike(like));
    }

    @Override
    public Tensor of(Slope slope, Optional<Tensor> held) {
        Tensor e = held.orElseThrow();
        return bottleneck
                ? slope.bottleneckTrace(e)
                : slope.times(e).mul(e).sum(1, 2).div(probes);
    }

    @Override
    public String toString() {
        return "HutchinsonDivergence(noise=" + noise + ", probes=" + probes + ", bottleneck=" + bottleneck + ")";
    }
}
