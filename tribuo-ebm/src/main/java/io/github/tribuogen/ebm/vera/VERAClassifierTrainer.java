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
import io.github.tribuogen.ebm.energy.JointEnergy;
import io.github.tribuogen.ebm.jem.Augmentation;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.model.ClassifierValidation;
import io.github.tribuogen.neural.model.ModelFunctions;
import io.github.tribuogen.neural.model.ModelParts;
import io.github.tribuogen.neural.model.NeuralClassifierModel;
import io.github.tribuogen.neural.model.NeuralClassifierTrainer;
import io.github.tribuogen.neural.model.NeuralModel;
import io.github.tribuogen.neural.model.NeuralTrainer;
import io.github.tribuogen.neural.model.NeuralTrainerBuilder;
import io.github.tribuogen.neural.model.Prepared;
import io.github.tribuogen.neural.model.TrainingHistory;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.Optimiser;
import io.github.tribuogen.neural.optim.WeightAveraging;
import io.github.tribuogen.neural.runtime.StepContext;
import io.github.tribuogen.neural.runtime.TrainingData;
import io.github.tribuogen.neural.runtime.TrainingProgram;
import io.github.tribuogen.neural.runtime.TrainingResult;
import io.github.tribuogen.neural.runtime.Validation;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.tribuo.classification.Label;
import org.tribuo.provenance.ModelProvenance;

/**
 * Trains a classifier with few labels; examples of the unknown label take part in every term but the first:
 *
 * <pre>
 *   alpha mean CE(f(xl), yl)                        the labelled examples
 *   + L of {@link DensityObjective} with f = LSE    the density of all, by a generator
 *   + beta mean H[p(.|xd)]                          sure predictions
 *   + {@link VirtualAdversarial}                    smooth predictions
 * </pre>
 *
 * <p>Each part but the first may be absent: with all of them absent this is the plain classifier of the labelled examples, the
 * others are not looked at; with beta alone it is entropy minimisation. With a generator it is a joint energy-based model trained without Markov chains. If all
 * examples are labelled, one batch serves all terms.
 *
 * <p>See:
 *
 * <pre>
 * W. Grathwohl, J. Kelly, M. Hashemi, M. Norouzi, K. Swersky, D. Duvenaud
 * "No MCMC for Me: Amortized Sampling for Fast and Stable Training of Energy-Based Models"
 * International Conference on Learning Representations, 2021.
 * </pre>
 */
public final class VERAClassifierTrainer extends NeuralTrainer<Label, VERAClassifierModel> {
    @Config(mandatory = true, description = "Maps an input to logits f(x), without normalisation over the batch.")
    private Network network;

    @Config(description = "The generator that stands in for chains; absent for no density term.")
    private AmortisedSampler sampler = null;

    @Config(description = "What the energy minimises besides the terms of classes; counts only with a generator.")
    private DensityObjective objective = new DensityObjective(0.1);

    @Config(description = "The weight alpha of the cross-entropy, above 0.")
    private double classificationWeight = 1;

    @Config(description = "The weight beta of the entropy of predictions, at least 0.")
    private double predictionEntropyWeight = 0;

    @Config(description = "Makes predictions smooth; absent for not.")
    private VirtualAdversarial smoothness = null;

    @Config(description = "Trains the network.")
    private Optimiser optimiser = new Adam(1e-3, 0, 0.9);

    @Config(description = "Averages the network's weights for the model; absent for the last weights.")
    private WeightAveraging averaging = null;

    @Config(description = "A random change of training inputs; absent for none.")
    private Augmentation augmentation = null;

    @Config(description = "Evaluate the batches of a step in one call of the network where possible?")
    private boolean together = true;

    /** For OLCUT. */
    private VERAClassifierTrainer() {}

    private VERAClassifierTrainer(Builder b) {
        super(b);
        this.network = b.network;
        this.sampler = b.sampler;
        this.objective = b.objective;
        this.classificationWeight = b.classificationWeight;
        this.predictionEntropyWeight = b.predictionEntropyWeight;
        this.smoothness = b.smoothness;
        this.optimiser = b.optimiser;
        this.averaging = b.averaging;
        this.augmentation = b.augmentation;
        this.together = b.together;
        postConfig();
    }

    /**
     * Starts a trainer of the cross-entropy alone: Adam with a rate of 0.001 and decays 0 and 0.9.
     *
     * @param network Maps an input to logits, without normalisation over the batch.
     * @return A builder.
     */
    public static Builder builder(Network network) {
        return new Builder(network);
    }

    @Override
    public synchronized void postConfig() {
        Require.positive("classificationWeight", classificationWeight);
        Require.notNegative("predictionEntropyWeight", predictionEntropyWeight);
        super.postConfig();
    }

