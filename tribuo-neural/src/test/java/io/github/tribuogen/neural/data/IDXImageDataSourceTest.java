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
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.datasource.IDXDataSource;

class IDXImageDataSourceTest {
    private static final int[] TYPES = {0x08, 0x09, 0x0B, 0x0C, 0x0D, 0x0E};

    @TempDir
    Path folder;

    private static byte[] idx(int type, int[] shape, double... values) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(0);
        out.writeByte(type);
        out.writeByte(shape.length);
        for (int size : shape) {
            out.writeInt(size);
        }
        for (double value : values) {
            switch (type) {
                case 0x08, 0x09 -> out.writeByte((int) value);
                case 0x0B -> out.writeShort((int) value);
                case 0x0C -> out.writeInt((int) value);
                case 0x0D -> out.writeFloat((float) value);
                default -> out.writeDouble(value);
            }
        }
        return bytes.toByteArray();
    }

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private IDXImageDataSource<Label> source(byte[] features, byte[] labels, ExampleSelection selection)
            throws IOException {
        return new IDXImageDataSource<>(
                write("features", features), write("labels", labels), new LabelFactory(), selection);
    }

    private static byte[] threeImages() throws IOException {
        return idx(8, new int[] {3, 2, 2}, 0, 1, 2, 255, 0, 0, 0, 0, 9, 0, 9, 0);
    }

    private static byte[] threeLabels() throws IOException {
        return idx(8, new int[] {3}, 7, 1, 7);
    }

    @Test
    void everyTypeIsReadPlainAndCompressedWithZerosKept() throws IOException {
        for (int type : TYPES) {
            double[] values = {0, 1, 2, 100, 0, 0, 0, 0, type == 9 ? -3 : 3, 0, 9, 0};
            byte[] features = idx(type, new int[] {3, 2, 2}, values);
            byte[] labels = idx(12, new int[] {3}, 7, -1, 700);
            for (boolean compressed : new boolean[] {false, true}) {
                IDXImageDataSource<Label> source = source(
                        compressed ? gzip(features) : features,
                        compressed ? gzip(labels) : labels,
                        new ExampleSelection());
                List<Example<Label>> examples = SourceTests.list(source);
                assertEquals(3, source.size());
                assertEquals(List.of("7", "-1", "700"), SourceTests.labels(source));
                for (int i = 0; i < 3; i++) {
                    assertArrayEquals(
                            Arrays.copyOfRange(values, 4 * i, 4 * i + 4), SourceTests.values(examples.get(i)));
                }
                BoundLayout layout =
                        source.layout(ChannelOrder.CHANNEL_FIRST).bind(new MutableDataset<>(source).getFeatureIDMap());
                assertArrayEquals(new long[] {1, 2, 2}, layout.shape());
            }
        }
    }

    /** Beside Tribuo's own source: the same names, values and labels, but for the zeros. */
    @Test
    void agreesWithTribuosSourceButForZeros() throws IOException {
        double[] values = new double[4 * 25];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 3 == 0 ? 0 : i;
        }
        Path features = write("features", idx(8, new int[] {4, 5, 5}, values));
        Path labels = write("labels", idx(8, new int[] {4}, 3, 1, 2, 3));
        List<Example<Label>> ours = SourceTests.list(new IDXImageDataSource<>(features, labels, new LabelFactory()));
        List<Example<Label>> theirs = SourceTests.list(new IDXDataSource<>(features, labels, new LabelFactory()));
        assertEquals(theirs.size(), ours.size());
        for (int i = 0; i < theirs.size(); i++) {
            assertEquals(theirs.get(i).getOutput(), ours.get(i).getOutput());
            for (Feature feature : theirs.get(i)) {
                assertEquals(feature, ours.get(i).lookup(feature.getName()));
            }
            assertEquals(25, ours.get(i).size());
            assertTrue(theirs.get(i).size() < 25);
        }
    }

    @Test
    void layoutsFollowTheNumberOfAxes() throws IOException {
        Path labels = write("labels", idx(8, new int[] {1}, 0));
        int[][] shapes = {{1, 6}, {1, 2, 3}, {1, 2, 3, 4}, {1, 2, 3, 4, 5}};
        long[][] first = {{6}, {1, 2, 3}, {2, 3, 4}, {2, 3, 4, 5}};
        long[][] last = {{6}, {1, 2, 3}, {4, 2, 3}, {2, 5, 3, 4}};
        for (int i = 0; i < shapes.length; i++) {
            double[] values = new double[Arrays.stream(shapes[i]).reduce(1, (a, b) -> a * b)];
            IDXImageDataSource<Label> source =
                    new IDXImageDataSource<>(write("f", idx(8, shapes[i], values)), labels, new LabelFactory());
            MutableDataset<Label> dataset = new MutableDataset<>(source);
            assertArrayEquals(
                    first[i],
                    source.layout(ChannelOrder.CHANNEL_FIRST)
                            .bind(dataset.getFeatureIDMap())
                            .shape());
            assertArrayEquals(
                    last[i],
                    source.layout(ChannelOrder.CHANNEL_LAST)
                            .bind(dataset.getFeatureIDMap())
                            .shape());
        }
    }

    @Test
    void provenanceRebuildsTheSource() throws IOException {
        SourceTests.checkProvenanceAndRebuild(source(
                gzip(threeImages()),
                threeLabels(),
                new ExampleSelection().withClasses("7").withMaxExamples(1)));
        SourceTests.checkProvenanceAndRebuild(
                new IDXImageDataSource<>(write("features", threeImages()), null, new LabelFactory()));
    }

    @Test
    void unlabelledExamplesGetTheUnknownOutput() throws IOException {
        Path features = write("features", threeImages());
        IDXImageDataSource<Label> source = new IDXImageDataSource<>(features, null, new LabelFactory());
        for (Example<Label> example : source) {
            assertEquals(LabelFactory.UNKNOWN_LABEL, example.getOutput());
        }
        IDXImageDataSource<Label> fixed = new IDXImageDataSource<>(
                features, null, new LabelFactory(), new ExampleSelection().withFixedOutput("in"));
        assertEquals(List.of("in", "in", "in"), SourceTests.labels(fixed));
    }

    private static void refused(Class<? extends Exception> type, Executable action, String... parts) {
        String message = assertThrows(type, action).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "'" + part + "' missing in: " + message);
        }
    }

    @Test
    void malformedFilesAreRefusedByName() throws IOException {
        byte[] good = threeImages();
        byte[] labels = threeLabels();
        ExampleSelection all = new ExampleSelection();
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            refused(IllegalArgumentException.class, () -> source(cut, labels, all), "features", "expected");
        }
        byte[] squeezed = gzip(good);
        byte[] cut = Arrays.copyOf(squeezed, squeezed.length - 12);
        refused(IllegalArgumentException.class, () -> source(cut, labels, all), "features", "truncated");
        byte[] longer = Arrays.copyOf(good, good.length + 1);
        refused(IllegalArgumentException.class, () -> source(longer, labels, all), "too long", "12 bytes");
        byte[] magic = good.clone();
        magic[0] = 0x50;
        refused(IllegalArgumentException.class, () -> source(magic, labels, all), "not an IDX file", "0x5000");
        byte[] type = good.clone();
        type[2] = 0x0A;
        refused(IllegalArgumentException.class, () -> source(type, labels, all), "type 0xa");
        byte[] noAxes = good.clone();
        noAxes[3] = 0;
        refused(IllegalArgumentException.class, () -> source(noAxes, labels, all), "0 axes");
        byte[] negative = good.clone();
        negative[4] = (byte) 0x80;
        refused(IllegalArgumentException.class, () -> source(negative, labels, all), "axis 0", "expected 1 or more");
        byte[] huge = good.clone();
        huge[4] = 0x7f;
        refused(IllegalArgumentException.class, () -> source(huge, labels, all), "2^31");
        byte[] fewer = idx(8, new int[] {2}, 7, 1);
        refused(IllegalArgumentException.class, () -> source(good, fewer, all), "labels", "[2]", "[3]");
        byte[] square = idx(8, new int[] {3, 1}, 7, 1, 7);
        refused(IllegalArgumentException.class, () -> source(good, square, all), "[3, 1]");
        refused(
                PropertyException.class,
                () -> new IDXImageDataSource<>(folder.resolve("none"), null, new LabelFactory()),
                "none");
        refused(
                IllegalArgumentException.class,
                () -> source(good, labels, new ExampleSelection().withClasses("7", "5")),
                "[5]",
                "[1, 7]");
        refused(
                IllegalArgumentException.class,
                () -> source(good, labels, new ExampleSelection().withLabelsPerClass(2, 1)),
                "'1' has 1",
                "labelsPerClass = 2");
    }
}
