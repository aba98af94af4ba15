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
package io.github.tribuogen.video.data;

/** One hand's way to write a glyph, and how it becomes pixels. Lengths are in units of the stroke grid until they are drawn. */
final class GlyphStyle {
    private static final double JITTER = 0.25;
    private static final double CENTRE_X = 2;
    private static final double CENTRE_Y = 3;
    private static final double GRID_HEIGHT = 6;
    private static final double MARGIN = 4;

    private final double[][] points;
    private final double halfStroke;

    /** Draws a style: jittered points, a lean, a width, a stroke. */
    GlyphStyle(char glyph, ClipRandom random) {
        double[][] line = Glyphs.line(glyph);
        double shear = random.uniform(-0.25, 0.25);
        double widening = random.uniform(0.8, 1.1);
        halfStroke = random.uniform(0.35, 0.6);
        points = new double[line.length][2];
        for (int i = 0; i < line.length; i++) {
            double x = line[i][0] - CENTRE_X + JITTER * random.gaussian();
            double y = line[i][1] - CENTRE_Y + JITTER * random.gaussian();
            points[i][0] = widening * x - shear * y;
            points[i][1] = y;
        }
    }

    /**
     * Draws the glyph into a frame of black pixels: {@code clamp(1/2 + half stroke - distance to the line, 0, 1)} at the middle of each.
     *
     * @param out Where to write.
     * @param offset Where the frame begins.
     * @param size Rows and columns of the frame.
     * @param box Rows and columns of the box that the glyph fills at scale 1.
     * @param pose Where and how it stands.
     */
    void draw(float[] out, int offset, int size, int box, GlyphPose pose) {
        double unit = (box - MARGIN) / GRID_HEIGHT * pose.scale();
        double cos = StrictMath.cos(StrictMath.toRadians(pose.angle()));
        double sin = StrictMath.sin(StrictMath.toRadians(pose.angle()));
        double middleX = box / 2.0 + pose.x() * (size - box);
        double middleY = box / 2.0 + pose.y() * (size - box);
        double[][] line = new double[points.length][2];
        double half = halfStroke * unit;
        double[] low = {size, size};
        double[] high = {0, 0};
        for (int i = 0; i < points.length; i++) {
            double x = points[i][0] - pose.shear() * points[i][1];
            double y = points[i][1];
            line[i][0] = middleX + unit * (cos * x - sin * y);
            line[i][1] = middleY + unit * (sin * x + cos * y);
            for (int axis = 0; axis < 2; axis++) {
                low[axis] = Math.min(low[axis], line[i][axis] - half - 1);
                high[axis] = Math.max(high[axis], line[i][axis] + half + 1);
            }
        }
        for (int row = Math.max(0, (int) low[1]); row < Math.min(size, high[1]); row++) {
            for (int column = Math.max(0, (int) low[0]); column < Math.min(size, high[0]); column++) {
                double ink = 0.5 + half - distance(line, column + 0.5, row + 0.5);
                out[offset + row * size + column] = (float) Math.min(Math.max(ink, 0), 1);
            }
        }
    }

    private static double distance(double[][] line, double x, double y) {
        double least = Double.MAX_VALUE;
        for (int i = 1; i < line.length; i++) {
            double dx = line[i][0] - line[i - 1][0];
            double dy = line[i][1] - line[i - 1][1];
            double px = x - line[i - 1][0];
            double py = y - line[i - 1][1];
            double length = dx * dx + dy * dy;
            double along = length == 0 ? 0 : Math.min(Math.max((px * dx + py * dy) / length, 0), 1);
            double ex = px - along * dx;
            double ey = py - along * dy;
            least = Math.min(least, ex * ex + ey * ey);
        }
        return Math.sqrt(least);
    }
}
