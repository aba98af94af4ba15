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
import io.github.tribuogen.neural.graph.Tensor;

/** An activation without parameters. */
public final class StandardActivation implements Activation {
    /** The functions. */
    public enum Function {
        /** x. */
        IDENTITY,
        /** max(x, 0). */
        RELU,
        /** x above 0, exp(x) - 1 below. */
        ELU,
        /** log(1 + exp(x)). */
        SOFTPLUS,
        /** tanh(x). */
        TANH,
        /** 1 / (1 + exp(-x)). */
        SIGMOID,
        /** x sigmoid(x), also called SiLU. */
        SWISH,
        /** x Phi(x) with the normal distribution function, exactly. */
        GELU,
        /** sin(x). */
        SINE
    }

    @Config(mandatory = true, description = "The function.")
    private Function function;

    /** For OLCUT. */
    private StandardActivation() {}

    /**
     * An activation.
     *
     * @param function The function.
     */
    public StandardActivation(Function function) {
        this.function = function;
    }

    @Override
    public Tensor apply(ParameterScope scope, Tensor x) {
        return switch (function) {
            case IDENTITY -> x;
            case RELU -> x.relu();
            // the exponent is clipped so that the branch not taken cannot overflow
            case ELU -> x.relu().add(x.neg().relu().neg().exp().sub(1));
            case SOFTPLUS -> x.softplus();
            case TANH -> x.tanh();
            case SIGMOID -> x.sigmoid();
            case SWISH -> x.mul(x.sigmoid());
            case GELU -> x.mul(0.5).mul(x.mul(Math.sqrt(0.5)).erf().add(1));
            case SINE -> x.sin();
        };
    }

    @Override
    public String toString() {
        return function.toString();
    }
}
