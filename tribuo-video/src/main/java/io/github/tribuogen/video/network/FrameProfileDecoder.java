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
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.Generator;
import io.github.tribuogen.neural.nn.Linear;
import io.github.tribuogen.neural.nn.NormalInitialiser;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Arrays;
import java.util.List;

/**
 * A decoder for things that move about large frames, on a CPU: a picture is a sum of a few products of a profile over the rows and one over
 * the columns,
 *
 * <pre>x_hw = sum over k of u_hk v_kw</pre>
 *
 * <p>of which rectified linear layers say both. A step down changes the profiles of the rows alone, a step aside those of the columns, so
 * that the layers need not know every thing at every place; each channel has column profiles of its own.
 */
public final class FrameProfileDecoder implements Generator {
    /** The variance of pixels at the start, when each of the products has a share of it. */
    private static final double START = 0.01;

    @Config(description = "How many products are summed, at least 1.")
    private int rank = 16;

    @Config(description = "The numbers of hidden units, layer by layer, each at least 1.")
    private int[] hiddenSizes = {256, 256};

    /** 16 products, two hidden layers of 256. Also for OLCUT. */
    public FrameProfileDecoder() {}

    /**
     * A decoder.
     *
     * @param rank How many products are summed, at least 1.
     * @param hiddenSizes The numbers of hidden units, each at least 1.
     */
    public FrameProfileDecoder(int rank, int... hiddenSizes) {
        this.rank = rank;
        this.hiddenSizes = hiddenSizes.clone();
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.atLeast("rank", rank, 1);
        if (hiddenSizes.length == 0) {
            throw new PropertyException("", "hiddenSizes", "found none, expected at least one number");
        }
        FrameMlp.checkSizes(hiddenSizes);
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor latent, long... example) {
        if (example.length != 3) {
            throw new IllegalArgumentException("FrameProfileDecoder: a frame [channels, height, width] expected, found "
                    + Arrays.toString(example));
        }
        Tensor hidden = FrameMlp.hidden(scope, latent, hiddenSizes);
        long rows = example[1];
        long columns = example[0] * example[2];
        // the variance of a sum of products of independent numbers is rank times the product of their variances
        double variance = Math.sqrt(START / rank);
        double std = Math.sqrt(2 * variance / hiddenSizes[hiddenSizes.length - 1]);
        List<Tensor> profiles = Linear.to(rank * (rows + columns))
                .initialised(new NormalInitialiser(std), new ConstantInitialiser(0))
                .apply(scope.child("profiles"), hidden)
                .split(1, rank * rows, rank * columns);
        return profiles.get(0)
                .reshape(-1, rows, rank)
                .matMul(profiles.get(1).reshape(-1, rank, columns))
                .reshape(-1, rows, example[0], example[2])
                .transpose(0, 2, 1, 3);
    }

    @Override
    public String toString() {
        return "FrameProfileDecoder(rank=" + rank + ", hiddenSizes=" + Arrays.toString(hiddenSizes) + ")";
    }
}
