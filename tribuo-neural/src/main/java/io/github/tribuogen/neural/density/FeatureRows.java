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
package io.github.tribuogen.neural.density;

import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.ImmutableFeatureMap;

/** Lays examples out by feature id, for models without a layout of their own. */
final class FeatureRows {
    private FeatureRows() {}

    /** The values of an example by feature id; absent features are zero, unknown ones are ignored. */
    static double[] of(Example<?> example, ImmutableFeatureMap domain) {
        double[] row = new double[domain.size()];
        int known = 0;
        for (Feature feature : example) {
            int id = domain.getID(feature.getName());
            if (id < 0) {
                continue;
            }
            if (!Double.isFinite(feature.getValue())) {
                throw new IllegalArgumentException(
                        "Feature '" + feature.getName() + "' must be finite, found " + feature.getValue());
            }
            row[id] = feature.getValue();
            known++;
        }
        if (known == 0) {
            throw new IllegalArgumentException("No feature of the example is known to the model: found an example of "
                    + example.size() + " features, expected some of the " + domain.size() + " features of the domain");
        }
        return row;
    }

    /** How many features of an example the domain knows. */
    static int countKnown(Example<?> example, ImmutableFeatureMap domain) {
        int known = 0;
        for (Feature feature : example) {
            if (domain.getID(feature.getName()) >= 0) {
                known++;
            }
        }
        return known;
    }

    static double[] widen(float[] row, int dimension, int index) {
        if (row.length != dimension) {
            throw new IllegalArgumentException(
                    "Row " + index + " has the wrong length, found " + row.length + ", expected " + dimension);
        }
        double[] wide = new double[dimension];
        for (int i = 0; i < dimension; i++) {
            if (!Float.isFinite(row[i])) {
                throw new IllegalArgumentException(
                        "Row " + index + " must be finite, found " + row[i] + " at position " + i);
            }
            wide[i] = row[i];
        }
        return wide;
    }

    static float[] narrow(double[] row) {
        float[] narrow = new float[row.length];
        for (int i = 0; i < row.length; i++) {
            narrow[i] = (float) row[i];
        }
        return narrow;
    }
}
