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
package io.github.tribuogen.neural.density.evaluation;

import io.github.tribuogen.neural.density.DensityKind;
import io.github.tribuogen.neural.density.LogDensity;
import org.tribuo.evaluation.Evaluation;

/**
 * How dense a model finds held-out data. Logarithms are natural, values in nats.
 *
 * <p>{@link #asMap()} holds the finite metrics only (a standard error of one example, or bits per dimension of an
 * unnormalised density, do not exist); the methods below give NaN or an infinity where a metric is not finite.
 */
public interface LogDensityEvaluation extends Evaluation<LogDensity> {
    /**
     * The mean log density.
     *
     * @return The mean in nats; negative infinity if the model finds an example impossible.
     */
    double meanLogDensity();

    /**
     * The standard error of the mean over examples, s / sqrt(n) with s the sample standard deviation: what the choice of
     * test examples contributes.
     *
     * @return The standard error in nats, NaN for fewer than two examples or an infinite mean.
     */
    double standardError();

    /**
     * The standard error of the mean that the model's own estimates contribute, sqrt(sum of squares) / n of the standard
     * errors of the predictions, which are taken as independent.
     *
     * @return The standard error in nats; 0 if all predictions are exact.
     */
    double estimationError();

    /**
     * Bits per dimension, {@code -mean / (D ln 2)}, plus {@code log2(levels)} if the evaluator was told that the data was
     * scaled by 1 / levels. For a LOWER_BOUND it is an upper bound.
     *
     * @return Bits per dimension, NaN for an UNNORMALISED density, where the number would mean nothing.
     */
    double bitsPerDimension();

    /**
     * The least log density.
     *
     * @return The minimum in nats.
     */
    double min();

    /**
     * The greatest log density.
     *
     * @return The maximum in nats.
     */
    double max();

    /**
     * The number of examples.
     *
     * @return The count.
     */
    long count();

    /**
     * The number of examples whose log density is infinite.
     *
     * @return The count.
     */
    long nonFiniteCount();

    /**
     * The kind of the values.
     *
     * @return The kind that all predictions share.
     */
    DensityKind densityKind();

    /**
     * The number of dimensions that {@link #bitsPerDimension()} divides by.
     *
     * @return D.
     */
    int dimension();

    /**
     * The number of levels that {@link #bitsPerDimension()} corrects for.
     *
     * @return The number of levels, or 0 for none.
     */
    int levels();
}
