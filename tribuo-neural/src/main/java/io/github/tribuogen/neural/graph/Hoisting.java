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

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The numbers of a loop that depend on the number of the iteration alone: learning rates, corrections of moments, keys of
 * random streams. They are computed for all iterations at once before the loop, and an iteration picks its own. A number
 * costs as much as a small tensor, and a step of training has dozens.
 *
 * <p>A state that grows by one in each iteration is such a number too. Only operators are moved whose results for an
 * element do not depend on its neighbours, so the results are the same to the bit: no exponential function, which ONNX
 * Runtime computes otherwise for several numbers than for one.
 */
final class Hoisting {
    private static final Set<Operator> EXACT = Set.of(
            ElementwiseOperators.ADD,
            ElementwiseOperators.SUB,
            ElementwiseOperators.MUL,
            ElementwiseOperators.DIV,
            ElementwiseOperators.POW,
            ElementwiseOperators.SQRT,
            ElementwiseOperators.NEG,
            ElementwiseOperators.FLOOR,
            ElementwiseOperators.MOD,
            ElementwiseOperators.BITWISE_AND,
            ElementwiseOperators.BITWISE_XOR,
            ElementwiseOperators.SHIFT_RIGHT,
            ElementwiseOperators.CAST);

    // picking costs one operator too
    private static final int LEAST_OPERATORS = 3;

    private final Graph body;
    private final Tensor iteration;
    private final Map<Tensor, Tensor> leaves = new IdentityHashMap<>();
    private final Map<Node, Integer> sizes = new IdentityHashMap<>();
    private final Map<Tensor, Tensor> moved = new LinkedHashMap<>();

    private Hoisting(Graph body, Tensor iteration) {
        this.body = body;
        this.iteration = iteration;
    }

    /** Nothing is moved. */
    static Hoisting none() {
        return new Hoisting(null, null);
    }

    /**
     * Finds the numbers and builds their vectors in the graphs around the body.
     *
     * @param body The body.
     * @param iteration Its number of the iteration.
     * @param trips The number of iterations, int64 scalar.
     * @param tripDim The same as an extent.
     * @param initial The state before the loop.
     * @param before The state before an iteration.
     * @param after The state after it.
     * @param results All that the body gives.
     */
    static Hoisting of(
            Graph body,
            Tensor iteration,
            Tensor trips,
            Dim tripDim,
            List<Tensor> initial,
            List<Tensor> before,
            List<Tensor> after,
            List<Tensor> results) {
        Hoisting h = new Hoisting(body, iteration);
        Tensor range = Graph.apply1(IndexOperators.RANGE, Attributes.NONE.with("dim", (Object) tripDim), trips);
        h.leaves.put(iteration, range);
        for (int i = 0; i < before.size(); i++) {
            if (isSuccessor(after.get(i), before.get(i))) {
                h.leaves.put(before.get(i), range.add(initial.get(i)));
            }
        }
        for (Node n : body.nodes()) {
            h.measure(n);
        }
        h.find(results);
        return h;
    }

    private static boolean isSuccessor(Tensor next, Tensor t) {
        Node n = next.node();
        if (t.dtype() != DType.INT64 || t.shape().rank() != 0 || n.operator() != ElementwiseOperators.ADD) {
            return false;
        }
        Tensor other = n.input(0) == t ? n.input(1) : n.input(0);
        return n.inputs().contains(t)
                && other.node().operator() == GraphOperators.CONSTANT
                && other.node().attributes().get("value", HostTensor.class).item() == 1;
    }

    /** Notes how many operators a number takes, if it can be moved. */
    private void measure(Node n) {
        if (!EXACT.contains(n.operator()) || n.output(0).shape().rank() != 0) {
            return;
        }
        int size = 1;
        for (Tensor t : n.inputs()) {
            boolean known = leaves.containsKey(t) || sizes.containsKey(t.node()) || !body.encloses(t.graph());
            if (!known || t.shape().rank() != 0) {
                return;
            }
            size += sizes.getOrDefault(t.node(), 0);
        }
        sizes.put(n, size);
    }

    private void find(List<Tensor> results) {
        Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        java.util.ArrayDeque<Tensor> queue = new java.util.ArrayDeque<>(results);
        while (!queue.isEmpty()) {
            Tensor t = queue.removeFirst();
            if (sizes.getOrDefault(t.node(), 0) >= LEAST_OPERATORS) {
                if (!moved.containsKey(t)) {
                    moved.put(t, vector(t));
                }
            } else if (body.encloses(t.graph()) && seen.add(t.node())) {
                queue.addAll(t.node().inputs());
            }
        }
    }

    private Tensor vector(Tensor t) {
        if (!body.encloses(t.graph())) {
            return t;
        }
        Tensor known = leaves.get(t);
        if (known == null) {
            Tensor[] in = t.node().inputs().stream().map(this::vector).toArray(Tensor[]::new);
            known = Graph.apply1(t.node().operator(), t.node().attributes(), in);
            leaves.put(t, known);
        }
        return known;
    }

    /** Is a tensor picked from a vector? */
    boolean isMoved(Tensor t) {
        return moved.containsKey(t);
    }

    /** The vectors, [iterations], by the number that is picked from each. */
    Map<Tensor, Tensor> vectors() {
        return moved;
    }

    /** The number of the iteration. */
    Tensor iteration() {
        return iteration;
    }
}
