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
package io.github.tribuogen.neural.runtime;

import io.github.tribuogen.neural.graph.ControlFlow;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.RandomStream;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Variable;
import io.github.tribuogen.neural.nn.Variables;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Turns a {@link TrainingProgram} into functions: one step, and many steps in one loop node.
 *
 * <p>Both take and give the variables by name; a variable's new value is named {@value #NEXT} + name, a metric
 * {@value #METRIC} + name.
 */
public final class StepCompiler {
    /** Prefix of the new value of a variable. */
    public static final String NEXT = "next:";

    /** Prefix of a metric. */
    public static final String METRIC = "metric:";

    static final String ALARM = "alarm:";
    static final String FINITE = "finite";
    static final String SEED = "seed";
    static final String START = "iteration";
    static final String STEPS = "steps";
    static final String RATE_SCALE = "rateScale";
    static final String ROWS = "rows:";
    static final String DATA = "data:";
    static final String BATCH = "batch:";

    private final TrainingProgram program;
    private final TrainingData data;
    private final DType dtype;
    private final List<Variable> declared;
    private final List<String> changed;
    private final List<String> metrics;
    private final List<String> alarms;

    /**
     * Runs the program once to learn its variables.
     *
     * @param program The program.
     * @param data What it draws batches from.
     * @param dtype The element type of its parameters.
     */
    public StepCompiler(TrainingProgram program, TrainingData data, DType dtype) {
        this.program = program;
        this.data = data;
        this.dtype = dtype;
        Build b = singleStep();
        this.declared = List.copyOf(b.variables.declared());
        this.changed = List.copyOf(b.variables.assigned().keySet());
        this.metrics = List.copyOf(b.context.metrics().keySet());
        this.alarms = List.copyOf(b.context.alarms().keySet());
        if (changed.isEmpty()) {
            throw new IllegalArgumentException("The training program changes no variable, expected at least one");
        }
    }

    /** A step built as a function of its own. */
    private final class Build {
        private final Graph graph = new Graph();
        private final Variables variables = Variables.declaring(graph, dtype);
        private final Map<String, Tensor> inputs = new LinkedHashMap<>();
        private StepContext context;
    }

    private Build singleStep() {
        Build b = new Build();
        Graph g = b.graph;
        Tensor seed = g.input(SEED, DType.INT64, Shape.SCALAR);
        Tensor iteration = g.input(START, DType.INT64, Shape.SCALAR);
        Tensor scale = g.input(RATE_SCALE, dtype, Shape.SCALAR);
        b.inputs.put(SEED, seed);
        b.inputs.put(START, iteration);
        b.inputs.put(RATE_SCALE, scale);
        b.context = new StepContext(
                b.variables,
                iteration,
                scale,
                RandomStream.of(seed, iteration),
                (stream, column) -> b.inputs.computeIfAbsent(BATCH + stream + "/" + column, name -> {
                    HostTensor values = column(column);
                    long[] shape = values.shape();
                    shape[0] = stream(stream).batchSize();
                    return g.input(name, values.dtype(), Shape.of(shape));
                }));
        program.step(b.context);
        return b;
    }

    private HostTensor column(String name) {
        HostTensor c = data.columns().get(name);
        if (c == null) {
            throw new IllegalArgumentException("No column '" + name + "', expected one of "
                    + data.columns().keySet());
        }
        return c;
    }

    private TrainingData.Stream stream(String name) {
        TrainingData.Stream s = data.streams().get(name);
        if (s == null) {
            throw new IllegalArgumentException("No stream '" + name + "', expected one of "
                    + data.streams().keySet());
        }
        return s;
    }

    /**
     * The program's variables.
     *
     * @return The variables in order of declaration.
     */
    public List<Variable> variables() {
        return declared;
    }

    /**
     * The variables that a step changes.
     *
     * @return Their full names.
     */
    public List<String> changed() {
        return changed;
    }

    /**
     * The metrics that a step tells.
     *
     * @return Their names.
     */
    public List<String> metrics() {
        return metrics;
    }

    List<String> alarms() {
        return alarms;
    }

    /**
     * One step as a function, for export: takes the variables by name, {@code batch:<stream>/<column>}, {@code seed} and
     * {@code iteration} (int64 scalars) and {@code rateScale} (1 by default); gives {@code next:<variable>} for the
     * variables it changes and {@code metric:<name>}.
     *
     * @return The function.
     */
    public GraphFunction step() {
        Build b = singleStep();
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        b.variables
                .declared()
                .forEach(v -> inputs.put(v.name(), b.graph.inputs().get(v.name())));
        inputs.putAll(b.inputs);
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        b.variables.assigned().forEach((k, t) -> outputs.put(NEXT + k, t));
        b.context.metrics().forEach((k, t) -> outputs.put(METRIC + k, t));
        return new GraphFunction("step", inputs, outputs);
    }

    /** A short text that differs for other programs, hyper-parameters or data. */
    String fingerprint() {
        CRC32 program = new CRC32();
        program.update(step().toModel().toByteArray());
        CRC32 content = new CRC32();
        data.columns().values().forEach(c -> content.update(c.bytes()));
        data.streams().values().forEach(s -> {
            content.update(s.name().getBytes(StandardCharsets.UTF_8));
            for (int r : s.rows()) {
                content.update(r);
                content.update(r >>> 8);
                content.update(r >>> 16);
            }
        });
        return String.format("program %08x on data %08x", program.getValue(), content.getValue());
    }

    /** Many steps in one loop: takes the whole columns and the rows of each step's batch. */
    GraphFunction loop() {
        Graph g = new Graph();
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (Variable v : declared) {
            inputs.put(v.name(), g.input(v.name(), v.type().dtype(), v.type().shape()));
        }
        Tensor seed = g.input(SEED, DType.INT64, Shape.SCALAR);
        Tensor start = g.input(START, DType.INT64, Shape.SCALAR);
        Tensor steps = g.input(STEPS, DType.INT64, Shape.SCALAR);
        Tensor scale = g.input(RATE_SCALE, dtype, Shape.SCALAR);
        inputs.put(SEED, seed);
        inputs.put(START, start);
        inputs.put(STEPS, steps);
        inputs.put(RATE_SCALE, scale);
        Map<String, Tensor> columns = new LinkedHashMap<>();
        data.columns().forEach((k, v) -> columns.put(k, g.input(DATA + k, v.dtype(), Shape.of(v.shape()))));
        Map<String, Tensor> rows = new LinkedHashMap<>();
        data.streams()
                .forEach((k, s) -> rows.put(k, g.input(ROWS + k, DType.INT64, Shape.batched("steps", s.batchSize()))));
        List<Tensor> state = changed.stream().map(inputs::get).toList();
        ControlFlow.Result result = ControlFlow.scan(steps, state, (i, s) -> {
            Map<String, Tensor> values = new LinkedHashMap<>(inputs);
            for (int k = 0; k < changed.size(); k++) {
                values.put(changed.get(k), s.get(k));
            }
            Tensor iteration = start.add(i);
            StepContext context = new StepContext(
                    Variables.bound(g, dtype, values),
                    iteration,
                    scale,
                    RandomStream.of(seed, iteration),
                    (stream, column) -> {
                        column(column);
                        stream(stream);
                        return columns.get(column).gather(0, rows.get(stream).gather(0, i));
                    });
            program.step(context);
            List<Tensor> next = new ArrayList<>();
            for (String name : changed) {
                next.add(context.variables().assigned().get(name));
            }
            List<Tensor> kept = new ArrayList<>(context.metrics().values());
            kept.addAll(context.alarms().values());
            return new ControlFlow.Step(next, kept);
        });
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        Tensor sum = g.constant(DType.FLOAT32, 0);
        for (int k = 0; k < changed.size(); k++) {
            Tensor next = result.state().get(k);
            outputs.put(NEXT + changed.get(k), next);
            if (next.dtype().isFloating()) {
                // x - x is 0, or not a number where x is not finite
                sum = sum.add(next.sub(next).sum().cast(DType.FLOAT32));
            }
        }
        outputs.put(FINITE, sum.equalTo(sum.scalar(0)));
        for (int k = 0; k < metrics.size(); k++) {
            outputs.put(METRIC + metrics.get(k), result.kept().get(k));
        }
        for (int k = 0; k < alarms.size(); k++) {
            outputs.put(ALARM + alarms.get(k), result.kept().get(metrics.size() + k));
        }
        Map<String, Tensor> arguments = new LinkedHashMap<>(inputs);
        columns.forEach((k, t) -> arguments.put(DATA + k, t));
        rows.forEach((k, t) -> arguments.put(ROWS + k, t));
        return new GraphFunction("training", arguments, outputs);
    }
}
