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

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;

/**
 * An invertible (or, for dequantisation, stochastically invertible) map of the columns of a dense matrix, to be fitted
 * on training data.
 *
 * <p>Standardising inside a density model rather than before it keeps the density honest: the fitted map reports the
 * log-determinant of its Jacobian, so that {@code log p(x) = log p(f(x)) + log|det df/dx|} is a density of the data as
 * given.
 */
public interface Preprocessor extends Configurable, Provenancable<ConfiguredObjectProvenance> {

    /**
     * Fits the map.
     *
     * @param data training data of shape {@code [rows, columns]}, row-major; not changed.
     * @param rows the number of rows, at least one.
     * @param columns the number of columns, at least one.
     * @return an immutable fitted map.
     * @throws IllegalArgumentException if the sizes disagree, a value is not finite, or the data does not suit the map.
     */
    FittedPreprocessor fit(float[] data, int rows, int columns);
}
