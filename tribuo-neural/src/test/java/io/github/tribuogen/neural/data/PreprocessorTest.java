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
package io.github.tribuogen.neural.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import io.github.tribuogen.neural.data.protos.PreprocessorProto;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tribuo.test.Helpers;

class PreprocessorTest {
    private static final int ROWS = 7;
    private static final int COLUMNS = 5;

    /** Every preprocessor; each takes whole numbers 0 to 15 over 16. */
    private static List<Preprocessor> all() {
        return List.of(
                AffineScaling.betweenRanges(0, 1, -1, 1),
                new Standardisation(),
                new Dequantisation(0.0625f),
                new LogitTransform(0.01f),
                new PreprocessorChain(),
                new PreprocessorChain(List.of(new AffineScaling(3, 1), new Standardisation())),
                new PreprocessorChain(List.of(
                        new AffineScaling(16, 0),
                        new Dequantisation(),
                        new AffineScaling(0.0625f, 0),
                        new LogitTransform(),
                        new Standardisation(ZeroVariance.REFUSE))));
    }

    private static float[] grid(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] data = new float[ROWS * COLUMNS];
        for (int i = 0; i < data.length; i++) {
            data[i] = random.nextInt(16) / 16f;
        }
        return data;
    }

    private static String message(Class<? extends Exception> type, Runnable action) {
        return assertThrows(type, action::run).getMessage();
    }

    @Test
    @Tag("smoke")
    void everyPreprocessorSurvivesProtobufConfigurationAndProvenance() {
        for (Preprocessor preprocessor : all()) {
            FittedPreprocessor fitted = preprocessor.fit(grid(1), ROWS, COLUMNS);
            FittedPreprocessor back = FittedPreprocessor.deserialize(fitted.serialize());
            assertEquals(fitted, back);
            assertArrayEquals(fitted.forward(grid(2), ROWS), back.forward(grid(2), ROWS));
            assertEquals(fitted.logCellVolume(), back.logCellVolume());
            Helpers.testProtoSerialization(fitted);
            Helpers.testProvenanceMarshalling(preprocessor.getProvenance());
            ConfigurationManager manager = new ConfigurationManager();
            manager.addConfiguration(ProvenanceUtil.extractConfiguration(preprocessor.getProvenance()));
            Preprocessor configured = manager.lookupAll(preprocessor.getClass()).stream()
                    .filter(p -> p.toString().equals(preprocessor.toString()))
                    .findFirst()
                    .orElseThrow();
            assertEquals(fitted, configured.fit(grid(1), ROWS, COLUMNS));
        }
    }

    @Test
    void inverseUndoesForwardWithAndWithoutNoise() {
        for (Preprocessor preprocessor : all()) {
            FittedPreprocessor fitted = preprocessor.fit(grid(1), ROWS, COLUMNS);
            float[] data = grid(3);
            float[] before = data.clone();
            assertArrayEquals(data, fitted.inverse(fitted.forward(data, ROWS), ROWS), 1e-5f, fitted.toString());
            float[] noise = FittedPreprocessor.uniformNoise(ROWS * fitted.noiseColumns(), new SplittableRandom(4));
            for (int i = 0; i < noise.length; i++) {
                // Away from the edges of the cells, where rounding may fall to either side.
                noise[i] = 0.05f + 0.9f * noise[i];
            }
            float[] noisy = fitted.transform(data, ROWS, noise).values();
            assertArrayEquals(data, fitted.inverse(noisy, ROWS), 1e-5f, fitted.toString());
            assertEquals(fitted.noiseColumns() > 0, !java.util.Arrays.equals(noisy, fitted.forward(data, ROWS)));
            assertArrayEquals(before, data);
        }
    }

    /** All maps act on each column alone, so the determinant is the product of central differences. */
    @Test
    void logDeterminantsAgreeWithDifferences() {
        for (Preprocessor preprocessor : all()) {
            FittedPreprocessor fitted = preprocessor.fit(grid(1), ROWS, COLUMNS);
            float[] data = grid(5);
            float h = 0x1.0p-9f;
            for (int i = 0; i < data.length; i++) {
                data[i] = 0.1f + 0.8f * data[i];
            }
            float[] up = data.clone();
            float[] down = data.clone();
            for (int i = 0; i < data.length; i++) {
                up[i] += h;
                down[i] -= h;
            }
            float[] upper = fitted.forward(up, ROWS);
            float[] lower = fitted.forward(down, ROWS);
            double[] found = fitted.transform(data, ROWS, (float[]) null).logDeterminants();
            for (int row = 0; row < ROWS; row++) {
                double expected = 0;
                for (int j = row * COLUMNS; j < (row + 1) * COLUMNS; j++) {
                    expected += Math.log(Math.abs((double) upper[j] - lower[j]) / ((double) up[j] - down[j]));
                }
                assertEquals(expected, found[row], 5e-3, fitted.toString());
            }
        }
    }

    @Test
    void affineMapsAreDescribedToTheBit() {
        int affine = 0;
        for (Preprocessor preprocessor : all()) {
            FittedPreprocessor fitted = preprocessor.fit(grid(1), ROWS, COLUMNS);
            if (fitted.affine().isPresent()) {
                affine++;
                AffineMap map = fitted.affine().get();
                float[] data = grid(6);
                float[] forward = fitted.forward(data, ROWS);
                for (int i = 0; i < data.length; i++) {
                    float expected = data[i] * map.scale()[i % COLUMNS] + map.shift()[i % COLUMNS];
                    // A chain rounds between its parts, the composed map does not.
                    assertEquals(expected, forward[i], preprocessor instanceof PreprocessorChain ? 1e-5f : 0f);
                }
                assertEquals(
                        map.logDeterminant(),
                        fitted.transform(data, ROWS, (float[]) null).logDeterminants()[0],
                        1e-6);
            }
        }
        assertEquals(4, affine);
    }

    @Test
    void standardisedColumnsHaveMeanZeroAndVarianceOne() {
        SplittableRandom random = new SplittableRandom(8);
        int rows = 500;
        float[] data = new float[rows * 3];
        for (int i = 0; i < rows; i++) {
            data[3 * i] = (float) (1000 + random.nextDouble());
            data[3 * i + 1] = (float) (1e-3 * random.nextDouble());
            data[3 * i + 2] = 0.1f;
        }
        FittedPreprocessor fitted = new Standardisation().fit(data, rows, 3);
        float[] out = fitted.forward(data, rows);
        for (int column = 0; column < 3; column++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < rows; i++) {
                sum += out[3 * i + column];
                squares += (double) out[3 * i + column] * out[3 * i + column];
            }
            assertEquals(0, sum / rows, 1e-3);
            assertEquals(column == 2 ? 0 : 1, squares / rows, 1e-3);
        }
        assertEquals(1f, fitted.affine().orElseThrow().scale()[2]);
        String message = message(
                IllegalArgumentException.class, () -> new Standardisation(ZeroVariance.REFUSE).fit(data, rows, 3));
        assertTrue(message.contains("1 of 3 columns") && message.contains("[2]"), message);
    }

    @Test
    void dequantisationFillsTheCellAndCountsItsVolume() {
        FittedPreprocessor fitted = new Dequantisation(2f).fit(new float[] {0, 2}, 1, 2);
        assertArrayEquals(new float[] {1, 3}, fitted.forward(new float[] {0, 2}, 1));
        assertArrayEquals(
                new float[] {0.5f, 3.5f},
                fitted.transform(new float[] {0, 2}, 1, new float[] {0.25f, 0.75f})
                        .values());
        assertEquals(2 * Math.log(2), fitted.logCellVolume(), 1e-12);
        // Pixels k/16 scaled to whole numbers: the cell is 1/16 wide in the units of the data.
        FittedPreprocessor chain = new PreprocessorChain(List.of(new AffineScaling(16, 0), new Dequantisation()))
                .fit(grid(1), ROWS, COLUMNS);
        assertEquals(-COLUMNS * Math.log(16), chain.logCellVolume(), 1e-6);
        for (float u : FittedPreprocessor.uniformNoise(100_000, new SplittableRandom(2))) {
            assertTrue(u >= 0f && u < 1f);
        }
    }

    @Test
    void equalSeedsGiveEqualNoise() {
        FittedPreprocessor fitted = all().get(6).fit(grid(1), ROWS, COLUMNS);
        float[] one = fitted.transform(grid(2), ROWS, new SplittableRandom(3)).values();
        float[] two = fitted.transform(grid(2), ROWS, new SplittableRandom(3)).values();
        float[] other = fitted.transform(grid(2), ROWS, new SplittableRandom(4)).values();
        assertArrayEquals(one, two);
        assertFalse(java.util.Arrays.equals(one, other));
    }

    @Test
    void badInputNamesWhatWasFoundAndExpected() {
        for (Preprocessor preprocessor : all()) {
            assertThrows(IllegalArgumentException.class, () -> preprocessor.fit(new float[0], 0, COLUMNS));
            assertThrows(IllegalArgumentException.class, () -> preprocessor.fit(new float[4], 1, COLUMNS));
            float[] nan = grid(1);
            nan[7] = Float.NaN;
            String message = message(IllegalArgumentException.class, () -> preprocessor.fit(nan, ROWS, COLUMNS));
            assertTrue(message.contains("NaN in row 1, column 2"), message);
            FittedPreprocessor fitted = preprocessor.fit(grid(1), ROWS, COLUMNS);
            assertThrows(IllegalArgumentException.class, () -> fitted.forward(new float[4], 1));
            assertThrows(IllegalArgumentException.class, () -> fitted.inverse(new float[4], 1));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> fitted.transform(grid(1), ROWS, new float[ROWS * fitted.noiseColumns() + 1]));
        }
        String message =
                message(IllegalArgumentException.class, () -> new LogitTransform().fit(new float[] {0, 16}, 1, 2));
        assertTrue(message.contains("16.0") && message.contains("[0, 1]"), message);
        assertThrows(IllegalArgumentException.class, () -> new PreprocessorChain(
                        List.of(new LogitTransform(), new Dequantisation()))
                .fit(grid(1), ROWS, COLUMNS));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Dequantisation().fit(new float[2], 1, 2).transform(new float[2], 1, new float[] {0f, 1f}));
        assertThrows(PropertyException.class, () -> new AffineScaling(0, 1));
        assertThrows(PropertyException.class, () -> AffineScaling.betweenRanges(1, 1, 0, 1));
        assertThrows(PropertyException.class, () -> new Dequantisation(-1));
        assertThrows(PropertyException.class, () -> new LogitTransform(0.5f));
    }

    @Test
    void tamperedProtobufsAreRefused() {
        PreprocessorProto proto =
                new Standardisation().fit(grid(1), ROWS, COLUMNS).serialize();
        assertThrows(
                RuntimeException.class,
                () -> FittedPreprocessor.deserialize(
                        proto.toBuilder().setVersion(99).build()));
        assertThrows(
                RuntimeException.class,
                () -> FittedPreprocessor.deserialize(
                        proto.toBuilder().setClassName("no.such.Class").build()));
        assertThrows(
                RuntimeException.class,
                () -> FittedPreprocessor.deserialize(proto.toBuilder()
                        .setClassName(FittedLogit.class.getName())
                        .build()));
    }
}
