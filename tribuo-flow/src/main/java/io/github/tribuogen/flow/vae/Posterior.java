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
package io.github.tribuogen.flow.vae;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.flow.bijection.FlowContext;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;

/**
 * The law q(z|x) that a variational autoencoder takes for that of the latent code given an observation. A draw is a
 * differentiable function of standard normal noise (the reparameterisation trick), and comes with its own log density.
 *
 * <p>A flow posterior carries {@code z0 ~ N(mean, variance)} to {@code zK} by maps that may depend on the encoder's features,
 * {@code log q(zK|x) = log q(z0|x) - log|det dzK/dz0|}. Noise of zero gives the flow's image of the mean.
 */
public interface Posterior extends Configurable, Provenancable<ConfiguredObjectProvenance> {
    /**
     * Codes drawn.
     *
     * @param point zK, [B, D].
     * @param logDensity log q(zK|x) in nats, [B].
     */
    record Draw(Tensor point, Tensor logDensity) {}

    /**
     * Draws one code for each observation.
     *
     * @param scope Holds the parameters; in training mode it gives randomness too (for estimates of traces).
     * @param mean Of z0, [B, D].
     * @param logVariance Of z0, [B, D].
     * @param noise Standard normal, [B, D].
     * @param context Has the encoder's features h [B, F]; takes penalties, metrics and failures.
     * @return The codes.
     */
    Draw draw(ParameterScope scope, Tensor mean, Tensor logVariance, Tensor noise, FlowContext context);

    @Override
    default ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Posterior");
    }
}
