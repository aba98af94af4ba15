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

import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.optim.Optimiser;
import io.github.tribuogen.neural.runtime.StepContext;

/** What an {@link EntropyGradient} sees: samples, how they came about, and a place for parameters of its own. */
public final class EntropyStep {
    private final StepContext context;
    private final ParameterScope own;
    private final LatentLaw law;
    private final Draw draw;
    private final boolean batchStatistics;

    /**
     * A batch of samples.
     *
     * @param z The latent vectors z0, [B, d].
     * @param mean g(z0), [B, D].
     * @param x g(z0) + s e, [B, D].
     */
    public record Draw(Tensor z, Tensor mean, Tensor x) {}

    /**
     * A step.
     *
     * @param context The step of training.
     * @param own Holds the estimator's parameters.
     * @param law The law of the samples.
     * @param draw The samples.
     * @param batchStatistics Does g depend on the company of a latent vector, by a normalisation over the batch?
     */
    public EntropyStep(StepContext context, ParameterScope own, LatentLaw law, Draw draw, boolean batchStatistics) {
        this.context = context;
        this.own = own;
        this.law = law.constant();
        this.draw = draw;
        this.batchStatistics = batchStatistics;
    }

    /**
     * The law of the samples.
     *
     * @return Its parameters are constants.
     */
    public LatentLaw law() {
        return law;
    }

    /**
     * The latent vectors that generated the samples.
     *
     * @return z0, [B, d].
     */
    public Tensor z() {
        return draw.z();
    }

    /**
     * The means that the latent vectors gave, as a function of {@link #z}.
     *
     * @return g(z0), [B, D].
     */
    public Tensor mean() {
        return draw.mean();
    }

    /**
     * The samples.
     *
     * @return [B, D], constants.
     */
    public Tensor x() {
        return draw.x().stopGradient();
    }

    /**
     * The estimator's own parameters and variables.
     *
     * @return The scope.
     */
    public ParameterScope own() {
        return own;
    }

    /**
     * Random numbers of this step for a purpose.
     *
     * @param purpose The purpose.
     * @return The stream.
     */
    public RandomStream random(String purpose) {
        return context.random(own.path()).child(purpose);
    }

    /**
     * Updates the estimator's own parameters to make a loss smaller.
     *
     * @param loss A scalar.
     * @param rule The rule.
     */
    public void minimise(Tensor loss, Optimiser rule) {
        context.minimise(loss, own, rule);
    }

    /**
     * Refuses generators whose samples depend on one another.
     *
     * @param estimator Who refuses.
     * @throws IllegalArgumentException If g has a normalisation over the batch.
     */
    void requireIndependentRows(String estimator) {
        if (batchStatistics) {
            throw new IllegalArgumentException("generator: no normalisation over the batch expected by " + estimator
                    + ", which follows each sample by itself, found running statistics; use layer or instance"
                    + " normalisation, or ImportanceEntropyGradient");
        }
    }
}
