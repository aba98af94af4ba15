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
import java.util.ArrayList;
import java.util.List;

/**
 * A convolutional network: for each {@link ConvLayer} the convolution, the normalisation if any, the activation, dropout,
 * pooling; then all positions flattened or averaged; then a head network. Takes [batch, C, spatial...] with one to three
 * spatial axes. With kernels 4 and strides 2 this is a DCGAN-style critic. Immutable.
 *
 * <p>Parameters: "layer0/conv/weight", "layer0/conv/bias", ..., "head/...".
 */
public final class ConvNet implements Network {
    @Config(mandatory = true, description = "The convolutions, at least one.")
    private List<ConvLayer> layers = new ArrayList<>();

    @Config(description = "The activation after each convolution.")
    private Activation activation = new LeakyRelu();

    @Config(description = "The normalisation before the activation.")
    private Normalisation normalisation = new NoNormalisation();

    @Config(description = "The rate of dropout after the activation, in [0, 1).")
    private double dropout = 0;

    @Config(description = "Average over all positions instead of flattening them?")
    private boolean globalPooling = false;

    @Config(description = "What follows the convolutions.")
    private Network head = new Mlp();

    @Config(description = "Draws the weights of the convolutions.")
    private Initialiser weightInitialiser = new FanInUniformInitialiser();

    @Config(description = "Draws the biases of the convolutions.")
    private Initialiser biasInitialiser = new FanInUniformInitialiser();

    @Config(description = "Divide each convolution's weight by its largest singular value?")
    private boolean spectralNorm = false;

    /** For OLCUT. */
    private ConvNet() {}

    /**
     * Leaky rectifiers of slope 0.2, no normalisation, no dropout, a linear head on the flattened positions.
     *
     * @param layers The convolutions, at least one.
     */
    public ConvNet(ConvLayer... layers) {
        this.layers = List.of(layers);
        postConfig();
    }

    private ConvNet copy() {
        ConvNet n = new ConvNet(layers.toArray(ConvLayer[]::new));
        n.activation = activation;
        n.normalisation = normalisation;
        n.dropout = dropout;
        n.globalPooling = globalPooling;
        n.head = head;
        n.weightInitialiser = weightInitialiser;
        n.biasInitialiser = biasInitialiser;
        n.spectralNorm = spectralNorm;
        return n;
    }

    /**
     * Changes the activation.
     *
     * @param changed The activation after each convolution.
     * @return A changed copy.
     */
    public ConvNet withActivation(Activation changed) {
        ConvNet n = copy();
        n.activation = changed;
        return n;
    }

    /**
     * Changes the normalisation.
     *
     * @param changed The normalisation before the activation.
     * @return A changed copy.
     */
    public ConvNet withNormalisation(Normalisation changed) {
        ConvNet n = copy();
        n.normalisation = changed;
        return n;
    }

    /**
     * Changes the dropout.
     *
     * @param rate The rate, in [0, 1).
     * @return A changed copy.
     */
    public ConvNet withDropout(double rate) {
        ConvNet n = copy();
        n.dropout = rate;
        n.postConfig();
        return n;
    }

    /**
     * Averages over all positions before the head.
     *
     * @return A changed copy.
     */
    public ConvNet withGlobalPooling() {
        ConvNet n = copy();
        n.globalPooling = true;
        return n;
    }

    /**
     * Changes the head.
     *
     * @param network What follows the convolutions; takes [batch, D].
     * @return A changed copy.
     */
    public ConvNet withHead(Network network) {
        ConvNet n = copy();
        n.head = network;
        return n;
    }

    /**
     * Changes the initialisers of the convolutions.
     *
     * @param weights Draws the weights.
     * @param biases Draws the biases.
     * @return A changed copy.
     */
    public ConvNet withInitialisers(Initialiser weights, Initialiser biases) {
        ConvNet n = copy();
        n.weightInitialiser = weights;
        n.biasInitialiser = biases;
        return n;
    }

    /**
     * Divides each convolution's weight by its largest singular value.
     *
     * @return A changed copy.
     */
    public ConvNet withSpectralNorm() {
        ConvNet n = copy();
        n.spectralNorm = true;
        return n;
    }

    @Override
    public void postConfig() {
        if (layers.isEmpty()) {
            throw new PropertyException("", "layers", "found none, expected at least one");
        }
        Require.fraction("dropout", dropout);
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor x, long outputs) {
        InputChecks.spatialRank("ConvNet", scope, x, new long[1]);
        Tensor h = x;
        for (int i = 0; i < layers.size(); i++) {
            ParameterScope layer = scope.child("layer" + i);
            Conv conv = layers.get(i).conv().initialised(weightInitialiser, biasInitialiser);
            h = (spectralNorm ? conv.transformed(new SpectralNorm(1)) : conv).apply(layer.child("conv"), h);
            h = normalisation.apply(layer.child("normalisation"), h);
            h = activation.apply(layer.child("activation"), h);
            h = new Dropout(dropout).apply(layer.child("dropout"), h);
            h = layers.get(i).pooling().apply(layer.child("pooling"), h);
        }
        return head.apply(scope.child("head"), globalPooling ? Pooling.globalAverage(h) : h.flatten(1), outputs);
    }

    @Override
    public String toString() {
        return "ConvNet(layers=" + layers + ", activation=" + activation + ", normalisation=" + normalisation
                + ", dropout=" + dropout + ", globalPooling=" + globalPooling + ", head=" + head
                + ", weightInitialiser=" + weightInitialiser + ", biasInitialiser=" + biasInitialiser
                + ", spectralNorm=" + spectralNorm + ")";
    }
}
