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
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Activation;
import io.github.tribuogen.neural.nn.FanInUniformInitialiser;
import io.github.tribuogen.neural.nn.Initialiser;
import io.github.tribuogen.neural.nn.Linear;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.StandardActivation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A convolutional dynamics network: for each hidden number of channels a convolution that takes the time and the activation,
 * then a convolution back to the channels of the points, without activation. Takes points [B, C, H, W]. An activation with
 * parameters shares them among all layers.
 *
 * <p>Strides that halve and then double the extents make an autoencoder, whose narrowest layer is the bottleneck.
 */
public final class ConvDynamics implements Dynamics {
    @Config(description = "The numbers of hidden channels, layer by layer, each at least 1.")
    private int[] channels = {64, 64, 64};

    @Config(
            description =
                    "For each layer, the last one too, 1 for a 3x3 kernel that keeps the extents, 2 for a 4x4 one that"
                            + " halves them, -2 for a transposed 4x4 one that doubles them; empty for 1 everywhere.")
    private int[] strides = new int[0];

    @Config(description = "How layers take the time.")
    private TimeLayer layer = TimeLayer.CONCAT;

    @Config(description = "The activation of hidden units; smooth, since it is differentiated twice.")
    private Activation activation = new StandardActivation(StandardActivation.Function.SOFTPLUS);

    @Config(description = "Subtract the point from the network's value?")
    private boolean residual = false;

    @Config(description = "Start with a last layer of zeros, so that the flow is the identity (unless it is residual)?")
    private boolean zeroLastLayer = false;

    @Config(description = "How features enter, if the flow is conditioned on any: INPUT or BIAS.")
    private Conditioning conditioning = Conditioning.INPUT;

    @Config(description = "Draws the parameters.")
    private Initialiser initialiser = new FanInUniformInitialiser();

    /** The paper's network for images: CONCAT, 64-64-64 channels, softplus. Also for OLCUT. */
    public ConvDynamics() {}

    /**
     * A network of stride 1.
     *
     * @param layer How layers take the time.
     * @param activation The activation of hidden units; smooth, since it is differentiated twice.
     * @param channels The numbers of hidden channels, each at least 1.
     */
    public ConvDynamics(TimeLayer layer, Activation activation, int... channels) {
        this.layer = layer;
        this.activation = activation;
        this.channels = channels.clone();
        postConfig();
    }

    private ConvDynamics copy() {
        ConvDynamics c = new ConvDynamics(layer, activation, channels);
        c.strides = strides.clone();
        c.residual = residual;
        c.zeroLastLayer = zeroLastLayer;
        c.conditioning = conditioning;
        c.initialiser = initialiser;
        return c;
    }

    /**
     * Changes the strides.
     *
     * @param codes 1, 2 or -2 for each layer, the last one too.
     * @return A changed copy.
     */
    public ConvDynamics strides(int... codes) {
        ConvDynamics c = copy();
        c.strides = codes.clone();
        c.postConfig();
        return c;
    }

    /**
     * Subtracts the point from the network's value.
     *
     * @return A changed copy.
     */
    public ConvDynamics residual() {
        ConvDynamics c = copy();
        c.residual = true;
        return c;
    }

    /**
     * Starts with a last layer of zeros.
     *
     * @return A changed copy.
     */
    public ConvDynamics withZeroLastLayer() {
        ConvDynamics c = copy();
        c.zeroLastLayer = true;
        return c;
    }

    @Override
    public void postConfig() {
        for (int c : channels) {
            if (c < 1) {
                throw new PropertyException(
                        "", "channels", "found " + Arrays.toString(channels) + ", expected numbers of at least 1");
            }
        }
        boolean known = Arrays.stream(strides).allMatch(s -> s == 1 || s == 2 || s == -2);
        if (!known || strides.length != 0 && strides.length != channels.length + 1) {
            throw new PropertyException(
                    "",
                    "strides",
                    "found " + Arrays.toString(strides) + ", expected " + (channels.length + 1)
                            + " codes of 1, 2 or -2, or none");
        }
        if (conditioning == Conditioning.LOW_RANK) {
            throw new PropertyException("", "conditioning", "found LOW_RANK, expected INPUT or BIAS");
        }
    }

    private List<ConvGeometry> geometry(Shape points) {
        if (points.rank() != 4) {
            throw new IllegalArgumentException(
                    "ConvDynamics: points [batch, channels, height, width] expected, found " + points);
        }
        List<ConvGeometry> all = new ArrayList<>();
        long in = points.size(1);
        long[] sizes = {points.size(2), points.size(3)};
        for (int i = 0; i <= channels.length; i++) {
            long out = i == channels.length ? points.size(1) : channels[i];
            int stride = strides.length == 0 ? 1 : strides[i];
            if (stride == 2 && (sizes[0] % 2 != 0 || sizes[1] % 2 != 0)) {
                throw new IllegalArgumentException("ConvDynamics: even extents expected at layer " + i
                        + ", which halves them, found " + Arrays.toString(sizes));
            }
            ConvGeometry g = new ConvGeometry(in, out, stride, sizes[0], sizes[1]);
            all.add(g);
            sizes = g.outputSizes();
            in = out;
        }
        if (sizes[0] != points.size(2) || sizes[1] != points.size(3)) {
            throw new IllegalArgumentException("ConvDynamics: strides that lead back to the extents of " + points
                    + " expected, found " + Arrays.toString(strides));
        }
        return all;
    }

    private long[] widths(Shape points) {
        long[] widths = new long[channels.length + 2];
        widths[0] = points.size(1);
        for (int i = 0; i < channels.length; i++) {
            widths[i + 1] = channels[i];
        }
        widths[widths.length - 1] = points.size(1);
        return widths;
    }

    @Override
    public Slope at(ParameterScope scope, Tensor t, Tensor z, Optional<Tensor> condition) {
        List<ConvGeometry> geometry = geometry(z.shape());
        List<Affine> affine = new ConvTimeLayers(layer, initialiser, zeroLastLayer, geometry).at(scope, t);
        List<Tensor> more = condition
                .map(c -> Amortised.cut(c, conditioning, 0, widths(z.shape())).stream()
                        .map(a -> a.bias() == null ? null : a.bias().unsqueeze(2, 3))
                        .collect(java.util.stream.Collectors.toList()))
                .orElseGet(() -> Collections.nCopies(geometry.size(), null));
        Slope slope = ConvSlope.of(z, geometry, affine, more, x -> activation.apply(scope.child("activation"), x));
        return residual ? Slope.lessPoint(slope) : slope;
    }

    @Override
    public Tensor condition(ParameterScope scope, Tensor features, Shape points) {
        Linear map = Linear.to(Amortised.size(conditioning, 0, widths(points))).initialised(initialiser, initialiser);
        return map.apply(scope, features.flatten(1));
    }

    @Override
    public Optional<Long> bottleneck(Shape points) {
        List<ConvGeometry> geometry = geometry(points);
        long all = points.size(1) * points.size(2) * points.size(3);
        long least = all;
        for (ConvGeometry g : geometry.subList(0, channels.length)) {
            least = Math.min(least, g.out() * g.outputSizes()[0] * g.outputSizes()[1]);
        }
        return least < all ? Optional.of(least) : Optional.empty();
    }

    @Override
    public String toString() {
        return "ConvDynamics(channels=" + Arrays.toString(channels) + ", strides=" + Arrays.toString(strides)
                + ", layer=" + layer + ", activation=" + activation + ", residual=" + residual + ", zeroLastLayer="
                + zeroLastLayer + ", conditioning=" + conditioning + ", initialiser=" + initialiser + ")";
    }
}
