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
package io.github.tribuogen.ebm.fit;

import io.github.tribuogen.ebm.energy.Energy;
import io.github.tribuogen.ebm.energy.UnnormalisedDensity;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.optim.Optimiser;
import io.github.tribuogen.neural.runtime.StepContext;

/** What a {@link FitObjective} sees while it builds a step. */
public final class FitStep {
    static final String ENERGY = "energy";
    static final String OBJECTIVE = "objective";

    private final StepContext context;
    private final Energy.Fitted energy;
    private final Tensor points;
    private final int batches;
    private final Optimiser optimiser;

    /**
     * A step.
     *
     * @param context The step of training.
     * @param energy The density that is fitted.
     * @param points The data of this step, [batches * B, ...], as the density sees them.
     * @param batches How many batches they are.
     * @param optimiser The rule that trains the density.
     */
    FitStep(StepContext context, Energy.Fitted energy, Tensor points, int batches, Optimiser optimiser) {
        this.context = context;
        this.energy = energy;
        this.points = points;
        this.batches = batches;
        this.optimiser = optimiser;
    }

    /** The parameters of the density. */
    ParameterScope parameters() {
        return context.scope(ENERGY);
    }

    /**
     * The density with its parameters of this moment.
     *
     * @return s(x).
     */
    public UnnormalisedDensity density() {
        return energy.density(parameters());
    }

    /**
     * log Z of the density.
     *
     * @return A scalar.
     * @throws IllegalArgumentException If the energy does not know it.
     */
    public Tensor logNormaliser() {
        return energy.logNormaliser(parameters(), points)
                .orElseThrow(() -> new IllegalArgumentException("energy: one whose log Z is known expected by the"
                        + " objective, found one that is not normalised; use another objective"));
    }

    /**
     * All data of this step.
     *
     * @return [batches * B, ...].
     */
    public Tensor points() {
        return points;
    }

    /**
     * One of this step's batches.
     *
     * @param i Which, from 0.
     * @return [B, ...].
     */
    public Tensor batch(int i) {
        long size = points.shape().size(0) / batches;
        return batches == 1 ? points : points.slice(0, i * size, (i + 1) * size);
    }

    /**
     * The objective's own parameters.
     *
     * @return The scope.
     */
    public ParameterScope own() {
        return context.scope(OBJECTIVE);
    }

    /**
     * Random numbers of this step for a purpose.
     *
     * @param purpose The purpose.
     * @return The stream.
     */
    public RandomStream random(String purpose) {
        return context.random(OBJECTIVE).child(purpose);
    }

    /**
     * Updates some of the objective's own parameters to make a loss smaller.
     *
     * @param loss A scalar.
     * @param scope Whose parameters are updated, within {@link #own}.
     * @param rule The rule; null for the one that trains the density.
     */
    public void minimise(Tensor loss, ParameterScope scope, Optimiser rule) {
        context.minimise(loss, scope, rule == null ? optimiser : rule);
    }

    /**
     * Tells a number of this step.
     *
     * @param name Its name.
     * @param value A scalar.
     */
    public void metric(String name, Tensor value) {
        context.metric(name, value);
    }
}
