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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tribuo.MutableDataset;
import org.tribuo.test.Helpers;

class RotatingSolidsDataSourceTest {
    private static RotatingSolidsDataSource<LogDensity> chairs(int clips, int identities) {
        return new RotatingSolidsDataSource<>(
                new LogDensityFactory(), new ClipShape(clips, 16, 32), identities, ClipSplit.TRAIN, 1);
    }

    private static float[] frame(Clip clip, int t) {
        int n = clip.pixels().length / 16;
        return Arrays.copyOfRange(clip.pixels(), t * n, (t + 1) * n);
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }

    /**
     * The border is black; the mean of what is not black, and the entropy of grey targets, are known from other chairs of these
     * proportions.
     */
    @Test
    void chairsLookAsKnown() {
        RotatingSolidsDataSource<LogDensity> s = chairs(60, 60);
        double foreground = 0;
        double entropy = 0;
        for (int i = 0; i < 60; i++) {
            float[] pixels = s.clip(i).pixels();
            for (int k = 0; k < pixels.length; k++) {
                int x = k % 32;
                int y = k / 32 % 32;
                assertTrue(pixels[k] >= 0 && pixels[k] <= 1);
                assertFalse(pixels[k] > 0 && (x == 0 || y == 0 || x == 31 || y == 31));
                foreground += pixels[k] > 0 ? 1.0 / pixels.length / 60 : 0;
                double v = Math.min(pixels[k], 1);
                entropy -= v > 0 && v < 1 ? (v * Math.log(v) + (1 - v) * Math.log(1 - v)) / 960 : 0;
            }
        }
        assertEquals(0.257, foreground, 0.04);
        assertEquals(155.7, entropy, 20);
    }

    /** The picture of a yaw does not depend on the way there: equal yaws of one chair look the same, opposite ones do not. */
    @Test
    void yawsAreWhatTheySay() {
        RotatingSolidsDataSource<LogDensity> s = chairs(40, 4);
        Clip a = s.clip(0);
        int compared = 0;
        for (int i = 4; i < 40; i += 4) {
            Clip b = s.clip(i);
            assertEquals(a.truth().identity(), b.truth().identity());
            for (int t = 0; t < 16; t++) {
                for (int u = 0; u < 16; u++) {
                    double yaw = a.truth().track("yaw")[t];
                    double other = b.truth().track("yaw")[u];
                    if (yaw == other) {
                        assertArrayEquals(frame(a, t), frame(b, u));
                        compared++;
                    } else if (Math.abs(Math.abs(yaw - other) - 180) < 1e-9) {
                        assertTrue(distance(frame(a, t), frame(b, u)) > 1);
                        compared++;
                    }
                }
            }
        }
        assertTrue(compared > 50);
        double[] yaw = a.truth().track("yaw");
        double step = Math.abs(yaw[1] - yaw[0]);
        assertTrue(Math.abs(step - 11.25) < 1e-9 || Math.abs(step - 348.75) < 1e-9);
    }

    @Test
    void wholeTurnsAndSymmetries() {
        for (Solid kind : Solid.values()) {
            Mesh mesh = SolidShapes.of(kind, ClipRandom.of(5, kind.ordinal()));
            float[] front = MeshRenderer.draw(mesh, 30, 32);
            assertArrayEquals(front, MeshRenderer.draw(mesh, 390, 32), 1e-6f);
            double half = distance(front, MeshRenderer.draw(mesh, 210, 32));
            assertTrue(kind.symmetry() == 2 ? half < 0.4 : half > 1, kind + ": " + half);
            assertTrue(distance(front, MeshRenderer.draw(mesh, 120, 32)) > 1, kind.toString());
        }
    }

    @Test
    void colourAndOtherSolids() {
        var s = new RotatingSolidsDataSource<>(
                new LogDensityFactory(), new ClipShape(12, 4, 16), List.of(Solid.values()), 6, true, ClipSplit.TEST, 3);
        assertEquals(4 * 3 * 16 * 16, new MutableDataset<>(s).getFeatureMap().size());
        assertEquals("lying cone", s.clip(4).truth().label());
        assertEquals(
                s.clip(1).truth().identity(), ClipTruth.require(s.example(7)).identity());
        float[] pixels = s.clip(2).pixels();
        assertFalse(Arrays.equals(Arrays.copyOf(pixels, 256), Arrays.copyOfRange(pixels, 256, 512)));
        Helpers.testProvenanceMarshalling(s.getProvenance());
        var configuration = ProvenanceUtil.extractConfiguration(s.getProvenance());
        ConfigurationManager cm = new ConfigurationManager();
        cm.addConfiguration(configuration);
        var rebuilt =
                (RotatingSolidsDataSource<?>) cm.lookup(configuration.get(0).getName());
        assertArrayEquals(s.clip(3).pixels(), rebuilt.clip(3).pixels());
        assertEquals(
                "solids",
                assertThrows(
                                PropertyException.class,
                                () -> new RotatingSolidsDataSource<>(
                                        new LogDensityFactory(),
                                        new ClipShape(12, 4, 16),
                                        List.of(),
                                        6,
                                        true,
                                        ClipSplit.TEST,
                                        3))
                        .getProperty());
    }
}
