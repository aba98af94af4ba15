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

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Collects sections of text, tables, pictures and files, and writes them into a folder: {@code index.html} for a browser,
 * {@code report.md} for a code forge, and the pictures and files they show.
 *
 * <p>The pages need nothing from outside the folder. They hold no date, so the same content gives the same bytes.
 *
 * <pre>{@code
 * RunReport report = new RunReport("Digits", "A JEM and a plain classifier of the same network");
 * report.section("Results").table(results).picture("Reliability of JEM", diagram.render());
 * report.section("Models").file("JEM", "jem.pb", bytes);
 * Path page = report.write(Path.of("reports", "digits"));
 * }</pre>
 */
public final class RunReport {
    private static final Logger logger = Logger.getLogger(RunReport.class.getName());
    private static final String STYLE = "report.css";

    private final String title;
    private final String summary;
    private final List<Section> sections = new ArrayList<>();
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>(Set.of("index.html", "report.md"));

    /**
     * Starts a report.
     *
     * @param title its heading
     * @param summary one or two sentences below it; may be empty
     */
    public RunReport(String title, String summary) {
        this.title = Objects.requireNonNull(title, "title");
        this.summary = Objects.requireNonNull(summary, "summary");
    }

    /**
     * Adds a section.
     *
     * @param heading its heading
     * @return the section, to be filled
     */
    public Section section(String heading) {
        Section section = new Section(Objects.requireNonNull(heading, "heading"));
        sections.add(section);
        return section;
    }

