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

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** How often tests reject, under several circumstances. */
final class Rejections {
    /** Of one test under one circumstance. */
    private static final class Cell {
        private int tests;
        private int rejections;
    }

    private final String title;
    private final Map<String, Map<String, Cell>> rows = new LinkedHashMap<>();

    Rejections(String title) {
        this.title = title;
    }

    Rejections add(String test, String circumstance, boolean rejected) {
        Cell cell =
                rows.computeIfAbsent(test, t -> new LinkedHashMap<>()).computeIfAbsent(circumstance, c -> new Cell());
        cell.tests++;
        cell.rejections += rejected ? 1 : 0;
        return this;
    }

    /** Those of the first test. */
    Set<String> circumstances() {
        return rows.values().iterator().next().keySet();
    }

    /** The share of rejections. */
    double share(String test, String circumstance) {
        Cell cell = rows.get(test).get(circumstance);
        return (double) cell.rejections / cell.tests;
    }

    /** The standard error of a share that is expected to be {@code p}. */
    double error(String test, String circumstance, double p) {
        return Math.sqrt(p * (1 - p) / rows.get(test).get(circumstance).tests);
    }

    /** Tests by circumstances; a share and the number of tests behind it. */
    String markdown() {
        StringBuilder out = new StringBuilder("### " + title + "\n\n|");
        Map<String, Cell> first = rows.values().iterator().next();
        first.keySet().forEach(c -> out.append(" | ").append(c));
        out.append(" |\n|---").append("|---".repeat(first.size())).append("|\n");
        rows.forEach((test, cells) -> {
            out.append("| ").append(test);
            cells.values()
                    .forEach(c -> out.append(
                            String.format(Locale.ROOT, " | %.2f of %d", (double) c.rejections / c.tests, c.tests)));
            out.append(" |\n");
        });
        return out.toString();
    }

    void write(String name) throws IOException {
        Figures.write(name, markdown());
    }
}
