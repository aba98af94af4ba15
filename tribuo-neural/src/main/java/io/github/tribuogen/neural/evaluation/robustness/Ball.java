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
package io.github.tribuogen.neural.evaluation.robustness;

import java.util.SplittableRandom;

/**
 * The points within a radius of a centre and inside the feature range; the centre lies in the range.
 *
 * <p>Rows are floats, so a projection done in double could end just outside after rounding. Here it ends inside: the
 * distance of the result from the centre, computed in double, does not exceed the radius.
 */
final class Ball {
    private final Norm norm;
    private final double radius;
    private final float low;
    private final float high;

    Ball(Norm norm, double radius, float low, float high) {
        this.norm = norm;
        this.radius = radius;
        this.low = low;
        this.high = high;
    }

    /**
     * Moves {@code row} to centre + delta, projected onto the ball and then clamped to the range. Clamping moves every
     * coordinate towards the centre, hence it does not leave the ball again.
     */
    void place(float[] centre, double[] delta, float[] row) {
        if (norm == Norm.LINF) {
            for (int j = 0; j < row.length; j++) {
                float moved = clamp(centre[j] + Math.max(-radius, Math.min(radius, delta[j])));
                while (Math.abs((double) moved - centre[j]) > radius) {
                    moved = moved > centre[j] ? Math.nextDown(moved) : Math.nextUp(moved);
                }
                row[j] = moved;
            }
            return;
        }
        double scale = Math.min(1, radius / length(delta));
        double shrink = 1e-7;
        set(centre, delta, scale, row);
        while (norm.distance(centre, row) > radius) {
            scale = Math.max(0, scale * (1 - shrink));
            shrink = Math.min(1, 2 * shrink);
            set(centre, delta, scale, row);
        }
    }

    /** A step of the given length uphill: along the signs of the gradient, or along its direction. */
    void step(double[] delta, float[] gradient, double length) {
        double factor = length;
        if (norm == Norm.L2) {
            double sum = 0;
            for (float g : gradient) {
                sum += (double) g * g;
            }
            if (sum == 0) {
                return;
            }
            factor = length / Math.sqrt(sum);
        }
        for (int j = 0; j < delta.length; j++) {
            delta[j] += factor * (norm == Norm.LINF ? Math.signum(gradient[j]) : gradient[j]);
        }
    }

    /** A displacement drawn uniformly from the ball around zero. */
    double[] draw(int dimension, SplittableRandom rng) {
        double[] delta = new double[dimension];
        if (norm == Norm.LINF) {
            for (int j = 0; j < dimension; j++) {
                delta[j] = radius * (2 * rng.nextDouble() - 1);
            }
            return delta;
        }
        for (int j = 0; j < dimension; j++) {
            delta[j] = rng.nextGaussian();
        }
        double length = length(delta);
        double scale = length == 0 ? 0 : radius * Math.pow(rng.nextDouble(), 1.0 / dimension) / length;
        for (int j = 0; j < dimension; j++) {
            delta[j] *= scale;
        }
        return delta;
    }

    private void set(float[] centre, double[] delta, double scale, float[] row) {
        for (int j = 0; j < row.length; j++) {
            row[j] = scale == 0 ? centre[j] : clamp(centre[j] + scale * delta[j]);
        }
    }

    private float clamp(double value) {
        return (float) Math.max(low, Math.min(high, value));
    }

    private static double length(double[] vector) {
        double sum = 0;
        for (double v : vector) {
            sum += v * v;
        }
        return Math.sqrt(sum);
    }
}
