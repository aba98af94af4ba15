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

import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.Dim;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The value of a fully connected network and its Jacobian, whose factors are known: {@code J^T = W1 G1 W2 ... Gn Wn+1} in the
 * convention of rows, with diagonal G that hold the derivatives of the activations.
 *
 * <p>Directions are rows [B, K, width] that go forward through the layers, all K in one matrix product.
 */
final class MlpSlope implements Slope {
    /** The largest D H H' for which products of two neighbouring weights are made in advance. */
    private static final long MERGED = 1 << 18;

    private final Tensor point;
    private final Tensor value;
    private final List<Affine> layers;
    private final List<Amortised> more;
    private final List<Tensor> gains; // derivative of the activation after each layer but the last, [B, out]

    private MlpSlope(Tensor point, Tensor value, List<Affine> layers, List<Amortised> more, List<Tensor> gains) {
        this.point = point;
        this.value = value;
        this.layers = layers;
        this.more = more;
        this.gains = gains;
    }

    static MlpSlope of(Tensor z, List<Affine> layers, List<Amortised> more, UnaryOperator<Tensor> activation) {
        Tensor h = z.flatten(1);
        List<Tensor> gains = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            Tensor x = layer(h, layers.get(i), more.get(i));
            if (i == layers.size() - 1) {
                h = x;
            } else {
                h = activation.apply(x);
                gains.add(Gradients.vjp(h, x, x.onesLike()));
            }
        }
        return new MlpSlope(z, h.reshapeLike(z), layers, more, gains);
    }

    private static Tensor layer(Tensor h, Affine a, Amortised m) {
        Tensor y = h.matMul(a.weight());
        if (a.scale() != null) {
            y = y.mul(a.scale());
        }
        y = y.add(a.bias());
        if (m.u() != null) {
            y = y.add(h.unsqueeze(1).matMul(m.u()).matMul(m.v()).squeeze(1));
        }
        return m.bias() == null ? y : y.add(m.bias());
    }

    @Override
    public Tensor point() {
        return point;
    }

    @Override
    public Tensor value() {
        return value;
    }

    private int hidden() {
        return gains.size();
    }

    private Dim batch() {
        return point.shape().dim(0);
    }

    private static Tensor rows(Tensor t) {
        Shape s = t.shape();
        Dim rows = Shape.of(s.dims().subList(0, s.rank() - 1)).elements();
        return t.reshape(Shape.of(List.of(rows, s.dim(-1))));
    }

    /** The linear part of a layer on directions [B, K, in]. */
    private Tensor linear(Tensor v, int i) {
        Affine a = layers.get(i);
        long out = a.weight().shape().size(1);
        long k = v.shape().size(1);
        Tensor y = rows(v).matMul(a.weight()).reshape(Shape.of(List.of(batch(), Dim.of(k), Dim.of(out))));
        if (a.scale() != null) {
            y = y.mul(a.scale().unsqueeze(1));
        }
        Amortised m = more.get(i);
        return m.u() == null ? y : y.add(v.matMul(m.u()).matMul(m.v()));
    }

    private Tensor gain(Tensor v, int i) {
        return i < hidden() ? v.mul(gains.get(i).unsqueeze(1)) : v;
    }

    /** Directions that entered layer {@code from}, before layer {@code to}. */
    private Tensor forward(Tensor v, int from, int to) {
        for (int i = from; i < to; i++) {
            v = gain(linear(v, i), i);
        }
        return v;
    }

    @Override
    public Tensor times(Tensor directions) {
        return forward(directions, 0, layers.size());
    }

    @Override
    public Tensor bottleneckTrace(Tensor probes) {
        int narrowest = 0;
        for (int i = 1; i < hidden(); i++) {
            if (gains.get(i).shape().size(1) < gains.get(narrowest).shape().size(1)) {
                narrowest = i;
            }
        }
        Tensor u = forward(probes, narrowest + 1, layers.size());
        Tensor w = forward(u, 0, narrowest + 1);
        return w.mul(probes).sum(1, 2).div(probes.shape().size(1));
    }

    @Override
    public Tensor trace() {
        boolean plain = layers.stream()
                        .allMatch(a -> a.scale() == null && a.weight().shape().rank() == 2)
                && more.stream().allMatch(m -> m.u() == null);
        if (hidden() == 0) {
            return Slope.super.trace();
        }
        if (!plain) {
            return traceByDirections();
        }
        Tensor first = layers.get(0).weight();
        Tensor last = layers.get(hidden()).weight();
        if (hidden() == 1) {
            return gains.get(0)
                    .matMul(first.transpose(1, 0).mul(last).sumKeepDims(1))
                    .squeeze(1);
        }
        if (hidden() == 2) {
            Tensor cycle = layers.get(1).weight().mul(first.matMul(last, true, true));
            return gains.get(0).matMul(cycle).mul(gains.get(1)).sum(1);
        }
        long size = Math.max(
                layers.get(1).weight().shape().elements().size(),
                layers.get(hidden() - 1).weight().shape().elements().size());
        return size * first.shape().size(0) <= MERGED ? traceMerged(first, last) : traceByDirections();
    }

    /** The first two and the last two weights are multiplied for each of the D directions before the batch meets them. */
    private Tensor traceMerged(Tensor first, Tensor last) {
        long d = first.shape().size(0);
        int n = hidden();
        Tensor second = layers.get(1).weight();
        // [H1, D, H2]: the first weight's row d on the left of the second
        Tensor start = first.transpose(1, 0).unsqueeze(2).mul(second.unsqueeze(1));
        Tensor v = gains.get(0).matMul(start.flatten(1));
        v = v.reshape(Shape.of(List.of(batch(), Dim.of(d), second.shape().dim(1))));
        v = forward(gain(v, 1), 2, n - 1);
        Tensor before = layers.get(n - 1).weight();
        // [D, H, H']: the last weight's column d on the right of the last but one
        Tensor end = before.unsqueeze(0).mul(last.transpose(1, 0).unsqueeze(1));
        end = end.reshape(d * before.shape().size(0), before.shape().size(1));
        return v.flatten(1).matMul(end).mul(gains.get(n - 1)).sum(1);
    }

    /** The unit directions, some at a time; the first layer's rows stand for them, and only the diagonal is taken at the end. */
    private Tensor traceByDirections() {
        long d = layers.get(0).weight().shape().size(0);
        Tensor trace = null;
        for (long from = 0; from < d; from += CHUNK) {
            long to = Math.min(from + CHUNK, d);
            Tensor v = forward(gain(firstRows(from, to), 0), 1, hidden());
            Tensor part = v.mul(lastColumns(from, to)).sum(1, 2);
            trace = trace == null ? part : trace.add(part);
        }
        return trace;
    }

    /** [1 or B, K, H]. */
    private Tensor firstRows(long from, long to) {
        Affine a = layers.get(0);
        Tensor v = a.weight().slice(0, from, to).unsqueeze(0);
        if (a.scale() != null) {
            v = v.mul(a.scale().unsqueeze(1));
        }
        Amortised m = more.get(0);
        return m.u() == null ? v : v.add(m.u().slice(1, from, to).matMul(m.v()));
    }

    /** [1 or B, K, H]. */
    private Tensor lastColumns(long from, long to) {
        Affine a = layers.get(hidden());
        Tensor v = a.weight().slice(1, from, to).transpose(1, 0).unsqueeze(0);
        if (a.scale() != null) {
            v = v.mul(a.scale().slice(1, from, to).unsqueeze(2));
        }
        Amortised m = more.get(hidden());
        return m.u() == null ? v : v.add(m.u().matMul(m.v().slice(2, from, to)).transpose(0, 2, 1));
    }
}
