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
package io.github.tribuogen.neural.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs no font: pixels, colours, animation. */
@Tag("smoke")
class PicturesTest {

    @Test
    void gridShowsEveryValueAtItsPlaceEnlarged() throws IOException {
        float[][] rows = {{0f, 4f, 8f, 12f, 16f, 99f}, {-5f, 2f, 0f, 0f, 0f, Float.NaN}, {0, 0, 0, 0, 0, 0}};
        Picture picture =
                SampleGrid.of(rows, 1, 2, 3).range(0f, 16f).columns(2).scale(5).render();
        BufferedImage image = decode(picture);
        int gap = (image.getWidth() - 2 * 15) / 3;
        assertEquals(2 * 15 + 3 * gap, image.getWidth());
        assertEquals(2 * 10 + 3 * gap, image.getHeight());
        int[] expected = {0, 64, 128, 191, 255, 255};
        for (int y = 0; y < 10; y++) {
            for (int x = 0; x < 15; x++) {
                int level = expected[y / 5 * 3 + x / 5];
                assertEquals(level << 16 | level << 8 | level, image.getRGB(gap + x, gap + y) & 0xffffff, x + ", " + y);
            }
        }
        int second = gap + 15 + gap;
        assertEquals(0x000000, image.getRGB(second, gap) & 0xffffff);
        assertEquals(0x202020, image.getRGB(second + 5, gap) & 0xffffff);
        assertEquals(0xff2020, image.getRGB(second + 14, gap + 9) & 0xffffff, "a value that is not a number is red");
        // The cell after the last picture stays empty.
        assertEquals(0xffffff, image.getRGB(second + 2, gap + 10 + gap + 2) & 0xffffff);
    }

    @Test
    void gridReadsColoursPlaneByPlane() throws IOException {
        float[] row = {1f, 0f, 0f, 1f, 0f, 0.2f};
        BufferedImage image =
                decode(SampleGrid.of(new float[][] {row}, 3, 1, 2).scale(1).render());
        int gap = (image.getHeight() - 1) / 2;
        assertEquals(0xff0000, image.getRGB(gap, gap) & 0xffffff);
        assertEquals(0x00ff33, image.getRGB(gap + 1, gap) & 0xffffff);
    }

    @Test
    void gridNamesWhatDoesNotFit() {
        assertMessage(
                "rows[1] has 3 values, expected 1 x 2 x 2 = 4",
                () -> SampleGrid.of(new float[][] {new float[4], new float[3]}, 1, 2, 2));
        assertMessage("channels is 2, expected 1 or 3", () -> SampleGrid.of(new float[1][8], 2, 2, 2));
        assertMessage("rows is empty", () -> SampleGrid.of(new float[0][], 1, 2, 2));
        assertMessage(
                "[1.0, 1.0]", () -> SampleGrid.of(new float[1][4], 1, 2, 2).range(1f, 1f));
        assertMessage(
                "columns is 0", () -> SampleGrid.of(new float[1][4], 1, 2, 2).columns(0));
        assertMessage(
                "expected at most",
                () -> SampleGrid.of(new float[4][4], 1, 2, 2).scale(100_000).render());
    }

    @Test
    void animationHoldsItsFramesDelaysAndRepetitions() throws IOException {
        float[][] rows = {{0f, 0.25f, 0.5f, 1f}, {1f, 0.5f, 0.25f, 0f}, {0f, 0f, 1f, 1f}};
        List<Picture> frames = SampleGrid.of(rows, 1, 2, 2).scale(4).frames();
        Picture gif = AnimatedGif.of(frames).delayMillis(250).repetitions(770).render();
        assertEquals("GIF89a", new String(gif.bytes(), 0, 6, StandardCharsets.US_ASCII));
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (ImageInputStream stream = ImageIO.createImageInputStream(new ByteArrayInputStream(gif.bytes()))) {
            reader.setInput(stream);
            assertEquals(3, reader.getNumImages(true));
            for (int i = 0; i < 3; i++) {
                BufferedImage shown = reader.read(i);
                BufferedImage meant = frames.get(i).image();
                for (int y = 0; y < 8; y++) {
                    for (int x = 0; x < 8; x++) {
                        assertEquals(meant.getRGB(x, y), shown.getRGB(x, y), "frame " + i + " at " + x + ", " + y);
                    }
                }
                IIOMetadataNode root =
                        (IIOMetadataNode) reader.getImageMetadata(i).getAsTree("javax_imageio_gif_image_1.0");
                IIOMetadataNode control = (IIOMetadataNode)
                        root.getElementsByTagName("GraphicControlExtension").item(0);
                assertEquals("25", control.getAttribute("delayTime"));
                if (i == 0) {
                    IIOMetadataNode loop = (IIOMetadataNode)
                            root.getElementsByTagName("ApplicationExtension").item(0);
                    assertEquals("NETSCAPE", loop.getAttribute("applicationID"));
                    assertArrayEquals(new byte[] {1, 2, 3}, (byte[]) loop.getUserObject());
                }
            }
        } finally {
            reader.dispose();
        }
    }

