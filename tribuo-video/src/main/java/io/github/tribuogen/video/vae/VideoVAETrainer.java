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
package io.github.tribuogen.video.vae;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.data.Layout;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.latent.BernoulliLikelihood;
import io.github.tribuogen.neural.latent.Binarisation;
import io.github.tribuogen.neural.latent.Likelihood;
import io.github.tribuogen.neural.latent.ObservationModel;
import io.github.tribuogen.neural.model.BatchedValidation;
import io.github.tribuogen.neural.model.ModelFunctions;
import io.github.tribuogen.neural.model.ModelParts;
import io.github.tribuogen.neural.model.NeuralTrainer;
import io.github.tribuogen.neural.model.Prepared;
import io.github.tribuogen.neural.model.TrainingHistory;
import io.github.tribuogen.neural.nn.Generator;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.NetworkGenerator;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.Optimiser;
import io.github.tribuogen.neural.runtime.TrainingData;
import io.github.tribuogen.neural.runtime.TrainingProgram;
import io.github.tribuogen.neural.runtime.TrainingResult;
import io.github.tribuogen.neural.runtime.Validation;
import io.github.tribuogen.video.network.FrameMlp;
import io.github.tribuogen.video.prior.IdentityPrior;
import io.github.tribuogen.video.prior.LatentBlock;
import io.github.tribuogen.video.prior.RandomWalkPrior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tribuo.provenance.ModelProvenance;

/**
 * Trains a variational autoencoder of clips without labels: an encoder and a decoder of single frames, and a prior that ties the codes of a
 * clip's frames block by block. The default, one block under the {@link IdentityPrior} and one under the {@link RandomWalkPrior}, makes
 * the first say what a clip shows and the second where and how (Grathwohl and Wilson 2016); one block under the {@link
 * io.github.tribuogen.video.prior.IidPrior} gives a plain autoencoder of frames.
 *
 * <p>One example is one clip, laid out by a {@link io.github.tribuogen.neural.data.ClipLayout}; a batch holds whole clips. Bounds are in
 * nats a clip. With a likelihood that is a density they refer to the features as given; with one of discrete values they are
 * probabilities, up to a constant where the pixels are grey.
 */
public final class VideoVAETrainer extends NeuralTrainer<LogDensity, VideoVAEModel> {
    private static final double LEAST_SHARE = 1e-3;

    @Config(description = "Maps a frame [channels, height, width] to means and log variances.")
    private Network encoder = new FrameMlp();

    @Config(description = "Maps a code to the numbers of the likelihood of a frame.")
    private Generator decoder =
            new NetworkGenerator(new FrameMlp(), new StandardActivation(StandardActivation.Function.IDENTITY));

    @Config(description = "The latent features, block by block; without any, the features are split in two halves.")
    private List<LatentBlock> blocks = new ArrayList<>();

    @Config(description = "An even number of latent features, split into identity and pose if no blocks are given.")
    private int features = 8;

    @Config(description = "The law of a frame given its code.")
    private Likelihood likelihood = new BernoulliLikelihood();

    @Config(description = "The weight of the divergence, above 0; 1 for the evidence lower bound.")
    private double klWeight = 1;

    @Config(description = "The divergence's weight grows to its value over this many steps; 0 for always whole.")
    private long warmUpSteps = 0;

    @Config(description = "Keeps what a clip shows out of the pose block; absent for nothing.")
    private LeakagePenalty leakage = null;

    @Config(
            description = "The step from which leakage is penalised, growing to the whole penalty by twice that step; 0"
                    + " for always whole. Before blocks have parted, the penalty would part them the wrong way round.")
    private long leakageFrom = 1000;

    @Config(description = "Where the log variances of codes start.")
    private double startLogVariance = -3;

    @Config(description = "The least log variance of codes.")
    private double minLogVariance = -8;

    @Config(description = "The largest log variance of codes, above the least.")
    private double maxLogVariance = 4;

