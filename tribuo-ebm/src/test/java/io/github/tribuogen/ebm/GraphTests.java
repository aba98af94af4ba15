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
package io.github.tribuogen.ebm;

import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Builds small graphs of constants in float64 and runs them. */
public final class GraphTests {
    private GraphTests() {}

    /** A constant. */
    public static Tensor constant(Graph g, double[] values, long... shape) {
        return g.constant(HostTensor.of(values, shape));
    }

    /** Indices. */
    public static Tensor indices(Graph g, long... values) {
        return g.constant(HostTensor.of(values, values.length));
    }

    /** Uniform numbers in [-scale, scale]. */
    public static double[] random(long seed, int n, double scale) {
        SplittableRandom rng = new SplittableRandom(seed);
        double[] v = new double[n];
        for (int i = 0; i < n; i++) {
            v[i] = (2 * rng.nextDouble() - 1) * scale;
        }
        return v;
    }

    /** A stream whose seed is a constant. */
    public static RandomStream stream(Graph g, long seed) {
        return RandomStream.of(g.constant(HostTensor.scalar(seed)), g.constant(HostTensor.scalar(0L)));
    }

    /** Runs a graph without inputs. */
    public static Map<String, HostTensor> run(Map<String, Tensor> outputs) {
        Map<String, Tensor> out = new LinkedHashMap<>();
        // an output of a type the interface can pass, never a bare constant
        outputs.forEach((k, t) -> out.put(
                k,
                t.dtype() == DType.BOOL
                        ? t.cast(DType.INT64)
                        : t.add(t.scalar(0).expandLike(t))));
        try (Executable e = Executable.compile(new GraphFunction("test", Map.of(), out), Device.cpu(1))) {
            return e.run(Map.of());
        }
    }

    /** Runs a graph without inputs for one result. */
    public static double[] values(Tensor output) {
        return run(Map.of("y", output)).get("y").toDoubles();
    }
}
