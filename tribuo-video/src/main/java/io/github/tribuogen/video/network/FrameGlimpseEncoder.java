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

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.Linear;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.NormalInitialiser;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Arrays;

/**
 * An encoder for things that move about large frames, on a CPU: it sees the whole frame coarsely, decides where to look, and sees that
 * place sharply, by the attention of DRAW (Gregor et al. 2015, sections 3.2 and 3.3).
 *
 * <pre>coarse = G_Y x G_X^T,   a = relu(A coarse),   w = W a,   glimpse = F_Y(w) x F_X(w)^T,
 * b = layers(glimpse, a, w),   output = B (b, w)</pre>
 *
 * <p>G is a fixed grid of k x k Gaussian filters over the whole frame and F one of g x g, whose centre, stride and variance are w's. All
 * channels are looked at in the same place. Everything is differentiable, so that the place is learned; at first it is the middle, and the
 * glimpse covers a share of the frame.
 */
public final class FrameGlimpseEncoder implements Network {
    private static final double SMALL = 0.1;

    @Config(description = "Rows and columns of the coarse picture, at least 2.")
    private int coarse = 16;

    @Config(description = "Hidden units that read the coarse picture, at least 1.")
    private int whereUnits = 64;

    @Config(description = "Rows and columns of the glimpse, at least 2.")
    private int glimpse = 16;

    @Config(
            description =
                    "The share of the frame's longer side that the glimpse covers at first, above 0 and at most 1.")
    private double share = 0.5;

    @Config(description = "The numbers of hidden units that read the glimpse, layer by layer, each at least 1.")
    private int[] hiddenSizes = {256};

    /** 16x16 of the whole frame, 64 units that decide, a glimpse of 16x16 and 256 units that read it. Also for OLCUT. */
    public FrameGlimpseEncoder() {}

    /**
     * An encoder.
     *
     * @param coarse Rows and columns of the coarse picture, at least 2.
     * @param whereUnits Hidden units that read the coarse picture, at least 1.
     * @param glimpse Rows and columns of the glimpse, at least 2.
     * @param share The share of the frame's longer side that the glimpse covers at first, above 0 and at most 1.
     * @param hiddenSizes The numbers of hidden units that read the glimpse, each at least 1.
     */
    public FrameGlimpseEncoder(int coarse, int whereUnits, int glimpse, double share, int... hiddenSizes) {
        this.coarse = coarse;
        this.whereUnits = whereUnits;
        this.glimpse = glimpse;
        this.share = share;
        this.hiddenSizes = hiddenSizes.clone();
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.atLeast("coarse", coarse, 2);
        check(whereUnits, glimpse, share, hiddenSizes);
    }

    static void check(int whereUnits, int glimpse, double share, int[] hiddenSizes) {
        Require.atLeast("whereUnits", whereUnits, 1);
        Require.atLeast("glimpse", glimpse, 2);
        Require.that(share > 0 && share <= 1, "share", share, "above 0 and at most 1");
        Require.that(hiddenSizes.length > 0, "hiddenSizes", "none", "at least one number");
        FrameMlp.checkSizes(hiddenSizes);
    }

    /** Where a grid is to lie, [N, 4]: near the middle at first. */
    static Tensor where(ParameterScope scope, Tensor hidden) {
        return small(GlimpseGrid.NUMBERS, hidden).apply(scope, hidden);
    }

    /** A linear layer whose initial weights are a tenth of He's. */
    static Linear small(long outputs, Tensor input) {
        double std = SMALL * Math.sqrt(2.0 / input.shape().size(1));
        return Linear.to(outputs).initialised(new NormalInitialiser(std), new ConstantInitialiser(0));
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor x, long outputs) {
        if (x.shape().rank() != 4) {
            throw new IllegalArgumentException(
                    "FrameGlimpseEncoder: frames [batch, channels, height, width] expected, found " + x.shape());
        }
        long h = x.shape().size(2);
        long w = x.shape().size(3);
        Tensor middle = x.graph().root().constant(HostTensor.filled(x.dtype(), 0, 1, GlimpseGrid.NUMBERS));
        Tensor whole = GlimpseGrid.of(middle, coarse, 1, h, w).read(x).flatten(1);
        Tensor seen = FrameMlp.rectified(scope.child("coarse"), whole, whereUnits);
        Tensor where = where(scope.child("where"), seen);
        Tensor closer = GlimpseGrid.of(where, glimpse, share, h, w).read(x).flatten(1);
        Tensor read = FrameMlp.hidden(scope, Tensors.concat(1, closer, seen, where), hiddenSizes);
        Tensor known = Tensors.concat(1, read, where);
        return small(outputs, known).apply(scope.child("output"), known);
    }

    @Override
    public String toString() {
        return "FrameGlimpseEncoder(coarse=" + coarse + ", whereUnits=" + whereUnits + ", glimpse=" + glimpse
                + ", share=" + share + ", hiddenSizes=" + Arrays.toString(hiddenSizes) + ")";
    }
}
