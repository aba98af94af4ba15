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

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A computation from named inputs to named outputs, ready to be written as an ONNX model. Nodes that no output needs are
 * left out.
 */
public final class GraphFunction {
    /** The version of ONNX's operator set that is written: old enough for ONNX Runtime 1.14. */
    public static final int OPSET = 18;

    /** The version of ONNX's file format that is written. */
    public static final int IR_VERSION = 8;

    /** The domain of ONNX Runtime's operators on blocks of channels, see {@link #toLocalModel}. */
    public static final String BLOCKED_DOMAIN = "com.microsoft.nchwc";

    private final String name;
    private final Map<String, Tensor> inputs;
    private final Map<String, Tensor> outputs;

    /**
     * Names a computation. The order of the names is that of a {@link LinkedHashMap} or a {@link SortedMap}; names of other
     * maps, whose order may change from run to run, are sorted.
     *
     * @param name The name of the function.
     * @param inputs The inputs by name, each made by {@link Graph#input} of one graph.
     * @param outputs The results by name, none of them a name of an input.
     * @throws IllegalArgumentException If a name is used twice, an input is no input, or a result lies inside a loop.
     */
    public GraphFunction(String name, Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
        this.name = name;
        this.inputs = inOrder(inputs);
        this.outputs = inOrder(outputs);
        if (outputs.isEmpty()) {
            throw new IllegalArgumentException("Function '" + name + "' needs at least one output, found none");
        }
        inputs.forEach((k, t) -> {
            if (t.node().operator() != GraphOperators.PLACEHOLDER
                    || t.graph() != t.graph().root()) {
                throw new IllegalArgumentException("Function '" + name + "': '" + k + "' is not an input but " + t);
            }
        });
        outputs.forEach((k, t) -> {
            if (inputs.containsKey(k)) {
                throw new IllegalArgumentException(
                        "Function '" + name + "': '" + k + "' names an input and an output, expected one of them");
            }
            if (t.graph() != t.graph().root()) {
                throw new IllegalArgumentException(
                        "Function '" + name + "': output '" + k + "' lies inside a loop or branch: " + t);
            }
        });
        checkClosed();
    }

    private static Map<String, Tensor> inOrder(Map<String, Tensor> map) {
        boolean ordered = map instanceof LinkedHashMap || map instanceof SortedMap;
        return Collections.unmodifiableMap(ordered ? new LinkedHashMap<>(map) : new TreeMap<>(map));
    }

    /** Every input that an output depends on must be among the inputs. */
    private void checkClosed() {
        Set<Node> seen = new HashSet<>();
        inputs.values().forEach(t -> seen.add(t.node()));
        List<Node> stack = new ArrayList<>();
        outputs.values().forEach(t -> stack.add(t.node()));
        while (!stack.isEmpty()) {
            Node n = stack.remove(stack.size() - 1);
            if (seen.add(n)) {
                if (n.operator() == GraphOperators.PLACEHOLDER
                        && n.graph() == n.graph().root()) {
                    throw new IllegalArgumentException("Function '" + name + "' depends on the input '"
                            + n.attributes().get("name", String.class) + "', expected among its inputs "
                            + inputs.keySet());
                }
                n.inputs().forEach(t -> stack.add(t.node()));
            }
        }
    }

    /**
     * The function's name.
     *
     * @return The name.
     */
    public String name() {
        return name;
    }

    /**
     * The inputs.
     *
     * @return The inputs by name, in order.
     */
    public Map<String, Tensor> inputs() {
        return inputs;
    }

    /**
     * The results.
     *
     * @return The outputs by name, in order.
     */
    public Map<String, Tensor> outputs() {
        return outputs;
    }

    /**
     * Writes the function as an ONNX model.
     *
     * @return The model.
     */
    public ModelProto toModel() {
        return toModel(Map.of(), Map.of());
    }

    /**
     * Writes the function as an ONNX model for ONNX Runtime's CPU provider on this machine: some convolutions, with weights
     * that change, become operators of ONNX Runtime's own that other machines may lay out differently. Never save it.
     *
     * @param channelBlock The channels in a block of these operators; 0 for standard operators only.
     * @return The model.
     */
    public ModelProto toLocalModel(int channelBlock) {
        return toModel(Map.of(), Map.of(), channelBlock);
    }

    /**
     * Writes the function as an ONNX model with some inputs bound to values.
     *
     * @param bound Values of inputs, which become constants inside the model; names that are no inputs are ignored.
     * @param metadata Entries for the model's metadata.
     * @return The model.
     * @throws IllegalArgumentException If a value's type or shape differs from its input's.
     */
    public ModelProto toModel(Map<String, HostTensor> bound, Map<String, String> metadata) {
        return toModel(bound, metadata, 0);
    }

    private ModelProto toModel(Map<String, HostTensor> bound, Map<String, String> metadata, int channelBlock) {
        Graph root = outputs.values().iterator().next().graph();
        OnnxEmitter e = new OnnxEmitter(root, channelBlock);
        inputs.forEach((k, t) -> e.reserve(t, k));
        Set<Tensor> named = new HashSet<>();
        outputs.forEach((k, t) -> {
            boolean computed = t.node().operator() != GraphOperators.PLACEHOLDER
                    && t.node().operator() != GraphOperators.CONSTANT;
            if (computed && named.add(t)) {
                e.reserve(t, k);
            }
        });
        inputs.forEach((k, t) -> {
            HostTensor value = bound.get(k);
            if (value == null) {
                e.input(t);
            } else {
                checkFits(k, t.type(), value);
                e.initialiser(k, value);
            }
        });
        e.write(List.copyOf(outputs.values()));
        outputs.forEach((k, t) -> e.output(t, k));
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("Tribuo Generative")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .setGraph(e.build(name));
        if (channelBlock > 0) {
            model.addOpsetImport(
                    OperatorSetIdProto.newBuilder().setDomain(BLOCKED_DOMAIN).setVersion(1));
        }
        metadata.forEach((k, v) -> model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(k).setValue(v)));
        return model.build();
    }

    /**
     * Checks that a value fits an input.
     *
     * @param name The input's name, for the message.
     * @param type The input's type.
     * @param value The value.
     * @throws IllegalArgumentException If it does not fit.
     */
    public static void checkFits(String name, TensorType type, HostTensor value) {
        long[] found = value.shape();
        boolean fits =
                value.dtype() == type.dtype() && found.length == type.shape().rank();
        for (int i = 0; fits && i < found.length; i++) {
            Dim d = type.shape().dim(i);
            fits = !d.isFixed() || d.size() == found[i];
        }
        if (!fits) {
            throw new IllegalArgumentException("Input '" + name + "': expected " + type + ", found "
                    + value.dtype().name().toLowerCase() + java.util.Arrays.toString(found));
        }
    }
}
