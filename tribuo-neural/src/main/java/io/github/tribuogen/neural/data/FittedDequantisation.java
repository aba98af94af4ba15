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
import io.github.tribuogen.neural.data.protos.DequantisationProto;
import io.github.tribuogen.neural.data.protos.PreprocessorProto;
import java.util.List;
import java.util.Optional;

/** {@code y = x + step * u}; the inverse is {@code step * floor(y / step)}. */
final class FittedDequantisation implements FittedPreprocessor {
    static final int CURRENT_VERSION = 0;
    private static final float CENTRE = 0.5f;

    private final int columns;
    private final float step;

    FittedDequantisation(int columns, float step) {
        this.columns = columns;
        this.step = step;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public int noiseColumns() {
        return columns;
    }

    @Override
    public TransformedRows transform(float[] data, int rows, float[] noise) {
        Rows.check(data, rows, columns);
        Rows.checkNoise(noise, rows, columns);
        float[] values = new float[data.length];
        for (int i = 0; i < data.length; i++) {
            values[i] = data[i] + step * (noise == null ? CENTRE : noise[i]);
        }
        return new TransformedRows(values, new double[rows]);
    }

    @Override
    public float[] inverse(float[] data, int rows) {
        Rows.check(data, rows, columns);
        float[] values = new float[data.length];
        for (int i = 0; i < data.length; i++) {
            values[i] = (float) (step * Math.floor((double) data[i] / step));
        }
        return values;
    }

    @Override
    public double logCellVolume() {
        return columns * Math.log(step);
    }

    @Override
    public Optional<AffineMap> affine() {
        return Optional.empty();
    }

    @Override
    public Optional<List<PreprocessingStage>> stages() {
        return Optional.of(List.of(new PreprocessingStage.Dequantise(step)));
    }

    @Override
    public PreprocessorProto serialize() {
        return Rows.proto(
                this,
                CURRENT_VERSION,
                DequantisationProto.newBuilder()
                        .setColumns(columns)
                        .setStep(step)
                        .build());
    }

    static FittedDequantisation deserializeFromProto(int version, String className, Any message)
            throws InvalidProtocolBufferException {
        Rows.checkVersion(version, CURRENT_VERSION);
        DequantisationProto proto = message.unpack(DequantisationProto.class);
        if (proto.getColumns() < 1 || !(proto.getStep() > 0 && proto.getStep() < Float.POSITIVE_INFINITY)) {
            throw new IllegalStateException("Invalid protobuf, found " + proto.getColumns() + " columns and step "
                    + proto.getStep() + ", expected both above zero");
        }
        return new FittedDequantisation(proto.getColumns(), proto.getStep());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FittedDequantisation that && columns == that.columns && step == that.step;
    }

    @Override
    public int hashCode() {
        return 31 * columns + Float.hashCode(step);
    }

    @Override
    public String toString() {
        return "FittedDequantisation(columns=" + columns + ", step=" + step + ")";
    }
}
