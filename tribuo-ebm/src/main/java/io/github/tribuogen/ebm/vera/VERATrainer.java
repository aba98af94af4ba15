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
package io.github.tribuogen.ebm.vera;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.ebm.energy.Energy;
import io.github.tribuogen.ebm.fit.FitInputs;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.model.ModelFunctions;
import io.github.tribuogen.neural.model.ModelParts;
import io.github.tribuogen.neural.model.NeuralModel;
import io.github.tribuogen.neural.model.NeuralTrainer;
import io.github.tribuogen.neural.model.NeuralTrainerBuilder;
import io.github.tribuogen.neural.model.Prepared;
import io.github.tribuogen.neural.model.TrainingHistory;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.Variables;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.Optimiser;
import io.github.tribuogen.neural.optim.WeightAveraging;
import io.github.tribuogen.neural.runtime.TrainingData;
import io.github.tribuogen.neural.runtime.TrainingProgram;
import io.github.tribuogen.neural.runtime.TrainingResult;
import java.util.Map;
import org.tribuo.provenance.ModelProvenance;

/**
 * Fits an unnormalised density to data by a variational bound on its constant instead of Markov chains: with
 *
 * <pre>
 *   log Z = max over q of E_q[f(x)] + H(q),
 * </pre>
 *
 * <p>likelihood is raised by a min-max game of the energy's f and a generator's q, whose entropy an {@link EntropyGradient}
 * keeps up. Any {@link Energy}; log densities of the model refer to the features as given.
 *
 * <p>See:
 *
 * <pre>
 * W. Grathwohl, J. Kelly, M. Hashemi, M. Norouzi, K. Swersky, D. Duvenaud
 * "No MCMC for Me: Amortized Sampling for Fast and Stable Training of Energy-Based Models"
 * International Conference on Learning Representations, 2021.
 * </pre>
 */
public final class VERATrainer extends NeuralTrainer<LogDensity, VERAModel> {
    static final String ENERGY = "energy";

    @Config(mandatory = true, description = "The density that is fitted.")
    private Energy energy;

    @Config(mandatory = true, description = "The generator that stands in for chains.")
    private AmortisedSampler sampler;

    @Config(description = "What the energy minimises.")
    private DensityObjective objective = new DensityObjective();

    @Config(description = "Trains the energy.")
    private Optimiser optimiser = new Adam(1e-3, 0, 0.9);

    @Config(description = "Averages the energy's weights for the model; absent for the last weights.")
    private WeightAveraging averaging = null;

    @Config(description = "Evaluate data and samples in one call of the network where possible?")
    private boolean together = true;

    /** For OLCUT. */
    private VERATrainer() {}

    private VERATrainer(Builder b) {
        super(b);
        this.energy = b.energy;
        this.sampler = b.sampler;
        this.objective = b.objective;
        this.optimiser = b.optimiser;
        this.averaging = b.averaging;
        this.together = b.together;
        postConfig();
    }

    /**
     * Starts a trainer: no penalties, Adam with a rate of 0.001 and decays 0 and 0.9 as in the paper.
     *
     * @param energy The density that is fitted.
     * @param sampler The generator that stands in for chains.
     * @return A builder.
     */
    public static Builder builder(Energy energy, AmortisedSampler sampler) {
        return new Builder(energy, sampler);
    }

    @Override
    protected boolean acceptsUnknownOutputs() {
        return true;
    }

    @Override
    protected TrainingData data(Prepared<LogDensity> prepared) {
        int[] rows = prepared.trainingRows();
        if (rows.length < 2) {
            throw new IllegalArgumentException(
                    "At least 2 training examples expected, since one has no density, found " + rows.length);
        }
        if (settings().batchSize() < 2) {
            throw new PropertyException(
                    "settings",
                    "batchSize",
                    "found " + settings().batchSize()
                            + ", expected at least 2: the generator's spread is that of a batch");
        }
        return TrainingData.builder().column(VERAProgram.POINTS, new FitInputs(prepared).column()).stream(
                        VERAProgram.DATA, settings().batchSize(), rows)
                .build();
    }

    private Energy.Fitted fitted(Prepared<LogDensity> prepared) {
        return energy.fit(prepared.inputTensor(prepared.trainingRows()));
    }

