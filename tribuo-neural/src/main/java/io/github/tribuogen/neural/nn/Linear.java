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
package io.github.tribuogen.neural.nn;

import io.github.tribuogen.neural.graph.Tensor;

/**
 * The affine map {@code y = x W + b}: [..., in] to [..., out], with W of shape [in, out] named "weight" and b of shape
 * [out] named "bias". Immutable; start with {@link #to} and refine.
 */
public final class Linear implements Layer {
    private final long outputs;
    private final boolean bias;
    private final Initialiser weights;
    private final Initialiser biases;
    private final WeightTransform transform;

    private Linear(long outputs, boolean bias, Initialiser weights, Initialiser biases, WeightTransform transform) {
        this.outputs = outputs;
        this.bias = bias;
        this.weights = weights;
        this.biases = biases;
        this.transform = transform;
    }

    /**
     * An affine map with {@link FanInUniformInitialiser} values.
     *
     * @param outputs The extent of the last axis of the result, at least 1.
     * @return The layer.
     */
    public static Linear to(long outputs) {
        if (outputs < 1) {
            throw new IllegalArgumentException("Linear: at least 1 output expected, found " + outputs);
        }
        Initialiser uniform = new FanInUniformInitialiser();
        return new Linear(outputs, true, uniform, uniform, WeightTransform.NONE);
    }

    /**
     * Drops the bias.
     *
     * @return The changed layer.
     */
    public Linear withoutBias() {
        return new Linear(outputs, false, weights, biases, transform);
    }

    /**
     * Changes the initialisers.
     *
     * @param weight Of the weight.
     * @param ofBias Of the bias.
     * @return The changed layer.
     */
    public Linear initialised(Initialiser weight, Initialiser ofBias) {
        return new Linear(outputs, bias, weight, ofBias, transform);
    }

    /**
     * Changes what is done with the weight before use.
     *
     * @param weightTransform For instance a {@link SpectralNorm}.
     * @return The changed layer.
     */
    public Linear transformed(WeightTransform weightTransform) {
        return new Linear(outputs, bias, weights, biases, weightTransform);
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor x) {
        InputChecks.rankAtLeast("Linear", scope, x, 2);
        long in = InputChecks.fixed("Linear", scope, x, x.shape().rank() - 1);
        return scope.named(() -> {
            Tensor w = transform.apply(scope, scope.parameter("weight", weights, in, outputs, in, outputs));
            Tensor y = x.matMul(w);
            return bias ? y.add(scope.parameter("bias", biases, in, outputs, outputs)) : y;
        });
    }
}
