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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.IntFunction;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.Output;
import org.tribuo.impl.ArrayExample;

/**
 * A {@link Layout} bound to a feature domain: converts examples to dense rows and back.
 *
 * <p>Positions whose feature is absent from the example, or from the whole domain, are zero (Tribuo is sparse).
 * Features that the domain does not know are ignored, as Tribuo's own models do. Immutable and thread safe.
 */
public final class BoundLayout {
    private static final int EXPLAINED = 8;

    private final String description;
    private final long[] shape;
    private final int size;
    private final ImmutableFeatureMap domain;
    private final int[] positionOfId;
    /** Names of the domain by id: walking them beside a sorted example saves most hash look-ups. */
    private final String[] nameOfId;

    private final String[] nameOfPosition;
    private final IntFunction<String> positionInWords;

    private BoundLayout(
            String description,
            long[] shape,
            ImmutableFeatureMap domain,
            int[] positionOfId,
            String[] nameOfPosition,
            IntFunction<String> positionInWords) {
        this.description = description;
        this.shape = shape;
        this.size = nameOfPosition.length;
        this.domain = domain;
        this.positionOfId = positionOfId;
        this.nameOfPosition = nameOfPosition;
        this.positionInWords = positionInWords;
        this.nameOfId = new String[positionOfId.length];
        for (int id = 0; id < nameOfId.length; id++) {
            nameOfId[id] = domain.get(id).getName();
        }
    }

    /**
     * Binds a mapping given by arrays: for implementations of {@link Layout}.
     *
     * @param description the layout in words.
     * @param shape the shape of one example; its product is the number of names.
     * @param domain the feature domain.
     * @param positionOfId for each feature id the position, or -1 to ignore it.
     * @param nameOfPosition for each position a feature name, used when tensors are turned into examples.
     * @param positionInWords describes a position, for {@link #explain()}.
     * @return the bound layout.
     * @throws IllegalArgumentException if sizes disagree, a position is out of range or taken twice, or no feature has
     *     one.
     */
    public static BoundLayout of(
            String description,
            long[] shape,
            ImmutableFeatureMap domain,
            int[] positionOfId,
            List<String> nameOfPosition,
            IntFunction<String> positionInWords) {
        long product = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (product != nameOfPosition.size()) {
            throw new IllegalArgumentException(description + ": found " + nameOfPosition.size()
                    + " position names, expected " + product + " for the shape " + Arrays.toString(shape));
        }
        if (positionOfId.length != domain.size()) {
            throw new IllegalArgumentException(description + ": found positions for " + positionOfId.length
                    + " features, expected " + domain.size());
        }
        int[] idOfPosition = new int[nameOfPosition.size()];
        Arrays.fill(idOfPosition, -1);
        int mapped = 0;
        for (int id = 0; id < positionOfId.length; id++) {
            int position = positionOfId[id];
            if (position < 0) {
                continue;
            }
            String name = domain.get(id).getName();
            if (position >= idOfPosition.length) {
                throw new IllegalArgumentException(description + ": feature '" + name + "' has position " + position
                        + ", expected 0 to " + (idOfPosition.length - 1));
            }
            if (idOfPosition[position] >= 0) {
                throw new IllegalArgumentException(description + ": found two features, '"
                        + domain.get(idOfPosition[position]).getName() + "' and '" + name + "', at position "
                        + position + ", expected one");
            }
            idOfPosition[position] = id;
            mapped++;
        }
        if (mapped == 0) {
            throw new IllegalArgumentException(description + ": none of the " + domain.size()
                    + " features of the domain has a position, expected at least one");
        }
        return new BoundLayout(
                description,
                shape.clone(),
                domain,
                positionOfId.clone(),
                nameOfPosition.toArray(new String[0]),
                positionInWords);
    }

    /**
     * The shape of one example, without a batch axis.
     *
     * @return a copy, e.g. {@code [D]}, {@code [C, H, W]} or {@code [T, C, H, W]}.
     */
    public long[] shape() {
        return shape.clone();
    }

    /**
     * The number of positions, the product of the shape.
     *
     * @return the length of a dense row.
     */
    public int size() {
        return size;
    }

    /**
     * The feature domain.
     *
     * @return the domain that this layout is bound to.
     */
    public ImmutableFeatureMap featureDomain() {
        return domain;
    }

    /**
     * The feature name of a position: the domain's, or a made-up one where the domain has none.
     *
     * @param position a position, 0 to {@code size() - 1}.
     * @return the name.
     */
    public String featureName(int position) {
        return nameOfPosition[position];
    }

    /**
     * The position of a feature.
     *
     * @param featureName a feature name.
     * @return its position, or -1 if the domain does not know it or the layout ignores it.
     */
    public int position(String featureName) {
        int id = domain.getID(featureName);
        return id < 0 ? -1 : positionOfId[id];
    }

