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

import java.util.Arrays;

/** The map {@code y_j = scale_j * x_j + shift_j} with no zero scale. Immutable. */
public final class AffineMap {
    private final float[] scale;
    private final float[] shift;

    /**
     * A map from its coefficients, which are copied.
     *
     * @param scale one factor for each column, finite and not zero.
     * @param shift one summand for each column, finite.
     * @throws IllegalArgumentException if the lengths differ or a coefficient is not as above.
     */
    public AffineMap(float[] scale, float[] shift) {
        if (scale.length != shift.length) {
            throw new IllegalArgumentException(
                    "found " + scale.length + " scales and " + shift.length + " shifts, expected as many");
        }
        for (int j = 0; j < scale.length; j++) {
            if (!Float.isFinite(scale[j]) || scale[j] == 0f) {
                throw new IllegalArgumentException(
                        "scale of column " + j + " is " + scale[j] + ", expected a finite number other than zero");
            }
            if (!Float.isFinite(shift[j])) {
                throw new IllegalArgumentException(
                        "shift of column " + j + " is " + shift[j] + ", expected a finite number");
            }
        }
        this.scale = scale.clone();
        this.shift = shift.clone();
    }

    /**
     * The identity.
     *
     * @param columns the number of columns.
     * @return the map with scale one and shift zero.
     */
    public static AffineMap identity(int columns) {
        float[] ones = new float[columns];
        Arrays.fill(ones, 1f);
        return new AffineMap(ones, new float[columns]);
    }

    /**
     * The number of columns.
     *
     * @return the number of columns.
     */
    public int columns() {
        return scale.length;
    }

    /**
     * The factors.
     *
     * @return a copy.
     */
    public float[] scale() {
        return scale.clone();
    }

    /**
     * The summands.
     *
     * @return a copy.
     */
    public float[] shift() {
        return shift.clone();
    }

    /**
     * This map followed by another.
     *
     * @param next the map that is applied to the result of this one.
     * @return the composed map, rounded to floats.
     */
    public AffineMap then(AffineMap next) {
        float[] newScale = new float[scale.length];
        float[] newShift = new float[scale.length];
        for (int j = 0; j < scale.length; j++) {
            newScale[j] = (float) ((double) next.scale[j] * scale[j]);
            newShift[j] = (float) ((double) next.scale[j] * shift[j] + next.shift[j]);
        }
        return new AffineMap(newScale, newShift);
    }

    /**
     * The log-determinant of the Jacobian.
     *
     * @return the sum of {@code log|scale_j|}.
     */
    public double logDeterminant() {
        double sum = 0;
        for (float s : scale) {
            sum += Math.log(Math.abs((double) s));
        }
        return sum;
    }

    /** Multiplies, rounds, adds, rounds: what Mul and Add do in an exported graph, to the bit. */
    float apply(int column, float value) {
        float product = value * scale[column];
        return product + shift[column];
    }

    float invert(int column, float value) {
        return (float) (((double) value - shift[column]) / scale[column]);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AffineMap that && Arrays.equals(scale, that.scale) && Arrays.equals(shift, that.shift);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(scale) + Arrays.hashCode(shift);
    }

    @Override
    public String toString() {
        return "AffineMap(columns=" + scale.length + ")";
    }
}
