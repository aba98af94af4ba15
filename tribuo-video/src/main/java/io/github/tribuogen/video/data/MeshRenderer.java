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

import java.util.Arrays;

/**
 * Draws a mesh in parallel projection: turned by its yaw about the vertical axis, tilted towards the viewer, every triangle in one shade
 * {@code 0.25 + 0.75 max(0, n . l)} under a light that stands still, the nearest in front, four samples a pixel, black behind.
 */
final class MeshRenderer {
    private static final double HALF_WIDTH = 1.05;
    private static final double TILT = StrictMath.toRadians(20);
    private static final double[] LIGHT = normalised(-0.4, 0.6, 0.7);
    private static final double AMBIENT = 0.25;
    private static final int SAMPLES = 2;

    private MeshRenderer() {}

    private static double[] normalised(double x, double y, double z) {
        double length = Math.sqrt(x * x + y * y + z * z);
        return new double[] {x / length, y / length, z / length};
    }

    /** The shades of a frame, [size * size], in [0, 1]. */
    static float[] draw(Mesh mesh, double yawDegrees, int size) {
        int n = size * SAMPLES;
        double[] depth = new double[n * n];
        Arrays.fill(depth, Double.NEGATIVE_INFINITY);
        double[] shade = new double[n * n];
        double cosYaw = StrictMath.cos(StrictMath.toRadians(yawDegrees));
        double sinYaw = StrictMath.sin(StrictMath.toRadians(yawDegrees));
        for (double[][] triangle : mesh.triangles()) {
            double[][] seen = new double[3][];
            for (int c = 0; c < 3; c++) {
                seen[c] = turned(triangle[c], cosYaw, sinYaw);
            }
            fill(seen, depth, shade, n);
        }
        float[] pixels = new float[size * size];
        for (int row = 0; row < n; row++) {
            for (int column = 0; column < n; column++) {
                pixels[row / SAMPLES * size + column / SAMPLES] +=
                        (float) (shade[row * n + column] / (SAMPLES * SAMPLES));
            }
        }
        return pixels;
    }

    private static double[] turned(double[] p, double cosYaw, double sinYaw) {
        double x = cosYaw * p[0] + sinYaw * p[2];
        double z = -sinYaw * p[0] + cosYaw * p[2];
        double cos = StrictMath.cos(TILT);
        double sin = StrictMath.sin(TILT);
        return new double[] {x, cos * p[1] - sin * z, sin * p[1] + cos * z};
    }

    private static void fill(double[][] t, double[] depth, double[] shade, int n) {
        double[] u = {t[1][0] - t[0][0], t[1][1] - t[0][1], t[1][2] - t[0][2]};
        double[] v = {t[2][0] - t[0][0], t[2][1] - t[0][1], t[2][2] - t[0][2]};
        double area = u[0] * v[1] - u[1] * v[0];
        if (area <= 1e-12) {
            return; // seen from behind or edge-on
        }
        double[] normal = normalised(u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], area);
        double lit = normal[0] * LIGHT[0] + normal[1] * LIGHT[1] + normal[2] * LIGHT[2];
        double value = AMBIENT + (1 - AMBIENT) * Math.max(0, lit);
        double step = 2 * HALF_WIDTH / n;
        double left = Math.min(t[0][0], Math.min(t[1][0], t[2][0]));
        double right = Math.max(t[0][0], Math.max(t[1][0], t[2][0]));
        double low = Math.min(t[0][1], Math.min(t[1][1], t[2][1]));
        double high = Math.max(t[0][1], Math.max(t[1][1], t[2][1]));
        int firstColumn = Math.max(0, (int) ((left + HALF_WIDTH) / step - 0.5));
        int lastColumn = Math.min(n - 1, (int) ((right + HALF_WIDTH) / step));
        int firstRow = Math.max(0, (int) ((HALF_WIDTH - high) / step - 0.5));
        int lastRow = Math.min(n - 1, (int) ((HALF_WIDTH - low) / step));
        for (int row = firstRow; row <= lastRow; row++) {
            double y = HALF_WIDTH - (row + 0.5) * step - t[0][1];
            for (int column = firstColumn; column <= lastColumn; column++) {
                double x = (column + 0.5) * step - HALF_WIDTH - t[0][0];
                double a = (x * v[1] - y * v[0]) / area;
                double b = (u[0] * y - u[1] * x) / area;
                double z = t[0][2] + a * u[2] + b * v[2];
                if (a >= 0 && b >= 0 && a + b <= 1 && z > depth[row * n + column]) {
                    depth[row * n + column] = z;
                    shade[row * n + column] = value;
                }
            }
        }
    }
}
