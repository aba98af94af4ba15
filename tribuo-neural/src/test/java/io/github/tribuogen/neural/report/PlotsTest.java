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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Plots with text; skipped on a machine without a font. */
class PlotsTest {

    @Test
    void curvesAreDrawnInTheirColoursAndReproducibly() {
        needFonts();
        double[] x = {0, 1, 2, 3};
        CurvePlot plot = CurvePlot.of("Training", "step", "loss")
                .curve("a", x, new double[] {4, 3, 2, 1})
                .curve("b", x, new double[] {1, Double.NaN, Double.POSITIVE_INFINITY, 4}, new double[] {1, 1, 1, 1});
        Picture picture = plot.render();
        assertTrue(count(picture, Theme.series(0)) > 200, "first curve");
        assertArrayEquals(picture.bytes(), plot.render().bytes());
        assertFalse(Arrays.equals(picture.bytes(), plot.logY().render().bytes()));
    }

    @Test
    void curveLeavesOutWhatALogarithmCannotShow() {
        needFonts();
        Picture picture = CurvePlot.of("", "x", "y")
                .curve("a", new double[] {0, 1, 10, 100}, new double[] {5, 1, 0, 7})
                .logX()
                .logY()
                .markers()
                .render();
        assertTrue(count(picture, Theme.series(0)) > 20);
        CurvePlot nothing = CurvePlot.of("empty", "x", "y")
                .curve("a", new double[] {1, 2}, new double[] {0, -1})
                .logY();
        assertThrows(IllegalStateException.class, nothing::render);
        assertThrows(IllegalStateException.class, () -> CurvePlot.of("empty", "x", "y")
                .render());
    }

