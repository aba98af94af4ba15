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
package io.github.tribuogen.neural.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A table of text, written as plain text for a console, as Markdown or as HTML. Columns of numbers are set to the right.
 *
 * <pre>{@code
 * System.out.println(ResultTable.of("", "accuracy", "ECE").row("JEM", "97.1 %", "1.2 %").text());
 * }</pre>
 */
public final class ResultTable {
    /** A number, perhaps with a sign, a unit of one to four letters or signs, a spread. */
    private static final Pattern NUMBER = Pattern.compile(
            "[<>≤≥~]?\\s*[-+−]?[\\d.,]+([eE][-+]?\\d+)?(\\s*(±|\\+-|\\+/-)\\s*[\\d.,]+)?\\s*[%\\p{L}/]{0,4}");

    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    private ResultTable(List<String> header) {
        this.header = header;
    }

    /**
     * Starts a table.
     *
     * @param header the names of the columns, at least one
     * @return the table, without rows
     */
    public static ResultTable of(String... header) {
        if (header.length == 0) {
            throw new IllegalArgumentException("header is empty, expected at least one column");
        }
        return new ResultTable(List.of(header));
    }

    /**
     * Adds a row.
     *
     * @param cells one text for each column
     * @return this
     */
    public ResultTable row(String... cells) {
        if (cells.length != header.size()) {
            throw new IllegalArgumentException(
                    "A row has " + cells.length + " cells, expected " + header.size() + " as the header " + header);
        }
        rows.add(List.of(cells));
        return this;
    }

    /** The table with spaces between the columns and a line below the header; ends with a line break. */
    public String text() {
        int columns = header.size();
        int[] widths = new int[columns];
        for (int c = 0; c < columns; c++) {
            widths[c] = header.get(c).length();
            for (List<String> row : rows) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        StringBuilder text = new StringBuilder();
        appendText(text, header, widths);
        int total = 2 * (columns - 1);
        for (int width : widths) {
            total += width;
        }
        text.append("-".repeat(total)).append('\n');
        rows.forEach(row -> appendText(text, row, widths));
        return text.toString();
    }

    private void appendText(StringBuilder text, List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            String space = " ".repeat(widths[c] - cells.get(c).length());
            line.append(c == 0 ? "" : "  ");
            line.append(isNumeric(c) ? space + cells.get(c) : cells.get(c) + space);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    /** The table in Markdown. */
    String markdown() {
        StringBuilder text = new StringBuilder();
        appendMarkdown(text, header);
        for (int c = 0; c < header.size(); c++) {
            text.append(isNumeric(c) ? "|---:" : "|---");
        }
        text.append("|\n");
        rows.forEach(row -> appendMarkdown(text, row));
        return text.toString();
    }

    private static void appendMarkdown(StringBuilder text, List<String> cells) {
        cells.forEach(cell -> text.append("| ").append(Markup.markdown(cell)).append(' '));
        text.append("|\n");
    }

    /** The table in HTML. */
    String html() {
        StringBuilder text = new StringBuilder("<div class=\"scroll\"><table>\n");
        appendHtml(text.append("<thead>"), header, "th");
        text.append("</thead>\n<tbody>\n");
        rows.forEach(row -> appendHtml(text, row, "td"));
        return text.append("</tbody></table></div>\n").toString();
    }

    private void appendHtml(StringBuilder text, List<String> cells, String tag) {
        text.append("<tr>");
        for (int c = 0; c < cells.size(); c++) {
            text.append('<').append(tag).append(isNumeric(c) ? " class=\"number\">" : ">");
            text.append(Markup.html(cells.get(c))).append("</").append(tag).append('>');
        }
        text.append("</tr>\n");
    }

    private boolean isNumeric(int column) {
        boolean some = false;
        for (List<String> row : rows) {
            String cell = row.get(column).strip();
            if (NUMBER.matcher(cell).matches()) {
                some = true;
            } else if (!cell.isEmpty()
                    && !List.of("-", "–", "nan", "infinity").contains(cell.toLowerCase(Locale.ROOT))) {
                return false;
            }
        }
        return some;
    }
}
