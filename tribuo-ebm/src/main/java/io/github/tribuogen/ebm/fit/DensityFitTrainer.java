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

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.ebm.energy.DataMoments;
import io.github.tribuogen.ebm.energy.Energy;
import io.github.tribuogen.ebm.sampler.HmcSampler;
import io.github.tribuogen.ebm.sampler.Sampler;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.model.BatchedValidation;
import io.github.tribuogen.neural.model.ModelFunctions;
import io.github.tribuogen.neural.model.ModelParts;
import io.github.tribuogen.neural.model.NeuralTrainer;
import io.github.tribuogen.neural.model.NeuralTrainerBuilder;
import io.github.tribuogen.neural.model.Prepared;
import io.github.tribuogen.neural.model.TrainingHistory;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.Optimiser;
import io.github.tribuogen.neural.optim.WeightAveraging;
import io.github.tribuogen.neural.runtime.TrainingData;
import io.github.tribuogen.neural.runtime.TrainingProgram;
import io.github.tribuogen.neural.runtime.TrainingResult;
import io.github.tribuogen.neural.runtime.Validation;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tribuo.provenance.ModelProvenance;

/**
 * Fits an unnormalised density to data without sampling it: any {@link Energy} by any {@link FitObjective}.
 *
 * <p>Log densities of the model are in nats and refer to the features as given: the log-determinant of the preprocessing is
 * part of them. A dequantisation adds fresh noise at every visit of an example; predictions then take the centre of the cell.
 *
 * <p>An epoch counts the batches of the settings' size that train the density; an objective with a critic takes more of them
 * in each step.
 */
public final class DensityFitTrainer extends NeuralTrainer<LogDensity, FittedDensityModel> {
    @Config(mandatory = true, description = "The density that is fitted.")
    private Energy energy;

    @Config(mandatory = true, description = "What is minimised.")
    private FitObjective objective;

    @Config(description = "Trains the density.")
    private Optimiser optimiser = new Adam(1e-3);

    @Config(description = "Averages the weights for the model; absent for the last weights.")
    private WeightAveraging averaging = null;

    @Config(description = "The weight of the mean squared output of the energy's network, at least 0.")
    private double outputPenalty = 0;

    @Config(description = "The chains that draw samples of the model, in coordinates standardised by the data.")
    private Sampler sampler = new HmcSampler(100, 0.2, 10);

    /** For OLCUT. */
    private DensityFitTrainer() {}

    private DensityFitTrainer(Builder b) {
        super(b);
        this.energy = b.energy;
        this.objective = b.objective;
        this.optimiser = b.optimiser;
        this.averaging = b.averaging;
        this.outputPenalty = b.outputPenalty;
        this.sampler = b.sampler;
        postConfig();
    }

    @Override
    public synchronized void postConfig() {
        Require.notNegative("outputPenalty", outputPenalty);
        super.postConfig();
    }

    /**
     * Starts a trainer.
     *
     * @param energy The density that is fitted.
     * @param objective What is minimised.
     * @return A builder.
     */
    public static Builder builder(Energy energy, FitObjective objective) {
        return new Builder(energy, objective);
    }

    @Override
    protected boolean acceptsUnknownOutputs() {
        return true;
    }

    private static HostTensor seen(Prepared<LogDensity> prepared) {
        return prepared.inputTensor(prepared.trainingRows());
    }

    @Override
    protected TrainingData data(Prepared<LogDensity> prepared) {
        if (prepared.trainingRows().length < 2) {
            throw new IllegalArgumentException("At least 2 training examples expected, since one has no density, found "
                    + prepared.trainingRows().length);
        }
        return TrainingData.builder().column(FitProgram.POINTS, new FitInputs(prepared).column()).stream(
                        FitProgram.STREAM,
                        Math.multiplyExact(settings().batchSize(), objective.batches()),
                        prepared.trainingRows())
                .build();
    }

    @Override
    protected TrainingProgram program(Prepared<LogDensity> prepared) {
        HostTensor points = seen(prepared);
        return new FitProgram(
                energy.fit(points),
                objective.fit(points),
                objective.batches(),
                new FitInputs(prepared),
                new FitProgram.Updates(optimiser, averaging, outputPenalty));
    }

    private FitFunctions functions(Prepared<LogDensity> prepared) {
        HostTensor points = seen(prepared);
        return new FitFunctions(energy.fit(points), sampler, new FitInputs(prepared), DataMoments.of(points));
    }

