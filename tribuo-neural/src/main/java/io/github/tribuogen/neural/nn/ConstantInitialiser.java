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
import java.util.Arrays;
import java.util.SplittableRandom;

/** One value everywhere. */
public final class ConstantInitialiser implements Initialiser {
    @Config(description = "The value of every element, finite.")
    private double value = 0;

    /** Zeros. Also for OLCUT. */
    public ConstantInitialiser() {}

    /**
     * A constant.
     *
     * @param value The value of every element, finite.
     */
    public ConstantInitialiser(double value) {
        this.value = value;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.finite("value", value);
    }

    @Override
    public double[] initialise(long[] shape, long fanIn, long fanOut, SplittableRandom rng) {
        double[] v = new double[Draws.count(shape)];
        Arrays.fill(v, value);
        return v;
    }

    @Override
    public String toString() {
        return "ConstantInitialiser(value=" + value + ")";
    }
}
