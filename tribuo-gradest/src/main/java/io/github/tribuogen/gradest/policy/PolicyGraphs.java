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
package io.github.tribuogen.gradest.policy;

import io.github.tribuogen.gradest.environment.Environment;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.Variable;
import io.github.tribuogen.neural.nn.Variables;
import io.github.tribuogen.neural.runtime.StepContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/** The two functions of learning by doing: one draws actions, one makes an update of what was played. */
final class PolicyGraphs {
    static final String NEXT = "next:";
    static final String METRIC = "metric:";
    static final String FINITE = "finite";
    static final String SEED = "seed";
    static final String ITERATION = "iteration";

    private final GraphFunction update;
    private final GraphFunction act;
    private final List<Variable> variables;
    private final List<String> changed;
    private final List<String> metrics;

    PolicyGraphs(PolicyProgram program, ActionHead head, int observationSize) {
        Graph g = new Graph();
        Variables v = Variables.declaring(g, DType.FLOAT32);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        Tensor seed = g.input(SEED, DType.INT64, Shape.SCALAR);
        Tensor iteration = g.input(ITERATION, DType.INT64, Shape.SCALAR);
        inputs.put(SEED, seed);
        inputs.put(ITERATION, iteration);
        Map<String, Shape> shapes = Map.of(
                PolicyProgram.OBSERVATIONS, Shape.batched("steps", observationSize),
                PolicyProgram.NOISE, Shape.batched("steps", head.size()),
                PolicyProgram.RETURNS, Shape.batched("steps"),
                PolicyProgram.HORIZON, Shape.batched("steps"),
                PolicyProgram.EPISODE, Shape.batched("steps"),
                PolicyProgram.LAST, Shape.batched("episodes", observationSize));
        StepContext step = new StepContext(
                v,
                iteration,
                g.constant(DType.FLOAT32, 1),
                RandomStream.of(seed, iteration),
                (stream, column) -> inputs.computeIfAbsent(
                        column,
                        name -> g.input(
                                name,
                                name.equals(PolicyProgram.EPISODE) ? DType.INT64 : DType.FLOAT32,
                                shapes.get(name))));
        program.step(step);
        this.variables = List.copyOf(v.declared());
        this.changed = List.copyOf(v.assigned().keySet());
        this.metrics = List.copyOf(step.metrics().keySet());
        v.declared().forEach(one -> inputs.put(one.name(), g.inputs().get(one.name())));
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        Tensor sum = g.constant(DType.FLOAT32, 0);
        for (Map.Entry<String, Tensor> e : v.assigned().entrySet()) {
            outputs.put(NEXT + e.getKey(), e.getValue());
            // x - x is 0, or not a number where x is not finite
            sum = sum.add(e.getValue().sub(e.getValue()).sum().cast(DType.FLOAT32));
        }
        outputs.put(FINITE, sum.equalTo(sum.scalar(0)));
        step.metrics().forEach((k, t) -> outputs.put(METRIC + k, t));
        this.update = new GraphFunction("update", inputs, outputs);
        this.act = act(program, head, observationSize);
    }

    private static GraphFunction act(PolicyProgram program, ActionHead head, int observationSize) {
        Graph g = new Graph();
        Variables v = Variables.declaring(g, DType.FLOAT32);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        Tensor x = g.input(PolicyProgram.OBSERVATIONS, DType.FLOAT32, Shape.batched("batch", observationSize));
        Tensor noise = g.input(PolicyProgram.NOISE, DType.FLOAT32, Shape.batched("batch", head.size()));
        inputs.put(PolicyProgram.OBSERVATIONS, x);
        inputs.put(PolicyProgram.NOISE, noise);
        Tensor parameters = program.parameters(ParameterScope.of(v), x);
        Tensor samples = head.replayed(noise).sample(parameters, null);
        v.declared().forEach(one -> inputs.put(one.name(), g.inputs().get(one.name())));
        return new GraphFunction("act", inputs, Map.of(Stage.SAMPLES, samples));
    }

    /** Takes the variables, the columns, a seed and the number of the update; gives {@link #NEXT}, {@link #METRIC} and {@link #FINITE}. */
    GraphFunction update() {
        return update;
    }

    /** Takes the policy's variables, observations and noise; gives samples. */
    GraphFunction act() {
        return act;
    }

    List<Variable> variables() {
        return variables;
    }

    List<String> changed() {
        return changed;
    }

    List<String> metrics() {
        return metrics;
    }

    /** A short text that differs for other programs, environments or practices. */
    String fingerprint(Environment environment, Practice practice) {
        CRC32 crc = new CRC32();
        crc.update(update.toModel().toByteArray());
        return String.format("policy %08x of %s with %s", crc.getValue(), environment, practice.rules());
    }
}
