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

/** The value of a convolutional network, and its Jacobian along directions that go forward through the layers as images. */
final class ConvSlope implements Slope {
    private final Tensor point;
    private final Tensor value;
    private final List<ConvGeometry> geometry;
    private final List<Affine> layers;
    private final List<Tensor> gains; // derivative of the activation after each layer but the last

    private ConvSlope(
            Tensor point, Tensor value, List<ConvGeometry> geometry, List<Affine> layers, List<Tensor> gains) {
        this.point = point;
        this.value = value;
        this.geometry = geometry;
        this.layers = layers;
        this.gains = gains;
    }

    /** Builds the network; {@code more} holds for each layer what features add, [B, channels, 1, 1] or null. */
    static ConvSlope of(
            Tensor z,
            List<ConvGeometry> geometry,
            List<Affine> layers,
            List<Tensor> more,
            UnaryOperator<Tensor> activation) {
        Tensor h = z;
        List<Tensor> gains = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            Tensor x = geometry.get(i).apply(h, layers.get(i).weight());
            x = x.add(layers.get(i).bias());
            if (more.get(i) != null) {
                x = x.add(more.get(i));
            }
            if (i == layers.size() - 1) {
                h = x;
            } else {
                h = activation.apply(x);
                gains.add(Gradients.vjp(h, x, x.onesLike()));
            }
        }
        return new ConvSlope(z, h, geometry, layers, gains);
    }

    @Override
    public Tensor point() {
        return point;
    }

    @Override
    public Tensor value() {
        return value;
    }

    private Tensor gain(Tensor v, long k, int i) {
        if (i >= gains.size()) {
            return v;
        }
        Tensor g = gains.get(i);
        if (k == 1) {
            return v.mul(g);
        }
        // [B K, ...] as [B, K, ...] and back
        Shape split = g.shape().insert(1, Dim.of(k));
        return v.reshape(split).mul(g.unsqueeze(1)).reshape(v.shape());
    }

    /** Images [B K, ...] that entered layer {@code from}, before layer {@code to}. */
    private Tensor forward(Tensor v, long k, int from, int to) {
        for (int i = from; i < to; i++) {
            v = gain(geometry.get(i).apply(v, layers.get(i).weight()), k, i);
        }
        return v;
    }

    /** [B, K, width] as images [B K, ...] like those of a tensor. */
    private static Tensor images(Tensor rows, Tensor like) {
        return rows.reshape(
                like.shape().with(0, Shape.of(rows.shape().dims().subList(0, 2)).elements()));
    }

    private static Tensor rows(Tensor images, Tensor like) {
        return images.reshape(like.shape());
    }

    @Override
    public Tensor times(Tensor directions) {
        long k = directions.shape().size(1);
        return rows(forward(images(directions, point), k, 0, layers.size()), directions);
    }

    @Override
    public Tensor bottleneckTrace(Tensor probes) {
        long k = probes.shape().size(1);
        int narrowest = 0;
        for (int i = 1; i < gains.size(); i++) {
            if (width(gains.get(i)) < width(gains.get(narrowest))) {
                narrowest = i;
            }
        }
        Tensor e = images(probes, gains.get(narrowest));
        Tensor u = forward(e, k, narrowest + 1, layers.size());
        Tensor w = rows(forward(u, k, 0, narrowest + 1), probes);
        return w.mul(probes).sum(1, 2).div(k);
    }

    private static long width(Tensor t) {
        return t.flatten(1).shape().size(1);
    }
}