    @Test
    void animationOfColoursKeepsThem() throws IOException {
        float[][] rows = {{1f, 0f, 0f, 0f, 0f, 1f}, {0f, 1f, 1f, 0f, 0f, 0f}};
        List<Picture> frames = SampleGrid.of(rows, 3, 1, 2).scale(1).frames();
        BufferedImage first = decode(AnimatedGif.of(frames).render());
        assertEquals(0xff0000, first.getRGB(0, 0) & 0xffffff);
        assertEquals(0x0000ff, first.getRGB(1, 0) & 0xffffff);
    }

    @Test
    void animationNamesWhatDoesNotFit() {
        Picture small = SampleGrid.of(new float[1][4], 1, 2, 2).scale(1).render();
        Picture large = SampleGrid.of(new float[1][4], 1, 2, 2).scale(2).render();
        assertMessage("frames is empty", () -> AnimatedGif.of(List.of()));
        assertMessage("frames[1] is", () -> AnimatedGif.of(List.of(small, large)));
        assertMessage("delayMillis is 5", () -> AnimatedGif.of(List.of(small)).delayMillis(5));
        assertMessage("repetitions is -1", () -> AnimatedGif.of(List.of(small)).repetitions(-1));
    }

    @Test
    void sameInputGivesTheSameBytesAndOtherInputOthers() {
        float[][] rows = {{0f, 0.25f, 0.5f, 1f}, {1f, 0.5f, 0.25f, 0f}};
        assertArrayEquals(
                SampleGrid.of(rows, 1, 2, 2).render().bytes(),
                SampleGrid.of(rows, 1, 2, 2).render().bytes());
        assertArrayEquals(
                AnimatedGif.of(SampleGrid.of(rows, 1, 2, 2).frames()).render().bytes(),
                AnimatedGif.of(SampleGrid.of(rows, 1, 2, 2).frames()).render().bytes());
        assertNotEquals(
                SampleGrid.of(rows, 1, 2, 2).render().bytes().length,
                SampleGrid.of(rows, 1, 2, 2).scale(3).render().bytes().length);
    }

    @Test
    void imageDrawnElsewhereIsCopiedOntoWhite() throws IOException {
        BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(1, 0, 0xff2040c0);
        Picture picture = Picture.of(image);
        image.setRGB(1, 0, 0xff000000);
        for (BufferedImage shown : List.of(decode(picture), picture.image())) {
            assertEquals(3, shown.getWidth());
            assertEquals(2, shown.getHeight());
            assertEquals(0x2040c0, shown.getRGB(1, 0) & 0xffffff);
            assertEquals(0xffffff, shown.getRGB(2, 1) & 0xffffff);
        }
        assertEquals(3, picture.displayWidth());
    }

    @Test
    void pictureIsWrittenIntoANewFolder(@TempDir Path folder) throws IOException {
        Picture picture = SampleGrid.of(new float[1][4], 1, 2, 2).render();
        Path file = folder.resolve("deep/down/grid.png");
        picture.save(file);
        assertArrayEquals(picture.bytes(), Files.readAllBytes(file));
    }

    @Test
    void colourMapGrowsEvenlyLighter() {
        double first = ColourMap.lightness(ColourMap.rgb(0));
        double last = ColourMap.lightness(ColourMap.rgb(1));
        assertTrue(last - first > 0.5, "from " + first + " to " + last);
        for (int i = 0; i < 20; i++) {
            double step =
                    ColourMap.lightness(ColourMap.rgb((i + 1) / 20.0)) - ColourMap.lightness(ColourMap.rgb(i / 20.0));
            double even = (last - first) / 20;
            assertTrue(step > 0.5 * even && step < 1.6 * even, "step " + i + " is " + step + ", even " + even);
        }
        assertEquals(0x440154, ColourMap.rgb(-3));
        assertEquals(0xfde725, ColourMap.rgb(7));
    }

    @Test
    void ticksAreRoundAndInside() {
        assertArrayEquals(
                new String[] {"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"},
                Ticks.of(0, 1, 5).labels());
        assertArrayEquals(new String[] {"-2", "0", "2"}, Ticks.of(-3, 3, 4).labels());
        assertArrayEquals(
                new String[] {"0.0", "0.1", "0.2", "0.3"}, Ticks.of(0, 0.3, 3).labels());
        assertArrayEquals(
                new String[] {"0", "2.0e-05", "4.0e-05"}, Ticks.of(0, 5e-5, 3).labels());
        for (double tick : Ticks.of(-7.3, 412.9, 6).values()) {
            assertTrue(tick >= -7.3 && tick <= 412.9);
        }
    }

    private static BufferedImage decode(Picture picture) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(picture.bytes()));
    }

    private static void assertMessage(String fragment, Runnable action) {
        String message =
                assertThrows(IllegalArgumentException.class, action::run).getMessage();
        assertTrue(message.contains(fragment), message);
    }
}
