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

import io.github.tribuogen.neural.report.Canvas.Panel;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;

/**
 * A function of two variables as colours: a density, an energy, with axes, a colour bar, and data points over it.
 *
 * <p>Values that are not finite are shown grey and do not count for the range of colours.
 */
public final class DensityMap {
    private static final int PANEL = 380;
    private static final int LEFT = 74;
    private static final int TOP = 40;
    private static final int BOTTOM = 54;
    private static final int BAR = 16;
    private static final int NOT_FINITE = 0xd0d3d8;

    private final double[][] values;
    private final double xMin;
    private final double xMax;
    private final double yMin;
    private final double yMax;

    private String title = "";
    private String xTitle = "x1";
    private String yTitle = "x2";
    private String barTitle = "";
    private double low = Double.NaN;
    private double high = Double.NaN;
    private double[][] points = {};

    private DensityMap(double[][] values, double xMin, double xMax, double yMin, double yMax) {
        this.values = values;
        this.xMin = xMin;
        this.xMax = xMax;
        this.yMin = yMin;
        this.yMax = yMax;
    }

    /**
     * Starts a map.
     *
     * @param values {@code values[row][column]}: row 0 at the lowest y, column 0 at the lowest x; each is the colour of a
     *     whole cell, so the function is best taken at cell centres; at least 1 x 1, all rows of one length
     * @param xMin the left edge of the leftmost cells
     * @param xMax the right edge of the rightmost cells, above {@code xMin}
     * @param yMin the lower edge of the lowest cells
     * @param yMax the upper edge of the topmost cells, above {@code yMin}
     * @return the map
     * @throws IllegalArgumentException if a shape or range does not fit
     */
    public static DensityMap of(double[][] values, double xMin, double xMax, double yMin, double yMax) {
        if (values.length == 0 || values[0].length == 0) {
            throw new IllegalArgumentException("values is empty, expected at least 1 x 1");
        }
        for (int row = 1; row < values.length; row++) {
            if (values[row].length != values[0].length) {
                throw new IllegalArgumentException("values[" + row + "] has " + values[row].length
                        + " columns, expected " + values[0].length + " as the first row");
            }
        }
        requireRange("x", xMin, xMax);
        requireRange("y", yMin, yMax);
        return new DensityMap(values, xMin, xMax, yMin, yMax);
    }

    /**
     * Sets the heading.
     *
     * @param title a few words
     * @return this
     */
    public DensityMap title(String title) {
        this.title = title;
        return this;
    }

    /**
     * Sets the names of the axes and of the colours.
     *
     * @param x the horizontal axis
     * @param y the vertical axis
     * @param value what the colours mean, such as "log p(x) in nats"; may be empty
     * @return this
     */
    public DensityMap axes(String x, String y, String value) {
        this.xTitle = x;
        this.yTitle = y;
        this.barTitle = value;
        return this;
    }

    /**
     * Sets the values of the darkest and the brightest colour, instead of the least and the greatest finite value.
     *
     * @param low the value shown darkest, as all below it
     * @param high the value shown brightest, as all above it; above {@code low}
     * @return this
     */
    public DensityMap range(double low, double high) {
        requireRange("value", low, high);
        this.low = low;
        this.high = high;
        return this;
    }

    /**
     * Draws points over the map; those outside are left out.
     *
     * @param points {@code points[i]} is {x, y}
     * @return this
     */
    public DensityMap points(double[][] points) {
        for (int i = 0; i < points.length; i++) {
            if (points[i].length != 2) {
                throw new IllegalArgumentException("points[" + i + "] has " + points[i].length + " values, expected 2");
            }
        }
        this.points = points;
        return this;
    }