    @Config(description = "Turns gradients into new parameters.")
    private Optimiser optimiser = new Adam(1e-3);

    /** For OLCUT. */
    private VideoVAETrainer() {}

    private VideoVAETrainer(VideoVAETrainerBuilder b) {
        super(b);
        this.encoder = b.encoder;
        this.decoder = b.decoder;
        this.blocks = List.copyOf(b.blocks);
        this.features = b.features;
        this.likelihood = b.likelihood;
        this.klWeight = b.klWeight;
        this.warmUpSteps = b.warmUpSteps;
        this.leakage = b.leakage;
        this.leakageFrom = b.leakageFrom;
        this.startLogVariance = b.startLogVariance;
        this.minLogVariance = b.minLogVariance;
        this.maxLogVariance = b.maxLogVariance;
        this.optimiser = b.optimiser;
        postConfig();
    }

    static VideoVAETrainer of(VideoVAETrainerBuilder builder) {
        return new VideoVAETrainer(builder);
    }

    /**
     * Starts a trainer: the small networks, eight features in two halves, a Bernoulli likelihood, Adam with a rate of 0.001.
     *
     * @param layout Where the features of an example stand, a {@link io.github.tribuogen.neural.data.ClipLayout}.
     * @return A builder.
     */
    public static VideoVAETrainerBuilder builder(Layout layout) {
        return new VideoVAETrainerBuilder(layout);
    }

    @Override
    public synchronized void postConfig() {
        Require.atLeast("features", features, 2);
        Require.that(
                !blocks.isEmpty() || features % 2 == 0,
                "features",
                features,
                "an even number to split in halves; set blocks for any other split");
        Require.positive("klWeight", klWeight);
        Require.atLeast("warmUpSteps", warmUpSteps, 0);
        Require.atLeast("leakageFrom", leakageFrom, 0);
        Require.finite("minLogVariance", minLogVariance);
        Require.that(
                maxLogVariance > minLogVariance && Double.isFinite(maxLogVariance),
                "maxLogVariance",
                maxLogVariance,
                "a finite number above minLogVariance = " + minLogVariance);
        Require.that(
                startLogVariance >= minLogVariance && startLogVariance <= maxLogVariance,
                "startLogVariance",
                startLogVariance,
                "a number between minLogVariance and maxLogVariance");
        Set<String> names = new HashSet<>();
        for (LatentBlock b : blocks()) {
            Require.that(names.add(b.name()), "blocks", "two blocks named '" + b.name() + "'", "one of each name");
        }
        Require.that(
                leakage == null || names.contains(LatentBlock.IDENTITY) && names.contains(LatentBlock.POSE),
                "leakage",
                leakage,
                "blocks named '" + LatentBlock.IDENTITY + "' and '" + LatentBlock.POSE + "' with it");
        super.postConfig();
    }

    /** The blocks given, or the two halves. */
    private List<LatentBlock> blocks() {
        return blocks.isEmpty()
                ? List.of(
                        new LatentBlock(LatentBlock.IDENTITY, features / 2, new IdentityPrior()),
                        new LatentBlock(LatentBlock.POSE, features / 2, new RandomWalkPrior()))
                : blocks;
    }

    @Override
    protected boolean acceptsUnknownOutputs() {
        return true;
    }

    @Override
    protected TrainingData data(Prepared<LogDensity> prepared) {
        ClipGeometry.of(prepared.bound().shape());
        new ObservationModel(likelihood, Binarisation.NONE)
                .check(prepared.inputs(), prepared.columns(), i -> prepared.bound()
                        .featureName(i));
        return TrainingData.builder().column(VideoVAEProgram.CLIPS, prepared.inputTensor()).stream(
                        VideoVAEProgram.STREAM, settings().batchSize(), prepared.trainingRows())
                .build();
    }

