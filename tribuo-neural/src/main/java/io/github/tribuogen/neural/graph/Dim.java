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

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One extent of a {@link Shape}: a number known when the graph is built, or a multiple of named symbols known when it
 * runs, for instance {@code 10 * batch}.
 */
public final class Dim {
    private final long factor;
    private final List<String> symbols; // sorted; empty when fixed

    private Dim(long factor, List<String> symbols) {
        this.factor = factor;
        this.symbols = symbols;
    }

    /**
     * A known extent.
     *
     * @param size The extent, at least 0.
     * @return The dimension.
     */
    public static Dim of(long size) {
        if (size < 0) {
            throw new IllegalArgumentException("A dimension must be at least 0, found " + size);
        }
        return new Dim(size, List.of());
    }

    /**
     * A symbolic extent.
     *
     * @param symbol Its name, for instance {@code "batch"}.
     * @return The dimension.
     */
    public static Dim symbol(String symbol) {
        return new Dim(1, List.of(symbol));
    }

    /**
     * Is the extent known when the graph is built?
     *
     * @return True if no symbol is involved.
     */
    public boolean isFixed() {
        return symbols.isEmpty();
    }

    /**
     * The known extent.
     *
     * @return The extent.
     * @throws IllegalStateException If it is symbolic.
     */
    public long size() {
        if (!isFixed()) {
            throw new IllegalStateException("The dimension " + this + " is not known until the graph runs");
        }
        return factor;
    }

    boolean isOne() {
        return isFixed() && factor == 1;
    }

    Dim times(Dim other) {
        if (isFixed() && factor == 0 || other.isFixed() && other.factor == 0) {
            return of(0);
        }
        List<String> all = new ArrayList<>(symbols);
        all.addAll(other.symbols);
        all.sort(null);
        return new Dim(Math.multiplyExact(factor, other.factor), List.copyOf(all));
    }

    /** The exact quotient, or null if there is none. */
    Dim dividedBy(Dim other) {
        if (other.factor == 0 || factor % other.factor != 0) {
            return null;
        }
        List<String> rest = new ArrayList<>(symbols);
        for (String s : other.symbols) {
            if (!rest.remove(s)) {
                return null;
            }
        }
        return new Dim(factor / other.factor, List.copyOf(rest));
    }

    /** The sum where it can be expressed, else a fresh symbol. */
    Dim plus(Dim other) {
        if (symbols.equals(other.symbols)) {
            return new Dim(factor + other.factor, symbols);
        }
        if (isFixed() && factor == 0) {
            return other;
        }
        if (other.isFixed() && other.factor == 0) {
            return this;
        }
        return symbol("(" + this + "+" + other + ")");
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Dim d && d.factor == factor && d.symbols.equals(symbols);
    }

    @Override
    public int hashCode() {
        return Objects.hash(factor, symbols);
    }

    @Override
    public String toString() {
        if (isFixed()) {
            return Long.toString(factor);
        }
        String product = String.join("*", symbols);
        return factor == 1 ? product : factor + "*" + product;
    }
}
