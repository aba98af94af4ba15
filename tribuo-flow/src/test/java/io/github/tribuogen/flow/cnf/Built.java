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
package io.github.tribuogen.flow.cnf;

import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.Variables;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Builds a graph with parameters, draws them and runs it. */
final class Built {
    /** Changes initial values before the run; by default larger ones, so that nothing is near linear. */
    private final Map<String, double[]> replaced = new LinkedHashMap<>();

    final DType dtype;
    final long seed;
    private final boolean training;
    private final double scale;
    private final long noise;
    Map<String, HostTensor> values;

    private Built(DType dtype, long seed, boolean training, double scale, long noise) {
        this.dtype = dtype;
        this.seed = seed;
        this.training = training;
        this.scale = scale;
        this.noise = noise;
    }

    /** float64, training, parameters 1.5 times as large as usual. */
    static Built of(long seed) {
        return new Built(DType.FLOAT64, seed, true, 1.5, 1);
    }

    Built dtype(DType changed) {
        return new Built(changed, seed, training, scale, noise);
    }

    Built evaluating() {
        return new Built(dtype, seed, false, scale, noise);
    }

    Built scaled(double changed) {
        return new Built(dtype, seed, training, changed, noise);
    }

    Built noise(long changed) {
        return new Built(dtype, seed, training, scale, changed);
    }

    Built set(String name, double... v) {
        replaced.put(name, v);
        return this;
    }

    /** A compiled program with its parameters, which may be changed between runs. */
    record Compiled(Executable executable, Map<String, HostTensor> values) implements AutoCloseable {
        Map<String, double[]> run() {
            return run(Map.of());
        }

        Map<String, double[]> run(Map<String, double[]> changed) {
            Map<String, HostTensor> at = new LinkedHashMap<>(values);
            changed.forEach((n, v) ->
                    at.put(n, tensor(values.get(n).dtype(), v, values.get(n).shape())));
            Map<String, double[]> results = new LinkedHashMap<>();
            executable.run(at).forEach((k, t) -> results.put(k, t.toDoubles()));
            return results;
        }

        @Override
        public void close() {
            executable.close();
        }
    }

    private static HostTensor tensor(DType dtype, double[] v, long... shape) {
        if (dtype == DType.FLOAT64) {
            return HostTensor.of(v, shape);
        }
        float[] single = new float[v.length];
        for (int i = 0; i < v.length; i++) {
            single[i] = (float) v[i];
        }
        return HostTensor.of(single, shape);
    }

    Compiled compile(Function<ParameterScope, Map<String, Tensor>> program) {
        Graph g = new Graph();
        Variables v = Variables.declaring(g, dtype);
        ParameterScope scope = ParameterScope.of(v);
        if (training) {
            scope = scope.training(
                    RandomStream.of(g.constant(HostTensor.scalar(noise)), g.constant(HostTensor.scalar(0L))));
        }
        Map<String, Tensor> out = new LinkedHashMap<>();
        // never a bare constant
        program.apply(scope.child("f"))
                .forEach((k, t) -> out.put(k, t.add(t.scalar(0).expandLike(t))));
        Map<String, HostTensor> start = new LinkedHashMap<>(v.initialise(seed));
        start.replaceAll((n, t) -> {
            double[] to = replaced.containsKey(n)
                    ? replaced.get(n)
                    : Arrays.stream(t.toDoubles()).map(x -> x * scale).toArray();
            return tensor(dtype, to, t.shape());
        });
        GraphFunction function = new GraphFunction("test", new LinkedHashMap<>(g.inputs()), out);
        return new Compiled(Executable.compile(function, Device.cpu(1)), start);
    }

    Map<String, double[]> run(Function<ParameterScope, Map<String, Tensor>> program) {
        try (Compiled c = compile(program)) {
            values = c.values();
            return c.run();
        }
    }

    double[] run1(Function<ParameterScope, Tensor> program) {
        return run(s -> Map.of("y", program.apply(s))).get("y");
    }

    /** Standard normal points as a constant. */
    static Tensor points(ParameterScope scope, long seed, long... shape) {
        return scope.variables()
                .graph()
                .constant(HostTensor.of(normal(seed, shape), shape))
                .cast(scope.dtype());
    }

    static Tensor constant(ParameterScope scope, double[] values, long... shape) {
        return scope.variables().graph().constant(HostTensor.of(values, shape)).cast(scope.dtype());
    }

    static Tensor scalar(ParameterScope scope, double value) {
        return scope.variables().graph().constant(scope.dtype(), value);
    }

    static double[] normal(long seed, long... shape) {
        SplittableRandom rng = new SplittableRandom(seed);
        int n = 1;
        for (long s : shape) {
            n *= (int) s;
        }
        double[] v = new double[n];
        for (int i = 0; i < n; i++) {
            v[i] = rng.nextGaussian();
        }
        return v;
    }
}
