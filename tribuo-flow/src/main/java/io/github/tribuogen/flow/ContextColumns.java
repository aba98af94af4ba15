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
package io.github.tribuogen.flow;

import io.github.tribuogen.flow.bijection.FlowContext;
import io.github.tribuogen.neural.data.AffineMap;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.model.Prepared;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which columns of a row a flow models, and which it takes as given: {@code log p(x | c)}.
 *
 * @param modelled The positions of x in a row, ascending.
 * @param given The positions of c, ascending; none for a density of the whole row.
 */
record ContextColumns(int[] modelled, int[] given) {
    /**
     * Finds the columns of some features.
     *
     * @throws IllegalArgumentException If there is no such feature, none is left to model, or rows with a context are not
     *     plain vectors that are prepared by an affine map.
     */
    static ContextColumns of(Prepared<LogDensity> prepared, List<String> names) {
        int d = prepared.columns();
        if (names.isEmpty()) {
            return new ContextColumns(IntStream.range(0, d).toArray(), new int[0]);
        }
        List<String> all =
                IntStream.range(0, d).mapToObj(prepared.bound()::featureName).toList();
        Set<String> unknown = new LinkedHashSet<>(names);
        all.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("context: features of the dataset expected, found " + unknown
                    + " which are not among its " + d + " features "
                    + all.stream().limit(10).collect(Collectors.toList()) + (d > 10 ? " and others" : ""));
        }
        int[] given =
                IntStream.range(0, d).filter(j -> names.contains(all.get(j))).toArray();
        int[] modelled =
                IntStream.range(0, d).filter(j -> !names.contains(all.get(j))).toArray();
        if (modelled.length == 0) {
            throw new IllegalArgumentException(
                    "context: at least one feature to model expected, found all " + d + " in the context");
        }
        if (prepared.bound().shape().length != 1) {
            throw new IllegalArgumentException(
                    "context: a layout of vectors expected for a conditional flow, found shape "
                            + Arrays.toString(prepared.bound().shape()));
        }
        if (prepared.preprocessor().affine().isEmpty()) {
            throw new IllegalArgumentException(
                    "context: an affine preprocessor (scaling, standardisation) expected for a"
                            + " conditional flow, found " + prepared.preprocessor());
        }
        return new ContextColumns(modelled, given);
    }

    boolean conditional() {
        return given.length > 0;
    }

    /** x of prepared points. */
    Tensor modelled(Tensor points) {
        return conditional() ? columns(points, modelled) : points;
    }

    /** What the flow is told beside the points. */
    FlowContext context(Tensor points) {
        return conditional() ? FlowContext.given(columns(points, given)) : FlowContext.unconditional();
    }

    /** Points with new x and the context that they have. */
    Tensor replaced(Tensor points, Tensor x) {
        if (!conditional()) {
            return x;
        }
        int d = modelled.length + given.length;
        int[] from = new int[d];
        for (int i = 0; i < modelled.length; i++) {
            from[modelled[i]] = i;
        }
        for (int i = 0; i < given.length; i++) {
            from[given[i]] = modelled.length + i;
        }
        return columns(Tensors.concat(1, x, columns(points, given)), from);
    }

    /** log|det| of the preparation of x alone, [batch], from that of whole rows. */
    Tensor logDeterminant(Tensor ofRows, Prepared<?> prepared) {
        if (!conditional()) {
            return ofRows;
        }
        AffineMap map = prepared.affine();
        double volume = 0;
        for (int j : given) {
            volume += Math.log(Math.abs(map.scale()[j]));
        }
        return ofRows.sub(volume);
    }

    private static Tensor columns(Tensor points, int[] which) {
        long[] index = Arrays.stream(which).asLongStream().toArray();
        return points.gather(1, points.graph().root().constant(HostTensor.of(index, index.length)));
    }

    /** The positions of the context as a model keeps them. */
    String toProperty() {
        return Arrays.stream(given).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }

    /** The columns of rows of a length, from a model's property. */
    static ContextColumns fromProperty(String property, int columns) {
        List<Integer> positions = new ArrayList<>();
        for (String s : property.isEmpty() ? new String[0] : property.split(",")) {
            int j;
            try {
                j = Integer.parseInt(s);
            } catch (NumberFormatException e) {
                j = -1;
            }
            if (j < 0 || j >= columns) {
                throw new IllegalStateException("Invalid protobuf, context: positions from 0 to " + (columns - 1)
                        + " expected, found '" + property + "'");
            }
            positions.add(j);
        }
        return new ContextColumns(
                IntStream.range(0, columns).filter(j -> !positions.contains(j)).toArray(),
                positions.stream().mapToInt(Integer::intValue).toArray());
    }
}
