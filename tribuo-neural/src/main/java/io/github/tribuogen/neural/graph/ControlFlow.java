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
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Loops and branches inside a graph. Their bodies may use every tensor of the graphs around them.
 *
 * <p>A loop has no gradient rule. Differentiate an {@link #unrolled} one, or wrap the loop in a {@link CustomGradient}.
 */
public final class ControlFlow {
    private ControlFlow() {}

    /** One iteration of a loop with results for each iteration. */
    @FunctionalInterface
    public interface ScanBody {
        /**
         * Builds the iteration.
         *
         * @param iteration The number of the iteration from 0, int64 of shape [].
         * @param state The state before.
         * @return The state after, and what is kept of this iteration.
         */
        Step step(Tensor iteration, List<Tensor> state);
    }

    /** One iteration of a loop. */
    @FunctionalInterface
    public interface LoopBody {
        /**
         * Builds the iteration.
         *
         * @param iteration The number of the iteration from 0, int64 of shape [].
         * @param state The state before.
         * @return The state after, of the same types.
         */
        List<Tensor> step(Tensor iteration, List<Tensor> state);
    }

    /**
     * What an iteration of a scan gives.
     *
     * @param state The state after, of the types of the state before.
     * @param kept Tensors that are stacked over the iterations along a new first axis.
     */
    public record Step(List<Tensor> state, List<Tensor> kept) {}

    /**
     * What a scan gives.
     *
     * @param state The state after the last iteration.
     * @param kept The stacked tensors, of shape [iterations, ...].
     */
    public record Result(List<Tensor> state, List<Tensor> kept) {}

    record Body(Graph graph, List<Tensor> inputs, List<Tensor> outputs, Hoisting hoisting) {}

    static final Operator LOOP = Operator.of("Loop", (in, a) -> {
                Body body = a.get("body", Body.class);
                int states = (int) a.getInt("states");
                Dim trips = a.get("trips", Dim.class);
                List<TensorType> out = new ArrayList<>();
                for (int i = 0; i < body.outputs().size() - 1; i++) {
                    TensorType t = body.outputs().get(i + 1).type();
                    if (i < states) {
                        TypeRules.require(
                                t.equals(in.get(i + 2)),
                                "state " + i + " of type " + in.get(i + 2) + " expected after an iteration, found "
                                        + t);
                        out.add(t);
                    } else {
                        out.add(new TensorType(t.dtype(), t.shape().insert(0, trips)));
                    }
                }
                return out;
            })
            .withLowering((n, e) -> {
                Body body = n.attributes().get("body", Body.class);
                int states = (int) n.attributes().getInt("states");
                List<String> in =
                        n.inputs().subList(0, 2 + states).stream().map(e::name).toList();
                e.emitMany(n, "Loop", in, OnnxEmitter.graph("body", e.body(body)));
            })
            .impure();

    static final Operator IF = Operator.of("If", (in, a) -> {
                List<Tensor> yes = a.get("then", Body.class).outputs();
                List<Tensor> no = a.get("else", Body.class).outputs();
                List<TensorType> types = yes.stream().map(Tensor::type).toList();
                List<TensorType> others = no.stream().map(Tensor::type).toList();
                TypeRules.require(
                        types.equals(others), "branches of equal types expected, found " + types + " and " + others);
                return types;
            })
            .withLowering((n, e) -> {
                Body yes = n.attributes().get("then", Body.class);
                Body no = n.attributes().get("else", Body.class);
                e.emitMany(
                        n,
                        "If",
                        List.of(e.name(n.input(0))),
                        OnnxEmitter.graph("then_branch", e.body(yes)),
                        OnnxEmitter.graph("else_branch", e.body(no)));
            })
            .impure();

    /**
     * A loop of a known number of iterations.
     *
     * @param iterations How many, at least 0.
     * @param state The state before the first.
     * @param body An iteration.
     * @return The state after the last.
     */
    public static List<Tensor> loop(long iterations, List<Tensor> state, LoopBody body) {
        return scan(iterations, state, (i, s) -> new Step(body.step(i, s), List.of()))
                .state();
    }

    /**
     * A loop of a known number of iterations that keeps something of each.
     *
     * @param iterations How many, at least 0.
     * @param state The state before the first.
     * @param body An iteration.
     * @return The state after the last, and the kept tensors of shape [iterations, ...].
     */
    public static Result scan(long iterations, List<Tensor> state, ScanBody body) {
        Graph root = rootOf(state);
        return build(root.constant(HostTensor.scalar(iterations)), Dim.of(iterations), null, null, state, body);
    }

    /**
     * A loop whose number of iterations is computed.
     *
     * @param iterations How many, int64 of shape [].
     * @param state The state before the first.
     * @param body An iteration.
     * @return The state after the last, and the kept tensors.
     */
    public static Result scan(Tensor iterations, List<Tensor> state, ScanBody body) {
        Dim trips = Dim.symbol("iterations" + iterations.node().id());
        return build(iterations, trips, null, null, state, body);
    }

    /**
     * A loop that goes on while a condition on the state holds.
     *
     * @param condition Maps the state to a truth value of shape []; tested before each iteration.
     * @param limit The most iterations, at least 0; the caller tells from the state whether it was reached.
     * @param state The state before the first.
     * @param body An iteration.
     * @return The state after the last.
     */
    public static List<Tensor> whileLoop(
            Function<List<Tensor>, Tensor> condition, long limit, List<Tensor> state, LoopBody body) {
        Graph root = rootOf(state);
        Tensor trips = root.constant(HostTensor.scalar(limit));
        return build(
                        trips,
                        Dim.symbol("iterations" + trips.node().id()),
                        condition.apply(state),
                        condition,
                        state,
                        (i, s) -> new Step(body.step(i, s), List.of()))
                .state();
    }

    /**
     * A loop that goes on while a condition on the state holds and keeps something of each iteration.
     *
     * @param condition Maps the state to a truth value of shape []; tested before each iteration.
     * @param limit The most iterations, at least 0; the caller tells from the state whether it was reached.
     * @param state The state before the first.
     * @param body An iteration.
     * @return The state after the last, and the kept tensors of as many iterations as there were.
     */
    public static Result scanWhile(
            Function<List<Tensor>, Tensor> condition, long limit, List<Tensor> state, ScanBody body) {
        Tensor trips = rootOf(state).constant(HostTensor.scalar(limit));
        Tensor first = condition.apply(state);
        Dim dim = Dim.symbol("iterations" + state.get(0).node().id() + "of" + limit);
        return build(trips, dim, first, condition, state, body);
    }

    /**
     * A loop written out, which can be differentiated.
     *
     * @param iterations How many.
     * @param state The state before the first.
     * @param body An iteration; its number is a constant.
     * @return The state after the last.
     */
    public static List<Tensor> unrolled(int iterations, List<Tensor> state, LoopBody body) {
        Graph root = rootOf(state);
        List<Tensor> s = state;
        for (int i = 0; i < iterations; i++) {
            s = body.step(root.constant(HostTensor.scalar((long) i)), s);
        }
        return s;
    }

    /**
     * One of two computations; only the chosen one runs.
     *
     * @param condition A truth value of shape [].
     * @param yes Builds the results where it is true.
     * @param no Builds the results where it is false, of the same types.
     * @return The results.
     */
    public static List<Tensor> cond(Tensor condition, Supplier<List<Tensor>> yes, Supplier<List<Tensor>> no) {
        Body a = branch(condition.graph().root(), yes);
        Body b = branch(condition.graph().root(), no);
        List<Tensor> in = new ArrayList<>(List.of(condition));
        in.addAll(captured(a));
        in.addAll(captured(b));
        Attributes attributes = Attributes.NONE.with("then", (Object) a).with("else", (Object) b);
        return Graph.apply(IF, attributes, in.toArray(Tensor[]::new)).outputs();
    }

    private static Body branch(Graph root, Supplier<List<Tensor>> results) {
        Graph inner = Graph.open(root, true);
        try {
            return new Body(inner, List.of(), List.copyOf(results.get()), Hoisting.none());
        } finally {
            inner.close();
        }
    }

    private static Graph rootOf(List<Tensor> state) {
        if (state.isEmpty()) {
            throw new IllegalArgumentException("A loop needs a state of at least one tensor, found none");
        }
        return state.get(0).graph().root();
    }

    private static Result build(
            Tensor trips,
            Dim tripDim,
            Tensor start,
            Function<List<Tensor>, Tensor> condition,
            List<Tensor> state,
            ScanBody body) {
        Graph root = trips.graph().root();
        Graph inner = Graph.open(root, false);
        try {
            Tensor iteration = inner.placeholder("iteration", new TensorType(DType.INT64, Shape.SCALAR));
            Tensor goOn = inner.placeholder("condition", new TensorType(DType.BOOL, Shape.SCALAR));
            List<Tensor> in = new ArrayList<>(List.of(iteration, goOn));
            List<Tensor> before = new ArrayList<>();
            for (Tensor t : state) {
                before.add(inner.placeholder("state", t.type()));
            }
            in.addAll(before);
            Step step = body.step(iteration, before);
            if (step.state().size() != state.size()) {
                throw new IllegalArgumentException(
                        "Loop: a state of " + state.size() + " tensors expected after an iteration, found "
                                + step.state().size());
            }
            List<Tensor> out = new ArrayList<>();
            out.add(condition == null ? goOn : condition.apply(step.state()));
            out.addAll(step.state());
            out.addAll(step.kept());
            Hoisting hoisting = condition == null
                    ? Hoisting.of(inner, iteration, trips, tripDim, state, before, step.state(), out)
                    : Hoisting.none(); // the limit of a conditional loop may be far above its iterations
            Body b = new Body(inner, in, out, hoisting);
            List<Tensor> inputs = new ArrayList<>();
            inputs.add(trips);
            inputs.add(start == null ? root.constant(HostTensor.of(new boolean[] {true})) : start);
            inputs.addAll(state);
            inputs.addAll(captured(b));
            Attributes a = Attributes.NONE
                    .with("body", (Object) b)
                    .withInt("states", state.size())
                    .with("trips", (Object) tripDim);
            List<Tensor> results =
                    Graph.apply(LOOP, a, inputs.toArray(Tensor[]::new)).outputs();
            return new Result(results.subList(0, state.size()), results.subList(state.size(), results.size()));
        } finally {
            inner.close();
        }
    }

    /** The tensors of the graphs around a body that it uses. */
    private static List<Tensor> captured(Body body) {
        Set<Tensor> outside = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Tensor> found = new ArrayList<>();
        List<Tensor> stack = new ArrayList<>(body.outputs());
        stack.addAll(body.hoisting().vectors().values());
        while (!stack.isEmpty()) {
            Tensor t = stack.remove(stack.size() - 1);
            if (body.hoisting().isMoved(t)) {
                continue;
            }
            if (!body.graph().encloses(t.graph())) {
                if (outside.add(t)) {
                    found.add(t);
                }
            } else if (seen.add(t.node())) {
                stack.addAll(t.node().inputs());
            }
        }
        return found;
    }

    static final List<Operator> ALL = List.of(LOOP, IF);
}
