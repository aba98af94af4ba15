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

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Pictures of examples or samples, side by side, each of C x H x W values with C = 1 (grey) or C = 3 (red, green, blue).
 *
 * <p>A value v is shown with brightness clamp((v - low) / (high - low)); a value that is not a number is shown red, so that
 * a broken sampler is seen. Pixels are enlarged by a whole factor and never blurred. A strip (the steps of a chain, the
 * frames of a clip) is a grid of as many columns as it has steps.
 *
 * <pre>{@code
 * Picture picture = SampleGrid.of(rows, 1, 8, 8).range(0f, 16f).columns(10).columnCaptions(digits).render();
 * }</pre>
 */
public final class SampleGrid {
    private static final int WANTED_CELL = 56;
    private static final int GAP = 3;
    private static final int NOT_A_NUMBER = 0xff2020;
    private static final long MOST_PIXELS = 100_000_000L;

    private final float[][] rows;
    private final int channels;
    private final int height;
    private final int width;

    private float low = 0f;
    private float high = 1f;
    private int columns;
    private int scale;
    private List<String> rowCaptions = List.of();
    private List<String> columnCaptions = List.of();

    private SampleGrid(float[][] rows, int channels, int height, int width) {
        this.rows = rows;
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.columns = (int) Math.ceil(Math.sqrt(rows.length));
        this.scale = Math.max(1, WANTED_CELL / Math.max(height, width));
    }

