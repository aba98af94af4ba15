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
 * A transposed convolution, the adjoint of a {@link Conv} in its input: [batch, in, spatial...] to [batch, out,
 * spatial'...], with "weight" of shape [in, out / groups, kernel...] and "bias" of shape [out]. Without extra padding each
 * extent becomes {@code (size - 1) stride - 2 padding + kernel}. Immutable; start with {@link #to} and refine.
 *
 * <p>The initialisers' fan-in is that of an output unit, in / groups times kernel / stride, rounded up.
 */
public final class ConvTransposed implements Layer {
    private long outputs;
    private long[] kernel;
    private long[] stride = {1};
    private long[] padding = {0};
    private long[] extra = {0};
    private long groups = 1;
    private boolean bias = true;
    private Initialiser weights = new FanInUniformInitialiser();
    private Initialiser biases = weights;

    private ConvTransposed() {}

    private ConvTransposed copy() {
        ConvTransposed c = new ConvTransposed();
        c.outputs = outputs;
        c.kernel = kernel;
        c.stride = stride;
        c.padding = padding;
        c.extra = extra;
        c.groups = groups;
        c.bias = bias;
        c.weights = weights;
        c.biases = biases;
        return c;
    }

    /**
     * A transposed convolution of stride 1 without padding, with {@link FanInUniformInitialiser} values.
     *
     * @param outputs The number of output channels, at least 1.
     * @param kernel The extents of the kernel; one for all axes, or one for each.
     * @return The layer.
     */
    public static ConvTransposed to(long outputs, long... kernel) {
        if (outputs < 1) {
            throw new IllegalArgumentException("ConvTransposed: at least 1 output channel expected, found " + outputs);
        }
        ConvTransposed c = new ConvTransposed();
        c.outputs = outputs;
        c.kernel = Conv.positive("kernel", kernel);
        return c;
    }

    /**
     * Changes the strides of the convolution that this is the adjoint of: the factors by which extents grow.
     *
     * @param strides One for all axes, or one for each, at least 1.
     * @return The changed layer.
     */
    public ConvTransposed stride(long... strides) {
        ConvTransposed c = copy();
        c.stride = Conv.positive("stride", strides);
        return c;
    }

    /**
     * Changes the padding of the convolution that this is the adjoint of: what is cut from both sides of the result.
     *
     * @param paddings One for all axes, or one for each, at least 0.
     * @return The changed layer.
     */
    public ConvTransposed padding(long... paddings) {
        ConvTransposed c = copy();
        c.padding = paddings.clone();
        return c;
    }

    /**
     * Makes the result larger at its end.
     *
     * @param sizes One for all axes, or one for each, less than the stride.
     * @return The changed layer.
     */
    public ConvTransposed extra(long... sizes) {
        ConvTransposed c = copy();
        c.extra = sizes.clone();
        return c;
    }

    /**
     * Changes the number of groups.
     *
     * @param number Divides both channel counts.
     * @return The changed layer.
     */
    public ConvTransposed groups(long number) {
        ConvTransposed c = copy();
        c.groups = Conv.positive("number of groups", number)[0];
        return c;
    }

    /**
     * Drops the bias.
     *
     * @return The changed layer.
     */
    public ConvTransposed withoutBias() {
        ConvTransposed c = copy();
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
    public ConvTransposed initialised(Initialiser weight, Initialiser ofBias) {
        ConvTransposed c = copy();
        c.weights = weight;
        c.biases = ofBias;
        return c;
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor x) {
        int spatial = InputChecks.spatialRank("ConvTransposed", scope, x, kernel);
        long in = x.shape().size(1);
        InputChecks.divides("ConvTransposed", scope, x, "a number of channels", groups, in);
        return scope.named(() -> {
            long[] k = InputChecks.perAxis(kernel, spatial);
            Convolution c =
                    Convolution.kernel(k).stride(stride).padding(padding).groups(groups);
            long[] sizes = new long[spatial];
            Arrays.setAll(sizes, i -> x.shape().size(i + 2));
            sizes = c.transposedSizes(sizes);
            long[] more = InputChecks.perAxis(extra, spatial);
            long[] strides = InputChecks.perAxis(stride, spatial);
            double reach = 1;
            for (int i = 0; i < spatial; i++) {
                sizes[i] += more[i];
                reach *= k[i] / (double) strides[i];
            }
            long[] shape = new long[spatial + 2];
            shape[0] = in;
            shape[1] = outputs / groups;
            System.arraycopy(k, 0, shape, 2, spatial);
            long fanIn = (long) Math.ceil(in / groups * reach);
            long fanOut = outputs / groups * Arrays.stream(k).reduce(1, (a, b) -> a * b);
            Tensor y = c.transposed(x, scope.parameter("weight", weights, fanIn, fanOut, shape), sizes);
            if (!bias) {
                return y;
            }
            Tensor b = scope.parameter("bias", biases, fanIn, fanOut, outputs);
            return y.add(ChannelAffine.perChannel(b, y));
        });
    }
}
