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
package io.github.tribuogen.ebm.energy;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Initialiser;
import io.github.tribuogen.neural.nn.ParameterScope;

/**
 * The base distribution of a network's energy, {@code log N(x; m, diag(exp(2 a)))}: gives the density tails that can be
 * integrated. Mean and scale start at those of the data.
 *
 * <p>Parameters: "mean" and "logScale", of one number for each coordinate, or one for all.
 */
public final class GaussianBase implements Configurable, Provenancable<ConfiguredObjectProvenance> {
    @Config(description = "One mean and one scale for all coordinates, as for images?")
    private boolean shared = false;

    @Config(description = "Are mean and scale trained?")
    private boolean trainable = true;

    @Config(description = "Added to the standard deviations of the data, at least 0.")
    private double widening = 0;

    /** A mean and a scale for each coordinate, trained. Also for OLCUT. */
    public GaussianBase() {}

    /**
     * A base.
     *
     * @param shared One mean and one scale for all coordinates?
     * @param trainable Are mean and scale trained?
     * @param widening Added to the standard deviations of the data, at least 0.
     */
    public GaussianBase(boolean shared, boolean trainable, double widening) {
        this.shared = shared;
        this.trainable = trainable;
        this.widening = widening;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.notNegative("widening", widening);
    }

    /**
     * The log density.
     *
     * @param scope Holds mean and scale.
     * @param x The points [B, ...].
     * @param data The moments of the data.
     * @return log N(x), [B].
     */
    Tensor logDensity(ParameterScope scope, Tensor x, DataMoments data) {
        DataMoments m = shared ? data.pooled() : data;
        double[] logScale = new double[m.dimension()];
        for (int i = 0; i < logScale.length; i++) {
            logScale[i] = Math.log(m.deviation()[i] + widening);
        }
        Tensor mean = value(scope, "mean", m.mean());
        Tensor a = value(scope, "logScale", logScale);
        Tensor flat = x.flatten(1);
        long d = flat.shape().size(1);
        Tensor z = flat.sub(mean).mul(a.neg().exp());
        Tensor volume = shared ? a.sum().mul(d) : a.sum();
        return z.square().sum(1).mul(-0.5).sub(volume).sub(0.5 * d * Math.log(2 * Math.PI));
    }

    private Tensor value(ParameterScope scope, String name, double[] start) {
        if (trainable) {
            Initialiser initialiser = (shape, in, out, rng) -> start.clone();
            return scope.parameter(name, initialiser, 1, 1, start.length);
        }
        return scope.variable(
                name, scope.dtype(), rng -> EnergyTensors.host(scope.dtype(), start, start.length), start.length);
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "GaussianBase");
    }

    @Override
    public String toString() {
        return "GaussianBase(shared=" + shared + ", trainable=" + trainable + ", widening=" + widening + ")";
    }
}
