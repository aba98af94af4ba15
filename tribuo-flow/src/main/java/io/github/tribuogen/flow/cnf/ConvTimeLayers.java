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

import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.Initialiser;
import io.github.tribuogen.neural.nn.NormalInitialiser;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.ArrayList;
import java.util.List;

/**
 * The layers of a convolutional dynamics network at a time. A time or coordinate channel is not carried through the batch:
 * what a convolution makes of it is the same for all samples, a bias that depends on the place, since zeros pad the borders.
 *
 * <p>Parameters of layer i: "layer[i]/weight", "layer[i]/bias" and by kind "time", "coordinates" (kernels of the extra
 * channels), or vectors "time", "gate", "gateBias".
 */
final class ConvTimeLayers {
    private static final Initialiser ZERO = new ConstantInitialiser(0);

    private final TimeLayer kind;
    private final Initialiser initialiser;
    private final boolean zeroLast;
    private final List<ConvGeometry> geometry;

    ConvTimeLayers(TimeLayer kind, Initialiser initialiser, boolean zeroLast, List<ConvGeometry> geometry) {
        this.kind = kind;
        this.initialiser = initialiser;
        this.zeroLast = zeroLast;
        this.geometry = geometry;
    }

    List<Affine> at(ParameterScope scope, Tensor t) {
        if (t.shape().rank() != 0) {
            throw new IllegalArgumentException("ConvDynamics: one time for all samples expected, found " + t);
        }
        List<Affine> all = new ArrayList<>();
        for (int i = 0; i < geometry.size(); i++) {
            Initialiser how = zeroLast && i == geometry.size() - 1 ? ZERO : initialiser;
            all.add(layer(scope, "layer" + i, geometry.get(i), how, t));
        }
        return all;
    }

    private Affine layer(ParameterScope scope, String name, ConvGeometry g, Initialiser how, Tensor t) {
        ParameterScope s = scope.child(name);
        return switch (kind) {
            case IGNORE -> plain(s, g, how, 0);
            case CONCAT -> {
                Affine a = plain(s, g, how, 1);
                yield new Affine(
                        a.weight(),
                        null,
                        a.bias().add(timeField(s, g, how, 1, t).mul(t)));
            }
            case CONCAT_COORDINATES -> {
                Affine a = plain(s, g, how, 3);
                Tensor places =
                        s.parameter("coordinates", how, g.fanIn(g.in() + 3), g.out(), g.weightShape(2, g.out()));
                Tensor place = g.apply(coordinates(g, t), places).squeeze(0);
                Tensor field = timeField(s, g, how, 3, t).mul(t).add(place);
                yield new Affine(a.weight(), null, a.bias().add(field));
            }
            case SHIFT -> {
                Affine a = plain(s, g, how, 0);
                yield new Affine(
                        a.weight(),
                        null,
                        a.bias().add(channels(vector(s, "time", g, how, 1).mul(t))));
            }
            case SQUASH, CONCAT_SQUASH -> gated(s, g, how, t);
            case HYPER -> hyper(s, g, how, t);
            case BLEND -> {
                Affine a = plain(s.child("first"), g, how, 0);
                Affine b = plain(s.child("second"), g, how, 0);
                yield new Affine(
                        a.weight().add(b.weight().sub(a.weight()).mul(t)),
                        null,
                        a.bias().add(b.bias().sub(a.bias()).mul(t)));
            }
        };
    }

    private static Tensor channels(Tensor vector) {
        return vector.reshape(vector.shape().size(0), 1, 1);
    }

    private static Tensor vector(ParameterScope s, String name, ConvGeometry g, Initialiser how, long fanIn) {
        return s.parameter(name, how, fanIn, g.out(), g.out());
    }

    private static Affine plain(ParameterScope s, ConvGeometry g, Initialiser how, int more) {
        long fanIn = g.fanIn(g.in() + more);
        Tensor w = s.parameter("weight", how, fanIn, g.out(), g.weightShape(g.in(), g.out()));
        return new Affine(w, null, channels(vector(s, "bias", g, how, fanIn)));
    }

    /** What a convolution makes of a channel of ones, [out, height, width]. */
    private static Tensor timeField(ParameterScope s, ConvGeometry g, Initialiser how, int more, Tensor t) {
        Tensor w = s.parameter("time", how, g.fanIn(g.in() + more), g.out(), g.weightShape(1, g.out()));
        Tensor ones = t.graph().root().constant(HostTensor.filled(t.dtype(), 1, 1, 1, g.height(), g.width()));
        return g.apply(ones, w).squeeze(0);
    }

    /** Rows and columns from -1 to 1, [1, 2, height, width]. */
    private static Tensor coordinates(ConvGeometry g, Tensor t) {
        int h = Math.toIntExact(g.height());
        int w = Math.toIntExact(g.width());
        double[] v = new double[2 * h * w];
        for (int i = 0; i < h * w; i++) {
            v[i] = place(i / w, h);
            v[h * w + i] = place(i % w, w);
        }
        return t.graph().root().constant(HostTensor.of(v, 1, 2, h, w)).cast(t.dtype());
    }

    private static double place(int i, int n) {
        return n == 1 ? 0 : 2.0 * i / (n - 1) - 1;
    }

    private Affine gated(ParameterScope s, ConvGeometry g, Initialiser how, Tensor t) {
        Affine a = plain(s, g, how, 0);
        Tensor open = vector(s, "gate", g, initialiser, 1)
                .mul(t)
                .add(vector(s, "gateBias", g, initialiser, 1))
                .sigmoid();
        Tensor bias = a.bias().mul(channels(open));
        if (kind == TimeLayer.CONCAT_SQUASH) {
            bias = bias.add(channels(vector(s, "time", g, how, 1).mul(t)));
        }
        return new Affine(a.weight().mul(g.perOutput(open)), null, bias);
    }

    private Affine hyper(ParameterScope s, ConvGeometry g, Initialiser how, Tensor t) {
        long[] shape = g.weightShape(g.in(), g.out());
        long n = g.in() * g.out() * g.kernel() * g.kernel();
        Initialiser start = how == ZERO ? ZERO : new NormalInitialiser(0.01);
        Tensor slope = s.parameter("slope", ZERO, 1, n + g.out(), n + g.out());
        Tensor start0 = s.parameter("start", start, 1, n + g.out(), n + g.out());
        List<Tensor> parts = slope.mul(t).add(start0).split(0, n, g.out());
        return new Affine(parts.get(0).reshape(shape), null, channels(parts.get(1)));
    }
}
