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
 * The size of clips.
 *
 * @param frames T, at least 1.
 * @param channels 1 for grey, 3 for colour.
 * @param height Rows.
 * @param width Columns.
 */
public record ClipGeometry(int frames, int channels, int height, int width) {
    /** A geometry from a layout's shape. */
    static ClipGeometry of(long[] shape) {
        if (shape.length != 4) {
            throw new IllegalArgumentException(
                    "layout: clips of shape [frames, channels, height, width] expected, found " + Arrays.toString(shape)
                            + "; set a ClipLayout");
        }
        int[] s = Arrays.stream(shape).mapToInt(Math::toIntExact).toArray();
        return new ClipGeometry(s[0], s[1], s[2], s[3]);
    }

    /**
     * Numbers in a frame.
     *
     * @return channels times height times width.
     */
    public int framePixels() {
        return channels * height * width;
    }

    /**
     * Numbers in a clip.
     *
     * @return frames times {@link #framePixels()}.
     */
    public int clipPixels() {
        return frames * framePixels();
    }

    /** "8x1x32x32". */
    @Override
    public String toString() {
        return frames + "x" + channels + "x" + height + "x" + width;
    }

    /** Reads what {@link #toString} writes. */
    static ClipGeometry parse(String text) {
        return of(Arrays.stream(text.split("x")).mapToLong(Long::parseLong).toArray());
    }
}
