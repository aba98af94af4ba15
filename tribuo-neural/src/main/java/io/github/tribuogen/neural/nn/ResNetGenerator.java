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
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Tensor;

/**
 * A generator of images by residual blocks that double the extents (as in Miyato et al., "Spectral normalization for
 * generative adversarial networks", ICLR 2018): a linear map to a small image, up-sampling {@link ResidualBlock}s of equal
 * channels, normalisation, activation, a 3x3 convolution. Images of H x W pixels start from the smallest H / 2^n x W / 2^n of
 * at least 4 x 4. Immutable.
 */
public final class ResNetGenerator implements Generator {
    @Config(description = "The channels of all blocks, at least 1.")
    private int channels = 128;

    @Config(description = "The activation.")
    private Activation activation = new StandardActivation(StandardActivation.Function.RELU);

    @Config(description = "The normalisation before each activation.")
    private Normalisation normalisation = new BatchNormalisation();

    @Config(description = "What keeps the pixels in the range of the data.")
    private Activation outputActivation = new StandardActivation(StandardActivation.Function.TANH);

    @Config(description = "Draws the weights.")
    private Initialiser weightInitialiser = new GlorotInitialiser();

    /** 128 channels, batch normalisation, rectifiers, tanh. Also for OLCUT. */
    public ResNetGenerator() {}

    /**
     * A generator with rectifiers.
     *
     * @param channels The channels of all blocks, at least 1.
     * @param normalisation The normalisation.
     * @param outputActivation What keeps the pixels in the range of the data.
     */
    public ResNetGenerator(int channels, Normalisation normalisation, Activation outputActivation) {
        this.channels = channels;
        this.normalisation = normalisation;
        this.outputActivation = outputActivation;
        postConfig();
    }

    /**
     * Changes the activation.
     *
     * @param changed The activation of all layers but the output.
     * @return A changed copy.
     */
    public ResNetGenerator withActivation(Activation changed) {
        ResNetGenerator g = new ResNetGenerator(channels, normalisation, outputActivation);
        g.activation = changed;
        g.weightInitialiser = weightInitialiser;
        return g;
    }

    @Override
    public void postConfig() {
        Require.atLeast("channels", channels, 1);
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor latent, long... example) {
        ImageStart start = ImageStart.of("ResNetGenerator", example);
        Initialiser zeros = new ConstantInitialiser(0);
        Tensor h = start.project(scope.child("project"), latent, channels, weightInitialiser, zeros);
        ResidualBlock block = ResidualBlock.to(channels)
                .upSampled(2)
                .activation(activation)
                .normalisation(normalisation)
                .initialised(weightInitialiser, zeros);
        for (int i = 0; i < start.doublings; i++) {
            h = block.apply(scope.child("block" + i), h);
        }
        h = normalisation.apply(scope.child("normalisation"), h);
        h = activation.apply(scope.child("activation"), h);
        h = Conv.to(example[0], 3)
                .padding(1)
                .initialised(weightInitialiser, zeros)
                .apply(scope.child("output"), h);
        return outputActivation.apply(scope.child("outputActivation"), h);
    }

    @Override
    public String toString() {
        return "ResNetGenerator(channels=" + channels + ", activation=" + activation + ", normalisation="
                + normalisation + ", outputActivation=" + outputActivation + ", weightInitialiser="
                + weightInitialiser + ")";
    }
}
