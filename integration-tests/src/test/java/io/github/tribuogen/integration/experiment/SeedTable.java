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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Figures of several contenders over seeds: a row for each contender, means and standard deviations. */
final class SeedTable {
    private final String title;
    private final Map<String, Map<String, List<Double>>> rows = new LinkedHashMap<>();
    private final Set<String> columns = new LinkedHashSet<>();

    SeedTable(String title) {
        this.title = title;
    }

    /** Adds one seed's figures of a contender. */
    SeedTable add(String row, Map<String, Double> figures) {
        figures.forEach((column, value) -> {
            columns.add(column);
            rows.computeIfAbsent(row, r -> new LinkedHashMap<>())
                    .computeIfAbsent(column, c -> new ArrayList<>())
                    .add(value);
        });
        return this;
    }

    double mean(String row, String column) {
        return rows.get(row).get(column).stream().mapToDouble(v -> v).average().orElseThrow();
    }

    private String cell(List<Double> values) {
        if (values == null) {
            return "";
        }
        double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
        if (values.size() == 1) {
            return String.format(Locale.ROOT, "%.3f", mean);
        }
        double squares =
                values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
        return String.format(Locale.ROOT, "%.3f ± %.3f", mean, Math.sqrt(squares / (values.size() - 1)));
    }

    String markdown() {
        StringBuilder out = new StringBuilder("### " + title + "\n\n| |");
        columns.forEach(c -> out.append(' ').append(c).append(" |"));
        out.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
        rows.forEach((name, figures) -> {
            int seeds = figures.values().iterator().next().size();
            out.append("| ")
                    .append(name)
                    .append(seeds > 1 ? " (" + seeds + " seeds)" : "")
                    .append(" |");
            columns.forEach(c -> out.append(' ').append(cell(figures.get(c))).append(" |"));
            out.append('\n');
        });
        return out.append('\n').toString();
    }
}
