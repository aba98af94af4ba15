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
package io.github.tribuogen.neural.model;

import io.github.tribuogen.neural.data.AffineMap;
import io.github.tribuogen.neural.data.BoundLayout;
import io.github.tribuogen.neural.data.FittedPreprocessor;
import io.github.tribuogen.neural.data.Layout;
import io.github.tribuogen.neural.data.PreprocessingStage;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.Arrays;
import java.util.List;
import org.tribuo.Example;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Output;

/**
 * A dataset made ready for training: laid out, preprocessed, split.
 *
 * @param features The feature domain.
 * @param outputs The output domain.
 * @param layout Maps feature names to tensor positions.
 * @param bound The layout for the domain.
 * @param preprocessor The preprocessing, fitted to the training rows.
 * @param examples The examples, in the dataset's order.
 * @param inputs The preprocessed examples, row-major, [examples, columns].
 * @param trainingRows Which examples are trained on.
 * @param validationRows Which examples are held out.
 * @param seed The seed of this training run; every source of randomness is derived from it.
 * @param <T> The output type.
 */
public record Prepared<T extends Output<T>>(
        ImmutableFeatureMap features,
        ImmutableOutputInfo<T> outputs,
        Layout layout,
        BoundLayout bound,
        FittedPreprocessor preprocessor,
        List<Example<T>> examples,
        float[] inputs,
        int[] trainingRows,
        int[] validationRows,
        long seed) {

    /**
     * The number of examples.
     *
     * @return Training and validation together.
     */
    public int size() {
        return examples.size();
    }

    /**
     * The length of a row.
     *
     * @return The number of tensor positions of an example.
     */
    public int columns() {
        return bound.size();
    }

    /**
     * The inputs as a column of training data.
     *
     * @return [examples, layout's shape...].
     */
    public HostTensor inputTensor() {
        return HostTensor.of(inputs, shape(size()));
    }

    /**
     * Some inputs.
     *
     * @param rows Which examples.
     * @return [rows, layout's shape...].
     */
    public HostTensor inputTensor(int[] rows) {
        int d = columns();
        float[] some = new float[rows.length * d];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(inputs, rows[i] * d, some, i * d, d);
        }
        return HostTensor.of(some, shape(rows.length));
    }

    /**
     * The shape of some examples.
     *
     * @param rows How many.
     * @return [rows, layout's shape...].
     */
    public long[] shape(long rows) {
        long[] s = bound.shape();
        long[] all = new long[s.length + 1];
        all[0] = rows;
        System.arraycopy(s, 0, all, 1, s.length);
        return all;
    }

    /**
     * Preprocesses rows of features inside a graph.
     *
     * @param rows [batch, columns], in the user's units.
     * @return [batch, layout's shape...], as the network was trained on.
     * @throws IllegalArgumentException If the preprocessing is not affine.
     */
    public Tensor preprocess(Tensor rows) {
        AffineMap map = affine();
        float[] scale = map.scale();
        float[] shift = map.shift();
        Tensor x = rows;
        if (!all(scale, 1f)) {
            x = x.mul(rows.graph().root().constant(HostTensor.of(scale, columns())));
        }
        if (!all(shift, 0f)) {
            x = x.add(rows.graph().root().constant(HostTensor.of(shift, columns())));
        }
        return toLayout(x);
    }

    /**
     * Points as a network sees them, and how preprocessing them changed the volume.
     *
     * @param point [batch, layout's shape...].
     * @param logDeterminant log|det| of the preprocessing, [batch].
     */
    public record Transformed(Tensor point, Tensor logDeterminant) {}

    /**
     * Preprocesses rows of features inside a graph, whether affine or not, and tells the log-determinant.
     *
     * @param rows [batch, columns], in the user's units.
     * @param noise The uniform numbers that a dequantisation wants, [batch, noise columns]; null for 0.5 everywhere.
     * @return The points and log-determinants.
     * @throws IllegalArgumentException If a graph cannot contain the preprocessing.
     */
    public Transformed transform(Tensor rows, Tensor noise) {
        StagedPreprocessing.Image image = StagedPreprocessing.forward(stages(), rows, noise);
        return new Transformed(toLayout(image.rows()), image.logDeterminant());
    }

    /**
     * Undoes {@link #preprocess} and {@link #transform} inside a graph; the noise of dequantisation is removed.
     *
     * @param x [batch, layout's shape...].
     * @return [batch, columns], in the user's units.
     * @throws IllegalArgumentException If a graph cannot contain the preprocessing.
     */
    public Tensor restore(Tensor x) {
        return StagedPreprocessing.back(stages(), x.flatten(1));
    }

    private List<PreprocessingStage> stages() {
        if (preprocessor.affine().isPresent()) {
            return List.of(new PreprocessingStage.Affine(affine()));
        }
        return preprocessor
                .stages()
                .orElseThrow(() -> new IllegalArgumentException(
                        "preprocessor: scaling, standardisation, dequantisation or logit expected, found "
                                + preprocessor));
    }

    /**
     * The rows before preprocessing, densified anew.
     *
     * @return [examples, columns], in the user's units.
     */
    public HostTensor rawRows() {
        return HostTensor.of(bound.densify(examples), size(), columns());
    }

    /**
     * Some rows before preprocessing.
     *
     * @param rows Which examples.
     * @return [rows, columns], in the user's units.
     */
    public HostTensor rawRows(int[] rows) {
        List<Example<T>> some = Arrays.stream(rows).mapToObj(examples::get).toList();
        return HostTensor.of(bound.densify(some), rows.length, columns());
    }

    /**
     * Gives rows the layout's shape.
     *
     * @param rows [batch, columns].
     * @return [batch, layout's shape...].
     */
    public Tensor toLayout(Tensor rows) {
        Shape s = Shape.of(bound.shape()).insert(0, rows.shape().dim(0));
        return rows.reshape(s);
    }

    /**
     * The preprocessing as an affine map.
     *
     * @return The map.
     * @throws IllegalArgumentException If it is not affine.
     */
    public AffineMap affine() {
        return preprocessor
                .affine()
                .orElseThrow(() -> new IllegalArgumentException(
                        "preprocessor: an affine preprocessing (scaling, standardisation) expected, found "
                                + preprocessor));
    }

    private static boolean all(float[] v, float value) {
        for (float x : v) {
            if (x != value) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object o) {
        return this == o;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(inputs);
    }
}
