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

/** How the size of a perturbation is measured. */
public enum Norm {
    /** Largest absolute change of a feature. */
    LINF,
    /** Euclidean length of the change. */
    L2;

    /**
     * Distance between two rows.
     *
     * @param a a row, [D].
     * @param b another, [D].
     * @return the distance in feature units, computed in double precision.
     * @throws IllegalArgumentException if the lengths differ.
     */
    public double distance(float[] a, float[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException("rows must have one length, found " + a.length + " and " + b.length);
        }
        double result = 0;
        for (int j = 0; j < a.length; j++) {
            double difference = (double) a[j] - b[j];
            result = this == LINF ? Math.max(result, Math.abs(difference)) : result + difference * difference;
        }
        return this == LINF ? result : Math.sqrt(result);
    }
}
