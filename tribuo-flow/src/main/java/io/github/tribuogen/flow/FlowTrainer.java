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
package io.github.tribuogen.flow;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.flow.bijection.Bijection;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tribuo.provenance.ModelProvenance;

/**
 * Trains a normalizing flow by maximum likelihood: any {@link Bijection}, continuous or discrete, on a standard normal base.
 *
 * <p>Log densities of the model are in nats and refer to the features as given: the log-determinant of the preprocessing is
 * part of them. A dequantisation adds fresh noise at every visit of an example; predictions then take the centre of the
 * cell, and {@link FlowModel#logProbability} averages over noise.
 *
 * <p>With a context the flow is conditional: it models {@code p(x | c)}, x the other features and c those of the context, and
 * the log densities are those of x given c.
 *
 * <p>Data on which a density grows without bound, discrete or constant features, are warned of, with what to do.
 */
public final class FlowTrainer extends NeuralTrainer<LogDensity, FlowModel> {
    private static final Logger logger = Logger.getLogger(FlowTrainer.class.getName());

    @Config(mandatory = true, description = "Maps data to the base.")
    private Bijection bijection;

    @Config(description = "Turns gradients into new parameters.")
    private Optimiser optimiser = new Adam(1e-3);

    @Config(description = "Averages the weights for the model; absent for the last weights.")
    private WeightAveraging averaging = null;

    @Config(description = "The features that are given, log p(the others | these); none for the density of all.")
    private List<String> context = new ArrayList<>();

    /** For OLCUT. */
    private FlowTrainer() {}

    private FlowTrainer(Builder b) {
        super(b);
        this.bijection = b.bijection;
        this.optimiser = b.optimiser;
        this.averaging = b.averaging;
        this.context = List.copyOf(b.context);
        postConfig();
    }

    /**
     * Starts a trainer.
     *
     * @param bijection Maps data to the base.
     * @param optimiser Turns gradients into new parameters.
     * @return A builder.
     */
    public static Builder builder(Bijection bijection, Optimiser optimiser) {
        return new Builder(bijection, optimiser);
    }

    @Override
    protected boolean acceptsUnknownOutputs() {
        return true;
    }

    @Override
    protected TrainingData data(Prepared<LogDensity> prepared) {
        DataChecks.warnings(prepared).forEach(w -> logger.log(Level.WARNING, "FlowTrainer: {0}", w));
        return TrainingData.builder()
                .column(FlowProgram.POINTS, inputs(prepared).column())
                .stream(FlowProgram.STREAM, settings().batchSize(), prepared.trainingRows())
                .build();
    }

    private FlowInputs inputs(Prepared<LogDensity> prepared) {
        return new FlowInputs(prepared, ContextColumns.of(prepared, context));
    }

    @Override
    protected TrainingProgram program(Prepared<LogDensity> prepared) {
        return new FlowProgram(new Flow(bijection), optimiser, averaging, inputs(prepared));
    }

    @Override
    protected Optional<Validation> validation(Prepared<LogDensity> prepared) {
        FlowInputs inputs = inputs(prepared);
        FlowFunctions functions = new FlowFunctions(new Flow(bijection), inputs);
        int[] rows = prepared.validationRows();
        Map<String, HostTensor> columns = new LinkedHashMap<>();
        columns.put(FlowProgram.POINTS, inputs.column(rows));
        if (inputs.noiseColumns() > 0) {
            columns.put(FlowFunctions.NOISE, inputs.noise(rows.length));
        }
        float[] weights = new float[rows.length];
        Arrays.fill(weights, 1);
        Validation judge = new BatchedValidation(
                columns,
                weights,
                (scope, batch) -> {
                    Prepared.Transformed x =
                            inputs.points(batch.get(FlowProgram.POINTS), batch.get(FlowFunctions.NOISE));
                    return Map.of(
                            "validation-NLL",
                            functions.density(scope, inputs.seen(x)).neg());
                },
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

    @Override
    protected FlowModel createModel(ModelProvenance provenance, Prepared<LogDensity> prepared, TrainingResult result) {
        FlowInputs inputs = inputs(prepared);
        ModelFunctions functions = new FlowFunctions(new Flow(bijection), inputs)
                .build(averaged(result.variables()), settings().device());
        return new FlowModel(
                "flow",
                provenance,
                prepared.features(),
                prepared.outputs(),
                ModelParts.of(prepared, functions, TrainingHistory.of(result))
                        .with(FlowModel.properties(inputs.columns())));
    }

    /** The variables with averaged weights in the place of the last ones, where training kept an average. */
    private static Map<String, HostTensor> averaged(Map<String, HostTensor> variables) {
        Map<String, HostTensor> m = new LinkedHashMap<>(variables);
        m.replaceAll((name, value) ->
                variables.getOrDefault(FlowProgram.AVERAGING + "/" + WeightAveraging.variableOf(name), value));
        return m;
    }

    @Override
    protected Class<FlowModel> modelClass() {
        return FlowModel.class;
    }

    @Override
    public String toString() {
        return "FlowTrainer(bijection=" + bijection + ",optimiser=" + optimiser + ",averaging=" + averaging
                + ",context=" + context + ",settings=" + settings() + ",seed=" + seed() + ")";
    }

    /** Collects the parts of a trainer. */
    public static final class Builder extends NeuralTrainerBuilder<Builder> {
        private final Bijection bijection;
        private final Optimiser optimiser;
        private WeightAveraging averaging = null;
        private List<String> context = List.of();

        private Builder(Bijection bijection, Optimiser optimiser) {
            this.bijection = bijection;
            this.optimiser = optimiser;
        }

        @Override
        protected Builder self() {
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
         * Makes the flow conditional: it models the density of the other features given these.
         *
         * @param features Names of features of the dataset; none by default.
         * @return This builder.
         */
        public Builder context(String... features) {
            this.context = List.of(features);
            return this;
        }

        /**
         * Ends the trainer.
         *
         * @return The trainer.
         */
        public FlowTrainer build() {
            return new FlowTrainer(this);
        }
    }
}
