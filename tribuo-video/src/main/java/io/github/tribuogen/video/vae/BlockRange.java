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
package io.github.tribuogen.video.vae;

import java.util.Arrays;

/**
 * Which features of a code belong to a block.
 *
 * @param name The block's name.
 * @param from The first feature.
 * @param to One past the last.
 */
public record BlockRange(String name, int from, int to) {
    /**
     * How many features.
     *
     * @return At least 1.
     */
    public int width() {
        return to - from;
    }

    /**
     * The block's part of codes.
     *
     * @param codes [n, features].
     * @return [n, width], copies.
     */
    public float[][] of(float[][] codes) {
        return Arrays.stream(codes).map(c -> Arrays.copyOfRange(c, from, to)).toArray(float[][]::new);
    }

    /**
     * Codes with this block's part of other codes.
     *
     * @param codes [n, features].
     * @param donors [n, features].
     * @return [n, features], copies.
     */
    public float[][] exchanged(float[][] codes, float[][] donors) {
        float[][] mixed = new float[codes.length][];
        for (int i = 0; i < codes.length; i++) {
            mixed[i] = codes[i].clone();
            System.arraycopy(donors[i], from, mixed[i], from, width());
        }
        return mixed;
    }
}
