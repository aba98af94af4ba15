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

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/** A sheet of paper in display pixels, with one helper for frames, ticks and text. */
final class Canvas {
    final Graphics2D pen;
    private final BufferedImage image;
    private final int width;

    Canvas(int width, int height) {
        Theme.requireFonts();
        this.width = width;
        image = new BufferedImage(width * Theme.DENSITY, height * Theme.DENSITY, BufferedImage.TYPE_INT_RGB);
        pen = image.createGraphics();
        pen.scale(Theme.DENSITY, Theme.DENSITY);
        Theme.smooth(pen);
        pen.setColor(Theme.PAPER);
        pen.fillRect(0, 0, width, height);
    }

    Picture picture() {
        pen.dispose();
        return Picture.png(image, width);
    }

    /** Writes text; the anchor is 0 for left, 0.5 for centre, 1 for right of the point; y is the base line. */
    void text(String text, double x, double y, double anchor, Font font, Color colour) {
        pen.setFont(font);
        pen.setColor(colour);
        pen.drawString(text, (float) (x - anchor * width(text, font)), (float) y);
    }

    /** Writes text that runs upwards, centred on the point. */
    void upwards(String text, double x, double y, Font font, Color colour) {
        AffineTransform before = pen.getTransform();
        pen.translate(x, y);
        pen.rotate(-Math.PI / 2);
        text(text, 0, 0, 0.5, font, colour);
        pen.setTransform(before);
    }

    double width(String text, Font font) {
        FontMetrics metrics = pen.getFontMetrics(font);
        return metrics.stringWidth(text);
    }

    void line(double x1, double y1, double x2, double y2, Color colour, float thickness) {
        pen.setColor(colour);
        pen.setStroke(new BasicStroke(thickness));
        pen.draw(new Line2D.Double(x1, y1, x2, y2));
    }

    void dashed(double x1, double y1, double x2, double y2, Color colour, float thickness) {
        pen.setColor(colour);
        pen.setStroke(
                new BasicStroke(thickness, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1f, new float[] {5f, 4f}, 0f));
        pen.draw(new Line2D.Double(x1, y1, x2, y2));
    }

    void fill(double x, double y, double w, double h, Color colour) {
        pen.setColor(colour);
        pen.fill(new Rectangle2D.Double(x, y, w, h));
    }

    void box(Panel panel, Color colour) {
        pen.setColor(colour);
        pen.setStroke(new BasicStroke(1f));
        pen.draw(new Rectangle2D.Double(panel.left, panel.top, panel.width, panel.height));
    }

    /** Ticks and labels below a panel, with grid lines in it where wanted. */
    void xAxis(Panel panel, Ticks ticks, String title, boolean grid, boolean labels) {
        Font font = Theme.font(Font.PLAIN, Theme.TICK_SIZE);
        double bottom = panel.top + panel.height;
        for (int i = 0; i < ticks.values().length; i++) {
            double x = panel.x(ticks.values()[i]);
            if (grid) {
                line(x, panel.top, x, bottom, Theme.GRID, 1f);
            }
            line(x, bottom, x, bottom + 4, Theme.FRAME, 1f);
            if (labels) {
                text(ticks.labels()[i], x, bottom + 18, 0.5, font, Theme.FAINT_INK);
            }
        }
        if (title != null) {
            text(
                    title,
                    panel.left + panel.width / 2,
                    bottom + 38,
                    0.5,
                    Theme.font(Font.PLAIN, Theme.LABEL_SIZE),
                    Theme.INK);
        }
    }

    /** Ticks and labels left of a panel, with grid lines in it where wanted. */
    void yAxis(Panel panel, Ticks ticks, String title, boolean grid) {
        Font font = Theme.font(Font.PLAIN, Theme.TICK_SIZE);
        double widest = 0;
        for (int i = 0; i < ticks.values().length; i++) {
            double y = panel.y(ticks.values()[i]);
            if (grid) {
                line(panel.left, y, panel.left + panel.width, y, Theme.GRID, 1f);
            }
            line(panel.left - 4, y, panel.left, y, Theme.FRAME, 1f);
            text(ticks.labels()[i], panel.left - 8, y + 4, 1.0, font, Theme.FAINT_INK);
            widest = Math.max(widest, width(ticks.labels()[i], font));
        }
        if (title != null) {
            upwards(
                    title,
                    panel.left - widest - 18,
                    panel.top + panel.height / 2,
                    Theme.font(Font.PLAIN, Theme.LABEL_SIZE),
                    Theme.INK);
        }
    }

    /** A rectangle of the sheet that shows a rectangle of the plane, y upwards. */
    record Panel(
            double left, double top, double width, double height, double xMin, double xMax, double yMin, double yMax) {
        double x(double value) {
            return left + width * (value - xMin) / (xMax - xMin);
        }

        double y(double value) {
            return top + height * (yMax - value) / (yMax - yMin);
        }
    }
}
