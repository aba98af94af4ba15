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
package io.github.tribuogen.flow.toy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import io.github.tribuogen.neural.density.LogDensity;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tribuo.ConfigurableDataSource;
import org.tribuo.MutableDataset;
import org.tribuo.test.Helpers;

class ToyTest {
    private static final double NORMAL = 0.5 * Math.log(2 * Math.PI);

    /**
     * The generator, the density and the stated entropy agree: a wrong density would have a cross-entropy above its own
     * entropy, taken here on a grid. Random errors above 4.5 standard errors have a chance below 1e-5.
     */
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"LINE", "COSINE"})
    void densityGeneratorAndEntropyAgree(ToyDensity toy) {
        ClosedForm exact = ClosedForm.of(toy);
        int n = 4000;
        double[] nll = Arrays.stream(exact.logDensity(exact.sample(n, new SplittableRandom(5))))
                .map(v -> -v)
                .toArray();
        double mean = Arrays.stream(nll).average().orElseThrow();
        double variance = Arrays.stream(nll).map(v -> (v - mean) * (v - mean)).sum() / n;
        assertEquals(toy.entropy(), mean, 4.5 * Math.sqrt(variance / n) + 0.002);
        double[] integrals = integrals(exact);
        assertEquals(1, integrals[0], 2e-3);
        assertEquals(toy.entropy(), integrals[1], 0.01);
    }

    /** The integrals of p and -p log p by the midpoint rule on [-6, 6]^D, which smooth densities make very exact. */
    private static double[] integrals(ClosedForm exact) {
        int cells = exact.dimension() == 1 ? 2000 : 120;
        double width = 12.0 / cells;
        double total = 0;
        double entropy = 0;
        for (int i = 0; i < cells; i++) {
            float[][] rows = new float[exact.dimension() == 1 ? 1 : cells][exact.dimension()];
            for (int j = 0; j < rows.length; j++) {
                rows[j][0] = (float) (-6 + (i + 0.5) * width);
                if (exact.dimension() == 2) {
                    rows[j][1] = (float) (-6 + (j + 0.5) * width);
                }
            }
            for (double l : exact.logDensity(rows)) {
                if (l > -700) {
                    total += Math.exp(l);
                    entropy -= l * Math.exp(l);
                }
            }
        }
        double cell = Math.pow(width, exact.dimension());
        return new double[] {total * cell, entropy * cell};
    }

    /** The expected negative log density under N(0, I) and, of curves without noise, the curve. */
    @ParameterizedTest
    @CsvSource({
        "EIGHT_GAUSSIANS, 5.964",
        "CHECKERBOARD, 7.17",
        "CIRCLES, 4.70",
        "RINGS, 3.95",
        "MOONS, 3.90",
        "SWISS_ROLL, 3.80",
        "TWO_SPIRALS, 4.40",
        "PINWHEEL, 4.02",
        "MIXTURE_1D, 3.227"
    })
    void momentsAreThoseOfTheGenerators(ToyDensity toy, double expected) {
        double sum = 0;
        int n = 40_000;
        for (float[] x : ClosedForm.of(toy).sample(n, new SplittableRandom(1))) {
            for (float v : x) {
                sum += 0.5 * v * v + NORMAL;
            }
        }
        assertEquals(expected, sum / n, 0.06);
    }

    @Test
    void curvesWithoutNoiseHaveNoDensity() {
        for (ToyDensity toy : List.of(ToyDensity.LINE, ToyDensity.COSINE)) {
            assertEquals(Double.NEGATIVE_INFINITY, toy.entropy());
            assertThrows(IllegalArgumentException.class, () -> ClosedForm.of(toy));
            for (var e : new ToyDataSource(toy, 50, 1)) {
                var features = e.iterator();
                double x = features.next().getValue();
                double y = features.next().getValue();
                assertEquals(toy == ToyDensity.LINE ? x : 2.5 * Math.sin(x), y);
                assertTrue(Math.abs(x) <= 2.5);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void sourcesRepeatThemselvesAndComeBackFromProvenance(ToyDensity toy) {
        ToyDataSource source = new ToyDataSource(toy, 30, 7);
        var data = new MutableDataset<>(source);
        assertEquals(30, data.size());
        assertEquals(toy.dimension(), data.getFeatureMap().size());
        assertEquals(data.getData(), new MutableDataset<>(source).getData());
        Helpers.testProvenanceMarshalling(source.getProvenance());
        var configuration = ProvenanceUtil.extractConfiguration(source.getProvenance());
        ConfigurationManager cm = new ConfigurationManager();
        cm.addConfiguration(configuration);
        @SuppressWarnings("unchecked") // the configuration is that of a source of this type
        var again = (ConfigurableDataSource<LogDensity>)
                cm.lookup(configuration.get(0).getName());
        assertEquals(source.toString(), again.toString());
        assertEquals(data.getData(), new MutableDataset<>(again).getData());
        assertEquals(data.getProvenance(), new MutableDataset<>(again).getProvenance());
    }

    @Test
    void mixturesAreExact() {
        ClosedForm m = ClosedForm.mixture(new double[] {1, 3}, new double[][] {{0, 0}, {2, 1}}, 1, 0.5);
        double first = Math.exp(-2 * NORMAL) / 0.5;
        double second = first * Math.exp(-0.5 * (4 + 4));
        assertEquals(Math.log(0.25 * first + 0.75 * second), m.logDensity(new float[][] {{0, 0}})[0], 1e-12);
        float[][] score =
                ClosedForm.mixture(new double[] {2}, new double[][] {{1, 1}}, 2).score(new float[][] {{3, 1}});
        assertArrayEquals(new float[] {-0.5f, 0}, score[0], 1e-5f);
        assertEquals(3, m.sampleExamples(3, new SplittableRandom(1)).size());
        assertArrayEquals(
                new float[][] {{1, 2}},
                m.toRows(List.of(new org.tribuo.impl.ArrayExample<>(
                        io.github.tribuogen.neural.density.LogDensityFactory.OBSERVED,
                        new String[] {"x2", "x1", "y"},
                        new double[] {2, 1, 5}))));
        assertThrows(IllegalArgumentException.class, () -> m.logDensity(new float[][] {{1}}));
        assertThrows(IllegalArgumentException.class, () -> m.logDensity(new float[][] {{1, Float.NaN}}));
        assertThrows(
                IllegalArgumentException.class, () -> ClosedForm.mixture(new double[] {1}, new double[][] {{0}}, -1));
    }

    @Test
    void picturesAreDensities(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("corner.png");
        BufferedImage image = new BufferedImage(4, 2, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 4; x++) {
            for (int y = 0; y < 2; y++) {
                image.setRGB(x, y, x == 3 && y == 0 ? 0 : 0xffffff); // one dark pixel, top right
            }
        }
        ImageIO.write(image, "png", file.toFile());
        PictureDataSource source = new PictureDataSource(file, false, 2000, 1);
        double[] mean = new double[2];
        for (var e : source) {
            int j = 0;
            for (var f : e) {
                mean[j++] += f.getValue() / 2000;
            }
        }
        assertArrayEquals(new double[] {3, 2}, mean, 0.2);
        ClosedForm exact = ClosedForm.picture(file, false);
        assertEquals(-2 * NORMAL - Math.log(1 * 2), exact.logDensity(new float[][] {{3, 2}})[0], 1e-9);
        Helpers.testProvenanceMarshalling(source.getProvenance());
        assertThrows(PropertyException.class, () -> new PictureDataSource(dir.resolve("none.png"), false, 5, 1));
        Files.writeString(dir.resolve("text.png"), "text");
        assertThrows(PropertyException.class, () -> new PictureDataSource(dir.resolve("text.png"), false, 5, 1));
        assertThrows(PropertyException.class, () -> new ToyDataSource(ToyDensity.MOONS, 0, 1));
    }
}
