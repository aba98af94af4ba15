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
package io.github.tribuogen.ebm.jem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.ebm.GraphTests;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CropAndFlipTest {
    private static final int B = 200;
    private static final int H = 4;
    private static final int W = 5;
    private static final int C = 2;

    private static double[] images() {
        double[] v = new double[B * C * H * W];
        for (int i = 0; i < v.length; i++) {
            v[i] = i % (C * H * W);
        }
        return v;
    }

    private static double[] apply(Augmentation a, double[] x) {
        Graph g = new Graph();
        Tensor t = GraphTests.constant(g, x, B, C, H, W);
        return GraphTests.values(a.apply(t, GraphTests.stream(g, 3)));
    }

    private static int reflect(int i, int n) {
        int j = Math.abs(i);
        return j < n ? j : 2 * (n - 1) - j;
    }

    /** Every result is one of the crops computed in plain Java, and every one of those occurs. */
    @Test
    void resultsAreTheCropsOfTheReflectedImage() {
        double[] out = apply(new CropAndFlip(1, true), images());
        Set<Integer> seen = new HashSet<>();
        for (int b = 0; b < B; b++) {
            int found = -1;
            for (int kind = 0; kind < 18 && found < 0; kind++) {
                int dy = kind / 6 - 1;
                int dx = kind / 2 % 3 - 1;
                boolean flip = kind % 2 == 1;
                boolean same = true;
                for (int c = 0; c < C; c++) {
                    for (int h = 0; h < H; h++) {
                        for (int w = 0; w < W; w++) {
                            int col = reflect(w + dx, W);
                            col = flip ? W - 1 - col : col;
                            int expected = (c * H + reflect(h + dy, H)) * W + col;
                            same &= out[((b * C + c) * H + h) * W + w] == expected;
                        }
                    }
                }
                if (same) {
                    found = kind;
                }
            }
            assertTrue(found >= 0, "image " + b + " is no crop");
            seen.add(found);
        }
        // a kind is missed by all of 200 images with probability 18 (17/18)^200 = 2e-4; the seed is fixed
        assertEquals(18, seen.size());
    }

    @Test
    void withoutPaddingAndFlipImagesStay() {
        assertArrayEquals(images(), apply(new CropAndFlip(0, false), images()));
    }

    @Test
    void wrongShapesAndSettingsAreRefused() {
        assertThrows(PropertyException.class, () -> new CropAndFlip(-1, true));
        assertThrows(IllegalArgumentException.class, () -> apply(new CropAndFlip(4, true), images()));
        Graph g = new Graph();
        Tensor flat = GraphTests.constant(g, new double[6], 2, 3);
        assertThrows(
                IllegalArgumentException.class, () -> new CropAndFlip(1, true).apply(flat, GraphTests.stream(g, 1)));
    }
}
