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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An optimiser at work on parameters of shapes [2, 3], [4], [] and [1], with gradients given from outside. */
final class Updates implements AutoCloseable {
    private static final long[][] SHAPES = {{2, 3}, {4}, {}, {1}};
    private static final int[] SIZES = {6, 4, 1, 1};

    private final DType dtype;
    private final Executable function;
    private final Map<String, HostTensor> values = new LinkedHashMap<>();
    private final List<String> names = List.of("net/p0", "net/p1", "net/p2", "net/p3");
    private final List<String> states = new ArrayList<>();
    private long iteration = 0;
    double scale = 1;

    Updates(Optimiser optimiser, DType dtype) {
        this.dtype = dtype;
        // a first pass finds the optimiser's variables, a second one is given them as inputs
        Variables found = Variables.declaring(new Graph(), dtype);
        build(optimiser, found, new LinkedHashMap<>());
        Graph g = new Graph();
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        found.declared().forEach(v -> {
            states.add(v.name());
            inputs.put(v.name(), g.input(v.name(), v.type().dtype(), v.type().shape()));
        });
        Variables state = Variables.bound(g, dtype, inputs);
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        build(optimiser, state, inputs).forEach((n, t) -> outputs.put("new/" + n, t));
        state.assigned().forEach((n, t) -> outputs.put("new/" + n, t));
        function = Executable.compile(new GraphFunction("update", inputs, outputs), Device.cpu(1));
        values.putAll(state.initialise(1));
        set("", start());
    }

    private Map<String, Tensor> build(Optimiser optimiser, Variables state, Map<String, Tensor> inputs) {
        Graph g = state.graph();
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        Map<String, Tensor> gradients = new LinkedHashMap<>();
        for (int i = 0; i < SHAPES.length; i++) {
            String name = "net/p" + i;
            parameters.put(name, g.input(name, dtype, Shape.of(SHAPES[i])));
            gradients.put(name, g.input("grad/" + name, dtype, Shape.of(SHAPES[i])));
            inputs.put("grad/" + name, gradients.get(name));
        }
        inputs.putAll(parameters);
        Tensor iteration = g.input("iteration", DType.INT64, Shape.SCALAR);
        Tensor factor = g.input("scale", dtype, Shape.SCALAR);
        inputs.put("iteration", iteration);
        inputs.put("scale", factor);
        return optimiser.update(ParameterScope.of(state).child("optimiser"), iteration, factor, parameters, gradients);
    }

    static ElementwiseOptimiser grouped(ElementwiseOptimiser o, int below) {
        o.groupBelow = below;
        return o;
    }

    private void set(String prefix, double[] all) {
        int at = 0;
        for (int i = 0; i < SHAPES.length; i++) {
            double[] v = java.util.Arrays.copyOfRange(all, at, at + SIZES[i]);
            at += SIZES[i];
            values.put(prefix + names.get(i), convert(v, SHAPES[i]));
        }
    }

    private HostTensor convert(double[] v, long[] shape) {
        if (dtype == DType.FLOAT64) {
            return HostTensor.of(v, shape);
        }
        float[] f = new float[v.length];
        for (int i = 0; i < f.length; i++) {
            f[i] = (float) v[i];
        }
        return HostTensor.of(f, shape);
    }

    double[] start() {
        double[] p = new double[12];
        for (int i = 0; i < p.length; i++) {
            p[i] = Math.sin(i + 1);
        }
        return p;
    }

    /** Gradients of mixed sizes; one is always 0. */
    double[] gradient(double[] p, int t) {
        double[] g = new double[p.length];
        for (int i = 0; i < g.length; i++) {
            g[i] = i == 3 ? 0 : Math.cos(3 * i + t) * Math.pow(10, i % 4 - 2);
        }
        return g;
    }

    void step(double[] gradient) {
        set("grad/", gradient);
        values.put("iteration", HostTensor.scalar(iteration++));
        values.put("scale", HostTensor.scalar(dtype, scale));
        Map<String, HostTensor> results = function.run(values);
        results.forEach((n, t) -> values.put(n.substring("new/".length()), t));
    }

    double[] parameters() {
        double[] p = new double[12];
        int at = 0;
        for (String n : names) {
            for (double v : values.get(n).toDoubles()) {
                p[at++] = v;
            }
        }
        return p;
    }

    List<String> stateNames() {
        return states;
    }

    @Override
    public void close() {
        function.close();
    }
}
