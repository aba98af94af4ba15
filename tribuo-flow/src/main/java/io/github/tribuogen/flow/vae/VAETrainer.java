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
package io.github.tribuogen.flow.vae;

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
import io.github.tribuogen.neural.nn.Network;
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
import org.tribuo.provenance.ModelProvenance;

/**
 * Trains a variational autoencoder by maximising the evidence lower bound, with a posterior that may be a flow.
 *
 * <p>Bounds are in nats. With a likelihood that is a density they refer to the features as given; with one of discrete values they
 * are probabilities.
 */
public final class VAETrainer extends NeuralTrainer<LogDensity, VAEModel> {
    @Config(mandatory = true, description = "Maps an observation to features.")
    private Network encoder;

    @Config(mandatory = true, description = "Maps a code to the numbers of the likelihood.")
    private Network decoder;

    @Config(description = "The law of codes given an observation.")
    private Posterior posterior = new GaussianPosterior();

    @Config(description = "The law of an observation given its code.")
    private Likelihood likelihood = new BernoulliLikelihood();

    @Config(description = "How grey becomes black and white.")
    private Binarisation binarisation = Binarisation.NONE;

    @Config(description = "The size of codes, at least 1.")
    private int latentSize = 64;

    @Config(description = "The number of the encoder's features, at least 1.")
    private int featureSize = 256;

    @Config(description = "The least variance of the posterior's Gaussian, above 0.")
    private double minVariance = 1e-7;

    @Config(description = "The largest variance of the posterior's Gaussian, above the least.")
    private double maxVariance = 1e7;

    @Config(description = "The KL term's weight grows to 1 over this many steps; 0 for always 1.")
    private long warmUpSteps = 0;

    @Config(
            description = "Codes drawn for the bound that the model predicts: 1 for the ELBO, more for the tighter"
                    + " importance-weighted bound.")
    private int boundSamples = 1;

    @Config(description = "Turns gradients into new parameters.")
    private Optimiser optimiser = new Adam(1e-3);

    @Config(description = "Averages the weights for the model; absent for the last weights.")
    private WeightAveraging averaging = null;

    /** For OLCUT. */
    private VAETrainer() {}

    private VAETrainer(Builder b) {
        super(b);
        this.encoder = b.encoder;
        this.decoder = b.decoder;
        this.posterior = b.posterior;
        this.likelihood = b.likelihood;
        this.binarisation = b.binarisation;
        this.latentSize = b.latentSize;
        this.featureSize = b.featureSize;
        this.minVariance = b.minVariance;
        this.maxVariance = b.maxVariance;
        this.warmUpSteps = b.warmUpSteps;
        this.boundSamples = b.boundSamples;
        this.optimiser = b.optimiser;
        this.averaging = b.averaging;
        postConfig();
    }

    /**
     * Starts a trainer: Gaussian posterior, Bernoulli likelihood, codes of 64, 256 features, no warm-up.
     *
     * @param encoder Maps an observation to features.
     * @param decoder Maps a code to the numbers of the likelihood.
     * @param optimiser Turns gradients into new parameters.
     * @return A builder.
     */
    public static Builder builder(Network encoder, Network decoder, Optimiser optimiser) {
        return new Builder(encoder, decoder, optimiser);
    }

    @Override
    public synchronized void postConfig() {
        Require.atLeast("latentSize", latentSize, 1);
        Require.atLeast("featureSize", featureSize, 1);
        Require.atLeast("warmUpSteps", warmUpSteps, 0);
        Require.atLeast("boundSamples", boundSamples, 1);
        Require.positive("minVariance", minVariance);
        if (!(maxVariance > minVariance && Double.isFinite(maxVariance))) {
            throw new PropertyException(
                    "",
                    "maxVariance",
                    "found " + maxVariance + ", expected a finite number above minVariance = " + minVariance);
        }
        super.postConfig();
    }

    private Autoencoder autoencoder() {
        return new Autoencoder(
                encoder,
                decoder,
                posterior,
                likelihood,
                binarisation,
                new Autoencoder.Sizes(latentSize, featureSize, minVariance, maxVariance));
    }

    @Override
    protected boolean acceptsUnknownOutputs() {
        return true;
    }

