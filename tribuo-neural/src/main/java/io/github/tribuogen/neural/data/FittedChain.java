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
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tribuogen.neural.data.protos.ChainProto;
import io.github.tribuogen.neural.data.protos.PreprocessorProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fitted parts in a row. The noise of a row holds that of the first part, then that of the second, and so on. */
final class FittedChain implements FittedPreprocessor {
    static final int CURRENT_VERSION = 0;

    private final int columns;
    private final List<FittedPreprocessor> parts;
    private final double logCellVolume;

    FittedChain(int columns, List<FittedPreprocessor> parts) {
        this.columns = columns;
        this.parts = List.copyOf(parts);
        double volume = 0;
        // The log-determinant of what precedes a part turns its units into those of the data.
        Optional<Double> before = Optional.of(0.0);
        for (FittedPreprocessor part : parts) {
            if (part.columns() != columns) {
                throw new IllegalArgumentException(
                        "found a part with " + part.columns() + " columns, expected " + columns);
            }
            if (part.noiseColumns() > 0) {
                double shift = before.orElseThrow(() -> new IllegalArgumentException(
                        "found the dequantisation " + part + " after a map that is not affine, expected it before"));
                volume += part.logCellVolume() - shift;
            }
            if (part.noiseColumns() == 0) {
                before = before.flatMap(sum -> part.affine().map(affine -> sum + affine.logDeterminant()));
            }
        }
        this.logCellVolume = volume;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public int noiseColumns() {
        return parts.stream().mapToInt(FittedPreprocessor::noiseColumns).sum();
    }

    @Override
    public TransformedRows transform(float[] data, int rows, float[] noise) {
        Rows.check(data, rows, columns);
        int noiseColumns = noiseColumns();
        Rows.checkNoise(noise, rows, noiseColumns);
        float[] current = data.clone();
        double[] logDeterminants = new double[rows];
        int offset = 0;
        for (FittedPreprocessor part : parts) {
            int wanted = part.noiseColumns();
            float[] partNoise = null;
            if (noise != null && wanted > 0) {
                partNoise = new float[rows * wanted];
                for (int row = 0; row < rows; row++) {
                    System.arraycopy(noise, row * noiseColumns + offset, partNoise, row * wanted, wanted);
                }
                offset += wanted;
            }
            TransformedRows next = part.transform(current, rows, partNoise);
            current = next.values();
            for (int row = 0; row < rows; row++) {
                logDeterminants[row] += next.logDeterminants()[row];
            }
        }
        return new TransformedRows(current, logDeterminants);
    }

    @Override
    public float[] inverse(float[] data, int rows) {
        Rows.check(data, rows, columns);
        float[] current = data.clone();
        for (int i = parts.size() - 1; i >= 0; i--) {
            current = parts.get(i).inverse(current, rows);
        }
        return current;
    }

    @Override
    public double logCellVolume() {
        return logCellVolume;
    }

    @Override
    public Optional<AffineMap> affine() {
        AffineMap map = AffineMap.identity(columns);
        for (FittedPreprocessor part : parts) {
            if (part.affine().isEmpty()) {
                return Optional.empty();
            }
            map = map.then(part.affine().get());
        }
        return Optional.of(map);
    }

    @Override
    public Optional<List<PreprocessingStage>> stages() {
        List<PreprocessingStage> all = new ArrayList<>();
        for (FittedPreprocessor part : parts) {
            if (part.stages().isEmpty()) {
                return Optional.empty();
            }
            all.addAll(part.stages().get());
        }
        return Optional.of(all);
    }

    @Override
    public PreprocessorProto serialize() {
        ChainProto.Builder data = ChainProto.newBuilder().setColumns(columns);
        for (FittedPreprocessor part : parts) {
            data.addParts(part.serialize());
        }
        return Rows.proto(this, CURRENT_VERSION, data.build());
    }

    static FittedChain deserializeFromProto(int version, String className, Any message)
            throws InvalidProtocolBufferException {
        Rows.checkVersion(version, CURRENT_VERSION);
        ChainProto proto = message.unpack(ChainProto.class);
        List<FittedPreprocessor> parts = new ArrayList<>();
        for (PreprocessorProto part : proto.getPartsList()) {
            parts.add(FittedPreprocessor.deserialize(part));
        }
        try {
            return new FittedChain(proto.getColumns(), parts);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("Invalid protobuf, " + e.getMessage(), e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FittedChain that && columns == that.columns && parts.equals(that.parts);
    }

    @Override
    public int hashCode() {
        return 31 * columns + parts.hashCode();
    }

    @Override
    public String toString() {
        return "FittedChain" + parts;
    }
}
