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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One application of an {@link Operator} inside a {@link Graph}. Immutable. */
public final class Node {
    private final long id;
    private final Operator operator;
    private final Attributes attributes;
    private final List<Tensor> inputs;
    private final List<Tensor> outputs;
    private final Graph graph;
    private final String scopeName;

    Node(
            long id,
            Operator operator,
            Attributes attributes,
            Graph graph,
            String scopeName,
            List<Tensor> inputs,
            List<TensorType> types) {
        this.id = id;
        this.operator = operator;
        this.attributes = attributes;
        this.graph = graph;
        this.scopeName = scopeName;
        this.inputs = List.copyOf(inputs);
        List<Tensor> out = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            out.add(new Tensor(this, i, types.get(i)));
        }
        this.outputs = List.copyOf(out);
    }

    /**
     * A number that grows with creation: every input's node has a smaller one.
     *
     * @return The number.
     */
    public long id() {
        return id;
    }

    /**
     * What the node computes.
     *
     * @return The operator.
     */
    public Operator operator() {
        return operator;
    }

    /**
     * The static arguments.
     *
     * @return The attributes.
     */
    public Attributes attributes() {
        return attributes;
    }

    /**
     * The dynamic arguments; for control flow they include the captured outer tensors.
     *
     * @return The inputs.
     */
    public List<Tensor> inputs() {
        return inputs;
    }

    /**
     * One dynamic argument.
     *
     * @param i Its position.
     * @return The input.
     */
    public Tensor input(int i) {
        return inputs.get(i);
    }

    /**
     * The results.
     *
     * @return The outputs.
     */
    public List<Tensor> outputs() {
        return outputs;
    }

    /**
     * One result.
     *
     * @param i Its position.
     * @return The output.
     */
    public Tensor output(int i) {
        return outputs.get(i);
    }

    /**
     * Where the node stands.
     *
     * @return The (sub)graph.
     */
    public Graph graph() {
        return graph;
    }

    String scopeName() {
        return scopeName;
    }

    /** A name unique in the whole model, used in the ONNX file and in ONNX Runtime's messages. */
    String name() {
        return (scopeName.isEmpty() ? "" : scopeName + "/") + operator.name() + "_" + id;
    }

    @Override
    public String toString() {
        return name() + Arrays.toString(inputs.stream().map(Tensor::type).toArray());
    }
}
