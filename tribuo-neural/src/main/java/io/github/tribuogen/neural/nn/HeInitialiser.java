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
 * Mean 0 and variance {@code 2 / ((1 + slope^2) fanIn)}, which keeps the variance of signals through leaky rectifiers (He,
 * Zhang, Ren, Sun, "Delving deep into rectifiers", ICCV 2015).
 */
public final class HeInitialiser implements Initialiser {
    @Config(description = "Normal or uniform values.")
    private InitialDistribution distribution = InitialDistribution.NORMAL;

    @Config(description = "The slope of the activation for negative inputs, at least 0.")
    private double slope = 0;

    /** Normal values for plain rectifiers. Also for OLCUT. */
    public HeInitialiser() {}

    /**
     * He's initialiser.
     *
     * @param distribution Normal or uniform.
     * @param slope The slope of the activation for negative inputs, at least 0.
     */
    public HeInitialiser(InitialDistribution distribution, double slope) {
        this.distribution = distribution;
        this.slope = slope;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.notNegative("slope", slope);
    }

    @Override
    public double[] initialise(long[] shape, long fanIn, long fanOut, SplittableRandom rng) {
        double std = Math.sqrt(2 / ((1 + slope * slope) * Math.max(1, fanIn)));
        return Draws.of(distribution, shape, std, rng);
    }

    @Override
    public String toString() {
        return "HeInitialiser(distribution=" + distribution + ", slope=" + slope + ")";
    }
}
