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
package io.github.tribuogen.neural.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RandomStreamTest {
    private static HostTensor draw(long seed, long step, int threads, Function<RandomStream, Tensor> f) {
        Graph g = new Graph();
        Tensor s = g.input("seed", DType.INT64, Shape.SCALAR);
        Tensor t = g.input("step", DType.INT64, Shape.SCALAR);
        Tensor y = f.apply(RandomStream.of(s, t));
        GraphFunction fn = new GraphFunction("draw", Map.of("seed", s, "step", t), Map.of("y", y));
        try (Executable e = Executable.compile(fn, Device.cpu(threads))) {
            return e.run(Map.of("seed", HostTensor.scalar(seed), "step", HostTensor.scalar(step)))
                    .get("y");
        }
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }

    @Test
    void equalsSplitMix64InJava() {
        long gamma = 0x9e3779b97f4a7c15L;
        long key = mix(mix(-17L) ^ gamma); // first draw
        double[] expected = new double[6];
        for (int i = 0; i < 6; i++) {
            long word = mix(key + ((5L << 32) + i) * gamma);
            expected[i] = (word >>> 32) * 1000 >>> 32;
        }
        HostTensor y = draw(-17, 5, 1, r -> r.integers(1000, 6));
        assertArrayEquals(expected, y.toDoubles());
    }

    @Test
    void normalMomentsAndIndependence() {
        int n = 200_001;
        double[] x = draw(3, 0, 1, r -> r.normal(DType.FLOAT32, n)).toDoubles();
        double m = Arrays.stream(x).average().orElseThrow();
        double v = Arrays.stream(x).map(a -> a * a).average().orElseThrow();
        double k = Arrays.stream(x).map(a -> a * a * a * a).average().orElseThrow();
        double lag = 0;
        int half = (n + 1) / 2;
        double pair = 0;
        for (int i = 0; i + half < n; i++) {
            lag += x[i] * x[i + 1];
            pair += x[i] * x[i + half];
        }
        // bounds of 4.5 standard errors: a false alarm in 150,000 for each of the five
        assertEquals(0, m, 4.5 / Math.sqrt(n));
        assertEquals(1, v, 4.5 * Math.sqrt(2.0 / n));
        assertEquals(3, k, 4.5 * Math.sqrt(96.0 / n));
        assertEquals(0, lag / half, 4.5 / Math.sqrt(half));
        assertEquals(0, pair / half, 4.5 / Math.sqrt(half));
    }

    @Test
    void uniformIsFlatAndOpen() {
        int n = 100_000;
        double[] x = draw(11, 2, 1, r -> r.uniform(DType.FLOAT32, n)).toDoubles();
        int[] bins = new int[20];
        for (double a : x) {
            assertTrue(a > 0 && a < 1);
            bins[(int) (a * 20)]++;
        }
        double chi = 0;
        for (int b : bins) {
            chi += (b - n / 20.0) * (b - n / 20.0) / (n / 20.0);
        }
        assertTrue(chi < 52, "chi-square of 19 degrees above its 1 - 7e-5 quantile: " + chi);
    }

    @Test
    void sameArgumentsSameBitsOthersDiffer() {
        Function<RandomStream, Tensor> f = r -> r.child("a").normal(DType.FLOAT32, 3001);
        HostTensor base = draw(1, 7, 1, f);
        assertEquals(base, draw(1, 7, 2, f));
        assertFalse(base.equals(draw(2, 7, 1, f)));
        assertFalse(base.equals(draw(1, 8, 1, f)));
        assertFalse(base.equals(draw(1, 7, 1, r -> r.child("b").normal(DType.FLOAT32, 3001))));
    }

    @Test
    void childStreamsDoNotDisturbOneAnother() {
        HostTensor alone = draw(1, 7, 1, r -> r.child("a").normal(DType.FLOAT32, 10));
        HostTensor beside = draw(1, 7, 1, r -> {
            RandomStream a = r.child("a");
            r.normal(DType.FLOAT32, 5);
            r.child("b").normal(DType.FLOAT32, 5);
            return a.normal(DType.FLOAT32, 10);
        });
        assertEquals(alone, beside);
    }

    /** The greatest word there is must not become 1, nor the logarithm of its complement infinite. */
    @Test
    void uniformOfTheGreatestWordIsBelowOne() {
        long gamma = 0x9e3779b97f4a7c15L;
        long seed = 0;
        while (mix(mix(mix(seed) ^ gamma)) >>> 40 != 0xffffffL) {
            seed++;
        }
        double u = draw(seed, 0, 1, r -> r.uniform(DType.FLOAT32, 2)).get(0);
        assertTrue(u > 1 - 0x1p-22 && u < 1, "uniform " + u);
        double l = draw(seed, 0, 1, r -> r.logisticLike(r.normal(DType.FLOAT32, 2)))
                .get(0);
        assertTrue(Double.isFinite(l));
    }

    private static void assertMoments(double[] x, double mean, double variance, double fourth) {
        int n = x.length;
        double m = Arrays.stream(x).average().orElseThrow();
        double v = Arrays.stream(x).map(a -> (a - mean) * (a - mean)).average().orElseThrow();
        // bounds of 4.5 standard errors: a false alarm in 150,000 for each of the two
        assertEquals(mean, m, 4.5 * Math.sqrt(variance / n));
        assertEquals(variance, v, 4.5 * Math.sqrt(Math.max(0, fourth - variance * variance) / n) + 1e-6);
    }

    /** Means, variances and fourth central moments of the composed laws are those of the books. */
    @Test
    void composedLawsHaveTheirMoments() {
        int n = 100_000;
        Function<RandomStream, Tensor> like = r -> r.child("like").uniform(DType.FLOAT32, n);
        double[] sign = draw(4, 0, 1, r -> r.rademacherLike(like.apply(r))).toDoubles();
        assertTrue(Arrays.stream(sign).allMatch(s -> Math.abs(s) == 1));
        assertMoments(sign, 0, 1, 1);
        double pi2 = Math.PI * Math.PI;
        double[] gumbel = draw(5, 0, 1, r -> r.gumbelLike(like.apply(r))).toDoubles();
        assertMoments(gumbel, 0.5772156649, pi2 / 6, 5.4 * pi2 * pi2 / 36);
        double[] logistic = draw(6, 0, 1, r -> r.logisticLike(like.apply(r))).toDoubles();
        assertMoments(logistic, 0, pi2 / 3, 4.2 * pi2 * pi2 / 9);
        double p = 0.3;
        double[] coin = draw(7, 0, 1, r -> r.bernoulli(like.apply(r).zerosLike().add(p)))
                .toDoubles();
        assertTrue(Arrays.stream(coin).allMatch(c -> c == 0 || c == 1));
        assertMoments(coin, p, p * (1 - p), p * (1 - p) * (1 - 3 * p * (1 - p)));
        for (double certain : new double[] {0, 1}) {
            assertTrue(Arrays.stream(draw(
                                    8,
                                    0,
                                    1,
                                    r -> r.bernoulli(like.apply(r).zerosLike().add(certain)))
                            .toDoubles())
                    .allMatch(c -> c == certain));
        }
    }

    /** Numbers that share a byte or a word come as often as they should, whatever their neighbours say. */
    @Test
    void coinsOfOneWordAreIndependent() {
        int n = 400_000;
        Function<RandomStream, Tensor> like = r -> r.child("like").uniform(DType.FLOAT32, n);
        // one, two, four and eight bits for each, and a quarter of a word
        for (double p : new double[] {0.5, 0.75, 5 / 16.0, 77 / 256.0, 0.2}) {
            double[] coins = Arrays.stream(draw(10, 0, 1, r -> r.coinsLike(like.apply(r), p, 2.5))
                            .toDoubles())
                    .map(c -> c / 2.5)
                    .toArray();
            assertEquals(n, coins.length);
            assertTrue(Arrays.stream(coins).allMatch(c -> c == 0 || c == 1));
            assertMoments(coins, p, p * (1 - p), p * (1 - p) * (1 - 3 * p * (1 - p)));
            for (int lag : new int[] {1, 2, 3, 4, 5, 6, 7, 8, 64, n / 4, n / 2}) {
                double both = java.util.stream.IntStream.range(0, n - lag)
                        .mapToDouble(i -> coins[i] * coins[i + lag])
                        .average()
                        .orElseThrow();
                // 4.5 standard errors, were the products independent; those that share a factor have a covariance
                double variance = p * p * (1 - p * p) + 2 * p * p * p * (1 - p);
                assertEquals(p * p, both, 4.5 * Math.sqrt(variance / (n - lag)), p + " at lag " + lag);
            }
        }
        for (double certain : new double[] {0, 1}) {
            double[] coins = draw(11, 0, 1, r -> r.coinsLike(like.apply(r).slice(0, 0, 7), certain, 1))
                    .toDoubles();
            assertEquals(7, coins.length);
            assertTrue(Arrays.stream(coins).allMatch(c -> c == certain));
        }
        assertThrows(IllegalArgumentException.class, () -> draw(11, 0, 1, r -> r.coinsLike(like.apply(r), 1.5, 1)));
    }

    @Test
    void categoriesComeAsOftenAsTheirLogitsSay() {
        int n = 60_000;
        double[] p = {0.1, 0.2, 0.7};
        float[] logits = {(float) Math.log(p[0]), (float) Math.log(p[1]), (float) Math.log(p[2])};
        double[] drawn = draw(9, 0, 1, r -> {
                    Tensor any = r.child("like").uniform(DType.FLOAT32, n, 1).zerosLike();
                    return r.categorical(any.add(any.graph().constant(HostTensor.of(logits, 3))));
                })
                .toDoubles();
        int[] counts = new int[3];
        for (double k : drawn) {
            counts[(int) k]++;
        }
        for (int k = 0; k < 3; k++) {
            assertEquals(p[k], counts[k] / (double) n, 4.5 * Math.sqrt(p[k] * (1 - p[k]) / n));
        }
    }
}
