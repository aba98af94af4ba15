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
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * Is a score what it should be? Checks it along random directions at some of the points, in single precision, so roughly: it
 * finds wrong signs, forgotten terms and fields that are no gradients, not the last digits.
 */
public final class ScoreCheck {
    private static final int POINTS = 50;
    private static final double STEP = 2e-2;

    private ScoreCheck() {}

    /**
     * What a check found.
     *
     * @param largest The largest relative error.
     * @param mean The mean of the relative errors.
     * @param passes Is the mean below the tolerance?
     */
    public record Result(double largest, double mean, boolean passes) {}

    /**
     * Compares a model's score with differences of its log density, {@code (log q(x + h v) - log q(x - h v)) / 2 h} with {@code
     * s(x) . v}.
     *
     * @param model The model.
     * @param points Some points, [n, D].
     * @param tolerance Of the mean relative error, for instance 0.05.
     * @param seed The seed of directions.
     * @return The result.
     */
    public static Result againstDensity(LogDensityModel model, float[][] points, double tolerance, long seed) {
        SplittableRandom rng = new SplittableRandom(seed);
        float[][] x = some(points);
        double[][] v = directions(rng, x.length, x[0].length);
        float[][] s = model.score(x);
        double[] up = model.logDensity(moved(x, v, STEP));
        double[] down = model.logDensity(moved(x, v, -STEP));
        double[] error = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            // a step over the border of the support says nothing of the score
            boolean border = up[i] == Double.NEGATIVE_INFINITY || down[i] == Double.NEGATIVE_INFINITY;
            error[i] = border ? 0 : relative((up[i] - down[i]) / (2 * STEP), dot(s[i], v[i]));
        }
        return result(error, tolerance);
    }

    /**
     * Is a field the gradient of something? Then its Jacobian is symmetric: {@code v . J w = w . J v}, by differences.
     *
     * @param score The field.
     * @param points Some points, [n, D], D at least 2.
     * @param tolerance Of the mean relative error, for instance 0.05.
     * @param seed The seed of directions.
     * @return The result; it passes where D is 1.
     */
    public static Result symmetry(UnaryOperator<float[][]> score, float[][] points, double tolerance, long seed) {
        SplittableRandom rng = new SplittableRandom(seed);
        float[][] x = some(points);
        if (x[0].length == 1) {
            return new Result(0, 0, true);
        }
        double[][] v = directions(rng, x.length, x[0].length);
        double[][] w = directions(rng, x.length, x[0].length);
        float[][] alongW = difference(score.apply(moved(x, w, STEP)), score.apply(moved(x, w, -STEP)));
        float[][] alongV = difference(score.apply(moved(x, v, STEP)), score.apply(moved(x, v, -STEP)));
        double[] error = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            error[i] = relative(dot(alongW[i], v[i]), dot(alongV[i], w[i]));
        }
        return result(error, tolerance);
    }

    /** Throws if a check failed. */
    static void require(String what, Result r, double tolerance) {
        if (!r.passes()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "score: %s expected within a mean relative error of %s, found %.3g (largest %.3g)",
                    what,
                    tolerance,
                    r.mean(),
                    r.largest()));
        }
    }

    private static float[][] some(float[][] points) {
        int n = Math.min(POINTS, points.length);
        float[][] x = new float[n][];
        for (int i = 0; i < n; i++) {
            x[i] = points[(int) ((long) i * points.length / n)];
        }
        return x;
    }

    /** Unit vectors. */
    private static double[][] directions(SplittableRandom rng, int n, int d) {
        double[][] v = new double[n][d];
        for (double[] row : v) {
            double square = 0;
            for (int j = 0; j < d; j++) {
                row[j] = rng.nextGaussian();
                square += row[j] * row[j];
            }
            for (int j = 0; j < d; j++) {
                row[j] /= Math.sqrt(square);
            }
        }
        return v;
    }

    private static float[][] moved(float[][] x, double[][] v, double step) {
        float[][] y = new float[x.length][];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i].clone();
            for (int j = 0; j < y[i].length; j++) {
                y[i][j] += (float) (step * v[i][j]);
            }
        }
        return y;
    }

    private static float[][] difference(float[][] up, float[][] down) {
        float[][] d = new float[up.length][up[0].length];
        for (int i = 0; i < d.length; i++) {
            for (int j = 0; j < d[i].length; j++) {
                d[i][j] = (float) ((up[i][j] - down[i][j]) / (2 * STEP));
            }
        }
        return d;
    }

    private static double dot(float[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < b.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    private static double relative(double a, double b) {
        return Math.abs(a - b) / Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
    }

    private static Result result(double[] error, double tolerance) {
        double largest = 0;
        for (double e : error) {
            // an error that is no number must not pass
            largest = e <= largest ? largest : Double.isNaN(e) ? Double.POSITIVE_INFINITY : e;
        }
        double mean = Double.isInfinite(largest) ? largest : Moments.mean(error);
        return new Result(largest, mean, mean <= tolerance);
    }
}
