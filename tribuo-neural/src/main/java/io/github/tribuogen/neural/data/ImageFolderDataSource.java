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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.tribuo.Output;
import org.tribuo.OutputFactory;

/**
 * Reads PNG and JPEG files from a folder that has one folder for each class.
 *
 * <p>Classes and files come in the order of their names (by Unicode value), so the order does not depend on the file
 * system. Values are 0 to 255; the transparency of an image is ignored. Features are named by a running number, channel
 * first, padded with zeros; zero values are kept.
 *
 * @param <T> the type of output.
 */
public final class ImageFolderDataSource<T extends Output<T>> extends TableDataSource<T> {

    @Config(mandatory = true, description = "The folder that has one folder of images for each class.")
    private Path root;

    @Config(description = "The channels to give.")
    private ColourMode colourMode = ColourMode.RGB;

    @Config(description = "Resize to this many rows. 0: all images must have the same size.")
    private int height = 0;

    @Config(description = "Resize to this many columns. 0: all images must have the same size.")
    private int width = 0;

    private ImageLayout layout;

    /** For OLCUT. */
    private ImageFolderDataSource() {}

    /**
     * All images, which must have the same size.
     *
     * @param root the folder that has one folder of images for each class.
     * @param outputFactory makes outputs from the names of the class folders.
     * @param colourMode the channels to give.
     * @throws IOException if a file cannot be read.
     */
    public ImageFolderDataSource(Path root, OutputFactory<T> outputFactory, ColourMode colourMode) throws IOException {
        this(root, outputFactory, colourMode, 0, 0, new ExampleSelection());
    }

    /**
     * Some images, resized.
     *
     * @param root the folder that has one folder of images for each class.
     * @param outputFactory makes outputs from the names of the class folders.
     * @param colourMode the channels to give.
     * @param height the number of rows, or 0 for those of the images.
     * @param width the number of columns, or 0 for those of the images.
     * @param selection which examples to give.
     * @throws IOException if a file cannot be read.
     */
    public ImageFolderDataSource(
            Path root,
            OutputFactory<T> outputFactory,
            ColourMode colourMode,
            int height,
            int width,
            ExampleSelection selection)
            throws IOException {
        super(outputFactory, selection);
        this.root = root;
        this.colourMode = colourMode;
        this.height = height;
        this.width = width;
        postConfig();
    }

    /**
     * Reads the images.
     *
     * @throws IOException if a file cannot be read.
     * @throws PropertyException if the folder is missing or a size is wrong.
     * @throws IllegalArgumentException if a file is no image, images differ in size, or there are none.
     */
    @Override
    public void postConfig() throws IOException {
        if (height < 0 || width < 0 || (height == 0) != (width == 0)) {
            throw new PropertyException(
                    "",
                    height < 0 ? "height" : "width",
                    "found height " + height + " and width " + width + ", expected both above zero, or both zero");
        }
        if (!Files.isDirectory(root)) {
            throw new PropertyException("", "root", "found no folder at " + root + ", expected one folder a class");
        }
        MessageDigest digest = CIFAR10BinaryDataSource.sha256();
        List<float[]> rows = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        ImageReader.Pixels first = null;
        for (Path folder : list(root, Files::isDirectory)) {
            for (Path file : list(folder, ImageFolderDataSource::isImage)) {
                byte[] content = Files.readAllBytes(file);
                String name = folder.getFileName() + "/" + file.getFileName();
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                digest.update(content);
                ImageReader.Pixels image = ImageReader.read(content, file, colourMode);
                if (height > 0) {
                    image = ImageReader.resize(image, height, width);
                }
                if (first == null) {
                    first = image;
                }
                if (image.height() != first.height() || image.width() != first.width()) {
                    throw new IllegalArgumentException(file + ": found an image of " + image.height() + " rows and "
                            + image.width() + " columns, expected " + first.height() + " and " + first.width()
                            + " as the first image has; set height and width to resize");
                }
                rows.add(image.values());
                labels.add(folder.getFileName().toString());
            }
        }
        if (first == null) {
            throw new IllegalArgumentException(root + ": found no PNG or JPEG file in its folders, expected some");
        }
        layout = new ImageLayout(first.channels(), first.height(), first.width());
        hold(
                root.toString(),
                first.values().length,
                (row, column) -> rows.get(row)[column],
                labels.toArray(new String[0]),
                new SourceProvenance(this, HexFormat.of().withUpperCase().formatHex(digest.digest()), null));
    }

    static boolean isImage(Path path) {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        return !name.startsWith(".")
                && Files.isRegularFile(path)
                && (name.endsWith(".png") || name.endsWith(".jpg") || name.endsWith(".jpeg"));
    }

    static List<Path> list(Path folder, java.util.function.Predicate<Path> wanted) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.filter(wanted)
                    .sorted(Comparator.comparing(path -> path.getFileName().toString()))
                    .toList();
        }
    }

    /**
     * The layout of the images.
     *
     * @return one or three channels and the size of the images.
     */
    public ImageLayout layout() {
        return layout;
    }

    @Override
    public String toString() {
        return "ImageFolderDataSource(root=" + root + ", colourMode=" + colourMode + ", height=" + height + ", width="
                + width + ", " + selection() + ")";
    }
}
