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

import java.util.Optional;

/**
 * A classifier of dense rows that can differentiate its loss by its input: all that an attack needs.
 *
 * <p>Rows have the shape {@code [n, D]} in the units of the features the user gave, D being {@link #numFeatures()}; the
 * gradients are in the same units, so whatever the classifier scales inside enters them by the chain rule. Class k is the
 * label of id k in the output domain of the model. Methods leave their arguments unchanged.
 *
 * <p>A classifier may be random (a defence that averages over noisy copies, for instance): then every call draws anew, and
 * {@link #lossGradient} gives the gradient of what {@link #logits} computes, in expectation or by an approximation that
 * the implementation documents.
 */
public interface DifferentiableClassifier {

    /**
     * Number of classes K.
     *
     * @return at least 1.
     */
    int numClasses();

    /**
     * Number of features D.
     *
     * @return at least 1.
     */
    int numFeatures();

    /**
     * Least value a feature can take, e.g. that of a black pixel.
     *
     * @return a number below {@link #upperBound()}, or negative infinity.
     */
    float lowerBound();

    /**
     * Greatest value a feature can take.
     *
     * @return a number above {@link #lowerBound()}, or positive infinity.
     */
    float upperBound();

    /**
     * Unnormalised log probabilities of the classes.
     *
     * @param rows the points, [n, D].
     * @return the logits, [n, K]; the predicted class is the first of the highest.
     * @throws IllegalArgumentException if a row has another length than D.
     */
    float[][] logits(float[][] rows);

    /**
     * Gradients of each row's own cross-entropy {@code -log softmax(logits)_label} by that row; not averaged over rows.
     *
     * @param rows the points, [n, D].
     * @param labels the class of each, [n], in [0, K).
     * @return the gradients, [n, D], in nats per feature unit.
     * @throws IllegalArgumentException if the arguments do not fit.
     */
    float[][] lossGradient(float[][] rows, int[] labels);

    /**
     * Looks for a further capability, e.g. a log density whose score a defence follows; wrappers ask what they wrap.
     *
     * @param type the capability's interface.
     * @param <C> the capability.
     * @return the capability, empty if there is none.
     */
    default <C> Optional<C> capability(Class<C> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }
}
