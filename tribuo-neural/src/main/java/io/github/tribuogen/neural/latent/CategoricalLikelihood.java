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
package io.github.tribuogen.neural.latent;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Dim;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import java.util.List;

/**
 * One of L levels, each with a logit of its own; level l of 0 to L - 1 stands for the value l / (L - 1). For grey images: 256
 * levels and a preprocessing that divides by 255.
 */
public final class CategoricalLikelihood implements Likelihood {
    @Config(description = "The number L of levels, at least 2.")
    private int levels = 256;

    /** 256 levels. Also for OLCUT. */
    public CategoricalLikelihood() {}

    /**
     * A likelihood.
     *
     * @param levels The number of levels, at least 2.
     */
    public CategoricalLikelihood(int levels) {
        this.levels = levels;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.atLeast("levels", levels, 2);
    }

    @Override
    public int parameters() {
        return levels;
    }

    /** [B, L D] to [B, D, L]. */
    private Tensor logits(Tensor parameters) {
        long d = parameters.shape().size(1) / levels;
        return parameters
                .reshape(Shape.of(List.of(parameters.shape().dim(0), Dim.of(levels), Dim.of(d))))
                .transpose(0, 2, 1);
    }

    @Override
    public Tensor logProbability(Tensor parameters, Tensor x) {
        Tensor level = x.flatten(1).mul(levels - 1).round().clip(0, levels - 1).cast(DType.INT64);
        Tensor indicator = Tensors.oneHot(level, levels, parameters.dtype());
        return logits(parameters).logSoftmax(2).mul(indicator).sum(1, 2);
    }

    @Override
    public Tensor mean(Tensor parameters) {
        Tensor p = logits(parameters).softmax(2);
        Tensor values = Tensors.range(p.graph().root(), levels).cast(p.dtype()).div(levels - 1);
        return p.mul(values).sum(2);
    }

    @Override
    public Tensor draw(Tensor parameters, RandomStream random) {
        return random.categorical(logits(parameters)).cast(parameters.dtype()).div(levels - 1);
    }

    @Override
    public boolean isDensity() {
        return false;
    }

    @Override
    public boolean takes(float value) {
        double level = value * (double) (levels - 1);
        return value >= 0 && value <= 1 && Math.abs(level - Math.rint(level)) < 0.01;
    }

    @Override
    public String values() {
        return "a multiple of 1/" + (levels - 1) + " in [0, 1]";
    }

    @Override
    public String toString() {
        return "CategoricalLikelihood(levels=" + levels + ")";
    }
}
