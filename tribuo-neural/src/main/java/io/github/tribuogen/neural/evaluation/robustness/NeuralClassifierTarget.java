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

import io.github.tribuogen.neural.model.NeuralClassifierModel;
import java.util.Objects;
import java.util.Optional;
import org.tribuo.Example;

/**
 * A {@link NeuralClassifierModel} as the target of an attack: its logits and loss gradients, and a range for its features,
 * which the model itself does not know. Closing the model is left to its owner.
 */
public final class NeuralClassifierTarget implements DifferentiableLabelModel {
    private final NeuralClassifierModel model;
    private final float low;
    private final float high;

    /**
     * Wraps a model.
     *
     * @param model the model.
     * @param low least value a feature can take, in the units of the data; negative infinity for none.
     * @param high greatest value a feature can take; positive infinity for none.
     * @throws IllegalArgumentException unless low is below high.
     */
    public NeuralClassifierTarget(NeuralClassifierModel model, float low, float high) {
        if (!(low < high)) {
            throw new IllegalArgumentException("low must be below high, found " + low + " and " + high);
        }
        this.model = Objects.requireNonNull(model, "model");
        this.low = low;
        this.high = high;
    }

    @Override
    public int numClasses() {
        return model.getOutputIDInfo().size();
    }

    @Override
    public int numFeatures() {
        return model.layout().size();
    }

    @Override
    public float lowerBound() {
        return low;
    }

    @Override
    public float upperBound() {
        return high;
    }

    @Override
    public float[][] toRows(Iterable<? extends Example<?>> examples) {
        return model.toRows(examples);
    }

    @Override
    public float[][] logits(float[][] rows) {
        return model.logits(rows);
    }

    @Override
    public float[][] lossGradient(float[][] rows, int[] labels) {
        return model.lossGradient(rows, labels);
    }

    @Override
    public <C> Optional<C> capability(Class<C> type) {
        return type.isInstance(this)
                ? Optional.of(type.cast(this))
                : Optional.of(model).filter(type::isInstance).map(type::cast);
    }
}
