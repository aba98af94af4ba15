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
}
