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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("smoke")
class RunReportTest {

    @Test
    void everyLinkOfThePagesLeadsToAFileOfTheFolder(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("models"));
        Files.writeString(folder.resolve("models/own file (1).txt"), "written by the caller");
        RunReport report = report();
        report.section("Own").link("own", "models/own file (1).txt");
        Path page = report.write(folder);
        assertEquals(folder.resolve("index.html"), page);
        int links = 0;
        String pages = Files.readString(page) + Files.readString(folder.resolve("report.md"));
        Matcher link =
                Pattern.compile("(?:src|href)=\"([^\"]+)\"|\\]\\(([^)]+)\\)").matcher(pages);
        while (link.find()) {
            String target = link.group(1) != null ? link.group(1) : link.group(2);
            String decoded = URI.create(target).getPath();
            assertTrue(Files.isRegularFile(folder.resolve(decoded)), target);
            assertFalse(target.contains(":") || target.startsWith("/"), "not relative: " + target);
            links++;
        }
        assertEquals(2 * 4, links, pages);
    }

    @Test
    void sameContentGivesTheSameBytes(@TempDir Path folder) throws IOException {
        report().write(folder.resolve("one"));
        report().write(folder.resolve("two"));
        Map<String, byte[]> one = files(folder.resolve("one"));
        Map<String, byte[]> two = files(folder.resolve("two"));
        assertEquals(one.keySet(), two.keySet());
        assertEquals(5, one.size());
        one.forEach((name, bytes) -> assertArrayEquals(bytes, two.get(name), name));
    }

    @Test
    void textIsEscaped(@TempDir Path folder) throws IOException {
        report().write(folder);
        String html = Files.readString(folder.resolve("index.html"));
        assertTrue(html.contains("a &lt;b&gt; &amp; c"), html);
        assertFalse(html.contains("<b>"), html);
        assertTrue(html.contains("prefers-color-scheme: dark"));
        String markdown = Files.readString(folder.resolve("report.md"));
        assertTrue(markdown.contains("a \\<b\\> & c"), markdown);
        assertTrue(markdown.contains("````\n```inner```\n````"), markdown);
    }

    @Test
    void pictureOfOneCaptionDoesNotReplaceAnother(@TempDir Path folder) throws IOException {
        report().write(folder);
        assertTrue(Files.exists(folder.resolve("pictures/samples-jem-1.png")));
        assertTrue(Files.exists(folder.resolve("pictures/samples-jem-1-2.png")));
    }

    @Test
    void filesStayInsideTheFolder() {
        RunReport report = report();
        RunReport.Section section = report.section("bad");
        for (String name : new String[] {"../out.txt", "/tmp/out.txt", "a/../../b", ""}) {
            assertThrows(IllegalArgumentException.class, () -> section.file("x", name, new byte[1]), name);
            assertThrows(IllegalArgumentException.class, () -> section.link("x", name), name);
        }
        assertThrows(IllegalArgumentException.class, () -> section.file("x", "index.html", new byte[1]));
        assertThrows(IllegalArgumentException.class, () -> section.file("x", "models/jem.pb", new byte[1]));
    }

    @Test
    void tableIsAlignedInEveryForm() {
        ResultTable table = ResultTable.of("model", "accuracy", "ECE")
                .row("JEM", "97.1 %", "0.012 ± 0.003")
                .row("plain | net", "8 %", "-");
        assertEquals(
                """
                model        accuracy            ECE
                ------------------------------------
                JEM            97.1 %  0.012 ± 0.003
                plain | net       8 %              -
                """,
                table.text());
        assertEquals(
                """
                | model | accuracy | ECE |
                |---|---:|---:|
                | JEM | 97.1 % | 0.012 ± 0.003 |
                | plain \\| net | 8 % | - |
                """,
                table.markdown());
        assertTrue(table.html().contains("<td>JEM</td><td class=\"number\">97.1 %</td>"), table.html());
        assertThrows(IllegalArgumentException.class, () -> table.row("too", "few"));
        assertThrows(IllegalArgumentException.class, ResultTable::of);
    }

    private static RunReport report() {
        Picture picture = SampleGrid.of(new float[4][4], 1, 2, 2).render();
        RunReport report = new RunReport("Digits & more", "a <b> & c");
        report.section("Results")
                .text("a <b> & c")
                .table(ResultTable.of("model", "accuracy").row("JEM", "97 %"))
                .picture("Samples: JEM (1)", picture)
                .picture("Samples: JEM (1)", () -> picture)
                .code("```inner```")
                .file("Model", "models/jem.pb", "bytes".getBytes(StandardCharsets.UTF_8));
        return report;
    }

    private static Map<String, byte[]> files(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }
}
