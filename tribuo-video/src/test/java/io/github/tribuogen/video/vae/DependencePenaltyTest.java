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
package io.github.tribuogen.video.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DependencePenaltyTest {
    private static final int CLIPS = 16;
    private static final int FRAMES = 3;

    /** The penalty, and its gradients by identity and pose, of codes [CLIPS, FRAMES, 2] each. */
    private static Map<String, double[]> penalty(double[] identity, double[] pose) {
        return penalty(new DependencePenalty(1, 1), identity, pose);
    }

    private static Map<String, double[]> penalty(DependencePenalty penalty, double[] identity, double[] pose) {
        Graph g = new Graph();
        Tensor s = g.input("s", DType.FLOAT64, Shape.of(CLIPS, FRAMES, 2));
        Tensor p = g.input("p", DType.FLOAT64, Shape.of(CLIPS, FRAMES, 2));
        Tensor y = penalty.of(s, p);
        List<Tensor> d = Gradients.grad(y, List.of(s, p));
        Map<String, Tensor> out = new LinkedHashMap<>();
        out.put("y", y);
        out.put("ds", d.get(0).add(s.mul(0)));
        out.put("dp", d.get(1));
        try (Executable e =
                Executable.compile(new GraphFunction("penalty", new LinkedHashMap<>(g.inputs()), out), Device.cpu(1))) {
            Map<String, double[]> results = new LinkedHashMap<>();
            e.run(Map.of(
                            "s", HostTensor.of(identity, CLIPS, FRAMES, 2),
                            "p", HostTensor.of(pose, CLIPS, FRAMES, 2)))
                    .forEach((k, t) -> results.put(k, t.toDoubles()));
            return results;
        }
    }

    /** An identity that holds still, and a pose that is noise plus so much of the identity's square. */
    private static double[][] codes(double share, SplittableRandom rng) {
        double[] s = new double[CLIPS * FRAMES * 2];
        double[] p = new double[s.length];
        for (int i = 0; i < CLIPS; i++) {
            double[] id = {rng.nextGaussian(), rng.nextGaussian()};
            for (int t = 0; t < FRAMES; t++) {
                for (int j = 0; j < 2; j++) {
                    int at = (i * FRAMES + t) * 2 + j;
                    s[at] = id[j];
                    p[at] = share * id[j] * id[j] + (1 - share) * rng.nextGaussian();
                }
            }
        }
        return new double[][] {s, p};
    }

    /** Over 200 draws; the mean of independent codes is zero up to four standard errors, of dependent ones far from it. */
    @Test
    void independenceCostsNothingOnAverage() {
        SplittableRandom rng = new SplittableRandom(1);
        double[] mean = new double[2];
        double square = 0;
        int n = 200;
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < 2; k++) {
                double[][] c = codes(0.9 * k, rng);
                double y = penalty(c[0], c[1]).get("y")[0];
                mean[k] += y / n;
                square += k == 0 ? y * y / n : 0;
            }
        }
        assertEquals(0, mean[0], 4 * Math.sqrt(square / n));
        // a square is uncorrelated with what it is a square of: no covariance would tell
        assertTrue(mean[1] > 0.3, "mean " + mean[1]);
    }

    @Test
    void onlyThePoseIsMoved() {
        double[][] c = codes(0.9, new SplittableRandom(2));
        Map<String, double[]> r = penalty(c[0], c[1]);
        for (double d : r.get("ds")) {
            assertEquals(0, d);
        }
        double h = 1e-6;
        double[] up = c[1].clone();
        // a step along the gradient raises the penalty, though the kernel's width is held: hence no exact difference
        double norm = 0;
        for (double d : r.get("dp")) {
            norm += d * d;
        }
        assertTrue(norm > 0);
        for (int i = 0; i < up.length; i++) {
            up[i] += h * r.get("dp")[i] / Math.sqrt(norm);
        }
        assertTrue(penalty(c[0], up).get("y")[0] > r.get("y")[0]);
    }

    /** The formula, written out. */
    @Test
    void isTheCriterionOfItsKernels() {
        double[][] c = codes(0.5, new SplittableRandom(3));
        double[] still = new double[CLIPS * 2];
        for (int i = 0; i < CLIPS; i++) {
            for (int t = 0; t < FRAMES; t++) {
                for (int j = 0; j < 2; j++) {
                    still[2 * i + j] += c[0][(i * FRAMES + t) * 2 + j] / FRAMES;
                }
            }
        }
        double[] widths = {1, 0.25};
        double[][] k = kernel(c[1], FRAMES, widths);
        double[][] l = kernel(still, 1, widths);
        double expected = 3 * criterion(k, l) / Math.sqrt(criterion(k, k) * criterion(l, l));
        assertEquals(
                expected, penalty(new DependencePenalty(3, widths), c[0], c[1]).get("y")[0], 1e-6);
    }

    private static double[][] kernel(double[] raw, int times, double[] widths) {
        int n = CLIPS * times;
        double[] points = raw.clone();
        for (int j = 0; j < 2; j++) {
            double sum = 0;
            double square = 0;
            for (int i = 0; i < n; i++) {
                sum += raw[2 * i + j] / n;
                square += raw[2 * i + j] * raw[2 * i + j] / n;
            }
            for (int i = 0; i < n; i++) {
                points[2 * i + j] /= Math.sqrt(square - sum * sum);
            }
        }
        double[][] squares = new double[n][n];
        double mean = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                squares[i][j] =
                        Math.pow(points[2 * i] - points[2 * j], 2) + Math.pow(points[2 * i + 1] - points[2 * j + 1], 2);
                mean += squares[i][j] / (n * (n - 1.0));
            }
        }
        double[][] k = new double[CLIPS][CLIPS];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (double w : widths) {
                    double share = i / times == j / times ? 0 : 1.0 / (times * times * widths.length);
                    k[i / times][j / times] += share * Math.exp(-squares[i][j] / (w * mean));
                }
            }
        }
        return k;
    }

    /** A feature of a thousandth of the spread costs what it would at its full spread. */
    @Test
    void almostIdleFeaturesCountAlike() {
        double[][] c = codes(0.5, new SplittableRandom(4));
        double[] small = c[1].clone();
        for (int i = 0; i < small.length; i += 2) {
            small[i] *= 1e-3;
        }
        assertEquals(penalty(c[0], c[1]).get("y")[0], penalty(c[0], small).get("y")[0], 0.02);
    }

    /** The unbiased estimate of kernels with diagonals of zero. */
    private static double criterion(double[][] k, double[][] l) {
        double products = 0;
        double wholeK = 0;
        double wholeL = 0;
        double rows = 0;
        for (int i = 0; i < CLIPS; i++) {
            double rowK = 0;
            double rowL = 0;
            for (int j = 0; j < CLIPS; j++) {
                products += k[i][j] * l[i][j];
                rowK += k[i][j];
                rowL += l[i][j];
            }
            wholeK += rowK;
            wholeL += rowL;
            rows += rowK * rowL;
        }
        double b = CLIPS;
        return (products + wholeK * wholeL / ((b - 1) * (b - 2)) - 2 * rows / (b - 2)) / (b * (b - 3));
    }
}
