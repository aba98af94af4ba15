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

import io.github.tribuogen.neural.data.protos.PreprocessorProto;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.tribuo.protos.ProtoSerializable;
import org.tribuo.protos.ProtoUtil;

/**
 * A fitted map {@code y = f(x)} of rows, with its inverse and {@code log|det df/dx|}. Immutable and thread safe; every
 * method leaves its arguments as they are.
 *
 * <p>A map may want noise, {@link #noiseColumns()} uniform numbers in [0, 1) for each row. Where none is given, the
 * expected noise 0.5 is taken, which makes the map deterministic.
 */
public interface FittedPreprocessor extends ProtoSerializable<PreprocessorProto> {

    /**
     * The number of columns, the same before and after.
     *
     * @return the number of columns.
     */
    int columns();

    /**
     * How many uniform numbers each row wants.
     *
     * @return zero for deterministic maps.
     */
    default int noiseColumns() {
        return 0;
    }

    /**
     * Maps rows and reports the log-determinant of the Jacobian at each.
     *
     * @param data shape {@code [rows, columns()]}, row-major.
     * @param rows the number of rows.
     * @param noise shape {@code [rows, noiseColumns()]}, uniform in [0, 1); or null for 0.5 everywhere.
     * @return the mapped rows and log-determinants.
     * @throws IllegalArgumentException if sizes disagree or a value lies outside the domain of the map.
     */
    TransformedRows transform(float[] data, int rows, float[] noise);

    /**
     * Maps rows with noise from a generator.
     *
     * @param data shape {@code [rows, columns()]}, row-major.
     * @param rows the number of rows.
     * @param random drawn from {@code rows * noiseColumns()} times.
     * @return the mapped rows and log-determinants.
     */
    default TransformedRows transform(float[] data, int rows, SplittableRandom random) {
        return transform(data, rows, uniformNoise(rows * noiseColumns(), random));
    }

    /**
     * Maps rows without noise.
     *
     * @param data shape {@code [rows, columns()]}, row-major.
     * @param rows the number of rows.
     * @return the mapped rows, a new array.
     */
    default float[] forward(float[] data, int rows) {
        return transform(data, rows, (float[]) null).values();
    }

    /**
     * Maps rows back; noise added by dequantisation is removed.
     *
     * @param data shape {@code [rows, columns()]}, row-major.
     * @param rows the number of rows.
     * @return the rows in the units of the data, a new array.
     */
    float[] inverse(float[] data, int rows);

    /**
     * The log volume of the cell that dequantisation spreads one data point over, in the units of the data: for a
     * discrete point, {@code log P(x) >= E[log p(x + noise)] + logCellVolume()}.
     *
     * @return zero for maps that do not dequantise.
     */
    default double logCellVolume() {
        return 0.0;
    }

    /**
     * This map as {@code scale * x + shift}, if it is one, so that an exported graph can contain it.
     *
     * @return the affine map, or empty.
     */
    Optional<AffineMap> affine();

    /**
     * The maps in a row that this map is made of, so that a graph can compute it with its log-determinant.
     *
     * @return the stages in the order of their application, or empty if it has no such form.
     */
    default Optional<List<PreprocessingStage>> stages() {
        return affine().map(map -> List.of(new PreprocessingStage.Affine(map)));
    }

    /**
     * Rebuilds a fitted map from its protobuf.
     *
     * @param proto a protobuf written by {@link #serialize()}.
     * @return the map.
     * @throws IllegalStateException if the protobuf is broken or is of an unknown class.
     */
    static FittedPreprocessor deserialize(PreprocessorProto proto) {
        return ProtoUtil.<PreprocessorProto, FittedPreprocessor>deserialize(proto);
    }

    /**
     * Uniform numbers in [0, 1), never rounded up to one.
     *
     * @param count how many.
     * @param random the generator.
     * @return a new array.
     */
    static float[] uniformNoise(int count, SplittableRandom random) {
        float[] noise = new float[count];
        for (int i = 0; i < count; i++) {
            noise[i] = (random.nextInt() >>> 8) * 0x1.0p-24f;
        }
        return noise;
    }
}
