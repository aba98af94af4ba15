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
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.optim.Optimiser;
import io.github.tribuogen.neural.optim.WeightAveraging;
import io.github.tribuogen.neural.runtime.StepContext;
import io.github.tribuogen.neural.runtime.TrainingProgram;

/**
 * One step: the objective trains what it owns and gives a loss, which trains the density.
 *
 * @param energy The density.
 * @param objective The objective that knows its data.
 * @param batches How many batches a step takes.
 * @param inputs Where points come from.
 * @param updates What is done with the gradient.
 */
record FitProgram(Energy.Fitted energy, FitObjective.Fitted objective, int batches, FitInputs inputs, Updates updates)
        implements TrainingProgram {
    static final String POINTS = "x";
    static final String STREAM = "points";
    static final String AVERAGING = "averaging";

    /**
     * What is done with the gradient.
     *
     * @param optimiser Trains the density.
     * @param averaging Averages its parameters; null for none.
     * @param outputPenalty The weight of the mean squared output.
     */
    record Updates(Optimiser optimiser, WeightAveraging averaging, double outputPenalty) {}

    @Override
    public void step(StepContext s) {
        Tensor column = s.batch(STREAM, POINTS).cast(s.variables().dtype());
        Tensor x = inputs.points(column, s.random("dequantisation"));
        FitStep step = new FitStep(s, energy, x, batches, updates.optimiser());
        Tensor loss = objective.loss(step);
        s.metric("loss", loss);
        ParameterScope parameters = step.parameters();
        if (updates.outputPenalty() > 0) {
            Tensor output = energy.output(parameters, step.batch(batches - 1));
            loss = loss.add(output.square().mean().mul(updates.outputPenalty()));
            s.metric("output scale", output.square().mean().sqrt());
        }
        s.minimise(loss, parameters, updates.optimiser());
        if (updates.averaging() != null) {
            updates.averaging().update(s.scope(AVERAGING), parameters.parameters());
        }
    }
}
