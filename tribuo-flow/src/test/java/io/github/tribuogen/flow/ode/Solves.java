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
package io.github.tribuogen.flow.ode;

import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds small problems and runs them. */
final class Solves {
    private Solves() {}

    /** The numbers of a solve. */
    record Outcome(List<double[]> state, long evaluations, long accepted, long rejected, Counters.Status status) {
        double[] first() {
            return state.get(0);
        }
    }

    static Tensor constant(Graph g, DType dtype, double[] values, long... shape) {
        return g.constant(HostTensor.of(values, shape)).cast(dtype);
    }

    static Tensor rows(Graph g, double[] values, long... shape) {
        return constant(g, DType.FLOAT64, values, shape);
    }

    /** Runs a graph without inputs. */
    static Map<String, double[]> run(Map<String, Tensor> outputs) {
        Map<String, Tensor> out = new LinkedHashMap<>();
        // never a bare constant
        outputs.forEach((k, t) -> out.put(k, t.add(t.scalar(0).expandLike(t))));
        try (Executable e = Executable.compile(new GraphFunction("test", Map.of(), out), Device.cpu(1))) {
            Map<String, double[]> values = new LinkedHashMap<>();
            e.run(Map.of()).forEach((k, v) -> values.put(k, v.toDoubles()));
            return values;
        }
    }

    static Outcome run(Solution s) {
        Map<String, Tensor> out = new LinkedHashMap<>();
        for (int i = 0; i < s.state().size(); i++) {
            out.put("y" + i, s.state().get(i));
        }
        put(out, s.forward());
        return outcome(run(out), s.state().size());
    }

    static void put(Map<String, Tensor> out, Counters c) {
        out.put("evaluations", c.evaluations());
        out.put("accepted", c.accepted());
        out.put("rejected", c.rejected());
        out.put("status", c.status());
    }

    private static Outcome outcome(Map<String, double[]> v, int n) {
        List<double[]> state = new java.util.ArrayList<>();
        for (int i = 0; i < n; i++) {
            state.add(v.get("y" + i));
        }
        return new Outcome(
                state,
                (long) v.get("evaluations")[0],
                (long) v.get("accepted")[0],
                (long) v.get("rejected")[0],
                Counters.Status.of((long) v.get("status")[0]));
    }

    /** The linear flow of the golden values: dz/dt = A z, dl/dt = -tr A, from z = (1, 2), T = 1. */
    static InitialValueProblem linear(Graph g) {
        Tensor a = rows(g, new double[] {-0.5, 1, -1, -0.3}, 2, 2);
        VectorField f = (t, y, p) ->
                List.of(y.get(0).matMul(a, false, true), y.get(1).zerosLike().add(0.8));
        return InitialValueProblem.of(
                f, List.of(), List.of(rows(g, new double[] {1, 2}, 1, 2), rows(g, new double[] {0}, 1, 1)), 0, 1);
    }

    /** dz/dt = -z^3, dl/dt = 3 z^2 for five points, T = 1. */
    static InitialValueProblem cubic(Graph g) {
        VectorField f = (t, y, p) -> {
            Tensor z = y.get(0);
            return List.of(z.square().mul(z).neg(), z.square().mul(3));
        };
        return InitialValueProblem.of(
                f,
                List.of(),
                List.of(rows(g, new double[] {-2, -0.5, 0.1, 1, 3}, 5, 1), rows(g, new double[5], 5, 1)),
                0,
                1);
    }

    /** y' = y cos t from 1, T = 10. */
    static InitialValueProblem oscillating(Graph g) {
        VectorField f = (t, y, p) -> List.of(y.get(0).mul(t.cos()));
        return InitialValueProblem.of(f, List.of(), List.of(rows(g, new double[] {1}, 1, 1)), 0, 10);
    }
}