    /** Validates by the likelihood where log Z is known. */
    @Override
    protected Optional<Validation> validation(Prepared<LogDensity> prepared) {
        FitFunctions functions = functions(prepared);
        if (!functions.isNormalised()) {
            return Optional.empty();
        }
        int[] rows = prepared.validationRows();
        float[] weights = new float[rows.length];
        Arrays.fill(weights, 1);
        Validation judge = new BatchedValidation(
                Map.of(FitProgram.POINTS, prepared.rawRows(rows)),
                weights,
                (scope, batch) -> Map.of(
                        "validation-NLL",
                        functions.density(scope, batch.get(FitProgram.POINTS)).neg()),
                settings().device());
        return Optional.of(averaging == null ? judge : ofAverages(judge));
    }

    /** Judges the weights that the model would have. */
    private static Validation ofAverages(Validation judge) {
        return new Validation() {
            @Override
            public Map<String, Double> evaluate(Map<String, HostTensor> variables) {
                return judge.evaluate(averaged(variables));
            }

            @Override
            public void close() {
                judge.close();
            }
        };
    }

    /** The variables with averaged weights in the place of the last ones, where training kept an average. */
    private static Map<String, HostTensor> averaged(Map<String, HostTensor> variables) {
        Map<String, HostTensor> m = new LinkedHashMap<>(variables);
        m.replaceAll((name, value) ->
                variables.getOrDefault(FitProgram.AVERAGING + "/" + WeightAveraging.variableOf(name), value));
        return m;
    }

    @Override
    protected FittedDensityModel createModel(
            ModelProvenance provenance, Prepared<LogDensity> prepared, TrainingResult result) {
        FitFunctions functions = functions(prepared);
        ModelFunctions compiled =
                functions.build(averaged(result.variables()), settings().device());
        HostTensor constant = result.variables().get(FitStep.OBJECTIVE + "/" + FitObjective.LOG_NORMALISER);
        return new FittedDensityModel(
                "fitted-density",
                provenance,
                prepared.features(),
                prepared.outputs(),
                ModelParts.of(prepared, compiled, TrainingHistory.of(result))
                        .with(FittedDensityModel.properties(functions.isNormalised(), sampler.steps(), constant)));
    }

    @Override
    protected Class<FittedDensityModel> modelClass() {
        return FittedDensityModel.class;
    }

    @Override
    public String toString() {
        return "DensityFitTrainer(energy=" + energy + ",objective=" + objective + ",optimiser=" + optimiser
                + ",averaging=" + averaging + ",outputPenalty=" + outputPenalty + ",sampler=" + sampler + ",settings="
                + settings() + ",seed=" + seed() + ")";
    }

    /** Collects the parts of a trainer. */
    public static final class Builder extends NeuralTrainerBuilder<Builder> {
        private final Energy energy;
        private final FitObjective objective;
        private Optimiser optimiser = new Adam(1e-3);
        private WeightAveraging averaging = null;
        private double outputPenalty = 0;
        private Sampler sampler = new HmcSampler(100, 0.2, 10);

        private Builder(Energy energy, FitObjective objective) {
            this.energy = energy;
            this.objective = objective;
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Trains the density; Adam at a rate of 0.001 by default.
         *
         * @param part The optimiser.
         * @return This builder.
         */
        public Builder optimiser(Optimiser part) {
            this.optimiser = part;
            return this;
        }

        /**
         * Averages the weights for the model; not by default.
         *
         * @param part The averaging; null for the last weights.
         * @return This builder.
         */
        public Builder averaging(WeightAveraging part) {
            this.averaging = part;
            return this;
        }

        /**
         * Penalises the mean squared output of the energy's network; not by default.
         *
         * @param weight At least 0; 0.001 in the paper's code for images.
         * @return This builder.
         */
        public Builder outputPenalty(double weight) {
            this.outputPenalty = weight;
            return this;
        }

        /**
         * The chains that draw samples of the model, in coordinates standardised by the data.
         *
         * @param part The sampler.
         * @return This builder.
         */
        public Builder sampler(Sampler part) {
            this.sampler = part;
            return this;
        }

        /**
         * Ends the trainer.
         *
         * @return The trainer.
         */
        public DensityFitTrainer build() {
            return new DensityFitTrainer(this);
        }
    }
}
