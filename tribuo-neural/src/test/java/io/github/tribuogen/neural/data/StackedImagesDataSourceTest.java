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

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

class StackedImagesDataSourceTest {
    private final DigitsDataSource<Label> digits = new DigitsDataSource<>(new LabelFactory(), DigitsSplit.VALIDATION);

    private StackedImagesDataSource<Label> stacks(int size, int channels, long seed) {
        return new StackedImagesDataSource<>(digits, new LabelFactory(), new ExampleSelection(), size, channels, seed);
    }

    @Test
    void isReproducibleAndRebuildable() {
        StackedImagesDataSource<Label> source = stacks(50, 3, 5);
        assertEquals(50, source.size());
        assertEquals(SourceTests.list(source), SourceTests.list(stacks(50, 3, 5)));
        assertFalse(SourceTests.list(source).equals(SourceTests.list(stacks(50, 3, 6))));
        SourceTests.checkProvenanceAndRebuild(source);
    }

    /** Every channel is an image of the source with the label's part of that channel. */
    @Test
    void channelsAreImagesOfTheSourceInTheOrderOfTheLabel() {
        Map<String, Set<String>> images = new HashMap<>();
        for (Example<Label> e : digits) {
            images.computeIfAbsent(e.getOutput().getLabel(), l -> new HashSet<>())
                    .add(Arrays.toString(SourceTests.values(e)));
        }
        for (Example<Label> e : stacks(100, 2, 1)) {
            double[] values = SourceTests.values(e);
            String[] labels = e.getOutput().getLabel().split(StackedImagesDataSource.SEPARATOR);
            assertEquals(128, values.length);
            assertEquals(2, labels.length);
            for (int c = 0; c < 2; c++) {
                String image = Arrays.toString(Arrays.copyOfRange(values, 64 * c, 64 * c + 64));
                assertTrue(images.get(labels[c]).contains(image));
            }
        }
    }

    /** Digits of two channels are independent: of 20,000 stacks each pair of ten classes holds about its share. */
    @Test
    void channelsAreIndependent() {
        double[] one = new double[10];
        double[][] both = new double[10][10];
        int n = 20_000;
        for (String label : SourceTests.labels(stacks(n, 2, 3))) {
            int a = label.charAt(0) - '0';
            int b = label.charAt(2) - '0';
            one[a] += 0.5 / n;
            one[b] += 0.5 / n;
            both[a][b] += 1;
        }
        double chi = 0;
        for (int a = 0; a < 10; a++) {
            for (int b = 0; b < 10; b++) {
                double expected = n * one[a] * one[b];
                chi += (both[a][b] - expected) * (both[a][b] - expected) / expected;
            }
        }
        assertTrue(chi < 149, "chi squared of about 90 degrees of freedom, 1 in 10,000 by chance: " + chi);
    }

    @Test
    void oneOutputForAllMakesADataSetOfDensities() {
        var source = new StackedImagesDataSource<>(
                digits, new LogDensityFactory(), new ExampleSelection().withFixedOutput("OBSERVED"), 5, 3, 1);
        List<Example<LogDensity>> list = SourceTests.list(source);
        assertEquals(LogDensityFactory.OBSERVED, list.get(4).getOutput());
        assertArrayEquals(
                SourceTests.values(SourceTests.list(stacks(5, 3, 1)).get(4)), SourceTests.values(list.get(4)));
    }

    @Test
    void refusesWhatCannotBe() {
        assertThrows(PropertyException.class, () -> stacks(0, 3, 1));
        assertThrows(PropertyException.class, () -> stacks(5, 0, 1));
    }
}
