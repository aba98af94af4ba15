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
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.tribuo.Output;
import org.tribuo.OutputFactory;

/**
 * Reads IDX files such as MNIST's, plain or compressed, with any number of axes and any value type.
 *
 * <p>Unlike Tribuo's {@code IDXDataSource} it keeps zero values as features, so that every pixel is in the feature
 * domain. The feature names are the same: the running number of the value, padded with zeros.
 *
 * @param <T> the type of output.
 */
public final class IDXImageDataSource<T extends Output<T>> extends TableDataSource<T> {

    @Config(mandatory = true, description = "IDX file of the examples; its first axis counts them.")
    private Path featuresPath;

    @Config(description = "IDX file of the labels, one axis. Leave it out for unlabelled examples.")
    private Path labelsPath;

    private int[] exampleShape;

    /** For OLCUT. */
    private IDXImageDataSource() {}

    /**
     * All examples of a pair of files.
     *
     * @param featuresPath the file of the examples.
     * @param labelsPath the file of the labels, or null for unlabelled examples.
     * @param outputFactory makes outputs from labels.
     * @throws IOException if a file cannot be read.
     */
    public IDXImageDataSource(Path featuresPath, Path labelsPath, OutputFactory<T> outputFactory) throws IOException {
        this(featuresPath, labelsPath, outputFactory, new ExampleSelection());
    }

    /**
     * Some examples of a pair of files.
     *
     * @param featuresPath the file of the examples.
     * @param labelsPath the file of the labels, or null for unlabelled examples.
     * @param outputFactory makes outputs from labels.
     * @param selection which examples to give.
     * @throws IOException if a file cannot be read.
     */
    public IDXImageDataSource(
            Path featuresPath, Path labelsPath, OutputFactory<T> outputFactory, ExampleSelection selection)
            throws IOException {
        super(outputFactory, selection);
        this.featuresPath = featuresPath;
        this.labelsPath = labelsPath;
        postConfig();
    }

    /**
     * Reads the files.
     *
     * @throws IOException if a file cannot be read.
     * @throws PropertyException if a file is missing.
     * @throws IllegalArgumentException if a file is malformed or the two do not fit together.
     */
    @Override
    public void postConfig() throws IOException {
        byte[] featureBytes = DataFiles.read(featuresPath, "featuresPath");
        IdxFile features = IdxFile.parse(featureBytes, featuresPath);
        int[] shape = features.shape();
        String[] labels = new String[shape[0]];
        String labelsHash = null;
        if (labelsPath != null) {
            byte[] labelBytes = DataFiles.read(labelsPath, "labelsPath");
            labelsHash = SourceProvenance.sha256(labelBytes);
            IdxFile labelFile = IdxFile.parse(labelBytes, labelsPath);
            if (labelFile.shape().length != 1 || labelFile.shape()[0] != shape[0]) {
                throw new IllegalArgumentException(labelsPath + ": found labels of shape "
                        + Arrays.toString(labelFile.shape()) + ", expected [" + shape[0] + "], one for each example of "
                        + featuresPath);
            }
            for (int i = 0; i < labels.length; i++) {
                labels[i] = labelFile.label(i);
            }
        }
        exampleShape = Arrays.copyOfRange(shape, 1, shape.length);
        int columns = Arrays.stream(exampleShape).reduce(1, Math::multiplyExact);
        hold(
                featuresPath.toString(),
                columns,
                (row, column) -> features.get(row * columns + column),
                labels,
                new SourceProvenance(this, SourceProvenance.sha256(featureBytes), labelsHash));
    }

    /**
     * The shape of one example in the file.
     *
     * @return a copy.
     */
    public int[] exampleShape() {
        return exampleShape.clone();
    }

    /**
     * A layout that fits the features of this source: a vector for one axis; an image for two axes (grey) or three; a
     * clip for four.
     *
     * @param order where the file has its channel axis, for three and four axes.
     * @return the layout.
     * @throws IllegalStateException if the file has none of these shapes.
     */
    public Layout layout(ChannelOrder order) {
        boolean last = order == ChannelOrder.CHANNEL_LAST;
        FeatureNaming naming = new FeatureNaming(FeatureNaming.INDEX_TEMPLATE, order);
        int[] s = exampleShape;
        return switch (s.length) {
            case 1 -> new VectorLayout();
            case 2 -> new ImageLayout(1, s[0], s[1]);
            case 3 -> last ? new ImageLayout(s[2], s[0], s[1], naming) : new ImageLayout(s[0], s[1], s[2], naming);
            case 4 ->
                last ? new ClipLayout(s[0], s[3], s[1], s[2], naming) : new ClipLayout(s[0], s[1], s[2], s[3], naming);
            default ->
                throw new IllegalStateException(
                        "found examples of shape " + Arrays.toString(s) + ", expected one to four axes");
        };
    }

    @Override
    public String toString() {
        return "IDXImageDataSource(featuresPath=" + featuresPath + ", labelsPath=" + labelsPath + ", " + selection()
                + ")";
    }
}
