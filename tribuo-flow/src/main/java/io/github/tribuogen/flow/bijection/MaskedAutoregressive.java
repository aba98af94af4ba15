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
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.ControlFlow;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.nn.Activation;
import io.github.tribuogen.neural.nn.FanInUniformInitialiser;
import io.github.tribuogen.neural.nn.Initialiser;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.StandardActivation;
import java.util.Arrays;
import java.util.List;

/**
 * A masked autoregressive flow: each coordinate is standardised by functions of those before it, {@code z_i = (x_i - m_i)
 * exp(-a_i)} with {@code (m_i, a_i) = net(x_1 ... x_(i-1))}, {@code log|det| = -sum a_i}. The network is a masked multilayer
 * perceptron (MADE), so one pass gives all coordinates of z; the inverse is a loop of D passes and cannot be differentiated.
 * The log-scale is bounded, {@code a = b tanh(r / b)}. Inverted by {@link Inverted}, it is an inverse autoregressive flow.
 *
 * <p>Points of any shape, taken as rows of D at least 1. Features of a conditional flow reach every hidden unit.
 *
 * <pre>
 * See: Germain, Gregor, Murray and Larochelle, "MADE: Masked Autoencoder for Distribution Estimation", 2015.
 * Papamakarios, Pavlakou and Murray, "Masked Autoregressive Flow for Density Estimation", 2017, eq. 3 to 5.
 * </pre>
 */
public final class MaskedAutoregressive implements Bijection {
    @Config(description = "The numbers of hidden units, layer by layer, each at least 1.")
    private int[] hiddenSizes = {64, 64};

    @Config(description = "The activation of hidden units.")
    private Activation activation = new StandardActivation(StandardActivation.Function.RELU);

    @Config(description = "Does the last coordinate come first?")
    private boolean reversed = false;

    @Config(description = "The bound b on the size of the log-scale, above 0.")
    private double bound = 5;

    /** Two hidden layers of 64 units. Also for OLCUT. */
    public MaskedAutoregressive() {}

    /**
     * An autoregressive map.
     *
     * @param activation The activation of hidden units.
     * @param reversed Does the last coordinate come first?
     * @param hiddenSizes The numbers of hidden units, layer by layer, each at least 1.
     */
    public MaskedAutoregressive(Activation activation, boolean reversed, int... hiddenSizes) {
        this.activation = activation;
        this.reversed = reversed;
        this.hiddenSizes = hiddenSizes.clone();
        postConfig();
    }

    @Override
    public void postConfig() {
        if (hiddenSizes.length == 0 || Arrays.stream(hiddenSizes).anyMatch(h -> h < 1)) {
            throw new PropertyException(
                    "", "hiddenSizes", "found " + Arrays.toString(hiddenSizes) + ", expected numbers of at least 1");
        }
        Require.positive("bound", bound);
    }

    private record Law(Tensor mean, Tensor logScale) {}

    /** The place of each coordinate in the order, from 1. */
    private int[] degrees(int d) {
        int[] degrees = new int[d];
        Arrays.setAll(degrees, i -> reversed ? d - i : i + 1);
        return degrees;
    }

    private Law law(ParameterScope scope, Tensor rows, FlowContext context) {
        int d = Math.toIntExact(rows.shape().size(1));
        int[] coordinates = degrees(d);
        // units of degree 0 depend on no coordinate: of use where the first one depends on features
        int lowest = d == 1 || context.features().isPresent() ? 0 : 1;
        int[] before = coordinates;
        Tensor h = rows;
        for (int layer = 0; layer < hiddenSizes.length; layer++) {
            ParameterScope s = scope.child("hidden" + layer);
            int[] units = new int[hiddenSizes[layer]];
            Arrays.setAll(units, i -> lowest + i % (d - lowest));
            h = linear(s, "", h, before, units, 0);
            if (context.features().isPresent()) {
                Tensor f = context.features().get();
                long in = f.shape().size(1);
                Initialiser uniform = new FanInUniformInitialiser();
                h = h.add(f.matMul(s.parameter("features", uniform, in, units.length, in, units.length)));
            }
            h = activation.apply(s.child("activation"), h);
            before = units;
        }
        ParameterScope out = scope.child("output");
        Tensor mean = linear(out, "mean-", h, before, coordinates, 1);
        Tensor r = linear(out, "scale-", h, before, coordinates, 1);
        return new Law(mean, r.div(bound).tanh().mul(bound));
    }

    /** h (W o M) + b, where M lets a unit see those of a degree at most its own less {@code gap}. */
    private static Tensor linear(ParameterScope scope, String name, Tensor h, int[] from, int[] to, int gap) {
        int in = from.length;
        int out = to.length;
        double[] mask = new double[in * out];
        for (int i = 0; i < in; i++) {
            for (int j = 0; j < out; j++) {
                mask[i * out + j] = from[i] + gap <= to[j] ? 1 : 0;
            }
        }
        Initialiser uniform = new FanInUniformInitialiser();
        Tensor weight = scope.parameter(name + "weight", uniform, in, out, in, out)
                .mul(Points.constant(h.graph(), h.dtype(), mask, in, out));
        return h.matMul(weight).add(scope.parameter(name + "bias", uniform, in, out, out));
    }

    @Override
    public Image forward(ParameterScope scope, Tensor x, FlowContext context) {
        Tensor rows = x.flatten(1);
        Law l = law(scope, rows, context);
        Tensor z = rows.sub(l.mean()).mul(l.logScale().neg().exp());
        return new Image(
                Points.reshape(z, Points.extents(x)), l.logScale().sum(1).neg());
    }

    @Override
    public Image inverse(ParameterScope scope, Tensor z, FlowContext context) {
        Tensor rows = z.flatten(1);
        int d = Math.toIntExact(rows.shape().size(1));
        double[] turns = Arrays.stream(degrees(d)).mapToDouble(k -> k - 1).toArray();
        Tensor turn = Points.constant(z.graph(), z.dtype(), turns, d);
        // asked for before the loop, so that the parameters are known outside
        law(scope, rows, context);
        Tensor x = ControlFlow.loop(d, List.of(rows.zerosLike()), (i, state) -> {
                    Tensor known = state.get(0);
                    Law l = law(scope, known, context);
                    Tensor next = rows.mul(l.logScale().exp()).add(l.mean());
                    return List.of(Tensors.where(turn.equalTo(i.cast(z.dtype())), next, known));
                })
                .get(0);
        Law l = law(scope, x, context);
        return new Image(Points.reshape(x, Points.extents(z)), l.logScale().sum(1));
    }

    @Override
    public String toString() {
        return "MaskedAutoregressive(hiddenSizes=" + Arrays.toString(hiddenSizes) + ", activation=" + activation
                + ", reversed=" + reversed + ", bound=" + bound + ")";
    }
}
