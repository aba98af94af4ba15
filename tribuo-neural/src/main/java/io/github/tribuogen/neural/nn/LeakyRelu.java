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

/** The leaky rectifier: x above 0, slope x below. */
public final class LeakyRelu implements Activation {
    @Config(description = "The slope for negative inputs, from 0 to 1.")
    private double slope = 0.2;

    /** Slope 0.2. Also for OLCUT. */
    public LeakyRelu() {}

    /**
     * A leaky rectifier.
     *
     * @param slope The slope for negative inputs, from 0 to 1.
     */
    public LeakyRelu(double slope) {
        this.slope = slope;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.that(slope >= 0 && slope <= 1, "slope", slope, "a number from 0 to 1");
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor x) {
        return x.leakyRelu(slope);
    }

    @Override
    public String toString() {
        return "LeakyRelu(slope=" + slope + ")";
    }
}
