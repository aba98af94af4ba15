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

/** Normal values of mean 0 and a fixed standard deviation. */
public final class NormalInitialiser implements Initialiser {
    @Config(description = "The standard deviation, at least 0.")
    private double std = 0.02;

    /** Standard deviation 0.02, usual for convolutional generators. Also for OLCUT. */
    public NormalInitialiser() {}

    /**
     * Normal values.
     *
     * @param std The standard deviation, at least 0.
     */
    public NormalInitialiser(double std) {
        this.std = std;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.notNegative("std", std);
    }

    @Override
    public double[] initialise(long[] shape, long fanIn, long fanOut, SplittableRandom rng) {
        return Draws.normal(shape, std, rng);
    }

    @Override
    public String toString() {
        return "NormalInitialiser(std=" + std + ")";
    }
}