    /**
     * Writes the report.
     *
     * @param folder where to; made where needed; files of the same names are replaced, others left alone
     * @return the path of the page for a browser
     * @throws IOException if writing fails
     */
    public Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path target = folder.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.write(target, file.getValue());
        }
        Files.writeString(folder.resolve("report.md"), markdown());
        return Files.writeString(folder.resolve("index.html"), html());
    }

    private String markdown() {
        StringBuilder text =
                new StringBuilder("# ").append(Markup.markdown(title)).append("\n\n");
        if (!summary.isEmpty()) {
            text.append(Markup.markdown(summary)).append("\n\n");
        }
        for (Section section : sections) {
            text.append("## ").append(Markup.markdown(section.heading)).append("\n\n");
            section.parts.forEach(part -> text.append(part.markdown()).append('\n'));
        }
        return text.toString();
    }

    private String html() throws IOException {
        String name = Markup.html(title);
        StringBuilder text = new StringBuilder(
                        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
                .append(name)
                .append("</title>\n<style>\n")
                .append(style())
                .append("</style>\n</head>\n<body>\n<main>\n<h1>")
                .append(name)
                .append("</h1>\n");
        if (!summary.isEmpty()) {
            text.append("<p class=\"summary\">").append(Markup.html(summary)).append("</p>\n");
        }
        for (Section section : sections) {
            text.append("<section>\n<h2>").append(Markup.html(section.heading)).append("</h2>\n");
            boolean inRow = false;
            for (Part part : section.parts) {
                // Neighbouring pictures share a row where there is room.
                if (part.isPicture() != inRow) {
                    text.append(inRow ? "</div>\n" : "<div class=\"pictures\">\n");
                    inRow = !inRow;
                }
                text.append(part.html());
            }
            text.append(inRow ? "</div>\n</section>\n" : "</section>\n");
        }
        return text.append("</main>\n</body>\n</html>\n").toString();
    }

    private static String style() throws IOException {
        try (InputStream stream = RunReport.class.getResourceAsStream(STYLE)) {
            if (stream == null) {
                throw new IllegalStateException("The resource " + STYLE + " is missing from the jar");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Takes a file, under its name or a like one that is free. */
    private String keep(String folder, String stem, String extension, byte[] bytes) {
        String name = folder + stem + extension;
        for (int copy = 2; !names.add(name); copy++) {
            name = folder + stem + "-" + copy + extension;
        }
        files.put(name, bytes);
        return name;
    }

    /** A headed part of a report, shown in the order it was filled. */
    public final class Section {
        private final String heading;
        private final List<Part> parts = new ArrayList<>();

        private Section(String heading) {
            this.heading = heading;
        }

        /**
         * Adds a paragraph.
         *
         * @param text plain text; line breaks count as spaces
         * @return this
         */
        public Section text(String text) {
            parts.add(new Part("<p>" + Markup.html(text) + "</p>\n", Markup.markdown(text) + "\n", false));
            return this;
        }

        /**
         * Adds text shown as it is, in a type of even width: a configuration, a provenance.
         *
         * @param text the text
         * @return this
         */
        public Section code(String text) {
            String fence = "```";
            while (text.contains(fence)) {
                fence += "`";
            }
            String ended = text.endsWith("\n") ? text : text + "\n";
            parts.add(new Part(
                    "<pre><code>" + Markup.html(text) + "</code></pre>\n", fence + "\n" + ended + fence + "\n", false));
            return this;
        }

        /**
         * Adds a table.
         *
         * @param table the table, with all its rows
         * @return this
         */
        public Section table(ResultTable table) {
            parts.add(new Part(table.html(), table.markdown(), false));
            return this;
        }

        /**
         * Adds a picture, kept in the report's folder under a name made from the caption.
         *
         * @param caption what it shows
         * @param picture the picture
         * @return this
         */
        public Section picture(String caption, Picture picture) {
            String file = keep("pictures/", Markup.fileName(caption), "." + picture.extension(), picture.bytes());
            String link = Markup.link(file);
            String html = "<figure><img src=\"" + link + "\" width=\"" + picture.displayWidth() + "\" alt=\""
                    + Markup.html(caption) + "\"><figcaption>" + Markup.html(caption) + "</figcaption></figure>\n";
            String image = "<img src=\"" + link + "\" width=\"" + picture.displayWidth() + "\" alt=\""
                    + Markup.html(caption) + "\">";
            parts.add(new Part(html, image + "\n\n" + Markup.markdown(caption) + "\n", true));
            return this;
        }

        /**
         * Adds a picture, or, where this machine cannot draw it for lack of a font, a line that says so.
         *
         * @param caption what it shows
         * @param picture draws it
         * @return this
         */
        public Section picture(String caption, Supplier<Picture> picture) {
            if (!Theme.fontsAvailable()) {
                try {
                    return picture(caption, picture.get());
                } catch (IllegalStateException missing) {
                    logger.log(Level.WARNING, "{0}: {1}", new Object[] {caption, missing.getMessage()});
                    return text(caption + ": " + missing.getMessage());
                }
            }
            return picture(caption, picture.get());
        }

        /**
         * Adds a file, kept in the report's folder, and a link to it.
         *
         * @param label what the link says
         * @param name the file's name in the report's folder, perhaps with folders, such as "models/jem.pb"
         * @param bytes its content
         * @return this
         * @throws IllegalArgumentException if the name leaves the folder or is taken
         */
        public Section file(String label, String name, byte[] bytes) {
            String path = inside(name);
            if (!names.add(path)) {
                throw new IllegalArgumentException("name is '" + name + "', expected one not used in this report");
            }
            files.put(path, bytes.clone());
            return link(label, path);
        }

        /**
         * Adds a link to a file that the caller writes into the report's folder.
         *
         * @param label what the link says
         * @param name the file's path from the report's folder
         * @return this
         * @throws IllegalArgumentException if the path leaves the folder
         */
        public Section link(String label, String name) {
            String link = Markup.link(inside(name));
            parts.add(new Part(
                    "<p class=\"file\"><a href=\"" + link + "\">" + Markup.html(label) + "</a> <code>"
                            + Markup.html(inside(name)) + "</code></p>\n",
                    "[" + Markup.markdown(label) + "](" + link + ")\n",
                    false));
            return this;
        }

        private String inside(String name) {
            Path path = Path.of(name).normalize();
            if (path.isAbsolute() || path.startsWith("..") || path.toString().isEmpty()) {
                throw new IllegalArgumentException(
                        "name is '" + name + "', expected a path inside the report's folder");
            }
            return path.toString().replace('\\', '/');
        }
    }

    /** One thing in a section, in both languages. */
    private record Part(String html, String markdown, boolean isPicture) {}
}
