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
package io.github.tribuogen.neural.runtime;

import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.Variables;
import io.github.tribuogen.neural.optim.Optimiser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** What a {@link TrainingProgram} sees while it builds a step. */
public final class StepContext {
    private final Variables variables;
    private final Tensor iteration;
    private final Tensor rateScale;
    private final RandomStream random;
    private final BiFunction<String, String, Tensor> batches;
    private final Map<String, Tensor> metrics = new LinkedHashMap<>();
    private final Map<String, Tensor> alarms = new LinkedHashMap<>();

    /**
     * A step of a graph that its caller builds, as a loop with a world of its own does; {@link TrainingLoop} makes its own.
     *
     * @param variables The program's variables.
     * @param iteration The number of the step from 0, int64 of shape [].
     * @param rateScale The factor on all learning rates, of shape [] and the parameters' type.
     * @param random The step's random numbers.
     * @param batches Gives the batch of a stream and column.
     */
    public StepContext(
            Variables variables,
            Tensor iteration,
            Tensor rateScale,
            RandomStream random,
            BiFunction<String, String, Tensor> batches) {
        this.variables = variables;
        this.iteration = iteration;
        this.rateScale = rateScale;
        this.random = random;
        this.batches = batches;
    }

    /**
     * A column of this step's batch.
     *
     * @param stream The stream of rows, see {@link TrainingData.Builder#stream}.
     * @param column The column, see {@link TrainingData.Builder#column}.
     * @return [batch size of the stream, ...column's other axes].
     */
    public Tensor batch(String stream, String column) {
        return batches.apply(stream, column);
    }

    /**
     * The number of this step from 0.
     *
     * @return int64 of shape [].
     */
    public Tensor iteration() {
        return iteration;
    }

    /**
     * The same step under another number, for several updates of one scope within a step: an optimiser wants to count them all.
     *
     * @param number The number from 0, int64 of shape [].
     * @return A view on the same variables and random numbers, with metrics of its own.
     */
    public StepContext numbered(Tensor number) {
        return new StepContext(variables, number, rateScale, random, batches);
    }

    /**
     * A part of the program's variables, in training mode, with random numbers of its own.
     *
     * @param name The name of the part, for instance of a network.
     * @return The scope.
     */
    public ParameterScope scope(String name) {
        return ParameterScope.of(variables).training(random).child(name);
    }

    /**
     * Random numbers of this step for a purpose.
     *
     * @param name The purpose.
     * @return The stream, independent of those of other names.
     */
    public RandomStream random(String name) {
        return random.child(name);
    }

    /**
     * Updates the parameters of a scope to make a loss smaller.
     *
     * @param loss A scalar.
     * @param network The scope whose parameters are updated.
     * @param optimiser The rule; its state lives under {@code optimiser/<scope>}.
     * @return The gradients by full name of the parameter.
     */
    public Map<String, Tensor> minimise(Tensor loss, ParameterScope network, Optimiser optimiser) {
        Map<String, Tensor> parameters = network.parameters();
        if (parameters.isEmpty()) {
            throw new IllegalArgumentException("Scope '" + network.path() + "' has no parameters to train");
        }
        List<Tensor> dx = Gradients.grad(loss, new ArrayList<>(parameters.values()));
        Map<String, Tensor> gradients = new LinkedHashMap<>();
        int i = 0;
        for (String name : parameters.keySet()) {
            gradients.put(name, dx.get(i++));
        }
        apply(gradients, network, optimiser);
        return gradients;
    }

    /**
     * Updates the parameters of a scope along given gradients.
     *
     * @param gradients A gradient for each parameter of the scope, by full name.
     * @param network The scope whose parameters are updated.
     * @param optimiser The rule; its state lives under {@code optimiser/<scope>}.
     */
    public void apply(Map<String, Tensor> gradients, ParameterScope network, Optimiser optimiser) {
        ParameterScope state = ParameterScope.of(variables).child("optimiser").child(network.path());
        optimiser
                .update(state, iteration, rateScale, network.parameters(), gradients)
                .forEach(variables::assign);
    }

    /**
     * Tells a number of this step, for progress bars, curves and provenance.
     *
     * @param name Its name.
     * @param value A scalar.
     */
    public void metric(String name, Tensor value) {
        if (value.shape().rank() != 0) {
            throw new IllegalArgumentException("Metric '" + name + "': a scalar expected, found " + value);
        }
        metrics.put(name, value.cast(DType.FLOAT32));
    }

    /**
     * Declares that training has diverged if a condition holds. Non-finite metrics and parameters need no declaration.
     *
     * @param reason What went wrong, for the log.
     * @param condition A truth value of shape [].
     */
    public void divergedIf(String reason, Tensor condition) {
        alarms.put(reason, condition.cast(DType.FLOAT32));
    }

    /**
     * The factor on all learning rates: 1 unless training was rolled back.
     *
     * @return A scalar of the parameters' type.
     */
    public Tensor rateScale() {
        return rateScale;
    }

    /**
     * The program's variables.
     *
     * @return The variables.
     */
    public Variables variables() {
        return variables;
    }

    /**
     * The metrics told so far.
     *
     * @return Scalars by name, in order.
     */
    public Map<String, Tensor> metrics() {
        return metrics;
    }

    Map<String, Tensor> alarms() {
        return alarms;
    }
}
