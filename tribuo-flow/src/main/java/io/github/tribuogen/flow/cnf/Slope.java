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
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import java.util.ArrayList;
import java.util.List;

/**
 * The value of a dynamics f at a batch of points and the ways to its Jacobian J = df/dz there. Points have D numbers; J of a
 * sample is D x D. Everything is a graph, so it can be differentiated again.
 *
 * <p>The defaults differentiate the graph of the value; a network that knows its structure does better.
 */
public interface Slope {
    /** How many directions are taken together by {@link #trace()}: bounds the memory of an exact trace at large D. */
    int CHUNK = 16;

    /**
     * The points.
     *
     * @return z, [B, ...], as they stand in the graph of the value.
     */
    Tensor point();

    /**
     * The value.
     *
     * @return f(z), in the shape of the points.
     */
    Tensor value();

    /**
     * The Jacobian along directions, forward mode.
     *
     * @param directions [B, K, D].
     * @return J v for each sample and direction v, [B, K, D].
     */
    default Tensor times(Tensor directions) {
        int k = Math.toIntExact(directions.shape().size(1));
        List<Tensor> parts = new ArrayList<>();
        for (int i = 0; i < k; i++) {
            Tensor v = directions.slice(1, i, i + 1).squeeze(1).reshapeLike(point());
            parts.add(Gradients.jvp(value(), point(), v).flatten(1).unsqueeze(1));
        }
        return k == 1 ? parts.get(0) : Tensors.concat(1, parts);
    }

    /**
     * The transposed Jacobian along directions, reverse mode.
     *
     * @param directions [B, K, D].
     * @return J^T u for each sample and direction u, [B, K, D].
     */
    default Tensor transposedTimes(Tensor directions) {
        int k = Math.toIntExact(directions.shape().size(1));
        List<Tensor> parts = new ArrayList<>();
        for (int i = 0; i < k; i++) {
            Tensor u = directions.slice(1, i, i + 1).squeeze(1).reshapeLike(value());
            parts.add(Gradients.vjp(value(), point(), u).flatten(1).unsqueeze(1));
        }
        return k == 1 ? parts.get(0) : Tensors.concat(1, parts);
    }

    /**
     * The trace of the Jacobian, exactly.
     *
     * @return tr J, [B].
     */
    default Tensor trace() {
        Tensor flat = point().flatten(1);
        int d = Math.toIntExact(flat.shape().size(1));
        Tensor trace = null;
        for (int from = 0; from < d; from += CHUNK) {
            Tensor unit = units(flat, from, Math.min(from + CHUNK, d));
            Tensor all = unit.add(flat.unsqueeze(1).zerosLike());
            Tensor part = times(all).mul(unit).sum(1, 2);
            trace = trace == null ? part : trace.add(part);
        }
        return trace;
    }

    /**
     * The estimate of the trace through the narrowest layer (FFJORD, eq. 9): with f = g(h(z)), {@code tr(dg/dh dh/dz) =
     * tr(dh/dz dg/dh)}, so that a probe needs the width of h alone.
     *
     * @param probes [B, K, H], H from {@link Dynamics#bottleneck}.
     * @return The mean over the probes, [B].
     * @throws UnsupportedOperationException If there is no such layer.
     */
    default Tensor bottleneckTrace(Tensor probes) {
        throw new UnsupportedOperationException("These dynamics have no bottleneck");
    }

    /** The rows from..to-1 of the unit matrix, [1, to - from, D]. */
    private static Tensor units(Tensor like, int from, int to) {
        int d = Math.toIntExact(like.shape().size(1));
        double[] v = new double[(to - from) * d];
        for (int i = from; i < to; i++) {
            v[(i - from) * d + i] = 1;
        }
        return like.graph().root().constant(HostTensor.of(v, 1, to - from, d)).cast(like.dtype());
    }

    /**
     * A slope that differentiates the graph of its value.
     *
     * @param point z.
     * @param value f(z).
     * @return The slope.
     */
    static Slope of(Tensor point, Tensor value) {
        record Plain(Tensor point, Tensor value) implements Slope {}
        return new Plain(point, value);
    }

    /**
     * The slope of {@code f(z) - z}.
     *
     * @param f The slope of f.
     * @return The slope.
     */
    static Slope lessPoint(Slope f) {
        return new Residual(f);
    }
}
