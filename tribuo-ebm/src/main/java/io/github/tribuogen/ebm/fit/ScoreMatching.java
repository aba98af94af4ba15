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
package io.github.tribuogen.ebm.fit;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.ebm.stein.Divergence;
import io.github.tribuogen.ebm.stein.HutchinsonDivergence;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;

/**
 * Score matching: minimise {@code E[|s(x)|^2 / 2 + div s(x)]}, s being the score of the density, which is half the Fisher
 * divergence {@code E|s - s_data|^2} up to a constant. With Hutchinson's divergence it is sliced score matching with reduced
 * variance.
 *
 * <p>See:
 *
 * <pre>
 * A. Hyvarinen
 * "Estimation of Non-Normalized Statistical Models by Score Matching"
 * Journal of Machine Learning Research 6, 2005.
 *
 * Y. Song, S. Garg, J. Shi, S. Ermon
 * "Sliced Score Matching: A Scalable Approach to Density and Score Estimation"
 * Uncertainty in Artificial Intelligence, 2019.
 * </pre>
 */
public final class ScoreMatching implements FitObjective {
    @Config(description = "How the divergence of the score is found: exact, or by probes for many dimensions.")
    private Divergence divergence = new HutchinsonDivergence();

    /** Sliced, with one probe of random signs. Also for OLCUT. */
    public ScoreMatching() {}

    /**
     * Score matching.
     *
     * @param divergence How the divergence of the score is found.
     */
    public ScoreMatching(Divergence divergence) {
        this.divergence = divergence;
    }

    @Override
    public Fitted fit(HostTensor points) {
        return step -> {
            Tensor x = step.points();
            Tensor flat = x.flatten(1);
            Tensor s = step.density().score(flat.reshapeLike(x)).flatten(1);
            Tensor loss = s.square()
                    .sum(1)
                    .mul(0.5)
                    .add(divergence.of(s, flat, step.random("probes")))
                    .mean();
            step.metric("score matching", loss);
            return loss;
        };
    }

    @Override
    public String toString() {
        return "ScoreMatching(divergence=" + divergence + ")";
    }
}
