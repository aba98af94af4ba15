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

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A dense tensor of known shape in host memory: constants of a graph, weights, inputs and results.
 *
 * <p>The values live in a direct little-endian buffer, row-major, which native code reads without a copy. The class
 * never changes its buffer; whoever hands one in must not either.
 */
public final class HostTensor {
    private final DType dtype;
    private final long[] shape;
    private final ByteBuffer data;

    private HostTensor(DType dtype, long[] shape, ByteBuffer data) {
        this.dtype = dtype;
        this.shape = shape;
        this.data = data;
    }

    /**
     * Wraps a buffer.
     *
     * @param dtype The element type.
     * @param data The values, little-endian; the bytes from 0 to the capacity are taken.
     * @param shape The extents.
     * @return The tensor, which shares the buffer.
     * @throws IllegalArgumentException If the buffer's size does not fit the shape.
     */
    public static HostTensor wrap(DType dtype, ByteBuffer data, long... shape) {
        long expected = elements(shape) * dtype.bytes();
        if (data.capacity() != expected) {
            throw new IllegalArgumentException("Buffer of " + data.capacity() + " bytes found, expected " + expected
                    + " for " + dtype + Arrays.toString(shape));
        }
        return new HostTensor(dtype, shape.clone(), data);
    }

    private static HostTensor allocate(DType dtype, long length, long[] shape) {
        if (elements(shape) != length) {
            throw new IllegalArgumentException(
                    length + " values found, expected " + elements(shape) + " for shape " + Arrays.toString(shape));
        }
        ByteBuffer b = ByteBuffer.allocateDirect(Math.toIntExact(length * dtype.bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        return new HostTensor(dtype, shape.clone(), b);
    }

    /**
     * A float32 tensor.
     *
     * @param values The values, row-major; copied.
     * @param shape The extents.
     * @return The tensor.
     */
    public static HostTensor of(float[] values, long... shape) {
        HostTensor t = allocate(DType.FLOAT32, values.length, shape);
        t.data.asFloatBuffer().put(values);
        return t;
    }

    /**
     * A float64 tensor.
     *
     * @param values The values, row-major; copied.
     * @param shape The extents.
     * @return The tensor.
     */
    public static HostTensor of(double[] values, long... shape) {
        HostTensor t = allocate(DType.FLOAT64, values.length, shape);
        t.data.asDoubleBuffer().put(values);
        return t;
    }

    /**
     * An int64 tensor.
     *
     * @param values The values, row-major; copied.
     * @param shape The extents.
     * @return The tensor.
     */
    public static HostTensor of(long[] values, long... shape) {
        HostTensor t = allocate(DType.INT64, values.length, shape);
        t.data.asLongBuffer().put(values);
        return t;
    }

    /**
     * A tensor of truth values.
     *
     * @param values The values, row-major; copied.
     * @param shape The extents.
     * @return The tensor.
     */
    public static HostTensor of(boolean[] values, long... shape) {
        HostTensor t = allocate(DType.BOOL, values.length, shape);
        for (int i = 0; i < values.length; i++) {
            t.data.put(i, (byte) (values[i] ? 1 : 0));
        }
        return t;
    }

    /**
     * A single number.
     *
     * @param dtype Its type.
     * @param value Its value, converted.
     * @return A tensor of shape [].
     */
    public static HostTensor scalar(DType dtype, double value) {
        return filled(dtype, value);
    }

    /**
     * A single 64-bit integer, exactly.
     *
     * @param value Its value.
     * @return A tensor of shape [].
     */
    public static HostTensor scalar(long value) {
        return of(new long[] {value});
    }

    /**
     * A constant tensor.
     *
     * @param dtype The type.
     * @param value The value of every element.
     * @param shape The extents.
     * @return The tensor.
     */
    public static HostTensor filled(DType dtype, double value, long... shape) {
        long n = elements(shape);
        HostTensor t = allocate(dtype, n, shape);
        for (int i = 0; i < n; i++) {
            switch (dtype) {
                case FLOAT32 -> t.data.putFloat(i * 4, (float) value);
                case FLOAT64 -> t.data.putDouble(i * 8, value);
                case INT64, UINT64 -> t.data.putLong(i * 8, (long) value);
                case INT32 -> t.data.putInt(i * 4, (int) value);
                case BOOL -> t.data.put(i, (byte) (value != 0 ? 1 : 0));
                case UINT8 -> t.data.put(i, (byte) (int) value);
            }
        }
        return t;
    }

    static long elements(long[] shape) {
        long n = 1;
        for (long s : shape) {
            n = Math.multiplyExact(n, s);
        }
        return n;
    }

    /**
     * The element type.
     *
     * @return The type.
     */
    public DType dtype() {
        return dtype;
    }

    /**
     * The extents.
     *
     * @return A copy.
     */
    public long[] shape() {
        return shape.clone();
    }

    /**
     * The number of elements.
     *
     * @return The product of the extents.
     */
    public int size() {
        return data.capacity() / dtype.bytes();
    }

    /**
     * The values as bytes.
     *
     * @return A read-only, little-endian view of the whole buffer.
     */
    public ByteBuffer bytes() {
        return data.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN).rewind();
    }

    /**
     * The buffer itself, for native calls that read it.
     *
     * @return A view that shares the memory.
     */
    public ByteBuffer buffer() {
        return data.duplicate().order(ByteOrder.LITTLE_ENDIAN).rewind();
    }

    /**
     * The values as floats.
     *
     * @return A new array, row-major.
     * @throws IllegalStateException If the type is neither float32 nor float64.
     */
    public float[] toFloats() {
        float[] out = new float[size()];
        if (dtype == DType.FLOAT32) {
            buffer().asFloatBuffer().get(out);
        } else {
            double[] d = toDoubles();
            for (int i = 0; i < out.length; i++) {
                out[i] = (float) d[i];
            }
        }
        return out;
    }

    /**
     * The values as doubles, whatever numeric type they have.
     *
     * @return A new array, row-major.
     */
    public double[] toDoubles() {
        double[] out = new double[size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = get(i);
        }
        return out;
    }

    /**
     * The values as 64-bit integers.
     *
     * @return A new array, row-major.
     * @throws IllegalStateException If the type is not int64 or uint64.
     */
    public long[] toLongs() {
        if (dtype != DType.INT64 && dtype != DType.UINT64) {
            throw new IllegalStateException("Elements of type int64 expected, found " + dtype);
        }
        long[] out = new long[size()];
        buffer().asLongBuffer().get(out);
        return out;
    }

    /**
     * One value.
     *
     * @param i Its row-major index.
     * @return The value as a double; truth values are 0 and 1.
     */
    public double get(int i) {
        return switch (dtype) {
            case FLOAT32 -> data.getFloat(i * 4);
            case FLOAT64 -> data.getDouble(i * 8);
            case INT64, UINT64 -> data.getLong(i * 8);
            case INT32 -> data.getInt(i * 4);
            case BOOL -> data.get(i);
            case UINT8 -> data.get(i) & 0xff;
        };
    }

    /**
     * The only value.
     *
     * @return The value as a double.
     * @throws IllegalStateException If there is not exactly one.
     */
    public double item() {
        if (size() != 1) {
            throw new IllegalStateException("One value expected, found shape " + Arrays.toString(shape));
        }
        return get(0);
    }

    /** Equal in type, shape and every bit. */
    @Override
    public boolean equals(Object o) {
        return o instanceof HostTensor t
                && t.dtype == dtype
                && Arrays.equals(t.shape, shape)
                && t.bytes().equals(bytes());
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + bytes().hashCode();
    }

    @Override
    public String toString() {
        String type = dtype.name().toLowerCase() + Arrays.toString(shape);
        return size() <= 8 ? type + Arrays.toString(toDoubles()) : type;
    }
}
