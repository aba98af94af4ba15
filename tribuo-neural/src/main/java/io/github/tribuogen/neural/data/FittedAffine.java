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
import io.github.tribuogen.neural.data.protos.AffineProto;
import io.github.tribuogen.neural.data.protos.PreprocessorProto;
import java.util.Arrays;
import java.util.Optional;

/** An affine map as a preprocessor: what scaling and standardisation fit. */
final class FittedAffine implements FittedPreprocessor {
    static final int CURRENT_VERSION = 0;

    private final AffineMap map;
    private final double logDeterminant;

    FittedAffine(AffineMap map) {
        this.map = map;
        this.logDeterminant = map.logDeterminant();
    }

    @Override
    public int columns() {
        return map.columns();
    }

    @Override
    public TransformedRows transform(float[] data, int rows, float[] noise) {
        Rows.check(data, rows, columns());
        Rows.checkNoise(noise, rows, 0);
        float[] values = new float[data.length];
        for (int i = 0; i < data.length; i++) {
            values[i] = map.apply(i % columns(), data[i]);
        }
        double[] logDeterminants = new double[rows];
        Arrays.fill(logDeterminants, logDeterminant);
        return new TransformedRows(values, logDeterminants);
    }

    @Override
    public float[] inverse(float[] data, int rows) {
        Rows.check(data, rows, columns());
        float[] values = new float[data.length];
        for (int i = 0; i < data.length; i++) {
            values[i] = map.invert(i % columns(), data[i]);
        }
        return values;
    }

    @Override
    public Optional<AffineMap> affine() {
        return Optional.of(map);
    }

    @Override
    public PreprocessorProto serialize() {
        AffineProto.Builder data = AffineProto.newBuilder();
        for (float s : map.scale()) {
            data.addScale(s);
        }
        for (float s : map.shift()) {
            data.addShift(s);
        }
        return Rows.proto(this, CURRENT_VERSION, data.build());
    }

    static FittedAffine deserializeFromProto(int version, String className, Any message)
            throws InvalidProtocolBufferException {
        Rows.checkVersion(version, CURRENT_VERSION);
        AffineProto proto = message.unpack(AffineProto.class);
        float[] scale = new float[proto.getScaleCount()];
        for (int j = 0; j < scale.length; j++) {
            scale[j] = proto.getScale(j);
        }
        float[] shift = new float[proto.getShiftCount()];
        for (int j = 0; j < shift.length; j++) {
            shift[j] = proto.getShift(j);
        }
        try {
            return new FittedAffine(new AffineMap(scale, shift));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("Invalid protobuf, " + e.getMessage(), e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FittedAffine that && map.equals(that.map);
    }

    @Override
    public int hashCode() {
        return map.hashCode();
    }

    @Override
    public String toString() {
        return "FittedAffine(columns=" + columns() + ")";
    }
}
