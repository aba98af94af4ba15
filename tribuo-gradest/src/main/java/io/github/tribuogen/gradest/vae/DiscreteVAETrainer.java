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
package io.github.tribuogen.gradest.vae;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.latent.BernoulliLikelihood;
import io.github.tribuogen.neural.latent.Binarisation;
import io.github.tribuogen.neural.latent.Likelihood;
import io.github.tribuogen.neural.latent.ObservationModel;
import io.github.tribuogen.neural.model.BatchedValidation;
import io.github.tribuogen.neural.model.ModelFunctions;
import io.github.tribuogen.neural.model.ModelParts;
import io.github.tribuogen.neural.model.NeuralModel;
import io.github.tribuogen.neural.model.NeuralTrainer;
import io.github.tribuogen.neural.model.NeuralTrainerBuilder;
import io.github.tribuogen.neural.model.Prepared;
import io.github.tribuogen.neural.model.TrainingHistory;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.Optimiser;
import io.github.tribuogen.neural.runtime.TrainingData;
import io.github.tribuogen.neural.runtime.TrainingProgram;
import io.github.tribuogen.neural.runtime.TrainingResult;
import io.github.tribuogen.neural.runtime.Validation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tribuo.provenance.ModelProvenance;

/**
 * Trains a variational autoencoder with discrete codes by maximising the evidence lower bound; each layer of codes has a gradient
 * estimator of its own. The top's prior is learned, encoders see observations less their mean, and the outputs of a Bernoulli
 * likelihood start at the means of the training data (Grathwohl et al. 2018, section 5.1).
 *
 * <p>Bounds are in nats. With a likelihood that is a density they refer to the features as given; with one of discrete values they are
 * probabilities.
 */
public final class DiscreteVAETrainer extends NeuralTrainer<LogDensity, DiscreteVAEModel> {
    private static final double LEAST_SHARE = 1e-3;
    private static final int MOST_STATES = 1 << 12;

    @Config(mandatory = true, description = "The layers of codes from the observation up, at least one.")
    private List<StochasticLayer> layers = new ArrayList<>();

    @Config(description = "The law of an observation given its code.")
    private Likelihood likelihood = new BernoulliLikelihood();

    @Config(description = "How grey becomes black and white.")
    private Binarisation binarisation = Binarisation.NONE;

    @Config(
            description = "Codes drawn for the bound that the model predicts: 1 for the ELBO, more for the tighter"
                    + " importance-weighted bound.")
    private int boundSamples = 1;

    @Config(description = "Turns the model's gradients into new parameters.")
    private Optimiser optimiser = new Adam(1e-3);

    @Config(description = "The same for control variates and baselines.")
    private Optimiser controlOptimiser = new Adam(1e-3);

    /** For OLCUT. */
    private DiscreteVAETrainer() {}

    private DiscreteVAETrainer(Builder b) {
        super(b);
        this.layers = List.copyOf(b.layers);
        this.likelihood = b.likelihood;
        this.binarisation = b.binarisation;
        this.boundSamples = b.boundSamples;
        this.optimiser = b.optimiser;
        this.controlOptimiser = b.controlOptimiser;
        postConfig();
    }

    /**
     * Starts a trainer: Bernoulli likelihood, the ELBO of one draw, Adam with a rate of 0.001.
     *
     * @param layers The layers of codes from the observation up, at least one.
     * @return A builder.
     */
    public static Builder builder(StochasticLayer... layers) {
        return new Builder(List.of(layers));
    }

    @Override
    public synchronized void postConfig() {
        if (layers.isEmpty()) {
            throw new PropertyException("", "layers", "found none, expected at least one");
        }
        Require.atLeast("boundSamples", boundSamples, 1);
        super.postConfig();
    }

    private ObservationModel observations() {
        return new ObservationModel(likelihood, binarisation);
    }

    @Override
    protected boolean acceptsUnknownOutputs() {
        return true;
    }

