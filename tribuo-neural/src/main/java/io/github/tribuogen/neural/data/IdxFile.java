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
package io.github.tribuogen.neural.data;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipException;

/**
 * An array in the IDX format: two zero bytes, a type code, the number of axes, their sizes as big-endian 32-bit
 * numbers, and the values, big-endian and row-major. See the format's description beside the MNIST data.
 */
final class IdxFile {

    private enum Type {
        UNSIGNED_BYTE,
        BYTE,
        SHORT,
        INT,
        FLOAT,
        DOUBLE
    }

    private final Type type;
    private final int[] shape;
    private final ByteBuffer data;

    private IdxFile(Type type, int[] shape, ByteBuffer data) {
        this.type = type;
        this.shape = shape;
        this.data = data;
    }

    /**
     * Parses a file.
     *
     * @param content its bytes, compressed or not.
     * @param path named in messages.
     * @throws IllegalArgumentException if the content is not IDX, or too short, or too long.
     */
    static IdxFile parse(byte[] content, Path path) throws IOException {
        try (DataInputStream in = new DataInputStream(DataFiles.open(content))) {
            int magic = in.readUnsignedShort();
            if (magic != 0) {
                throw new IllegalArgumentException(path + " is not an IDX file: found the first two bytes 0x"
                        + Integer.toHexString(magic) + ", expected zeros");
            }
            int code = in.readUnsignedByte();
            Type type = type(code, path);
            int axes = in.readUnsignedByte();
            if (axes == 0) {
                throw new IllegalArgumentException(path + ": found 0 axes, expected at least one");
            }
            int[] shape = new int[axes];
            long count = 1;
            for (int i = 0; i < axes; i++) {
                shape[i] = in.readInt();
                if (shape[i] < 1) {
                    throw new IllegalArgumentException(
                            path + ": axis " + i + " has size " + shape[i] + ", expected 1 or more");
                }
                count *= shape[i];
                if (count * width(type) > Integer.MAX_VALUE - 8) {
                    throw new IllegalArgumentException(path + ": found more than 2^31 bytes of data, expected fewer");
                }
            }
            int expected = (int) count * width(type);
            byte[] bytes = in.readNBytes(expected);
            if (bytes.length < expected) {
                throw new IllegalArgumentException(path + " is truncated: found " + bytes.length
                        + " bytes of data, expected " + expected + " for the shape " + Arrays.toString(shape));
            }
            if (in.read() >= 0) {
                throw new IllegalArgumentException(path + " is too long: found data after the " + expected
                        + " bytes expected for the shape " + Arrays.toString(shape));
            }
            return new IdxFile(type, shape, ByteBuffer.wrap(bytes));
        } catch (EOFException | ZipException e) {
            throw new IllegalArgumentException(
                    path + " is truncated or damaged: expected a whole IDX file, found " + e.getMessage(), e);
        }
    }

    private static Type type(int code, Path path) {
        return switch (code) {
            case 0x08 -> Type.UNSIGNED_BYTE;
            case 0x09 -> Type.BYTE;
            case 0x0B -> Type.SHORT;
            case 0x0C -> Type.INT;
            case 0x0D -> Type.FLOAT;
            case 0x0E -> Type.DOUBLE;
            default ->
                throw new IllegalArgumentException(path + ": found the IDX type 0x" + Integer.toHexString(code)
                        + ", expected 0x8, 0x9, 0xb, 0xc, 0xd or 0xe");
        };
    }

    private static int width(Type type) {
        return switch (type) {
            case UNSIGNED_BYTE, BYTE -> 1;
            case SHORT -> 2;
            case INT, FLOAT -> 4;
            case DOUBLE -> 8;
        };
    }

    /** The sizes of all axes, the first counts examples. */
    int[] shape() {
        return shape;
    }

    double get(int index) {
        return switch (type) {
            case UNSIGNED_BYTE -> data.get(index) & 0xff;
            case BYTE -> data.get(index);
            case SHORT -> data.getShort(2 * index);
            case INT -> data.getInt(4 * index);
            case FLOAT -> data.getFloat(4 * index);
            case DOUBLE -> data.getDouble(8 * index);
        };
    }

    /** A value as the text of a label: without a decimal point where the type is a whole number. */
    String label(int index) {
        double value = get(index);
        return type == Type.FLOAT || type == Type.DOUBLE ? Double.toString(value) : Long.toString((long) value);
    }
}
