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
package io.github.tribuogen.flow.toy;

import io.github.tribuogen.neural.density.DensityKind;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.density.LogDensityModel;
import io.github.tribuogen.neural.density.SamplingModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.impl.ArrayExample;

/**
 * A density that is known exactly, with the capabilities of a trained model: the truth beside it in tests and pictures. Rows
 * hold the features {@code x1, x2, ...} in this order. Immutable and thread safe.
 */
public final class ClosedForm implements LogDensityModel, SamplingModel<LogDensity> {
    private static final double STEP = 1e-5;

    private final Law law;

    private ClosedForm(Law law) {
        this.law = law;
    }

    /**
     * The density of a toy.
     *
     * @param toy The toy.
     * @return The density.
     * @throws IllegalArgumentException If the toy is a curve without noise.
     */
    public static ClosedForm of(ToyDensity toy) {
        Law law = toy.law();
        if (!law.hasDensity()) {
            throw new IllegalArgumentException("toy: one with a density expected, found " + toy);
        }
        return new ClosedForm(law);
    }

    /**
     * A mixture of Gaussians with one diagonal covariance for all.
     *
     * @param weights The weight of each component, at least 0 and not all 0; they need not sum to 1.
     * @param means The means, [components, D].
     * @param deviations The standard deviation of each coordinate, above 0; or one for all of them.
     * @return The density.
     * @throws IllegalArgumentException If lengths or values do not fit.
     */
    public static ClosedForm mixture(double[] weights, double[][] means, double... deviations) {
        if (weights.length == 0 || weights.length != means.length) {
            throw new IllegalArgumentException(
                    "weights: one for each of " + means.length + " means expected, found " + weights.length);
        }
        if (!(Arrays.stream(weights).sum() > 0) || Arrays.stream(weights).anyMatch(v -> !(v >= 0))) {
            throw new IllegalArgumentException(
                    "weights: numbers of at least 0, not all 0, expected, found " + Arrays.toString(weights));
        }
        int d = means[0].length;
        if (d == 0 || Arrays.stream(means).anyMatch(m -> m.length != d)) {
            throw new IllegalArgumentException(
                    "means: points of one length expected, found " + Arrays.deepToString(means));
        }
        if (deviations.length != 1 && deviations.length != d
                || Arrays.stream(deviations).anyMatch(v -> !(v > 0))) {
            throw new IllegalArgumentException(
                    "deviations: 1 or " + d + " numbers above 0 expected, found " + Arrays.toString(deviations));
        }
        return new ClosedForm(new GaussianMixture(weights.clone(), means.clone(), deviations.clone()));
    }

    /**
     * The density of a picture, see {@link PictureDataSource}.
     *
     * @param path The picture's file.
     * @param lightIsDense Are light pixels dense, rather than dark ones?
     * @return The density.
     */
    public static ClosedForm picture(Path path, boolean lightIsDense) {
        return new ClosedForm(PictureDataSource.law(path, lightIsDense));
    }

    static String[] names(int dimension) {
        String[] names = new String[dimension];
        int width = Integer.toString(dimension).length();
        Arrays.setAll(names, i -> String.format(java.util.Locale.ROOT, "x%0" + width + "d", i + 1));
        return names;
    }

    @Override
    public DensityKind densityKind() {
        return DensityKind.NORMALISED;
    }

    @Override
    public int dimension() {
        return law.dimension();
    }

    @Override
    public float[][] toRows(Iterable<? extends Example<?>> examples) {
        List<String> names = List.of(names(dimension()));
        List<float[]> rows = new ArrayList<>();
        for (Example<?> e : examples) {
            float[] row = new float[names.size()];
            int known = 0;
            for (Feature f : e) {
                int j = names.indexOf(f.getName());
                if (j >= 0) {
                    row[j] = (float) f.getValue();
                    known++;
                }
            }
            if (known == 0) {
                throw new IllegalArgumentException("found an example without any of the features " + names);
            }
            rows.add(row);
        }
        return rows.toArray(float[][]::new);
    }

    @Override
    public double[] logDensity(float[][] rows) {
        double[] values = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            values[i] = law.logDensity(point(rows[i], i));
        }
        return values;
    }

    private double[] point(float[] row, int index) {
        if (row.length != dimension()) {
            throw new IllegalArgumentException(
                    "Row " + index + " has " + row.length + " values, expected " + dimension());
        }
        double[] x = new double[row.length];
        for (int j = 0; j < x.length; j++) {
            x[j] = row[j];
            if (!Double.isFinite(x[j])) {
                throw new IllegalArgumentException(
                        "Row " + index + " has " + x[j] + " at position " + j + ", expected a finite value");
            }
        }
        return x;
    }

    @Override
    public boolean hasScore() {
        return true;
    }

    /** {@inheritDoc} By central differences; not a number outside the support. */
    @Override
    public float[][] score(float[][] rows) {
        float[][] scores = new float[rows.length][dimension()];
        for (int i = 0; i < rows.length; i++) {
            double[] x = point(rows[i], i);
            for (int j = 0; j < x.length; j++) {
                double here = x[j];
                x[j] = here + STEP;
                double up = law.logDensity(x);
                x[j] = here - STEP;
                double down = law.logDensity(x);
                x[j] = here;
                scores[i][j] = (float) ((up - down) / (2 * STEP));
            }
        }
        return scores;
    }

    @Override
    public float[][] sample(int n, RandomGenerator rng) {
        float[][] rows = new float[count(n)][dimension()];
        for (float[] row : rows) {
            double[] x = law.draw(rng);
            for (int j = 0; j < row.length; j++) {
                row[j] = (float) x[j];
            }
        }
        return rows;
    }

    @Override
    public List<Example<LogDensity>> sampleExamples(int n, RandomGenerator rng) {
        List<Example<LogDensity>> examples = new ArrayList<>(count(n));
        for (int i = 0; i < n; i++) {
            examples.add(new ArrayExample<>(LogDensityFactory.OBSERVED, names(dimension()), law.draw(rng)));
        }
        return examples;
    }

    private static int count(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("n must be at least 0, found " + n);
        }
        return n;
    }
}
