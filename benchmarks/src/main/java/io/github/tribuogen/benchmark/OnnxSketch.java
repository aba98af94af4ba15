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
package io.github.tribuogen.benchmark;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import java.util.List;

/** ONNX nodes written directly, for measuring translations that the engine does not choose. */
final class OnnxSketch {
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("sketch");
    private int next = 0;

    String input(String name, long... shape) {
        graph.addInput(info(name, shape));
        return name;
    }

    void output(String name, long... shape) {
        graph.addOutput(info(name, shape));
    }

    String constant(HostTensor value) {
        String name = "c" + next++;
        TensorProto.Builder t =
                TensorProto.newBuilder().setName(name).setDataType(value.dtype().onnxCode());
        for (long s : value.shape()) {
            t.addDims(s);
        }
        graph.addInitializer(t.setRawData(ByteString.copyFrom(value.bytes())));
        return name;
    }

    String number(double value) {
        return constant(HostTensor.of(new float[] {(float) value}));
    }

    String longs(long... values) {
        return constant(HostTensor.of(values, values.length));
    }

    /** A node; the attributes are names followed by a long, a float, a string or an array of longs. */
    String op(String type, List<String> inputs, Object... attributes) {
        String out = "v" + next++;
        NodeProto.Builder n =
                NodeProto.newBuilder().setOpType(type).addAllInput(inputs).addOutput(out);
        for (int i = 0; i < attributes.length; i += 2) {
            n.addAttribute(attribute((String) attributes[i], attributes[i + 1]));
        }
        graph.addNode(n);
        return out;
    }

    String op(String type, String input, Object... attributes) {
        return op(type, List.of(input), attributes);
    }

    private static AttributeProto attribute(String name, Object value) {
        AttributeProto.Builder a = AttributeProto.newBuilder().setName(name);
        if (value instanceof long[] many) {
            for (long v : many) {
                a.addInts(v);
            }
            return a.setType(AttributeProto.AttributeType.INTS).build();
        }
        if (value instanceof Float f) {
            return a.setF(f).setType(AttributeProto.AttributeType.FLOAT).build();
        }
        return a.setI(((Number) value).longValue())
                .setType(AttributeProto.AttributeType.INT)
                .build();
    }

    private static ValueInfoProto info(String name, long... shape) {
        TensorShapeProto.Builder s = TensorShapeProto.newBuilder();
        for (long d : shape) {
            s.addDimBuilder().setDimValue(d);
        }
        TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder()
                .setElemType(TensorProto.DataType.FLOAT_VALUE)
                .setShape(s)
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    ModelProto model() {
        return ModelProto.newBuilder()
                .setIrVersion(GraphFunction.IR_VERSION)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(GraphFunction.OPSET))
                .setGraph(graph)
                .build();
    }
}