    @Override
    protected TrainingData data(Prepared<LogDensity> prepared) {
        check(prepared);
        return TrainingData.builder().column(DiscreteVAEProgram.POINTS, prepared.inputTensor()).stream(
                        DiscreteVAEProgram.STREAM, settings().batchSize(), prepared.trainingRows())
                .build();
    }

    private void check(Prepared<LogDensity> prepared) {
        float[] values = prepared.inputs();
        observations().check(values, prepared.columns(), i -> prepared.bound().featureName(i));
        boolean blackAndWhite = likelihood instanceof BernoulliLikelihood && binarisation == Binarisation.NONE;
        for (int i = 0; i < values.length && blackAndWhite; i++) {
            if (values[i] != 0 && values[i] != 1) {
                throw new IllegalArgumentException("Feature '"
                        + prepared.bound().featureName(i % prepared.columns()) + "' of example "
                        + i / prepared.columns() + " is " + values[i]
                        + ", expected 0 or 1; set binarisation to FIXED or RESAMPLED to round grey at random");
            }
        }
    }

    private CodeHierarchy codes(Prepared<LogDensity> prepared) {
        int d = prepared.columns();
        double[] mean = new double[d];
        for (int row : prepared.trainingRows()) {
            for (int j = 0; j < d; j++) {
                mean[j] += prepared.inputs()[row * d + j] / (double) prepared.trainingRows().length;
            }
        }
        double[] bias = new double[d * likelihood.parameters()];
        if (likelihood instanceof BernoulliLikelihood) {
            for (int j = 0; j < d; j++) {
                double share = Math.min(Math.max(mean[j], LEAST_SHARE), 1 - LEAST_SHARE);
                bias[j] = Math.log(share / (1 - share));
            }
        }
        return new CodeHierarchy(
                layers, observations(), HostTensor.of(mean, 1, d), HostTensor.of(bias, 1, bias.length));
    }

    @Override
    protected TrainingProgram program(Prepared<LogDensity> prepared) {
        return new DiscreteVAEProgram(codes(prepared), optimiser, controlOptimiser);
    }

    /** log|det| of the preprocessing if the likelihood is a density, the same at every point. */
    private double logVolume(Prepared<LogDensity> prepared) {
        double sum = 0;
        if (likelihood.isDensity()) {
            for (float scale : prepared.affine().scale()) {
                sum += Math.log(Math.abs(scale));
            }
        }
        return sum;
    }

    @Override
    protected Optional<Validation> validation(Prepared<LogDensity> prepared) {
        double volume = logVolume(prepared);
        CodeHierarchy codes = codes(prepared);
        float[] weights = new float[prepared.validationRows().length];
        Arrays.fill(weights, 1);
        return Optional.of(new BatchedValidation(
                Map.of(DiscreteVAEProgram.POINTS, prepared.inputTensor(prepared.validationRows())),
                weights,
                (scope, batch) -> {
                    Tensor x = batch.get(DiscreteVAEProgram.POINTS);
                    Tensor one = x.graph().root().constant(HostTensor.scalar((long) boundSamples));
                    Tensor bound = codes.bound(scope.child(DiscreteVAEProgram.SCOPE), x, one);
                    return Map.of(
                            "validation-negative-" + boundName(), bound.neg().sub(volume));
                },
                settings().device()));
    }

    private String boundName() {
        return boundSamples == 1 ? "ELBO" : "IWAE-" + boundSamples;
    }

