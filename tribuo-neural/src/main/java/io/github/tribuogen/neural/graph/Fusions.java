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
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Pairs of nodes that are one node in ONNX, where nothing else uses what the first computes: a reduction whose folded axes
 * are dropped, and a convolution with a bias. Found when a graph is written, because gradients are taken of the parts.
 */
final class Fusions {
    private static final Set<Operator> REDUCTIONS =
            Set.of(ReductionOperators.SUM, ReductionOperators.MAX, ReductionOperators.MIN);

    // by the second node of a pair
    private final Map<Node, Node> first = new IdentityHashMap<>();

    private Fusions() {}

    /** No pairs. */
    static Fusions none() {
        return new Fusions();
    }

    /**
     * Finds the pairs.
     *
     * @param nodes The nodes that are to be written, in order.
     * @param results What is used besides as arguments of these nodes.
     */
    static Fusions among(List<Node> nodes, List<Tensor> results) {
        Map<Tensor, Integer> uses = new IdentityHashMap<>();
        Map<Node, Boolean> here = new IdentityHashMap<>();
        results.forEach(t -> uses.merge(t, 1, Integer::sum));
        for (Node n : nodes) {
            here.put(n, true);
            OnnxEmitter.operands(n).forEach(t -> uses.merge(t, 1, Integer::sum));
        }
        Fusions f = new Fusions();
        for (Node n : nodes) {
            for (Tensor t : n.inputs()) {
                boolean alone = here.containsKey(t.node()) && uses.getOrDefault(t, 0) == 1;
                if (alone && (drops(n, t.node()) || bias(n, t.node()) != null)) {
                    f.first.put(n, t.node());
                    break;
                }
            }
        }
        return f;
    }

    private static boolean drops(Node squeeze, Node reduction) {
        return squeeze.operator() == ShapeOperators.SQUEEZE
                && REDUCTIONS.contains(reduction.operator())
                && Arrays.equals(
                        squeeze.attributes().getInts("axes"),
                        reduction.attributes().getInts("axes"));
    }

    /** The bias that a sum adds to a convolution's channels, as a vector; null if it is something else. */
    private static Tensor bias(Node sum, Node convolution) {
        if (sum.operator() != ElementwiseOperators.ADD
                || convolution.operator() != ConvolutionOperators.CONV
                || convolution.output(0).dtype() != DType.FLOAT32) {
            return null;
        }
        Tensor y = convolution.output(0);
        Tensor added = sum.input(0) == y ? sum.input(1) : sum.input(0);
        if (added.node().operator() != ShapeOperators.RESHAPE) {
            return null;
        }
        Tensor vector = added.node().input(0);
        Shape s = added.shape();
        boolean channels = vector.shape().rank() == 1
                && s.rank() == y.shape().rank() - 1
                && s.dim(0).equals(y.shape().dim(1))
                && vector.shape().dim(0).equals(s.dim(0))
                && sum.output(0).shape().equals(y.shape());
        return channels ? vector : null;
    }

    /** Is a node written as the second of a pair? */
    boolean isSecond(Node n) {
        return first.containsKey(n);
    }

    /** Is a node written together with the one that uses it? */
    boolean isFirst(Node n) {
        return first.containsValue(n);
    }

    /** What a pair needs, by its second node. */
    List<Tensor> operands(Node second) {
        Node n = first.get(second);
        Tensor bias = bias(second, n);
        return bias == null ? n.inputs() : List.of(n.input(0), n.input(1), bias);
    }

    /** Writes a pair, by its second node. */
    void lower(Node second, OnnxEmitter e) {
        Node n = first.get(second);
        String out = e.name(second.output(0));
        Tensor bias = bias(second, n);
        if (bias == null) {
            ReductionOperators.lower(n, e, out, false);
        } else {
            ConvolutionLowerings.biased(n, e, out, e.name(bias));
        }
    }
}
