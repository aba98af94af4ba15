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
package io.github.tribuogen.neural.graph;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The static arguments of a {@link Node}: axes, permutations, constants. Immutable; equal by value. */
public final class Attributes {
    /** No attributes. */
    public static final Attributes NONE = new Attributes(Map.of());

    private final Map<String, Object> values;

    private Attributes(Map<String, Object> values) {
        this.values = values;
    }

    /**
     * A copy with one more attribute.
     *
     * @param name The name.
     * @param value A value with a sensible {@code equals}.
     * @return The extended attributes.
     */
    public Attributes with(String name, Object value) {
        Map<String, Object> m = new LinkedHashMap<>(values);
        m.put(name, value);
        return new Attributes(m);
    }

    /**
     * A copy with a list of integers.
     *
     * @param name The name.
     * @param value The integers.
     * @return The extended attributes.
     */
    public Attributes with(String name, long... value) {
        return with(name, (Object) Arrays.stream(value).boxed().toList());
    }

    /**
     * A copy with a truth value.
     *
     * @param name The name.
     * @param value The value.
     * @return The extended attributes.
     */
    public Attributes with(String name, boolean value) {
        return with(name, (Object) value);
    }

    /**
     * A copy with an integer.
     *
     * @param name The name.
     * @param value The value.
     * @return The extended attributes.
     */
    public Attributes withInt(String name, long value) {
        return with(name, (Object) value);
    }

    /**
     * An attribute of any type.
     *
     * @param name The name.
     * @param type Its class.
     * @param <T> Its class.
     * @return The value, or null if absent.
     */
    public <T> T get(String name, Class<T> type) {
        return type.cast(values.get(name));
    }

    long getInt(String name) {
        return (Long) values.get(name);
    }

    boolean getFlag(String name) {
        return (Boolean) values.get(name);
    }

    @SuppressWarnings("unchecked")
    long[] getInts(String name) {
        return ((List<Long>) values.get(name))
                .stream().mapToLong(Long::longValue).toArray();
    }

    int[] getAxes(String name) {
        return Arrays.stream(getInts(name)).mapToInt(Math::toIntExact).toArray();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Attributes a && a.values.equals(values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
