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

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.data.protos.FeatureNamingProto;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * How the names of features stand for positions in an image or clip.
 *
 * <p>The {@code template} is a name with placeholders for decimal numbers, with or without leading zeros:
 * {@code {index}} for one running number (counted as {@code numbering} says), or {@code {t}}, {@code {c}}, {@code {y}}
 * and {@code {x}} for frame, channel, row and column. Axes of size one may be left out. Examples: {@code {index}}
 * (the default, reads what Tribuo's IDX source and the sources of this package write), {@code pixel-{y}-{x}},
 * {@code c{c}r{y}k{x}}.
 *
 * <p>A {@code regex} with the named groups {@code index} or {@code t}, {@code c}, {@code y}, {@code x} reads names that
 * a template cannot; the template then only names positions that have no feature in the domain.
 */
public final class FeatureNaming implements Configurable, Provenancable<ConfiguredObjectProvenance> {

    /** The default template: one running number. */
    public static final String INDEX_TEMPLATE = "{index}";

    @Config(description = "Name with placeholders: {index}, or {t} {c} {y} {x} for frame, channel, row and column.")
    private String template = INDEX_TEMPLATE;

    @Config(description = "Regular expression with groups named index, or t, c, y, x. Empty: made from the template.")
    private String regex = "";

    @Config(description = "How a running number counts through pixels and channels.")
    private ChannelOrder numbering = ChannelOrder.CHANNEL_FIRST;

    @Config(description = "The number of the first position on every axis, and of the first running number.")
    private int firstIndex = 0;

    @Config(description = "Ignore features whose names do not match, instead of refusing them.")
    private boolean ignoreUnmatched = false;

    /** The default naming: a running number from zero, channel first. Also for OLCUT. */
    public FeatureNaming() {}

    /**
     * Names made from a template.
     *
     * @param template a name with placeholders.
     * @param numbering how a running number counts.
     */
    public FeatureNaming(String template, ChannelOrder numbering) {
        this(template, "", numbering, 0, false);
    }

    /**
     * Every option.
     *
     * @param template a name with placeholders.
     * @param regex a regular expression with named groups, or empty to make it from the template.
     * @param numbering how a running number counts.
     * @param firstIndex the number of the first position, 0 or more.
     * @param ignoreUnmatched whether features whose names do not match are ignored.
     */
    public FeatureNaming(
            String template, String regex, ChannelOrder numbering, int firstIndex, boolean ignoreUnmatched) {
        this.template = template;
        this.regex = regex;
        this.numbering = numbering;
        this.firstIndex = firstIndex;
        this.ignoreUnmatched = ignoreUnmatched;
        postConfig();
    }

    @Override
    public void postConfig() {
        if (template.isEmpty()) {
            throw new PropertyException("", "template", "found an empty template, expected one such as {index}");
        }
        if (firstIndex < 0) {
            throw new PropertyException("", "firstIndex", "found " + firstIndex + ", expected 0 or more");
        }
        try {
            Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new PropertyException(
                    e, "", "regex", "found '" + regex + "', expected a regular expression: " + e.getDescription());
        }
    }

    String template() {
        return template;
    }

    String regex() {
        return regex;
    }

    ChannelOrder numbering() {
        return numbering;
    }

    int firstIndex() {
        return firstIndex;
    }

    boolean ignoreUnmatched() {
        return ignoreUnmatched;
    }

    FeatureNamingProto serialize() {
        return FeatureNamingProto.newBuilder()
                .setTemplate(template)
                .setRegex(regex)
                .setNumbering(numbering.name())
                .setFirstIndex(firstIndex)
                .setIgnoreUnmatched(ignoreUnmatched)
                .build();
    }

    static FeatureNaming deserialize(FeatureNamingProto proto) {
        return new FeatureNaming(
                proto.getTemplate(),
                proto.getRegex(),
                ChannelOrder.valueOf(proto.getNumbering()),
                proto.getFirstIndex(),
                proto.getIgnoreUnmatched());
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "FeatureNaming");
    }

    @Override
    public String toString() {
        return "FeatureNaming(" + (regex.isEmpty() ? template : "regex " + regex) + ", " + numbering + ", from "
                + firstIndex + (ignoreUnmatched ? ", ignoring others" : "") + ")";
    }
}
