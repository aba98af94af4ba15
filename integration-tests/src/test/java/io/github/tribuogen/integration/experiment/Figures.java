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

import io.github.tribuogen.neural.report.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** The figures of one experiment over its seeds, and the folder {@code target/experiments} that its results go to. */
final class Figures {
    private final String title;
    private final Map<String, List<Double>> values = new LinkedHashMap<>();

    Figures(String title) {
        this.title = title;
    }

    /** Adds one seed's value of a figure. */
    Figures add(String name, double value) {
        values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
        return this;
    }

    double[] all(String name) {
        return values.get(name).stream().mapToDouble(Double::doubleValue).toArray();
    }

    double median(String name) {
        double[] sorted = all(name);
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** Medians and extremes as a Markdown table, then every seed's value. */
    String markdown() {
        StringBuilder out =
                new StringBuilder("### " + title + "\n\n| figure | median | least | most |\n|---|---|---|---|\n");
        values.forEach((name, list) -> {
            double[] sorted = all(name);
            Arrays.sort(sorted);
            out.append("| ").append(name.replace("|", "\\|")).append(" | ").append(text(median(name)));
            out.append(" | ").append(text(sorted[0])).append(" | ");
            out.append(text(sorted[sorted.length - 1])).append(" |\n");
        });
        out.append("\nSeed by seed:\n\n");
        values.forEach((name, list) -> {
            StringJoiner seeds = new StringJoiner(", ", "- " + name + ": ", "\n");
            list.forEach(v -> seeds.add(text(v)));
            out.append(seeds);
        });
        return out.toString();
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, value != 0 && Math.abs(value) < 1e-3 ? "%.2e" : "%.4f", value);
    }

    /** Prints the table and writes it to {@code target/experiments/NAME.md}. */
    void write(String name) throws IOException {
        write(name, markdown());
    }

    static void write(String name, String markdown) throws IOException {
        System.out.println(markdown);
        Files.writeString(folder().resolve(name + ".md"), markdown);
    }

    static void save(Picture picture, String name) throws IOException {
        picture.save(folder().resolve(name + "." + picture.extension()));
    }

    private static Path folder() throws IOException {
        return Files.createDirectories(Path.of("target", "experiments"));
    }
}
