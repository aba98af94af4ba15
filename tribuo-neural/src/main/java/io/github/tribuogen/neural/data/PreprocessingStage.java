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
package io.github.tribuogen.neural.data;

/** One of the maps that a fitted preprocessing applies in a row, as numbers that a graph can contain. */
public sealed interface PreprocessingStage {
    /**
     * {@code y = scale * x + shift}.
     *
     * @param map The map.
     */
    record Affine(AffineMap map) implements PreprocessingStage {}

    /**
     * {@code y = logit(alpha + (1 - 2 alpha) x)}.
     *
     * @param alpha The distance kept from 0 and 1.
     */
    record Logit(float alpha) implements PreprocessingStage {}

    /**
     * {@code y = x + step * u}, u uniform in [0, 1), one number for each column; the inverse is {@code step * floor(y / step)}.
     *
     * @param step The distance of neighbouring values.
     */
    record Dequantise(float step) implements PreprocessingStage {}
}
