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

import com.google.protobuf.ByteString;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.runtime.protos.HostTensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tensors as protobuf messages, little-endian whatever the machine. */
public final class TensorProtos {
    private TensorProtos() {}

    /**
     * Writes named tensors.
     *
     * @param tensors The tensors by name.
     * @return The messages, in the map's order.
     */
    public static List<HostTensorProto> toProtos(Map<String, HostTensor> tensors) {
        List<HostTensorProto> list = new ArrayList<>();
        tensors.forEach((name, t) -> {
            HostTensorProto.Builder b = HostTensorProto.newBuilder()
                    .setName(name)
                    .setDtype(t.dtype().name())
                    .setData(ByteString.copyFrom(t.bytes()));
            for (long s : t.shape()) {
                b.addShape(s);
            }
            list.add(b.build());
        });
        return list;
    }

    /**
     * Reads named tensors.
     *
     * @param protos The messages.
     * @return The tensors by name, in order.
     * @throws IllegalStateException If a message is inconsistent or a name occurs twice.
     */
    public static Map<String, HostTensor> fromProtos(List<HostTensorProto> protos) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        for (HostTensorProto p : protos) {
            DType dtype;
            try {
                dtype = DType.valueOf(p.getDtype());
            } catch (IllegalArgumentException e) {
                throw new IllegalStateException(
                        "Invalid protobuf, tensor '" + p.getName() + "' has the unknown element type '" + p.getDtype()
                                + "'",
                        e);
            }
            long[] shape = new long[p.getShapeCount()];
            long expected = dtype.bytes();
            for (int i = 0; i < shape.length; i++) {
                shape[i] = p.getShape(i);
                if (shape[i] < 0) {
                    throw new IllegalStateException(
                            "Invalid protobuf, tensor '" + p.getName() + "' has a negative extent " + shape[i]);
                }
                expected = Math.multiplyExact(expected, shape[i]);
            }
            if (expected != p.getData().size()) {
                throw new IllegalStateException("Invalid protobuf, tensor '" + p.getName() + "': " + expected
                        + " bytes expected, found " + p.getData().size());
            }
            ByteBuffer b = ByteBuffer.allocateDirect(p.getData().size()).order(ByteOrder.LITTLE_ENDIAN);
            p.getData().copyTo(b);
            b.rewind();
            if (tensors.put(p.getName(), HostTensor.wrap(dtype, b, shape)) != null) {
                throw new IllegalStateException("Invalid protobuf, tensor '" + p.getName() + "' occurs twice");
            }
        }
        return tensors;
    }
}
