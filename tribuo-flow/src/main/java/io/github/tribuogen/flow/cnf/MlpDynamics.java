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
package io.github.tribuogen.flow.cnf;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Dim;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Activation;
import io.github.tribuogen.neural.nn.FanInUniformInitialiser;
import io.github.tribuogen.neural.nn.Initialiser;
import io.github.tribuogen.neural.nn.Linear;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.StandardActivation;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A fully connected dynamics network: for each hidden size a layer that takes the time and the activation, then a layer
 * without activation. Takes points [B, ...] of D numbers and keeps their shape. An activation with parameters shares them
 * among all layers.
 *
 * <p>The trace of its Jacobian has a closed form that is cheap: with one hidden layer it costs nothing beside the value; with
 * two, one matrix product whatever D, as {@code tr(W1 G1 W2 G2 W3) = sum_ij g1_i [W2_ij (W3 W1)_ji] g2_j}, G the diagonal
 * matrices of the activation's derivatives; with more, D of the products between the second layer and the last but one.
 */
public final class MlpDynamics implements Dynamics {
    @Config(description = "The numbers of hidden units, layer by layer, each at least 1; empty for affine dynamics.")
    private int[] hiddenSizes = {64, 64, 64};

    @Config(description = "How layers take the time.")
    private TimeLayer layer = TimeLayer.CONCAT_SQUASH;

    @Config(description = "The activation of hidden units; smooth, since it is differentiated twice.")
    private Activation activation = new StandardActivation(StandardActivation.Function.TANH);

    @Config(description = "Subtract the point from the network's value?")
    private boolean residual = false;

    @Config(description = "Start with a last layer of zeros, so that the flow is the identity (unless it is residual)?")
    private boolean zeroLastLayer = false;

    @Config(description = "How features enter, if the flow is conditioned on any.")
    private Conditioning conditioning = Conditioning.INPUT;

    @Config(description = "The rank k of amortised layers, at least 1.")
    private int rank = 20;

    @Config(description = "Draws the parameters.")
    private Initialiser initialiser = new FanInUniformInitialiser();

    /** The paper's network for two-dimensional toys: CONCAT_SQUASH, 64-64-64, tanh. Also for OLCUT. */
    public MlpDynamics() {}

    /**
     * A network.
     *
     * @param layer How layers take the time.
     * @param activation The activation of hidden units; smooth, since it is differentiated twice.
     * @param hiddenSizes The numbers of hidden units, each at least 1.
     */
    public MlpDynamics(TimeLayer layer, Activation activation, int... hiddenSizes) {
        this.layer = layer;
        this.activation = activation;
        this.hiddenSizes = hiddenSizes.clone();
        postConfig();
    }

    private MlpDynamics copy() {
        MlpDynamics m = new MlpDynamics(layer, activation, hiddenSizes);
        m.residual = residual;
        m.zeroLastLayer = zeroLastLayer;
        m.conditioning = conditioning;
        m.rank = rank;
        m.initialiser = initialiser;
        return m;
    }

    /**
     * Subtracts the point from the network's value.
     *
     * @return A changed copy.
     */
    public MlpDynamics residual() {
        MlpDynamics m = copy();
        m.residual = true;
        return m;
    }

    /**
     * Starts with a last layer of zeros.
     *
     * @return A changed copy.
     */
    public MlpDynamics withZeroLastLayer() {
        MlpDynamics m = copy();
        m.zeroLastLayer = true;
        return m;
    }

    /**
     * Changes how features enter.
     *
     * @param how How.
     * @param lowRank The rank of amortised layers, at least 1; of no consequence for other kinds.
     * @return A changed copy.
     */
    public MlpDynamics conditioned(Conditioning how, int lowRank) {
        MlpDynamics m = copy();
        m.conditioning = how;
        m.rank = lowRank;
        m.postConfig();
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
        Require.atLeast("rank", rank, 1);
    }

    private long[] widths(Shape points) {
        if (points.rank() < 2 || !points.with(0, Dim.of(1)).isFixed()) {
            throw new IllegalArgumentException(
                    "MlpDynamics: points [batch, ...] of fixed extents expected, found " + points);
        }
        long d = points.with(0, Dim.of(1)).elements().size();
        long[] widths = new long[hiddenSizes.length + 2];
        widths[0] = d;
        for (int i = 0; i < hiddenSizes.length; i++) {
            widths[i + 1] = hiddenSizes[i];
        }
        widths[widths.length - 1] = d;
        return widths;
    }

    @Override
    public Slope at(ParameterScope scope, Tensor t, Tensor z, Optional<Tensor> condition) {
        long[] widths = widths(z.shape());
        List<Affine> affine = new LinearTimeLayers(layer, initialiser, zeroLastLayer, widths).at(scope, t);
        List<Amortised> more = condition
                .map(c -> Amortised.cut(c, conditioning, rank, widths))
                .orElseGet(() -> Collections.nCopies(widths.length - 1, Amortised.NONE));
        Slope slope = MlpSlope.of(z, affine, more, x -> activation.apply(scope.child("activation"), x));
        return residual ? Slope.lessPoint(slope) : slope;
    }

    @Override
    public Tensor condition(ParameterScope scope, Tensor features, Shape points) {
        Linear map =
                Linear.to(Amortised.size(conditioning, rank, widths(points))).initialised(initialiser, initialiser);
        return map.apply(scope, features.flatten(1));
    }

    @Override
    public boolean hasTimePerSample() {
        return LinearTimeLayers.hasTimePerSample(layer);
    }

    @Override
    public Optional<Long> bottleneck(Shape points) {
        long[] widths = widths(points);
        long least = Arrays.stream(widths).min().orElseThrow();
        return least < widths[0] ? Optional.of(least) : Optional.empty();
    }

    @Override
    public String toString() {
        return "MlpDynamics(hiddenSizes=" + Arrays.toString(hiddenSizes) + ", layer=" + layer + ", activation="
                + activation + ", residual=" + residual + ", zeroLastLayer=" + zeroLastLayer + ", conditioning="
                + conditioning + ", rank=" + rank + ", initialiser=" + initialiser + ")";
    }
}
