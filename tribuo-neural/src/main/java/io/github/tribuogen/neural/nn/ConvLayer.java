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

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;

/** The settings of one convolution of a {@link ConvNet}, and of the pooling that follows it if any. Immutable. */
public final class ConvLayer implements Configurable, Provenancable<ConfiguredObjectProvenance> {
    @Config(mandatory = true, description = "The number of output channels, at least 1.")
    private int channels;

    @Config(description = "The extent of the kernel along each axis, at least 1.")
    private int kernel = 3;

    @Config(description = "The stride, at least 1.")
    private int stride = 1;

    @Config(
            description =
                    "Zeros on both sides of each axis; -1 for half the kernel, which keeps the extent at stride 1.")
    private int padding = -1;

    @Config(description = "The window and stride of the pooling after the activation; 1 for none.")
    private int pool = 1;

    @Config(description = "How pooling makes one number of a window.")
    private PoolingKind pooling = PoolingKind.AVERAGE;

    /** For OLCUT. */
    private ConvLayer() {}

    /**
     * A convolution padded by half its kernel, without pooling.
     *
     * @param channels The number of output channels, at least 1.
     * @param kernel The extent of the kernel along each axis, at least 1.
     * @param stride The stride, at least 1.
     */
    public ConvLayer(int channels, int kernel, int stride) {
        this(channels, kernel, stride, -1);
    }

    /**
     * A convolution without pooling.
     *
     * @param channels The number of output channels, at least 1.
     * @param kernel The extent of the kernel along each axis, at least 1.
     * @param stride The stride, at least 1.
     * @param padding Zeros on both sides of each axis; -1 for half the kernel.
     */
    public ConvLayer(int channels, int kernel, int stride, int padding) {
        this.channels = channels;
        this.kernel = kernel;
        this.stride = stride;
        this.padding = padding;
        postConfig();
    }

    /**
     * Adds pooling after the activation.
     *
     * @param kind How a window becomes one number.
     * @param window The window and stride, at least 1.
     * @return A changed copy.
     */
    public ConvLayer withPooling(PoolingKind kind, int window) {
        ConvLayer l = new ConvLayer(channels, kernel, stride, padding);
        l.pooling = kind;
        l.pool = window;
        l.postConfig();
        return l;
    }

    @Override
    public void postConfig() {
        Require.atLeast("channels", channels, 1);
        Require.atLeast("kernel", kernel, 1);
        Require.atLeast("stride", stride, 1);
        Require.atLeast("padding", padding, -1);
        Require.atLeast("pool", pool, 1);
    }

    Conv conv() {
        return Conv.to(channels, kernel).stride(stride).padding(padding < 0 ? kernel / 2 : padding);
    }

    Layer pooling() {
        if (pool == 1) {
            return (scope, x) -> x;
        }
        return pooling == PoolingKind.MAX ? Pooling.max(pool) : Pooling.average(pool);
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "ConvLayer");
    }

    @Override
    public String toString() {
        return "ConvLayer(channels=" + channels + ", kernel=" + kernel + ", stride=" + stride + ", padding=" + padding
                + ", pool=" + pool + ", pooling=" + pooling + ")";
    }
}
