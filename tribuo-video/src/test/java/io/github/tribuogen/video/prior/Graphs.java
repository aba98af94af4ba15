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
package io.github.tribuogen.video.prior;

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
import java.util.function.BiFunction;

/** Builds graphs of float64 inputs, outside training, and runs them with initial parameters. */
final class Graphs {
    private Graphs() {}

    /** Runs a program of named inputs. */
    static Map<String, double[]> run(
            Map<String, HostTensor> inputs,
            BiFunction<ParameterScope, Map<String, Tensor>, Map<String, Tensor>> program) {
        Graph g = new Graph();
        Variables v = Variables.declaring(g, DType.FLOAT64);
        Map<String, Tensor> in = new LinkedHashMap<>();
        inputs.forEach((name, t) ->
                in.put(name, g.input(name, t.dtype(), io.github.tribuogen.neural.graph.Shape.of(t.shape()))));
        Map<String, Tensor> out =
                new LinkedHashMap<>(program.apply(ParameterScope.of(v).child("p"), in));
        Map<String, HostTensor> values = new LinkedHashMap<>(v.initialise(1));
        values.putAll(inputs);
        try (Executable e =
                Executable.compile(new GraphFunction("test", new LinkedHashMap<>(g.inputs()), out), Device.cpu(1))) {
            Map<String, double[]> results = new LinkedHashMap<>();
            e.run(values).forEach((k, t) -> results.put(k, t.toDoubles()));
            return results;
        }
    }
}
