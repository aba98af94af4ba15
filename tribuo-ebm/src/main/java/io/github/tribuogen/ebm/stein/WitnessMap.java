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
package io.github.tribuogen.ebm.stein;

import io.github.tribuogen.neural.report.DensityMap;
import io.github.tribuogen.neural.report.Picture;

/**
 * A picture of where points of the plane and a model differ: the length of a test's witness, a vector field, with the points on
 * it. The learned test's critic is a witness, {@link LearnedSteinTest#witness}, and so is the mean of the kernel.
 */
public final class WitnessMap {
    private static final int CELLS = 120;

    private WitnessMap() {}

    /** A vector field of the plane. */
    @FunctionalInterface
    public interface Witness {
        /**
         * The field.
         *
         * @param places [m, 2].
         * @return [m, 2].
         */
        double[][] at(float[][] places);
    }

    /**
     * Draws.
     *
     * @param witness The field.
     * @param sample The points, of two coordinates.
     * @param low The least coordinate drawn, of both.
     * @param high The greatest.
     * @return The picture.
     * @throws IllegalArgumentException If points have another dimension than 2, or {@code low} is not below {@code high}.
     */
    public static Picture of(Witness witness, ScoredSample sample, double low, double high) {
        if (sample.dimension() != 2) {
            throw new IllegalArgumentException(
                    "sample: points of 2 coordinates expected for a map, found " + sample.dimension());
        }
        float[][] places = new float[CELLS * CELLS][2];
        for (int i = 0; i < places.length; i++) {
            places[i][0] = (float) (low + (i % CELLS + 0.5) * (high - low) / CELLS);
            places[i][1] = (float) (low + (i / CELLS + 0.5) * (high - low) / CELLS);
        }
        double[][] field = witness.at(places);
        double[][] length = new double[CELLS][CELLS];
        for (int i = 0; i < places.length; i++) {
            length[i / CELLS][i % CELLS] = Math.hypot(field[i][0], field[i][1]);
        }
        float[][] rows = sample.points();
        double[][] points = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            points[i] = new double[] {rows[i][0], rows[i][1]};
        }
        return DensityMap.of(length, low, high, low, high)
                .title("where points and model differ")
                .axes("x1", "x2", "length of the witness")
                .points(points)
                .render();
    }
}