    @Override
    protected DiscreteVAEModel createModel(
            ModelProvenance provenance, Prepared<LogDensity> prepared, TrainingResult result) {
        CodeHierarchy codes = codes(prepared);
        double volume = logVolume(prepared);
        long d = prepared.columns();
        ModelFunctions.Builder functions = ModelFunctions.builder(result.variables())
                .rows(NeuralModel.PREDICT, d, (scope, rows) -> {
                    Tensor samples = rows.graph().root().constant(HostTensor.scalar((long) boundSamples));
                    Tensor bound =
                            codes.bound(scope.child(DiscreteVAEProgram.SCOPE), prepared.preprocess(rows), samples);
                    return result(bound.add(volume).unsqueeze(1));
                })
                .function(DiscreteVAEModel.IMPORTANCE, body -> {
                    Tensor rows = body.input(NeuralModel.INPUT, DType.FLOAT32, Shape.batched("batch", d));
                    Tensor samples = body.input(DiscreteVAEModel.SAMPLES, DType.INT64, Shape.SCALAR);
                    Tensor bound = codes.bound(
                            body.scope().child(DiscreteVAEProgram.SCOPE), prepared.preprocess(rows), samples);
                    return result(bound.add(volume).unsqueeze(1));
                });
        addCodes(functions, codes, prepared, volume);
        addGenerator(functions, codes, prepared);
        ModelParts parts = ModelParts.of(prepared, functions.build(settings().device()), TrainingHistory.of(result));
        return new DiscreteVAEModel(
                "discrete-vae",
                provenance,
                prepared.features(),
                prepared.outputs(),
                parts.with(DiscreteVAEModel.properties(
                        layers.stream().mapToInt(StochasticLayer::width).toArray(), boundName())));
    }

    /** The functions from rows to codes. */
    private void addCodes(
            ModelFunctions.Builder functions, CodeHierarchy codes, Prepared<LogDensity> prepared, double volume) {
        long d = prepared.columns();
        for (int i = 0; i < layers.size(); i++) {
            int layer = i;
            functions.rows(DiscreteVAEModel.ENCODE + i, d, (scope, rows) -> {
                ParameterScope s = scope.child(DiscreteVAEProgram.SCOPE);
                Tensor below = codes.centred(codes.observations().seen(s, prepared.preprocess(rows)));
                for (int j = 0; ; j++) {
                    StochasticLayer l = layers.get(j);
                    Tensor logits = codes.posterior(s, j, below);
                    if (j == layer) {
                        return result(l.law().mean(logits).flatten(1));
                    }
                    below = l.read(likeliest(l, logits));
                }
            });
        }
        functions.rows(DiscreteVAEModel.RECONSTRUCT, d, (scope, rows) -> {
            ParameterScope s = scope.child(DiscreteVAEProgram.SCOPE);
            Tensor below = codes.centred(codes.observations().seen(s, prepared.preprocess(rows)));
            StochasticLayer l = layers.get(0);
            return result(mean(codes, s, prepared, likeliest(l, codes.posterior(s, 0, below))));
        });
        states().ifPresent(states -> functions.rows(DiscreteVAEModel.ENUMERATED, d, (scope, rows) -> {
            List<Tensor> both =
                    codes.enumerated(scope.child(DiscreteVAEProgram.SCOPE), prepared.preprocess(rows), states);
            return result(Tensors.stack(1, both).add(volume));
        }));
    }

    /** All codes where there is one layer of few. */
    private Optional<HostTensor> states() {
        if (layers.size() > 1) {
            return Optional.empty();
        }
        return layers.get(0).law().states(layers.get(0).shape(), MOST_STATES).map(all -> {
            int width = layers.get(0).width();
            double[] flat = new double[all.size() * width];
            for (int i = 0; i < all.size(); i++) {
                System.arraycopy(all.get(i), 0, flat, i * width, width);
            }
            return HostTensor.of(flat, all.size(), width);
        });
    }

    /** The codes of the greatest probability: noise in the middle, or no noise. */
    private static Tensor likeliest(StochasticLayer l, Tensor logits) {
        return l.law().sample(logits, logits.zerosLike().add(0.5));
    }

