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
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.model.ModelFunctions;
import io.github.tribuogen.neural.model.ModelParts;
import io.github.tribuogen.neural.model.NeuralModel;
import io.github.tribuogen.neural.model.Prepared;
import io.github.tribuogen.neural.model.TrainingHistory;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.optim.Optimiser;
import io.github.tribuogen.neural.runtime.TrainingData;
import io.github.tribuogen.neural.runtime.TrainingResult;
import java.util.Arrays;
import java.util.Map;
import org.tribuo.provenance.ModelProvenance;

/**
 * Trains an energy-based model of the inputs alone, the unconditional mode of JEM: a network with one output, {@code log
 * p(x) = f(x) - log Z}, trained by {@code mean f(xq) - mean f(xd)} with samples xq of chains.
 */
public final class EBMTrainer extends EnergyTrainer<LogDensity, EBMModel> {
    @Config(description = "The weight of mean f(xd)^2 + mean f(xq)^2, at least 0; 0.05 to 0.1 makes training stabler.")
    private double energyPenalty = 0;

    @Config(
            description =
                    "Training has diverged where mean log densities of samples and data differ by more nats; above 0.")
    private double maxGap = 100;

    private JEMObjective objective;

    /** For OLCUT. */
    private EBMTrainer() {}

    private EBMTrainer(Builder b) {
        super(b);
        this.energyPenalty = b.energyPenalty;
        postConfig();
    }

    @Override
    public synchronized void postConfig() {
        objective = new JEMObjective(1, 0, 0).withEnergyPenalty(energyPenalty).withBounds(1e8, maxGap);
        super.postConfig();
    }

    /**
     * Starts a trainer with the paper's settings.
     *
     * @param network Maps an input to one number, without normalisation over the batch.
     * @param optimiser Turns gradients into new parameters.
     * @return A builder.
     */
    public static Builder builder(Network network, Optimiser optimiser) {
        return new Builder(network, optimiser);
    }

    /** Collects the parts of a trainer. */
    public static final class Builder extends EnergyTrainer.Builder<Builder> {
        private double energyPenalty = 0;

        private Builder(Network network, Optimiser optimiser) {
            super(network, optimiser);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * The penalty on the size of the energy; none by default.
         *
         * @param weight At least 0.
         * @return This builder.
         */
        public Builder energyPenalty(double weight) {
            this.energyPenalty = weight;
            return this;
        }

        /**
         * Ends the trainer.
         *
         * @return The trainer.
         */
        public EBMTrainer build() {
            return new EBMTrainer(this);
        }
    }

    @Override
    JEMObjective objective() {
        return objective;
    }

    @Override
    int outputs(Prepared<LogDensity> prepared) {
        return 1;
    }

    @Override
    int[] classes(Prepared<LogDensity> prepared) {
        int[] none = new int[prepared.size()];
        Arrays.fill(none, -1);
        return none;
    }

    @Override
    protected boolean acceptsUnknownOutputs() {
        return true;
    }

    @Override
    protected TrainingData data(Prepared<LogDensity> prepared) {
        return TrainingData.builder().column(JEMProgram.POINTS, prepared.inputTensor()).stream(
                        JEMProgram.UNLABELLED, settings().batchSize(), prepared.trainingRows())
                .build();
    }

    @Override
    protected EBMModel createModel(ModelProvenance provenance, Prepared<LogDensity> prepared, TrainingResult result) {
        EnergyFunctions functions = functions(prepared);
        Map<String, HostTensor> variables = EnergyFunctions.averaged(result.variables());
        ModelFunctions.Builder builder = ModelFunctions.builder(variables)
                .rows(
                        NeuralModel.PREDICT,
                        prepared.columns(),
                        (scope, rows) ->
                                Map.of(NeuralModel.OUTPUT, functions.logits(scope, prepared.preprocess(rows))));
        functions.addTo(builder, variables);
        ModelParts parts = ModelParts.of(prepared, builder.build(settings().device()), TrainingHistory.of(result));
        return new EBMModel(
                "ebm",
                provenance,
                prepared.features(),
                prepared.outputs(),
                parts.with(JEMModel.properties(chainSteps())));
    }

    @Override
    protected Class<EBMModel> modelClass() {
        return EBMModel.class;
    }
}
