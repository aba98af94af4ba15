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

/** A straight line from one value at step 0 to another at step n, constant after. */
public final class LinearSchedule implements Schedule {
    @Config(mandatory = true, description = "The value at step 0, finite.")
    private double start;

    @Config(mandatory = true, description = "The value from step n on, finite.")
    private double end;

    @Config(mandatory = true, description = "The step n, at least 1.")
    private long steps;

    /** For OLCUT. */
    private LinearSchedule() {}

    /**
     * A straight line.
     *
     * @param start The value at step 0, finite.
     * @param end The value from step n on, finite.
     * @param steps The step n, at least 1.
     */
    public LinearSchedule(double start, double end, long steps) {
        this.start = start;
        this.end = end;
        this.steps = steps;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.finite("start", start);
        Require.finite("end", end);
        Require.atLeast("steps", steps, 1);
    }

    @Override
    public Tensor value(Tensor iteration, DType dtype) {
        Tensor i = iteration.cast(DType.FLOAT64);
        return i.min(i.scalar(steps)).mul((end - start) / steps).add(start).cast(dtype);
    }

    @Override
    public double value(long iteration) {
        return start + (end - start) / steps * Math.min(iteration, steps);
    }

    @Override
    public String toString() {
        return "LinearSchedule(start=" + start + ", end=" + end + ", steps=" + steps + ")";
    }
}
