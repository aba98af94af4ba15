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
import io.github.tribuogen.neural.nn.HeInitialiser;
import io.github.tribuogen.neural.nn.Initialiser;
import io.github.tribuogen.neural.nn.Linear;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The small preset: rectified linear layers, He's initial weights, biases of zero, and a last layer whose initial weights are a fraction of
 * He's, so that codes start small. As an encoder and, within a {@link io.github.tribuogen.neural.nn.NetworkGenerator}, as a decoder.
 */
public final class FrameMlp implements Network {
    @Config(description = "The numbers of hidden units, layer by layer, each at least 1.")
    private int[] hiddenSizes = {256, 256};

    @Config(description = "The last layer's initial weights as a fraction of He's, above 0.")
    private double outputScale = 0.1;

    /** Two layers of 256, a last layer of a tenth. Also for OLCUT. */
    public FrameMlp() {}

    /**
     * A network.
     *
     * @param hiddenSizes The numbers of hidden units, each at least 1.
     */
    public FrameMlp(int... hiddenSizes) {
        this.hiddenSizes = hiddenSizes.clone();
        postConfig();
    }

    @Override
    public void postConfig() {
        checkSizes(hiddenSizes);
        Require.positive("outputScale", outputScale);
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor x, long outputs) {
        return Linear.to(outputs)
                .initialised(new Scaled(new HeInitialiser(), outputScale), new ConstantInitialiser(0))
                .apply(scope.child("output"), hidden(scope, x.flatten(1), hiddenSizes));
    }

    static void checkSizes(int[] hiddenSizes) {
        if (Arrays.stream(hiddenSizes).anyMatch(h -> h < 1)) {
            throw new PropertyException(
                    "", "hiddenSizes", "found " + Arrays.toString(hiddenSizes) + ", expected numbers of at least 1");
        }
    }

    /** Rectified linear layers "hidden0", "hidden1" and so on, [n, the last size]. */
    static Tensor hidden(ParameterScope scope, Tensor x, int... sizes) {
        Tensor h = x;
        for (int i = 0; i < sizes.length; i++) {
            h = rectified(scope.child("hidden" + i), h, sizes[i]);
        }
        return h;
    }

    /** A rectified linear layer, [n, units]. */
    static Tensor rectified(ParameterScope scope, Tensor x, long units) {
        return Linear.to(units)
                .initialised(new HeInitialiser(), new ConstantInitialiser(0))
                .apply(scope, x)
                .relu();
    }

    /** Another initialiser's values times a factor. */
    private record Scaled(Initialiser inner, double factor) implements Initialiser {
        @Override
        public double[] initialise(long[] shape, long fanIn, long fanOut, SplittableRandom rng) {
            return Arrays.stream(inner.initialise(shape, fanIn, fanOut, rng))
                    .map(v -> v * factor)
                    .toArray();
        }
    }

    @Override
    public String toString() {
        return "FrameMlp(hiddenSizes=" + Arrays.toString(hiddenSizes) + ", outputScale=" + outputScale + ")";
    }
}
