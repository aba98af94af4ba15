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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

class FrameFolderDataSourceTest {
    @TempDir
    Path root;

    /** A frame whose pixels are all of one shade but the first. */
    private void frame(String clip, String name, int shade, int height, int width) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.getRaster().setSample(x, y, 0, x + y == 0 ? 255 : shade);
            }
        }
        Path folder = Files.createDirectories(root.resolve(clip));
        ImageIO.write(image, "png", folder.resolve(name).toFile());
    }

    private void clips() throws IOException {
        for (int t = 0; t < 3; t++) {
            frame("cat_a", String.format("%02d.png", t), 10 * t, 4, 5);
            frame("cat_b", String.format("%02d.png", t), 10 * t + 1, 4, 5);
            frame("dog", String.format("%02d.png", t), 10 * t + 2, 4, 5);
        }
    }

    private FrameFolderDataSource<Label> read(int frames, FrameFolderDataSource.LengthPolicy policy)
            throws IOException {
        return new FrameFolderDataSource<>(
                root, new LabelFactory(), ColourMode.GREY, frames, policy, 0, 0, new ExampleSelection());
    }

    @Test
    void framesAreInTheOrderOfTheirNames() throws IOException {
        clips();
        var source = new FrameFolderDataSource<>(root, new LabelFactory(), ColourMode.GREY);
        assertEquals(List.of("cat", "cat", "dog"), SourceTests.labels(source));
        double[] values = SourceTests.values(SourceTests.list(source).get(1));
        assertEquals(3 * 4 * 5, values.length);
        for (int t = 0; t < 3; t++) {
            assertEquals(255, values[20 * t]);
            assertEquals(10 * t + 1, values[20 * t + 7]);
        }
        BoundLayout layout = source.layout().bind(new MutableDataset<>(source).getFeatureIDMap());
        assertEquals("[3, 1, 4, 5]", java.util.Arrays.toString(layout.shape()));
        SourceTests.checkProvenanceAndRebuild(source);
        var coloured = new FrameFolderDataSource<>(
                root,
                new LabelFactory(),
                ColourMode.RGB,
                2,
                FrameFolderDataSource.LengthPolicy.CUT,
                2,
                2,
                new ExampleSelection());
        assertEquals(
                2 * 3 * 2 * 2, SourceTests.values(SourceTests.list(coloured).get(0)).length);
    }

    @Test
    void clipsOfOtherLengthsFollowThePolicy() throws IOException {
        clips();
        frame("zebra", "00.png", 100, 4, 5);
        frame("zebra", "01.png", 110, 4, 5);
        refused(() -> read(0, FrameFolderDataSource.LengthPolicy.REFUSE), "zebra", "2 frames", "3");
        refused(() -> read(0, FrameFolderDataSource.LengthPolicy.CUT), "zebra", "2 frames");
        assertEquals(4, read(2, FrameFolderDataSource.LengthPolicy.CUT).size());
        double[] repeated =
                SourceTests.values(SourceTests.list(read(4, FrameFolderDataSource.LengthPolicy.CUT_OR_REPEAT))
                        .get(3));
        assertEquals(100, repeated[7]);
        assertEquals(110, repeated[20 + 7]);
        assertEquals(110, repeated[60 + 7]);
    }

    @Test
    void badFilesAreNamed() throws IOException {
        refused(() -> read(0, FrameFolderDataSource.LengthPolicy.REFUSE), root.toString(), "no folder");
        clips();
        frame("dog", "02.png", 5, 3, 5);
        refused(() -> read(0, FrameFolderDataSource.LengthPolicy.REFUSE), "02.png", "3 rows", "4");
        Files.writeString(root.resolve("dog").resolve("02.png"), "no image");
        refused(() -> read(0, FrameFolderDataSource.LengthPolicy.REFUSE), "02.png", "no image of a known format");
        frame("dog", "02.png", 5, 4, 5);
        frame("dog", "04.png", 5, 4, 5);
        refused(() -> read(3, FrameFolderDataSource.LengthPolicy.CUT), "dog", "04.png after 02.png", "missing");
        Files.delete(root.resolve("dog").resolve("04.png"));
        Files.createDirectory(root.resolve("empty"));
        refused(() -> read(0, FrameFolderDataSource.LengthPolicy.REFUSE), "empty", "no PNG or JPEG");
        assertEquals(
                "frames",
                assertThrows(PropertyException.class, () -> read(-1, FrameFolderDataSource.LengthPolicy.CUT))
                        .getProperty());
    }

    private static void refused(org.junit.jupiter.api.function.Executable e, String... words) {
        String message = assertThrows(IllegalArgumentException.class, e).getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), word + " in: " + message);
        }
    }
}