    private boolean usesUnlabelled() {
        return sampler != null || predictionEntropyWeight > 0 || smoothness != null;
    }

    @Override
    protected boolean acceptsUnknownOutputs() {
        return true;
    }

    private static int[] labelled(Prepared<Label> prepared, int[] rows) {
        long[] y = NeuralClassifierTrainer.labels(prepared).toLongs();
        return Arrays.stream(rows).filter(i -> y[i] >= 0).toArray();
    }

    @Override
    protected TrainingData data(Prepared<Label> prepared) {
        int[] rows = prepared.trainingRows();
        int[] labelled = labelled(prepared, rows);
        check(prepared, rows, labelled);
        int batch = settings().batchSize();
        TrainingData.Builder b = TrainingData.builder()
                .column(VERAProgram.POINTS, prepared.inputTensor())
                .column(VERAProgram.CLASSES, NeuralClassifierTrainer.labels(prepared));
        if (usesUnlabelled()) {
            b.stream(VERAProgram.DATA, batch, rows);
        }
        if (!usesUnlabelled() || labelled.length < rows.length) {
            b.stream(VERAProgram.LABELLED, Math.min(batch, labelled.length), labelled);
        }
        return b.build();
    }

    private void check(Prepared<Label> prepared, int[] rows, int[] labelled) {
        if (labelled.length == 0) {
            throw new IllegalArgumentException("At least one example with a known label expected, found none among "
                    + rows.length + " training examples; train a density with VERATrainer instead");
        }
        long[] y = NeuralClassifierTrainer.labels(prepared).toLongs();
        boolean[] seen = new boolean[prepared.outputs().size()];
        for (int i : labelled) {
            seen[(int) y[i]] = true;
        }
        for (int k = 0; k < seen.length; k++) {
            if (!seen[k]) {
                throw new IllegalArgumentException(
                        "At least one labelled training example of each class expected, found none of class '"
                                + prepared.outputs().getOutput(k).getLabel()
                                + "'; label one, or hold less out for validation");
            }
        }
        if (sampler != null && (settings().batchSize() < 2 || rows.length < 2)) {
            throw new PropertyException(
                    "settings",
                    "batchSize",
                    "found " + settings().batchSize() + " and " + rows.length
                            + " examples, expected at least 2 of each with a generator");
        }
    }

    @Override
    protected TrainingProgram program(Prepared<Label> prepared) {
        prepared.affine(); // refuses what the model's functions could not undo, before any training
        int[] rows = prepared.trainingRows();
        boolean all = labelled(prepared, rows).length == rows.length;
        int classes = prepared.outputs().size();
        return new VERAProgram(
                new VERAProgram.Network(
                        NeuralClassifierTrainer.NETWORK,
                        (scope, x) -> network.apply(scope, x, classes),
                        optimiser,
                        averaging),
                sampler == null ? null : new VERAProgram.Density(objective, sampler),
                new VERAProgram.Labels(
                        classificationWeight, predictionEntropyWeight, smoothness, usesUnlabelled() && all),
                this::points,
                together);
    }

    private Tensor points(StepContext s, String stream) {
        Tensor x = s.batch(stream, VERAProgram.POINTS).cast(s.variables().dtype());
        return augmentation == null
                ? x
                : augmentation.apply(x, s.random("augmentation").child(stream));
    }

    @Override
    protected Optional<Validation> validation(Prepared<Label> prepared) {
        int[] rows = labelled(prepared, prepared.validationRows());
        if (rows.length == 0) {
            return Optional.empty();
        }
        long[] all = NeuralClassifierTrainer.labels(prepared).toLongs();
        long[] y = Arrays.stream(rows).mapToLong(i -> all[i]).toArray();
        Validation judge = new ClassifierValidation(
                network, prepared.inputTensor(rows), HostTensor.of(y, y.length), prepared, settings());
        return Optional.of(averaging == null ? judge : ofAverages(judge));
    }

    /** Judges the weights that the model would have. */
    private static Validation ofAverages(Validation judge) {
        return new Validation() {
            @Override
            public Map<String, Double> evaluate(Map<String, HostTensor> variables) {
                return judge.evaluate(VERAProgram.averaged(variables));
            }

            @Override
            public void close() {
                judge.close();
            }
        };
    }

