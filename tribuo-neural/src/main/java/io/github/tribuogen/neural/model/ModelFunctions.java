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
package io.github.tribuogen.neural.model;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.Variables;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * The computations of a model: ONNX functions that share one set of weights. A function is compiled when it is first
 * used; all of them read the same copy of the weights. Safe for concurrent use.
 */
public final class ModelFunctions implements AutoCloseable {
    private final Map<String, ModelProto> functions;
    private final Map<String, HostTensor> weights;
    private final Map<String, Executable> compiled = new ConcurrentHashMap<>();
    // held for reading while a function runs, for writing while sessions are closed or replaced
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private volatile Device device;
    private boolean closed = false;

    ModelFunctions(Map<String, ModelProto> functions, Map<String, HostTensor> weights, Device device) {
        this.functions = Collections.unmodifiableMap(new LinkedHashMap<>(functions));
        this.weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        this.device = device;
    }

    /**
     * Starts a collection of functions.
     *
     * @param variables The variables that training gave, by full name; those that a function uses become its weights.
     * @return A builder.
     */
    public static Builder builder(Map<String, HostTensor> variables) {
        return new Builder(variables);
    }

    /**
     * Runs a function.
     *
     * @param function Its name.
     * @param arguments Its arguments by name, without the weights.
     * @return The results by name.
     * @throws IllegalStateException If the model is closed.
     */
    public Map<String, HostTensor> run(String function, Map<String, HostTensor> arguments) {
        lock.readLock().lock();
        try {
            return compile(function).run(arguments);
        } finally {
            lock.readLock().unlock();
        }
    }

    private Executable compile(String function) {
        if (closed) {
            throw new IllegalStateException("The model is closed");
        }
        ModelProto proto = function(function);
        return compiled.computeIfAbsent(function, f -> Executable.load(f, proto, weights, device));
    }

    /**
     * A function as an ONNX model of its own, the weights inside.
     *
     * @param function Its name.
     * @return The model.
     */
    public ModelProto export(String function) {
        return Executable.bind(function(function), weights);
    }

    private ModelProto function(String name) {
        ModelProto proto = functions.get(name);
        if (proto == null) {
            throw new IllegalArgumentException(
                    "No function '" + name + "' in the model, expected one of " + functions.keySet());
        }
        return proto;
    }

    /**
     * The names of the functions.
     *
     * @return The names.
     */
    public Set<String> names() {
        return functions.keySet();
    }

    Map<String, ModelProto> functions() {
        return functions;
    }

    /**
     * The weights.
     *
     * @return The weights by full name.
     */
    public Map<String, HostTensor> weights() {
        return weights;
    }

    /**
     * Where the functions run.
     *
     * @return The device.
     */
    public Device device() {
        return device;
    }

    /** The same functions with nothing compiled. */
    ModelFunctions on(Device other) {
        return new ModelFunctions(functions, weights, other);
    }

    /** Runs the functions elsewhere from now on; if that fails, they stay where they are. */
    void moveTo(Device other) {
        lock.writeLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("The model is closed");
            }
            // at least one function is compiled at once, so that a missing device is noticed here
            Set<String> names = compiled.isEmpty()
                    ? functions.keySet().stream().limit(1).collect(Collectors.toSet())
                    : compiled.keySet();
            Map<String, Executable> moved = new LinkedHashMap<>();
            try {
                names.forEach(n -> moved.put(n, Executable.load(n, functions.get(n), weights, other)));
            } catch (RuntimeException e) {
                moved.values().forEach(Executable::close);
                throw e;
            }
            compiled.values().forEach(Executable::close);
            compiled.clear();
            compiled.putAll(moved);
            device = other;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Releases native memory once the runs in progress have ended. */
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            closed = true;
            compiled.values().forEach(Executable::close);
            compiled.clear();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Builds functions of a network. */
    public static final class Builder {
        private final Map<String, HostTensor> variables;
        private final Map<String, ModelProto> functions = new LinkedHashMap<>();
        private final Map<String, HostTensor> weights = new LinkedHashMap<>();

        private Builder(Map<String, HostTensor> variables) {
            this.variables = variables;
        }

        /** The inputs and the scope that a function is built from. */
        public static final class Body {
            private final Graph graph = new Graph();
            private final Variables variables = Variables.declaring(graph, DType.FLOAT32);
            private final Map<String, Tensor> inputs = new LinkedHashMap<>();

            private Body() {}

            /**
             * Declares an argument of the function.
             *
             * @param name Its name.
             * @param dtype Its element type.
             * @param shape Its shape.
             * @return The argument.
             */
            public Tensor input(String name, DType dtype, io.github.tribuogen.neural.graph.Shape shape) {
                Tensor t = graph.input(name, dtype, shape);
                inputs.put(name, t);
                return t;
            }

            /**
             * The variables, in evaluation mode.
             *
             * @return The scope of the whole model.
             */
            public ParameterScope scope() {
                return ParameterScope.of(variables);
            }
        }

        /** What a function computes. */
        @FunctionalInterface
        public interface Definition {
            /**
             * Builds the function.
             *
             * @param body Declares its arguments and finds its weights.
             * @return The results by name.
             */
            Map<String, Tensor> build(Body body);
        }

        /**
         * Adds a function.
         *
         * @param name Its name.
         * @param definition Builds it.
         * @return This builder.
         * @throws IllegalArgumentException If it uses a variable that training did not give.
         */
        public Builder function(String name, Definition definition) {
            Body body = new Body();
            Map<String, Tensor> outputs = definition.build(body);
            Map<String, Tensor> inputs = new LinkedHashMap<>(body.inputs);
            body.variables.declared().forEach(v -> {
                HostTensor value = variables.get(v.name());
                if (value == null) {
                    throw new IllegalArgumentException("Function '" + name + "' uses the variable '" + v.name()
                            + "', expected one of " + variables.keySet());
                }
                GraphFunction.checkFits(v.name(), v.type(), value);
                inputs.put(v.name(), body.graph.inputs().get(v.name()));
                weights.put(v.name(), value);
            });
            functions.put(name, new GraphFunction(name, inputs, outputs).toModel());
            return this;
        }

        /**
         * Adds a function of a batch of rows.
         *
         * @param name Its name.
         * @param columns The length of a row.
         * @param definition Maps the scope and the rows, input {@code input} [batch, columns], to results by name.
         * @return This builder.
         */
        public Builder rows(
                String name, long columns, BiFunction<ParameterScope, Tensor, Map<String, Tensor>> definition) {
            return function(
                    name,
                    body -> definition.apply(
                            body.scope(),
                            body.input(
                                    NeuralModel.INPUT,
                                    DType.FLOAT32,
                                    io.github.tribuogen.neural.graph.Shape.batched("batch", columns))));
        }

        /**
         * Ends the collection.
         *
         * @param device Where the functions run.
         * @return The functions.
         */
        public ModelFunctions build(Device device) {
            return new ModelFunctions(functions, weights, device);
        }
    }
}
