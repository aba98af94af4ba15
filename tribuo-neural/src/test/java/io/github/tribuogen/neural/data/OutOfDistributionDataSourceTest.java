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

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

class OutOfDistributionDataSourceTest {
    private final DigitsDataSource<Label> digits = new DigitsDataSource<>(new LabelFactory(), DigitsSplit.VALIDATION);

    private OutOfDistributionDataSource<Label> source(OutOfDistributionKind kind, long seed, int size) {
        return new OutOfDistributionDataSource<>(digits, kind, seed, size);
    }

    @Test
    void everyKindIsReproducibleAndRebuildable() {
        for (OutOfDistributionKind kind : OutOfDistributionKind.values()) {
            OutOfDistributionDataSource<Label> source = source(kind, 5, 20);
            assertEquals(20, SourceTests.list(source).size());
            assertEquals(SourceTests.list(source), SourceTests.list(source));
            assertFalse(SourceTests.list(source).equals(SourceTests.list(source(kind, 6, 20))));
            SourceTests.checkProvenanceAndRebuild(source);
            assertEquals(200, new OutOfDistributionDataSource<>(digits, kind, 1).size());
            for (Example<Label> example : source) {
                assertEquals(64, example.size());
                assertEquals(LabelFactory.UNKNOWN_LABEL, example.getOutput());
                for (double value : SourceTests.values(example)) {
                    assertTrue(value >= 0 && value <= 16);
                }
            }
        }
    }

    @Test
    void noiseFillsTheRangeAndConstantsAreConstant() {
        // 64,000 uniform numbers on [0, 16]: the mean lies within five standard errors with probability above 1 - 1e-6.
        double sum = 0;
        for (Example<Label> example : source(OutOfDistributionKind.UNIFORM_NOISE, 1, 1000)) {
            sum += Arrays.stream(SourceTests.values(example)).sum();
        }
        assertEquals(8, sum / 64000, 5 * 16 / Math.sqrt(12 * 64000));
        Set<Double> constants = new HashSet<>();
        for (Example<Label> example : source(OutOfDistributionKind.CONSTANT, 1, 50)) {
            assertEquals(
                    1, Arrays.stream(SourceTests.values(example)).distinct().count());
            constants.add(SourceTests.values(example)[0]);
        }
        assertEquals(50, constants.size());
    }

    @Test
    void permutedExamplesKeepTheirValues() {
        Set<List<Double>> sorted = new HashSet<>();
        Set<List<Double>> plain = new HashSet<>();
        for (Example<Label> example : digits) {
            sorted.add(
                    Arrays.stream(SourceTests.values(example)).sorted().boxed().toList());
            plain.add(Arrays.stream(SourceTests.values(example)).boxed().toList());
        }
        for (Example<Label> example : source(OutOfDistributionKind.PERMUTED, 1, 50)) {
            assertTrue(sorted.contains(
                    Arrays.stream(SourceTests.values(example)).sorted().boxed().toList()));
            assertFalse(plain.contains(
                    Arrays.stream(SourceTests.values(example)).boxed().toList()));
        }
    }

    @Test
    void interpolatedExamplesAreMeansOfPairsOfDifferentOutputs() {
        DigitsDataSource<Label> few = new DigitsDataSource<>(
                new LabelFactory(), DigitsSplit.VALIDATION, new ExampleSelection().withMaxExamples(12));
        List<Example<Label>> originals = SourceTests.list(few);
        for (Example<Label> example :
                new OutOfDistributionDataSource<>(few, OutOfDistributionKind.INTERPOLATED, 1, 40)) {
            double[] values = SourceTests.values(example);
            boolean found = false;
            for (Example<Label> one : originals) {
                for (Example<Label> two : originals) {
                    double[] mean = SourceTests.values(one);
                    double[] other = SourceTests.values(two);
                    for (int j = 0; j < mean.length; j++) {
                        mean[j] = (mean[j] + other[j]) / 2;
                    }
                    found |= !one.getOutput().equals(two.getOutput()) && Arrays.equals(mean, values);
                }
            }
            assertTrue(found);
        }
    }

    @Test
    void oneOutputCannotBeInterpolated() {
        DigitsDataSource<Label> ones =
                new DigitsDataSource<>(new LabelFactory(), DigitsSplit.ALL, new ExampleSelection().withClasses("1"));
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> new OutOfDistributionDataSource<>(ones, OutOfDistributionKind.INTERPOLATED, 1))
                .getMessage();
        assertTrue(message.contains("at least two"), message);
        assertArrayEquals(
                new int[] {182},
                new int[] {new OutOfDistributionDataSource<>(ones, OutOfDistributionKind.PERMUTED, 1).size()});
    }
}
