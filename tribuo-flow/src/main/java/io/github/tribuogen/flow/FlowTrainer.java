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
import io.github.tribuogen.flow.bijection.FlowContext;
import io.github.tribuogen.neural.data.AffineMap;
import io.github.tribuogen.neural.data.Layout;
import io.github.tribuogen.neural.data.Preprocessor;
import io.github.tribuogen.neural.data.PreprocessorChain;
import io.github.tribuogen.neural.data.VectorLayout;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.model.BatchedValidation;
import io.github.tribuogen.neural.model.ModelFunctions;
import io.github.tribuogen.neural.model.ModelParts;
import io.github.tribuogen.neural.model.NeuralModel;
import io.github.tribuogen.neural.model.NeuralTrainer;
import io.github.tribuogen.neural.model.Prepared;
import io.github.tribuogen.neural.model.TrainingHistory;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.ParameterScope;
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
import org.tribuo.Trainer;
import org.tribuo.provenance.ModelProvenance;

/**
 * Trains a normalizing flow by maximum likelihood: any {@link Bijection}, continuous or discrete, on a standard normal base.
 *
 * <p>Log densities of the model are in nats and refer to the features as given: the log-determinant of the preprocessing is
 * part of them.
 */
public final class FlowTrainer extends NeuralTrainer<LogDensity, FlowModel> {
    @Config(mandatory = true, description = "Maps data to the base.")
    private Bijection bijection;

    @Config(description = "Turns gradients into new parameters.")
    private Optimiser optimiser = new Adam(1e-3);

    @Config(description = "Averages the weights for the model; absent for the last weights.")
    private WeightAveraging averaging = null;

    /** For OLCUT. */
    private FlowTrainer() {}

    private FlowTrainer(Builder b) {
        super(b.layout, b.preprocessor, b.settings, b.seed);
        this.bijection = b.bijection;
        this.optimiser = b.optimiser;
        this.averaging = b.averaging;
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
        return TrainingData.builder().column(FlowProgram.POINTS, prepared.inputTensor()).stream(
                        FlowProgram.STREAM, settings().batchSize(), prepared.trainingRows())
                .build();
    }

    @Override
    protected TrainingProgram program(Prepared<LogDensity> prepared) {
        return new FlowProgram(new Flow(bijection), optimiser, averaging, logVolume(prepared.affine()));
    }

    /** log|det| of the preprocessing, the same at every point. */
    private static double logVolume(AffineMap map) {
        double sum = 0;
        for (float scale : map.scale()) {
            sum += Math.log(Math.abs(scale));
        }
        return sum;
    }

    @Override
    protected Optional<Validation> validation(Prepared<LogDensity> prepared) {
        double volume = logVolume(prepared.affine());
        Map<String, HostTensor> columns = Map.of(FlowProgram.POINTS, prepared.inputTensor(prepared.validationRows()));
        float[] weights = new float[prepared.validationRows().length];
        Arrays.fill(weights, 1);
        return Optional.of(new BatchedValidation(
                columns,
                weights,
                (scope, batch) -> Map.of(
                        "validation-NLL",
                        new Flow(bijection)
                                .logDensity(scope, batch.get(FlowProgram.POINTS), FlowContext.unconditional())
                                .neg()
                                .sub(volume)),
                settings().device()));
    }

    @Override
    protected FlowModel createModel(ModelProvenance provenance, Prepared<LogDensity> prepared, TrainingResult result) {
        Map<String, HostTensor> variables = averaged(result.variables());
        long d = prepared.columns();
        ModelFunctions functions = ModelFunctions.builder(variables)
                .rows(
                        NeuralModel.PREDICT,
                        d,
                        (scope, rows) -> Map.of(
                                NeuralModel.OUTPUT,
                                logDensity(prepared, scope, rows).unsqueeze(1)))
                .rows(
                        FlowModel.SCORE,
                        d,
                        (scope, rows) -> Map.of(
                                NeuralModel.OUTPUT,
                                Gradients.grad(logDensity(prepared, scope, rows).sum(), rows)))
                .rows(
                        FlowModel.LATENT,
                        d,
                        (scope, rows) -> Map.of(
                                NeuralModel.OUTPUT,
                                bijection
                                        .forward(
                                                scope.child(Flow.SCOPE),
                                                prepared.preprocess(rows),
                                                FlowContext.unconditional().withoutDeterminants())
                                        .point()
                                        .flatten(1)))
                .rows(
                        FlowModel.SAMPLE,
                        d,
                        (scope, base) -> Map.of(
                                NeuralModel.OUTPUT,
                                prepared.restore(bijection
                                        .inverse(
                                                scope.child(Flow.SCOPE),
                                                prepared.toLayout(base),
                                                FlowContext.unconditional().withoutDeterminants())
                                        .point())))
                .build(settings().device());
        ModelParts parts = ModelParts.of(prepared, functions, TrainingHistory.of(result));
        return new FlowModel("flow", provenance, prepared.features(), prepared.outputs(), parts);
    }

    private Tensor logDensity(Prepared<LogDensity> prepared, ParameterScope scope, Tensor rows) {
        return new Flow(bijection)
                .logDensity(scope, prepared.preprocess(rows), FlowContext.unconditional())
                .add(logVolume(prepared.affine()));
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
                + ",settings=" + settings() + ",seed=" + seed() + ")";
    }

    /** Collects the parts of a trainer. */
    public static final class Builder {
        private final Bijection bijection;
        private final Optimiser optimiser;
        private WeightAveraging averaging = null;
        private Layout layout = new VectorLayout();
        private Preprocessor preprocessor = new PreprocessorChain();
        private TrainingSettings settings = new TrainingSettings();
        private long seed = Trainer.DEFAULT_SEED;

        private Builder(Bijection bijection, Optimiser optimiser) {
            this.bijection = bijection;
            this.optimiser = optimiser;
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
         * Maps feature names to tensor positions; a vector by default.
         *
         * @param part The layout.
         * @return This builder.
         */
        public Builder layout(Layout part) {
            this.layout = part;
            return this;
        }

        /**
         * Prepares the features by an affine map; not at all by default.
         *
         * @param part The preprocessing.
         * @return This builder.
         */
        public Builder preprocessor(Preprocessor part) {
            this.preprocessor = part;
            return this;
        }

        /**
         * How long and where to train.
         *
         * @param part The settings.
         * @return This builder.
         */
        public Builder settings(TrainingSettings part) {
            this.settings = part;
            return this;
        }

        /**
         * The seed of all randomness.
         *
         * @param value The seed.
         * @return This builder.
         */
        public Builder seed(long value) {
            this.seed = value;
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
