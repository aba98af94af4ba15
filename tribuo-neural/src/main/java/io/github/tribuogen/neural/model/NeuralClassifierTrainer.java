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

import io.github.tribuogen.neural.data.Layout;
import io.github.tribuogen.neural.data.Preprocessor;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Losses;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.optim.Optimiser;
import io.github.tribuogen.neural.runtime.StepContext;
import io.github.tribuogen.neural.runtime.TrainingResult;
import io.github.tribuogen.neural.runtime.Validation;
import java.util.Optional;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.classification.Label;
import org.tribuo.provenance.ModelProvenance;

/**
 * Trains a neural network to predict labels by minimising the mean cross-entropy, weighted by the examples' weights.
 *
 * <p>{@code loss = sum_b w_b CE(f(x_b + noise), y_b) / sum_b w_b}
 */
public final class NeuralClassifierTrainer extends SupervisedTrainer<Label, NeuralClassifierModel> {
    /** The scope of the network's parameters. */
    public static final String NETWORK = "network";

    /** For OLCUT. */
    private NeuralClassifierTrainer() {}

    /**
     * A trainer without input noise.
     *
     * @param network Maps an input to logits.
     * @param optimiser Turns gradients into new parameters.
     * @param layout Maps feature names to tensor positions.
     * @param preprocessor Prepares the features, by an affine map.
     * @param settings How long and where to train.
     * @param seed The seed of all randomness.
     */
    public NeuralClassifierTrainer(
            Network network,
            Optimiser optimiser,
            Layout layout,
            Preprocessor preprocessor,
            TrainingSettings settings,
            long seed) {
        super(network, optimiser, layout, preprocessor, settings, seed);
        postConfig();
    }

    /**
     * The same trainer with noise on its inputs.
     *
     * @param deviation The standard deviation, in units of the preprocessed inputs, at least 0.
     * @return A fresh trainer.
     */
    public NeuralClassifierTrainer withInputNoise(double deviation) {
        return noisy(
                new NeuralClassifierTrainer(network(), optimiser(), layout(), preprocessor(), settings(), seed()),
                deviation);
    }

    /**
     * The label ids of a dataset; -1 where the label is unknown.
     *
     * @param prepared The prepared dataset.
     * @return int64 [examples].
     */
    public static HostTensor labels(Prepared<Label> prepared) {
        ImmutableOutputInfo<Label> domain = prepared.outputs();
        long[] y = new long[prepared.size()];
        for (int i = 0; i < y.length; i++) {
            y[i] = domain.getID(prepared.examples().get(i).getOutput());
        }
        return HostTensor.of(y, y.length);
    }

    @Override
    HostTensor targets(Prepared<Label> prepared) {
        return labels(prepared);
    }

    @Override
    Tensor losses(Tensor logits, Tensor classes) {
        return Losses.crossEntropy(logits, classes);
    }

    @Override
    void metrics(StepContext step, Tensor logits, Tensor classes) {
        step.metric("accuracy", Losses.accuracy(logits, classes));
    }

    @Override
    protected Optional<Validation> validation(Prepared<Label> prepared) {
        int[] rows = prepared.validationRows();
        HostTensor x = prepared.inputTensor(rows);
        long[] all = labels(prepared).toLongs();
        long[] y = new long[rows.length];
        float[] w = new float[rows.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = all[rows[i]];
            w[i] = prepared.examples().get(rows[i]).getWeight();
        }
        return Optional.of(new ClassifierValidation(network(), x, HostTensor.of(y, y.length), w, prepared, settings()));
    }

    @Override
    protected NeuralClassifierModel createModel(
            ModelProvenance provenance, Prepared<Label> prepared, TrainingResult result) {
        int classes = prepared.outputs().size();
        ModelFunctions functions = NeuralClassifierModel.classify(
                        ModelFunctions.builder(result.variables()), prepared, (scope, x) -> network()
                                .apply(scope.child(NETWORK), x, classes))
                .build(settings().device());
        return new NeuralClassifierModel(
                "neural-classifier",
                provenance,
                prepared.features(),
                prepared.outputs(),
                ModelParts.of(prepared, functions, TrainingHistory.of(result)));
    }

    @Override
    protected Class<NeuralClassifierModel> modelClass() {
        return NeuralClassifierModel.class;
    }
}
