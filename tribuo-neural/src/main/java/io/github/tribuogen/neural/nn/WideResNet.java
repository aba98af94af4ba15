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
package io.github.tribuogen.neural.nn;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Tensor;

/**
 * A Wide ResNet of any depth 6n + 4 and width k (Zagoruyko, Komodakis, "Wide residual networks", BMVC 2016), by default as
 * Grathwohl et al. use it in "Your classifier is secretly an energy based model" (ICLR 2020): no normalisation, leaky
 * rectifiers of slope 0.2, biases everywhere.
 *
 * <p>A 3x3 convolution to the stem's channels s (16); three stages of n {@link ResidualBlock}s with s k, 2 s k and 4 s k
 * channels, the first block of the second and third stage with stride 2; the normalisation if any, the activation, the mean
 * over all positions, a linear layer. Takes [batch, C, height, width]; an image of 32x32 pixels is averaged from 8x8.
 * Immutable.
 *
 * <p>Parameters: "stem/weight", "stage0/block0/conv0/weight", ..., "output/weight", "output/bias".
 */
public final class WideResNet implements Network {
    @Config(description = "The depth, 6 n + 4 with n at least 1.")
    private int depth = 28;

    @Config(description = "The factor on the numbers of channels, at least 1.")
    private int width = 10;

    @Config(description = "The rate of dropout inside blocks, in [0, 1).")
    private double dropout = 0;

    @Config(description = "The normalisation before each activation.")
    private Normalisation normalisation = new NoNormalisation();

    @Config(description = "The activation.")
    private Activation activation = new LeakyRelu();

    @Config(description = "The channels of the first convolution, at least 1.")
    private int stemChannels = 16;

    @Config(description = "Draws the weights.")
    private Initialiser weightInitialiser = new FanInUniformInitialiser();

    @Config(description = "Draws the biases.")
    private Initialiser biasInitialiser = new FanInUniformInitialiser();

    /** Depth 28, width 10. Also for OLCUT. */
    public WideResNet() {}

    /**
     * A network without normalisation and dropout.
     *
     * @param depth The depth, 6 n + 4 with n at least 1.
     * @param width The factor on the numbers of channels, at least 1.
     */
    public WideResNet(int depth, int width) {
        this.depth = depth;
        this.width = width;
        postConfig();
    }

    private WideResNet copy() {
        WideResNet n = new WideResNet(depth, width);
        n.dropout = dropout;
        n.normalisation = normalisation;
        n.activation = activation;
        n.stemChannels = stemChannels;
        n.weightInitialiser = weightInitialiser;
        n.biasInitialiser = biasInitialiser;
        return n;
    }

    /**
     * Changes the dropout.
     *
     * @param rate The rate, in [0, 1).
     * @return A changed copy.
     */
    public WideResNet withDropout(double rate) {
        WideResNet n = copy();
        n.dropout = rate;
        n.postConfig();
        return n;
    }

    /**
     * Changes the normalisation.
     *
     * @param changed The normalisation before each activation.
     * @return A changed copy.
     */
    public WideResNet withNormalisation(Normalisation changed) {
        WideResNet n = copy();
        n.normalisation = changed;
        return n;
    }

    /**
     * Changes the activation.
     *
     * @param changed The activation.
     * @return A changed copy.
     */
    public WideResNet withActivation(Activation changed) {
        WideResNet n = copy();
        n.activation = changed;
        return n;
    }

    /**
     * Changes the width of the whole network.
     *
     * @param channels The channels of the first convolution, at least 1.
     * @return A changed copy.
     */
    public WideResNet withStemChannels(int channels) {
        WideResNet n = copy();
        n.stemChannels = channels;
        n.postConfig();
        return n;
    }

    /**
     * Changes the initialisers.
     *
     * @param weights Draws the weights.
     * @param biases Draws the biases.
     * @return A changed copy.
     */
    public WideResNet withInitialisers(Initialiser weights, Initialiser biases) {
        WideResNet n = copy();
        n.weightInitialiser = weights;
        n.biasInitialiser = biases;
        return n;
    }

    @Override
    public void postConfig() {
        if (depth < 10 || depth % 6 != 4) {
            throw new PropertyException(
                    "", "depth", "found " + depth + ", expected 6 n + 4 with n at least 1: 10, 16, 22, 28, ...");
        }
        Require.atLeast("width", width, 1);
        Require.atLeast("stemChannels", stemChannels, 1);
        Require.fraction("dropout", dropout);
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor x, long outputs) {
        InputChecks.rank("WideResNet", scope, x, 4, 4, "[batch, channels, height, width]");
        Tensor h = Conv.to(stemChannels, 3)
                .padding(1)
                .initialised(weightInitialiser, biasInitialiser)
                .apply(scope.child("stem"), x);
        int blocks = (depth - 4) / 6;
        for (int stage = 0; stage < 3; stage++) {
            ResidualBlock block = ResidualBlock.to(((long) stemChannels * width) << stage)
                    .activation(activation)
                    .normalisation(normalisation)
                    .dropout(dropout)
                    .initialised(weightInitialiser, biasInitialiser);
            for (int i = 0; i < blocks; i++) {
                h = block.stride(stage > 0 && i == 0 ? 2 : 1)
                        .apply(scope.child("stage" + stage).child("block" + i), h);
            }
        }
        h = normalisation.apply(scope.child("normalisation"), h);
        h = Pooling.globalAverage(activation.apply(scope.child("activation"), h));
        return Linear.to(outputs)
                .initialised(weightInitialiser, biasInitialiser)
                .apply(scope.child("output"), h);
    }

    @Override
    public String toString() {
        return "WideResNet(depth=" + depth + ", width=" + width + ", dropout=" + dropout + ", normalisation="
                + normalisation + ", activation=" + activation + ", stemChannels=" + stemChannels
                + ", weightInitialiser=" + weightInitialiser + ", biasInitialiser=" + biasInitialiser + ")";
    }
}
