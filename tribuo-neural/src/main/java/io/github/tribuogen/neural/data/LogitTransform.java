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
 * Opens the unit interval to the real line: {@code y = logit(p)}, {@code p = alpha + (1 - 2 alpha) x} for x in [0, 1].
 *
 * <p>{@code log|det| = sum_j log(1 - 2 alpha) - log p_j - log(1 - p_j)}. See Dinh, Sohl-Dickstein and Bengio, Density
 * estimation using Real NVP, ICLR 2017, section 4.1 (alpha 0.05 there; 1e-6 for MNIST in the MAF paper).
 */
public final class LogitTransform implements Preprocessor {

    @Config(description = "Keeps the ends of the interval finite: above 0 and below 0.5.")
    private float alpha = 0.05f;

    /** With alpha 0.05. Also for OLCUT. */
    public LogitTransform() {}

    /**
     * With any alpha.
     *
     * @param alpha above 0 and below 0.5.
     */
    public LogitTransform(float alpha) {
        this.alpha = alpha;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.that(alpha > 0f && alpha < 0.5f, "alpha", alpha, "a number above 0 and below 0.5");
    }

    @Override
    public FittedPreprocessor fit(float[] data, int rows, int columns) {
        Rows.checkForFit(data, rows, columns);
        FittedLogit fitted = new FittedLogit(columns, alpha);
        fitted.transform(data, rows, (float[]) null);
        return fitted;
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Preprocessor");
    }

    @Override
    public String toString() {
        return "LogitTransform(alpha=" + alpha + ")";
    }
}