    @Override
    protected TrainingData data(Prepared<LogDensity> prepared) {
        check(prepared);
        return TrainingData.builder().column(VAEProgram.POINTS, prepared.inputTensor()).stream(
                        VAEProgram.STREAM, settings().batchSize(), prepared.trainingRows())
                .build();
    }

    private void check(Prepared<LogDensity> prepared) {
        new ObservationModel(likelihood, binarisation)
                .check(prepared.inputs(), prepared.columns(), i -> prepared.bound()
                        .featureName(i));
    }

    @Override
    protected TrainingProgram program(Prepared<LogDensity> prepared) {
        return new VAEProgram(autoencoder(), optimiser, averaging, warmUpSteps, logVolume(prepared));
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
        Autoencoder vae = autoencoder();
        float[] weights = new float[prepared.validationRows().length];
        Arrays.fill(weights, 1);
        return Optional.of(new BatchedValidation(
                Map.of(VAEProgram.POINTS, prepared.inputTensor(prepared.validationRows())),
                weights,
                (scope, batch) -> {
                    Autoencoder.Terms t = vae.terms(scope.child(VAEProgram.SCOPE), batch.get(VAEProgram.POINTS));
                    Map<String, Tensor> measures = new LinkedHashMap<>();
                    measures.put("validation-negative-ELBO", t.logWeight().neg().sub(volume));
                    measures.put("validation-KL", t.divergence());
                    return measures;
                },
                settings().device()));
    }

    @Override
    protected VAEModel createModel(ModelProvenance provenance, Prepared<LogDensity> prepared, TrainingResult result) {
        Autoencoder vae = autoencoder();
        double volume = logVolume(prepared);
        long d = prepared.columns();
        ModelFunctions.Builder functions = ModelFunctions.builder(averaged(result.variables()))
                .rows(NeuralModel.PREDICT, d, (scope, rows) -> {
                    Tensor samples = rows.graph().root().constant(HostTensor.scalar((long) boundSamples));
                    Tensor x = prepared.preprocess(rows);
                    Tensor bound = boundSamples == 1
                            ? vae.terms(scope.child(VAEProgram.SCOPE), x).logWeight()
                            : vae.bound(scope.child(VAEProgram.SCOPE), x, samples);
                    return result(bound.add(volume).unsqueeze(1));
                })
                .rows(VAEModel.TERMS, d, (scope, rows) -> {
                    Autoencoder.Terms t = vae.terms(scope.child(VAEProgram.SCOPE), prepared.preprocess(rows));
                    return result(
                            Tensors.stack(1, java.util.List.of(t.logLikelihood().add(volume), t.divergence())));
                })
                .function(VAEModel.IMPORTANCE, body -> {
                    Tensor rows = body.input(NeuralModel.INPUT, DType.FLOAT32, Shape.batched("batch", d));
                    Tensor samples = body.input(VAEModel.SAMPLES, DType.INT64, Shape.SCALAR);
                    Tensor bound = vae.bound(body.scope().child(VAEProgram.SCOPE), prepared.preprocess(rows), samples);
                    return result(bound.add(volume).unsqueeze(1));
                })
                .rows(
                        VAEModel.ENCODE,
                        d,
                        (scope, rows) -> result(vae.centre(scope.child(VAEProgram.SCOPE), prepared.preprocess(rows))))
                .rows(VAEModel.RECONSTRUCT, d, (scope, rows) -> {
                    ParameterScope s = scope.child(VAEProgram.SCOPE);
                    return result(mean(vae, s, prepared, vae.centre(s, prepared.preprocess(rows))));
                });
        addGenerator(functions, vae, prepared);
        ModelParts parts = ModelParts.of(prepared, functions.build(settings().device()), TrainingHistory.of(result));
        return new VAEModel(
                "vae",
                provenance,
                prepared.features(),
                prepared.outputs(),
                parts.with(VAEModel.properties(latentSize)));
    }

