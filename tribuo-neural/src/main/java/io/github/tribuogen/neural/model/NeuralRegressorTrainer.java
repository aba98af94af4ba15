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
import io.github.tribuogen.neural.runtime.TrainingResult;
import io.github.tribuogen.neural.runtime.Validation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.regression.Regressor;

/**
 * Trains a neural network to predict any number of real values by minimising the mean squared error, weighted by the
 * examples' weights.
 *
 * <p>{@code loss = sum_b w_b mean_k (f_k(x_b + noise) - (y_bk - m_k) / s_k)^2 / sum_b w_b}, where m and s are mean and
 * standard deviation of each target over the training rows, unweighted. The model undoes this standardisation; a loss of
 * 1 is that of always predicting the mean.
 */
public final class NeuralRegressorTrainer extends SupervisedTrainer<Regressor, NeuralRegressorModel> {
    /** The scope of the network's parameters. */
    public static final String NETWORK = NeuralClassifierTrainer.NETWORK;

    /** For OLCUT. */
    private NeuralRegressorTrainer() {}

    /**
     * A trainer without input noise.
     *
     * @param network Maps an input to one value for each output dimension.
     * @param optimiser Turns gradients into new parameters.
     * @param layout Maps feature names to tensor positions.
     * @param preprocessor Prepares the features, by an affine map.
     * @param settings How long and where to train.
     * @param seed The seed of all randomness.
     */
    public NeuralRegressorTrainer(
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
    public NeuralRegressorTrainer withInputNoise(double deviation) {
        return noisy(
                new NeuralRegressorTrainer(network(), optimiser(), layout(), preprocessor(), settings(), seed()),
                deviation);
    }

    @Override
    HostTensor targets(Prepared<Regressor> prepared) {
        return new RegressionTargets(prepared).standardised();
    }

    @Override
    Tensor losses(Tensor predictions, Tensor standardised) {
        return Losses.squaredError(predictions, standardised)
                .div(predictions.shape().size(1));
    }

    @Override
    protected Optional<Validation> validation(Prepared<Regressor> prepared) {
        int[] rows = prepared.validationRows();
        RegressionTargets targets = new RegressionTargets(prepared);
        int d = targets.dimensions();
        float[] all = targets.standardised().toFloats();
        float[] y = new float[rows.length * d];
        float[] w = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(all, rows[i] * d, y, i * d, d);
            w[i] = prepared.examples().get(rows[i]).getWeight();
        }
        Map<String, HostTensor> columns = new LinkedHashMap<>();
        columns.put("x", prepared.inputTensor(rows));
        columns.put("y", HostTensor.of(y, rows.length, d));
        return Optional.of(new BatchedValidation(
                columns,
                w,
                (scope, batch) -> Map.of(
                        "validation-loss",
                        losses(network().apply(scope.child(NETWORK), batch.get("x"), d), batch.get("y"))),
                settings().device()));
    }

    @Override
    protected NeuralRegressorModel createModel(
            ModelProvenance provenance, Prepared<Regressor> prepared, TrainingResult result) {
        RegressionTargets targets = new RegressionTargets(prepared);
        ModelFunctions functions = ModelFunctions.builder(result.variables())
                .rows(
                        NeuralModel.PREDICT,
                        prepared.columns(),
                        (scope, rows) -> Map.of(
                                NeuralModel.OUTPUT,
                                targets.restore(network()
                                        .apply(scope.child(NETWORK), prepared.preprocess(rows), targets.dimensions()))))
                .build(settings().device());
        return new NeuralRegressorModel(
                "neural-regressor",
                provenance,
                prepared.features(),
                prepared.outputs(),
                ModelParts.of(prepared, functions, TrainingHistory.of(result)));
    }

    @Override
    protected Class<NeuralRegressorModel> modelClass() {
        return NeuralRegressorModel.class;
    }
}
