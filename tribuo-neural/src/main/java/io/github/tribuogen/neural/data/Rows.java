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

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.github.tribuogen.neural.data.protos.PreprocessorProto;

/** Checks that all preprocessors share. */
final class Rows {
    private Rows() {}

    static void check(float[] data, int rows, int columns) {
        if (rows < 0 || data.length != (long) rows * columns) {
            throw new IllegalArgumentException("found " + data.length + " values, expected " + rows + " rows of "
                    + columns + " columns, " + (long) rows * columns + " in all");
        }
    }

    static void checkNoise(float[] noise, int rows, int noiseColumns) {
        if (noise != null) {
            if (noise.length != (long) rows * noiseColumns) {
                throw new IllegalArgumentException("found " + noise.length + " noise values, expected " + rows
                        + " rows of " + noiseColumns + ", " + (long) rows * noiseColumns + " in all");
            }
            for (int i = 0; i < noise.length; i++) {
                if (!(noise[i] >= 0f && noise[i] < 1f)) {
                    throw new IllegalArgumentException(
                            "noise value " + i + " is " + noise[i] + ", expected a number in [0, 1)");
                }
            }
        }
    }

    static void checkForFit(float[] data, int rows, int columns) {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException(
                    "found " + rows + " rows and " + columns + " columns to fit on, expected at least one of each");
        }
        check(data, rows, columns);
        for (int i = 0; i < data.length; i++) {
            if (!Float.isFinite(data[i])) {
                throw new IllegalArgumentException("found " + data[i] + " in row " + i / columns + ", column "
                        + i % columns + ", expected finite values");
            }
        }
    }

    static PreprocessorProto proto(FittedPreprocessor owner, int version, Message data) {
        return PreprocessorProto.newBuilder()
                .setVersion(version)
                .setClassName(owner.getClass().getName())
                .setSerializedData(Any.pack(data))
                .build();
    }

    static void checkVersion(int version, int current) {
        if (version < 0 || version > current) {
            throw new IllegalArgumentException(
                    "Unknown version " + version + ", this class supports at most version " + current);
        }
    }
}
