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

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes the nodes of one (sub)graph as ONNX; bodies of loops and branches are written by nested emitters. */
final class OnnxEmitter {
    private final OnnxEmitter root;
    private final Graph graph;
    private final GraphProto.Builder proto = GraphProto.newBuilder();
    // of the root only, shared by the nested emitters
    private final Map<Tensor, String> names = new IdentityHashMap<>();
    private final Map<HostTensor, String> constants = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final int channelBlock;
    private int nextName = 0;
    private String current = "";

    /** Writes standard operators only. */
    OnnxEmitter(Graph graph) {
        this(graph, 0);
    }

    /** Writes some convolutions as ONNX Runtime's own on blocks of so many channels, see {@link BlockedConvolution}. */
    OnnxEmitter(Graph graph, int channelBlock) {
        this.graph = graph;
        this.root = this;
        this.channelBlock = channelBlock;
    }

    private OnnxEmitter(Graph graph, OnnxEmitter root) {
        this.graph = graph;
        this.root = root;
        this.channelBlock = root.channelBlock;
    }

    /** Channels in a block; 0 where only standard operators are to be written. */
    int channelBlock() {
        return channelBlock;
    }

    void reserve(Tensor t, String name) {
        root.names.put(t, name);
        root.taken.add(name);
    }

    boolean hasName(Tensor t) {
        return root.names.containsKey(t);
    }

    /** The value name of a tensor. */
    String name(Tensor t) {
        return root.names.computeIfAbsent(t, k -> {
            String n = t.node().name() + (t.node().outputs().size() > 1 ? ":" + t.index() : "");
            return root.taken.add(n) ? n : newName(n);
        });
    }

    /** A fresh value name. */
    String newName(String hint) {
        String n;
        do {
            n = hint + "~" + root.nextName++;
        } while (!root.taken.add(n));
        return n;
    }

    /** The node as one ONNX node of the given kind. */
    void emit(Node n, String onnxOp, AttributeProto... attributes) {
        emitMany(n, onnxOp, operands(n).stream().map(this::name).toList(), attributes);
    }

    /** The node as one ONNX node with other inputs. */
    void emitMany(Node n, String onnxOp, List<String> inputs, AttributeProto... attributes) {
        add(onnxOp, inputs, n.outputs().stream().map(this::name).toList(), attributes);
    }

    /** An ONNX node with a given result name. */
    void emitTo(String output, String onnxOp, List<String> inputs, AttributeProto... attributes) {
        add(onnxOp, inputs, List.of(output), attributes);
    }

    /** An ONNX node that computes an intermediate value; returns its name. */
    String op(String onnxOp, List<String> inputs, AttributeProto... attributes) {
        String out = newName(root.current + "." + onnxOp);
        add(onnxOp, inputs, List.of(out), attributes);
        return out;
    }

    /** A node of another operator set than ONNX's own; returns the name of its result. */
    String foreign(String domain, String onnxOp, List<String> inputs, AttributeProto... attributes) {
        String out = newName(root.current + "." + onnxOp);
        foreignTo(out, domain, onnxOp, inputs, attributes);
        return out;
    }

    /** A node of another operator set than ONNX's own with a given result name. */
    void foreignTo(String out, String domain, String onnxOp, List<String> inputs, AttributeProto... attributes) {
        emitTo(out, onnxOp, inputs, attributes);
        int last = proto.getNodeCount() - 1;
        proto.setNode(last, proto.getNode(last).toBuilder().setDomain(domain));
    }

    private void add(String onnxOp, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
        proto.addNode(NodeProto.newBuilder()
                .setOpType(onnxOp)
                .setName(nodeName(outputs.get(0)))
                .addAllInput(inputs)
                .addAllOutput(outputs)
                .addAllAttribute(Arrays.asList(attributes)));
    }

    /** ONNX Runtime's messages name the node: where its result is renamed to that of a function, the scope still shows. */
    private String nodeName(String output) {
        String node = root.current;
        return node == null || output.startsWith(node) ? output : node + ":" + output;
    }

    /** A constant of the outermost graph, shared with equal ones; returns its name. */
    String constant(HostTensor value) {
        return root.constants.computeIfAbsent(value, v -> {
            String n = newName("constant");
            root.proto.addInitializer(tensor(n, v));
            return n;
        });
    }

    void initialiser(String name, HostTensor value) {
        root.proto.addInitializer(tensor(name, value));
    }

    /** Writes the nodes of this graph that the results need, in order of creation. */
    void write(List<Tensor> results) {
        write(results, Hoisting.none());
    }

