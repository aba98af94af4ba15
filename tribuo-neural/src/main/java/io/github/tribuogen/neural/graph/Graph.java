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
package io.github.tribuogen.neural.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A computation under construction: nodes in order of creation. Bodies of loops and branches are graphs nested in
 * another; they may use every tensor of the graphs around them.
 *
 * <p>A new node stands in the innermost graph of its inputs, so whatever does not depend on a loop's state moves out of
 * the loop by itself. Equal nodes are created once. A graph is built by one thread.
 */
public final class Graph {
    private record Key(Operator operator, Attributes attributes, List<Tensor> inputs) {}

    private final Graph parent;
    private final Graph root;
    private final int depth;
    private final boolean branch;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Key, Node> known = new HashMap<>();
    // of the root only
    private final Deque<String> names = new ArrayDeque<>();
    private final Map<String, Tensor> inputs = new HashMap<>();
    private final Deque<Graph> open = new ArrayDeque<>();
    private long nextId = 0;

    /** An empty graph. */
    public Graph() {
        this(null, false);
    }

    private Graph(Graph parent, boolean branch) {
        this.parent = parent;
        this.branch = branch;
        this.root = parent == null ? this : parent.root;
        this.depth = parent == null ? 0 : parent.depth + 1;
    }

    /** A body inside the innermost body under construction, open until {@link #close} is called. */
    static Graph open(Graph root, boolean branch) {
        Graph outer = root.open.isEmpty() ? root : root.open.peekLast();
        Graph body = new Graph(outer, branch);
        root.open.addLast(body);
        return body;
    }

    void close() {
        if (root.open.pollLast() != this) {
            throw new IllegalStateException(
                    "Bodies of loops and branches must be closed in the order they were opened");
        }
    }

    /** What stands in a branch runs only if the branch is taken, so nothing moves out of it. */
    private Graph orOpenBranch() {
        for (Graph g = root.open.peekLast(); g != null && g != this; g = g.parent) {
            if (g.branch) {
                return encloses(g) ? g : this;
            }
        }
        return this;
    }

    /**
     * The outermost graph.
     *
     * @return The root, itself if it is not nested.
     */
    public Graph root() {
        return root;
    }

    /**
     * Names the nodes created until the returned scope is closed; the names appear in errors and in the ONNX file.
     *
     * @param name The name of a part of the model.
     * @return A scope for try-with-resources.
     */
    public NameScope scope(String name) {
        root.names.addLast(name);
        return root.names::removeLast;
    }

    /** A name in force until it is closed. */
    @FunctionalInterface
    public interface NameScope extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Declares an input of the computation.
     *
     * @param name Its name, unique among the inputs.
     * @param dtype The element type.
     * @param shape The shape.
     * @return The input.
     */
    public Tensor input(String name, DType dtype, Shape shape) {
        if (parent != null) {
            throw new IllegalStateException("Input '" + name + "' belongs to the outermost graph");
        }
        if (inputs.containsKey(name)) {
            throw new IllegalArgumentException("There is an input '" + name + "' already");
        }
        Tensor t = placeholder(name, new TensorType(dtype, shape));
        inputs.put(name, t);
        return t;
    }

    Tensor placeholder(String name, TensorType type) {
        Attributes a = Attributes.NONE.with("name", (Object) name).with("type", (Object) type);
        return append(GraphOperators.PLACEHOLDER, a, List.of()).output(0);
    }

    /**
     * A constant.
     *
     * @param value The value.
     * @return The constant, in the outermost graph.
     */
    public Tensor constant(HostTensor value) {
        return apply(root, GraphOperators.CONSTANT, Attributes.NONE.with("value", (Object) value))
                .output(0);
    }

    /**
     * A constant number.
     *
     * @param dtype The element type.
     * @param value The value.
     * @return The constant, a scalar in the outermost graph.
     */
    public Tensor constant(DType dtype, double value) {
        return constant(HostTensor.scalar(dtype, value));
    }

    /**
     * A constant list of integers: indices, shapes.
     *
     * @param values The integers.
     * @return The constant, int64 of shape [values.length].
     */
    public Tensor constant(long... values) {
        return constant(HostTensor.of(values, values.length));
    }

    /**
     * Applies an operator.
     *
     * @param operator The operator.
     * @param attributes The static arguments.
     * @param inputs The dynamic arguments, at least one.
     * @return The node.
     * @throws IllegalArgumentException If the arguments do not fit; the message names operator and shapes.
     */
    static Node apply(Operator operator, Attributes attributes, Tensor... inputs) {
        return apply(innermost(operator, inputs), operator, attributes, inputs);
    }

    static Tensor apply1(Operator operator, Attributes attributes, Tensor... inputs) {
        return apply(operator, attributes, inputs).output(0);
    }

    static Node apply(Graph graph, Operator operator, Attributes attributes, Tensor... inputs) {
        List<Tensor> in = Arrays.asList(inputs);
        Graph home = inputs.length == 0 ? graph : graph.orOpenBranch();
        if (!operator.isPure()) {
            return home.append(operator, attributes, in);
        }
        Key key = new Key(operator, attributes, in);
        for (Graph g = home; g != null; g = g == graph ? null : g.parent) {
            Node node = g.known.get(key);
            if (node != null) {
                return node;
            }
        }
        Node node = home.append(operator, attributes, in);
        home.known.put(key, node);
        return node;
    }

    private Node append(Operator operator, Attributes attributes, List<Tensor> in) {
        List<TensorType> types = in.stream().map(Tensor::type).toList();
        List<TensorType> out;
        try {
            out = operator.infer(types, attributes);
        } catch (IllegalArgumentException e) {
            throw mistake(operator.name(), types, e.getMessage());
        }
        String at = String.join("/", root.names);
        Node node = new Node(root.nextId++, operator, attributes, this, at, in, out);
        nodes.add(node);
        return node;
    }

    /** An exception that names operator, scope and operands. */
    IllegalArgumentException mistake(String operator, List<TensorType> of, String message) {
        String at = String.join("/", root.names);
        return new IllegalArgumentException(
                operator + (at.isEmpty() ? "" : " in " + at) + " of " + of + ": " + message);
    }

    private static Graph innermost(Operator operator, Tensor... inputs) {
        Graph deepest = inputs[0].graph();
        for (Tensor t : inputs) {
            if (t.graph().depth > deepest.depth) {
                deepest = t.graph();
            }
        }
        for (Tensor t : inputs) {
            if (!t.graph().encloses(deepest)) {
                throw deepest.mistake(
                        operator.name(),
                        Arrays.stream(inputs).map(Tensor::type).toList(),
                        "the input " + t + " belongs to another graph; a loop's tensors leave it only as its results");
            }
        }
        return deepest;
    }

    /** Is {@code inner} this graph or nested in it? */
    boolean encloses(Graph inner) {
        for (Graph g = inner; g != null; g = g.parent) {
            if (g == this) {
                return true;
            }
        }
        return false;
    }

    /**
     * The inputs declared so far.
     *
     * @return The inputs by name, in no particular order.
     */
    public Map<String, Tensor> inputs() {
        return java.util.Collections.unmodifiableMap(root.inputs);
    }

    List<Node> nodes() {
        return nodes;
    }
}
