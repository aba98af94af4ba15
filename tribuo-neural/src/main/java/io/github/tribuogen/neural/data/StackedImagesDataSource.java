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
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tribuo.ConfigurableDataSource;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.classification.Label;

/**
 * Randomly chosen images of a source as the channels of one image, such as "stacked MNIST": three digits make one of 1,000
 * modes, which tells how many modes a generator finds.
 *
 * <p>An example's label is that of its channels in order, joined by {@value #SEPARATOR}: {@code 3-4-7}. Features are named by
 * running numbers, channel by channel, each as the source's names are sorted. Channels are drawn with replacement, all
 * independent; the same seed gives the same examples.
 *
 * <p>See:
 *
 * <pre>
 * L. Metz, B. Poole, D. Pfau, J. Sohl-Dickstein
 * "Unrolled Generative Adversarial Networks"
 * International Conference on Learning Representations, 2017.
 * </pre>
 *
 * @param <T> the type of output.
 */
public final class StackedImagesDataSource<T extends Output<T>> extends TableDataSource<T> {
    /** Stands between the labels of the channels. */
    public static final String SEPARATOR = "-";

    @Config(mandatory = true, description = "The source of the channels, all with the same features.")
    private ConfigurableDataSource<Label> source;

    @Config(mandatory = true, description = "The number of stacked images, at least 1.")
    private int size;

    @Config(description = "The number of images in a stack, at least 1.")
    private int channels = 3;

    @Config(description = "Seed of the choice.")
    private long seed = 1L;

    /** For OLCUT. */
    private StackedImagesDataSource() {}

    /**
     * Stacks of three images.
     *
     * @param source the source of the channels, all with the same features.
     * @param outputFactory makes outputs from labels such as {@code 3-4-7}.
     * @param size the number of stacked images, at least 1.
     * @param seed the seed of the choice.
     */
    public StackedImagesDataSource(
            ConfigurableDataSource<Label> source, OutputFactory<T> outputFactory, int size, long seed) {
        this(source, outputFactory, new ExampleSelection(), size, 3, seed);
    }

    /**
     * Any number of channels.
     *
     * @param source the source of the channels, all with the same features.
     * @param outputFactory makes outputs from labels such as {@code 3-4-7}.
     * @param selection which of the stacked images to give and with which outputs: {@code withFixedOutput("OBSERVED")} makes a
     *     data set for densities.
     * @param size the number of stacked images, at least 1.
     * @param channels the number of images in a stack, at least 1.
     * @param seed the seed of the choice.
     */
    public StackedImagesDataSource(
            ConfigurableDataSource<Label> source,
            OutputFactory<T> outputFactory,
            ExampleSelection selection,
            int size,
            int channels,
            long seed) {
        super(outputFactory, selection);
        this.source = source;
        this.size = size;
        this.channels = channels;
        this.seed = seed;
        postConfig();
    }

    /**
     * Reads the source and draws.
     *
     * @throws PropertyException if there are less than one stacked image or one channel.
     * @throws IllegalArgumentException if the source's examples do not have the same features, or it has none.
     */
    @Override
    public void postConfig() {
        Require.atLeast("size", size, 1);
        Require.atLeast("channels", channels, 1);
        List<float[]> images = new ArrayList<>();
        List<String> names = new ArrayList<>();
        read(images, names);
        int pixels = images.get(0).length;
        SplittableRandom random = new SplittableRandom(seed);
        int[][] picks = new int[size][channels];
        String[] labels = new String[size];
        for (int i = 0; i < size; i++) {
            for (int c = 0; c < channels; c++) {
                picks[i][c] = random.nextInt(images.size());
            }
            labels[i] = Arrays.stream(picks[i]).mapToObj(names::get).collect(Collectors.joining(SEPARATOR));
        }
        hold(
                "stacked images",
                channels * pixels,
                (row, column) -> images.get(picks[row][column / pixels])[column % pixels],
                labels,
                new SourceProvenance(this, null, null));
    }

    private void read(List<float[]> images, List<String> labels) {
        TreeMap<String, Integer> columns = new TreeMap<>();
        for (Example<Label> example : source) {
            if (images.isEmpty()) {
                for (Feature feature : example) {
                    columns.put(feature.getName(), 0);
                }
                int i = 0;
                for (String name : columns.keySet()) {
                    columns.put(name, i++);
                }
            }
            float[] image = new float[columns.size()];
            int known = 0;
            for (Feature feature : example) {
                Integer column = columns.get(feature.getName());
                if (column == null) {
                    throw new IllegalArgumentException("found the feature '" + feature.getName() + "' in example "
                            + images.size() + " of " + source + ", expected the features of the first example");
                }
                image[column] = (float) feature.getValue();
                known++;
            }
            if (known != image.length) {
                throw new IllegalArgumentException("found " + known + " features in example " + images.size() + " of "
                        + source + ", expected the " + image.length + " of the first example");
            }
            images.add(image);
            labels.add(example.getOutput().getLabel());
        }
        if (images.isEmpty()) {
            throw new IllegalArgumentException("found no examples in " + source + ", expected some to stack");
        }
    }

    @Override
    public String toString() {
        return "StackedImagesDataSource(size=" + size + ", channels=" + channels + ", seed=" + seed + ", source="
                + source + ", " + selection() + ")";
    }
}
