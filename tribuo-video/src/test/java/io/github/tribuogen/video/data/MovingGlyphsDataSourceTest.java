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
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import io.github.tribuogen.neural.data.BoundLayout;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tribuo.Example;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.test.Helpers;

class MovingGlyphsDataSourceTest {
    private static MovingGlyphsDataSource<LogDensity> source(int clips, ClipSplit split, long seed) {
        return new MovingGlyphsDataSource<>(
                new LogDensityFactory(), new ClipShape(clips, 8, 32), clips / 2, split, seed);
    }

    @Test
    void anyClipCanBeDrawnAgain() {
        Clip late = source(40, ClipSplit.TRAIN, 1).clip(33);
        assertArrayEquals(late.pixels(), source(40, ClipSplit.TRAIN, 1).clip(33).pixels());
        // 40 clips of 20 identities: clip 13 shows the same thing in another motion
        Clip other = source(40, ClipSplit.TRAIN, 1).clip(13);
        assertEquals(other.truth().identity(), late.truth().identity());
        assertFalse(Arrays.equals(other.pixels(), late.pixels()));
        assertFalse(Arrays.equals(
                late.pixels(), source(40, ClipSplit.TRAIN, 2).clip(33).pixels()));
        assertFalse(Arrays.equals(
                late.pixels(), source(40, ClipSplit.TEST, 1).clip(33).pixels()));
    }

    @Test
    void splitsShareNoIdentity() {
        Set<String> train = new HashSet<>();
        source(20, ClipSplit.TRAIN, 1)
                .forEach(e -> train.add(ClipTruth.require(e).identity()));
        assertEquals(10, train.size());
        source(20, ClipSplit.TEST, 1)
                .forEach(e -> assertFalse(train.contains(ClipTruth.require(e).identity())));
    }

    /** The mean ink and the entropy of grey targets at this size are known; 2,000 frames tell them to a few per cent. */
    @Test
    void inkIsAsKnown() {
        double ink = 0;
        double entropy = 0;
        int clips = 250;
        MovingGlyphsDataSource<LogDensity> s = source(clips, ClipSplit.TRAIN, 1);
        for (int i = 0; i < clips; i++) {
            float[] pixels = s.clip(i).pixels();
            for (float v : pixels) {
                assertTrue(v >= 0 && v <= 1);
                ink += v / pixels.length / clips;
                if (v > 0 && v < 1) {
                    entropy -= (v * Math.log(v) + (1 - v) * Math.log(1 - v)) / (8.0 * clips);
                }
            }
        }
        assertEquals(0.0395, ink, 0.003);
        assertEquals(24.6, entropy, 2);
    }

    @Test
    void glyphsBounce() {
        for (int i = 0; i < 60; i++) {
            ClipTruth truth = source(60, ClipSplit.TRAIN, 1).clip(i).truth();
            double[] x = truth.track("x");
            double[] y = truth.track("y");
            for (int t = 0; t < 8; t++) {
                assertTrue(x[t] >= 0 && x[t] <= 1 && y[t] >= 0 && y[t] <= 1);
            }
            for (int t = 1; t < 7; t++) {
                boolean free = Math.min(Math.min(x[t - 1], x[t]), Math.min(y[t - 1], y[t])) > 0
                        && Math.max(Math.max(x[t - 1], x[t]), Math.max(y[t - 1], y[t])) < 1;
                if (free) {
                    assertEquals(0.1, Math.hypot(x[t] - x[t - 1], y[t] - y[t - 1]), 1e-9);
                }
            }
        }
        assertNotEquals(0, source(60, ClipSplit.TRAIN, 1).clip(0).truth().track("x")[0]);
    }

    /** The middle of the ink follows the position; glyphs stay on the canvas, whose outermost pixels have little ink. */
    @Test
    void inkFollowsThePosition() {
        MovingGlyphsDataSource<LogDensity> s = source(50, ClipSplit.TRAIN, 1);
        for (int i = 0; i < 50; i++) {
            Clip clip = s.clip(i);
            double[] x = clip.truth().track("x");
            double[] middle = new double[8];
            for (int t = 0; t < 8; t++) {
                double sum = 0;
                for (int k = 0; k < 1024; k++) {
                    float v = clip.pixels()[t * 1024 + k];
                    sum += v;
                    middle[t] += v * (k % 32 + 0.5);
                }
                middle[t] = middle[t] / sum - 18 * x[t];
            }
            for (int t = 1; t < 8; t++) {
                assertEquals(middle[0], middle[t], 0.35, "clip " + i);
            }
        }
    }

