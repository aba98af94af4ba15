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
package io.github.tribuogen.neural.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A layer or network built with a symbolic batch, with the results and gradients that tests look at. */
final class Built implements AutoCloseable {
    static final long BATCH = 3;

    private final Executable function;
    final Variables variables;
    final Tensor output;
    final Map<String, HostTensor> values = new LinkedHashMap<>();

    private Built(Executable function, Variables variables, Tensor output) {
        this.function = function;
        this.variables = variables;
        this.output = output;
    }

    /** The input "x" of shape [batch, sizes...]; results "y", "loss", "assigned/..." and "grad/..." of x and parameters. */
    static Built of(Layer layer, boolean training, DType dtype, long seed, long... sizes) {
        // a first pass finds the variables, a second one is given them as inputs
        Variables found = Variables.declaring(new Graph(), dtype);
        Tensor sketch = found.graph().input("x", dtype, Shape.batched("batch", sizes));
        layer.apply(scope(found, training, found.graph().constant(1L).squeeze(0)), sketch);
        Graph g = new Graph();
        Tensor x = g.input("x", dtype, Shape.batched("batch", sizes));
        Tensor noise = g.input("noise", DType.INT64, Shape.SCALAR);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        found.declared()
                .forEach(v -> inputs.put(
                        v.name(), g.input(v.name(), v.type().dtype(), v.type().shape())));
        Variables variables = Variables.bound(g, dtype, inputs);
        Tensor y = layer.apply(scope(variables, training, noise), x);
        // a loss without symmetry: every output has its own weight
        Tensor loss = y.add(0.3)
                .mul(y.add(1.1).sin())
                .flatten(1)
                .square()
                .sum(1)
                .mul(x.flatten(1).sum(1).sin())
                .sum();
        loss = loss.add(y.mul(y.sin()).sum());
        inputs.put("x", x);
        inputs.put("noise", noise);
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        outputs.put("y", y);
        outputs.put("loss", loss);
        variables.assigned().forEach((n, t) -> outputs.put("assigned/" + n, t));
        List<String> names = new ArrayList<>(List.of("x"));
        List<Tensor> by = new ArrayList<>(List.of(x));
        variables.parameters("").forEach((n, t) -> {
            names.add(n);
            by.add(t);
        });
        List<Tensor> gradients = Gradients.grad(loss, by);
        for (int i = 0; i < by.size(); i++) {
            outputs.put("grad/" + names.get(i), gradients.get(i));
        }
        Executable e = Executable.compile(new GraphFunction("built", inputs, outputs), Device.cpu(1));
        Built b = new Built(e, variables, y);
        b.values.putAll(variables.initialise(seed));
        SplittableRandom rng = new SplittableRandom(seed);
        long[] shape = new long[sizes.length + 1];
        shape[0] = BATCH;
        System.arraycopy(sizes, 0, shape, 1, sizes.length);
        double[] data = Draws.normal(shape, 1, rng);
        b.values.put("x", Variable.convert(data, dtype, shape));
        b.values.put("noise", HostTensor.scalar(seed));
        return b;
    }

    private static ParameterScope scope(Variables variables, boolean training, Tensor noise) {
        ParameterScope scope = ParameterScope.of(variables);
        return (training ? scope.training(RandomStream.of(noise, noise)) : scope).child("layer");
    }

    Map<String, HostTensor> run() {
        return function.run(values);
    }

    double loss() {
        return run().get("loss").item();
    }

    /** The derivative along a random direction of x and of each parameter, one tensor at a time. */
    void checkGradients(double tolerance) {
        Map<String, HostTensor> at = run();
        List<String> names = new ArrayList<>(List.of("x"));
        names.addAll(variables.parameters("").keySet());
        SplittableRandom rng = new SplittableRandom(99);
        for (String name : names) {
            HostTensor before = values.get(name);
            double[] direction = Draws.normal(before.shape(), 1, rng);
            double h = 1e-6; // small, for activations with kinks
            double[] g = at.get("grad/" + name).toDoubles();
            double expected = 0;
            for (int i = 0; i < g.length; i++) {
                expected += g[i] * direction[i];
            }
            values.put(name, moved(before, direction, h));
            double up = loss();
            values.put(name, moved(before, direction, -h));
            double down = loss();
            values.put(name, before);
            double difference = (up - down) / (2 * h);
            double size = Math.max(1, Math.abs(expected));
            assertEquals(expected, difference, tolerance * size, name);
        }
    }

    private static HostTensor moved(HostTensor at, double[] direction, double h) {
        double[] v = at.toDoubles();
        for (int i = 0; i < v.length; i++) {
            v[i] += h * direction[i];
        }
        return HostTensor.of(v, at.shape());
    }

    void replace(String name, double... to) {
        values.put(
                name,
                Variable.convert(to, values.get(name).dtype(), values.get(name).shape()));
    }

    double[] y() {
        return run().get("y").toDoubles();
    }

    @Override
    public void close() {
        function.close();
    }
}
