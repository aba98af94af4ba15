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
package io.github.tribuogen.integration.experiment;

import io.github.tribuogen.neural.data.Layout;
import io.github.tribuogen.neural.data.Preprocessor;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.Generator;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.CosineSchedule;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.video.prior.BlockPrior;
import io.github.tribuogen.video.prior.DynamicsPrior;
import io.github.tribuogen.video.prior.HardTiePrior;
import io.github.tribuogen.video.prior.IdentityPrior;
import io.github.tribuogen.video.prior.IidPrior;
import io.github.tribuogen.video.prior.LatentBlock;
import io.github.tribuogen.video.prior.RandomWalkPrior;
import io.github.tribuogen.video.prior.TieVariance;
import io.github.tribuogen.video.vae.DependencePenalty;
import io.github.tribuogen.video.vae.VideoVAEModel;
import io.github.tribuogen.video.vae.VideoVAETrainer;
import io.github.tribuogen.video.vae.VideoVAETrainerBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.tribuo.Dataset;
import org.tribuo.Model;

/**
 * The autoencoders of clips that experiments compare: one network, one number of steps, several priors. "penalty 30 1,0.2" is "penalised"
 * by another weight and other widths of kernels. Trained models are kept in {@code target/experiments/models} and read from there if an
 * experiment is run again.
 */
final class VideoContenders {
    /** Gives the clips to train on. */
    @FunctionalInterface
    interface Clips {
        Dataset<LogDensity> get();
    }

    private final Layout layout;
    private final String name;
    private final int identity;
    private final int pose;
    private final int batch;
    private final long steps;
    private double tie = 0.01;
    private UnaryOperator<VideoVAETrainerBuilder> parts = UnaryOperator.identity();

    /**
     * Contenders of one experiment.
     *
     * @param identity How many features the identity block has, where there is one.
     * @param pose How many the pose block has; contenders of one block have as many as both.
     * @param steps How long they train, unless the property {@code tribuogen.steps} says otherwise.
     */
    VideoContenders(String name, Layout layout, int identity, int pose, int batch, long steps) {
        this.name = name;
        this.layout = layout;
        this.identity = identity;
        this.pose = pose;
        this.steps = Long.getLong("tribuogen.steps", steps);
        this.batch = batch;
    }

    /** Other networks than the small ones. */
    VideoContenders with(Network encoder, Generator decoder) {
        UnaryOperator<VideoVAETrainerBuilder> before = parts;
        parts = b -> before.apply(b).encoder(encoder).decoder(decoder);
        return this;
    }

    /** Another tie of the identity than 0.01, where it is not learned. */
    VideoContenders tied(double variance) {
        tie = variance;
        return this;
    }

    private IdentityPrior stays() {
        return new IdentityPrior(TieVariance.fixed(tie), 1);
    }

    /** Pixels that need preparation. */
    VideoContenders prepared(Preprocessor preprocessor) {
        UnaryOperator<VideoVAETrainerBuilder> before = parts;
        parts = b -> before.apply(b).preprocessor(preprocessor);
        return this;
    }

    /** Common settings: batches of whole clips, Adam whose rate falls along a cosine, one thread or as many as the property says. */
    private VideoVAETrainerBuilder base(long seed) {
        return parts.apply(VideoVAETrainer.builder(layout))
                .optimiser(new Adam(2e-3).withSchedule(new CosineSchedule(steps, 0.02)))
                .settings(TrainingSettings.builder()
                        .batchSize(batch)
                        .steps(steps)
                        .device(Device.cpu(Integer.getInteger("tribuogen.threads", 1)))
                        .showProgress(false)
                        .build())
                .seed(seed);
    }

    private VideoVAETrainerBuilder blocks(VideoVAETrainerBuilder b, BlockPrior first, BlockPrior second) {
        return b.blocks(
                new LatentBlock(LatentBlock.IDENTITY, identity, first),
                new LatentBlock(LatentBlock.POSE, pose, second));
    }

    VideoVAETrainer trainer(String kind, long seed) {
        VideoVAETrainerBuilder b = base(seed);
        return switch (kind) {
            case "factored" -> blocks(b, stays(), new RandomWalkPrior()).build();
            case "penalised" ->
                blocks(b, stays(), new RandomWalkPrior())
                        .leakage(new DependencePenalty(), steps / 5)
                        .build();
            case "learned tie" ->
                blocks(
                                b,
                                new IdentityPrior(TieVariance.learned(0.01), 1),
                                new RandomWalkPrior(TieVariance.learned(0.01), 1))
                        .build();
            case "sequential" ->
                blocks(b, new HardTiePrior(), new DynamicsPrior()).build();
            case "plain" ->
                b.blocks(new LatentBlock("all", identity + pose, new IidPrior()))
                        .build();
            case "random walk" ->
                b.blocks(new LatentBlock("all", identity + pose, new RandomWalkPrior()))
                        .build();
            default -> {
                if (!kind.startsWith("penalty ")) {
                    throw new IllegalArgumentException("kind: " + kind);
                }
                String[] told = kind.substring(8).split(" ");
                double[] widths = told.length == 1
                        ? new double[0]
                        : Arrays.stream(told[1].split(","))
                                .mapToDouble(Double::parseDouble)
                                .toArray();
                yield blocks(b, stays(), new RandomWalkPrior())
                        .leakage(new DependencePenalty(Double.parseDouble(told[0]), widths), steps / 5)
                        .build();
            }
        };
    }

    /** Trains a model, or reads it where it was trained before. */
    VideoVAEModel model(String kind, long seed, Clips data) throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "experiments", "models"));
        Path file = folder.resolve(name + "-" + kind.replace(' ', '-') + "-" + seed + ".pb");
        if (Files.exists(file)) {
            return (VideoVAEModel) Model.deserializeFromFile(file);
        }
        long start = System.nanoTime();
        VideoVAEModel model = trainer(kind, seed).train(data.get());
        System.out.printf("%s, %s, seed %d: %.0f s%n", name, kind, seed, (System.nanoTime() - start) / 1e9);
        model.serializeToFile(file);
        return model;
    }
}
