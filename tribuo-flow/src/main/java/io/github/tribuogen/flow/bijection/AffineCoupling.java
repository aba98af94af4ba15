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
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterScope;

/**
 * An affine coupling: the coordinates of one parity pass, the others are scaled and shifted by functions of those,
 * {@code z = m x + (1 - m) (x exp(s) + t)} with {@code (s, t) = net(m x)}, {@code log|det| = sum (1 - m) s} (Dinh,
 * Sohl-Dickstein and Bengio, "Density estimation using Real NVP", 2017, eq. 7 to 9). The log-scale is bounded by {@code s =
 * b tanh(r / b)}.
 *
 * <p>Points [batch, D] with D at least 2.
 */
public final class AffineCoupling implements Bijection {
    @Config(description = "Maps the passing coordinates to scales and shifts.")
    private Network network = new Mlp(64, 64);

    @Config(description = "Do the coordinates with odd numbers pass, rather than those with even ones?")
    private boolean odd = false;

    @Config(description = "The bound b on the size of the log-scale, above 0.")
    private double bound = 5;

    /** Even coordinates pass. Also for OLCUT. */
    public AffineCoupling() {}

    /**
     * A coupling.
     *
     * @param network Maps the passing coordinates to scales and shifts.
     * @param odd Do the coordinates with odd numbers pass, rather than those with even ones?
     */
    public AffineCoupling(Network network, boolean odd) {
        this.network = network;
        this.odd = odd;
        postConfig();
    }

    @Override
    public void postConfig() {
        if (!(bound > 0 && Double.isFinite(bound))) {
            throw new com.oracle.labs.mlrg.olcut.config.PropertyException(
                    "", "bound", "found " + bound + ", expected a finite number above 0");
        }
    }

    private record Law(Tensor passing, Tensor changing, Tensor logScale, Tensor shift) {}

    private Law law(ParameterScope scope, Tensor x) {
        long d = x.shape().size(1);
        if (x.shape().rank() != 2 || d < 2) {
            throw new IllegalArgumentException(
                    "AffineCoupling: points [batch, D] with D at least 2 expected, found " + x.shape());
        }
        float[] mask = new float[(int) d];
        for (int i = 0; i < d; i++) {
            mask[i] = (i % 2 == 1) == odd ? 1 : 0;
        }
        Tensor m = x.graph().root().constant(HostTensor.of(mask, d)).cast(x.dtype());
        Tensor free = m.rsub(1);
        var out = network.apply(scope.child("network"), x.mul(m), 2 * d).split(1, d, d);
        Tensor s = out.get(0).div(bound).tanh().mul(bound).mul(free);
        return new Law(m, free, s, out.get(1).mul(free));
    }

    @Override
    public Image forward(ParameterScope scope, Tensor x, FlowContext context) {
        Law l = law(scope, x);
        return new Image(x.mul(l.logScale().exp()).add(l.shift()), l.logScale().sum(1));
    }

    @Override
    public Image inverse(ParameterScope scope, Tensor z, FlowContext context) {
        Law l = law(scope, z);
        return new Image(
                z.sub(l.shift()).mul(l.logScale().neg().exp()),
                l.logScale().sum(1).neg());
    }

    @Override
    public String toString() {
        return "AffineCoupling(network=" + network + ", odd=" + odd + ", bound=" + bound + ")";
    }
}
