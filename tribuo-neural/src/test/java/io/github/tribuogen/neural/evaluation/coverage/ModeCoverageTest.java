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
package io.github.tribuogen.neural.evaluation.coverage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.neural.data.AffineScaling;
import io.github.tribuogen.neural.data.DigitsDataSource;
import io.github.tribuogen.neural.data.DigitsSplit;
import io.github.tribuogen.neural.data.StackedImagesDataSource;
import io.github.tribuogen.neural.model.NeuralClassifierTrainer;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

class ModeCoverageTest {
    @Test
    void duplicatesAreCounted() {
        ModeCoverage c = ModeCoverage.of(new int[] {2, 2, 2, 0}, 4);
        assertArrayEquals(new long[] {1, 0, 3, 0}, c.counts());
        assertArrayEquals(new double[] {0.25, 0, 0.75, 0}, c.frequencies());
        assertEquals(2, c.covered());
        assertEquals(4, c.samples());
        assertEquals(4, c.modes());
        assertEquals(0.25 * Math.log(0.25) + 0.75 * Math.log(0.75) + Math.log(4), c.divergenceFromUniform(), 1e-12);
    }

    @Test
    void divergencesAreAtLeastZeroAndZeroWhereFrequenciesAgree() {
        SplittableRandom rng = new SplittableRandom(1);
        for (int r = 0; r < 50; r++) {
            int[] ids = rng.ints(100, 0, 7).toArray();
            ModeCoverage c = ModeCoverage.of(ids, 7);
            ModeCoverage other = ModeCoverage.of(rng.ints(500, 0, 7).toArray(), 7);
            assertTrue(c.divergenceFrom(other) >= 0 && c.divergenceFromUniform() >= 0);
            assertEquals(0, c.divergenceFrom(c), 1e-12);
        }
        ModeCoverage even =
                ModeCoverage.of(IntStream.range(0, 12).map(i -> i % 4).toArray(), 4);
        assertEquals(0, even.divergenceFromUniform(), 1e-12);
        ModeCoverage collapsed = ModeCoverage.of(new int[1000], 1000);
        assertEquals(Math.log(1000), collapsed.divergenceFromUniform(), 1e-12);
    }

    @Test
    void aSampleWhereThereAreNoDataIsInfinitelyFar() {
        ModeCoverage data = ModeCoverage.of(new int[] {0, 0, 1}, 3);
        assertEquals(Double.POSITIVE_INFINITY, ModeCoverage.of(new int[] {2}, 3).divergenceFrom(data));
        assertEquals(Math.log(3), ModeCoverage.of(new int[] {1}, 3).divergenceFrom(data), 1e-12);
    }

    /** The floors of a perfect sampler over 1,000 modes, from an independent simulation in another language. */
    @Test
    void aPerfectSamplerHasKnownFloors() {
        CoverageFloor few = CoverageFloor.uniform(1000, 10_000, 60_000, 30, new SplittableRandom(1));
        assertEquals(999.95, few.covered(), 0.2);
        assertEquals(0.051, few.fromLaw(), 1e-3);
        assertEquals(0.059, few.fromReference(), 1e-3);
        CoverageFloor many = CoverageFloor.uniform(1000, 26_000, 60_000, 30, new SplittableRandom(2));
        assertEquals(1000, many.covered(), 1e-9);
        assertEquals(0.019, many.fromLaw(), 1e-3);
        assertEquals(0.028, many.fromReference(), 1e-3);
    }

    @Test
    void aPerfectSamplerFollowsTheLaw() {
        CoverageFloor floor = CoverageFloor.of(new double[] {0.7, 0, 0.3}, 50_000, 50_000, 3, new SplittableRandom(1));
        assertEquals(2, floor.covered());
        assertEquals(0, floor.fromLaw(), 1e-3);
        assertEquals(0, floor.fromReference(), 1e-3);
    }

    @Test
    void refusesWhatCannotBe() {
        assertThrows(IllegalArgumentException.class, () -> ModeCoverage.of(new int[] {3}, 3));
        assertThrows(IllegalArgumentException.class, () -> ModeCoverage.of(new int[0], 3));
        ModeCoverage c = ModeCoverage.of(new int[] {1}, 2);
        assertThrows(IllegalArgumentException.class, () -> c.divergenceFrom(new double[] {1}));
        assertThrows(IllegalArgumentException.class, () -> c.divergenceFrom(new double[] {0.6, 0.6}));
        SplittableRandom rng = new SplittableRandom(1);
        assertThrows(IllegalArgumentException.class, () -> CoverageFloor.uniform(10, 0, 1, 1, rng));
    }

    /** A classifier of single digits names the modes of stacks as their labels do, but for its mistakes. */
    @Test
    void aClassifierNamesStackedDigits() {
        var digits = new DigitsDataSource<>(new LabelFactory(), DigitsSplit.TRAIN);
        NeuralClassifierTrainer trainer = new NeuralClassifierTrainer(
                new Mlp(new StandardActivation(StandardActivation.Function.RELU), 64),
                new Adam(3e-3),
                DigitsDataSource.layout(),
                new AffineScaling(0.125f, -1),
                TrainingSettings.builder()
                        .batchSize(64)
                        .steps(400)
                        .showProgress(false)
                        .build(),
                1);
        var stacks = new StackedImagesDataSource<>(digits, new LabelFactory(), 300, 1L);
        try (var classifier = trainer.train(new MutableDataset<>(digits))) {
            StackedModes modes = new StackedModes(classifier, 3);
            assertEquals(1000, modes.modes());
            assertEquals(347, modes.id("3", "4", "7"));
            List<float[]> rows = new ArrayList<>();
            List<Integer> truth = new ArrayList<>();
            for (Example<Label> e : stacks) {
                rows.add(values(e));
                truth.add(modes.id(e.getOutput().getLabel().split(StackedImagesDataSource.SEPARATOR)));
            }
            int[] found = modes.of(rows.toArray(float[][]::new));
            long right = IntStream.range(0, found.length)
                    .filter(i -> found[i] == truth.get(i))
                    .count();
            assertTrue(right > 270, "right of 300: " + right);
            assertThrows(IllegalArgumentException.class, () -> modes.of(new float[][] {new float[64]}));
            assertThrows(IllegalArgumentException.class, () -> modes.id("3", "4"));
            assertThrows(IllegalArgumentException.class, () -> modes.id("3", "4", "x"));
            Model<Label> model = classifier;
            assertThrows(IllegalArgumentException.class, () -> new StackedModes(model, 10));
        }
    }

    private static float[] values(Example<Label> e) {
        float[] row = new float[e.size()];
        int j = 0;
        for (Feature f : e) {
            row[j++] = (float) f.getValue();
        }
        return row;
    }
}
