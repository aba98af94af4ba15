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
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.Locale;

/**
 * How often a classifier is right when it says how sure it is: accuracy over confidence, the gap to the diagonal, and
 * below it how many predictions fall into each bin.
 *
 * <p>The title holds the expected calibration error, ECE = sum over bins of (count / total) |accuracy - confidence|, as
 * in C. Guo et al., "On Calibration of Modern Neural Networks" (2017).
 */
public final class ReliabilityDiagram {
    private static final int LEFT = 74;
    private static final int TOP = 62;
    private static final int SIDE = 330;
    private static final int COUNTS = 78;
    private static final int BETWEEN = 14;
    private static final int BOTTOM = 52;
    private static final int RIGHT = 24;
    private static final double TOLERANCE = 1e-6;

    private final String title;
    private final double[] lower;
    private final double[] upper;
    private final long[] count;
    private final double[] accuracy;
    private final double[] confidence;

    private ReliabilityDiagram(
            String title, double[] lower, double[] upper, long[] count, double[] accuracy, double[] confidence) {
        this.title = title;
        this.lower = lower;
        this.upper = upper;
        this.count = count;
        this.accuracy = accuracy;
        this.confidence = confidence;
    }

    /**
     * Makes a diagram.
     *
     * @param title the name of the classifier; may be empty
     * @param lower the lower ends of the bins, in [0, 1]
     * @param upper their upper ends, above the lower ones, in [0, 1]
     * @param count how many predictions fall into each, not negative
     * @param accuracy the share of those that are right, in [0, 1]; not looked at where the count is 0
     * @param confidence their mean confidence, in [0, 1]; not looked at where the count is 0
     * @return the diagram
     * @throws IllegalArgumentException if the lengths differ or a value is out of range
     */
    public static ReliabilityDiagram of(
            String title, double[] lower, double[] upper, long[] count, double[] accuracy, double[] confidence) {
        int bins = lower.length;
        if (bins == 0
                || upper.length != bins
                || count.length != bins
                || accuracy.length != bins
                || confidence.length != bins) {
            throw new IllegalArgumentException(
                    "lower, upper, count, accuracy and confidence have lengths " + bins + ", "
                            + upper.length + ", " + count.length + ", " + accuracy.length + ", " + confidence.length
                            + ", expected the same for all, at least 1");
        }
        for (int bin = 0; bin < bins; bin++) {
            if (!(inUnit(lower[bin]) && inUnit(upper[bin]) && lower[bin] < upper[bin])) {
                throw new IllegalArgumentException("bin " + bin + " is [" + lower[bin] + ", " + upper[bin]
                        + "], expected lower < upper in [0, 1]");
            }
            if (count[bin] < 0) {
                throw new IllegalArgumentException("count[" + bin + "] is " + count[bin] + ", expected at least 0");
            }
            if (count[bin] > 0 && !(inUnit(accuracy[bin]) && inUnit(confidence[bin]))) {
                throw new IllegalArgumentException("bin " + bin + " has accuracy " + accuracy[bin] + " and confidence "
                        + confidence[bin] + ", expected both in [0, 1]");
            }
        }
        return new ReliabilityDiagram(
                title, lower.clone(), upper.clone(), count.clone(), accuracy.clone(), confidence.clone());
    }

    /** The expected calibration error, in [0, 1]; 0 if there are no predictions. */
    public double expectedCalibrationError() {
        double sum = 0;
        long total = 0;
        for (int bin = 0; bin < count.length; bin++) {
            if (count[bin] > 0) {
                sum += count[bin] * Math.abs(accuracy[bin] - confidence[bin]);
                total += count[bin];
            }
        }
        return total == 0 ? 0.0 : sum / total;
    }

    /**
     * Draws the diagram.
     *
     * @return the picture
     * @throws IllegalStateException if the machine has no font
     */
    public Picture render() {
        Canvas canvas = new Canvas(LEFT + SIDE + RIGHT, TOP + SIDE + BETWEEN + COUNTS + BOTTOM);
        String error = String.format(Locale.ROOT, "ECE %.2f %%", 100 * expectedCalibrationError());
        Font heading = Theme.font(Font.BOLD, Theme.TITLE_SIZE);
        canvas.text(title.isEmpty() ? error : title + ", " + error, LEFT, 25, 0, heading, Theme.INK);
        drawKey(canvas);
        drawAccuracies(canvas);
        drawCounts(canvas);
        return canvas.picture();
    }