    @Test
    void longCurveKeepsItsExtremes() {
        needFonts();
        double[] x = new double[200_000];
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = i;
        }
        y[123_456] = 1;
        Picture flat = CurvePlot.of("", "x", "y")
                .curve("a", x, new double[x.length])
                .yRange(-1, 2)
                .render();
        Picture spike =
                CurvePlot.of("", "x", "y").curve("a", x, y).yRange(-1, 2).render();
        assertTrue(count(spike, Theme.series(0)) > count(flat, Theme.series(0)) + 50, "the spike of one point is seen");
    }

    @Test
    void curveOfOnePointAndOfTinyAndHugeValues() {
        needFonts();
        for (double size : new double[] {1e-12, 1e-4, 1, 1e9}) {
            Picture picture = CurvePlot.of("size " + size, "x", "y")
                    .curve("a", new double[] {size}, new double[] {size})
                    .curve("b", new double[] {0, size, 2 * size}, new double[] {size, -size, 3 * size})
                    .render();
            assertTrue(count(picture, Theme.series(0)) > 20, "marker of the lone point at " + size);
        }
    }

    @Test
    void pointsAreDrawnInTheColoursOfTheirGroups() {
        needFonts();
        ScatterPlot plot = ScatterPlot.of("Codes", "first", "second")
                .group("a", new double[] {0, 1, 2}, new double[] {1, 5, 2})
                .group("b", new double[] {3}, new double[] {4});
        Picture picture = plot.render();
        assertTrue(count(picture, Theme.series(0)) > 20 && count(picture, Theme.series(1)) > 5);
        assertArrayEquals(picture.bytes(), plot.render().bytes());
        assertThrows(IllegalArgumentException.class, () -> plot.group("a", new double[] {1}, new double[] {1}));
        assertThrows(IllegalArgumentException.class, () -> plot.group("c", new double[] {1}, new double[0]));
        assertThrows(
                IllegalArgumentException.class, () -> plot.group("c", new double[] {1}, new double[] {Double.NaN}));
        assertThrows(
                IllegalStateException.class, () -> ScatterPlot.of("", "x", "y").render());
    }

    @Test
    void curveNamesWhatDoesNotFit() {
        CurvePlot plot = CurvePlot.of("", "x", "y").curve("a", new double[1], new double[1]);
        assertMessage("'b' has 1 x, 2 y", () -> plot.curve("b", new double[1], new double[2]));
        assertMessage("'b' is empty", () -> plot.curve("b", new double[0], new double[0]));
        assertMessage("'a' already", () -> plot.curve("a", new double[1], new double[1]));
        assertMessage("is NaN", () -> plot.curve("b", new double[] {Double.NaN}, new double[1]));
        assertMessage("[2.0, 1.0]", () -> plot.yRange(2, 1));
    }

    @Test
    void histogramCountsEveryNumberOnce() {
        double[] values = {-1e9, 0.0, 0.24, 0.26, 1.0, Double.POSITIVE_INFINITY, Double.NaN};
        double[] shares = HistogramPlot.shares(values, 0, 0.25, 4);
        assertArrayEquals(new double[] {3 / 6.0, 1 / 6.0, 0, 2 / 6.0}, shares, 1e-15);
        assertArrayEquals(new double[2], HistogramPlot.shares(new double[] {Double.NaN}, 0, 1, 2));
    }

    @Test
    void histogramIsDrawnOfAnyScores() {
        needFonts();
        SplittableRandom random = new SplittableRandom(5);
        double[] known = random.doubles(500).toArray();
        double[] strange = random.doubles(500).map(u -> u - 0.7).toArray();
        HistogramPlot plot =
                HistogramPlot.of("OOD", "score").scores("known", known).scores("strange", strange);
        assertArrayEquals(plot.render().bytes(), plot.render().bytes());
        for (double[] odd : List.of(
                new double[] {3}, new double[] {Double.NaN}, new double[] {0, 0, 0}, new double[] {1e300, -1e300})) {
            HistogramPlot.of("odd", "score").scores("odd", odd).bins(7).render();
        }
        assertMessage("'known' already", () -> plot.scores("known", known));
        assertMessage("bins is 0", () -> plot.bins(0));
        assertThrows(IllegalStateException.class, () -> HistogramPlot.of("", "").render());
    }

    @Test
    void reliabilityDiagramWeighsGapsByCounts() {
        double[] lower = {0, 0.5};
        double[] upper = {0.5, 1};
        ReliabilityDiagram diagram = ReliabilityDiagram.of(
                "net", lower, upper, new long[] {1, 3}, new double[] {0.5, 0.6}, new double[] {0.3, 0.9});
        assertEquals((1 * 0.2 + 3 * 0.3) / 4, diagram.expectedCalibrationError(), 1e-12);
        ReliabilityDiagram empty = ReliabilityDiagram.of(
                "", lower, upper, new long[2], new double[] {Double.NaN, Double.NaN}, new double[] {0, Double.NaN});
        assertEquals(0.0, empty.expectedCalibrationError());
        needFonts();
        assertTrue(count(diagram.render(), Theme.series(0)) > 1000);
        assertEquals(0, count(empty.render(), Theme.series(0)) - keyPixels());
        assertArrayEquals(diagram.render().bytes(), diagram.render().bytes());
    }

    @Test
    void reliabilityDiagramNamesWhatDoesNotFit() {
        double[] one = {1};
        double[] zero = {0};
        assertMessage("lengths", () -> ReliabilityDiagram.of("", zero, one, new long[2], one, one));
        assertMessage("bin 0 is [1.0, 1.0]", () -> ReliabilityDiagram.of("", one, one, new long[1], one, one));
        assertMessage("count[0] is -1", () -> ReliabilityDiagram.of("", zero, one, new long[] {-1}, one, one));
        assertMessage(
                "accuracy 2.0", () -> ReliabilityDiagram.of("", zero, one, new long[] {1}, new double[] {2}, one));
    }

    @Test
    void densityMapPutsLowRowsLow() {
        needFonts();
        double[][] values = {{0, 0}, {1, 1}, {Double.NaN, Double.NEGATIVE_INFINITY}};
        Picture picture = DensityMap.of(values, -1, 1, 0, 2)
                .title("map")
                .axes("a", "b", "log p(x)")
                .points(new double[][] {{5, 5}})
                .render();
        BufferedImage image = picture.image();
        int x = image.getWidth() / 2;
        int top = 40 * Theme.DENSITY;
        int height = 380 * Theme.DENSITY;
        assertEquals(0xd0d3d8, image.getRGB(x, top + height / 6) & 0xffffff, "not finite: grey");
        assertEquals(ColourMap.rgb(1), image.getRGB(x, top + height / 2) & 0xffffff);
        assertEquals(ColourMap.rgb(0), image.getRGB(x, top + height * 5 / 6) & 0xffffff);
        DensityMap.of(new double[][] {{4}}, 0, 1, 0, 1).render();
        DensityMap.of(new double[][] {{Double.NaN}}, 0, 1, 0, 1).render();
        assertMessage("values[1] has 1 columns", () -> DensityMap.of(new double[][] {{1, 2}, {1}}, 0, 1, 0, 1));
        assertMessage("y range is [1.0, 1.0]", () -> DensityMap.of(values, 0, 1, 1, 1));
        assertMessage("points[0] has 3", () -> DensityMap.of(values, 0, 1, 0, 1).points(new double[1][3]));
    }

    @Test
    void gridMakesRoomForItsCaptions() {
        needFonts();
        float[][] rows = new float[6][4];
        Picture bare = SampleGrid.of(rows, 1, 2, 2).columns(3).render();
        Picture captioned = SampleGrid.of(rows, 1, 2, 2)
                .columns(3)
                .columnCaptions(List.of("0", "1", "a caption wider than its column"))
                .rowCaptions(List.of("data", "samples"))
                .render();
        assertTrue(captioned.displayWidth() > bare.displayWidth() + 20);
        assertTrue(captioned.height() / Theme.DENSITY > bare.height() + 100, "upright captions");
    }

    private static int keyPixels() {
        ReliabilityDiagram none = ReliabilityDiagram.of(
                "", new double[] {0}, new double[] {1}, new long[1], new double[1], new double[1]);
        return count(none.render(), Theme.series(0));
    }

    private static int count(Picture picture, Color colour) {
        BufferedImage image = picture.image();
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                count += image.getRGB(x, y) == colour.getRGB() ? 1 : 0;
            }
        }
        return count;
    }

    private static void needFonts() {
        assumeTrue(Theme.fontsAvailable(), "needs a font");
    }

    private static void assertMessage(String fragment, Runnable action) {
        String message =
                assertThrows(IllegalArgumentException.class, action::run).getMessage();
        assertTrue(message.contains(fragment), message);
    }
}