    /**
     * Draws the map.
     *
     * @return the picture
     * @throws IllegalStateException if the machine has no font
     */
    public Picture render() {
        double[] range = colourRange();
        Panel panel = panel();
        double barLeft = panel.left() + panel.width() + 18;
        Canvas canvas = new Canvas((int) (barLeft + BAR + 84), (int) (panel.top() + panel.height()) + BOTTOM);
        canvas.text(title, LEFT, 25, 0, Theme.font(Font.BOLD, Theme.TITLE_SIZE), Theme.INK);

        canvas.pen.drawImage(
                image(range[0], range[1]),
                (int) panel.left(),
                (int) panel.top(),
                (int) panel.width(),
                (int) panel.height(),
                null);
        for (double[] point : points) {
            if (point[0] >= xMin && point[0] <= xMax && point[1] >= yMin && point[1] <= yMax) {
                Ellipse2D dot = new Ellipse2D.Double(panel.x(point[0]) - 1.8, panel.y(point[1]) - 1.8, 3.6, 3.6);
                canvas.pen.setColor(new Color(255, 255, 255, 215));
                canvas.pen.fill(dot);
                canvas.pen.setColor(new Color(0, 0, 0, 110));
                canvas.pen.setStroke(new BasicStroke(0.6f));
                canvas.pen.draw(dot);
            }
        }
        canvas.box(panel, Theme.FRAME);
        canvas.xAxis(panel, Ticks.of(xMin, xMax, 6), xTitle, false, true);
        canvas.yAxis(panel, Ticks.of(yMin, yMax, 6), yTitle, false);
        drawBar(canvas, new Panel(barLeft, panel.top(), BAR, panel.height(), 0, 1, range[0], range[1]));
        return canvas.picture();
    }

    private void drawBar(Canvas canvas, Panel bar) {
        BufferedImage colours = new BufferedImage(1, 256, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 256; i++) {
            colours.setRGB(0, 255 - i, ColourMap.rgb(i / 255.0));
        }
        canvas.pen.drawImage(colours, (int) bar.left(), (int) bar.top(), BAR, (int) bar.height(), null);
        canvas.box(bar, Theme.FRAME);
        Font font = Theme.font(Font.PLAIN, Theme.TICK_SIZE);
        Ticks ticks = Ticks.of(bar.yMin(), bar.yMax(), 6);
        double right = bar.left() + BAR;
        double widest = 0;
        for (int i = 0; i < ticks.values().length; i++) {
            double y = bar.y(ticks.values()[i]);
            canvas.line(right, y, right + 4, y, Theme.FRAME, 1f);
            canvas.text(ticks.labels()[i], right + 8, y + 4, 0, font, Theme.FAINT_INK);
            widest = Math.max(widest, canvas.width(ticks.labels()[i], font));
        }
        if (!barTitle.isEmpty()) {
            canvas.upwards(
                    barTitle,
                    right + widest + 28,
                    bar.top() + bar.height() / 2,
                    Theme.font(Font.PLAIN, Theme.LABEL_SIZE),
                    Theme.INK);
        }
    }

    /** Equal units on both axes where that leaves a sensible shape; a square elsewhere. */
    private Panel panel() {
        double ratio = (yMax - yMin) / (xMax - xMin);
        int height = ratio >= 0.4 && ratio <= 1.6 ? (int) Math.round(PANEL * ratio) : PANEL;
        return new Panel(LEFT, TOP, PANEL, height, xMin, xMax, yMin, yMax);
    }

    private BufferedImage image(double least, double greatest) {
        int rows = values.length;
        BufferedImage image = new BufferedImage(values[0].length, rows, BufferedImage.TYPE_INT_RGB);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < values[row].length; column++) {
                double value = values[row][column];
                int colour = Double.isFinite(value) ? ColourMap.rgb((value - least) / (greatest - least)) : NOT_FINITE;
                image.setRGB(column, rows - 1 - row, colour);
            }
        }
        return image;
    }

    private double[] colourRange() {
        if (!Double.isNaN(low)) {
            return new double[] {low, high};
        }
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (double[] row : values) {
            for (double value : row) {
                if (Double.isFinite(value)) {
                    least = Math.min(least, value);
                    greatest = Math.max(greatest, value);
                }
            }
        }
        if (least > greatest) {
            return new double[] {0, 1};
        }
        // A constant function still needs a range to show.
        return least == greatest
                ? new double[] {
                    least - 0.5 * Math.max(1.0, Math.abs(least)), least + 0.5 * Math.max(1.0, Math.abs(least))
                }
                : new double[] {least, greatest};
    }

    private static void requireRange(String name, double low, double high) {
        if (!(low < high) || !Double.isFinite(high - low)) {
            throw new IllegalArgumentException(
                    name + " range is [" + low + ", " + high + "], expected low < high, both finite");
        }
    }
}
