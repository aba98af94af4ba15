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
package io.github.tribuogen.flow.vae;

import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.Variables;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Builds graphs with parameters in float64, outside training, and runs them. */
final class Graphs {
    private Graphs() {}

    /** Runs with initial parameters of the seed, multiplied. */
    static Map<String, double[]> run(long seed, double factor, Function<ParameterScope, Map<String, Tensor>> program) {
        Graph g = new Graph();
        Variables v = Variables.declaring(g, DType.FLOAT64);
        Map<String, Tensor> out = new LinkedHashMap<>();
        // never a bare constant
        program.apply(ParameterScope.of(v).child("p"))
                .forEach((k, t) -> out.put(k, t.add(t.scalar(0).expandLike(t))));
        Map<String, HostTensor> values = new LinkedHashMap<>(v.initialise(seed));
        values.replaceAll((n, t) -> {
            double[] to = t.toDoubles();
            for (int i = 0; i < to.length; i++) {
                to[i] *= factor;
            }
            return HostTensor.of(to, t.shape());
        });
        try (Executable e =
                Executable.compile(new GraphFunction("test", new LinkedHashMap<>(g.inputs()), out), Device.cpu(1))) {
            Map<String, double[]> results = new LinkedHashMap<>();
            e.run(values).forEach((k, t) -> results.put(k, t.toDoubles()));
            return results;
        }
    }

    static double[] run1(Function<ParameterScope, Tensor> program) {
        return run(1, 1, s -> Map.of("y", program.apply(s))).get("y");
    }

    static Tensor constant(ParameterScope scope, double[] values, long... shape) {
        return scope.variables().graph().constant(HostTensor.of(values, shape));
    }

    static Tensor normal(ParameterScope scope, long seed, long... shape) {
        return constant(
                scope,
                normal(
                        seed,
                        Math.toIntExact(
                                HostTensor.filled(DType.FLOAT32, 0, shape).size())),
                shape);
    }

    static double[] normal(long seed, int n) {
        SplittableRandom rng = new SplittableRandom(seed);
        double[] v = new double[n];
        for (int i = 0; i < n; i++) {
            v[i] = rng.nextGaussian();
        }
        return v;
    }

    /** log|det| by elimination with pivots. */
    static double logDeterminant(double[][] matrix) {
        int n = matrix.length;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            int pivot = i;
            for (int r = i + 1; r < n; r++) {
                pivot = Math.abs(matrix[r][i]) > Math.abs(matrix[pivot][i]) ? r : pivot;
            }
            double[] row = matrix[pivot];
            matrix[pivot] = matrix[i];
            matrix[i] = row;
            sum += Math.log(Math.abs(row[i]));
            for (int r = i + 1; r < n; r++) {
                double f = matrix[r][i] / row[i];
                for (int c = i; c < n; c++) {
                    matrix[r][c] -= f * row[c];
                }
            }
        }
        return sum;
    }
}
