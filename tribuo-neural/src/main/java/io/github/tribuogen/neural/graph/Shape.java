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
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The extents of a {@link Tensor}, each fixed or symbolic (the batch axis usually is symbolic). Immutable. */
public final class Shape {
    /** The shape of a single number. */
    public static final Shape SCALAR = new Shape(List.of());

    private final List<Dim> dims;

    private Shape(List<Dim> dims) {
        this.dims = dims;
    }

    /**
     * A shape of known extents.
     *
     * @param sizes The extents, each at least 0.
     * @return The shape.
     */
    public static Shape of(long... sizes) {
        return of(Arrays.stream(sizes).mapToObj(Dim::of).toList());
    }

    /**
     * A shape of any extents.
     *
     * @param dims The extents.
     * @return The shape.
     */
    public static Shape of(List<Dim> dims) {
        return new Shape(List.copyOf(dims));
    }

    /**
     * A shape with a symbolic first axis.
     *
     * @param symbol The name of the first axis, for instance {@code "batch"}.
     * @param sizes The other extents.
     * @return The shape {@code [symbol, sizes...]}.
     */
    public static Shape batched(String symbol, long... sizes) {
        List<Dim> d = new ArrayList<>();
        d.add(Dim.symbol(symbol));
        for (long s : sizes) {
            d.add(Dim.of(s));
        }
        return of(d);
    }

    /**
     * The number of axes.
     *
     * @return The rank, 0 for a scalar.
     */
    public int rank() {
        return dims.size();
    }

    /**
     * One extent.
     *
     * @param axis The axis; negative counts from the last.
     * @return The extent.
     */
    public Dim dim(int axis) {
        return dims.get(axis(axis));
    }

    /**
     * One extent that is known when the graph is built.
     *
     * @param axis The axis; negative counts from the last.
     * @return The extent.
     * @throws IllegalStateException If it is symbolic.
     */
    public long size(int axis) {
        return dim(axis).size();
    }

    /**
     * All extents.
     *
     * @return An unmodifiable list.
     */
    public List<Dim> dims() {
        return dims;
    }

    /**
     * Are all extents known when the graph is built?
     *
     * @return True if none is symbolic.
     */
    public boolean isFixed() {
        return dims.stream().allMatch(Dim::isFixed);
    }

    /**
     * The known extents as an array.
     *
     * @return The extents.
     * @throws IllegalStateException If one is symbolic.
     */
    public long[] sizes() {
        return dims.stream().mapToLong(Dim::size).toArray();
    }

    /**
     * The number of elements.
     *
     * @return The product of the extents; 1 for a scalar.
     */
    public Dim elements() {
        Dim product = Dim.of(1);
        for (Dim d : dims) {
            product = product.times(d);
        }
        return product;
    }

    /**
     * Normalises an axis number.
     *
     * @param axis The axis; negative counts from the last.
     * @return The axis from 0 to rank - 1.
     * @throws IllegalArgumentException If there is no such axis.
     */
    public int axis(int axis) {
        int a = axis < 0 ? axis + rank() : axis;
        if (a < 0 || a >= rank()) {
            throw new IllegalArgumentException(
                    "No axis " + axis + " in shape " + this + ", expected -" + rank() + " to " + (rank() - 1));
        }
        return a;
    }

    /**
     * A copy with one extent changed.
     *
     * @param axis The axis.
     * @param dim The new extent.
     * @return The new shape.
     */
    public Shape with(int axis, Dim dim) {
        List<Dim> d = new ArrayList<>(dims);
        d.set(axis(axis), dim);
        return of(d);
    }

    /**
     * A copy with one axis inserted.
     *
     * @param axis Where the new axis will stand, 0 to rank.
     * @param dim Its extent.
     * @return The new shape.
     */
    public Shape insert(int axis, Dim dim) {
        List<Dim> d = new ArrayList<>(dims);
        d.add(axis < 0 ? axis + rank() + 1 : axis, dim);
        return of(d);
    }

    /**
     * The shape two operands broadcast to by ONNX's (and NumPy's) rule.
     *
     * @param other The other shape.
     * @return The common shape, or null if there is none.
     */
    public Shape broadcast(Shape other) {
        int r = Math.max(rank(), other.rank());
        Dim[] out = new Dim[r];
        for (int i = 1; i <= r; i++) {
            Dim a = i <= rank() ? dims.get(rank() - i) : Dim.of(1);
            Dim b = i <= other.rank() ? other.dims.get(other.rank() - i) : Dim.of(1);
            if (a.equals(b) || b.isOne()) {
                out[r - i] = a;
            } else if (a.isOne()) {
                out[r - i] = b;
            } else {
                return null;
            }
        }
        return of(List.of(out));
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Shape s && s.dims.equals(dims);
    }

    @Override
    public int hashCode() {
        return dims.hashCode();
    }

    @Override
    public String toString() {
        return dims.stream().map(Dim::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
