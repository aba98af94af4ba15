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
package io.github.tribuogen.flow.ode;

import io.github.tribuogen.neural.graph.Dim;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import java.util.ArrayList;
import java.util.List;

/** The tensors [B, ...] of a state side by side as one matrix [B, W], which keeps the number of nodes a stage small. */
final class StateLayout {
    private final List<Shape> shapes = new ArrayList<>();
    private final long[] widths;

    StateLayout(List<Tensor> like) {
        widths = new long[like.size()];
        for (int i = 0; i < widths.length; i++) {
            Shape s = like.get(i).shape();
            shapes.add(s);
            long width = 1;
            for (int axis = 1; axis < s.rank(); axis++) {
                width *= s.size(axis);
            }
            widths[i] = width;
        }
    }

    /** The columns of each tensor. */
    long[] widths() {
        return widths.clone();
    }

    Tensor pack(List<Tensor> parts) {
        if (parts.size() != widths.length) {
            throw new IllegalArgumentException(
                    "A state of " + widths.length + " tensors expected, found " + parts.size());
        }
        List<Tensor> flat = new ArrayList<>();
        for (int i = 0; i < widths.length; i++) {
            Tensor t = parts.get(i);
            if (!t.shape().equals(shapes.get(i))) {
                throw new IllegalArgumentException(
                        "Tensor " + i + " of a state: the shape " + shapes.get(i) + " expected, found " + t);
            }
            flat.add(t.reshape(Shape.of(List.of(t.shape().dim(0), Dim.of(widths[i])))));
        }
        return Tensors.concat(1, flat);
    }

    List<Tensor> unpack(Tensor packed) {
        List<Tensor> flat = packed.split(1, widths);
        List<Tensor> parts = new ArrayList<>();
        for (int i = 0; i < widths.length; i++) {
            parts.add(flat.get(i).reshape(shapes.get(i)));
        }
        return parts;
    }
}