    @Test
    void affineMotionTurnsWithinItsLimits() {
        var s = new MovingGlyphsDataSource<>(
                new LabelFactory(), new ClipShape(20, 16, 32), "CLUNMW", 20, new AffineMotion(), ClipSplit.TRAIN, 5);
        for (int i = 0; i < 20; i++) {
            ClipTruth truth = s.clip(i).truth();
            assertEquals(Set.of("angle", "scale", "shear"), truth.tracks().keySet());
            double[] angle = truth.track("angle");
            for (int t = 0; t < 16; t++) {
                assertTrue(Math.abs(angle[t]) <= 45 && Math.abs(truth.track("shear")[t]) <= 0.2);
                assertTrue(Math.abs(truth.track("scale")[t] - 1) <= 0.2);
            }
            assertEquals("CLUNMW".substring(i % 6, i % 6 + 1), truth.label());
        }
    }

    @Test
    void examplesFitTheLayoutAndKeepTheTruth() {
        var s = new MovingGlyphsDataSource<>(new LabelFactory(), new ClipShape(6, 3, 16), 6, ClipSplit.TRAIN, 5);
        MutableDataset<Label> data = new MutableDataset<>(s);
        BoundLayout layout = s.layout().bind(data.getFeatureIDMap());
        assertEquals(3 * 16 * 16, data.getFeatureMap().size());
        for (int i = 0; i < 6; i++) {
            Example<Label> e = data.getExample(i);
            float[] row = new float[layout.size()];
            layout.densify(e, row, 0);
            assertArrayEquals(s.clip(i).pixels(), row, 1e-7f);
            assertEquals(s.clip(i).truth().label(), e.getOutput().getLabel());
            ClipTruth truth = ClipTruth.require(e);
            assertArrayEquals(s.clip(i).truth().track("x"), truth.track("x"));
            Example<?> read = Example.deserialize(e.serialize());
            assertArrayEquals(truth.track("y"), ClipTruth.require(read).track("y"));
        }
        var configuration = ProvenanceUtil.extractConfiguration(s.getProvenance());
        ConfigurationManager cm = new ConfigurationManager();
        cm.addConfiguration(configuration);
        var rebuilt = (MovingGlyphsDataSource<?>) cm.lookup(configuration.get(0).getName());
        assertArrayEquals(s.clip(5).pixels(), rebuilt.clip(5).pixels());
        Helpers.testProvenanceMarshalling(s.getProvenance());
    }

    @Test
    void badSettingsAreNamed() {
        named(
                "frames",
                () -> new MovingGlyphsDataSource<>(new LabelFactory(), new ClipShape(6, 0, 16), 6, ClipSplit.TRAIN, 5));
        named(
                "clips",
                () -> new MovingGlyphsDataSource<>(new LabelFactory(), new ClipShape(0, 3, 16), 6, ClipSplit.TRAIN, 5));
        named(
                "size",
                () -> new MovingGlyphsDataSource<>(new LabelFactory(), new ClipShape(6, 3, 4), 6, ClipSplit.TRAIN, 5));
        named(
                "identities",
                () -> new MovingGlyphsDataSource<>(new LabelFactory(), new ClipShape(6, 3, 16), 0, ClipSplit.TRAIN, 5));
        named(
                "glyphs",
                () -> new MovingGlyphsDataSource<>(
                        new LabelFactory(),
                        new ClipShape(6, 3, 16),
                        "0x",
                        6,
                        new BouncingMotion(),
                        ClipSplit.TRAIN,
                        5));
        named("step", () -> new BouncingMotion(1));
        var s = source(4, ClipSplit.TRAIN, 1);
        assertThrows(IllegalArgumentException.class, () -> s.clip(4));
        assertThrows(IllegalArgumentException.class, () -> s.clip(0).truth().track("angle"));
    }

    private static void named(String field, org.junit.jupiter.api.function.Executable e) {
        assertEquals(field, assertThrows(PropertyException.class, e).getProperty());
    }
}
