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

import io.github.tribuogen.neural.data.Layout;
import io.github.tribuogen.neural.latent.BernoulliLikelihood;
import io.github.tribuogen.neural.latent.Likelihood;
import io.github.tribuogen.neural.model.NeuralTrainerBuilder;
import io.github.tribuogen.neural.nn.Generator;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.NetworkGenerator;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.Optimiser;
import io.github.tribuogen.video.network.FrameMlp;
import io.github.tribuogen.video.prior.LatentBlock;
import java.util.List;

/** Collects the parts of a {@link VideoVAETrainer}. */
public final class VideoVAETrainerBuilder extends NeuralTrainerBuilder<VideoVAETrainerBuilder> {
    List<LatentBlock> blocks = List.of();
    double startLogVariance = -3;
    double minLogVariance = -8;
    double maxLogVariance = 4;
    Network encoder = new FrameMlp();
    Generator decoder =
            new NetworkGenerator(new FrameMlp(), new StandardActivation(StandardActivation.Function.IDENTITY));
    int features = 8;
    Likelihood likelihood = new BernoulliLikelihood();
    double klWeight = 1;
    long warmUpSteps = 0;
    LeakagePenalty leakage = null;
    long leakageFrom = 1000;
    Optimiser optimiser = new Adam(1e-3);

    VideoVAETrainerBuilder(Layout layout) {
        layout(layout);
    }

    @Override
    protected VideoVAETrainerBuilder self() {
        return this;
    }

    /**
     * The latent features, block by block, instead of two halves.
     *
     * @param parts At least one.
     * @return This builder.
     */
    public VideoVAETrainerBuilder blocks(LatentBlock... parts) {
        this.blocks = List.of(parts);
        return this;
    }

    /**
     * The log variances of codes; from -3, between -8 and 4 by default.
     *
     * @param start Where they start.
     * @param least The least.
     * @param most The largest.
     * @return This builder.
     */
    public VideoVAETrainerBuilder logVariances(double start, double least, double most) {
        this.startLogVariance = start;
        this.minLogVariance = least;
        this.maxLogVariance = most;
        return this;
    }

    /**
     * What maps a frame to means and log variances; two hidden layers of 256 by default.
     *
     * @param part The part.
     * @return This builder.
     */
    public VideoVAETrainerBuilder encoder(Network part) {
        this.encoder = part;
        return this;
    }

    /**
     * What maps a code to the numbers of the likelihood; two hidden layers of 256 by default.
     *
     * @param part The part.
     * @return This builder.
     */
    public VideoVAETrainerBuilder decoder(Generator part) {
        this.decoder = part;
        return this;
    }

    /**
     * How many latent features, split into identity and pose; 8 by default.
     *
     * @param number The number.
     * @return This builder.
     */
    public VideoVAETrainerBuilder features(int number) {
        this.features = number;
        return this;
    }

    /**
     * The law of a frame given its code; Bernoulli by default.
     *
     * @param part The part.
     * @return This builder.
     */
    public VideoVAETrainerBuilder likelihood(Likelihood part) {
        this.likelihood = part;
        return this;
    }

    /**
     * The weight of the divergence; 1 by default.
     *
     * @param weight The weight.
     * @return This builder.
     */
    public VideoVAETrainerBuilder klWeight(double weight) {
        this.klWeight = weight;
        return this;
    }

    /**
     * The steps over which the divergence's weight grows; none by default.
     *
     * @param steps The steps.
     * @return This builder.
     */
    public VideoVAETrainerBuilder warmUpSteps(long steps) {
        this.warmUpSteps = steps;
        return this;
    }

    /**
     * What keeps the identity out of the pose block; nothing by default.
     *
     * @param part The part.
     * @param fromStep The step from which leakage is penalised, growing to the whole penalty by twice that step; 0 for always whole.
     * @return This builder.
     */
    public VideoVAETrainerBuilder leakage(LeakagePenalty part, long fromStep) {
        this.leakage = part;
        this.leakageFrom = fromStep;
        return this;
    }

    /**
     * What turns gradients into new parameters; Adam with a rate of 0.001 by default.
     *
     * @param part The part.
     * @return This builder.
     */
    public VideoVAETrainerBuilder optimiser(Optimiser part) {
        this.optimiser = part;
        return this;
    }

    /**
     * Ends the trainer.
     *
     * @return The trainer.
     */
    public VideoVAETrainer build() {
        return VideoVAETrainer.of(this);
    }
}
