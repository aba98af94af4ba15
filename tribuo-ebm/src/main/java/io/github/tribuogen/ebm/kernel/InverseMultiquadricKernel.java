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
import io.github.tribuogen.neural.graph.Tensor;

/**
 * The inverse multiquadric kernel, {@code (c^2 + |x - y|^2 / w)^b} with b below 0. For b in (-1, 0) a vanishing Stein
 * discrepancy means convergence to the model (of a wide class of models), which the Gaussian kernel does not promise in three
 * and more dimensions.
 *
 * <p>See:
 *
 * <pre>
 * J. Gorham, L. Mackey
 * "Measuring Sample Quality with Kernels"
 * International Conference on Machine Learning, 2017.
 * </pre>
 */
public final class InverseMultiquadricKernel implements RadialKernel {
    @Config(description = "The exponent b, below 0; convergence is determined in (-1, 0).")
    private double exponent = -0.5;

    @Config(description = "The offset c, above 0.")
    private double offset = 1;

    @Config(description = "How the width w is chosen.")
    private BandwidthRule bandwidth = new FixedBandwidth(1);

    /** The kernel (1 + |x - y|^2)^(-1/2). */
    public InverseMultiquadricKernel() {}

    /**
     * A kernel of offset 1.
     *
     * @param exponent The exponent b, below 0.
     * @param bandwidth How the width w is chosen.
     */
    public InverseMultiquadricKernel(double exponent, BandwidthRule bandwidth) {
        this(exponent, 1, bandwidth);
    }

    /**
     * A kernel.
     *
     * @param exponent The exponent b, below 0.
     * @param offset The offset c, above 0.
     * @param bandwidth How the width w is chosen.
     */
    public InverseMultiquadricKernel(double exponent, double offset, BandwidthRule bandwidth) {
        this.exponent = exponent;
        this.offset = offset;
        this.bandwidth = bandwidth;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.that(exponent < 0 && Double.isFinite(exponent), "exponent", exponent, "a finite number below 0");
        Require.positive("offset", offset);
    }

    @Override
    public String name() {
        return "IMQ";
    }

    @Override
    public Profile profile(Tensor t, Tensor width) {
        Tensor rate = width.reciprocal();
        Tensor base = t.mul(rate).add(offset * offset);
        Tensor inverse = base.reciprocal();
        Tensor value =
                exponent == -0.5 ? inverse.sqrt() : base.log().mul(exponent).exp();
        Tensor first = value.mul(inverse.mul(rate.mul(exponent)));
        return new Profile(value, first, first.mul(inverse.mul(rate.mul(exponent - 1))));
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
        return "InverseMultiquadricKernel(exponent=" + exponent + ", offset=" + offset + ", " + bandwidth + ")";
    }
}
