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
import io.github.tribuogen.neural.data.protos.LogitProto;
import io.github.tribuogen.neural.data.protos.PreprocessorProto;
import java.util.List;
import java.util.Optional;

/** {@code y = logit(alpha + (1 - 2 alpha) x)}, computed in doubles. */
final class FittedLogit implements FittedPreprocessor {
    static final int CURRENT_VERSION = 0;

    private final int columns;
    private final float alpha;

    FittedLogit(int columns, float alpha) {
        this.columns = columns;
        this.alpha = alpha;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public TransformedRows transform(float[] data, int rows, float[] noise) {
        Rows.check(data, rows, columns);
        Rows.checkNoise(noise, rows, 0);
        double slope = 1 - 2.0 * alpha;
        float[] values = new float[data.length];
        double[] logDeterminants = new double[rows];
        for (int row = 0; row < rows; row++) {
            double sum = columns * Math.log(slope);
            for (int column = 0; column < columns; column++) {
                int i = row * columns + column;
                double x = data[i];
                double logP = Math.log(alpha + slope * x);
                double logQ = Math.log(alpha + slope * (1 - x));
                if (!Double.isFinite(logP) || !Double.isFinite(logQ)) {
                    throw new IllegalArgumentException("found " + data[i] + " in row " + row + ", column " + column
                            + ", expected a value in [0, 1] for the logit; scale the data first");
                }
                values[i] = (float) (logP - logQ);
                sum -= logP + logQ;
            }
            logDeterminants[row] = sum;
        }
        return new TransformedRows(values, logDeterminants);
    }

    @Override
    public float[] inverse(float[] data, int rows) {
        Rows.check(data, rows, columns);
        double slope = 1 - 2.0 * alpha;
        float[] values = new float[data.length];
        for (int i = 0; i < data.length; i++) {
            double p = 1 / (1 + Math.exp(-(double) data[i]));
            values[i] = (float) ((p - alpha) / slope);
        }
        return values;
    }

    @Override
    public Optional<AffineMap> affine() {
        return Optional.empty();
    }

    @Override
    public Optional<List<PreprocessingStage>> stages() {
        return Optional.of(List.of(new PreprocessingStage.Logit(alpha)));
    }

    @Override
    public PreprocessorProto serialize() {
        return Rows.proto(
                this,
                CURRENT_VERSION,
                LogitProto.newBuilder().setColumns(columns).setAlpha(alpha).build());
    }

    static FittedLogit deserializeFromProto(int version, String className, Any message)
            throws InvalidProtocolBufferException {
        Rows.checkVersion(version, CURRENT_VERSION);
        LogitProto proto = message.unpack(LogitProto.class);
        if (proto.getColumns() < 1 || !(proto.getAlpha() > 0f && proto.getAlpha() < 0.5f)) {
            throw new IllegalStateException("Invalid protobuf, found " + proto.getColumns() + " columns and alpha "
                    + proto.getAlpha() + ", expected columns above 0 and alpha above 0 and below 0.5");
        }
        return new FittedLogit(proto.getColumns(), proto.getAlpha());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FittedLogit that && columns == that.columns && alpha == that.alpha;
    }

    @Override
    public int hashCode() {
        return 31 * columns + Float.hashCode(alpha);
    }

    @Override
    public String toString() {
        return "FittedLogit(columns=" + columns + ", alpha=" + alpha + ")";
    }
}
