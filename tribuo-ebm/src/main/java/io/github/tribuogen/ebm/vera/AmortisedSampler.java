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
package io.github.tribuogen.ebm.vera;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.ebm.sampler.Sampler;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.Generator;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.Optimiser;

/**
 * A generator that stands in for the chains of an energy's training: {@code x = g(z) + s e} with standard normal z and e. It
 * climbs
 *
 * <pre>
 *   E_q[ f(x) ] + lambda H(q),
 * </pre>
 *
 * <p>whose greatest value over all q is lambda log of the integral of exp(f / lambda), at {@code q = exp(f / lambda) / Z}. For
 * lambda = 1 training of f against it is maximum likelihood; for others f becomes lambda log p up to a constant.
 *
 * <p>Beyond the paper, short chains of the energy may start at the samples: then the energy is trained on their ends, which know
 * what the generator has yet to learn, and the generator as before.
 *
 * <p>s is one learned number, kept within bounds after each update. Parameters: "mean/..." of g, "logScale".
 */
public final class AmortisedSampler implements Configurable, Provenancable<ConfiguredObjectProvenance> {
    static final String MEAN = "mean";
    static final String LOG_SCALE = "logScale";

    @Config(mandatory = true, description = "Maps latent vectors to the means of points.")
    private Generator generator;

    @Config(description = "The length d of a latent vector, at least 1.")
    private int latentSize = 128;

    @Config(description = "Trains the generator and its scale.")
    private Optimiser optimiser = new Adam(1e-3, 0, 0.9);

    @Config(description = "The weight lambda of the entropy, at least 0; 1 for maximum likelihood.")
    private double entropyWeight = 1;

    @Config(description = "Estimates what raises the entropy.")
    private EntropyGradient entropyGradient = new LaplaceEntropyGradient();

    @Config(
            description =
                    "The least scale s, and the one training starts at, in units of preprocessed points; above 0.")
    private double minScale = 0.01;

    @Config(description = "The greatest scale s, at least the least.")
    private double maxScale = 0.3;

    @Config(
            description =
                    "Moves samples towards exp(f / lambda) before the energy is trained on them; absent for none, as in"
                            + " the paper.")
    private Sampler chain = null;

    @Config(description = "The generator is updated at every so many steps, at least 1.")
    private int interval = 1;

    /** For OLCUT. */
    private AmortisedSampler() {}

    /**
     * A sampler with the paper's settings but for the estimator of the entropy's gradient, {@link LaplaceEntropyGradient}.
     *
     * @param generator Maps latent vectors to the means of points.
     * @param latentSize The length of a latent vector, at least 1.
     */
    public AmortisedSampler(Generator generator, int latentSize) {
        this.generator = generator;
        this.latentSize = latentSize;
        postConfig();
    }

    private AmortisedSampler copy() {
        AmortisedSampler o = new AmortisedSampler();
        o.generator = generator;
        o.latentSize = latentSize;
        o.optimiser = optimiser;
        o.entropyWeight = entropyWeight;
        o.entropyGradient = entropyGradient;
        o.minScale = minScale;
        o.maxScale = maxScale;
        o.chain = chain;
        o.interval = interval;
        return o;
    }

    /**
     * Changes what trains the generator.
     *
     * @param changed The optimiser.
     * @return A changed copy.
     */
    public AmortisedSampler withOptimiser(Optimiser changed) {
        AmortisedSampler o = copy();
        o.optimiser = changed;
        return o;
    }

    /**
     * Changes the entropy.
     *
     * @param weight Its weight lambda, at least 0.
     * @param estimator Estimates what raises it.
     * @return A changed copy.
     */
    public AmortisedSampler withEntropy(double weight, EntropyGradient estimator) {
        AmortisedSampler o = copy();
        o.entropyWeight = weight;
        o.entropyGradient = estimator;
        o.postConfig();
        return o;
    }

    /**
     * Changes the bounds of the scale s.
     *
     * @param least The least, above 0.
     * @param greatest The greatest, at least the least.
     * @return A changed copy.
     */
    public AmortisedSampler withScales(double least, double greatest) {
        AmortisedSampler o = copy();
        o.minScale = least;
        o.maxScale = greatest;
        o.postConfig();
        return o;
    }

    /**
     * Changes what happens to samples before the energy is trained on them.
     *
     * @param moves Short chains towards {@code exp(f / lambda)}, lambda above 0; null for none.
     * @return A changed copy.
     */
    public AmortisedSampler withChain(Sampler moves) {
        AmortisedSampler o = copy();
        o.chain = moves;
        o.postConfig();
        return o;
    }

    /**
     * Changes how often the generator is updated.
     *
     * @param steps At every so many steps, at least 1.
     * @return A changed copy.
     */
    public AmortisedSampler withInterval(int steps) {
        AmortisedSampler o = copy();
        o.interval = steps;
        o.postConfig();
        return o;
    }

    @Override
    public void postConfig() {
        Require.atLeast("latentSize", latentSize, 1);
        Require.notNegative("entropyWeight", entropyWeight);
        Require.positive("minScale", minScale);
        Require.atLeast("interval", interval, 1);
        if (chain != null && entropyWeight == 0) {
            throw new PropertyException("", "chain", "found " + chain + ", expected none for an entropyWeight of 0");
        }
        if (!(maxScale >= minScale && Double.isFinite(maxScale))) {
            throw new PropertyException(
                    "",
                    "maxScale",
                    "found " + maxScale + ", expected a finite number of at least minScale = " + minScale);
        }
    }

    int latentSize() {
        return latentSize;
    }

    double entropyWeight() {
        return entropyWeight;
    }

    EntropyGradient entropyGradient() {
        return entropyGradient;
    }

    Optimiser optimiser() {
        return optimiser;
    }

    /** Short chains from samples; null for none. */
    Sampler chain() {
        return chain;
    }

    int interval() {
        return interval;
    }

    /**
     * The law of the samples.
     *
     * @param scope Holds the parameters.
     * @param example The shape of a point.
     */
    LatentLaw law(ParameterScope scope, long... example) {
        Tensor scale = logScale(scope).exp();
        return new LatentLaw(z -> generator.apply(scope.child(MEAN), z, example).flatten(1), scale, latentSize);
    }

    private Tensor logScale(ParameterScope scope) {
        return scope.parameter(LOG_SCALE, new ConstantInitialiser(Math.log(minScale)), 1, 1);
    }

    /** Moves the scale back within its bounds. */
    void clamp(ParameterScope scope) {
        scope.assign(LOG_SCALE, logScale(scope).clip(Math.log(minScale), Math.log(maxScale)));
    }

    /** Has the generator a normalisation over the batch? Known once it was applied in training mode. */
    static boolean hasBatchStatistics(ParameterScope scope) {
        return !scope.statistics().isEmpty();
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "AmortisedSampler");
    }

    @Override
    public String toString() {
        return "AmortisedSampler(generator=" + generator + ", latentSize=" + latentSize + ", optimiser=" + optimiser
                + ", entropyWeight=" + entropyWeight + ", entropyGradient=" + entropyGradient + ", minScale=" + minScale
                + ", maxScale=" + maxScale + ", chain=" + chain + ", interval=" + interval + ")";
    }
}
