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
import io.github.tribuogen.neural.graph.Tensor;

/**
 * The Gaussian kernel, {@code exp(-|x - y|^2 / (2 w))}; the width w is like a variance. Its Stein discrepancy tells laws
 * apart in low dimension; in high dimension the inverse multiquadric with its heavier tails is the better choice.
 */
public final class GaussianKernel implements RadialKernel {
    @Config(description = "How the width w is chosen.")
    private BandwidthRule bandwidth = new MedianBandwidth();

    /** A kernel whose width is the squared median distance. */
    public GaussianKernel() {}

    /**
     * A kernel.
     *
     * @param bandwidth How the width w is chosen.
     */
    public GaussianKernel(BandwidthRule bandwidth) {
        this.bandwidth = bandwidth;
    }

    @Override
    public String name() {
        return "RBF";
    }

    @Override
    public Profile profile(Tensor t, Tensor width) {
        Tensor rate = width.reciprocal().mul(-0.5);
        Tensor value = t.mul(rate).exp();
        Tensor first = value.mul(rate);
        return new Profile(value, first, first.mul(rate));
    }

    @Override
    public BandwidthRule bandwidth() {
        return bandwidth;
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "RadialKernel");
    }

    @Override
    public String toString() {
        return "GaussianKernel(" + bandwidth + ")";
    }
}
