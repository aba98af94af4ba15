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
package io.github.tribuogen.integration.experiment;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** Rows of numbers read from a user's file for an experiment. */
final class Table {
    private Table() {}

    /** The lines of a gzipped file, split; skips the test if the property is not set or the file is absent. */
    static List<String[]> read(String property, String file, String separator) throws IOException {
        String folder = System.getProperty(property);
        assumeTrue(
                folder != null && Files.exists(Path.of(folder, file)),
                () -> "found -D" + property + "=" + folder + ", expected a folder with " + file + "; skipped");
        List<String[]> lines = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(Path.of(folder, file))), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line.trim().split(separator));
            }
        }
        return lines;
    }

    static void shuffle(List<?> rows) {
        shuffle(rows, 42);
    }

    static void shuffle(List<?> rows, long seed) {
        Collections.shuffle(rows, new Random(seed));
    }

    static <T extends Output<T>> MutableDataset<T> dataset(
            String name, OutputFactory<T> factory, List<double[]> rows, T output) {
        MutableDataset<T> data = new MutableDataset<>(new SimpleDataSourceProvenance(name, factory), factory);
        for (double[] row : rows) {
            data.add(example(row, output));
        }
        return data;
    }

    static <T extends Output<T>> ArrayExample<T> example(double[] row, T output) {
        String[] names = new String[row.length];
        for (int j = 0; j < names.length; j++) {
            names[j] = String.format("x%02d", j);
        }
        return new ArrayExample<>(output, names, row);
    }

    static MutableDataset<LogDensity> densities(String name, List<double[]> rows) {
        return dataset(name, new LogDensityFactory(), rows, LogDensityFactory.OBSERVED);
    }
}
