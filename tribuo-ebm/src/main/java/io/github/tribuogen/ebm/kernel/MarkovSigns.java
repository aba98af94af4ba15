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
package io.github.tribuogen.ebm.kernel;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import java.util.BitSet;
import java.util.random.RandomGenerator;

/**
 * Signs of a stationary Markov chain, {@code W_t = W_{t-1}} but for a probability a of a flip, for points that are the steps of
 * a chain in their order. Their correlation over k steps is {@code (1 - 2a)^k}; a of 1/2 gives independent signs. It should
 * last longer than the points' own: with an autocorrelation time of 10, say, a = 0.02.
 *
 * <p>See:
 *
 * <pre>
 * K. Chwialkowski, H. Strathmann, A. Gretton
 * "A Kernel Test of Goodness of Fit"
 * International Conference on Machine Learning, 2016.
 * </pre>
 */
public final class MarkovSigns implements SignProcess {
    @Config(mandatory = true, description = "The probability of a flip between neighbours, in (0, 0.5].")
    private double flipProbability;

    private MarkovSigns() {} // for OLCUT

    /**
     * Signs of a chain.
     *
     * @param flipProbability The probability of a flip between neighbours, in (0, 0.5].
     */
    public MarkovSigns(double flipProbability) {
        this.flipProbability = flipProbability;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.that(
                flipProbability > 0 && flipProbability <= 0.5,
                "flipProbability",
                flipProbability,
                "a probability in (0, 0.5]");
    }

    @Override
    public BitSet draw(int points, RandomGenerator rng) {
        BitSet signs = new BitSet(points);
        boolean sign = rng.nextBoolean();
        for (int i = 0; i < points; i++) {
            if (i > 0 && rng.nextDouble() < flipProbability) {
                sign = !sign;
            }
            signs.set(i, sign);
        }
        return signs;
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "SignProcess");
    }

    @Override
    public String toString() {
        return "MarkovSigns(" + flipProbability + ")";
    }
}
