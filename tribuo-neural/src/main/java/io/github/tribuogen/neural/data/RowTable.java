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

import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import org.tribuo.Example;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.impl.ArrayExample;

/**
 * The dense rows behind a data source, turned into examples only as they are asked for, so that the compact form stays
 * the only copy.
 */
final class RowTable<T extends Output<T>> {

    /** Reads one number. */
    @FunctionalInterface
    interface Cell {
        double get(int row, int column);
    }

    private final String[] names;
    private final Cell cells;
    private final int[] rows;
    private final String[] outputs;
    private final OutputFactory<T> factory;
    private final Map<String, T> outputOf = new HashMap<>();

    RowTable(
            String what,
            int columns,
            Cell cells,
            String[] labels,
            ExampleSelection selection,
            OutputFactory<T> factory) {
        this.names = indexNames(columns);
        this.cells = cells;
        ExampleSelection.Selected selected = selection.select(labels, what);
        this.rows = selected.rows();
        this.outputs = selected.outputs();
        this.factory = factory;
        for (String output : outputs) {
            if (output != null && !outputOf.containsKey(output)) {
                outputOf.put(output, factory.generateOutput(output));
            }
        }
    }

    /** Decimal numbers padded with zeros to the digits of the count, as Tribuo's IDX source names its features. */
    static String[] indexNames(int count) {
        String format = "%0" + Integer.toString(count).length() + "d";
        String[] names = new String[count];
        for (int i = 0; i < count; i++) {
            names[i] = String.format(Locale.ROOT, format, i);
        }
        return names;
    }

    int size() {
        return rows.length;
    }

    private Example<T> example(int i) {
        double[] values = new double[names.length];
        for (int column = 0; column < values.length; column++) {
            values[column] = cells.get(rows[i], column);
        }
        T output = outputs[i] == null ? factory.getUnknownOutput() : outputOf.get(outputs[i]);
        return new ArrayExample<>(output, names, values);
    }

    Iterator<Example<T>> iterator() {
        return new Iterator<>() {
            private int next = 0;

            @Override
            public boolean hasNext() {
                return next < rows.length;
            }

            @Override
            public Example<T> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return example(next++);
            }
        };
    }
}
