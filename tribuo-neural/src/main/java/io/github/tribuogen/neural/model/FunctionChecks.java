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

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.tribuogen.neural.graph.HostTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What must hold of an ONNX function that was read from a file: it reads nothing but its arguments and the model's
 * weights, it uses standard operators only, and the weights fit.
 */
final class FunctionChecks {
    private final String function;

    private FunctionChecks(String function) {
        this.function = function;
    }

    /**
     * Checks a function.
     *
     * @param name The function's name.
     * @param model The function.
     * @param weights The weights of the model.
     * @throws IllegalStateException If it is not as it must be.
     */
    static void check(String name, ModelProto model, Map<String, HostTensor> weights) {
        FunctionChecks c = new FunctionChecks(name);
        if (!model.hasGraph()) {
            throw c.invalid("a graph expected, found none");
        }
        if (model.getFunctionsCount() > 0) {
            throw c.invalid("no local functions expected, found "
                    + model.getFunctions(0).getName());
        }
        for (OperatorSetIdProto o : model.getOpsetImportList()) {
            c.standard(o.getDomain(), "operator set");
        }
        c.graph(model.getGraph());
        for (ValueInfoProto in : model.getGraph().getInputList()) {
            HostTensor w = weights.get(in.getName());
            if (w != null) {
                c.fits(in, w);
            }
        }
    }

    private void graph(GraphProto g) {
        g.getInitializerList().forEach(this::tensor);
        g.getSparseInitializerList().forEach(this::sparse);
        g.getNodeList().forEach(this::node);
    }

    private void node(NodeProto n) {
        standard(n.getDomain(), "operator " + n.getOpType());
        for (AttributeProto a : n.getAttributeList()) {
            tensor(a.getT());
            a.getTensorsList().forEach(this::tensor);
            sparse(a.getSparseTensor());
            a.getSparseTensorsList().forEach(this::sparse);
            graph(a.getG());
            a.getGraphsList().forEach(this::graph);
        }
    }

    private void standard(String domain, String what) {
        if (!domain.isEmpty() && !domain.equals("ai.onnx")) {
            throw invalid("only standard operators expected, found " + what + " of the domain '" + domain + "'");
        }
    }

    private void sparse(SparseTensorProto t) {
        tensor(t.getValues());
        tensor(t.getIndices());
    }

    private void tensor(TensorProto t) {
        if (t.getDataLocation() != TensorProto.DataLocation.DEFAULT || t.getExternalDataCount() > 0) {
            throw invalid("all data inside the file expected, found the tensor '" + t.getName()
                    + "' with data elsewhere: "
                    + (t.getExternalDataCount() > 0 ? t.getExternalData(0).getValue() : "external"));
        }
    }

    private void fits(ValueInfoProto in, HostTensor weight) {
        TypeProto.Tensor type = in.getType().getTensorType();
        List<Dimension> dims = type.getShape().getDimList();
        long[] shape = weight.shape();
        boolean fits = type.getElemType() == weight.dtype().onnxCode() && dims.size() == shape.length;
        for (int i = 0; fits && i < shape.length; i++) {
            fits = !dims.get(i).hasDimValue() || dims.get(i).getDimValue() == shape[i];
        }
        if (!fits) {
            throw invalid("a weight '" + in.getName() + "' of type " + type.getElemType() + " and shape "
                    + dims.stream()
                            .map(d -> d.hasDimValue() ? Long.toString(d.getDimValue()) : d.getDimParam())
                            .toList()
                    + " expected, found type " + weight.dtype().onnxCode() + " and shape " + Arrays.toString(shape));
        }
    }

    private IllegalStateException invalid(String what) {
        return new IllegalStateException("Invalid protobuf, function '" + function + "': " + what);
    }

    /**
     * Checks that a function maps rows of a length to rows of a length.
     *
     * @param model The function.
     * @param input The argument's name.
     * @param columns The argument's second extent.
     * @param output The result's name.
     * @param width The result's second extent; 0 for any.
     * @throws IllegalStateException If it does not.
     */
    static void maps(ModelProto model, String input, long columns, String output, long width) {
        FunctionChecks c = new FunctionChecks(model.getGraph().getName());
        c.matrix(model.getGraph().getInputList(), input, columns);
        c.matrix(model.getGraph().getOutputList(), output, width);
    }

    private void matrix(List<ValueInfoProto> values, String name, long columns) {
        Optional<ValueInfoProto> v =
                values.stream().filter(i -> i.getName().equals(name)).findFirst();
        if (v.isEmpty()) {
            throw invalid("'" + name + "' expected, found "
                    + values.stream().map(ValueInfoProto::getName).toList());
        }
        List<Dimension> dims = v.get().getType().getTensorType().getShape().getDimList();
        if (columns > 0
                && (dims.size() != 2 || dims.get(1).hasDimValue() && dims.get(1).getDimValue() != columns)) {
            throw invalid("'" + name + "' with " + columns + " columns expected, found extents "
                    + dims.stream()
                            .map(d -> d.hasDimValue() ? Long.toString(d.getDimValue()) : d.getDimParam())
                            .toList());
        }
    }
}