    /** The functions from codes and from nothing to rows. */
    private void addGenerator(ModelFunctions.Builder functions, CodeHierarchy codes, Prepared<LogDensity> prepared) {
        StochasticLayer first = layers.get(0);
        functions.function(DiscreteVAEModel.DECODE, body -> {
            Tensor b = body.input(DiscreteVAEModel.CODES, DType.FLOAT32, Shape.batched("batch", (long) first.width()));
            ParameterScope s = body.scope().child(DiscreteVAEProgram.SCOPE);
            return result(mean(codes, s, prepared, first.shaped(b)));
        });
        for (String name : List.of(DiscreteVAEModel.SAMPLE, DiscreteVAEModel.SAMPLE_MEANS)) {
            functions.function(name, body -> {
                long width = layers.get(layers.size() - 1).width();
                Tensor start = body.input(DiscreteVAEModel.START, DType.FLOAT32, Shape.batched("batch", width));
                Tensor seed = body.input(DiscreteVAEModel.SEED, DType.INT64, Shape.SCALAR);
                RandomStream random = RandomStream.of(seed, start.graph().root().constant(0L));
                ParameterScope s = body.scope().child(DiscreteVAEProgram.SCOPE);
                Tensor b = codes.ancestral(s, start, random);
                return result(
                        name.equals(DiscreteVAEModel.SAMPLE_MEANS)
                                ? mean(codes, s, prepared, b)
                                : prepared.restore(
                                        likelihood.draw(codes.generator(s, 0, b), random.child("observation"))));
            });
        }
    }

    private Tensor mean(CodeHierarchy codes, ParameterScope scope, Prepared<LogDensity> prepared, Tensor b) {
        return prepared.restore(likelihood.mean(codes.generator(scope, 0, b)));
    }

    private static Map<String, Tensor> result(Tensor output) {
        return Map.of(NeuralModel.OUTPUT, output);
    }

    @Override
    protected Class<DiscreteVAEModel> modelClass() {
        return DiscreteVAEModel.class;
    }

    @Override
    public String toString() {
        return "DiscreteVAETrainer(layers=" + layers + ",likelihood=" + likelihood + ",binarisation=" + binarisation
                + ",boundSamples=" + boundSamples + ",optimiser=" + optimiser + ",controlOptimiser="
                + controlOptimiser + ",settings=" + settings() + ",seed=" + seed() + ")";
    }

    /** Collects the parts of a trainer. */
    public static final class Builder extends NeuralTrainerBuilder<Builder> {
        private final List<StochasticLayer> layers;
        private Likelihood likelihood = new BernoulliLikelihood();
        private Binarisation binarisation = Binarisation.NONE;
        private int boundSamples = 1;
        private Optimiser optimiser = new Adam(1e-3);
        private Optimiser controlOptimiser = new Adam(1e-3);

        private Builder(List<StochasticLayer> layers) {
            this.layers = layers;
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * The law of an observation given its code; Bernoulli by default.
         *
         * @param part The likelihood.
         * @return This builder.
         */
        public Builder likelihood(Likelihood part) {
            this.likelihood = part;
            return this;
        }

        /**
         * How grey becomes black and white; not at all by default.
         *
         * @param how How.
         * @return This builder.
         */
        public Builder binarisation(Binarisation how) {
            this.binarisation = how;
            return this;
        }

        /**
         * Codes drawn for the bound that the model predicts; 1 by default.
         *
         * @param samples At least 1.
         * @return This builder.
         */
        public Builder boundSamples(int samples) {
            this.boundSamples = samples;
            return this;
        }

        /**
         * What turns gradients into new parameters; Adam with a rate of 0.001 by default.
         *
         * @param model Of the model.
         * @param control Of control variates and baselines.
         * @return This builder.
         */
        public Builder optimisers(Optimiser model, Optimiser control) {
            this.optimiser = model;
            this.controlOptimiser = control;
            return this;
        }

        /**
         * Ends the trainer.
         *
         * @return The trainer.
         */
        public DiscreteVAETrainer build() {
            return new DiscreteVAETrainer(this);
        }
    }
}
