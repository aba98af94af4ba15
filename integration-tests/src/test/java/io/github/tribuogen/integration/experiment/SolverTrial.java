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
package io.github.tribuogen.integration.experiment;

import io.github.tribuogen.flow.Flow;
import io.github.tribuogen.flow.bijection.Bijection;
import io.github.tribuogen.flow.bijection.FlowContext;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.Variables;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.HashMap;
import java.util.Map;

/** A flow's weights under some solver, in single or double precision; all points are one batch. */
final class SolverTrial implements AutoCloseable {
    private final DType dtype;
    private final int dimension;
    private final Executable density;
    private final Executable trip;

    /** Log densities, and how often the dynamics were evaluated. */
    record Densities(double[] values, double evaluations) {}

    SolverTrial(Bijection bijection, Map<String, HostTensor> weights, int dimension, DType dtype) {
        this.dtype = dtype;
        this.dimension = dimension;
        Device device = Device.cpu(Integer.getInteger("tribuogen.threads", 1));
        Graph g = new Graph();
        Tensor x = g.input("x", dtype, Shape.batched("n", dimension));
        FlowContext context = FlowContext.unconditional();
        Tensor p = new Flow(bijection).logDensity(scope(g, weights), x, context);
        Map<String, Tensor> results = Map.of("p", p, "n", context.metrics().get("NFE"));
        density = Executable.compile(new GraphFunction("density", Map.of("x", x), results), device);
        Graph h = new Graph();
        Tensor y = h.input("x", dtype, Shape.batched("n", dimension));
        FlowContext points = FlowContext.unconditional().withoutDeterminants();
        ParameterScope flow = scope(h, weights).child("flow");
        Tensor z = bijection.forward(flow, y, points).point();
        Tensor back = bijection.inverse(flow, z, points).point();
        trip = Executable.compile(new GraphFunction("trip", Map.of("x", y), Map.of("x'", back)), device);
    }

    private ParameterScope scope(Graph g, Map<String, HostTensor> weights) {
        Map<String, Tensor> values = new HashMap<>();
        weights.forEach((name, w) -> values.put(name, g.constant(w).cast(dtype)));
        return ParameterScope.of(Variables.bound(g, dtype, values));
    }

    private HostTensor tensor(float[][] points) {
        double[] flat = new double[points.length * dimension];
        float[] single = new float[flat.length];
        for (int i = 0; i < points.length; i++) {
            for (int j = 0; j < dimension; j++) {
                flat[i * dimension + j] = points[i][j];
                single[i * dimension + j] = points[i][j];
            }
        }
        return dtype == DType.FLOAT64
                ? HostTensor.of(flat, points.length, dimension)
                : HostTensor.of(single, points.length, dimension);
    }

    Densities logDensity(float[][] points) {
        Map<String, HostTensor> r = density.run(Map.of("x", tensor(points)));
        return new Densities(r.get("p").toDoubles(), r.get("n").toDoubles()[0]);
    }

    /** Where points come back to from the base. */
    float[][] roundTrip(float[][] points) {
        float[] flat = trip.run(Map.of("x", tensor(points))).get("x'").toFloats();
        float[][] back = new float[points.length][dimension];
        for (int i = 0; i < back.length; i++) {
            System.arraycopy(flat, i * dimension, back[i], 0, dimension);
        }
        return back;
    }

    @Override
    public void close() {
        density.close();
        trip.close();
    }
}
