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
package io.github.tribuogen.neural.grad;

import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Node;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Derivatives as graphs. With y = f(x), x of n and y of m elements, and J the m x n Jacobian: {@link #vjp} is {@code J^T
 * v} (reverse mode, one pass), {@link #jvp} is {@code J v} (forward mode, two passes), {@link #grad} is the vjp of a
 * scalar, {@link #hessianVectorProduct} is the vjp of a gradient.
 */
public final class Gradients {
    private Gradients() {}

    /**
     * The gradient of a scalar.
     *
     * @param loss A scalar.
     * @param x What to differentiate by.
     * @return The gradient, of x's shape; zero where the loss does not depend on x.
     * @throws IllegalArgumentException If the loss is not a floating point scalar.
     */
    public static Tensor grad(Tensor loss, Tensor x) {
        return grad(loss, List.of(x)).get(0);
    }

    /**
     * The gradients of a scalar.
     *
     * @param loss A scalar.
     * @param xs What to differentiate by.
     * @return The gradients, each of its x's shape; zero where the loss does not depend on it.
     * @throws IllegalArgumentException If the loss is not a floating point scalar.
     */
    public static List<Tensor> grad(Tensor loss, List<Tensor> xs) {
        if (loss.shape().rank() != 0 || !loss.dtype().isFloating()) {
            throw new IllegalArgumentException(
                    "The gradient of a floating point scalar expected, found " + loss + "; use vjp, or sum first");
        }
        return vjp(List.of(loss), xs, List.of(loss.scalar(1)));
    }

    /**
     * The vector-Jacobian product J^T v.
     *
     * @param y The function's value.
     * @param x What to differentiate by.
     * @param v The vector, of y's shape.
     * @return J^T v, of x's shape.
     */
    public static Tensor vjp(Tensor y, Tensor x, Tensor v) {
        return vjp(List.of(y), List.of(x), List.of(v)).get(0);
    }

    /**
     * The vector-Jacobian product of several values by several variables.
     *
     * @param ys The values.
     * @param xs What to differentiate by.
     * @param vs The vectors, each of its y's shape.
     * @return The sum over the values of J^T v, for each variable in its shape.
     * @throws IllegalArgumentException If a vector's shape is not its value's.
     */
    public static List<Tensor> vjp(List<Tensor> ys, List<Tensor> xs, List<Tensor> vs) {
        Map<Node, Tensor[]> gradients = new IdentityHashMap<>();
        TreeMap<Long, Node> pending = new TreeMap<>();
        Map<Node, Boolean> relevant = new IdentityHashMap<>();
        Map<Tensor, Boolean> targets = new IdentityHashMap<>();
        xs.forEach(x -> targets.put(x, true));
        for (int i = 0; i < ys.size(); i++) {
            Tensor y = ys.get(i);
            if (!y.shape().equals(vs.get(i).shape())) {
                throw new IllegalArgumentException(
                        "vjp of " + y + ": a vector of its shape expected, found " + vs.get(i));
            }
            if (dependsOn(y, targets, relevant)) {
                accumulate(gradients, pending, y, vs.get(i));
            }
        }
        // creation order is a topological order: a node is taken when all its users have been
        while (!pending.isEmpty()) {
            Node node = pending.pollLastEntry().getValue();
            boolean inputsMatter = node.inputs().stream().anyMatch(t -> dependsOn(t, targets, relevant));
            if (!inputsMatter) {
                continue;
            }
            List<Tensor> dy = Arrays.asList(gradients.get(node));
            List<Tensor> dx = node.operator().propagate(node, dy);
            for (int i = 0; i < dx.size(); i++) {
                if (dx.get(i) != null && dependsOn(node.input(i), targets, relevant)) {
                    accumulate(gradients, pending, node.input(i), dx.get(i));
                }
            }
        }
        List<Tensor> result = new ArrayList<>();
        for (Tensor x : xs) {
            Tensor[] g = gradients.get(x.node());
            result.add(g == null || g[x.index()] == null ? x.zerosLike() : g[x.index()]);
        }
        return result;
    }

    private static void accumulate(Map<Node, Tensor[]> gradients, TreeMap<Long, Node> pending, Tensor at, Tensor dy) {
        Node node = at.node();
        Tensor[] g = gradients.computeIfAbsent(node, n -> new Tensor[n.outputs().size()]);
        g[at.index()] = g[at.index()] == null ? dy : g[at.index()].add(dy);
        pending.put(node.id(), node);
    }

    /** Does a tensor depend on a target through floating point values? Iterative: graphs may be deep. */
    private static boolean dependsOn(Tensor t, Map<Tensor, Boolean> targets, Map<Node, Boolean> relevant) {
        if (targets.containsKey(t)) {
            return true;
        }
        if (!t.dtype().isFloating()) {
            return false;
        }
        List<Node> stack = new ArrayList<>(List.of(t.node()));
        while (!stack.isEmpty()) {
            Node n = stack.get(stack.size() - 1);
            if (relevant.containsKey(n)) {
                stack.remove(stack.size() - 1);
                continue;
            }
            boolean ready = true;
            boolean found = false;
            for (Tensor in : n.inputs()) {
                if (targets.containsKey(in)) {
                    found = true;
                } else if (in.dtype().isFloating()) {
                    Boolean known = relevant.get(in.node());
                    if (known == null) {
                        stack.add(in.node());
                        ready = false;
                    } else {
                        found |= known;
                    }
                }
            }
            if (ready) {
                relevant.put(n, found);
                stack.remove(stack.size() - 1);
            }
        }
        return relevant.get(t.node());
    }

    /**
     * The Jacobian-vector product J v.
     *
     * <p>J^T u is linear in u, so its own vjp with respect to u is J: forward mode by two reverse passes, whatever u is.
     *
     * @param y The function's value.
     * @param x What to differentiate by.
     * @param v The direction, of x's shape.
     * @return J v, of y's shape.
     */
    public static Tensor jvp(Tensor y, Tensor x, Tensor v) {
        if (!x.shape().equals(v.shape())) {
            throw new IllegalArgumentException("jvp by " + x + ": a direction of its shape expected, found " + v);
        }
        // a seed with a node of its own: the value is of no consequence, only its place in the graph
        Tensor u = y.scalar(1).expandLike(y).stopGradient();
        Tensor transposed = vjp(y, x, u);
        return vjp(transposed, u, v);
    }

    /**
     * The product of a scalar's Hessian with a vector.
     *
     * @param loss A scalar.
     * @param x What to differentiate by, twice.
     * @param v The vector, of x's shape.
     * @return H v, of x's shape.
     */
    public static Tensor hessianVectorProduct(Tensor loss, Tensor x, Tensor v) {
        return vjp(grad(loss, x), x, v);
    }

    /**
     * The dense Jacobian, row by row: for tests and small problems.
     *
     * @param y The function's value, of fixed shape with m elements.
     * @param x What to differentiate by, of fixed shape with n elements.
     * @return [m, n].
     */
    public static Tensor jacobian(Tensor y, Tensor x) {
        int m = Math.toIntExact(y.shape().elements().size());
        long n = x.shape().elements().size();
        List<Tensor> rows = new ArrayList<>();
        for (int i = 0; i < m; i++) {
            double[] unit = new double[m];
            unit[i] = 1;
            Tensor v = y.graph()
                    .root()
                    .constant(HostTensor.of(unit, y.shape().sizes()))
                    .cast(y.dtype());
            rows.add(vjp(y, x, v).reshape(1, n));
        }
        return io.github.tribuogen.neural.graph.Tensors.concat(0, rows);
    }
}
