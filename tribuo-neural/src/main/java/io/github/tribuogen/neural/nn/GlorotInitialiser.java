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
import java.util.SplittableRandom;

/**
 * Mean 0 and standard deviation {@code gain sqrt(2 / (fanIn + fanOut))} (Glorot, Bengio, "Understanding the difficulty of
 * training deep feedforward neural networks", AISTATS 2010).
 */
public final class GlorotInitialiser implements Initialiser {
    @Config(description = "Normal or uniform values.")
    private InitialDistribution distribution = InitialDistribution.UNIFORM;

    @Config(description = "A factor on the standard deviation, above 0.")
    private double gain = 1;

    /** Uniform values with gain 1. Also for OLCUT. */
    public GlorotInitialiser() {}

    /**
     * Glorot's initialiser.
     *
     * @param distribution Normal or uniform.
     * @param gain A factor on the standard deviation, above 0.
     */
    public GlorotInitialiser(InitialDistribution distribution, double gain) {
        this.distribution = distribution;
        this.gain = gain;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.positive("gain", gain);
    }

    @Override
    public double[] initialise(long[] shape, long fanIn, long fanOut, SplittableRandom rng) {
        double std = gain * Math.sqrt(2.0 / Math.max(1, fanIn + fanOut));
        return Draws.of(distribution, shape, std, rng);
    }

    @Override
    public String toString() {
        return "GlorotInitialiser(distribution=" + distribution + ", gain=" + gain + ")";
    }
}
