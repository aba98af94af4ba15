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
package io.github.tribuogen.neural.data;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;

/**
 * Uniform dequantisation {@code y = x + step * u} with {@code u} uniform in [0, 1), for data on a grid of that step.
 *
 * <p>Without it the likelihood of discrete data under a continuous density is unbounded; with it, the expected log
 * density is a lower bound on the log probability of the discrete data (Theis, van den Oord and Bethge, A note on the
 * evaluation of generative models, ICLR 2016, section 3.1). The inverse rounds down to the grid.
 */
public final class Dequantisation implements Preprocessor {

    @Config(description = "Distance between neighbouring values of the data, above zero.")
    private float step = 1f;

    /** For whole numbers. Also for OLCUT. */
    public Dequantisation() {}

    /**
     * For a grid of any step.
     *
     * @param step the distance between neighbouring values, above zero.
     */
    public Dequantisation(float step) {
        this.step = step;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.that(step > 0f && step < Float.POSITIVE_INFINITY, "step", step, "a finite number above zero");
    }

    @Override
    public FittedPreprocessor fit(float[] data, int rows, int columns) {
        Rows.checkForFit(data, rows, columns);
        return new FittedDequantisation(columns, step);
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Preprocessor");
    }

    @Override
    public String toString() {
        return "Dequantisation(step=" + step + ")";
    }
}
