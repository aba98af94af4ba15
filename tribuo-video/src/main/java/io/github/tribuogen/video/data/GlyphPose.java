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
package io.github.tribuogen.video.data;

/**
 * Where and how a glyph stands in a frame.
 *
 * @param x From the left, as a share of the free range, in [0, 1].
 * @param y From the top, likewise.
 * @param angle Clockwise, in degrees.
 * @param scale Of lengths; 1 fills the glyph's box.
 * @param shear Columns for each row upwards.
 */
public record GlyphPose(double x, double y, double angle, double scale, double shear) {
    /** Upright, at a place. */
    static GlyphPose at(double x, double y) {
        return new GlyphPose(x, y, 0, 1, 0);
    }
}
