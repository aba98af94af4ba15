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

/** {@code factor^(i / every)}, a smooth decay from 1 at step 0. */
public final class ExponentialSchedule implements Schedule {
    @Config(mandatory = true, description = "What the value is multiplied by over a number of steps, above 0.")
    private double factor;

    @Config(description = "That number of steps, at least 1.")
    private long every = 1;

    /** For OLCUT. */
    private ExponentialSchedule() {}

    /**
     * An exponential decay.
     *
     * @param factor What the value is multiplied by over a number of steps, above 0.
     * @param every That number of steps, at least 1.
     */
    public ExponentialSchedule(double factor, long every) {
        this.factor = factor;
        this.every = every;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.positive("factor", factor);
        Require.atLeast("every", every, 1);
    }

    @Override
    public Tensor value(Tensor iteration, DType dtype) {
        return iteration.cast(DType.FLOAT64).mul(Math.log(factor) / every).exp().cast(dtype);
    }

    @Override
    public double value(long iteration) {
        return Math.exp(Math.log(factor) / every * iteration);
    }

    @Override
    public String toString() {
        return "ExponentialSchedule(factor=" + factor + ", every=" + every + ")";
    }
}