    /**
     * Writes an example as a dense row.
     *
     * @param example the example.
     * @param out the array to write to, {@link #size()} values from {@code offset}; positions without a feature are
     *     set to zero.
     * @param offset where the row starts.
     * @return the number of features used.
     * @throws IllegalArgumentException if a value is NaN or infinite (also as a float), a feature occurs twice, or no
     *     feature of the example has a position.
     */
    public int densify(Example<?> example, float[] out, int offset) {
        if (offset < 0 || offset > out.length - size) {
            throw new IllegalArgumentException("found an array of length " + out.length + " and offset " + offset
                    + ", expected room for " + size + " values");
        }
        Arrays.fill(out, offset, offset + size, 0f);
        int used = 0;
        int expectedId = 0;
        int lastId = -1;
        for (Feature feature : example) {
            String name = feature.getName();
            int id;
            if (expectedId < nameOfId.length && nameOfId[expectedId].equals(name)) {
                id = expectedId;
            } else {
                id = domain.getID(name);
                if (id < 0) {
                    continue;
                }
            }
            expectedId = id + 1;
            int position = positionOfId[id];
            if (position < 0) {
                continue;
            }
            if (id == lastId) {
                throw new IllegalArgumentException("feature '" + name + "' occurs twice in the example, expected once");
            }
            lastId = id;
            float value = (float) feature.getValue();
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("feature '" + name + "' has the value " + feature.getValue()
                        + ", expected a finite number within the range of a 32-bit float");
            }
            out[offset + position] = value;
            used++;
        }
        if (used == 0) {
            throw new IllegalArgumentException("found an example with " + example.size()
                    + " features, none of which has a position in " + description + ", expected at least one such as '"
                    + firstMappedName() + "'");
        }
        return used;
    }

    /**
     * Writes one example as a dense row of its own.
     *
     * @param example the example.
     * @return an array of {@link #size()} values.
     * @throws IllegalArgumentException as {@link #densify(Example, float[], int)}.
     */
    public float[] densify(Example<?> example) {
        float[] row = new float[size];
        densify(example, row, 0);
        return row;
    }

    /**
     * Writes examples as the rows of a dense matrix.
     *
     * @param examples a dataset or any other sequence of examples.
     * @return an array of shape {@code [n, size()]}, row-major.
     * @throws IllegalArgumentException as {@link #densify(Example, float[], int)}, naming the number of the example; or
     *     if the matrix is too large for an array.
     */
    public float[] densify(Iterable<? extends Example<?>> examples) {
        int rows;
        Iterable<? extends Example<?>> source = examples;
        if (examples instanceof Dataset<?> dataset) {
            rows = dataset.size();
        } else if (examples instanceof Collection<?> collection) {
            rows = collection.size();
        } else {
            List<Example<?>> list = new ArrayList<>();
            examples.forEach(list::add);
            rows = list.size();
            source = list;
        }
        if ((long) rows * size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("found " + rows + " examples of " + size
                    + " values, expected at most 2^31 values in all; train on fewer examples");
        }
        float[] out = new float[rows * size];
        int row = 0;
        for (Example<?> example : source) {
            try {
                densify(example, out, row * size);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("example " + row + ": " + e.getMessage(), e);
            }
            row++;
        }
        return out;
    }

    /**
     * The features of a dense row, zeros included.
     *
     * @param values an array that holds the row.
     * @param offset where the row starts.
     * @return one feature for each position.
     */
    public List<Feature> toFeatures(float[] values, int offset) {
        List<Feature> features = new ArrayList<>(size);
        for (int position = 0; position < size; position++) {
            features.add(new Feature(nameOfPosition[position], values[offset + position]));
        }
        return features;
    }

    /**
     * Turns a dense row into an example, e.g. a sample into something that Tribuo's models take.
     *
     * @param values an array that holds the row.
     * @param offset where the row starts.
     * @param output the output of the example.
     * @param <T> the type of the output.
     * @return a new example with a feature for each position, zeros included.
     */
    public <T extends Output<T>> ArrayExample<T> toExample(float[] values, int offset, T output) {
        double[] copy = new double[size];
        for (int position = 0; position < size; position++) {
            copy[position] = values[offset + position];
        }
        return new ArrayExample<>(output, nameOfPosition, copy);
    }

    private String firstMappedName() {
        for (int id = 0; id < positionOfId.length; id++) {
            if (positionOfId[id] >= 0) {
                return nameOfId[id];
            }
        }
        throw new IllegalStateException("a bound layout maps at least one feature");
    }

    /**
     * Says in words where features stand: the shape, how many features have a position, the first few of them, and
     * which positions have no feature.
     *
     * @return several lines of text.
     */
    public String explain() {
        List<String> mapped = new ArrayList<>();
        List<String> ignored = new ArrayList<>();
        boolean[] taken = new boolean[size];
        for (int id = 0; id < positionOfId.length; id++) {
            int position = positionOfId[id];
            if (position < 0) {
                ignored.add("'" + nameOfId[id] + "'");
            } else {
                taken[position] = true;
                mapped.add("feature '" + nameOfId[id] + "' (id " + id + ") -> position " + position + " ("
                        + positionInWords.apply(position) + ")");
            }
        }
        List<String> empty = new ArrayList<>();
        for (int position = 0; position < size; position++) {
            if (!taken[position]) {
                empty.add(position + " (" + positionInWords.apply(position) + ")");
            }
        }
        StringBuilder builder = new StringBuilder(description);
        builder.append("\nshape ")
                .append(Arrays.toString(shape))
                .append(", ")
                .append(size)
                .append(" positions, ");
        builder.append(mapped.size()).append(" of ").append(nameOfId.length).append(" features have a position");
        builder.append("\n(feature ids follow the lexicographic order of the names, they are not positions)");
        append(builder, "\n  ", mapped);
        if (!empty.isEmpty()) {
            builder.append("\n").append(empty.size()).append(" positions have no feature and are always zero:");
            append(builder, " ", empty);
        }
        if (!ignored.isEmpty()) {
            builder.append("\n").append(ignored.size()).append(" features are ignored:");
            append(builder, " ", ignored);
        }
        return builder.toString();
    }

    private static void append(StringBuilder builder, String separator, List<String> parts) {
        for (int i = 0; i < Math.min(parts.size(), EXPLAINED); i++) {
            builder.append(separator).append(parts.get(i));
        }
        if (parts.size() > EXPLAINED) {
            builder.append(separator)
                    .append("... and ")
                    .append(parts.size() - EXPLAINED)
                    .append(" more");
        }
    }

    @Override
    public String toString() {
        return description;
    }
}
