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
package io.github.tribuogen.video.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Glimpses of two frames of two channels, 9x12, on grids of 3x3. */
class GlimpseGridTest {
    private static final int N = 2;
    private static final int C = 2;
    private static final int H = 9;
    private static final int W = 12;
    private static final int G = 3;
    private static final double SHARE = 0.5;

    /** What the grid of w sees of x, what it writes of p, and the gradients of sums of squares of both. */
    private static Map<String, double[]> run(double[] w, double[] x, double[] p) {
        Graph g = new Graph();
        Tensor where = g.input("w", DType.FLOAT64, Shape.of(N, GlimpseGrid.NUMBERS));
        Tensor frames = g.input("x", DType.FLOAT64, Shape.of(N, C, H, W));
        Tensor picture = g.input("p", DType.FLOAT64, Shape.of(N, G, C, G));
        GlimpseGrid grid = GlimpseGrid.of(where, G, SHARE, H, W);
        Tensor seen = grid.read(frames);
        Tensor written = grid.write(picture);
        Tensor y = seen.square().sum().add(written.square().sum());
        List<Tensor> d = Gradients.grad(y, List.of(where, frames, picture));
        Map<String, Tensor> out = new LinkedHashMap<>();
        out.put("seen", seen);
        out.put("written", written);
        out.put("stride", grid.stride());
        out.put("y", y);
        out.put("dw", d.get(0));
        out.put("dx", d.get(1));
        out.put("dp", d.get(2));
        Map<String, HostTensor> inputs = new LinkedHashMap<>();
        inputs.put("w", HostTensor.of(w, N, GlimpseGrid.NUMBERS));
        inputs.put("x", HostTensor.of(x, N, C, H, W));
        inputs.put("p", HostTensor.of(p, N, G, C, G));
        try (Executable e =
                Executable.compile(new GraphFunction("glimpse", new LinkedHashMap<>(g.inputs()), out), Device.cpu(1))) {
            Map<String, double[]> results = new LinkedHashMap<>();
            e.run(inputs).forEach((k, t) -> results.put(k, t.toDoubles()));
            return results;
        }
    }

    private static double[] random(int n, double scale, long seed) {
        SplittableRandom rng = new SplittableRandom(seed);
        double[] v = new double[n];
        Arrays.setAll(v, i -> scale * rng.nextGaussian());
        return v;
    }

    private static final double[] WHERE = random(N * GlimpseGrid.NUMBERS, 0.3, 1);
    private static final double[] FRAMES = random(N * C * H * W, 1, 2);
    private static final double[] PICTURE = random(N * G * C * G, 1, 3);

    private static double normal(double x, double mean, double variance) {
        return Math.exp(-0.5 * (x - mean) * (x - mean) / variance) / Math.sqrt(2 * Math.PI * variance);
    }

    /** Written out pixel by pixel. */
    @Test
    void filtersAreGaussian() {
        double[] seen = run(WHERE, FRAMES, PICTURE).get("seen");
        for (int n = 0; n < N; n++) {
            double[] w = Arrays.copyOfRange(WHERE, 4 * n, 4 * n + 4);
            double cy = 4 + 4.5 * Math.tanh(w[0]);
            double cx = 5.5 + 6 * Math.tanh(w[1]);
            double d = SHARE * 11 / 2 * Math.exp(w[2]);
            double v = 0.25 + Math.pow(d * Math.exp(w[3]) / 2, 2);
            for (int i = 0; i < G; i++) {
                for (int c = 0; c < C; c++) {
                    for (int j = 0; j < G; j++) {
                        double sum = 0;
                        for (int h = 0; h < H; h++) {
                            for (int k = 0; k < W; k++) {
                                sum += normal(h, cy + (i - 1) * d, v)
                                        * normal(k, cx + (j - 1) * d, v)
                                        * FRAMES[((n * C + c) * H + h) * W + k];
                            }
                        }
                        assertEquals(sum, seen[((n * G + i) * C + c) * G + j], 1e-9);
                    }
                }
            }
        }
    }

    /** Writing is the transpose of reading, times the square of the stride: {@code d^2 <read x, p> = <x, write p>}. */
    @Test
    void writingIsReadingTransposed() {
        Map<String, double[]> r = run(WHERE, FRAMES, PICTURE);
        for (int n = 0; n < N; n++) {
            double d = r.get("stride")[n];
            double read = dot(r.get("seen"), PICTURE, n * G * C * G, (n + 1) * G * C * G);
            double written = dot(r.get("written"), FRAMES, n * C * H * W, (n + 1) * C * H * W);
            assertEquals(written, d * d * read, 1e-9);
        }
    }

    private static double dot(double[] a, double[] b, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @Test
    void gradientsAreSlopes() {
        Map<String, double[]> r = run(WHERE, FRAMES, PICTURE);
        double step = 1e-5;
        for (int i = 0; i < WHERE.length; i++) {
            double[] up = WHERE.clone();
            double[] down = WHERE.clone();
            up[i] += step;
            down[i] -= step;
            double slope = (run(up, FRAMES, PICTURE).get("y")[0]
                            - run(down, FRAMES, PICTURE).get("y")[0])
                    / (2 * step);
            assertEquals(slope, r.get("dw")[i], 1e-5 * Math.max(1, Math.abs(slope)));
        }
        // both are linear, so that the sums of squares are quadratic: x'dx + p'dp = 2 y
        double products = dot(r.get("dx"), FRAMES, 0, FRAMES.length) + dot(r.get("dp"), PICTURE, 0, PICTURE.length);
        assertEquals(2 * r.get("y")[0], products, 1e-8);
    }

    /** A thing a pixel to the right under a grid a pixel to the right looks the same. */
    @Test
    void glimpsesFollowWhatTheyLookAt() {
        double[] w = {0, 0, -1.5, -0.5, 0, 0, -1.5, -0.5};
        double[] frames = new double[N * C * H * W];
        double[] moved = frames.clone();
        for (int c = 0; c < N * C; c++) {
            for (int h = 3; h < 6; h++) {
                for (int k = 4; k < 7; k++) {
                    frames[(c * H + h) * W + k] = c + h * k;
                    moved[(c * H + h) * W + k + 1] = c + h * k;
                }
            }
        }
        double[] aside = w.clone();
        double pixel = Math.log((1 + 1 / 6.0) / (1 - 1 / 6.0)) / 2; // tanh = 1/6, half the frame is 6 pixels
        aside[1] = pixel;
        aside[5] = pixel;
        assertArrayEquals(
                run(w, frames, PICTURE).get("seen"), run(aside, moved, PICTURE).get("seen"), 1e-9);
    }

    /** Ones are written as about ones under the middle of the grid, whatever the stride, and as nothing far from it. */
    @Test
    void intensityDoesNotDependOnTheStride() {
        double[] ones = new double[PICTURE.length];
        Arrays.fill(ones, 1);
        for (double zoom : new double[] {-0.5, 0, 0.4}) {
            double[] written = run(new double[] {0, 0, zoom, 0, 0, 0, zoom, 0}, FRAMES, ones)
                    .get("written");
            assertEquals(1, written[4 * W + 5], 0.1);
        }
        double[] written =
                run(new double[] {0, 0, -2, 0, 0, 0, -2, 0}, FRAMES, ones).get("written");
        assertEquals(0, written[0], 1e-9);
    }
}