    /**
     * Starts a grid.
     *
     * @param rows the pictures, at least one, each of C * H * W values in the order channel, row, column
     * @param channels C, 1 or 3
     * @param height H, at least 1
     * @param width W, at least 1
     * @return the grid, of values in [0, 1], about as many columns as rows, and cells of about 56 pixels
     * @throws IllegalArgumentException if a shape does not fit
     */
    public static SampleGrid of(float[][] rows, int channels, int height, int width) {
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("channels is " + channels + ", expected 1 or 3");
        }
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "image shape is " + height + " x " + width + ", expected at least 1 x 1");
        }
        if (rows.length == 0) {
            throw new IllegalArgumentException("rows is empty, expected at least one picture");
        }
        int expected = Math.multiplyExact(channels, Math.multiplyExact(height, width));
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != expected) {
                throw new IllegalArgumentException("rows[" + i + "] has " + rows[i].length + " values, expected "
                        + channels + " x " + height + " x " + width + " = " + expected);
            }
        }
        return new SampleGrid(rows, channels, height, width);
    }

    /**
     * Sets the values shown black and white.
     *
     * @param low the value shown darkest
     * @param high the value shown brightest, above {@code low}
     * @return this
     */
    public SampleGrid range(float low, float high) {
        if (!(low < high) || Float.isInfinite(high - low)) {
            throw new IllegalArgumentException(
                    "range is [" + low + ", " + high + "], expected low < high, both finite");
        }
        this.low = low;
        this.high = high;
        return this;
    }

    /**
     * Sets how many pictures stand side by side.
     *
     * @param columns at least 1
     * @return this
     */
    public SampleGrid columns(int columns) {
        if (columns < 1) {
            throw new IllegalArgumentException("columns is " + columns + ", expected at least 1");
        }
        this.columns = columns;
        return this;
    }

    /**
     * Sets the enlargement.
     *
     * @param scale the pixels along the side of each value's square, at least 1
     * @return this
     */
    public SampleGrid scale(int scale) {
        if (scale < 1) {
            throw new IllegalArgumentException("scale is " + scale + ", expected at least 1");
        }
        this.scale = scale;
        return this;
    }

    /**
     * Sets captions to the left of the rows.
     *
     * @param captions one for each row, or fewer
     * @return this
     */
    public SampleGrid rowCaptions(List<String> captions) {
        this.rowCaptions = List.copyOf(captions);
        return this;
    }

    /**
     * Sets captions above the columns.
     *
     * @param captions one for each column, or fewer
     * @return this
     */
    public SampleGrid columnCaptions(List<String> captions) {
        this.columnCaptions = List.copyOf(captions);
        return this;
    }

    /**
     * Draws the grid.
     *
     * @return the picture
     * @throws IllegalArgumentException if it would have more than a hundred million pixels
     */
    public Picture render() {
        int gridRows = (rows.length + columns - 1) / columns;
        int gridColumns = Math.min(columns, rows.length);
        long cellWidth = (long) width * scale + GAP;
        long cellHeight = (long) height * scale + GAP;
        boolean captions = Theme.fontsAvailable();
        Font font = Theme.font(Font.PLAIN, Theme.TICK_SIZE);
        int left = GAP;
        int top = GAP;
        boolean upright = false;
        if (captions && !rowCaptions.isEmpty()) {
            left += widest(rowCaptions, font) + 8;
        }
        if (captions && !columnCaptions.isEmpty()) {
            // Captions wider than their column are turned upright: they may not run into one another.
            int widest = widest(columnCaptions, font);
            upright = widest > cellWidth - 4;
            top += upright ? widest + 6 : Theme.TICK_SIZE + 6;
        }
        long totalWidth = left + gridColumns * cellWidth;
        long totalHeight = top + gridRows * cellHeight;
        if (totalWidth * totalHeight > MOST_PIXELS) {
            throw new IllegalArgumentException("The grid of " + rows.length + " pictures would have " + totalWidth
                    + " x " + totalHeight + " pixels, expected at most " + MOST_PIXELS + " in all");
        }
        // Captions are drawn twice as fine as the picture is shown, as in every plot; bare pixels need no more than one
        // each.
        int density = top > GAP || left > GAP ? Theme.DENSITY : 1;
        BufferedImage image =
                new BufferedImage((int) totalWidth * density, (int) totalHeight * density, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Theme.PAPER);
        pen.fillRect(0, 0, image.getWidth(), image.getHeight());
        for (int i = 0; i < rows.length; i++) {
            int x = left + (int) (i % columns * cellWidth);
            int y = top + (int) (i / columns * cellHeight);
            paint(image, rows[i], x * density, y * density, scale * density);
        }
        if (density > 1) {
            pen.scale(density, density);
            Theme.smooth(pen);
            pen.setFont(font);
            pen.setColor(Theme.INK);
            drawRowCaptions(pen, gridRows, left, top, cellHeight);
            drawColumnCaptions(pen, gridColumns, left, top, cellWidth, upright);
        }
        pen.dispose();
        return Picture.png(image, (int) totalWidth);
    }

    private void drawRowCaptions(Graphics2D pen, int gridRows, int left, int top, long cellHeight) {
        FontMetrics metrics = pen.getFontMetrics();
        for (int row = 0; row < Math.min(gridRows, rowCaptions.size()); row++) {
            String caption = rowCaptions.get(row);
            float y = top + row * cellHeight + (cellHeight - GAP) / 2f + metrics.getAscent() / 2f - 1;
            pen.drawString(caption, left - 6 - metrics.stringWidth(caption), y);
        }
    }

    private void drawColumnCaptions(
            Graphics2D pen, int gridColumns, int left, int top, long cellWidth, boolean upright) {
        FontMetrics metrics = pen.getFontMetrics();
        for (int column = 0; column < Math.min(gridColumns, columnCaptions.size()); column++) {
            String caption = columnCaptions.get(column);
            float middle = left + column * cellWidth + (cellWidth - GAP) / 2f;
            if (upright) {
                Graphics2D turned = (Graphics2D) pen.create();
                turned.translate(middle + metrics.getAscent() / 2.0 - 1, top - 4);
                turned.rotate(-Math.PI / 2);
                turned.drawString(caption, 0, 0);
                turned.dispose();
            } else {
                pen.drawString(caption, middle - metrics.stringWidth(caption) / 2f, top - 5);
            }
        }
    }

    /**
     * Draws each picture by itself, without captions: the frames of an {@link AnimatedGif}.
     *
     * @return one picture for each row
     */
    public List<Picture> frames() {
        List<Picture> frames = new ArrayList<>(rows.length);
        for (float[] row : rows) {
            BufferedImage image = new BufferedImage(width * scale, height * scale, BufferedImage.TYPE_INT_RGB);
            paint(image, row, 0, 0, scale);
            frames.add(Picture.png(image, image.getWidth()));
        }
        return frames;
    }

    private void paint(BufferedImage image, float[] values, int left, int top, int side) {
        int plane = height * width;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = y * width + x;
                int colour = colour(
                        values[at], values[at + plane * (channels / 3)], values[at + 2 * plane * (channels / 3)]);
                for (int dy = 0; dy < side; dy++) {
                    for (int dx = 0; dx < side; dx++) {
                        image.setRGB(left + x * side + dx, top + y * side + dy, colour);
                    }
                }
            }
        }
    }

    private int colour(float red, float green, float blue) {
        if (Float.isNaN(red) || Float.isNaN(green) || Float.isNaN(blue)) {
            return NOT_A_NUMBER;
        }
        return level(red) << 16 | level(green) << 8 | level(blue);
    }

    private int level(float value) {
        double share = ((double) value - low) / ((double) high - low);
        return (int) Math.round(255 * Math.min(1.0, Math.max(0.0, share)));
    }

    private static int widest(List<String> captions, Font font) {
        Graphics2D pen = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        FontMetrics metrics = pen.getFontMetrics(font);
        pen.dispose();
        return captions.stream().mapToInt(metrics::stringWidth).max().orElse(0);
    }
}