    @Override
    protected VERAClassifierModel createModel(
            ModelProvenance provenance, Prepared<Label> prepared, TrainingResult result) {
        int classes = prepared.outputs().size();
        int d = prepared.columns();
        ModelFunctions.Builder functions = ModelFunctions.builder(VERAProgram.averaged(result.variables()));
        NeuralClassifierModel.classify(functions, prepared, (scope, x) -> logits(scope, x, classes));
        functions
                .rows(
                        VERAClassifierModel.LOG_DENSITY,
                        d,
                        (scope, rows) -> Map.of(NeuralModel.OUTPUT, density(scope, prepared.preprocess(rows), classes)))
                .rows(
                        VERAClassifierModel.SCORE,
                        d,
                        (scope, rows) -> Map.of(
                                NeuralModel.OUTPUT,
                                Gradients.grad(
                                        density(scope, prepared.preprocess(rows), classes)
                                                .sum(),
                                        rows)));
        if (sampler != null) {
            new SamplerFunctions(sampler, (scope, x) -> density(scope, x, classes), prepared).addTo(functions);
        }
        ModelParts parts = ModelParts.of(prepared, functions.build(settings().device()), TrainingHistory.of(result));
        return new VERAClassifierModel(
                "vera-classifier",
                provenance,
                prepared.features(),
                prepared.outputs(),
                parts.with(SamplerProperties.of(sampler)));
    }

    private Tensor logits(ParameterScope scope, Tensor x, int classes) {
        return network.apply(scope.child(NeuralClassifierTrainer.NETWORK), x, classes);
    }

    private Tensor density(ParameterScope scope, Tensor x, int classes) {
        return JointEnergy.logMarginal(logits(scope, x, classes));
    }

    @Override
    protected Class<VERAClassifierModel> modelClass() {
        return VERAClassifierModel.class;
    }

    @Override
    public String toString() {
        return "VERAClassifierTrainer(network=" + network + ",sampler=" + sampler + ",objective=" + objective
                + ",classificationWeight=" + classificationWeight + ",predictionEntropyWeight="
                + predictionEntropyWeight + ",smoothness=" + smoothness + ",optimiser=" + optimiser + ",averaging="
                + averaging + ",augmentation=" + augmentation + ",together=" + together + ",settings=" + settings()
                + ",seed=" + seed() + ")";
    }

    /** Collects the parts of a trainer. */
    public static final class Builder extends NeuralTrainerBuilder<Builder> {
        private final Network network;
        private AmortisedSampler sampler = null;
        private DensityObjective objective = new DensityObjective(0.1);
        private double classificationWeight = 1;
        private double predictionEntropyWeight = 0;
        private VirtualAdversarial smoothness = null;
        private Optimiser optimiser = new Adam(1e-3, 0, 0.9);
        private WeightAveraging averaging = null;
        private Augmentation augmentation = null;
        private boolean together = true;

        private Builder(Network network) {
            this.network = network;
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Adds the density of the inputs; without it by default.
         *
         * @param part The generator that stands in for chains; null for no density term.
         * @return This builder.
         */
        public Builder sampler(AmortisedSampler part) {
            this.sampler = part;
            return this;
        }

        /**
         * What the energy minimises besides the terms of classes; with a penalty of 0.1 on its gradient by default.
         *
         * @param part The objective.
         * @return This builder.
         */
        public Builder objective(DensityObjective part) {
            this.objective = part;
            return this;
        }

        /**
         * The weights of the terms of classes; 1 and 0 by default.
         *
         * @param classification alpha of the cross-entropy, above 0.
         * @param predictionEntropy beta of the entropy of predictions, at least 0.
         * @return This builder.
         */
        public Builder weights(double classification, double predictionEntropy) {
            this.classificationWeight = classification;
            this.predictionEntropyWeight = predictionEntropy;
            return this;
        }

        /**
         * Makes predictions smooth; not by default.
         *
         * @param part Virtual adversarial training; null for not.
         * @return This builder.
         */
        public Builder smoothness(VirtualAdversarial part) {
            this.smoothness = part;
            return this;
        }

        /**
         * Trains the network.
         *
         * @param part The optimiser.
         * @return This builder.
         */
        public Builder optimiser(Optimiser part) {
            this.optimiser = part;
            return this;
        }

        /**
         * Averages the network's weights for the model; not by default.
         *
         * @param part The averaging; null for the last weights.
         * @return This builder.
         */
        public Builder averaging(WeightAveraging part) {
            this.averaging = part;
            return this;
        }

        /**
         * A random change of training inputs; none by default.
         *
         * @param part The augmentation; null for none.
         * @return This builder.
         */
        public Builder augmentation(Augmentation part) {
            this.augmentation = part;
            return this;
        }

        /**
         * Evaluates the batches of a step in one call of the network where possible; so by default.
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
        public VERAClassifierTrainer build() {
            return new VERAClassifierTrainer(this);
        }
    }
}
