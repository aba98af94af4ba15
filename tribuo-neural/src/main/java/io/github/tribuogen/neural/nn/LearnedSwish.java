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

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.graph.Tensor;

/**
 * {@code x sigmoid(softplus(b) x)} with a trainable scalar b; near 0 the function is linear, for large softplus(b) a
 * rectifier. Smooth, hence fit for energies and vector fields that are differentiated twice.
 */
public final class LearnedSwish implements Activation {
    @Config(description = "The slope softplus(b) at the start, above 0.")
    private double initialSlope = 1;

    /** Slope 1 at the start. Also for OLCUT. */
    public LearnedSwish() {}

    /**
     * A swish with a learned slope.
     *
     * @param initialSlope The slope at the start, above 0.
     */
    public LearnedSwish(double initialSlope) {
        this.initialSlope = initialSlope;
        postConfig();
    }

    @Override
    public void postConfig() {
        if (!(initialSlope > 0 && Double.isFinite(initialSlope))) {
            throw new PropertyException(
                    "", "initialSlope", "found " + initialSlope + ", expected a finite number above 0");
        }
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor x) {
        // softplus inverted: b = s + log(1 - exp(-s))
        double b = initialSlope + Math.log(-Math.expm1(-initialSlope));
        Tensor slope =
                scope.parameter("slope", new ConstantInitialiser(b), 1, 1).softplus();
        return x.mul(x.mul(slope).sigmoid());
    }

    @Override
    public String toString() {
        return "LearnedSwish(initialSlope=" + initialSlope + ")";
    }
}
