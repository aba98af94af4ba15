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
package io.github.tribuogen.ebm.jem;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.model.ClassifierValidation;
import io.github.tribuogen.neural.model.ModelFunctions;
import io.github.tribuogen.neural.model.ModelParts;
import io.github.tribuogen.neural.model.NeuralClassifierModel;
import io.github.tribuogen.neural.model.NeuralClassifierTrainer;
import io.github.tribuogen.neural.model.Prepared;
import io.github.tribuogen.neural.model.TrainingHistory;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.optim.Optimiser;
import io.github.tribuogen.neural.runtime.TrainingData;
import io.github.tribuogen.neural.runtime.TrainingResult;
import io.github.tribuogen.neural.runtime.Validation;
import java.util.Arrays;
import java.util.Optional;
import org.tribuo.classification.Label;
import org.tribuo.provenance.ModelProvenance;

/**
 * Trains a joint energy-based model: a classifier whose logits are also the log density of its inputs, see {@link
 * JEMObjective}. Examples with the unknown label take part in the density alone (semi-supervised training).
 *
 * <p>The sampler's step, the starts of chains and the input noise are in units of the preprocessed inputs, so images are
 * best scaled to [-1, 1]. Weights of examples are not looked at.
 *
 * <p>See:
 *
 * <pre>
 * W. Grathwohl, K.-C. Wang, J.-H. Jacobsen, D. Duvenaud, M. Norouzi, K. Swersky
 * "Your Classifier is Secretly an Energy Based Model and You Should Treat it Like One"
 * International Conference on Learning Representations, 2020.
 * </pre>
 */
public final class JEMTrainer extends EnergyTrainer<Label, JEMModel> {
    @Config(description = "What is minimised.")
    private JEMObjective objective = new JEMObjective();

    /** For OLCUT. */
    private JEMTrainer() {}

    private JEMTrainer(Builder b) {
        super(b);
        this.objective = b.objective;
        postConfig();
    }

    /**
     * Starts a trainer with the paper's settings.
     *
     * @param network Maps an input to logits, without normalisation over the batch.
     * @param optimiser Turns gradients into new parameters.
     * @return A builder.
     */
    public static Builder builder(Network network, Optimiser optimiser) {
        return new Builder(network, optimiser);
    }

    /** Collects the parts of a trainer. */
    public static final class Builder extends EnergyTrainer.Builder<Builder> {
        private JEMObjective objective = new JEMObjective();

        private Builder(Network network, Optimiser optimiser) {
            super(network, optimiser);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * What is minimised; log p(x) + log p(y|x) by default.
         *
         * @param part The objective.
         * @return This builder.
         */
        public Builder objective(JEMObjective part) {
            this.objective = part;
            return this;
        }

        /**
         * Ends the trainer.
         *
         * @return The trainer.
         */
        public JEMTrainer build() {
            return new JEMTrainer(this);
        }
    }

    @Override
    JEMObjective objective() {
        return objective;
    }

    @Override
    int outputs(Prepared<Label> prepared) {
        return prepared.outputs().size();
    }

    @Override
    int[] classes(Prepared<Label> prepared) {
        return Arrays.stream(NeuralClassifierTrainer.labels(prepared).toLongs())
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    @Override
    protected boolean acceptsUnknownOutputs() {
        return objective.hasMarginal();
    }

    @Override
    protected TrainingData data(Prepared<Label> prepared) {
        long[] y = NeuralClassifierTrainer.labels(prepared).toLongs();
        int[] rows = prepared.trainingRows();
        int[] labelled = Arrays.stream(rows).filter(i -> y[i] >= 0).toArray();
        if (labelled.length == 0) {
            throw new IllegalArgumentException("At least one example with a known label expected, found none among "
                    + rows.length + " training examples");
        }
        TrainingData.Builder b = TrainingData.builder()
                .column(JEMProgram.POINTS, prepared.inputTensor())
                .column(JEMProgram.CLASSES, HostTensor.of(y, y.length));
        if (objective.needsLabels()) {
            b.stream(JEMProgram.LABELLED, settings().batchSize(), labelled);
        }
        if (objective.hasMarginal()) {
            b.stream(JEMProgram.UNLABELLED, settings().batchSize(), rows);
        }
        return b.build();
    }

    @Override
    protected Optional<Validation> validation(Prepared<Label> prepared) {
        long[] all = NeuralClassifierTrainer.labels(prepared).toLongs();
        int[] rows = Arrays.stream(prepared.validationRows())
                .filter(i -> all[i] >= 0)
                .toArray();
        if (rows.length == 0) {
            return Optional.empty();
        }
        long[] y = Arrays.stream(rows).mapToLong(i -> all[i]).toArray();
        return Optional.of(new ClassifierValidation(
                network(), prepared.inputTensor(rows), HostTensor.of(y, y.length), prepared, settings()));
    }

    @Override
    protected JEMModel createModel(ModelProvenance provenance, Prepared<Label> prepared, TrainingResult result) {
        EnergyFunctions functions = functions(prepared);
        ModelFunctions.Builder builder = ModelFunctions.builder(EnergyFunctions.averaged(result.variables()));
        NeuralClassifierModel.classify(builder, prepared, functions::logits);
        functions.addTo(builder, result.variables());
        ModelParts parts = ModelParts.of(prepared, builder.build(settings().device()), TrainingHistory.of(result));
        return new JEMModel(
                "jem",
                provenance,
                prepared.features(),
                prepared.outputs(),
                parts.with(JEMModel.properties(chainSteps())));
    }

    @Override
    protected Class<JEMModel> modelClass() {
        return JEMModel.class;
    }
}
