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

/**
 * The capability of a model, whatever its output type, to give log p(x).
 *
 * <p>Arrays of rows have the shape {@code [n, D]}: row i is one point, laid out in the order of the model's own bound
 * layout (for a model without a layout: by feature id), in the units of the features the user gave. A model that
 * standardises inside adds its own log-determinant, so that values and scores refer to the user's units.
 * {@link #toRows} brings examples into that order. All methods are safe to call concurrently and leave their arguments
 * unchanged.
 */
public interface LogDensityModel {
    /**
     * What the values of this model mean.
     *
     * @return The kind of the log density.
     */
    DensityKind densityKind();

    /**
     * Does the density integrate to one?
     *
     * @return True if the kind is {@link DensityKind#NORMALISED}.
     */
    default boolean isNormalised() {
        return densityKind() == DensityKind.NORMALISED;
    }

    /**
     * The number D of coordinates of a point.
     *
     * @return The length of a row.
     */
    int dimension();

    /**
     * Lays examples out as rows; a feature that an example lacks is zero, one that the model does not know is ignored.
     *
     * @param examples The examples, of any output type.
     * @return The rows, shape {@code [n, D]}, in the order of the examples.
     * @throws IllegalArgumentException If an example shares no feature with the model or has a value that is not finite.
     */
    float[][] toRows(Iterable<? extends Example<?>> examples);

    /**
     * The log densities of points.
     *
     * @param rows The points, shape {@code [n, D]}; n may be 0.
     * @return The log densities in nats, shape {@code [n]}, of the kind {@link #densityKind()}.
     * @throws IllegalArgumentException If a row has another length than D or a value that is not finite.
     */
    double[] logDensity(float[][] rows);

    /**
     * The log densities of examples.
     *
     * @param examples The examples, of any output type.
     * @return The log densities in nats, in the order of the examples; the same, up to float rounding of the features,
     *     as those of {@link #toRows}.
     * @throws IllegalArgumentException If an example shares no feature with the model or has a value that is not finite.
     */
    default double[] logDensity(Iterable<? extends Example<?>> examples) {
        return logDensity(toRows(examples));
    }

    /**
     * Can this model compute the score?
     *
     * @return True if {@link #score} works.
     */
    default boolean hasScore() {
        return false;
    }

    /**
     * The scores, that is the gradients of the log density by x, which do not depend on the normalising constant.
     *
     * @param rows The points, shape {@code [n, D]}; n may be 0.
     * @return The gradients, shape {@code [n, D]}, in nats per unit of the feature.
     * @throws UnsupportedOperationException If {@link #hasScore()} is false.
     * @throws IllegalArgumentException If a row has another length than D or a value that is not finite.
     */
    default float[][] score(float[][] rows) {
        throw new UnsupportedOperationException(getClass().getName() + " has no score function");
    }

    /**
     * The scores at examples.
     *
     * @param examples The examples, of any output type.
     * @return The gradients, shape {@code [n, D]}, in nats per unit of the feature.
     * @throws UnsupportedOperationException If {@link #hasScore()} is false.
     * @throws IllegalArgumentException If an example shares no feature with the model or has a value that is not finite.
     */
    default float[][] score(Iterable<? extends Example<?>> examples) {
        return score(toRows(examples));
    }
}
