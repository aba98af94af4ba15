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

/** A width that does not depend on the points. */
public final class FixedBandwidth implements BandwidthRule {
    @Config(mandatory = true, description = "The width w, in units of a squared distance, above 0.")
    private double width;

    private FixedBandwidth() {} // for OLCUT

    /**
     * A width.
     *
     * @param width The width w, in units of a squared distance, above 0.
     */
    public FixedBandwidth(double width) {
        this.width = width;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.positive("width", width);
    }

    @Override
    public double width(float[][] points) {
        return width;
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "BandwidthRule");
    }

    @Override
    public String toString() {
        return "FixedBandwidth(" + width + ")";
    }
}
