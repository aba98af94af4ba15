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

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * How many channels ONNX Runtime puts into a block on this machine: 16 with AVX-512, 8 with AVX2, no blocks elsewhere. It
 * tells nobody, so it is asked to reorder a known tensor.
 */
final class ChannelBlocks {
    private static final Logger logger = Logger.getLogger(ChannelBlocks.class.getName());
    private static final int CHANNELS = 32;
    private static final int PIXELS = 2;

    private ChannelBlocks() {}

    /** The channels in a block; 0 where there are no blocks. */
    static int of(Device device) {
        return device.provider() == Device.Provider.CPU ? Found.BLOCK : 0;
    }

    private static final class Found {
        private static final int BLOCK = find();
    }

    private static int find() {
        float[] x = new float[CHANNELS * PIXELS];
        for (int i = 0; i < x.length; i++) {
            x[i] = i;
        }
        try (Executable e = Executable.load("channel blocks", reordering(), Map.of(), Device.cpu(1))) {
            float[] y = e.run(Map.of("x", HostTensor.of(x, 1, CHANNELS, 1, PIXELS)))
                    .get("y")
                    .toFloats();
            for (int block : new int[] {8, 16}) {
                if (isReordered(x, y, block)) {
                    return block;
                }
            }
        } catch (IllegalStateException e) {
            logger.log(Level.FINE, "This build of ONNX Runtime has no blocked convolutions", e);
        }
        return 0;
    }

    /** [channels, pixels] against [channels / block, pixels, block]. */
    private static boolean isReordered(float[] x, float[] y, int block) {
        for (int i = 0; i < y.length; i++) {
            int channel = i / (block * PIXELS) * block + i % block;
            int pixel = i / block % PIXELS;
            if (y[i] != x[channel * PIXELS + pixel]) {
                return false;
            }
        }
        return true;
    }

    private static ModelProto reordering() {
        return ModelProto.newBuilder()
                .setIrVersion(GraphFunction.IR_VERSION)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(GraphFunction.OPSET))
                .addOpsetImport(OperatorSetIdProto.newBuilder()
                        .setDomain(GraphFunction.BLOCKED_DOMAIN)
                        .setVersion(1))
                .setGraph(GraphProto.newBuilder()
                        .setName("blocks")
                        .addInput(image("x"))
                        .addOutput(image("y"))
                        .addNode(NodeProto.newBuilder()
                                .setDomain(GraphFunction.BLOCKED_DOMAIN)
                                .setOpType("ReorderInput")
                                .addInput("x")
                                .addOutput("y")))
                .build();
    }

    private static ValueInfoProto image(String name) {
        TensorShapeProto.Builder s = TensorShapeProto.newBuilder();
        for (long d : new long[] {1, CHANNELS, 1, PIXELS}) {
            s.addDimBuilder().setDimValue(d);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT_VALUE)
                                .setShape(s)))
                .build();
    }
}