    private void drawKey(Canvas canvas) {
        Font font = Theme.font(Font.PLAIN, Theme.TICK_SIZE);
        double x = LEFT;
        String[] names = {"accuracy", "gap to confidence", "perfect"};
        for (int i = 0; i < names.length; i++) {
            if (i < 2) {
                canvas.fill(x, 40, 11, 11, i == 0 ? Theme.series(0) : gapFill());
                if (i == 1) {
                    hatch(canvas, x, 40, 11, 11);
                }
            } else {
                canvas.dashed(x - 3, 45.5, x + 14, 45.5, Theme.INK, 1.2f);
            }
            canvas.text(names[i], x + 18, 50, 0, font, Theme.FAINT_INK);
            x += 18 + canvas.width(names[i], font) + 18;
        }
    }

    private void drawAccuracies(Canvas canvas) {
        Panel panel = new Panel(LEFT, TOP, SIDE, SIDE, 0, 1, 0, 1);
        Ticks ticks = Ticks.of(0, 1, 5);
        canvas.xAxis(panel, ticks, null, true, false);
        canvas.yAxis(panel, ticks, "accuracy", true);
        for (int bin = 0; bin < count.length; bin++) {
            if (count[bin] == 0) {
                continue;
            }
            double left = panel.x(lower[bin]) + 0.75;
            double width = panel.x(upper[bin]) - 0.75 - left;
            double top = panel.y(accuracy[bin]);
            double gapTop = panel.y(Math.max(accuracy[bin], confidence[bin]));
            double gapBottom = panel.y(Math.min(accuracy[bin], confidence[bin]));
            double gapHeight = gapBottom - gapTop;
            canvas.fill(left, gapBottom, width, panel.y(0) - gapBottom, Theme.series(0));
            canvas.fill(left, gapTop, width, gapHeight, gapFill());
            hatch(canvas, left, gapTop, width, gapHeight);
            // The accuracy itself, which is above the gap where the classifier is not sure enough.
            canvas.line(left, top, left + width, top, Theme.series(0).darker(), 1.6f);
        }
        canvas.dashed(panel.x(0), panel.y(0), panel.x(1), panel.y(1), Theme.INK, 1.2f);
        canvas.box(panel, Theme.FRAME);
    }

    private void drawCounts(Canvas canvas) {
        long most = 1;
        long total = 0;
        for (long n : count) {
            most = Math.max(most, n);
            total += n;
        }
        double share = total == 0 ? 1.0 : Math.min(1.0, 1.08 * most / total);
        Panel panel = new Panel(LEFT, TOP + SIDE + BETWEEN, SIDE, COUNTS, 0, 1, 0, share);
        canvas.yAxis(panel, Ticks.of(0, share, 2), "share", true);
        for (int bin = 0; bin < count.length && total > 0; bin++) {
            double left = panel.x(lower[bin]) + 0.75;
            double top = panel.y((double) count[bin] / total);
            canvas.fill(left, top, panel.x(upper[bin]) - 0.75 - left, panel.y(0) - top, Theme.FAINT_INK);
        }
        canvas.box(panel, Theme.FRAME);
        canvas.xAxis(panel, Ticks.of(0, 1, 5), "confidence", false, true);
    }

    private static Color gapFill() {
        return Theme.withAlpha(Theme.WARNING, 70);
    }

    private static void hatch(Canvas canvas, double left, double top, double width, double height) {
        Shape before = canvas.pen.getClip();
        canvas.pen.clip(new Rectangle2D.Double(left, top, width, height));
        canvas.pen.setColor(Theme.withAlpha(Theme.WARNING, 190));
        canvas.pen.setStroke(new BasicStroke(1f));
        for (double shift = -height; shift < width; shift += 6) {
            canvas.pen.draw(new Line2D.Double(left + shift, top + height, left + shift + height, top));
        }
        canvas.pen.setClip(before);
    }

    private static boolean inUnit(double value) {
        return value >= -TOLERANCE && value <= 1 + TOLERANCE;
    }
}
