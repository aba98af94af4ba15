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
package io.github.tribuogen.gradest.estimator;

import io.github.tribuogen.gradest.law.Law;
import io.github.tribuogen.gradest.law.Loss;
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
import java.util.LinkedHashMap;
import java.util.Map;

/** Many estimates at once, of rows with the same parameters, in double precision. */
final class Trial {
    private Trial() {}

    interface Built {
        Map<String, Tensor> of(ParameterScope scope, Tensor parameters);
    }

    /** Whatever is built of a scope with fixed random parameters and a seed, and of n equal rows. */
    static Map<String, HostTensor> run(int n, long seed, double[] row, long[] shape, Built built) {
        Graph g = new Graph();
        long[] all = new long[shape.length + 1];
        all[0] = n;
        System.arraycopy(shape, 0, all, 1, shape.length);
        double[] rows = new double[n * row.length];
        for (int i = 0; i < n; i++) {
            System.arraycopy(row, 0, rows, i * row.length, row.length);
        }
        Tensor parameters = g.input("parameters", DType.FLOAT64, io.github.tribuogen.neural.graph.Shape.of(all));
        Variables variables = Variables.declaring(g, DType.FLOAT64);
        Tensor from = g.constant(HostTensor.scalar(seed));
        Tensor step = g.constant(HostTensor.scalar(0L));
        Map<String, Tensor> results =
                built.of(ParameterScope.of(variables).training(RandomStream.of(from, step)), parameters);
        Map<String, HostTensor> values = new LinkedHashMap<>();
        values.put("parameters", HostTensor.of(rows, all));
        Map<String, Tensor> inputs = new LinkedHashMap<>(g.inputs());
        variables.declared().forEach(v -> {
            values.put(v.name(), v.initialise(11));
            inputs.put(v.name(), g.inputs().get(v.name()));
        });
        try (Executable e = Executable.compile(new GraphFunction("trial", inputs, results), Device.cpu(1))) {
            return e.run(values);
        }
    }

    /** Means of the gradient's coordinates, and their standard errors. */
    record Moments(double[] mean, double[] error, double[] variance) {}

    static Moments gradient(
            int n, long seed, GradientEstimator estimator, Law law, double[] row, long[] shape, Loss loss) {
        double[] g = run(
                        n,
                        seed,
                        row,
                        shape,
                        (scope, p) -> Map.of(
                                "gradient",
                                estimator.estimate(law, p, loss, scope).gradient()))
                .get("gradient")
                .toDoubles();
        return moments(g, row.length);
    }

    /** Of estimates one after another, d numbers each. */
    static Moments moments(double[] g, int d) {
        int n = g.length / d;
        double[] mean = new double[d];
        double[] variance = new double[d];
        for (int i = 0; i < g.length; i++) {
            mean[i % d] += g[i] / n;
        }
        for (int i = 0; i < g.length; i++) {
            variance[i % d] += Math.pow(g[i] - mean[i % d], 2) / (n - 1);
        }
        double[] error = new double[d];
        for (int j = 0; j < d; j++) {
            error[j] = Math.sqrt(variance[j] / n);
        }
        return new Moments(mean, error, variance);
    }
}
