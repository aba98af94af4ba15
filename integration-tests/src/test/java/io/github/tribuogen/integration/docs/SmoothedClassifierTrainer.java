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
package io.github.tribuogen.integration.docs;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.data.PreprocessorChain;
import io.github.tribuogen.neural.data.VectorLayout;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.model.ModelFunctions;
import io.github.tribuogen.neural.model.ModelParts;
import io.github.tribuogen.neural.model.NeuralClassifierModel;
import io.github.tribuogen.neural.model.NeuralClassifierTrainer;
import io.github.tribuogen.neural.model.NeuralTrainer;
import io.github.tribuogen.neural.model.Prepared;
import io.github.tribuogen.neural.model.TrainingHistory;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.Losses;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.optim.Optimiser;
import io.github.tribuogen.neural.runtime.TrainingData;
import io.github.tribuogen.neural.runtime.TrainingProgram;
import io.github.tribuogen.neural.runtime.TrainingResult;
import org.tribuo.classification.Label;
import org.tribuo.provenance.ModelProvenance;

/** The worked example of a trainer in docs/engine.md: a classifier whose targets are smoothed by a share s. */
public final class SmoothedClassifierTrainer extends NeuralTrainer<Label, NeuralClassifierModel> {
    @Config(mandatory = true, description = "Maps an input to logits.")
    private Network network;

    @Config(mandatory = true, description = "Turns gradients into new parameters.")
    private Optimiser optimiser;

    @Config(description = "The share of the target that is spread over all classes, in [0, 1).")
    private double smoothing = 0.1;

    private SmoothedClassifierTrainer() {} // for OLCUT

    /** A trainer of plain rows without preprocessing. */
    public SmoothedClassifierTrainer(Network network, Optimiser optimiser, TrainingSettings settings, long seed) {
        super(new VectorLayout(), new PreprocessorChain(), settings, seed);
        this.network = network;
        this.optimiser = optimiser;
        postConfig();
    }

    @Override
    protected TrainingData data(Prepared<Label> data) {
        return TrainingData.builder()
                .column("x", data.inputTensor())
                .column("y", NeuralClassifierTrainer.labels(data))
                .stream("all", settings().batchSize(), data.trainingRows())
                .build();
    }

    private Tensor logits(ParameterScope scope, Tensor x, Prepared<Label> data) {
        return network.apply(scope, x, data.outputs().size());
    }

    @Override
    protected TrainingProgram program(Prepared<Label> data) {
        return step -> {
            ParameterScope scope = step.scope("network");
            Tensor f = logits(scope, step.batch("all", "x"), data);
            Tensor hard = Losses.crossEntropy(f, step.batch("all", "y"));
            Tensor uniform = f.logSumExp(1).sub(f.mean(1)); // cross-entropy against the uniform distribution
            Tensor loss = hard.mul(1 - smoothing).add(uniform.mul(smoothing)).mean();
            step.minimise(loss, scope, optimiser);
            step.metric("loss", loss);
        };
    }

    @Override
    protected NeuralClassifierModel createModel(
            ModelProvenance provenance, Prepared<Label> data, TrainingResult result) {
        ModelFunctions functions = NeuralClassifierModel.classify(
                        ModelFunctions.builder(result.variables()),
                        data,
                        (scope, x) -> logits(scope.child("network"), x, data))
                .build(settings().device());
        ModelParts parts = ModelParts.of(data, functions, TrainingHistory.of(result));
        return new NeuralClassifierModel("smoothed", provenance, data.features(), data.outputs(), parts);
    }

    @Override
    protected Class<NeuralClassifierModel> modelClass() {
        return NeuralClassifierModel.class;
    }
}