    @Override
    protected TrainingProgram program(Prepared<LogDensity> prepared) {
        FitInputs inputs = new FitInputs(prepared);
        return new VERAProgram(
                new VERAProgram.Network(ENERGY, fitted(prepared)::logDensity, optimiser, averaging),
                new VERAProgram.Density(objective, sampler),
                null,
                (s, stream) -> inputs.points(
                        s.batch(stream, VERAProgram.POINTS).cast(s.variables().dtype()), s.random("dequantisation")),
                together);
    }

    @Override
    protected VERAModel createModel(ModelProvenance provenance, Prepared<LogDensity> prepared, TrainingResult result) {
        Energy.Fitted fitted = fitted(prepared);
        FitInputs inputs = new FitInputs(prepared);
        int d = prepared.columns();
        ModelFunctions.Builder functions = ModelFunctions.builder(VERAProgram.averaged(result.variables()))
                .rows(
                        NeuralModel.PREDICT,
                        d,
                        (scope, rows) -> Map.of(
                                NeuralModel.OUTPUT,
                                density(fitted, inputs, scope, rows).unsqueeze(1)))
                .rows(
                        VERAModel.GRADIENT,
                        d,
                        (scope, rows) -> Map.of(
                                NeuralModel.OUTPUT,
                                Gradients.grad(
                                        density(fitted, inputs, scope, rows).sum(), rows)));
        new SamplerFunctions(sampler, (scope, x) -> fitted.logDensity(scope.child(ENERGY), x), prepared)
                .addTo(functions);
        ModelParts parts = ModelParts.of(prepared, functions.build(settings().device()), TrainingHistory.of(result));
        return new VERAModel(
                "vera",
                provenance,
                prepared.features(),
                prepared.outputs(),
                parts.with(VERAModel.properties(isNormalised(fitted, prepared), sampler)));
    }

    /** log p of rows, up to a constant where log Z is unknown, [batch]. */
    private static Tensor density(Energy.Fitted fitted, FitInputs inputs, ParameterScope scope, Tensor rows) {
        Prepared.Transformed x = inputs.ofRows(rows);
        ParameterScope s = scope.child(ENERGY);
        Tensor f = fitted.logDensity(s, x.point());
        return fitted.logNormaliser(s, x.point()).map(f::sub).orElse(f).add(x.logDeterminant());
    }

    private static boolean isNormalised(Energy.Fitted fitted, Prepared<?> prepared) {
        Graph g = new Graph();
        ParameterScope scope =
                ParameterScope.of(Variables.declaring(g, DType.FLOAT32)).child(ENERGY);
        Tensor rows = g.input(NeuralModel.INPUT, DType.FLOAT32, Shape.batched("batch", prepared.columns()));
        return fitted.logNormaliser(scope, prepared.toLayout(rows)).isPresent();
    }

    @Override
    protected Class<VERAModel> modelClass() {
        return VERAModel.class;
    }

    @Override
    public String toString() {
        return "VERATrainer(energy=" + energy + ",sampler=" + sampler + ",objective=" + objective + ",optimiser="
                + optimiser + ",averaging=" + averaging + ",together=" + together + ",settings=" + settings() + ",seed="
                + seed() + ")";
    }

    /** Collects the parts of a trainer. */
    public static final class Builder extends NeuralTrainerBuilder<Builder> {
        private final Energy energy;
        private final AmortisedSampler sampler;
        private DensityObjective objective = new DensityObjective();
        private Optimiser optimiser = new Adam(1e-3, 0, 0.9);
        private WeightAveraging averaging = null;
        private boolean together = true;

        private Builder(Energy energy, AmortisedSampler sampler) {
            this.energy = energy;
            this.sampler = sampler;
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * What the energy minimises; without penalties by default.
         *
         * @param part The objective.
         * @return This builder.
         */
        public Builder objective(DensityObjective part) {
            this.objective = part;
            return this;
        }

        /**
         * Trains the energy.
         *
         * @param part The optimiser.
         * @return This builder.
         */
        public Builder optimiser(Optimiser part) {
            this.optimiser = part;
            return this;
        }

        /**
         * Averages the energy's weights for the model; not by default.
         *
         * @param part The averaging; null for the last weights.
         * @return This builder.
         */
        public Builder averaging(WeightAveraging part) {
            this.averaging = part;
            return this;
        }

        /**
         * Evaluates data and samples in one call of the network where possible; so by default.
         *
         * @param oneCall False saves memory with large networks.
         * @return This builder.
         */
        public Builder together(boolean oneCall) {
            this.together = oneCall;
            return this;
        }

        /**
         * Ends the trainer.
         *
         * @return The trainer.
         */
        public VERATrainer build() {
            return new VERATrainer(this);
        }
    }
}
