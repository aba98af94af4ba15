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
package io.github.tribuogen.video.network;

import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * A square grid of g x g Gaussian filters laid over a frame, after DRAW (Gregor et al. 2015, section 3.2, "selective attention model"). The
 * filters of the rows, and likewise those of the columns, are
 *
 * <pre>F_ih = N(h; c_y + (i - (g - 1) / 2) d, v),   h = 0..H-1</pre>
 *
 * <p>with centre c, stride d and variance v, in pixels, of each frame. Unlike in DRAW, they are divided by the integral over the line and
 * not by the sum over the pixels of the frame: filters whose centres lie outside the frame fade away instead of being blown up, and nothing
 * is ever divided by a sum near zero.
 *
 * @param rows F_Y, [N, g, H], or [1, g, H] for the same grid on all frames.
 * @param columns F_X, [N, g, W] or [1, g, W].
 * @param stride d, [N, 1] or [1, 1].
 */
record GlimpseGrid(Tensor rows, Tensor columns, Tensor stride) {
    /** How many numbers say where a grid lies. */
    static final int NUMBERS = 4;

    /** What the variance is at least, so that a filter never falls between pixels. */
    private static final double LEAST_VARIANCE = 0.25;

    /** The widest grid's stride relative to one that covers the frame. */
    private static final double WIDEST = 2;

    /** How far the logarithms of stride and width may go from their first values. */
    private static final double LIMIT = 4;

    /**
     * The grid that four numbers ask for; zeros ask for one in the middle of the frame that covers a share of its longer side.
     *
     * <pre>c_y = (H - 1) / 2 + H / 2 tanh(w_0),   c_x = (W - 1) / 2 + W / 2 tanh(w_1),
     * d = share (max(H, W) - 1) / (g - 1) exp(w_2),   v = 1/4 + (d exp(w_3) / 2)^2</pre>
     *
     * <p>w_2 and w_3 count as at least -4, w_3 as at most 4, and w_2 as what lets the grid cover twice the longer side.
     *
     * @param where w, [N, 4].
     * @param points g, at least 2.
     * @param share The share of the longer side that the grid covers at first.
     * @param height H.
     * @param width W.
     */
    static GlimpseGrid of(Tensor where, int points, double share, long height, long width) {
        List<Tensor> w = where.split(1, 1, 1, 1, 1);
        double whole = (Math.max(height, width) - 1.0) / (points - 1);
        Tensor stride = w.get(2).clip(-LIMIT, Math.log(WIDEST / share)).exp().mul(share * whole);
        Tensor variance =
                w.get(3).clip(-LIMIT, LIMIT).exp().mul(stride).mul(0.5).square().add(LEAST_VARIANCE);
        return new GlimpseGrid(
                bank(centre(w.get(0), height), stride, variance, points, height),
                bank(centre(w.get(1), width), stride, variance, points, width),
                stride);
    }

    private static Tensor centre(Tensor w, long size) {
        return w.tanh().mul(size / 2.0).add((size - 1) / 2.0);
    }

    /** [N, 1] each to [N, g, size]. */
    private static Tensor bank(Tensor centre, Tensor stride, Tensor variance, int points, long size) {
        Tensor at = line(stride, points).sub((points - 1) / 2.0).mul(stride).add(centre);
        Tensor away = line(stride, (int) size).unsqueeze(1).sub(at.unsqueeze(2));
        Tensor v = variance.unsqueeze(2);
        return away.square().div(v).mul(-0.5).exp().div(v.mul(2 * Math.PI).sqrt());
    }

    /** 0, 1, ..., [1, n]. */
    private static Tensor line(Tensor like, int n) {
        double[] values = new double[n];
        Arrays.setAll(values, i -> i);
        return like.graph().root().constant(HostTensor.of(values, 1, n)).cast(like.dtype());
    }

    /**
     * What the filters see.
     *
     * @param frames X, [N, C, H, W].
     * @return F_Y X F_X^T of every channel, [N, g, C, g].
     */
    Tensor read(Tensor frames) {
        long c = frames.shape().size(1);
        long h = frames.shape().size(2);
        long w = frames.shape().size(3);
        long g = columns.shape().size(1);
        Tensor across = frames.reshape(-1, c * h, w)
                .matMul(columns, false, true)
                .reshape(-1, c, h, g)
                .transpose(0, 2, 1, 3)
                .reshape(-1, h, c * g);
        return rows.matMul(across).reshape(-1, g, c, g);
    }

    /**
     * A picture drawn by the filters, each with its weight. A picture of ones makes about ones wherever the grid lies.
     *
     * @param picture P, [N, g, C, g].
     * @return d^2 F_Y^T P F_X of every channel, [N, C, H, W].
     */
    Tensor write(Tensor picture) {
        long g = picture.shape().size(1);
        long c = picture.shape().size(2);
        long h = rows.shape().size(2);
        long w = columns.shape().size(2);
        Tensor d = stride.unsqueeze(2);
        Tensor down = rows.mul(d)
                .matMul(picture.reshape(-1, g, c * g), true, false)
                .reshape(-1, h, c, g)
                .transpose(0, 2, 1, 3)
                .reshape(-1, c * h, g);
        return down.matMul(columns.mul(d)).reshape(-1, c, h, w);
    }
}
