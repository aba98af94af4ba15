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
import java.util.Arrays;

/** {@code factor^n}, where n is how many of the listed steps have been reached. */
public final class StepSchedule implements Schedule {
    @Config(mandatory = true, description = "What each listed step multiplies the value by, above 0.")
    private double factor;

    @Config(
            mandatory = true,
            description = "The steps from which on the value is multiplied once more, each at least 0.")
    private long[] steps;

    /** For OLCUT. */
    private StepSchedule() {}

    /**
     * A piecewise constant schedule that starts at 1.
     *
     * @param factor What each listed step multiplies the value by, above 0.
     * @param steps The steps from which on the value is multiplied once more, each at least 0.
     */
    public StepSchedule(double factor, long... steps) {
        this.factor = factor;
        this.steps = steps.clone();
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.positive("factor", factor);
        for (long s : steps) {
            Require.that(s >= 0, "steps", Arrays.toString(steps), "numbers of at least 0");
        }
    }

    @Override
    public Tensor value(Tensor iteration, DType dtype) {
        if (steps.length == 0) {
            return iteration.graph().root().constant(dtype, 1);
        }
        Tensor reached = iteration
                .graph()
                .root()
                .constant(steps)
                .lessOrEqual(iteration)
                .cast(DType.FLOAT64)
                .sum();
        return reached.mul(Math.log(factor)).exp().cast(dtype);
    }

    @Override
    public double value(long iteration) {
        return Math.pow(factor, Arrays.stream(steps).filter(s -> s <= iteration).count());
    }

    @Override
    public String toString() {
        return "StepSchedule(factor=" + factor + ", steps=" + Arrays.toString(steps) + ")";
    }
}
