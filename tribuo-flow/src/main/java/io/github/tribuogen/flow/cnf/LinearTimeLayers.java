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

import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.Initialiser;
import io.github.tribuogen.neural.nn.NormalInitialiser;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The layers of a fully connected dynamics network at a time, all at once: what depends on the time alone is computed for
 * all layers together, which takes a handful of nodes whatever the depth.
 *
 * <p>Parameters of layer i: "layer[i]/weight" [in, out], "layer[i]/bias", and by kind "time", "gate", "gateBias" [out], or
 * those of the layers in between.
 */
final class LinearTimeLayers {
    /** The hidden units of a hyper layer. */
    private static final int HYPER_UNITS = 8;

    private static final Initialiser ZERO = new ConstantInitialiser(0);

    private final TimeLayer kind;
    private final Initialiser initialiser;
    private final boolean zeroLast;
    private final long[] widths;
    private final int layers;

    /**
     * The layers of a network.
     *
     * @param kind How they take the time.
     * @param initialiser Draws their parameters.
     * @param zeroLast Is the last layer zero at the start?
     * @param widths The width of the input and of each layer.
     */
    LinearTimeLayers(TimeLayer kind, Initialiser initialiser, boolean zeroLast, long... widths) {
        this.kind = kind;
        this.initialiser = initialiser;
        this.zeroLast = zeroLast;
        this.widths = widths.clone();
        this.layers = widths.length - 1;
    }

    /** Can kinds of layers take a time for each sample? */
    static boolean hasTimePerSample(TimeLayer kind) {
        return kind != TimeLayer.HYPER && kind != TimeLayer.BLEND;
    }

    /**
     * The layers.
     *
     * @param scope Holds the parameters.
     * @param t The time, [] or [B, 1].
     */
    List<Affine> at(ParameterScope scope, Tensor t) {
        if (t.shape().rank() != 0 && !hasTimePerSample(kind)) {
            throw new IllegalArgumentException(
                    "layer: a layer of kind " + kind + " needs one time for all samples, found " + t);
        }
        return switch (kind) {
            case IGNORE -> plain(scope, 0, null);
            case CONCAT, CONCAT_COORDINATES -> plain(scope, 1, t);
            case SHIFT -> plain(scope, 0, t);
            case SQUASH, CONCAT_SQUASH -> gated(scope, t);
            case HYPER -> hyper(scope, t);
            case BLEND -> blend(scope, t);
        };
    }

    private Initialiser of(int layer) {
        return zeroLast && layer == layers - 1 ? ZERO : initialiser;
    }

    /** Inputs that are more than those of the weight count for the fan-in alone. */
    private Tensor weight(ParameterScope scope, int i, int more) {
        long in = widths[i];
        return scope.parameter("weight", of(i), in + more, widths[i + 1], in, widths[i + 1]);
    }

    private Tensor vector(ParameterScope scope, String name, int i, long fanIn, Initialiser how) {
        return scope.parameter(name, how, fanIn, widths[i + 1], widths[i + 1]);
    }

    private interface Part {
        Tensor of(ParameterScope scope, int layer);
    }

    private Tensor joined(ParameterScope scope, Part part) {
        List<Tensor> parts = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            parts.add(part.of(scope.child("layer" + i), i));
        }
        return parts.size() == 1 ? parts.get(0) : Tensors.concat(0, parts);
    }

    private List<Tensor> apart(Tensor joined) {
        return joined.split(joined.shape().rank() - 1, Arrays.copyOfRange(widths, 1, widths.length));
    }

    private List<Affine> plain(ParameterScope scope, int more, Tensor t) {
        List<Tensor> weights = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            weights.add(weight(scope.child("layer" + i), i, more));
        }
        Tensor bias = joined(scope, (s, i) -> vector(s, "bias", i, widths[i] + more, of(i)));
        if (t != null) {
            // the row of a concatenated time has the fan-in of its layer, a shift has one input
            Tensor time = joined(scope, (s, i) -> vector(s, "time", i, more == 1 ? widths[i] + 1 : 1, of(i)));
            bias = bias.add(time.mul(t));
        }
        List<Tensor> biases = apart(bias);
        List<Affine> all = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            all.add(new Affine(weights.get(i), null, biases.get(i)));
        }
        return all;
    }

    private List<Affine> gated(ParameterScope scope, Tensor t) {
        List<Tensor> weights = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            weights.add(weight(scope.child("layer" + i), i, 0));
        }
        Tensor bias = joined(scope, (s, i) -> vector(s, "bias", i, widths[i], of(i)));
        Tensor gate = joined(scope, (s, i) -> vector(s, "gate", i, 1, initialiser));
        Tensor gateBias = joined(scope, (s, i) -> vector(s, "gateBias", i, 1, initialiser));
        Tensor open = gate.mul(t).add(gateBias).sigmoid();
        Tensor shift = bias.mul(open);
        if (kind == TimeLayer.CONCAT_SQUASH) {
            shift = shift.add(
                    joined(scope, (s, i) -> vector(s, "time", i, 1, of(i))).mul(t));
        }
        List<Tensor> scales = apart(open);
        List<Tensor> shifts = apart(shift);
        boolean shared = t.shape().rank() == 0;
        List<Affine> all = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            Tensor w = weights.get(i);
            all.add(
                    shared
                            ? new Affine(w.mul(scales.get(i)), null, shifts.get(i))
                            : new Affine(w, scales.get(i), shifts.get(i)));
        }
        return all;
    }

    private List<Affine> hyper(ParameterScope scope, Tensor t) {
        List<Affine> all = new ArrayList<>();
        Initialiser small = new NormalInitialiser(0.01);
        for (int i = 0; i < layers; i++) {
            ParameterScope s = scope.child("layer" + i);
            long in = widths[i];
            long out = widths[i + 1];
            long n = in * out + out;
            Initialiser biases = zeroLast && i == layers - 1 ? ZERO : small;
            Tensor a = s.parameter("hidden/weight", ZERO, 1, HYPER_UNITS, 1, HYPER_UNITS);
            Tensor b = s.parameter("hidden/bias", small, 1, HYPER_UNITS, 1, HYPER_UNITS);
            Tensor c = s.parameter("output/weight", ZERO, HYPER_UNITS, n, HYPER_UNITS, n);
            Tensor d = s.parameter("output/bias", biases, HYPER_UNITS, n, 1, n);
            Tensor both = a.mul(t).add(b).tanh().matMul(c).add(d);
            List<Tensor> parts = both.split(1, in * out, out);
            all.add(new Affine(parts.get(0).reshape(in, out), null, parts.get(1).reshape(out)));
        }
        return all;
    }

    private List<Affine> blend(ParameterScope scope, Tensor t) {
        List<Affine> first = plain(scope.child("first"), 0, null);
        List<Affine> second = plain(scope.child("second"), 0, null);
        List<Affine> all = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            Tensor w = between(first.get(i).weight(), second.get(i).weight(), t);
            all.add(new Affine(
                    w, null, between(first.get(i).bias(), second.get(i).bias(), t)));
        }
        return all;
    }

    private static Tensor between(Tensor a, Tensor b, Tensor t) {
        return a.add(b.sub(a).mul(t));
    }
}
