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
package io.github.tribuogen.ebm.jem;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;

/**
 * Images are padded by reflection, cropped at a random place to their own size, and mirrored left to right with
 * probability 1/2: the usual augmentation of CIFAR-10, there with a padding of 4.
 */
public final class CropAndFlip implements Augmentation {
    @Config(description = "The padding in pixels on each side, at least 0 and below the image's extents.")
    private int padding = 4;

    @Config(description = "Mirror left to right with probability 1/2? Not for digits.")
    private boolean flip = true;

    /** A padding of 4, with flips. Also for OLCUT. */
    public CropAndFlip() {}

    /**
     * An augmentation.
     *
     * @param padding The padding in pixels on each side, at least 0.
     * @param flip Mirror left to right with probability 1/2?
     */
    public CropAndFlip(int padding, boolean flip) {
        this.padding = padding;
        this.flip = flip;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.atLeast("padding", padding, 0);
    }

    @Override
    public Tensor apply(Tensor x, RandomStream random) {
        if (x.shape().rank() != 4) {
            throw new IllegalArgumentException(
                    "CropAndFlip: images [batch, channels, height, width] expected, found " + x.shape());
        }
        long batch = x.shape().size(0);
        long height = x.shape().size(2);
        long width = x.shape().size(3);
        if (padding >= Math.min(height, width)) {
            throw new IllegalArgumentException("CropAndFlip: padding " + padding
                    + " expected below the extents of the images, found images " + x.shape());
        }
        // the source row and column of each pixel of the crop, then one gather over the flattened image
        Tensor row = reflected(offsets(random.child("rows"), batch, height), height);
        Tensor column = reflected(offsets(random.child("columns"), batch, width), width);
        if (flip) {
            Tensor mirrored = random.child("flips").integers(2, batch, 1).equalTo(column.scalar(1));
            column = Tensors.where(mirrored, column.rsub(width - 1), column);
        }
        Tensor source = row.mul(row.scalar(width)).unsqueeze(2).add(column.unsqueeze(1)); // [B, H, W]
        long channels = x.shape().size(1);
        Tensor index = source.reshape(batch, 1, height * width).expand(batch, channels, height * width);
        return x.reshape(batch, channels, height * width).takeAlong(2, index).reshape(x.shape());
    }

    /** Positions before reflection, from -padding to extent - 1 + padding: int64 [B, extent]. */
    private Tensor offsets(RandomStream random, long batch, long extent) {
        Tensor shift = random.integers(2L * padding + 1, batch, 1);
        return Tensors.range(shift.graph(), extent).unsqueeze(0).add(shift).sub(shift.scalar(padding));
    }

    private static Tensor reflected(Tensor i, long extent) {
        Tensor low = i.max(i.neg());
        Tensor fromEnd = low.rsub(extent - 1);
        return fromEnd.max(fromEnd.neg()).rsub(extent - 1).cast(DType.INT64);
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Augmentation");
    }

    @Override
    public String toString() {
        return "CropAndFlip(padding=" + padding + ", flip=" + flip + ")";
    }
}
