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
package io.github.tribuogen.neural.evaluation.coverage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;

/**
 * The modes of stacked images: a classifier of single images names each channel, and the names in order are the digits of the
 * mode's number to base K, the first channel's the most significant. With ten digits and three channels {@code 3, 4, 7} is mode 347.
 */
public final class StackedModes {
    /** Stacks that are classified at once: examples are objects of many numbers. */
    private static final int BATCH = 256;

    private final Model<Label> classifier;
    private final int channels;
    private final List<String> labels;
    private final String[] features;

    /**
     * Modes by a classifier.
     *
     * @param classifier a classifier of single images, whose features in the order of their names are an image's values in order.
     * @param channels the number of images in a stack, at least 1.
     * @throws IllegalArgumentException if there are more modes than an int counts, or no channel.
     */
    public StackedModes(Model<Label> classifier, int channels) {
        this.classifier = classifier;
        this.channels = channels;
        this.labels = classifier.getOutputIDInfo().getDomain().stream()
                .map(Label::getLabel)
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .toList();
        this.features = IntStream.range(0, classifier.getFeatureIDMap().size())
                .mapToObj(i -> classifier.getFeatureIDMap().get(i).getName())
                .sorted()
                .toArray(String[]::new);
        if (channels < 1 || channels * Math.log(labels.size()) > Math.log(Integer.MAX_VALUE)) {
            throw new IllegalArgumentException("found " + channels + " channels of " + labels.size()
                    + " classes, expected at least 1 and at most as many as an int counts modes of");
        }
    }

    /**
     * The number of modes.
     *
     * @return K to the power of the number of channels.
     */
    public int modes() {
        int n = 1;
        for (int c = 0; c < channels; c++) {
            n *= labels.size();
        }
        return n;
    }

    /**
     * The mode of known classes.
     *
     * @param classes the class of each channel.
     * @return its number.
     * @throws IllegalArgumentException if their number is not that of the channels, or the classifier does not know one.
     */
    public int id(String... classes) {
        if (classes.length != channels) {
            throw new IllegalArgumentException(
                    "found " + Arrays.toString(classes) + ", expected the classes of " + channels + " channels");
        }
        int id = 0;
        for (String name : classes) {
            int digit = labels.indexOf(name);
            if (digit < 0) {
                throw new IllegalArgumentException("found the class '" + name + "', expected one of " + labels);
            }
            id = id * labels.size() + digit;
        }
        return id;
    }

    /**
     * The modes of stacked images as the classifier sees them.
     *
     * @param rows images, channel by channel, in the classifier's units.
     * @return their numbers.
     * @throws IllegalArgumentException if a row does not have the length of the classifier's images times the channels.
     */
    public int[] of(float[][] rows) {
        int pixels = features.length;
        int[] ids = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != channels * pixels) {
                throw new IllegalArgumentException("found " + rows[i].length + " values in row " + i + ", expected "
                        + channels + " times " + pixels);
            }
        }
        for (int from = 0; from < rows.length; from += BATCH) {
            List<Example<Label>> images = new ArrayList<>();
            int to = Math.min(rows.length, from + BATCH);
            for (int i = from; i < to; i++) {
                for (int c = 0; c < channels; c++) {
                    images.add(image(rows[i], c * pixels));
                }
            }
            List<Prediction<Label>> named = classifier.predict(images);
            for (int i = from; i < to; i++) {
                int first = (i - from) * channels;
                ids[i] = id(named.subList(first, first + channels).stream()
                        .map(p -> p.getOutput().getLabel())
                        .toArray(String[]::new));
            }
        }
        return ids;
    }

    private Example<Label> image(float[] row, int from) {
        double[] values = new double[features.length];
        for (int j = 0; j < values.length; j++) {
            values[j] = row[from + j];
        }
        return new ArrayExample<>(LabelFactory.UNKNOWN_LABEL, features, values);
    }
}
