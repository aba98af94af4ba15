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

/**
 * Grows linearly from 0 at step 0 to the full value at step w: {@code min(1, i / w) then(i)}. Since step 0 would change
 * nothing, an optimiser with it only fills its moments there.
 */
public final class WarmUpSchedule implements Schedule {
    @Config(mandatory = true, description = "The step w at which the value is full, at least 0.")
    private long steps;

    @Config(description = "The schedule that is warmed up; it sees the same step numbers.")
    private Schedule then = new ConstantSchedule();

    /** For OLCUT. */
    private WarmUpSchedule() {}

    /**
     * A warm-up to 1.
     *
     * @param steps The step at which the value is full, at least 0.
     */
    public WarmUpSchedule(long steps) {
        this(steps, new ConstantSchedule());
    }

    /**
     * A warm-up of another schedule.
     *
     * @param steps The step at which the value is full, at least 0.
     * @param then The schedule that is warmed up; it sees the same step numbers.
     */
    public WarmUpSchedule(long steps, Schedule then) {
        this.steps = steps;
        this.then = then;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.atLeast("steps", steps, 0);
    }

    @Override
    public Tensor value(Tensor iteration, DType dtype) {
        if (steps == 0) {
            return then.value(iteration, dtype);
        }
        Tensor i = iteration.cast(DType.FLOAT64);
        Tensor ramp = i.min(i.scalar(steps)).div(steps);
        return ramp.cast(dtype).mul(then.value(iteration, dtype));
    }

    @Override
    public double value(long iteration) {
        double ramp = steps == 0 ? 1 : Math.min(iteration, steps) / (double) steps;
        return ramp * then.value(iteration);
    }

    @Override
    public String toString() {
        return "WarmUpSchedule(steps=" + steps + ", then=" + then + ")";
    }
}
