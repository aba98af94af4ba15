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
package io.github.tribuogen.neural.grad;

import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.Map;
import java.util.SplittableRandom;

/** Runs a graph once, or again and again for differences. */
public final class Evaluate {
    private Evaluate() {}

    /** Compiles and runs. */
    public static Map<String, HostTensor> run(
            Map<String, Tensor> inputs, Map<String, Tensor> outputs, Map<String, HostTensor> arguments) {
        try (Executable e = Executable.compile(new GraphFunction("f", inputs, outputs), Device.cpu(1))) {
            return e.run(arguments);
        }
    }

    /** Random numbers between -1 and 1. */
    public static HostTensor random(long seed, long... shape) {
        SplittableRandom r = new SplittableRandom(seed);
        int n = 1;
        for (long s : shape) {
            n *= (int) s;
        }
        return HostTensor.of(r.doubles(n, -1, 1).toArray(), shape);
    }

    /** A copy with one element moved. */
    public static HostTensor moved(HostTensor t, int i, double by) {
        double[] v = t.toDoubles();
        v[i] += by;
        return HostTensor.of(v, t.shape());
    }

    /** A copy moved along a direction. */
    public static HostTensor moved(HostTensor t, HostTensor along, double by) {
        double[] v = t.toDoubles();
        for (int i = 0; i < v.length; i++) {
            v[i] += by * along.get(i);
        }
        return HostTensor.of(v, t.shape());
    }
}
