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

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.MutableDataset;
import org.tribuo.VariableInfo;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.test.Helpers;

class LayoutTest {
    private static final Label LABEL = new Label("a");

    private static List<Layout> layouts() {
        return List.of(
                new VectorLayout(),
                new VectorLayout(List.of("b", "a"), true),
                new ImageLayout(3, 4, 5),
                new ImageLayout(3, 4, 5, new FeatureNaming("p{c}_{y}_{x}", ChannelOrder.CHANNEL_LAST)),
                new ImageLayout(
                        1,
                        4,
                        5,
                        new FeatureNaming("{index}", "r(?<y>\\d+)k(?<x>\\d+).*", ChannelOrder.CHANNEL_FIRST, 1, true)),
                new ClipLayout(2, 3, 4, 5),
                new ClipLayout(2, 3, 4, 5, new FeatureNaming("{index}", ChannelOrder.CHANNEL_LAST)));
    }

    private static ImmutableFeatureMap domain(String... names) {
        return Helpers.mkFeatureMap(names);
    }

    private static ImmutableFeatureMap domain(int count, String format) {
        return domain(IntStream.range(0, count)
                .mapToObj(i -> String.format(Locale.ROOT, format, i))
                .toArray(String[]::new));
    }

    private static Example<Label> example(Object... namesAndValues) {
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            features.add(new Feature((String) namesAndValues[i], ((Number) namesAndValues[i + 1]).doubleValue()));
        }
        return new ArrayExample<>(LABEL, features);
    }

    private static String message(Class<? extends Exception> type, Runnable action) {
        return assertThrows(type, action::run).getMessage();
    }

    @Test
    @Tag("smoke")
    void everyLayoutSurvivesProtobufConfigurationAndProvenance() {
        for (Layout layout : layouts()) {
            assertEquals(layout, Layout.deserialize(layout.serialize()));
            Helpers.testProtoSerialization(layout);
            Helpers.testProvenanceMarshalling(layout.getProvenance());
            ConfigurationManager manager = new ConfigurationManager();
            manager.addConfiguration(ProvenanceUtil.extractConfiguration(layout.getProvenance()));
            Layout configured = (Layout) manager.lookupAll(layout.getClass()).get(0);
            assertEquals(layout, configured);
        }
    }

    @Test
    void plainDecimalNamesStandWhereTheyCountNotWhereTheirIdIs() {
        // By id, "10" comes before "2".
        ImmutableFeatureMap domain = domain(12, "%d");
        BoundLayout layout = new ImageLayout(1, 3, 4).bind(domain);
        assertArrayEquals(new long[] {1, 3, 4}, layout.shape());
        for (int i = 0; i < 12; i++) {
            assertEquals(i, layout.position(Integer.toString(i)));
            assertEquals(Integer.toString(i), layout.featureName(i));
        }
        assertEquals(2, domain.getID("10"));
    }

    @Test
    void missingPixelsAreZeroAndGetPaddedNames() {
        BoundLayout layout = new ImageLayout(1, 4, 4).bind(domain("03", "07", "12"));
        float[] row = new float[18];
        Arrays.fill(row, 9f);
        assertEquals(2, layout.densify(example("12", 5, "03", 2.5, "unheard of", 3), row, 1));
        float[] expected = new float[18];
        expected[0] = 9f;
        expected[17] = 9f;
        expected[1 + 3] = 2.5f;
        expected[1 + 12] = 5f;
        assertArrayEquals(expected, row);
        assertEquals("00", layout.featureName(0));
        assertEquals("15", layout.featureName(15));
        assertTrue(layout.explain().contains("feature '12' (id 2) -> position 12 (c=0, y=3, x=0)"), layout.explain());
        assertTrue(layout.explain().contains("13 positions have no feature"), layout.explain());
    }

    @Test
    void channelLastNumbersBecomeChannelFirstPositions() {
        int channels = 3;
        int height = 4;
        int width = 5;
        BoundLayout layout = new ImageLayout(
                        channels, height, width, new FeatureNaming("{index}", ChannelOrder.CHANNEL_LAST))
                .bind(domain(60, "%03d"));
        BoundLayout byName = new ImageLayout(
                        channels, height, width, new FeatureNaming("{y}-{x}-{c}", ChannelOrder.CHANNEL_FIRST))
                .bind(domain("0-0-0"));
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    int number = (y * width + x) * channels + c;
                    int position = (c * height + y) * width + x;
                    assertEquals(position, layout.position(String.format(Locale.ROOT, "%03d", number)));
                    assertEquals(y + "-" + x + "-" + c, byName.featureName(position));
                }
            }
        }
    }

    @Test
    void clipsCountFramesSlowest() {
        BoundLayout first = new ClipLayout(2, 3, 4, 5).bind(domain(120, "%d"));
        BoundLayout last = new ClipLayout(2, 3, 4, 5, new FeatureNaming("{index}", ChannelOrder.CHANNEL_LAST))
                .bind(domain(120, "%d"));
        assertArrayEquals(new long[] {2, 3, 4, 5}, first.shape());
        for (int t = 0; t < 2; t++) {
            for (int c = 0; c < 3; c++) {
                for (int y = 0; y < 4; y++) {
                    for (int x = 0; x < 5; x++) {
                        int position = ((t * 3 + c) * 4 + y) * 5 + x;
                        assertEquals(position, first.position(Integer.toString(position)));
                        assertEquals(position, last.position(Integer.toString(((t * 4 + y) * 5 + x) * 3 + c)));
                    }
                }
            }
        }
    }

    @Test
    void regularExpressionsReadNamesWithVariableParts() {
        FeatureNaming naming =
                new FeatureNaming("r{y}k{x}", "r(?<y>\\d+)k(?<x>\\d+).*", ChannelOrder.CHANNEL_FIRST, 1, true);
        BoundLayout layout = new ImageLayout(1, 2, 2, naming).bind(domain("r1k1:red", "r2k1:blue", "age"));
        assertEquals(0, layout.position("r1k1:red"));
        assertEquals(2, layout.position("r2k1:blue"));
        assertEquals(-1, layout.position("age"));
        assertEquals("r2k2", layout.featureName(3));
        assertTrue(layout.explain().contains("1 features are ignored: 'age'"), layout.explain());
    }

    @Test
    void vectorsStandByIdOrByList() {
        ImmutableFeatureMap domain = domain("c", "a", "b");
        assertArrayEquals(new float[] {1, 0, 3}, new VectorLayout().bind(domain).densify(example("a", 1, "c", 3)));
        BoundLayout listed = new VectorLayout(List.of("c", "z", "a"), true).bind(domain);
        assertArrayEquals(new float[] {3, 0, 1}, listed.densify(example("a", 1, "b", 2, "c", 3)));
        String message =
                message(IllegalArgumentException.class, () -> new VectorLayout(List.of("c", "a"), false).bind(domain));
        assertTrue(message.contains("'b'"), message);
    }

    @Test
    void badNamesAreRefusedByName() {
        String message =
                message(IllegalArgumentException.class, () -> new ImageLayout(1, 2, 2).bind(domain("0", "age")));
        assertTrue(message.contains("'age'") && message.contains("ignoreUnmatched"), message);
        message = message(IllegalArgumentException.class, () -> new ImageLayout(1, 2, 2).bind(domain("0", "4")));
        assertTrue(message.contains("'4'") && message.contains("0 to 3"), message);
        message = message(IllegalArgumentException.class, () -> new ImageLayout(1, 2, 2).bind(domain("1", "01")));
        assertTrue(message.contains("'1'") && message.contains("'01'") && message.contains("two features"), message);
        message = message(
                IllegalArgumentException.class, () -> new ImageLayout(1, 2, 2).bind(domain("99999999999999999999")));
        assertTrue(message.contains("99999999999999999999"), message);
        FeatureNaming axes = new FeatureNaming("{y},{x}", ChannelOrder.CHANNEL_FIRST);
        message = message(IllegalArgumentException.class, () -> new ImageLayout(1, 2, 2, axes).bind(domain("1,2")));
        assertTrue(message.contains("x = 2") && message.contains("0 to 1"), message);
        FeatureNaming tolerant = new FeatureNaming("{index}", "", ChannelOrder.CHANNEL_FIRST, 0, true);
        message = message(
                IllegalArgumentException.class, () -> new ImageLayout(1, 2, 2, tolerant).bind(domain("a", "b")));
        assertTrue(message.contains("none of the 2 features"), message);
    }

    @Test
    void badConfigurationNamesTheField() {
        assertTrue(
                message(PropertyException.class, () -> new ImageLayout(0, 2, 2)).contains("found 0"));
        assertTrue(message(PropertyException.class, () -> new FeatureNaming("", ChannelOrder.CHANNEL_FIRST))
                .contains("empty template"));
        assertTrue(message(
                        PropertyException.class,
                        () -> new FeatureNaming("{index}", "(", ChannelOrder.CHANNEL_FIRST, 0, false))
                .contains("regular expression"));
        assertTrue(message(
                        PropertyException.class,
                        () -> new ImageLayout(3, 2, 2, new FeatureNaming("{y},{x}", ChannelOrder.CHANNEL_FIRST)))
                .contains("axis c"));
        assertTrue(message(
                        PropertyException.class,
                        () -> new ImageLayout(1, 2, 2, new FeatureNaming("{t},{y},{x}", ChannelOrder.CHANNEL_FIRST)))
                .contains("axis t"));
        assertTrue(message(PropertyException.class, () -> new VectorLayout(List.of("a", "a"), false))
                .contains("'a' at positions 0 and 1"));
    }

    @Test
    void badExamplesAreRefusedByNameAndNumber() {
        BoundLayout layout = new ImageLayout(1, 2, 2).bind(domain("0", "1"));
        List<Example<Label>> examples = List.of(example("0", 1), example("1", Double.NaN));
        String message = message(IllegalArgumentException.class, () -> layout.densify(examples));
        assertTrue(message.contains("example 1") && message.contains("'1'") && message.contains("NaN"), message);
        message = message(IllegalArgumentException.class, () -> layout.densify(example("0", Double.NEGATIVE_INFINITY)));
        assertTrue(message.contains("-Infinity"), message);
        message = message(IllegalArgumentException.class, () -> layout.densify(example("0", 1e300)));
        assertTrue(message.contains("1.0E300"), message);
        message = message(IllegalArgumentException.class, () -> layout.densify(example("2", 1)));
        assertTrue(message.contains("none of which") && message.contains("'0'"), message);
        assertThrows(IllegalArgumentException.class, () -> layout.densify(new ArrayExample<>(LABEL)));
        message = message(IllegalArgumentException.class, () -> layout.densify(example("0", 1, "0", 2)));
        assertTrue(message.contains("twice"), message);
        message = message(IllegalArgumentException.class, () -> layout.densify(example("0", 1), new float[4], 1));
        assertTrue(message.contains("room for 4"), message);
    }

    /** Random sparse images over random domains: dense rows equal a plain reference, and come back as examples. */
    @Test
    void randomSparseDatasetsAgreeWithAPlainReferenceAndReturn() {
        SplittableRandom random = new SplittableRandom(7);
        for (int trial = 0; trial < 20; trial++) {
            int channels = 1 + random.nextInt(3);
            int height = 1 + random.nextInt(5);
            int width = 1 + random.nextInt(5);
            int size = channels * height * width;
            MutableDataset<Label> dataset = new MutableDataset<>(
                    new SimpleDataSourceProvenance("test", new LabelFactory()), new LabelFactory());
            int rows = 1 + random.nextInt(6);
            float[] expected = new float[rows * size];
            for (int row = 0; row < rows; row++) {
                List<Feature> features = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    if (i == row % size || random.nextInt(3) == 0) {
                        expected[row * size + i] = 1 + random.nextInt(100);
                        features.add(new Feature(Integer.toString(i), expected[row * size + i]));
                    }
                }
                dataset.add(new ArrayExample<>(LABEL, features));
            }
            BoundLayout layout = new ImageLayout(channels, height, width).bind(dataset.getFeatureIDMap());
            assertArrayEquals(expected, layout.densify(dataset));
            for (int row = 0; row < rows; row++) {
                ArrayExample<Label> back = layout.toExample(expected, row * size, LABEL);
                assertEquals(size, back.size());
                assertArrayEquals(Arrays.copyOfRange(expected, row * size, (row + 1) * size), layout.densify(back));
            }
            BoundLayout rebuilt = Layout.deserialize(new ImageLayout(channels, height, width).serialize())
                    .bind(layout.featureDomain());
            assertArrayEquals(expected, rebuilt.densify(dataset));
            assertEquals(layout.explain(), rebuilt.explain());
        }
    }

    @Test
    void everyPositionHasItsOwnName() {
        for (Layout layout : layouts()) {
            if (layout instanceof VectorLayout) {
                continue;
            }
            BoundLayout bound = layout.bind(domain(
                    layout.toString().contains("regex")
                            ? "r1k1"
                            : layout.toString().contains("p{c}") ? "p0_0_0" : "0"));
            assertEquals(
                    bound.size(),
                    IntStream.range(0, bound.size())
                            .mapToObj(bound::featureName)
                            .distinct()
                            .count());
            for (VariableInfo info : bound.featureDomain()) {
                assertTrue(bound.position(info.getName()) >= 0);
            }
        }
    }
}
