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

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The arithmetic between feature names, axis coordinates and tensor positions of a dense grid.
 *
 * <p>Axes are named by one letter and stand in tensor (row-major) order.
 */
final class Grid {
    private static final String INDEX = "index";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(index|[tcyx])}");

    private final List<String> axes;
    private final int[] sizes;
    private final int size;
    private final FeatureNaming naming;
    private final Pattern pattern;
    private final boolean byIndex;
    /** Axes in the order in which a running number counts, slowest first. */
    private final int[] countingOrder;

    private final String what;

    Grid(String what, List<String> axes, int[] sizes, FeatureNaming naming) {
        this.what = what;
        this.axes = axes;
        this.sizes = sizes.clone();
        this.naming = naming;
        long product = 1;
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] < 1) {
                throw new IllegalArgumentException(
                        what + ": axis " + axes.get(i) + " has size " + sizes[i] + ", expected 1 or more");
            }
            product *= sizes[i];
            if (product > Integer.MAX_VALUE - 8) {
                throw new IllegalArgumentException(what + ": found more than 2^31 positions, expected fewer");
            }
        }
        this.size = (int) product;
        String regex = naming.regex().isEmpty() ? toRegex(naming.template()) : naming.regex();
        this.pattern = Pattern.compile(regex);
        this.byIndex = hasGroup(regex, INDEX);
        String found = naming.regex().isEmpty() ? naming.template() : naming.regex();
        if (!byIndex) {
            requireAxes(found, axis -> hasGroup(regex, axis));
        }
        if (!naming.template().contains("{" + INDEX + "}")) {
            requireAxes(naming.template(), axis -> naming.template().contains("{" + axis + "}"));
        }
        this.countingOrder = countingOrder(axes, naming.numbering());
    }

    private void requireAxes(String found, java.util.function.Predicate<String> has) {
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] > 1 && !has.test(axes.get(i))) {
                throw new IllegalArgumentException(what + ": found the naming '" + found + "', expected it to contain "
                        + INDEX + " or the axis " + axes.get(i) + ", which has size " + sizes[i]);
            }
        }
        for (String axis : List.of("t", "c", "y", "x")) {
            if (!axes.contains(axis) && has.test(axis)) {
                throw new IllegalArgumentException(
                        what + ": found the axis " + axis + " in the naming '" + found + "', expected only " + axes);
            }
        }
    }

    private static boolean hasGroup(String regex, String name) {
        return regex.contains("(?<" + name + ">");
    }

    private static String toRegex(String template) {
        StringBuilder builder = new StringBuilder();
        Matcher matcher = PLACEHOLDER.matcher(template);
        int last = 0;
        while (matcher.find()) {
            if (matcher.start() > last) {
                builder.append(Pattern.quote(template.substring(last, matcher.start())));
            }
            builder.append("(?<").append(matcher.group(1)).append(">\\d+)");
            last = matcher.end();
        }
        if (last < template.length()) {
            builder.append(Pattern.quote(template.substring(last)));
        }
        return builder.toString();
    }

    private static int[] countingOrder(List<String> axes, ChannelOrder numbering) {
        int[] order = new int[axes.size()];
        int next = 0;
        int channel = axes.indexOf("c");
        for (int i = 0; i < order.length; i++) {
            if (numbering == ChannelOrder.CHANNEL_FIRST || i != channel) {
                order[next++] = i;
            }
        }
        if (next < order.length) {
            order[next] = channel;
        }
        return order;
    }

    int size() {
        return size;
    }

    long[] shape() {
        long[] shape = new long[sizes.length];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = sizes[i];
        }
        return shape;
    }

    /**
     * The tensor position that a name stands for.
     *
     * @param name a feature name.
     * @return the position, or -1 if the name does not match.
     * @throws IllegalArgumentException if it matches and lies outside the grid.
     */
    int position(String name) {
        Matcher matcher = pattern.matcher(name);
        if (!matcher.matches()) {
            return -1;
        }
        if (byIndex) {
            long index = number(matcher.group(INDEX), name) - naming.firstIndex();
            if (index < 0 || index >= size) {
                throw new IllegalArgumentException(what + ": feature '" + name + "' has index "
                        + (index + naming.firstIndex()) + ", expected " + naming.firstIndex() + " to "
                        + (size - 1L + naming.firstIndex()) + " for the shape " + describeShape());
            }
            return fromCount((int) index);
        }
        int position = 0;
        for (int i = 0; i < sizes.length; i++) {
            String axis = axes.get(i);
            long coordinate = 0;
            if (hasGroup(pattern.pattern(), axis)) {
                coordinate = number(matcher.group(axis), name) - naming.firstIndex();
                if (coordinate < 0 || coordinate >= sizes[i]) {
                    throw new IllegalArgumentException(what + ": feature '" + name + "' has " + axis + " = "
                            + (coordinate + naming.firstIndex()) + ", expected " + naming.firstIndex() + " to "
                            + (sizes[i] - 1L + naming.firstIndex()));
                }
            }
            position = position * sizes[i] + (int) coordinate;
        }
        return position;
    }

    private long number(String digits, String name) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    what + ": feature '" + name + "' has '" + digits + "' where a decimal number was expected", e);
        }
    }

    private int fromCount(int count) {
        int[] coordinates = new int[sizes.length];
        int rest = count;
        for (int i = countingOrder.length - 1; i >= 0; i--) {
            int axis = countingOrder[i];
            coordinates[axis] = rest % sizes[axis];
            rest /= sizes[axis];
        }
        int position = 0;
        for (int i = 0; i < sizes.length; i++) {
            position = position * sizes[i] + coordinates[i];
        }
        return position;
    }

    private int toCount(int[] coordinates) {
        int count = 0;
        for (int axis : countingOrder) {
            count = count * sizes[axis] + coordinates[axis];
        }
        return count;
    }

    int[] coordinates(int position) {
        int[] coordinates = new int[sizes.length];
        int rest = position;
        for (int i = sizes.length - 1; i >= 0; i--) {
            coordinates[i] = rest % sizes[i];
            rest /= sizes[i];
        }
        return coordinates;
    }

    /** A position in words: {@code c=0, y=3, x=1}. */
    String describe(int position) {
        int[] coordinates = coordinates(position);
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < coordinates.length; i++) {
            parts.add(axes.get(i) + "=" + coordinates[i]);
        }
        return String.join(", ", parts);
    }

    String describeShape() {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            parts.add(axes.get(i) + ":" + sizes[i]);
        }
        return "[" + String.join(", ", parts) + "]";
    }

    /**
     * Names for the positions that have none, padded with zeros as the known names are.
     *
     * @param names one name for each position, null where none is known; filled in place.
     * @param known the names of the domain.
     */
    void fillNames(String[] names, Collection<String> known) {
        Map<String, Integer> widths = widths(known);
        for (int position = 0; position < names.length; position++) {
            if (names[position] == null) {
                names[position] = name(position, widths);
            }
        }
    }

    private Map<String, Integer> widths(Collection<String> known) {
        Map<String, Integer> widths = new HashMap<>();
        Map<String, Integer> longest = new HashMap<>();
        Pattern templatePattern = naming.regex().isEmpty() ? pattern : Pattern.compile(toRegex(naming.template()));
        List<String> placeholders = new ArrayList<>();
        for (String candidate : List.of(INDEX, "t", "c", "y", "x")) {
            if (hasGroup(templatePattern.pattern(), candidate)) {
                placeholders.add(candidate);
            }
        }
        for (String name : known) {
            Matcher matcher = templatePattern.matcher(name);
            if (matcher.matches()) {
                for (String placeholder : placeholders) {
                    String digits = matcher.group(placeholder);
                    if (digits.length() > 1 && digits.charAt(0) == '0') {
                        widths.merge(placeholder, digits.length(), Math::max);
                    }
                    longest.merge(placeholder, digits.length(), Math::max);
                }
            }
        }
        widths.replaceAll((placeholder, width) -> Math.max(width, longest.get(placeholder)));
        return widths;
    }

    private String name(int position, Map<String, Integer> widths) {
        int[] coordinates = coordinates(position);
        Matcher matcher = PLACEHOLDER.matcher(naming.template());
        StringBuilder builder = new StringBuilder();
        while (matcher.find()) {
            String placeholder = matcher.group(1);
            int value = placeholder.equals(INDEX) ? toCount(coordinates) : coordinates[axes.indexOf(placeholder)];
            String digits = Integer.toString(value + naming.firstIndex());
            int padding = Math.max(0, widths.getOrDefault(placeholder, 0) - digits.length());
            matcher.appendReplacement(builder, "0".repeat(padding) + digits);
        }
        matcher.appendTail(builder);
        return builder.toString();
    }
}
