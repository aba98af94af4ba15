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

import java.util.ArrayList;
import java.util.List;

/** Triangles of a solid, x to the right, y up, z to the viewer; seen from outside their corners run anticlockwise. */
final class Mesh {
    private static final int ROUND = 16;

    private final List<double[][]> triangles = new ArrayList<>();

    List<double[][]> triangles() {
        return triangles;
    }

    private void quad(double[] a, double[] b, double[] c, double[] d) {
        triangles.add(new double[][] {a, b, c});
        triangles.add(new double[][] {a, c, d});
    }

    /** Adds a box between two corners. */
    Mesh box(double x0, double y0, double z0, double x1, double y1, double z1) {
        double[][] v = new double[8][];
        for (int i = 0; i < 8; i++) {
            v[i] = new double[] {(i & 1) == 0 ? x0 : x1, (i & 2) == 0 ? y0 : y1, (i & 4) == 0 ? z0 : z1};
        }
        quad(v[4], v[5], v[7], v[6]); // front
        quad(v[1], v[0], v[2], v[3]); // back
        quad(v[5], v[1], v[3], v[7]); // right
        quad(v[0], v[4], v[6], v[2]); // left
        quad(v[6], v[7], v[3], v[2]); // top
        quad(v[0], v[1], v[5], v[4]); // bottom
        return this;
    }

    /** Adds a cone whose base lies in the plane of a given x and whose tip points along x. */
    Mesh cone(double x, double radius, double length) {
        double[] tip = {x + length, 0, 0};
        double[] middle = {x, 0, 0};
        for (int i = 0; i < ROUND; i++) {
            double[] a = onCircle(x, radius, i);
            double[] b = onCircle(x, radius, i + 1);
            triangles.add(new double[][] {a, b, tip});
            triangles.add(new double[][] {b, a, middle});
        }
        return this;
    }

    private static double[] onCircle(double x, double radius, int i) {
        double angle = 2 * StrictMath.PI * (i % ROUND) / ROUND;
        return new double[] {x, radius * StrictMath.cos(angle), radius * StrictMath.sin(angle)};
    }

    /** Adds a ring around the z axis. */
    Mesh ring(double radius, double thickness) {
        for (int i = 0; i < ROUND; i++) {
            for (int j = 0; j < ROUND / 2; j++) {
                quad(
                        onRing(radius, thickness, i, j),
                        onRing(radius, thickness, i + 1, j),
                        onRing(radius, thickness, i + 1, j + 1),
                        onRing(radius, thickness, i, j + 1));
            }
        }
        return this;
    }

    private static double[] onRing(double radius, double thickness, int i, int j) {
        double around = 2 * StrictMath.PI * (i % ROUND) / ROUND;
        double across = 4 * StrictMath.PI * (j % (ROUND / 2)) / ROUND;
        double r = radius + thickness * StrictMath.cos(across);
        return new double[] {r * StrictMath.cos(around), r * StrictMath.sin(around), thickness * StrictMath.sin(across)
        };
    }

    /** Moves the middle of the bounding box to 0 and makes half its diagonal 1, so that the solid fits at any turn. */
    Mesh centred() {
        double[] low = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
        double[] high = {-Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE};
        for (double[][] triangle : triangles) {
            for (double[] corner : triangle) {
                for (int k = 0; k < 3; k++) {
                    low[k] = Math.min(low[k], corner[k]);
                    high[k] = Math.max(high[k], corner[k]);
                }
            }
        }
        double square = 0;
        for (int k = 0; k < 3; k++) {
            square += (high[k] - low[k]) * (high[k] - low[k]) / 4;
        }
        double half = Math.sqrt(square);
        Mesh moved = new Mesh();
        for (double[][] triangle : triangles) {
            double[][] t = new double[3][3];
            for (int c = 0; c < 3; c++) {
                for (int k = 0; k < 3; k++) {
                    t[c][k] = (triangle[c][k] - (low[k] + high[k]) / 2) / half;
                }
            }
            moved.triangles.add(t);
        }
        return moved;
    }
}
