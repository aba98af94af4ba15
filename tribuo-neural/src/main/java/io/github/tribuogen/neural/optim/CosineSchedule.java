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
 * Half a cosine from 1 at step 0 to the floor at step n and after: {@code floor + (1 - floor) (1 + cos(pi min(i, n) / n)) /
 * 2} (Loshchilov, Hutter, "SGDR", ICLR 2017, without restarts).
 */
public final class CosineSchedule implements Schedule {
    @Config(mandatory = true, description = "The step n at which the floor is reached, at least 1.")
    private long steps;

    @Config(description = "The value at the end, at least 0.")
    private double floor = 0;

    /** For OLCUT. */
    private CosineSchedule() {}

    /**
     * A cosine schedule.
     *
     * @param steps The step at which the floor is reached, at least 1.
     * @param floor The value at the end, at least 0.
     */
    public CosineSchedule(long steps, double floor) {
        this.steps = steps;
        this.floor = floor;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.atLeast("steps", steps, 1);
        Require.notNegative("floor", floor);
    }

    @Override
    public Tensor value(Tensor iteration, DType dtype) {
        Tensor i = iteration.cast(DType.FLOAT64);
        Tensor angle = i.min(i.scalar(steps)).mul(Math.PI / steps);
        return angle.cos().add(1).mul((1 - floor) / 2).add(floor).cast(dtype);
    }

    @Override
    public double value(long iteration) {
        double angle = Math.PI * Math.min(iteration, steps) / steps;
        return floor + (1 - floor) * (1 + Math.cos(angle)) / 2;
    }

    @Override
    public String toString() {
        return "CosineSchedule(steps=" + steps + ", floor=" + floor + ")";
    }
}
