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
package io.github.tribuogen.video.data;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.data.ExampleSelection;
import io.github.tribuogen.neural.data.IDXImageDataSource;
import io.github.tribuogen.neural.data.SourceProvenance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.provenance.DataSourceProvenance;

/**
 * Clips of one written digit that bounces over a black canvas, from IDX files such as MNIST's: the "moving characters" of Grathwohl and
 * Wilson (2016). An identity is an image of the file; images of 0 to 255 become pixels of 0 to 1. Offsets are whole pixels, rounded down,
 * as in their code. Training and test clips are to be made from different files. Factors of pose: "x" and "y", shares of the free range.
 *
 * @param <T> The type of output, made from the image's label.
 */
public final class MovingDigitsDataSource<T extends Output<T>> extends GeneratedClipSource<T> {
    private static final long MOTION = 2;
    private static final float WHITE = 255;

    @Config(mandatory = true, description = "IDX file of the images, of values 0 to 255.")
    private Path imagesPath;

    @Config(mandatory = true, description = "IDX file of their labels.")
    private Path labelsPath;

    @Config(
            description =
                    "How many images of the file are used, from the first on; 0 for all. Clips take them in turn.")
    private int images = 0;

    @Config(description = "How digits move.")
    private BouncingMotion motion = new BouncingMotion();

    private float[][] digits;
    private String[] labels;
    private int height;
    private int width;
    private SourceProvenance provenance;

    /** For OLCUT. */
    private MovingDigitsDataSource() {}

    /**
     * Clips of the images of a pair of files.
     *
     * @param imagesPath IDX file of the images.
     * @param labelsPath IDX file of their labels.
     * @param outputFactory Makes outputs from the labels.
     * @param shape How many clips of which size.
     * @param images How many images are used; 0 for all.
     * @param split Which part of an experiment this is; it names identities and seeds the motion.
     * @param seed The seed of all randomness.
     */
    public MovingDigitsDataSource(
            Path imagesPath,
            Path labelsPath,
            OutputFactory<T> outputFactory,
            ClipShape shape,
            int images,
            ClipSplit split,
            long seed) {
        super(outputFactory, shape, split, seed);
        this.imagesPath = imagesPath;
        this.labelsPath = labelsPath;
        this.images = images;
        postConfig();
    }

    /**
     * Reads the files.
     *
     * @throws PropertyException If a file is missing or cannot be read, or images are larger than the canvas.
     * @throws IllegalArgumentException If a file is malformed or the two do not fit together.
     */
    @Override
    public void postConfig() {
        super.postConfig();
        Require.atLeast("images", images, 0);
        IDXImageDataSource<Label> source = read();
        int[] shape = source.exampleShape();
        if (shape.length != 2 || shape[0] > side() || shape[1] > side()) {
            throw new PropertyException(
                    "",
                    "size",
                    "found " + side() + ", expected a canvas for images of shape " + Arrays.toString(shape) + " in "
                            + imagesPath);
        }
        height = shape[0];
        width = shape[1];
        digits = new float[source.size()][height * width];
        labels = new String[digits.length];
        int i = 0;
        for (Example<Label> e : source) {
            int j = 0;
            for (Feature f : e) {
                digits[i][j++] = (float) f.getValue() / WHITE;
            }
            labels[i++] = e.getOutput().getLabel();
        }
        SourceProvenance files = (SourceProvenance) source.getProvenance();
        provenance = files.of(this);
    }

    private IDXImageDataSource<Label> read() {
        try {
            ExampleSelection some =
                    images == 0 ? new ExampleSelection() : new ExampleSelection().withMaxExamples(images);
            return new IDXImageDataSource<>(imagesPath, labelsPath, new LabelFactory(), some);
        } catch (IOException e) {
            throw new PropertyException(e, "", "imagesPath", "cannot read " + imagesPath + ": " + e.getMessage());
        }
    }

    @Override
    int channels() {
        return 1;
    }

    @Override
    Clip draw(int index) {
        int number = index % digits.length;
        List<GlyphPose> poses = motion.poses(frames(), random(MOTION, number, index / digits.length));
        int plane = side() * side();
        float[] pixels = new float[frames() * plane];
        double[] x = new double[frames()];
        double[] y = new double[frames()];
        for (int t = 0; t < frames(); t++) {
            x[t] = poses.get(t).x();
            y[t] = poses.get(t).y();
            int top = (int) (y[t] * (side() - height));
            int left = (int) (x[t] * (side() - width));
            for (int row = 0; row < height; row++) {
                System.arraycopy(digits[number], row * width, pixels, t * plane + (top + row) * side() + left, width);
            }
        }
        return new Clip(pixels, new ClipTruth(labels[number], identity(number), Map.of("x", x, "y", y)));
    }

    @Override
    public DataSourceProvenance getProvenance() {
        return provenance;
    }

    @Override
    public String toString() {
        return "MovingDigitsDataSource(imagesPath=" + imagesPath + ", labelsPath=" + labelsPath + ", images=" + images
                + ", motion=" + motion + ", " + shared() + ")";
    }
}
