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
package io.github.tribuogen.ebm.sampler;

import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;

/**
 * The noise of a chain's steps. Where shape and number of steps are known it is drawn before the loop, all steps in a few
 * large operators; else each step draws its own.
 */
final class Noise {
    private final RandomStream random;
    private final Tensor like;
    private final Tensor normals; // [T, B, ...], or null
    private final Tensor uniforms; // [T, B], or null
    private final double scale;

    /**
     * Prepares the noise.
     *
     * @param random The stream.
     * @param steps The number of steps.
     * @param like The points [B, ...].
     * @param scale The standard deviation of the normal noise; 0 for none, of which none is drawn.
     * @param decides Are uniform numbers needed, one for each row and step?
     */
    Noise(RandomStream random, Steps steps, Tensor like, double scale, boolean decides) {
        this.random = random;
        this.like = like;
        this.scale = scale;
        boolean known = steps.fixed() > 0 && like.shape().isFixed();
        if (known) {
            long[] all = like.shape().insert(0, steps.dim()).sizes();
            normals = scale == 0
                    ? null
                    : random.normal(like.dtype(), all).mul(scale).stopGradient();
            uniforms = decides ? random.child("decisions").uniform(like.dtype(), all[0], all[1]) : null;
        } else {
            normals = null;
            uniforms = null;
        }
    }

    /** The points with this step's noise. */
    Tensor addTo(Tensor x, Tensor step) {
        if (scale == 0) {
            return x;
        }
        Tensor n = normals == null
                ? random.child("normals").atStep(step).normalLike(like).mul(scale)
                : normals.gather(0, step);
        return x.add(n);
    }

    /** Numbers in (0, 1), [B]. */
    Tensor decisions(Tensor perRow, Tensor step) {
        return uniforms == null ? random.child("decisions").atStep(step).uniformLike(perRow) : uniforms.gather(0, step);
    }
}
