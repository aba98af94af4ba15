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

import ai.onnx.proto.OnnxMl;

/** The element types of a {@link Tensor}. Training uses {@link #FLOAT32}; tests and golden numbers {@link #FLOAT64}. */
public enum DType {
    /** IEEE single precision. */
    FLOAT32(OnnxMl.TensorProto.DataType.FLOAT_VALUE, 4),
    /** IEEE double precision. */
    FLOAT64(OnnxMl.TensorProto.DataType.DOUBLE_VALUE, 8),
    /** Signed 64-bit integer: indices, counters, shapes. */
    INT64(OnnxMl.TensorProto.DataType.INT64_VALUE, 8),
    /** Unsigned 64-bit integer: the words of random streams. */
    UINT64(OnnxMl.TensorProto.DataType.UINT64_VALUE, 8),
    /** Signed 32-bit integer. */
    INT32(OnnxMl.TensorProto.DataType.INT32_VALUE, 4),
    /** Unsigned byte: compact storage of pixels. */
    UINT8(OnnxMl.TensorProto.DataType.UINT8_VALUE, 1),
    /** Truth value, one byte each. */
    BOOL(OnnxMl.TensorProto.DataType.BOOL_VALUE, 1);

    private final int onnxCode;
    private final int bytes;

    DType(int onnxCode, int bytes) {
        this.onnxCode = onnxCode;
        this.bytes = bytes;
    }

    /**
     * The code of this type in ONNX's {@code TensorProto.DataType}.
     *
     * @return The code.
     */
    public int onnxCode() {
        return onnxCode;
    }

    /**
     * Bytes an element takes.
     *
     * @return 1, 4 or 8.
     */
    public int bytes() {
        return bytes;
    }

    /**
     * Can this type carry a gradient?
     *
     * @return True for the floating point types.
     */
    public boolean isFloating() {
        return this == FLOAT32 || this == FLOAT64;
    }
}
