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
package io.github.tribuogen.neural.nn;

import io.github.tribuogen.neural.graph.Convolution;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.Arrays;

/**
 * A convolution over one to three spatial axes: [batch, in, spatial...] to [batch, out, spatial'...], with "weight" of shape
 * [out, in / groups, kernel...] and "bias" of shape [out]. Immutable; start with {@link #to} and refine.
 */
public final class Conv implements Layer {
    private long outputs;
    private long[] kernel;
    private long[] stride = {1};
    private long[] padding = {0};
    private long[] dilation = {1};
    private long groups = 1;
    private boolean bias = true;
    private Initialiser weights = new FanInUniformInitialiser();
    private Initialiser biases = weights;
    private WeightTransform transform = WeightTransform.NONE;

    private Conv() {}

    private Conv copy() {
        Conv c = new Conv();
        c.outputs = outputs;
        c.kernel = kernel;
        c.stride = stride;
        c.padding = padding;
        c.dilation = dilation;
        c.groups = groups;
        c.bias = bias;
        c.weights = weights;
        c.biases = biases;
        c.transform = transform;
        return c;
    }

    /**
     * A convolution of stride 1 without padding, with {@link FanInUniformInitialiser} values.
     *
     * @param outputs The number of output channels, at least 1.
     * @param kernel The extents of the kernel; one for all axes, or one for each.
     * @return The layer.
     */
    public static Conv to(long outputs, long... kernel) {
        if (outputs < 1) {
            throw new IllegalArgumentException("Conv: at least 1 output channel expected, found " + outputs);
        }
        Conv c = new Conv();
        c.outputs = outputs;
        c.kernel = positive("kernel", kernel);
        return c;
    }

    static long[] positive(String what, long... sizes) {
        if (sizes.length == 0 || Arrays.stream(sizes).anyMatch(s -> s < 1)) {
            throw new IllegalArgumentException(
                    "Convolution: a " + what + " of numbers of at least 1 expected, found " + Arrays.toString(sizes));
        }
        return sizes.clone();
    }

    /**
     * Changes the strides.
     *
     * @param strides One for all axes, or one for each, at least 1.
     * @return The changed layer.
     */
    public Conv stride(long... strides) {
        Conv c = copy();
        c.stride = positive("stride", strides);
        return c;
    }

    /**
     * Changes the zero padding on both sides.
     *
     * @param paddings One for all axes, or one for each, at least 0.
     * @return The changed layer.
     */
    public Conv padding(long... paddings) {
        Conv c = copy();
        c.padding = paddings.clone();
        return c;
    }

    /**
     * Changes the dilations.
     *
     * @param dilations One for all axes, or one for each, at least 1.
     * @return The changed layer.
     */
    public Conv dilation(long... dilations) {
        Conv c = copy();
        c.dilation = positive("dilation", dilations);
        return c;
    }

    /**
     * Changes the number of groups.
     *
     * @param number Divides both channel counts.
     * @return The changed layer.
     */
    public Conv groups(long number) {
        Conv c = copy();
        c.groups = positive("number of groups", number)[0];
        return c;
    }

    /**
     * Drops the bias.
     *
     * @return The changed layer.
     */
    public Conv withoutBias() {
        Conv c = copy();
        c.bias = false;
        return c;
    }

    /**
     * Changes the initialisers.
     *
     * @param weight Of the weight.
     * @param ofBias Of the bias.
     * @return The changed layer.
     */
    public Conv initialised(Initialiser weight, Initialiser ofBias) {
        Conv c = copy();
        c.weights = weight;
        c.biases = ofBias;
        return c;
    }

    /**
     * Changes what is done with the weight before use.
     *
     * @param weightTransform For instance a {@link SpectralNorm}.
     * @return The changed layer.
     */
    public Conv transformed(WeightTransform weightTransform) {
        Conv c = copy();
        c.transform = weightTransform;
        return c;
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor x) {
        int spatial = InputChecks.spatialRank("Conv", scope, x, kernel);
        long in = x.shape().size(1);
        InputChecks.divides("Conv", scope, x, "a number of channels", groups, in);
        return scope.named(() -> {
            long[] k = InputChecks.perAxis(kernel, spatial);
            long volume = Arrays.stream(k).reduce(1, (a, b) -> a * b);
            long fanIn = in / groups * volume;
            long[] shape = new long[spatial + 2];
            shape[0] = outputs;
            shape[1] = in / groups;
            System.arraycopy(k, 0, shape, 2, spatial);
            Tensor raw = scope.parameter("weight", weights, fanIn, outputs / groups * volume, shape);
            Tensor y = Convolution.kernel(k)
                    .stride(stride)
                    .padding(padding)
                    .dilation(dilation)
                    .groups(groups)
                    .apply(x, transform.apply(scope, raw));
            if (!bias) {
                return y;
            }
            Tensor b = scope.parameter("bias", biases, fanIn, outputs, outputs);
            return y.add(ChannelAffine.perChannel(b, y));
        });
    }
}