    private FrameAutoencoder autoencoder(Prepared<LogDensity> prepared) {
        ClipGeometry geometry = ClipGeometry.of(prepared.bound().shape());
        return new FrameAutoencoder(
                encoder,
                decoder,
                blocks(),
                likelihood,
                geometry,
                new FrameAutoencoder.VarianceBounds(startLogVariance, minLogVariance, maxLogVariance),
                offset(prepared, geometry));
    }

    /** What makes a Bernoulli decoder that says nothing give each pixel its mean over the training frames; zeros for others. */
    private HostTensor offset(Prepared<LogDensity> prepared, ClipGeometry geometry) {
        int p = geometry.framePixels();
        double[] offset = new double[p * likelihood.parameters()];
        if (likelihood instanceof BernoulliLikelihood) {
            double[] sum = new double[p];
            for (int row : prepared.trainingRows()) {
                for (int j = 0; j < prepared.columns(); j++) {
                    sum[j % p] += prepared.inputs()[row * prepared.columns() + j];
                }
            }
            double frames = (double) prepared.trainingRows().length * geometry.frames();
            for (int j = 0; j < p; j++) {
                double share = Math.min(Math.max(sum[j] / frames, LEAST_SHARE), 1 - LEAST_SHARE);
                offset[j] = Math.log(share / (1 - share));
            }
        }
        return HostTensor.of(offset, 1, offset.length);
    }

    @Override
    protected TrainingProgram program(Prepared<LogDensity> prepared) {
        return new VideoVAEProgram(
                autoencoder(prepared), optimiser, klWeight, warmUpSteps, leakage, leakageFrom, logVolume(prepared));
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
        FrameAutoencoder vae = autoencoder(prepared);
        float[] weights = new float[prepared.validationRows().length];
        Arrays.fill(weights, 1);
        return Optional.of(new BatchedValidation(
                Map.of(VideoVAEProgram.CLIPS, prepared.inputTensor(prepared.validationRows())),
                weights,
                (scope, batch) -> {
                    FrameAutoencoder.Terms t =
                            vae.terms(scope.child(VideoVAEProgram.SCOPE), batch.get(VideoVAEProgram.CLIPS));
                    Map<String, io.github.tribuogen.neural.graph.Tensor> measures = new LinkedHashMap<>();
                    measures.put("validation-negative-ELBO", t.bound().neg().sub(volume));
                    measures.put("validation-KL", t.divergence());
                    return measures;
                },
                settings().device()));
    }

    @Override
    protected VideoVAEModel createModel(
            ModelProvenance provenance, Prepared<LogDensity> prepared, TrainingResult result) {
        FrameAutoencoder vae = autoencoder(prepared);
        VideoFunctions functions =
                new VideoFunctions(vae, prepared, FrameScaling.of(prepared, vae.geometry()), logVolume(prepared));
        ModelFunctions built = functions
                .addTo(ModelFunctions.builder(result.variables()))
                .build(settings().device());
        ModelParts parts = ModelParts.of(prepared, built, TrainingHistory.of(result));
        return new VideoVAEModel(
                "video-vae",
                provenance,
                prepared.features(),
                prepared.outputs(),
                parts.with(VideoVAEModel.properties(vae.geometry(), vae.blocks())));
    }

    @Override
    protected Class<VideoVAEModel> modelClass() {
        return VideoVAEModel.class;
    }

    @Override
    public String toString() {
        return "VideoVAETrainer(encoder=" + encoder + ",decoder=" + decoder + ",blocks=" + blocks() + ",likelihood="
                + likelihood + ",klWeight=" + klWeight + ",warmUpSteps=" + warmUpSteps + ",leakage=" + leakage
                + ",leakageFrom=" + leakageFrom + ",startLogVariance=" + startLogVariance + ",minLogVariance="
                + minLogVariance + ",maxLogVariance="
                + maxLogVariance + ",optimiser=" + optimiser + ",settings=" + settings() + ",seed=" + seed() + ")";
    }
}