    private void write(List<Tensor> results, Hoisting hoisting) {
        List<Node> written = inOrder(needed(results, Fusions.none(), hoisting));
        Fusions fusions = Fusions.among(written, results);
        // what only the parts of a pair needed falls away
        for (Node n : inOrder(needed(results, fusions, hoisting))) {
            root.current = n.name();
            if (fusions.isSecond(n)) {
                fusions.lower(n, this);
            } else {
                n.operator().lower(n, this);
            }
        }
    }

    private List<Node> inOrder(Set<Node> needed) {
        return graph.nodes().stream().filter(needed::contains).toList();
    }

    private static Set<Node> needed(List<Tensor> results, Fusions fusions, Hoisting hoisting) {
        Set<Node> seen = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
        List<Tensor> stack = new ArrayList<>(results);
        while (!stack.isEmpty()) {
            Tensor t = stack.remove(stack.size() - 1);
            Node n = t.node();
            if (!hoisting.isMoved(t) && seen.add(n)) {
                stack.addAll(fusions.isSecond(n) ? fusions.operands(n) : operands(n));
            }
        }
        return seen;
    }

    /**
     * The inputs of a node as they are written: a tensor that is repeated only to meet a larger operand is taken as it was
     * before, which the gradients of sums and means make frequent. Done here and not when the graph is built, because
     * there the repeated tensor may still be differentiated by.
     */
    static List<Tensor> operands(Node n) {
        if (!n.operator().isBroadcasting()) {
            return n.inputs();
        }
        List<Tensor> in = new ArrayList<>(n.inputs());
        for (int i = 0; i < in.size(); i++) {
            while (in.get(i).node().operator() == ShapeOperators.EXPAND) {
                Tensor repeated = in.get(i);
                in.set(i, repeated.node().input(0));
                if (!n.output(0).shape().equals(broadcast(in))) {
                    in.set(i, repeated);
                    break;
                }
            }
        }
        return in;
    }

    private static Shape broadcast(List<Tensor> tensors) {
        Shape s = Shape.SCALAR;
        for (Tensor t : tensors) {
            s = s.broadcast(t.shape());
        }
        return s;
    }

    /** Declares an input of this graph. */
    void input(Tensor t) {
        proto.addInput(valueInfo(name(t), t.type()));
    }

    /** Declares an output of this graph; a value from elsewhere or used twice is passed through {@code Identity}. */
    void output(Tensor t, String name) {
        String source = name(t);
        if (!source.equals(name)) {
            root.current = null;
            emitTo(name, "Identity", List.of(source));
        }
        proto.addOutput(valueInfo(name, t.type()));
    }

    /** The body of a loop or branch as an ONNX graph. */
    GraphProto body(ControlFlow.Body b) {
        Graph body = b.graph();
        List<Tensor> inputs = b.inputs();
        List<Tensor> outputs = b.outputs();
        String outer = root.current;
        OnnxEmitter e = new OnnxEmitter(body, root);
        inputs.forEach(e::input);
        b.hoisting()
                .vectors()
                .forEach((t, all) -> e.emitTo(
                        e.name(t),
                        "Gather",
                        List.of(e.name(all), e.name(b.hoisting().iteration())),
                        integer("axis", 0)));
        e.write(outputs, b.hoisting());
        Set<Tensor> used = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
        for (Tensor t : outputs) {
            boolean own = t.graph() == body && !inputs.contains(t) && used.add(t);
            e.output(t, own ? name(t) : newName(outer + ".out"));
        }
        root.current = outer;
        return e.proto.setName(newName(outer + ".body")).build();
    }

    GraphProto build(String name) {
        return proto.setName(name).build();
    }

    static ValueInfoProto valueInfo(String name, TensorType type) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (Dim d : type.shape().dims()) {
            TensorShapeProto.Dimension.Builder b = shape.addDimBuilder();
            if (d.isFixed()) {
                b.setDimValue(d.size());
            } else {
                b.setDimParam(d.toString());
            }
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.dtype().onnxCode())
                                .setShape(shape)))
                .build();
    }

    static TensorProto tensor(String name, HostTensor value) {
        TensorProto.Builder b =
                TensorProto.newBuilder().setName(name).setDataType(value.dtype().onnxCode());
        for (long s : value.shape()) {
            b.addDims(s);
        }
        return b.setRawData(ByteString.copyFrom(value.bytes())).build();
    }

    static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto real(String name, double value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF((float) value)
                .build();
    }

    static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    static AttributeProto integers(String name, long... values) {
        AttributeProto.Builder b = AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long v : values) {
            b.addInts(v);
        }
        return b.build();
    }

    static AttributeProto graph(String name, GraphProto value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.GRAPH)
                .setG(value)
                .build();
    }
}
