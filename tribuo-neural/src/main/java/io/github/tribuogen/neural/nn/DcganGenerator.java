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
 * A generator of images by transposed convolutions (Radford, Metz, Chintala, "DCGAN", ICLR 2016): a linear map to a small
 * image, then transposed 4x4 convolutions of stride 2 that halve the channels, each after normalisation and activation.
 * Images of H x W pixels start from the smallest H / 2^n x W / 2^n of at least 4 x 4. Immutable.
 */
public final class DcganGenerator implements Generator {
    @Config(description = "The channels before the last convolution, doubled for each one further back; at least 1.")
    private int channels = 64;

    @Config(description = "The activation.")
    private Activation activation = new StandardActivation(StandardActivation.Function.RELU);

    @Config(description = "The normalisation before the activation.")
    private Normalisation normalisation = new BatchNormalisation();

    @Config(description = "What keeps the pixels in the range of the data.")
    private Activation outputActivation = new StandardActivation(StandardActivation.Function.TANH);

    @Config(description = "Draws the weights.")
    private Initialiser weightInitialiser = new NormalInitialiser(0.02);

    /** 64 channels, batch normalisation, rectifiers, tanh. Also for OLCUT. */
    public DcganGenerator() {}

    /**
     * A generator with rectifiers.
     *
     * @param channels The channels before the last convolution, at least 1.
     * @param normalisation The normalisation.
     * @param outputActivation What keeps the pixels in the range of the data.
     */
    public DcganGenerator(int channels, Normalisation normalisation, Activation outputActivation) {
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
    public DcganGenerator withActivation(Activation changed) {
        DcganGenerator g = new DcganGenerator(channels, normalisation, outputActivation);
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
        ImageStart start = ImageStart.of("DcganGenerator", example);
        Initialiser zeros = new ConstantInitialiser(0);
        long wide = (long) channels << Math.max(0, start.doublings - 1);
        Tensor h = start.project(scope.child("project"), latent, wide, weightInitialiser, zeros);
        for (int i = 0; i < start.doublings; i++) {
            h = activated(scope.child("layer" + i), h);
            boolean last = i == start.doublings - 1;
            wide = last ? example[0] : wide / 2;
            h = ConvTransposed.to(wide, 4)
                    .stride(2)
                    .padding(1)
                    .initialised(weightInitialiser, zeros)
                    .apply(scope.child("layer" + i).child("conv"), h);
        }
        if (start.doublings == 0) {
            h = Conv.to(example[0], 3)
                    .padding(1)
                    .initialised(weightInitialiser, zeros)
                    .apply(scope.child("output"), activated(scope.child("output"), h));
        }
        return outputActivation.apply(scope.child("outputActivation"), h);
    }

    private Tensor activated(ParameterScope scope, Tensor h) {
        Tensor n = normalisation.apply(scope.child("normalisation"), h);
        return activation.apply(scope.child("activation"), n);
    }

    @Override
    public String toString() {
        return "DcganGenerator(channels=" + channels + ", activation=" + activation + ", normalisation="
                + normalisation + ", outputActivation=" + outputActivation + ", weightInitialiser="
                + weightInitialiser + ")";
    }
}
