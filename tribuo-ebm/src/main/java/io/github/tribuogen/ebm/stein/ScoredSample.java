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

import io.github.tribuogen.neural.density.LogDensityModel;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Points and the scores {@code s(x) = grad log q(x)} of a model q at them: all that a Stein test needs of a model. Where a
 * test compares two samples, it holds draws of the model too. Immutable.
 */
public final class ScoredSample {
    private final float[][] points;
    private final float[][] scores;
    private final float[][] draws; // null for none
    private final float[][] drawScores; // null for none

    private ScoredSample(float[][] points, float[][] scores, float[][] draws, float[][] drawScores) {
        this.points = points;
        this.scores = scores;
        this.draws = draws;
        this.drawScores = drawScores;
    }

    /**
     * A sample.
     *
     * @param points [n, D], at least one row and one column, finite.
     * @param scores The scores of the model at the points, [n, D], finite.
     * @return The sample; the arrays are copied.
     * @throws IllegalArgumentException If shapes disagree or a value is not finite.
     */
    public static ScoredSample of(float[][] points, float[][] scores) {
        if (points.length == 0 || points[0].length == 0) {
            throw new IllegalArgumentException("points: at least one row and one column expected, found "
                    + points.length + " rows" + (points.length == 0 ? "" : " of no column"));
        }
        if (scores.length != points.length) {
            throw new IllegalArgumentException(
                    "scores: one for each of " + points.length + " points expected, found " + scores.length);
        }
        return new ScoredSample(
                checked("points", points, points[0].length), checked("scores", scores, points[0].length), null, null);
    }

    /**
     * Points with the scores of a model.
     *
     * @param model The model q, one with a score.
     * @param points [n, D] in the model's order and units.
     * @return The sample.
     * @throws IllegalArgumentException If the model has no score, or a point or score is not finite.
     */
    public static ScoredSample of(LogDensityModel model, float[][] points) {
        if (!model.hasScore()) {
            throw new IllegalArgumentException("model: one with a score expected, found "
                    + model.getClass().getName() + ", whose hasScore() is false");
        }
        return of(points, model.score(points));
    }

    /**
     * Points with scores by a function: a user's own, or an {@link OnnxScore}.
     *
     * @param points [n, D].
     * @param score Maps points [n, D] to scores [n, D].
     * @return The sample.
     * @throws IllegalArgumentException If a point or score is not finite, or shapes disagree.
     */
    public static ScoredSample of(float[][] points, UnaryOperator<float[][]> score) {
        return of(points, score.apply(points));
    }

    private static float[][] checked(String what, float[][] rows, int columns) {
        float[][] copy = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != columns) {
                throw new IllegalArgumentException(
                        what + ": row " + i + " of " + columns + " values expected, found " + rows[i].length);
            }
            for (int j = 0; j < columns; j++) {
                if (!Float.isFinite(rows[i][j])) {
                    throw new IllegalArgumentException(
                            what + ": finite values expected, found " + rows[i][j] + " in row " + i + ", column " + j);
                }
            }
            copy[i] = rows[i].clone();
        }
        return copy;
    }

    /**
     * The same sample with draws of the model.
     *
     * @param rows [m, D], finite, at least one.
     * @return A changed copy.
     * @throws IllegalArgumentException If there is none, a length is wrong or a value is not finite.
     */
    public ScoredSample withModelDraws(float[][] rows) {
        if (rows.length == 0) {
            throw new IllegalArgumentException("draws: at least one row expected, found none");
        }
        return new ScoredSample(points, scores, checked("draws", rows, dimension()), null);
    }

    /**
     * The same sample with draws of the model and the model's scores at them, for a parametric bootstrap.
     *
     * @param rows [m, D], finite, at least one.
     * @param rowScores The scores, [m, D], finite.
     * @return A changed copy.
     * @throws IllegalArgumentException If there is none, a length is wrong or a value is not finite.
     */
    public ScoredSample withModelDraws(float[][] rows, float[][] rowScores) {
        float[][] checked = withModelDraws(rows).draws;
        if (rowScores.length != rows.length) {
            throw new IllegalArgumentException(
                    "drawScores: one for each of " + rows.length + " draws expected, found " + rowScores.length);
        }
        return new ScoredSample(points, scores, checked, checked("drawScores", rowScores, dimension()));
    }

    /**
     * The number of points.
     *
     * @return n, at least 1.
     */
    public int size() {
        return points.length;
    }

    /**
     * The number of coordinates.
     *
     * @return D, at least 1.
     */
    public int dimension() {
        return points[0].length;
    }

    /**
     * The points.
     *
     * @return A copy, [n, D].
     */
    public float[][] points() {
        return Arrays.stream(points).map(float[]::clone).toArray(float[][]::new);
    }

    /**
     * The scores.
     *
     * @return A copy, [n, D].
     */
    public float[][] scores() {
        return Arrays.stream(scores).map(float[]::clone).toArray(float[][]::new);
    }

    /**
     * Draws of the model.
     *
     * @return A copy, [m, D]; empty if there are none.
     */
    public Optional<float[][]> modelDraws() {
        return Optional.ofNullable(draws)
                .map(d -> Arrays.stream(d).map(float[]::clone).toArray(float[][]::new));
    }

    /**
     * Draws of the model with the model's scores at them, as a sample of their own.
     *
     * @return The sample; empty if there are no draws or their scores are not known.
     */
    public Optional<ScoredSample> scoredDraws() {
        return Optional.ofNullable(drawScores).map(s -> new ScoredSample(draws, s, null, null));
    }

    /**
     * Some of the points, with all the model's draws.
     *
     * @param indices Which, from 0 to n - 1, at least one.
     * @return The sample of these.
     * @throws IllegalArgumentException If there is none.
     */
    public ScoredSample rows(int... indices) {
        if (indices.length == 0) {
            throw new IllegalArgumentException("indices: at least one row expected, found none");
        }
        float[][] x = new float[indices.length][];
        float[][] s = new float[indices.length][];
        for (int i = 0; i < indices.length; i++) {
            x[i] = points[indices[i]];
            s[i] = scores[indices[i]];
        }
        return new ScoredSample(x, s, draws, drawScores);
    }
}
