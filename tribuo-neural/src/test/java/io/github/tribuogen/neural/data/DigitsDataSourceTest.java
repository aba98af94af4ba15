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
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tribuo.Example;
import org.tribuo.MutableDataset;
import org.tribuo.anomaly.AnomalyFactory;
import org.tribuo.anomaly.Event;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

class DigitsDataSourceTest {

    private static DigitsDataSource<Label> digits(DigitsSplit split, ExampleSelection selection) {
        return new DigitsDataSource<>(new LabelFactory(), split, selection);
    }

    private static DigitsDataSource<Label> digits(DigitsSplit split) {
        return digits(split, new ExampleSelection());
    }

    private static List<String> keys(Iterable<Example<Label>> source) {
        List<String> keys = new ArrayList<>();
        for (Example<Label> example : source) {
            keys.add(example.getOutput().getLabel() + Arrays.toString(SourceTests.values(example)));
        }
        return keys;
    }

    @Test
    @Tag("smoke")
    void theDigitsAreWhole() {
        DigitsDataSource<Label> all = digits(DigitsSplit.ALL);
        assertEquals(1797, all.size());
        Map<String, Integer> counts = new HashMap<>();
        double sum = 0;
        for (Example<Label> example : all) {
            counts.merge(example.getOutput().getLabel(), 1, Integer::sum);
            double[] values = SourceTests.values(example);
            assertEquals(64, values.length);
            for (double value : values) {
                assertTrue(value >= 0 && value <= 16 && value == Math.rint(value));
                sum += value;
            }
        }
        assertEquals(
                Map.of(
                        "0", 178, "1", 182, "2", 177, "3", 183, "4", 181, "5", 182, "6", 181, "7", 179, "8", 174, "9",
                        180),
                counts);
        // The mean that scikit-learn gives for load_digits().data.
        assertEquals(4.884164579855314, sum / (1797 * 64), 1e-12);
        double[] first = SourceTests.values(all.iterator().next());
        assertArrayEquals(new double[] {0, 0, 5, 13, 9, 1, 0, 0}, Arrays.copyOf(first, 8));
    }

    @Test
    void theSplitsPartitionTheDigits() {
        List<String> together = new ArrayList<>();
        int[] sizes = {1200, 200, 397};
        DigitsSplit[] splits = {DigitsSplit.TRAIN, DigitsSplit.VALIDATION, DigitsSplit.TEST};
        for (int i = 0; i < splits.length; i++) {
            DigitsDataSource<Label> source = digits(splits[i]);
            assertEquals(sizes[i], source.size());
            assertEquals(10, new HashSet<>(SourceTests.labels(source)).size());
            together.addAll(keys(source));
        }
        List<String> all = keys(digits(DigitsSplit.ALL));
        together.sort(null);
        all.sort(null);
        assertEquals(all, together);
    }

    @Test
    void theSplitIsFixedForEver() {
        // Published figures rest on this order.
        assertEquals(
                List.of("4", "4", "9", "9", "7", "1", "5", "5", "8", "2", "7", "9"),
                SourceTests.labels(digits(DigitsSplit.TRAIN)).subList(0, 12));
    }

    @Test
    void classesAreKeptOrLeftOut() {
        DigitsDataSource<Label> known =
                digits(DigitsSplit.TRAIN, new ExampleSelection().withClasses("0", "1", "2", "3", "4", "5", "6", "7"));
        DigitsDataSource<Label> held = digits(DigitsSplit.TRAIN, new ExampleSelection().withClasses("8", "9"));
        assertEquals(1200, known.size() + held.size());
        assertEquals(Set.of("8", "9"), new HashSet<>(SourceTests.labels(held)));
    }

    @Test
    void limitsKeepTheFirst() {
        List<String> train = SourceTests.labels(digits(DigitsSplit.TRAIN));
        assertEquals(
                train.subList(0, 30),
                SourceTests.labels(digits(DigitsSplit.TRAIN, new ExampleSelection().withMaxExamples(30))));
        List<String> few =
                SourceTests.labels(digits(DigitsSplit.TRAIN, new ExampleSelection().withMaxExamplesPerClass(3)));
        assertEquals(30, few.size());
        assertEquals(3, few.stream().filter("4"::equals).count());
    }

    @Test
    void someLabelsAreDroppedAtRandom() {
        List<Example<Label>> full = SourceTests.list(digits(DigitsSplit.TRAIN));
        List<Set<Integer>> draws = new ArrayList<>();
        for (long seed = 1; seed <= 2; seed++) {
            DigitsDataSource<Label> source =
                    digits(DigitsSplit.TRAIN, new ExampleSelection().withLabelsPerClass(10, seed));
            List<Example<Label>> some = SourceTests.list(source);
            Map<String, Integer> counts = new HashMap<>();
            Set<Integer> labelled = new HashSet<>();
            for (int i = 0; i < full.size(); i++) {
                assertArrayEquals(SourceTests.values(full.get(i)), SourceTests.values(some.get(i)));
                if (!some.get(i).getOutput().equals(LabelFactory.UNKNOWN_LABEL)) {
                    assertEquals(full.get(i).getOutput(), some.get(i).getOutput());
                    counts.merge(some.get(i).getOutput().getLabel(), 1, Integer::sum);
                    labelled.add(i);
                }
            }
            assertEquals(10, counts.size());
            assertEquals(Set.of(10), new HashSet<>(counts.values()));
            draws.add(labelled);
            SourceTests.checkProvenanceAndRebuild(source);
        }
        assertNotEquals(draws.get(0), draws.get(1));
        for (Example<Label> example : digits(DigitsSplit.TEST, new ExampleSelection().withLabelsPerClass(0, 1))) {
            assertEquals(LabelFactory.UNKNOWN_LABEL, example.getOutput());
        }
    }

    @Test
    void theLayoutFitsAnySplit() {
        for (DigitsSplit split : DigitsSplit.values()) {
            DigitsDataSource<Label> source = digits(split);
            MutableDataset<Label> dataset = new MutableDataset<>(source);
            BoundLayout layout = DigitsDataSource.layout().bind(dataset.getFeatureIDMap());
            float[] rows = layout.densify(dataset);
            List<Example<Label>> examples = SourceTests.list(source);
            for (int i = 0; i < examples.size(); i++) {
                double[] values = SourceTests.values(examples.get(i));
                for (int j = 0; j < 64; j++) {
                    assertEquals(values[j], rows[i * 64 + j]);
                }
            }
        }
    }

    @Test
    void provenanceRebuildsTheSourceForAnyOutput() {
        SourceTests.checkProvenanceAndRebuild(digits(DigitsSplit.VALIDATION));
        DigitsDataSource<Event> events = new DigitsDataSource<>(
                new AnomalyFactory(), DigitsSplit.VALIDATION, new ExampleSelection().withFixedOutput("EXPECTED"));
        for (Example<Event> example : events) {
            assertEquals(Event.EventType.EXPECTED, example.getOutput().getType());
        }
        SourceTests.checkProvenanceAndRebuild(events);
    }

    @Test
    void badSelectionsNameTheField() {
        ExampleSelection all = new ExampleSelection();
        assertThrows(PropertyException.class, () -> all.withMaxExamples(-1));
        assertThrows(PropertyException.class, () -> all.withMaxExamplesPerClass(-1));
        assertThrows(PropertyException.class, () -> all.withLabelsPerClass(-2, 1));
        assertThrows(PropertyException.class, () -> all.withLabelsPerClass(2, 1).withFixedOutput("a"));
        assertThrows(IllegalArgumentException.class, () -> digits(DigitsSplit.ALL, all.withClasses("10")));
    }
}