    /** The functions of codes. */
    private void addGenerator(ModelFunctions.Builder functions, Autoencoder vae, Prepared<LogDensity> prepared) {
        functions.function(VAEModel.DECODE, body -> {
            Tensor z = body.input(VAEModel.CODES, DType.FLOAT32, Shape.batched("batch", latentSize));
            return result(mean(vae, body.scope().child(VAEProgram.SCOPE), prepared, z));
        });
        functions.function(VAEModel.SAMPLE, body -> {
            Tensor z = body.input(VAEModel.CODES, DType.FLOAT32, Shape.batched("batch", latentSize));
            Tensor seed = body.input(VAEModel.SEED, DType.INT64, Shape.SCALAR);
            RandomStream random = RandomStream.of(seed, z.graph().root().constant(0L));
            Tensor numbers = vae.decode(body.scope().child(VAEProgram.SCOPE), z, prepared.columns());
            return result(prepared.restore(likelihood.draw(numbers, random)));
        });
    }

    private Tensor mean(Autoencoder vae, ParameterScope scope, Prepared<LogDensity> prepared, Tensor z) {
        return prepared.restore(likelihood.mean(vae.decode(scope, z, prepared.columns())));
    }

    private static Map<String, Tensor> result(Tensor output) {
        return Map.of(NeuralModel.OUTPUT, output);
    }

    /** The variables with averaged weights in the place of the last ones, where training kept an average. */
    private static Map<String, HostTensor> averaged(Map<String, HostTensor> variables) {
        Map<String, HostTensor> m = new LinkedHashMap<>(variables);
        m.replaceAll((name, value) ->
                variables.getOrDefault(VAEProgram.AVERAGING + "/" + WeightAveraging.variableOf(name), value));
        return m;
    }

    @Override
    protected Class<VAEModel> modelClass() {
        return VAEModel.class;
    }

    @Override
    public String toString() {
        return "VAETrainer(encoder=" + encoder + ",decoder=" + decoder + ",posterior=" + posterior + ",likelihood="
                + likelihood + ",binarisation=" + binarisation + ",latentSize=" + latentSize + ",featureSize="
                + featureSize + ",minVariance=" + minVariance + ",maxVariance=" + maxVariance + ",warmUpSteps="
                + warmUpSteps + ",boundSamples=" + boundSamples + ",optimiser=" + optimiser + ",averaging="
                + averaging + ",settings=" + settings() + ",seed=" + seed() + ")";
    }

    /** Collects the parts of a trainer. */
    public static final class Builder extends NeuralTrainerBuilder<Builder> {
        private final Network encoder;
        private final Network decoder;
        private final Optimiser optimiser;
        private Posterior posterior = new GaussianPosterior();
        private Likelihood likelihood = new BernoulliLikelihood();
        private Binarisation binarisation = Binarisation.NONE;
        private int latentSize = 64;
        private int featureSize = 256;
        private double minVariance = 1e-7;
        private double maxVariance = 1e7;
        private long warmUpSteps = 0;
        private int boundSamples = 1;
        private WeightAveraging averaging = null;

        private Builder(Network encoder, Network decoder, Optimiser optimiser) {
            this.encoder = encoder;
            this.decoder = decoder;
            this.optimiser = optimiser;
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * The law of codes given an observation; Gaussian by default.
         *
         * @param part The posterior.
         * @return This builder.
         */
        public Builder posterior(Posterior part) {
            this.posterior = part;
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
         * The sizes between the networks.
         *
         * @param latent Of codes, at least 1; 64 by default.
         * @param features The number of the encoder's features, at least 1; 256 by default.
         * @return This builder.
         */
        public Builder sizes(int latent, int features) {
            this.latentSize = latent;
            this.featureSize = features;
            return this;
        }

        /**
         * Bounds on the variance of the posterior's Gaussian; 1e-7 and 1e7 by default.
         *
         * @param least Above 0.
         * @param most Above the least.
         * @return This builder.
         */
        public Builder variances(double least, double most) {
            this.minVariance = least;
            this.maxVariance = most;
            return this;
        }

        /**
         * Lets the KL term's weight grow; not by default.
         *
         * @param steps The step from which it is 1; 0 for always.
         * @return This builder.
         */
        public Builder warmUpSteps(long steps) {
            this.warmUpSteps = steps;
            return this;
        }

        /**
         * Changes the bound that the model predicts; the ELBO by default.
         *
         * @param samples Codes drawn, at least 1.
         * @return This builder.
         */
        public Builder boundSamples(int samples) {
            this.boundSamples = samples;
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
         * Ends the trainer.
         *
         * @return The trainer.
         */
        public VAETrainer build() {
            return new VAETrainer(this);
        }
    }
}
