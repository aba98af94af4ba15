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
package io.github.tribuogen.flow;

import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.model.Prepared;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What about a dataset lets a density grow without bound, and what to do about it. */
final class DataChecks {
    private static final int LOOKED_AT = 2000;
    private static final int FEWEST = 20;
    private static final int NAMED = 5;

    private DataChecks() {}

    /** Warnings about the first training rows; none for few rows. */
    static List<String> warnings(Prepared<LogDensity> prepared) {
        int[] rows = Arrays.copyOf(prepared.trainingRows(), Math.min(LOOKED_AT, prepared.trainingRows().length));
        List<String> warnings = new ArrayList<>();
        if (rows.length < FEWEST) {
            return warnings;
        }
        int d = prepared.columns();
        float[] x = prepared.rawRows(rows).toFloats();
        List<String> constant = new ArrayList<>();
        List<String> discrete = new ArrayList<>();
        for (int j = 0; j < d; j++) {
            float[] column = new float[rows.length];
            for (int i = 0; i < rows.length; i++) {
                column[i] = x[i * d + j];
            }
            int distinct = distinct(column);
            if (distinct == 1) {
                constant.add(prepared.bound().featureName(j));
            } else if (distinct <= rows.length / 2) {
                discrete.add(prepared.bound().featureName(j));
            }
        }
        boolean dequantised = prepared.preprocessor().noiseColumns() > 0;
        if (!constant.isEmpty() && !dequantised) {
            warnings.add(
                    named(constant) + " of " + d + " features do not vary: the density on them grows without bound;"
                            + " drop them, or add a Dequantisation to the preprocessor");
        }
        if (!discrete.isEmpty() && !dequantised) {
            warnings.add(named(discrete) + " of " + d + " features look discrete, half of their values or more repeat:"
                    + " the density grows without bound on the values; add a Dequantisation of their step to the"
                    + " preprocessor");
        }
        int repeated = rows.length - distinctRows(x, d);
        if (discrete.isEmpty() && repeated > 0) {
            warnings.add(repeated + " of " + rows.length + " rows repeat another: they count as often as they occur,"
                    + " and a copy on both sides of the split makes validation too good; remove copies");
        }
        return warnings;
    }

    private static int distinct(float[] column) {
        Arrays.sort(column);
        int n = 1;
        for (int i = 1; i < column.length; i++) {
            n += column[i] != column[i - 1] ? 1 : 0;
        }
        return n;
    }

    private static int distinctRows(float[] x, int d) {
        Set<FloatBuffer> seen = new HashSet<>();
        for (int i = 0; i < x.length; i += d) {
            seen.add(FloatBuffer.wrap(x, i, d).slice());
        }
        return seen.size();
    }

    private static String named(List<String> features) {
        return features.size() + " (" + String.join(", ", features.subList(0, Math.min(NAMED, features.size())))
                + (features.size() > NAMED ? ", ..." : "") + ")";
    }
}
