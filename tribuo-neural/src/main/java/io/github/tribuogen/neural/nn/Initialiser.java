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

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import java.util.SplittableRandom;

/** Draws the values a parameter has before training. */
public interface Initialiser extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * Draws the values.
     *
     * @param shape The parameter's shape. By the conventions of this package a matrix is [in, out] and a convolution's
     *     weight is [out, in / groups, kernel...].
     * @param fanIn How many inputs a unit of the layer has.
     * @param fanOut How many units an input of the layer reaches.
     * @param rng The source of randomness, of this parameter alone.
     * @return The values, row-major.
     */
    double[] initialise(long[] shape, long fanIn, long fanOut, SplittableRandom rng);

    @Override
    default ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Initialiser");
    }
}
