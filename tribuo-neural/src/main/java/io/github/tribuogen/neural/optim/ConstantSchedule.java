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
package io.github.tribuogen.neural.optim;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Tensor;

/** The same value at every step. */
public final class ConstantSchedule implements Schedule {
    @Config(description = "The value, finite.")
    private double value = 1;

    /** The value 1. Also for OLCUT. */
    public ConstantSchedule() {}

    /**
     * A constant.
     *
     * @param value The value, finite.
     */
    public ConstantSchedule(double value) {
        this.value = value;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.finite("value", value);
    }

    @Override
    public Tensor value(Tensor iteration, DType dtype) {
        return iteration.graph().root().constant(dtype, value);
    }

    @Override
    public double value(long iteration) {
        return value;
    }

    @Override
    public String toString() {
        return "ConstantSchedule(value=" + value + ")";
    }
}
