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
import java.util.Iterator;
import org.tribuo.ConfigurableDataSource;
import org.tribuo.Example;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.provenance.DataSourceProvenance;

/**
 * Reads IDX files such as MNIST's, plain or compressed, with any number of axes and any value type.
 *
 * <p>Unlike Tribuo's {@code IDXDataSource} it keeps zero values as features, so that every pixel is in the feature
 * domain. The feature names are the same: the running number of the value, padded with zeros.
 *
 * @param <T> the type of output.
 */
public final class IDXImageDataSource<T extends Output<T>> implements ConfigurableDataSource<T> {

    @Config(mandatory = true, description = "IDX file of the examples; its first axis counts them.")
    private Path featuresPath;

    @Config(description = "IDX file of the labels, one axis. Leave it out for unlabelled examples.")
    private Path labelsPath;

    @Config(mandatory = true, description = "Makes outputs from labels.")
    private OutputFactory<T> outputFactory;

    @Config(description = "Which examples to give.")
    private ExampleSelection selection = new ExampleSelection();

    private int[] exampleShape;
    private RowTable<T> table;
    private SourceProvenance provenance;

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
        this.featuresPath = featuresPath;
        this.labelsPath = labelsPath;
        this.outputFactory = outputFactory;
        this.selection = selection;
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
        table = new RowTable<>(
                featuresPath.toString(),
                columns,
                (row, column) -> features.get(row * columns + column),
                labels,
                selection,
                outputFactory);
        provenance = new SourceProvenance(this, SourceProvenance.sha256(featureBytes), labelsHash);
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

    /**
     * The number of examples.
     *
     * @return how many examples the iterator gives.
     */
    public int size() {
        return table.size();
    }

    @Override
    public Iterator<Example<T>> iterator() {
        return table.iterator();
    }

    @Override
    public OutputFactory<T> getOutputFactory() {
        return outputFactory;
    }

    @Override
    public DataSourceProvenance getProvenance() {
        return provenance;
    }

    @Override
    public String toString() {
        return "IDXImageDataSource(featuresPath=" + featuresPath + ", labelsPath=" + labelsPath + ", " + selection
                + ")";
    }
}
