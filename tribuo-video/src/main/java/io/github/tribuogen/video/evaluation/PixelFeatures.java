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
package io.github.tribuogen.video.evaluation;

/** The pixels themselves. */
public final class PixelFeatures implements FrameFeatures {
    /** Pixels as they are. */
    public PixelFeatures() {}

    @Override
    public String name() {
        return "pixels";
    }

    @Override
    public double[][] of(float[][] frames) {
        double[][] rows = new double[frames.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[frames[i].length];
            for (int j = 0; j < rows[i].length; j++) {
                rows[i][j] = frames[i][j];
            }
        }
        return rows;
    }
}
