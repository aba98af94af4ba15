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
import java.util.Arrays;

/**
 * A multi-layer perceptron: for each hidden size a linear layer, the normalisation if any, the activation, dropout; then a
 * linear layer. Takes [batch, D]; further axes are merged into one. Immutable.
 *
 * <p>Parameters: "hidden0/linear/weight", "hidden0/linear/bias", ..., "output/weight", "output/bias".
 */
public final class Mlp implements Network {
    @Config(description = "The numbers of hidden units, layer by layer, each at least 1; empty for a linear model.")
    private int[] hiddenSizes = new int[0];

    @Config(description = "The activation of hidden units.")
    private Activation activation = new LeakyRelu();

    @Config(description = "The normalisation before the activation.")
    private Normalisation normalisation = new NoNormalisation();

    @Config(description = "The rate of dropout after the activation, in [0, 1).")
    private double dropout = 0;

    @Config(description = "Draws the weights.")
    private Initialiser weightInitialiser = new FanInUniformInitialiser();

    @Config(description = "Draws the biases.")
    private Initialiser biasInitialiser = new FanInUniformInitialiser();

    @Config(description = "Divide each weight by its largest singular value?")
    private boolean spectralNorm = false;

    /** A linear model. Also for OLCUT. */
    public Mlp() {}

    /**
     * Leaky rectifiers of slope 0.2, no normalisation, no dropout.
     *
     * @param hiddenSizes The numbers of hidden units, each at least 1.
     */
    public Mlp(int... hiddenSizes) {
        this.hiddenSizes = hiddenSizes.clone();
        postConfig();
    }

    /**
     * No normalisation, no dropout.
     *
     * @param activation The activation of hidden units.
     * @param hiddenSizes The numbers of hidden units, each at least 1; none for a linear model.
     */
    public Mlp(Activation activation, int... hiddenSizes) {
        this.activation = activation;
        this.hiddenSizes = hiddenSizes.clone();
        postConfig();
    }

    private Mlp copy() {
        Mlp m = new Mlp(activation, hiddenSizes);
        m.normalisation = normalisation;
        m.dropout = dropout;
        m.weightInitialiser = weightInitialiser;
        m.biasInitialiser = biasInitialiser;
        m.spectralNorm = spectralNorm;
        return m;
    }

    /**
     * Changes the normalisation.
     *
     * @param changed The normalisation before the activation.
     * @return A changed copy.
     */
    public Mlp withNormalisation(Normalisation changed) {
        Mlp m = copy();
        m.normalisation = changed;
        return m;
    }

    /**
     * Changes the dropout.
     *
     * @param rate The rate, in [0, 1).
     * @return A changed copy.
     */
    public Mlp withDropout(double rate) {
        Mlp m = copy();
        m.dropout = rate;
        m.postConfig();
        return m;
    }

    /**
     * Changes the initialisers.
     *
     * @param weights Draws the weights.
     * @param biases Draws the biases.
     * @return A changed copy.
     */
    public Mlp withInitialisers(Initialiser weights, Initialiser biases) {
        Mlp m = copy();
        m.weightInitialiser = weights;
        m.biasInitialiser = biases;
        return m;
    }

    /**
     * Divides each weight by its largest singular value.
     *
     * @return A changed copy.
     */
    public Mlp withSpectralNorm() {
        Mlp m = copy();
        m.spectralNorm = true;
        return m;
    }

    @Override
    public void postConfig() {
        for (int h : hiddenSizes) {
            if (h < 1) {
                throw new PropertyException(
                        "",
                        "hiddenSizes",
                        "found " + Arrays.toString(hiddenSizes) + ", expected numbers of at least 1");
            }
        }
        Require.fraction("dropout", dropout);
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor x, long outputs) {
        InputChecks.rankAtLeast("Mlp", scope, x, 2);
        Tensor h = x.flatten(1);
        for (int i = 0; i < hiddenSizes.length; i++) {
            ParameterScope layer = scope.child("hidden" + i);
            h = linear(hiddenSizes[i]).apply(layer.child("linear"), h);
            h = normalisation.apply(layer.child("normalisation"), h);
            h = activation.apply(layer.child("activation"), h);
            h = new Dropout(dropout).apply(layer.child("dropout"), h);
        }
        return linear(outputs).apply(scope.child("output"), h);
    }

    private Linear linear(long outputs) {
        Linear l = Linear.to(outputs).initialised(weightInitialiser, biasInitialiser);
        return spectralNorm ? l.transformed(new SpectralNorm(1)) : l;
    }

    @Override
    public String toString() {
        return "Mlp(hiddenSizes=" + Arrays.toString(hiddenSizes) + ", activation=" + activation + ", normalisation="
                + normalisation + ", dropout=" + dropout + ", weightInitialiser=" + weightInitialiser
                + ", biasInitialiser=" + biasInitialiser + ", spectralNorm=" + spectralNorm + ")";
    }
}
