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
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.Generator;
import io.github.tribuogen.neural.nn.ParameterScope;
import java.util.Arrays;

/**
 * The mirror of the {@link FrameGlimpseEncoder}: one part of the network says what is drawn, a small picture, another where, and Gaussian
 * filters draw it there (DRAW, Gregor et al. 2015, sections 3.2 and 3.3). The rest of the frame is the same for all codes.
 *
 * <pre>P = layers(z),   w = W relu(A z),   x = m + d^2 exp(w_4) F_Y(w)^T P F_X(w)</pre>
 *
 * <p>A thing elsewhere needs four other numbers and not another picture, so that there are few weights to learn from few clips.
 */
public final class FrameGlimpseDecoder implements Generator {
    @Config(description = "Hidden units that say where to draw, at least 1.")
    private int whereUnits = 64;

    @Config(description = "Rows and columns of the picture that is drawn, at least 2.")
    private int glimpse = 16;

    @Config(
            description =
                    "The share of the frame's longer side that the picture covers at first, above 0 and at most 1.")
    private double share = 0.5;

    @Config(description = "The numbers of hidden units that say what to draw, layer by layer, each at least 1.")
    private int[] hiddenSizes = {256};

    /** 64 units that say where, 256 that say what, a picture of 16x16. Also for OLCUT. */
    public FrameGlimpseDecoder() {}

    /**
     * A decoder.
     *
     * @param whereUnits Hidden units that say where to draw, at least 1.
     * @param glimpse Rows and columns of the picture that is drawn, at least 2.
     * @param share The share of the frame's longer side that the picture covers at first, above 0 and at most 1.
     * @param hiddenSizes The numbers of hidden units that say what to draw, each at least 1.
     */
    public FrameGlimpseDecoder(int whereUnits, int glimpse, double share, int... hiddenSizes) {
        this.whereUnits = whereUnits;
        this.glimpse = glimpse;
        this.share = share;
        this.hiddenSizes = hiddenSizes.clone();
        postConfig();
    }

    @Override
    public void postConfig() {
        FrameGlimpseEncoder.check(whereUnits, glimpse, share, hiddenSizes);
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor latent, long... example) {
        if (example.length != 3) {
            throw new IllegalArgumentException("FrameGlimpseDecoder: a frame [channels, height, width] expected, found "
                    + Arrays.toString(example));
        }
        Tensor told = FrameMlp.rectified(scope.child("whereHidden"), latent, whereUnits);
        Tensor where = FrameGlimpseEncoder.where(scope.child("where"), told);
        Tensor intensity = FrameGlimpseEncoder.small(1, told)
                .apply(scope.child("intensity"), told)
                .exp();
        Tensor hidden = FrameMlp.hidden(scope, latent, hiddenSizes);
        Tensor picture = FrameGlimpseEncoder.small(glimpse * example[0] * glimpse, hidden)
                .apply(scope.child("picture"), hidden)
                .mul(intensity)
                .reshape(-1, glimpse, example[0], glimpse);
        Tensor rest = scope.parameter("rest", new ConstantInitialiser(0), 1, 1, 1, example[0], example[1], example[2]);
        return GlimpseGrid.of(where, glimpse, share, example[1], example[2])
                .write(picture)
                .add(rest);
    }

    @Override
    public String toString() {
        return "FrameGlimpseDecoder(whereUnits=" + whereUnits + ", glimpse=" + glimpse + ", share=" + share
                + ", hiddenSizes=" + Arrays.toString(hiddenSizes) + ")";
    }
}
