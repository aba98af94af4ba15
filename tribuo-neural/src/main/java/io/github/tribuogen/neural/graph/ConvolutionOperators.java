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

import static io.github.tribuogen.neural.graph.TypeRules.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The three bilinear maps of a convolution; each one's gradient is written with the other two. */
final class ConvolutionOperators {
    private ConvolutionOperators() {}

    /** (x, w) to y. */
    static final Operator CONV = Operator.of("Conv", (in, a) -> {
                ConvolutionGeometry g = geometry(a);
                TensorType x = in.get(0);
                TensorType w = in.get(1);
                checkTypes(g, x, w);
                checkWeight(g, w, x.shape().dim(1));
                return List.of(output(x, x.shape().dim(0), w.shape().dim(0), g.outputSizes(spatial(x))));
            })
            .withLowering(ConvolutionLowerings::forward)
            .withGradient((n, dy) -> {
                Convolution c = Convolution.of(n);
                return Arrays.asList(
                        c.transposed(dy.get(0), n.input(1), spatial(n.input(0).type())),
                        c.weightGradient(n.input(0), dy.get(0)));
            });

    /** (y, w) to x; attribute "spatial" holds the spatial extents of x. */
    static final Operator CONV_INPUT_GRADIENT = Operator.of("ConvInputGradient", (in, a) -> {
                ConvolutionGeometry g = geometry(a);
                TensorType y = in.get(0);
                TensorType w = in.get(1);
                checkTypes(g, y, w);
                require(
                        w.shape().dim(0).equals(y.shape().dim(1)),
                        "a weight of " + y.shape().dim(1) + " output channels expected, found " + w.shape());
                long[] spatial = a.getInts("spatial");
                checkOutput(g, y, spatial);
                Dim channels = w.shape().dim(1).times(Dim.of(g.groups()));
                checkWeight(g, w, channels);
                return List.of(output(y, y.shape().dim(0), channels, spatial));
            })
            .withLowering(ConvolutionLowerings::inputGradient)
            .withGradient((n, dx) -> {
                Convolution c = Convolution.of(n);
                return Arrays.asList(c.apply(dx.get(0), n.input(1)), c.weightGradient(dx.get(0), n.input(0)));
            });

    /** (x, y) to w. */
    static final Operator CONV_WEIGHT_GRADIENT = Operator.of("ConvWeightGradient", (in, a) -> {
                ConvolutionGeometry g = geometry(a);
                TensorType x = in.get(0);
                TensorType y = in.get(1);
                checkTypes(g, x, y);
                require(
                        x.shape().dim(0).equals(y.shape().dim(0)),
                        "equal batch extents expected, found " + x.shape().dim(0) + " and "
                                + y.shape().dim(0));
                checkOutput(g, y, spatial(x));
                Dim perGroup = x.shape().dim(1).dividedBy(Dim.of(g.groups()));
                require(perGroup != null, "channels divisible by " + g.groups() + " expected, found " + x.shape());
                List<Dim> dims = new ArrayList<>(List.of(y.shape().dim(1), perGroup));
                Arrays.stream(g.kernel()).mapToObj(Dim::of).forEach(dims::add);
                TensorType w = new TensorType(x.dtype(), Shape.of(dims));
                checkWeight(g, w, x.shape().dim(1));
                return List.of(w);
            })
            .withLowering(ConvolutionLowerings::weightGradient)
            .withGradient((n, dw) -> {
                Convolution c = Convolution.of(n);
                return Arrays.asList(
                        c.transposed(n.input(1), dw.get(0), spatial(n.input(0).type())),
                        c.apply(n.input(0), dw.get(0)));
            });

    static ConvolutionGeometry geometry(Attributes a) {
        return a.get("geometry", ConvolutionGeometry.class);
    }

    static long[] spatial(TensorType t) {
        List<Dim> dims = t.shape().dims().subList(2, t.shape().rank());
        require(dims.stream().allMatch(Dim::isFixed), "known spatial extents expected, found " + t.shape());
        return dims.stream().mapToLong(Dim::size).toArray();
    }

    private static void checkTypes(ConvolutionGeometry g, TensorType a, TensorType b) {
        TypeRules.requireFloating(a);
        TypeRules.requireSameDType(a, b);
        TypeRules.requireRank(a, g.spatialRank() + 2, "a tensor");
        TypeRules.requireRank(b, g.spatialRank() + 2, "a tensor");
    }

    private static void checkWeight(ConvolutionGeometry g, TensorType w, Dim channels) {
        require(
                w.shape().dim(1).times(Dim.of(g.groups())).equals(channels),
                "a weight of " + channels + " / " + g.groups() + " input channels expected, found " + w.shape());
        require(
                w.shape().dim(0).dividedBy(Dim.of(g.groups())) != null,
                "output channels divisible by " + g.groups() + " groups expected, found " + w.shape());
        for (int i = 0; i < g.spatialRank(); i++) {
            require(
                    w.shape().dim(i + 2).equals(Dim.of(g.kernel()[i])),
                    "a kernel of " + Arrays.toString(g.kernel()) + " expected, found weight " + w.shape());
        }
    }

    private static void checkOutput(ConvolutionGeometry g, TensorType y, long[] spatial) {
        require(
                Arrays.equals(spatial(y), g.outputSizes(spatial)),
                "output extents " + Arrays.toString(g.outputSizes(spatial)) + " for input extents "
                        + Arrays.toString(spatial) + " expected, found " + y.shape());
    }

    private static TensorType output(TensorType like, Dim batch, Dim channels, long[] spatial) {
        List<Dim> dims = new ArrayList<>(List.of(batch, channels));
        Arrays.stream(spatial).mapToObj(Dim::of).forEach(dims::add);
        return new TensorType(like.dtype(), Shape.of(dims));
    }

    static final List<Operator> ALL = List.of(CONV, CONV_INPUT_GRADIENT, CONV_WEIGHT_GRADIENT);
}
