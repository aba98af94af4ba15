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

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.config.Require;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.tribuo.ConfigurableDataSource;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.DataSourceProvenance;

/**
 * Examples that do not come from the distribution of another source, but share its features: to ask whether a model
 * notices.
 *
 * <p>Interpolated pairs are those of Grathwohl et al., Your Classifier is Secretly an Energy Based Model, ICLR 2020,
 * section 5.3.1. Every example has all features of the source, zeros included, and the factory's unknown output. The
 * same seed gives the same examples in every iteration.
 *
 * @param <T> the type of output.
 */
public final class OutOfDistributionDataSource<T extends Output<T>> implements ConfigurableDataSource<T> {

    @Config(mandatory = true, description = "The source whose features and values are used.")
    private ConfigurableDataSource<T> source;

    @Config(mandatory = true, description = "How the examples are made.")
    private OutOfDistributionKind kind;

    @Config(description = "Number of examples. 0: as many as the source has.")
    private int size = 0;

    @Config(description = "Seed of the random choices.")
    private long seed = 1L;

    @Config(description = "Lower end of the range of noise and constants; equal to high: the range of the source.")
    private double low = 0;

    @Config(description = "Upper end of the range of noise and constants; equal to low: the range of the source.")
    private double high = 0;

    @Config(description = "The share of the first example of an interpolated pair, in [0, 1].")
    private double mix = 0.5;

    @Config(description = "Interpolate only pairs of different outputs.")
    private boolean differentOutputs = true;

    private String[] names;
    private List<float[]> rows;
    private List<T> outputs;
    private int count;
    private double from;
    private double to;
    private SourceProvenance provenance;

    /** For OLCUT. */
    private OutOfDistributionDataSource() {}

    /**
     * As many examples as the source has.
     *
     * @param source the source whose features and values are used.
     * @param kind how the examples are made.
     * @param seed the seed of the random choices.
     */
    public OutOfDistributionDataSource(ConfigurableDataSource<T> source, OutOfDistributionKind kind, long seed) {
        this(source, kind, seed, 0);
    }

    /**
     * Any number of examples.
     *
     * @param source the source whose features and values are used.
     * @param kind how the examples are made.
     * @param seed the seed of the random choices.
     * @param size the number of examples, or 0 for as many as the source has.
     */
    public OutOfDistributionDataSource(
            ConfigurableDataSource<T> source, OutOfDistributionKind kind, long seed, int size) {
        this.source = source;
        this.kind = kind;
        this.seed = seed;
        this.size = size;
        postConfig();
    }

    @Override
    public void postConfig() {
        if (size < 0) {
            throw new PropertyException("", "size", "found " + size + ", expected 0 or more");
        }
        if (!(Double.isFinite(low) && Double.isFinite(high) && low <= high)) {
            throw new PropertyException(
                    "", "low", "found the range " + low + " to " + high + ", expected finite numbers in order");
        }
        Require.that(mix >= 0 && mix <= 1, "mix", mix, "a number in [0, 1]");
        readSource();
        if (kind == OutOfDistributionKind.INTERPOLATED
                && differentOutputs
                && outputs.stream().distinct().count() < 2) {
            throw new IllegalArgumentException("found only the output " + outputs.get(0)
                    + " in the source, expected at least two to interpolate between; or set differentOutputs to false");
        }
        count = size == 0 ? rows.size() : size;
        provenance = new SourceProvenance(this, null, null);
    }

    private void readSource() {
        List<Example<T>> examples = new ArrayList<>();
        TreeSet<String> allNames = new TreeSet<>();
        for (Example<T> example : source) {
            examples.add(example);
            for (Feature feature : example) {
                allNames.add(feature.getName());
            }
        }
        if (allNames.isEmpty()) {
            throw new IllegalArgumentException("found no features in the source " + source + ", expected some");
        }
        names = allNames.toArray(new String[0]);
        java.util.Map<String, Integer> columnOf = new java.util.HashMap<>();
        for (int i = 0; i < names.length; i++) {
            columnOf.put(names[i], i);
        }
        rows = new ArrayList<>(examples.size());
        outputs = new ArrayList<>(examples.size());
        double smallest = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        for (Example<T> example : examples) {
            float[] row = new float[names.length];
            for (Feature feature : example) {
                row[columnOf.get(feature.getName())] = (float) feature.getValue();
            }
            for (float value : row) {
                smallest = Math.min(smallest, value);
                largest = Math.max(largest, value);
            }
            rows.add(row);
            outputs.add(example.getOutput());
        }
        from = low < high ? low : smallest;
        to = low < high ? high : largest;
    }

    private double[] make(SplittableRandom random) {
        double[] values = new double[names.length];
        switch (kind) {
            case UNIFORM_NOISE -> {
                for (int j = 0; j < values.length; j++) {
                    values[j] = uniform(random);
                }
            }
            case CONSTANT -> java.util.Arrays.fill(values, uniform(random));
            case PERMUTED -> {
                float[] row = rows.get(random.nextInt(rows.size()));
                int[] order = Permutation.of(values.length, random);
                for (int j = 0; j < values.length; j++) {
                    values[j] = row[order[j]];
                }
            }
            case INTERPOLATED -> {
                int one = random.nextInt(rows.size());
                int two = random.nextInt(rows.size());
                while (differentOutputs && outputs.get(one).equals(outputs.get(two))) {
                    // At least two outputs occur, so this ends; both are drawn anew lest rare outputs gain weight.
                    one = random.nextInt(rows.size());
                    two = random.nextInt(rows.size());
                }
                for (int j = 0; j < values.length; j++) {
                    values[j] = mix * rows.get(one)[j] + (1 - mix) * rows.get(two)[j];
                }
            }
        }
        return values;
    }

    private double uniform(SplittableRandom random) {
        return from + (to - from) * random.nextDouble();
    }

    /**
     * The number of examples.
     *
     * @return how many examples the iterator gives.
     */
    public int size() {
        return count;
    }

    @Override
    public Iterator<Example<T>> iterator() {
        SplittableRandom random = new SplittableRandom(seed);
        return new Iterator<>() {
            private int next = 0;

            @Override
            public boolean hasNext() {
                return next < count;
            }

            @Override
            public Example<T> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                next++;
                return new ArrayExample<>(source.getOutputFactory().getUnknownOutput(), names, make(random));
            }
        };
    }

    @Override
    public OutputFactory<T> getOutputFactory() {
        return source.getOutputFactory();
    }

    @Override
    public DataSourceProvenance getProvenance() {
        return provenance;
    }

    @Override
    public String toString() {
        return "OutOfDistributionDataSource(kind=" + kind + ", seed=" + seed + ", size=" + count + ", source=" + source
                + ")";
    }
}
