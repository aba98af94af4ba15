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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

class ImageSourcesTest {

    @TempDir
    Path folder;

    private static byte[] records(int count, int labelBytes, int labelModulus, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = new byte[count * (labelBytes + 3072)];
        random.nextBytes(bytes);
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < labelBytes; j++) {
                bytes[i * (labelBytes + 3072) + j] = (byte) ((i + 5 * j) % labelModulus);
            }
        }
        return bytes;
    }

    @Test
    void cifarFilesAreReadInOrder() throws IOException {
        byte[] one = records(3, 1, 10, 1);
        byte[] two = records(2, 1, 10, 2);
        List<Path> files =
                List.of(Files.write(folder.resolve("1.bin"), one), Files.write(folder.resolve("2.bin"), two));
        CIFAR10BinaryDataSource<Label> source = new CIFAR10BinaryDataSource<>(files, new LabelFactory());
        assertEquals(List.of("0", "1", "2", "0", "1"), SourceTests.labels(source));
        List<Example<Label>> examples = SourceTests.list(source);
        for (int i = 0; i < 5; i++) {
            byte[] content = i < 3 ? one : two;
            int start = (i % 3) * 3073 + 1;
            double[] values = SourceTests.values(examples.get(i));
            assertEquals(3072, values.length);
            for (int j = 0; j < values.length; j++) {
                assertEquals(content[start + j] & 0xff, values[j]);
            }
        }
        SourceTests.checkProvenanceAndRebuild(source);
    }

    @Test
    void cifar100HasTwoLabels() throws IOException {
        List<Path> files = List.of(Files.write(folder.resolve("train.bin"), records(4, 2, 20, 1)));
        LabelFactory factory = new LabelFactory();
        ExampleSelection all = new ExampleSelection();
        assertEquals(
                List.of("0", "1", "2", "3"),
                SourceTests.labels(new CIFAR10BinaryDataSource<>(files, factory, CIFARFormat.CIFAR100_COARSE, all)));
        assertEquals(
                List.of("5", "6", "7", "8"),
                SourceTests.labels(new CIFAR10BinaryDataSource<>(files, factory, CIFARFormat.CIFAR100_FINE, all)));
        String message = assertThrows(
                        IllegalArgumentException.class, () -> new CIFAR10BinaryDataSource<>(files, factory))
                .getMessage();
        assertTrue(message.contains("train.bin") && message.contains("multiple of 3073"), message);
    }

    @Test
    void badCifarFilesAreRefusedByName() throws IOException {
        LabelFactory factory = new LabelFactory();
        byte[] wrong = records(2, 1, 10, 1);
        wrong[3073] = 10;
        Path bad = Files.write(folder.resolve("bad.bin"), wrong);
        String message = assertThrows(
                        IllegalArgumentException.class, () -> new CIFAR10BinaryDataSource<>(List.of(bad), factory))
                .getMessage();
        assertTrue(
                message.contains("record 1") && message.contains("bad.bin") && message.contains("label 10"), message);
        Path empty = Files.write(folder.resolve("empty.bin"), new byte[0]);
        assertThrows(IllegalArgumentException.class, () -> new CIFAR10BinaryDataSource<>(List.of(empty), factory));
        assertThrows(PropertyException.class, () -> new CIFAR10BinaryDataSource<>(List.of(), factory));
        assertThrows(
                PropertyException.class,
                () -> new CIFAR10BinaryDataSource<>(List.of(folder.resolve("none.bin")), factory));
    }

    private Path image(String name, int type, int height, int width, int... rgb) throws IOException {
        BufferedImage image = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int value = rgb[(y * width + x) % rgb.length];
                if (image.getRaster().getNumBands() == 1) {
                    image.getRaster().setSample(x, y, 0, value & 0xff);
                } else {
                    image.setRGB(x, y, value | 0xff000000);
                }
            }
        }
        Path path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        assertTrue(ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), path.toFile()));
        return path;
    }

    @Test
    void foldersAreReadInTheOrderOfNames() throws IOException {
        image("b/2.png", BufferedImage.TYPE_INT_RGB, 1, 2, 0x0a141e, 0xff0000);
        image("b/10.png", BufferedImage.TYPE_BYTE_GRAY, 1, 2, 7, 200);
        image("a/z.png", BufferedImage.TYPE_INT_ARGB, 1, 2, 0x010203, 0x040506);
        Files.writeString(folder.resolve("a/notes.txt"), "no image");
        Files.writeString(folder.resolve("readme.txt"), "no folder");
        LabelFactory factory = new LabelFactory();
        ImageFolderDataSource<Label> colour = new ImageFolderDataSource<>(folder, factory, ColourMode.RGB);
        assertEquals(List.of("a", "b", "b"), SourceTests.labels(colour));
        List<Example<Label>> examples = SourceTests.list(colour);
        assertArrayEquals(new double[] {1, 4, 2, 5, 3, 6}, SourceTests.values(examples.get(0)));
        assertArrayEquals(new double[] {7, 200, 7, 200, 7, 200}, SourceTests.values(examples.get(1)));
        assertArrayEquals(new double[] {10, 255, 20, 0, 30, 0}, SourceTests.values(examples.get(2)));
        assertEquals(new ImageLayout(3, 1, 2), colour.layout());
        SourceTests.checkProvenanceAndRebuild(colour);
        ImageFolderDataSource<Label> grey = new ImageFolderDataSource<>(folder, factory, ColourMode.GREY);
        assertArrayEquals(
                new double[] {7, 200}, SourceTests.values(SourceTests.list(grey).get(1)));
        assertArrayEquals(
                new double[] {0.299 * 10 + 0.587 * 20 + 0.114 * 30, 0.299 * 255},
                SourceTests.values(SourceTests.list(grey).get(2)),
                1e-4);
        assertEquals(new ImageLayout(1, 1, 2), grey.layout());
        SourceTests.checkProvenanceAndRebuild(grey);
    }

    @Test
    void jpegsAreReadAndImagesResizedByArea() throws IOException {
        image("a/1.png", BufferedImage.TYPE_BYTE_GRAY, 2, 4, 10, 20, 30, 40, 50, 60, 70, 80);
        image("a/2.jpg", BufferedImage.TYPE_BYTE_GRAY, 16, 16, 120);
        ImageFolderDataSource<Label> source =
                new ImageFolderDataSource<>(folder, new LabelFactory(), ColourMode.GREY, 1, 2, new ExampleSelection());
        List<Example<Label>> examples = SourceTests.list(source);
        assertArrayEquals(new double[] {35, 55}, SourceTests.values(examples.get(0)), 1e-4);
        assertArrayEquals(new double[] {120, 120}, SourceTests.values(examples.get(1)), 2);
        SourceTests.checkProvenanceAndRebuild(source);
    }

    @Test
    void resizingKeepsMeansAndConstants() {
        SplittableRandom random = new SplittableRandom(3);
        for (int trial = 0; trial < 50; trial++) {
            int height = 1 + random.nextInt(7);
            int width = 1 + random.nextInt(7);
            float[] values = new float[2 * height * width];
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextInt(256);
                sum += values[i];
            }
            int newHeight = 1 + random.nextInt(9);
            int newWidth = 1 + random.nextInt(9);
            ImageReader.Pixels resized =
                    ImageReader.resize(new ImageReader.Pixels(2, height, width, values), newHeight, newWidth);
            double newSum = 0;
            for (float value : resized.values()) {
                newSum += value;
            }
            assertEquals(sum / values.length, newSum / resized.values().length, 1e-3);
            Arrays.fill(values, 77f);
            for (float value : ImageReader.resize(new ImageReader.Pixels(2, height, width, values), newHeight, newWidth)
                    .values()) {
                assertEquals(77f, value, 1e-4f);
            }
        }
    }

    @Test
    void unreadableImagesAreRefusedByName() throws IOException {
        LabelFactory factory = new LabelFactory();
        assertThrows(
                PropertyException.class,
                () -> new ImageFolderDataSource<>(folder.resolve("none"), factory, ColourMode.RGB));
        assertThrows(
                IllegalArgumentException.class, () -> new ImageFolderDataSource<>(folder, factory, ColourMode.RGB));
        assertThrows(
                PropertyException.class,
                () -> new ImageFolderDataSource<>(folder, factory, ColourMode.RGB, 3, 0, new ExampleSelection()));
        Path good = image("a/1.png", BufferedImage.TYPE_INT_RGB, 8, 8, 1, 2, 3);
        byte[] content = Files.readAllBytes(good);
        Path bad = folder.resolve("a/2.png");
        for (byte[] damage : List.of(
                new byte[0],
                "text".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                Arrays.copyOf(content, content.length / 2))) {
            Files.write(bad, damage);
            String message = assertThrows(
                            IllegalArgumentException.class,
                            () -> new ImageFolderDataSource<>(folder, factory, ColourMode.RGB))
                    .getMessage();
            assertTrue(message.contains("2.png") && message.contains("expected"), message);
        }
        Files.delete(bad);
        image("a/3.png", BufferedImage.TYPE_INT_RGB, 4, 8, 1, 2, 3);
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> new ImageFolderDataSource<>(folder, factory, ColourMode.RGB))
                .getMessage();
        assertTrue(message.contains("3.png") && message.contains("4 rows"), message);
    }
}
