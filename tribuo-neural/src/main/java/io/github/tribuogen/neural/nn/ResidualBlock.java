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

import io.github.tribuogen.neural.graph.Tensor;

/**
 * A pre-activation residual block (He, Zhang, Ren, Sun, "Identity mappings in deep residual networks", ECCV 2016; widened as
 * by Zagoruyko, Komodakis, BMVC 2016): with a the activation and n the normalisation,
 *
 * <pre>
 * r = conv3(a(n(x)));  y = shortcut(x) + conv3(a(n(dropout(r))))
 * </pre>
 *
 * <p>The second convolution has the stride. The shortcut acts on the raw x: the identity, or a 1x1 convolution with the
 * stride where the shape changes. An up-sampling block repeats pixels before the first convolution and in the shortcut. All
 * convolutions have biases. Immutable; start with {@link #to} and refine.
 */
public final class ResidualBlock implements Layer {
    private final long channels;
    private long stride = 1;
    private long upSampling = 1;
    private Activation activation = new LeakyRelu();
    private Normalisation normalisation = new NoNormalisation();
    private double dropout = 0;
    private Initialiser weights = new FanInUniformInitialiser();
    private Initialiser biases = weights;

    private ResidualBlock(long channels) {
        this.channels = channels;
    }

    private ResidualBlock copy() {
        ResidualBlock b = new ResidualBlock(channels);
        b.stride = stride;
        b.upSampling = upSampling;
        b.activation = activation;
        b.normalisation = normalisation;
        b.dropout = dropout;
        b.weights = weights;
        b.biases = biases;
        return b;
    }

    /**
     * A block of stride 1 with leaky rectifiers of slope 0.2, without normalisation and dropout.
     *
     * @param channels The number of output channels, at least 1.
     * @return The layer.
     */
    public static ResidualBlock to(long channels) {
        return new ResidualBlock(channels);
    }

    /**
     * Changes the stride.
     *
     * @param of The stride of the second convolution and of the shortcut.
     * @return The changed block.
     */
    public ResidualBlock stride(long of) {
        ResidualBlock b = copy();
        b.stride = of;
        return b;
    }

    /**
     * Makes the result larger.
     *
     * @param factor How often pixels are repeated along each axis.
     * @return The changed block.
     */
    public ResidualBlock upSampled(long factor) {
        ResidualBlock b = copy();
        b.upSampling = factor;
        return b;
    }

    /**
     * Changes the activation.
     *
     * @param of The activation.
     * @return The changed block.
     */
    public ResidualBlock activation(Activation of) {
        ResidualBlock b = copy();
        b.activation = of;
        return b;
    }

    /**
     * Changes the normalisation.
     *
     * @param of The normalisation.
     * @return The changed block.
     */
    public ResidualBlock normalisation(Normalisation of) {
        ResidualBlock b = copy();
        b.normalisation = of;
        return b;
    }

    /**
     * Changes the dropout between the convolutions.
     *
     * @param rate The rate, in [0, 1).
     * @return The changed block.
     */
    public ResidualBlock dropout(double rate) {
        ResidualBlock b = copy();
        b.dropout = rate;
        return b;
    }

    /**
     * Changes the initialisers.
     *
     * @param weight Of the weights.
     * @param ofBias Of the biases.
     * @return The changed block.
     */
    public ResidualBlock initialised(Initialiser weight, Initialiser ofBias) {
        ResidualBlock b = copy();
        b.weights = weight;
        b.biases = ofBias;
        return b;
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor x) {
        InputChecks.spatialRank("ResidualBlock", scope, x, new long[] {3});
        UpSampling up = new UpSampling(upSampling);
        Tensor r = up.apply(scope.child("up"), activated(scope, 0, x));
        r = conv(3).apply(scope.child("conv0"), r);
        r = new Dropout(dropout).apply(scope.child("dropout"), r);
        r = conv(3).stride(stride).apply(scope.child("conv1"), activated(scope, 1, r));
        Tensor shortcut = up.apply(scope.child("up"), x);
        if (stride != 1 || x.shape().size(1) != channels) {
            shortcut = conv(1).stride(stride).apply(scope.child("shortcut"), shortcut);
        }
        return shortcut.add(r);
    }

    private Conv conv(long kernel) {
        return Conv.to(channels, kernel).padding(kernel / 2).initialised(weights, biases);
    }

    private Tensor activated(ParameterScope scope, int which, Tensor x) {
        Tensor n = normalisation.apply(scope.child("normalisation" + which), x);
        return activation.apply(scope.child("activation" + which), n);
    }
}
