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
package io.github.tribuogen.flow.toy;

import com.oracle.labs.mlrg.olcut.config.Config;

/**
 * Data drawn from a {@link ToyDensity}, features {@code x1} and, in the plane, {@code x2}. Every iteration gives the same
 * examples. For fresh examples in every batch of training, ask for batch size times steps of them: they are drawn as they are
 * needed and cost nothing until a dataset keeps them.
 */
public final class ToyDataSource extends DrawnDataSource {
    @Config(mandatory = true, description = "The density to draw from.")
    private ToyDensity toy;

    /** For OLCUT. */
    private ToyDataSource() {}

    /**
     * A source.
     *
     * @param toy The density to draw from.
     * @param numSamples The number of examples, at least 1.
     * @param seed The seed of the random number generator.
     */
    public ToyDataSource(ToyDensity toy, int numSamples, long seed) {
        super(numSamples, seed);
        this.toy = toy;
        postConfig();
    }

    @Override
    Law law() {
        return toy.law();
    }

    @Override
    public String toString() {
        return "ToyDataSource(toy=" + toy + "," + super.toString();
    }
}
