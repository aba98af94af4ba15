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
package io.github.tribuogen.neural.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.tribuo.evaluation.Evaluation;
import org.tribuo.evaluation.metrics.MetricID;

/**
 * A small table of numbers: usually one row a metric, one column a model.
 *
 * <p>Rows and columns stand in the order of their first mention. {@link #toString()} renders plain text,
 * {@link #toMarkdown()} a Markdown table; cells without a value show a dash. Immutable; built by {@link #builder()}.
 */
public final class ComparisonTable {
    private static final String EMPTY = "-";

    private final String corner;
    private final int decimals;
    private final List<String> rows;
    private final List<String> columns;
    private final Map<String, Map<String, Double>> values;

    private ComparisonTable(Builder builder) {
        this.corner = builder.corner;
        this.decimals = builder.decimals;
        this.columns = List.copyOf(builder.values.keySet());
        this.rows = List.copyOf(builder.rows);
        Map<String, Map<String, Double>> copy = new LinkedHashMap<>();
        builder.values.forEach((column, cells) -> copy.put(column, Map.copyOf(cells)));
        this.values = Collections.unmodifiableMap(copy);
    }

    /**
     * Starts an empty table.
     *
     * @return a builder.
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Row names, top to bottom, in the order in which they were first added to any column.
     *
     * @return an immutable list.
     */
    public List<String> rows() {
        return rows;
    }

    /**
     * Column names, left to right.
     *
     * @return an immutable list.
     */
    public List<String> columns() {
        return columns;
    }

    /**
     * The number in one cell.
     *
     * @param row a row name.
     * @param column a column name.
     * @return the number, empty where the cell is empty or does not exist.
     */
    public Optional<Double> get(String row, String column) {
        return Optional.ofNullable(values.getOrDefault(column, Map.of()).get(row));
    }

    /**
     * Renders a Markdown table; pipes and line breaks in names are escaped.
     *
     * @return the table, lines ended by a line feed.
     */
    public String toMarkdown() {
        List<List<String>> cells = cells(ComparisonTable::escapeMarkdown);
        int[] widths = widths(cells, 3);
        StringBuilder out = new StringBuilder();
        for (int r = 0; r < cells.size(); r++) {
            for (int c = 0; c < widths.length; c++) {
                out.append("| ")
                        .append(pad(cells.get(r).get(c), widths[c], c > 0))
                        .append(' ');
            }
            out.append("|\n");
            if (r == 0) {
                for (int c = 0; c < widths.length; c++) {
                    String dashes = "-".repeat(widths[c] - 1);
                    out.append("| ")
                            .append(c == 0 ? dashes + "-" : dashes + ":")
                            .append(' ');
                }
                out.append("|\n");
            }
        }
        return out.toString();
    }

