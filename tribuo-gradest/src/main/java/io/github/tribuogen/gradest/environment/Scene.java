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
package io.github.tribuogen.gradest.environment;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** Lines, boxes, discs and polygons in the task's units on a canvas in pixels, y up, the origin in the middle unless moved. */
final class Scene {
    private static final Color GROUND = new Color(0x80, 0x80, 0x80);
    private static final Color BODY = new Color(0x26, 0x4b, 0x7d);
    private static final Color POLE = new Color(0xc4, 0x5a, 0x28);

    private final Graphics2D g;
    private final double scale;
    private double x0;
    private double y0;

    /** A white scene that shows at least so many units to each side. */
    Scene(Graphics2D g, int width, int height, double units) {
        this.g = g;
        this.scale = Math.min(width, height) / (2 * units);
        this.x0 = width / 2.0;
        this.y0 = height / 2.0;
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, width, height);
    }

    /** Puts a point into the middle. */
    Scene around(double x, double y) {
        x0 -= x * scale;
        y0 += y * scale;
        return this;
    }

    private void line(Color colour, double width, double x1, double y1, double x2, double y2) {
        g.setColor(colour);
        g.setStroke(new BasicStroke((float) (width * scale), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.draw(new Line2D.Double(x0 + x1 * scale, y0 - y1 * scale, x0 + x2 * scale, y0 - y2 * scale));
    }

    Scene ground(double y, double units) {
        line(GROUND, units / 100, -10 * units, y, 10 * units, y);
        return this;
    }

    /** A link from a point in a direction, the angle from straight up, clockwise. */
    Scene link(double x, double y, double angle, double length) {
        line(POLE, length / 10, x, y, x + length * Math.sin(angle), y + length * Math.cos(angle));
        return this;
    }

    Scene box(double x, double y, double width, double height) {
        g.setColor(BODY);
        g.fill(new Rectangle2D.Double(
                x0 + (x - width / 2) * scale, y0 - (y + height / 2) * scale, width * scale, height * scale));
        return this;
    }

    Scene disc(double x, double y, double radius) {
        g.setColor(BODY);
        g.fill(new Ellipse2D.Double(
                x0 + (x - radius) * scale, y0 - (y + radius) * scale, 2 * radius * scale, 2 * radius * scale));
        return this;
    }

    /** Ground, a body or a moving part of any shape, given by its corners, each its x and its y. */
    Scene land(double[][] corners) {
        return fill(GROUND, corners);
    }

    Scene body(double[][] corners) {
        return fill(BODY, corners);
    }

    Scene part(double[][] corners) {
        return fill(POLE, corners);
    }

    private Scene fill(Color colour, double[][] corners) {
        Path2D path = new Path2D.Double();
        for (double[] corner : corners) {
            double x = x0 + corner[0] * scale;
            double y = y0 - corner[1] * scale;
            if (path.getCurrentPoint() == null) {
                path.moveTo(x, y);
            } else {
                path.lineTo(x, y);
            }
        }
        path.closePath();
        g.setColor(colour);
        g.fill(path);
        return this;
    }
}
