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
package io.github.tribuogen.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tables as Markdown on the console and in a file, and all numbers as JSON. */
final class Report {
    private final StringBuilder markdown = new StringBuilder();
    private final List<String> json = new ArrayList<>();
    private final PrintStream console;
    private String section = "";

    Report(PrintStream console) {
        this.console = console;
    }

    static String threads(int n) {
        return n == 1 ? "1 thread" : n + " threads";
    }

    void section(String title) {
        section = title;
        line("\n### " + title + "\n");
    }

    void line(String text) {
        console.println(text);
        markdown.append(text).append('\n');
    }

    /** A table of times a unit, and the ratio of a reference to each. */
    void timings(Interleaved.Timings t, String reference, List<? extends Contender> contenders) {
        line("| | median, ms | quartiles, ms | least, ms | processor, ms | " + reference
                + " / this | ready after, s |\n|---|---|---|---|---|---|---|");
        for (Contender c : contenders) {
            String n = c.name();
            line(String.format(
                    Locale.ROOT,
                    "| %s | %.4g | %.4g to %.4g | %.4g | %.4g | %.2f | %.2f |",
                    n,
                    1e3 * t.median(n),
                    1e3 * t.quartile(n, 1),
                    1e3 * t.quartile(n, 3),
                    1e3 * t.lowest(n),
                    1e3 * t.processor(n),
                    t.ratio(reference, n),
                    c.readySeconds()));
            values(n, "seconds", t.of(n));
            values(n, "ready", c.readySeconds());
        }
    }

    /** Numbers for the JSON file. */
    void values(String name, String what, double... numbers) {
        String v = Arrays.stream(numbers)
                .mapToObj(d -> Double.isFinite(d) ? String.format(Locale.ROOT, "%.6g", d) : "null")
                .collect(Collectors.joining(", "));
        json.add(String.format(
                "{\"section\": \"%s\", \"name\": \"%s\", \"what\": \"%s\", \"values\": [%s]}", section, name, what, v));
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("benchmark.md"), markdown);
        Files.writeString(folder.resolve("benchmark.json"), "[\n  " + String.join(",\n  ", json) + "\n]\n");
    }
}