    /**
     * Renders the table as plain text with a rule below the header.
     *
     * @return the table, lines ended by a line feed.
     */
    @Override
    public String toString() {
        List<List<String>> cells = cells(UnaryOperator.identity());
        int[] widths = widths(cells, 1);
        StringBuilder out = new StringBuilder();
        for (int r = 0; r < cells.size(); r++) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < widths.length; c++) {
                line.append(c == 0 ? "" : "  ").append(pad(cells.get(r).get(c), widths[c], c > 0));
            }
            out.append(line.toString().stripTrailing()).append('\n');
            if (r == 0) {
                int width = 2 * (widths.length - 1);
                for (int w : widths) {
                    width += w;
                }
                out.append("-".repeat(width)).append('\n');
            }
        }
        return out.toString();
    }

    private List<List<String>> cells(UnaryOperator<String> escape) {
        List<List<String>> lines = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of(escape.apply(corner)));
        columns.forEach(column -> header.add(escape.apply(column)));
        lines.add(header);
        for (String row : rows) {
            List<String> line = new ArrayList<>(List.of(escape.apply(row)));
            for (String column : columns) {
                line.add(format(values.get(column).get(row)));
            }
            lines.add(line);
        }
        return lines;
    }

    private String format(Double value) {
        if (value == null) {
            return EMPTY;
        }
        if (value.isNaN() || value.isInfinite()) {
            return value.toString();
        }
        double size = Math.abs(value);
        // A fixed number of decimals would show a tiny number as zero and a huge one in full.
        boolean fixed = size == 0 || (size >= Math.pow(10, -decimals) && size < 1e7);
        return String.format(Locale.ROOT, "%." + decimals + (fixed ? "f" : "e"), value);
    }

    private static int[] widths(List<List<String>> cells, int least) {
        int[] widths = new int[cells.get(0).size()];
        for (List<String> line : cells) {
            for (int c = 0; c < widths.length; c++) {
                widths[c] = Math.max(Math.max(least, widths[c]), line.get(c).length());
            }
        }
        return widths;
    }

    private static String pad(String text, int width, boolean right) {
        String blanks = " ".repeat(width - text.length());
        return right ? blanks + text : text + blanks;
    }

    private static String escapeMarkdown(String text) {
        return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ");
    }

    /** Collects the cells of a {@link ComparisonTable}. */
    public static final class Builder {
        private final Map<String, Map<String, Double>> values = new LinkedHashMap<>();
        private final Set<String> rows = new LinkedHashSet<>();
        private String corner = "metric";
        private int decimals = 4;

        private Builder() {}

        /**
         * Sets the heading of the row names, "metric" by default.
         *
         * @param heading the text of the top left cell.
         * @return this builder.
         */
        public Builder rowHeading(String heading) {
            this.corner = Objects.requireNonNull(heading, "heading");
            return this;
        }

        /**
         * Sets the number of decimals, 4 by default.
         *
         * @param decimals from 0 to 15.
         * @return this builder.
         * @throws IllegalArgumentException outside that range.
         */
        public Builder decimals(int decimals) {
            if (decimals < 0 || decimals > 15) {
                throw new IllegalArgumentException("decimals must be in [0, 15], found " + decimals);
            }
            this.decimals = decimals;
            return this;
        }

        /**
         * Sets one cell, replacing what stood there.
         *
         * @param column the column, e.g. a model.
         * @param row the row, e.g. a metric.
         * @param value the number.
         * @return this builder.
         */
        public Builder add(String column, String row, double value) {
            Objects.requireNonNull(column, "column");
            Objects.requireNonNull(row, "row");
            values.computeIfAbsent(column, c -> new LinkedHashMap<>()).put(row, value);
            rows.add(row);
            return this;
        }

        /**
         * Adds the entries of a map to a column.
         *
         * @param column the column.
         * @param cells row names and numbers, in the map's order.
         * @return this builder.
         */
        public Builder add(String column, Map<String, Double> cells) {
            cells.forEach((row, value) -> add(column, row, value));
            return this;
        }

        /**
         * Adds every metric of a Tribuo evaluation to a column. A metric that the evaluation holds once goes by its bare
         * name; one that it holds for several targets is followed by the target.
         *
         * @param column the column.
         * @param evaluation an evaluation.
         * @return this builder.
         */
        public Builder add(String column, Evaluation<?> evaluation) {
            Map<String, Integer> uses = new HashMap<>();
            evaluation.asMap().keySet().forEach(id -> uses.merge(id.getB(), 1, Integer::sum));
            evaluation.asMap().forEach((id, value) -> {
                String name = id.getB();
                add(column, uses.get(name) == 1 ? name : name + " (" + target(id) + ")", value);
            });
            return this;
        }

        private static String target(MetricID<?> id) {
            return id.getA()
                    .getAverageTarget()
                    .map(average -> average.name().toLowerCase(Locale.ROOT))
                    .orElseGet(() -> id.getA().getOutputTarget().orElseThrow().getSerializableForm(false));
        }

        /**
         * Finishes the table.
         *
         * @return the table.
         */
        public ComparisonTable build() {
            return new ComparisonTable(this);
        }
    }
}
