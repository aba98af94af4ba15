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
package io.github.tribuogen.neural.model;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.data.Layout;
import io.github.tribuogen.neural.data.Preprocessor;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.optim.Optimiser;
import io.github.tribuogen.neural.runtime.StepContext;
import io.github.tribuogen.neural.runtime.TrainingData;
import io.github.tribuogen.neural.runtime.TrainingProgram;
import org.tribuo.Output;
import org.tribuo.WeightedExamples;

/**
 * What the plain classifier and the plain regressor share: one network, noise on its inputs, and the mean of a loss per
 * example, weighted by the examples' weights.
 *
 * <p>{@code loss = sum_b w_b l(f(x_b + noise), y_b) / sum_b w_b}
 *
 * @param <T> The output type.
 * @param <M> The model type.
 */
abstract class SupervisedTrainer<T extends Output<T>, M extends NeuralModel<T>> extends NeuralTrainer<T, M>
        implements WeightedExamples {
    private static final String STREAM = "labelled";
    private static final String INPUTS = "x";
    private static final String TARGETS = "y";
    private static final String WEIGHTS = "weight";

    @Config(mandatory = true, description = "Maps an input to one value for each class or dimension of the output.")
    private Network network;

    @Config(mandatory = true, description = "Turns gradients into new parameters.")
    private Optimiser optimiser;

    @Config(description = "Standard deviation of the Gaussian noise added to preprocessed inputs while training.")
    private double inputNoise = 0;

    /** For OLCUT. */
    SupervisedTrainer() {}

    /** The caller ends with {@link #postConfig}. */
    SupervisedTrainer(
            Network network,
            Optimiser optimiser,
            Layout layout,
            Preprocessor preprocessor,
            TrainingSettings settings,
            long seed) {
        super(layout, preprocessor, settings, seed);
        this.network = network;
        this.optimiser = optimiser;
    }

    /** Sets the noise of a trainer that was just made. */
    <S extends SupervisedTrainer<T, M>> S noisy(S fresh, double deviation) {
        SupervisedTrainer<T, M> t = fresh;
        t.inputNoise = deviation;
        t.postConfig();
        return fresh;
    }

    @Override
    public synchronized void postConfig() {
        Require.notNegative("inputNoise", inputNoise);
        super.postConfig();
    }

    final Network network() {
        return network;
    }

    final Optimiser optimiser() {
        return optimiser;
    }

    /** The targets of all examples, [examples] or [examples, dimensions]. */
    abstract HostTensor targets(Prepared<T> prepared);

    /** The loss of each example, [B], from the network's outputs [B, width]. */
    abstract Tensor losses(Tensor outputs, Tensor targets);

    /** Tells further figures of a batch. */
    void metrics(StepContext step, Tensor outputs, Tensor targets) {}

    @Override
    protected TrainingData data(Prepared<T> prepared) {
        return TrainingData.builder()
                .column(INPUTS, prepared.inputTensor())
                .column(TARGETS, targets(prepared))
                .column(WEIGHTS, Weighting.of(prepared))
                .stream(STREAM, settings().batchSize(), prepared.trainingRows())
                .build();
    }

    @Override
    protected TrainingProgram program(Prepared<T> prepared) {
        int width = prepared.outputs().size();
        return step -> {
            Tensor x = step.batch(STREAM, INPUTS);
            Tensor y = step.batch(STREAM, TARGETS);
            Tensor w = step.batch(STREAM, WEIGHTS);
            if (inputNoise > 0) {
                x = x.add(step.random("inputNoise").normalLike(x).mul(inputNoise));
            }
            ParameterScope scope = step.scope(NeuralClassifierTrainer.NETWORK);
            Tensor outputs = network.apply(scope, x, width);
            Tensor loss = Weighting.mean(losses(outputs, y), w);
            step.minimise(loss, scope, optimiser);
            step.metric("loss", loss);
            metrics(step, outputs, y);
        };
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "(network=" + network + ",optimiser=" + optimiser + ",inputNoise="
                + inputNoise + ",settings=" + settings() + ",seed=" + seed() + ")";
    }
}
