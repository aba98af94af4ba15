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

import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The variables of a program under construction and the tensors that hold their values.
 *
 * <p>Layers ask for variables by name through a {@link ParameterScope}. The first request declares a variable; its value is
 * an input of the graph, or a tensor bound beforehand (a loop's state, a constant). Assigning a variable changes what
 * later requests see, as in a program that runs line by line; {@link #assigned} tells the new values at the end.
 */
public final class Variables {
    private final Graph graph;
    private final DType dtype;
    private final boolean declares;
    private final Map<String, Tensor> bound;
    private final Map<String, Variable> declared = new LinkedHashMap<>();
    private final Map<String, Tensor> first = new LinkedHashMap<>();
    private final Map<String, Tensor> current = new LinkedHashMap<>();
    private final Map<String, Tensor> assigned = new LinkedHashMap<>();

    private Variables(Graph graph, DType dtype, boolean declares, Map<String, Tensor> bound) {
        this.graph = graph;
        this.dtype = dtype;
        this.declares = declares;
        this.bound = bound;
    }

    /**
     * Variables that become inputs of the graph as they are asked for.
     *
     * @param graph The graph.
     * @param dtype The element type of parameters.
     * @return The empty table.
     */
    public static Variables declaring(Graph graph, DType dtype) {
        return new Variables(graph, dtype, true, Map.of());
    }

    /**
     * Variables whose values are given.
     *
     * @param graph The graph.
     * @param dtype The element type of parameters.
     * @param values The value of each variable by full name.
     * @return The table; asking for any other variable throws IllegalArgumentException.
     */
    public static Variables bound(Graph graph, DType dtype, Map<String, Tensor> values) {
        return new Variables(graph, dtype, false, new LinkedHashMap<>(values));
    }

    Tensor get(Variable v) {
        Variable known = declared.get(v.name());
        if (known != null) {
            if (!known.type().equals(v.type())) {
                throw new IllegalArgumentException("Variable '" + v.name() + "' was declared as " + known.type()
                        + ", found a second use as " + v.type());
            }
            return current.get(v.name());
        }
        Tensor value = bound.get(v.name());
        if (value == null) {
            if (!declares) {
                throw new IllegalArgumentException(
                        "Variable '" + v.name() + "' has no value; expected one of " + bound.keySet());
            }
            value = graph.root().input(v.name(), v.type().dtype(), v.type().shape());
        } else if (!value.type().equals(v.type())) {
            throw new IllegalArgumentException(
                    "Variable '" + v.name() + "': a value of type " + v.type() + " expected, found " + value.type());
        }
        declared.put(v.name(), v);
        first.put(v.name(), value);
        current.put(v.name(), value);
        return value;
    }

    /**
     * The value that a variable had when the program began, whatever was assigned since.
     *
     * @param name The full name.
     * @return The value.
     * @throws IllegalArgumentException If nobody asked for such a variable.
     */
    public Tensor first(String name) {
        current(name);
        return first.get(name);
    }

    /**
     * The value that a variable has at this point of the program.
     *
     * @param name The full name.
     * @return The value.
     * @throws IllegalArgumentException If nobody asked for such a variable.
     */
    public Tensor current(String name) {
        Tensor t = current.get(name);
        if (t == null) {
            throw new IllegalArgumentException(
                    "No variable '" + name + "' was declared, expected one of " + declared.keySet());
        }
        return t;
    }

    /**
     * Changes a variable for the rest of the program.
     *
     * @param name The full name.
     * @param value The new value, of its type.
     * @throws IllegalArgumentException If there is no such variable or the type differs.
     */
    public void assign(String name, Tensor value) {
        Tensor before = current(name);
        if (!before.type().equals(value.type())) {
            throw new IllegalArgumentException(
                    "Variable '" + name + "': a value of type " + before.type() + " expected, found " + value.type());
        }
        current.put(name, value);
        assigned.put(name, value);
    }

    /**
     * The variables in order of declaration.
     *
     * @return The variables.
     */
    public Collection<Variable> declared() {
        return Collections.unmodifiableCollection(declared.values());
    }

    /**
     * The parameters below a scope.
     *
     * @param prefix The scope's full name; empty for all.
     * @return The values at this point of the program by full name, in order of declaration.
     */
    public Map<String, Tensor> parameters(String prefix) {
        Map<String, Tensor> found = new LinkedHashMap<>();
        for (Variable v : declared.values()) {
            boolean inside = prefix.isEmpty() || v.name().startsWith(prefix + "/");
            if (v.trainable() && inside) {
                found.put(v.name(), current.get(v.name()));
            }
        }
        return found;
    }

    /**
     * The variables below a scope that are no parameters and that the program has assigned so far: running statistics.
     *
     * @param prefix The scope's full name; empty for all.
     * @return Their values at this point of the program by full name, in order of declaration.
     */
    public Map<String, Tensor> statistics(String prefix) {
        Map<String, Tensor> found = new LinkedHashMap<>();
        for (Variable v : declared.values()) {
            boolean inside = prefix.isEmpty() || v.name().startsWith(prefix + "/");
            if (!v.trainable() && inside && assigned.containsKey(v.name())) {
                found.put(v.name(), current.get(v.name()));
            }
        }
        return found;
    }

    /**
     * The variables that were assigned.
     *
     * @return Their last values by full name.
     */
    public Map<String, Tensor> assigned() {
        return Collections.unmodifiableMap(assigned);
    }

    /**
     * Draws the first values of all declared variables.
     *
     * @param seed The seed.
     * @return The values by full name.
     */
    public Map<String, HostTensor> initialise(long seed) {
        Map<String, HostTensor> values = new LinkedHashMap<>();
        declared.values().forEach(v -> values.put(v.name(), v.initialise(seed)));
        return values;
    }

    /**
     * The graph in which the program is built.
     *
     * @return The graph.
     */
    public Graph graph() {
        return graph;
    }

    /**
     * The element type of parameters.
     *
     * @return FLOAT32 or FLOAT64.
     */
    public DType dtype() {
        return dtype;
    }
}
