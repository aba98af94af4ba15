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
package io.github.tribuogen.flow.bijection;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterScope;

/**
 * A coupling: some coordinates pass, the others are scaled and shifted by functions of those, {@code z = m x + (1 - m) (x
 * exp(s) + t)} with {@code (s, t) = net(m x)}, {@code log|det| = sum (1 - m) s}. Both directions cost one pass of the network.
 *
 * <p>By {@link CouplingScale} it is that of NICE, of Real NVP or of Glow. Points have any shape [batch, channels, ...] that
 * the network takes; for images see {@link ConvolutionalField}. Features of a conditional flow join the network's input.
 *
 * <pre>
 * See: Dinh, Krueger and Bengio, "NICE: Non-linear Independent Components Estimation", 2015.
 * Dinh, Sohl-Dickstein and Bengio, "Density estimation using Real NVP", 2017, eq. 7 to 9.
 * Kingma and Dhariwal, "Glow: Generative Flow with Invertible 1x1 Convolutions", 2018.
 * </pre>
 */
public final class AffineCoupling implements Bijection {
    @Config(description = "Maps the passing coordinates to scales and shifts.")
    private Network network = new Mlp(64, 64);

    @Config(description = "Exchange which coordinates pass and which change?")
    private boolean swapped = false;

    @Config(description = "Which coordinates pass.")
    private Partition partition = Partition.ALTERNATE;

    @Config(description = "How the others are scaled.")
    private CouplingScale scale = CouplingScale.EXPONENTIAL;

    @Config(description = "The bound b on the size of the log-scale of EXPONENTIAL, above 0.")
    private double bound = 5;

    /** Even coordinates pass. Also for OLCUT. */
    public AffineCoupling() {}

    /**
     * A coupling of Real NVP by coordinates of even and odd numbers.
     *
     * @param network Maps the passing coordinates to scales and shifts.
     * @param swapped Do the coordinates with odd numbers pass, rather than those with even ones?
     */
    public AffineCoupling(Network network, boolean swapped) {
        this(network, swapped, Partition.ALTERNATE, CouplingScale.EXPONENTIAL);
    }

    /**
     * A coupling.
     *
     * @param network Maps the passing coordinates to scales and shifts.
     * @param swapped Exchange which coordinates pass and which change?
     * @param partition Which coordinates pass.
     * @param scale How the others are scaled.
     */
    public AffineCoupling(Network network, boolean swapped, Partition partition, CouplingScale scale) {
        this.network = network;
        this.swapped = swapped;
        this.partition = partition;
        this.scale = scale;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.positive("bound", bound);
    }

    /** The log-scale, 0 where coordinates pass and null if there is no scale, and the shift; of the shape of points. */
    private record Law(Tensor logScale, Tensor shift) {}

    private Law law(ParameterScope scope, Tensor x, FlowContext context) {
        long[] extents = Points.extents(x);
        long d = Points.size(extents);
        if (d < 2) {
            throw Points.refusal(this, "points of at least 2 coordinates", x.shape());
        }
        Tensor m = Points.constant(x.graph(), x.dtype(), partition.mask(swapped, extents), extents);
        Tensor free = m.rsub(1);
        Tensor in = Conditioning.join(x.mul(m), context);
        ParameterScope net = scope.child("network");
        if (scale == CouplingScale.NONE) {
            return new Law(
                    null, Points.reshape(network.apply(net, in, d), extents).mul(free));
        }
        var out = network.apply(net, in, 2 * d).split(1, d, d);
        Tensor r = Points.reshape(out.get(0), extents);
        Tensor s = scale == CouplingScale.SIGMOID
                ? r.add(2).neg().softplus().neg()
                : r.div(bound).tanh().mul(bound);
        return new Law(s.mul(free), Points.reshape(out.get(1), extents).mul(free));
    }

    @Override
    public Image forward(ParameterScope scope, Tensor x, FlowContext context) {
        Law l = law(scope, x, context);
        if (l.logScale() == null) {
            return new Image(x.add(l.shift()), Points.perExample(x.scalar(0), x));
        }
        return new Image(
                x.mul(l.logScale().exp()).add(l.shift()),
                l.logScale().flatten(1).sum(1));
    }

    @Override
    public Image inverse(ParameterScope scope, Tensor z, FlowContext context) {
        Law l = law(scope, z, context);
        if (l.logScale() == null) {
            return new Image(z.sub(l.shift()), Points.perExample(z.scalar(0), z));
        }
        return new Image(
                z.sub(l.shift()).mul(l.logScale().neg().exp()),
                l.logScale().flatten(1).sum(1).neg());
    }

    @Override
    public String toString() {
        return "AffineCoupling(network=" + network + ", swapped=" + swapped + ", partition=" + partition + ", scale="
                + scale + ", bound=" + bound + ")";
    }
}
