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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.github.tribuogen.neural.grad.Evaluate;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ControlFlowTest {
    private final Graph g = new Graph();
    private final Tensor x = g.input("x", DType.FLOAT64, Shape.batched("batch"));
    private final Tensor a = g.input("a", DType.FLOAT64, Shape.SCALAR);
    private final Map<String, Tensor> inputs = Map.of("x", x, "a", a);

    private Map<String, HostTensor> run(Map<String, Tensor> outputs, double a, double... x) {
        return Evaluate.run(
                inputs, outputs, Map.of("x", HostTensor.of(x, x.length), "a", HostTensor.scalar(DType.FLOAT64, a)));
    }

    private double[] run(Tensor y, double a, double... x) {
        return run(Map.of("y", y), a, x).get("y").toDoubles();
    }

    private GraphProto written(Tensor y) {
        return new GraphFunction("f", inputs, Map.of("y", y)).toModel().getGraph();
    }

    private static NodeProto only(GraphProto graph, String op) {
        List<NodeProto> found = graph.getNodeList().stream()
                .filter(n -> n.getOpType().equals(op))
                .toList();
        assertEquals(1, found.size(), op + " in " + ops(graph));
        return found.get(0);
    }

    private static GraphProto inner(NodeProto n, String attribute) {
        return n.getAttributeList().stream()
                .filter(p -> p.getName().equals(attribute))
                .findFirst()
                .orElseThrow()
                .getG();
    }

    private static List<String> ops(GraphProto graph) {
        return graph.getNodeList().stream().map(NodeProto::getOpType).toList();
    }

    // ---- while loops

    /** The lengths of the Collatz sequences of the inputs. */
    private Tensor collatz(long limit) {
        Tensor n = x.cast(DType.INT64);
        Tensor one = n.scalar(1);
        Tensor two = n.scalar(2);
        return ControlFlow.whileLoop(
                        s -> s.get(0).reduceMax().greater(one), limit, List.of(n, n.zerosLike()), (i, s) -> {
                            Tensor m = s.get(0);
                            Tensor next = Tensors.where(
                                    m.mod(two).equalTo(m.scalar(0)),
                                    m.div(two),
                                    m.mul(n.scalar(3)).add(one));
                            Tensor going = m.greater(one);
                            return List.of(
                                    Tensors.where(going, next, m), s.get(1).add(going.cast(DType.INT64)));
                        })
                .get(1);
    }

    @Test
    void whileLoopEndsWhenTheStateSaysSo() {
        assertArrayEquals(new double[] {0, 1, 111, 8, 16}, run(collatz(1000), 0, 1, 2, 27, 6, 7));
        assertArrayEquals(new double[] {1, 7}, run(collatz(1000), 0, 2, 3));
    }

    @Test
    void whileLoopStopsAtItsLimit() {
        assertArrayEquals(new double[] {0, 1, 10}, run(collatz(10), 0, 1, 2, 27));
        assertArrayEquals(new double[] {0, 0}, run(collatz(0), 0, 2, 27));
    }

    @Test
    void whileLoopOfNoIterations() {
        assertArrayEquals(new double[] {0, 0}, run(collatz(1000), 0, 1, 1));
    }

    @Test
    void scanWhileKeepsAsManyIterationsAsThereAre() {
        for (long limit : new long[] {100, 2}) {
            ControlFlow.Result r = ControlFlow.scanWhile(
                    s -> s.get(0).less(a),
                    limit,
                    List.of(x.sum()),
                    (i, s) -> new ControlFlow.Step(List.of(s.get(0).mul(2)), List.of(s.get(0), i)));
            Map<String, HostTensor> v = run(
                    Map.of(
                            "end",
                            r.state().get(0),
                            "kept",
                            r.kept().get(0),
                            "i",
                            r.kept().get(1)),
                    10,
                    1,
                    0.5);
            // 1.5, 3, 6, then 12
            assertArrayEquals(
                    limit == 2 ? new double[] {1.5, 3} : new double[] {1.5, 3, 6},
                    v.get("kept").toDoubles());
            assertArrayEquals(
                    limit == 2 ? new long[] {0, 1} : new long[] {0, 1, 2},
                    v.get("i").toLongs());
            assertEquals(limit == 2 ? 6 : 12, v.get("end").item());
        }
    }

    @Test
    void whileLoopInsideALoop() {
        // counts the doublings that lift the state over the bound, for a bound that grows with the outer iteration
        Tensor y = ControlFlow.loop(4, List.of(x.zerosLike()), (i, s) -> {
                    Tensor bound = i.cast(DType.FLOAT64).mul(a);
                    List<Tensor> inner = ControlFlow.whileLoop(
                            t -> t.get(0).less(bound),
                            100,
                            List.of(a.scalar(1), a.scalar(0)),
                            (j, t) -> List.of(t.get(0).mul(2), t.get(1).add(1)));
                    return List.of(s.get(0).add(inner.get(1)));
                })
                .get(0);
        // bounds 0, 10, 20, 30: 0 + 4 + 5 + 5
        assertArrayEquals(new double[] {14}, run(y, 10, 0));
    }

    /** Both trip counts depend on data, and the inner loop reads the outer one's state, a body's value and an input. */
    @Test
    void whileLoopInsideAWhileLoop() {
        // outer: while s < 100; inner: while t < s: t = 2 t + a; then s = s + t + i
        Tensor y = ControlFlow.whileLoop(s -> s.get(0).less(s.get(0).scalar(100)), 1000, List.of(x.sum()), (i, s) -> {
                    Tensor half = s.get(0).mul(0.5);
                    Tensor t = ControlFlow.whileLoop(
                                    u -> u.get(0).less(half),
                                    1000,
                                    List.of(a.scalar(1)),
                                    (j, u) -> List.of(u.get(0).mul(2).add(a)))
                            .get(0);
                    return List.of(s.get(0).add(t).add(i.cast(DType.FLOAT64)));
                })
                .get(0);
        for (double start : new double[] {3, 40, 120}) {
            double s = start;
            for (int i = 0; s < 100; i++) {
                double half = s / 2;
                double t = 1;
                while (t < half) {
                    t = 2 * t + 0.25;
                }
                s += t + i;
            }
            assertArrayEquals(new double[] {s}, run(y, 0.25, start), 1e-12);
        }
    }

    // ---- counted loops

    @Test
    void valuesCapturedFromEveryLevel() {
        Tensor y = ControlFlow.loop(3, List.of(x), (i, s) -> {
                    Tensor outer = s.get(0).mul(a); // lives in the outer body, used in the inner
                    List<Tensor> t = ControlFlow.loop(
                            2,
                            List.of(s.get(0)),
                            (j, u) -> List.of(u.get(0)
                                    .add(outer)
                                    .add(i.cast(DType.FLOAT64))
                                    .add(a)));
                    return List.of(t.get(0));
                })
                .get(0);
        double e = 2;
        for (int i = 0; i < 3; i++) {
            double outer = e * 0.5;
            for (int j = 0; j < 2; j++) {
                e += outer + i + 0.5;
            }
        }
        assertArrayEquals(new double[] {e}, run(y, 0.5, 2), 1e-12);
    }

    @Test
    void whatDoesNotDependOnTheStateStandsOutside() {
        Tensor y = ControlFlow.loop(
                        5,
                        List.of(x),
                        (i, s) -> List.of(ControlFlow.loop(
                                        2,
                                        s,
                                        (j, t) -> List.of(t.get(0)
                                                .mul(a.exp())
                                                .add(i.cast(DType.FLOAT64).sin())))
                                .get(0)))
                .get(0);
        GraphProto root = written(y);
        GraphProto outer = inner(only(root, "Loop"), "body");
        GraphProto deepest = inner(only(outer, "Loop"), "body");
        assertEquals(1, ops(root).stream().filter("Exp"::equals).count(), "exp(a) outside of both: " + ops(root));
        assertTrue(ops(outer).contains("Sin"), "sin(i) in the outer body: " + ops(outer));
        assertFalse(
                ops(deepest).contains("Exp") || ops(deepest).contains("Sin"),
                ops(deepest).toString());
        assertTrue(ops(deepest).contains("Mul"), ops(deepest).toString());
    }

    @Test
    void loopWhollyIndependentOfTheEnclosingLoopStandsOutside() {
        Tensor y = ControlFlow.loop(5, List.of(x), (i, s) -> {
                    Tensor t = ControlFlow.loop(
                                    3, List.of(a), (j, u) -> List.of(u.get(0).mul(a)))
                            .get(0);
                    return List.of(s.get(0).add(t));
                })
                .get(0);
        GraphProto root = written(y);
        assertEquals(
                2, ops(root).stream().filter("Loop"::equals).count(), ops(root).toString());
        assertArrayEquals(new double[] {1 + 5 * 16}, run(y, 2, 1));
    }

    @Test
    void noIterations() {
        ControlFlow.Result r = ControlFlow.scan(
                0,
                List.of(x),
                (i, s) -> new ControlFlow.Step(
                        List.of(s.get(0).mul(a)), List.of(s.get(0).sum())));
        Map<String, HostTensor> y =
                run(Map.of("y", r.state().get(0), "kept", r.kept().get(0)), 3, 1, 2);
        assertArrayEquals(new double[] {1, 2}, y.get("y").toDoubles());
        assertArrayEquals(new long[] {0}, y.get("kept").shape());
    }

    @Test
    void scanStacksWhatIsKept() {
        ControlFlow.Result r = ControlFlow.scan(
                3,
                List.of(x, a),
                (i, s) -> new ControlFlow.Step(
                        List.of(s.get(0).add(s.get(1)), s.get(1)), List.of(s.get(0), i, s.get(1))));
        Map<String, HostTensor> y = run(
                Map.of(
                        "y",
                        r.state().get(0),
                        "states",
                        r.kept().get(0),
                        "i",
                        r.kept().get(1),
                        "as",
                        r.kept().get(2)),
                10,
                1,
                2);
        assertArrayEquals(new double[] {31, 32}, y.get("y").toDoubles());
        assertArrayEquals(new long[] {3, 2}, y.get("states").shape());
        assertArrayEquals(new double[] {1, 2, 11, 12, 21, 22}, y.get("states").toDoubles());
        assertArrayEquals(new double[] {0, 1, 2}, y.get("i").toDoubles());
        assertArrayEquals(new double[] {10, 10, 10}, y.get("as").toDoubles());
        assertEquals("[3, batch]", r.kept().get(0).shape().toString());
    }

    @Test
    void scanOfAComputedNumberOfIterations() {
        ControlFlow.Result r = ControlFlow.scan(
                a.cast(DType.INT64),
                List.of(x),
                (i, s) -> new ControlFlow.Step(
                        List.of(s.get(0).mul(2)), List.of(s.get(0).sum())));
        // what is kept can be used further, although its extent is symbolic
        Tensor sum = r.kept().get(0).sum();
        Map<String, HostTensor> y = run(Map.of("sum", sum, "kept", r.kept().get(0)), 4, 1, 2);
        assertArrayEquals(new double[] {3, 6, 12, 24}, y.get("kept").toDoubles());
        assertEquals(45, y.get("sum").item());
    }

    @Test
    void constantsAndOuterValuesAsResultsOfABody() {
        List<Tensor> r = ControlFlow.loop(2, List.of(x, a, a), (i, s) -> List.of(x.mul(a), s.get(2), a.scalar(7)));
        Map<String, HostTensor> y = run(Map.of("p", r.get(0), "q", r.get(1), "r", r.get(2)), 3, 1, 2);
        assertArrayEquals(new double[] {3, 6}, y.get("p").toDoubles());
        assertEquals(7, y.get("q").item());
        assertEquals(7, y.get("r").item());
    }

    @Test
    void oneValueAsTwoResults() {
        List<Tensor> r = ControlFlow.loop(2, List.of(x, x), (i, s) -> {
            Tensor t = s.get(0).add(s.get(1));
            return List.of(t, t);
        });
        Map<String, HostTensor> y = run(Map.of("p", r.get(0), "q", r.get(1)), 3, 1, 2);
        assertArrayEquals(new double[] {4, 8}, y.get("p").toDoubles());
        assertArrayEquals(new double[] {4, 8}, y.get("q").toDoubles());
    }

    @Test
    void loopStateMustKeepItsType() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> ControlFlow.loop(2, List.of(x), (i, s) -> List.of(s.get(0).unsqueeze(0))));
        assertTrue(e.getMessage().contains("state 0") && e.getMessage().contains("[1, batch]"), e.getMessage());
        // the graph is usable afterwards
        assertArrayEquals(new double[] {2}, run(x.add(a), 1, 1));
    }

    @Test
    void tensorsOfABodyLeaveItAsResultsOnly() {
        List<Tensor> leaked = new ArrayList<>();
        ControlFlow.loop(2, List.of(x), (i, s) -> {
            leaked.add(s.get(0).exp());
            return s;
        });
        List<Tensor> other = new ArrayList<>();
        ControlFlow.loop(2, List.of(x), (i, s) -> {
            other.add(s.get(0).exp());
            return s;
        });
        assertThrows(IllegalArgumentException.class, () -> leaked.get(0).add(other.get(0)));
        assertThrows(IllegalArgumentException.class, () -> new GraphFunction("f", inputs, Map.of("y", leaked.get(0))));
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> ControlFlow.loop(2, List.of(x), (i, s) -> List.of(s.get(0).add(leaked.get(0)))));
        assertTrue(e.getMessage().contains("belongs to another graph"), e.getMessage());
    }

    // ---- branches

    @Test
    void onlyTheChosenBranchRuns() {
        // the other branch would fail: it takes an element that is not there
        Tensor position = a.cast(DType.INT64).add(a.cast(DType.INT64).scalar(100));
        Tensor y = ControlFlow.cond(
                        a.greater(a.scalar(0)), () -> List.of(x.sum()), () -> List.of(x.gather(0, position)))
                .get(0);
        assertArrayEquals(new double[] {3}, run(y, 1, 1, 2));
        assertThrows(IllegalStateException.class, () -> run(y, -1, 1, 2));
    }

    @Test
    void whatABranchBuildsStandsInside() {
        Tensor y = ControlFlow.cond(
                        a.greater(a.scalar(0)),
                        () -> List.of(x.exp().sum()),
                        () -> List.of(ControlFlow.loop(
                                        1_000_000,
                                        List.of(x),
                                        (i, s) -> List.of(s.get(0).sin().mul(a.cos())))
                                .get(0)
                                .sum()))
                .get(0);
        GraphProto root = written(y);
        NodeProto branch = only(root, "If");
        assertFalse(
                ops(root).contains("Exp")
                        || ops(root).contains("Loop")
                        || ops(root).contains("Cos"),
                ops(root).toString());
        assertTrue(ops(inner(branch, "then_branch")).contains("Exp"));
        GraphProto other = inner(branch, "else_branch");
        assertTrue(
                ops(other).contains("Cos") && ops(other).contains("Loop"),
                ops(other).toString());
        assertArrayEquals(new double[] {Math.E + 1}, run(y, 1, 1, 0), 1e-12);
    }

    @Test
    void whatWasBuiltBeforeABranchIsSharedWithIt() {
        Tensor before = x.exp();
        Tensor y = ControlFlow.cond(
                        a.greater(a.scalar(0)),
                        () -> List.of(x.exp().sum()),
                        () -> List.of(before.mul(a).sum()))
                .get(0)
                .add(before.sum());
        GraphProto root = written(y);
        assertEquals(1, ops(root).stream().filter("Exp"::equals).count());
        assertFalse(ops(inner(only(root, "If"), "then_branch")).contains("Exp"));
        assertArrayEquals(new double[] {4}, run(y, 1, 0, 0));
        assertArrayEquals(new double[] {-2}, run(y, -2, 0, 0));
    }

    @Test
    void whatABranchBuiltIsBuiltAgainOutside() {
        Tensor y = ControlFlow.cond(
                        a.greater(a.scalar(0)), () -> List.of(x.exp().sum()), () -> List.of(x.sum()))
                .get(0)
                .add(x.exp().sum());
        assertArrayEquals(new double[] {1}, run(y, -1, 0), 1e-15);
        assertArrayEquals(new double[] {2}, run(y, 1, 0), 1e-15);
    }

    @Test
    void branchInsideALoop() {
        Tensor y = ControlFlow.loop(6, List.of(x), (i, s) -> {
                    Tensor even = i.mod(i.scalar(2)).equalTo(i.scalar(0));
                    return ControlFlow.cond(
                            even,
                            () -> List.of(s.get(0).add(a)),
                            () -> List.of(s.get(0).mul(i.cast(DType.FLOAT64))));
                })
                .get(0);
        double e = 1;
        for (int i = 0; i < 6; i++) {
            e = i % 2 == 0 ? e + 2 : e * i;
        }
        assertArrayEquals(new double[] {e}, run(y, 2, 1));
    }

    @Test
    void branchesOfDifferentTypesAreRefused() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> ControlFlow.cond(a.greater(a.scalar(0)), () -> List.of(x), () -> List.of(a)));
        assertTrue(e.getMessage().contains("float64[batch]"), e.getMessage());
    }

    // ---- derivatives

    @Test
    void aLoopHasNoGradient() {
        Tensor y = ControlFlow.loop(3, List.of(x), (i, s) -> List.of(s.get(0).mul(a)))
                .get(0);
        for (Tensor by : List.of(x, a)) {
            UnsupportedOperationException e =
                    assertThrows(UnsupportedOperationException.class, () -> Gradients.grad(y.sum(), by));
            assertTrue(e.getMessage().contains("Loop") && e.getMessage().contains("custom gradient"), e.getMessage());
        }
    }

    @Test
    void anUnrolledLoopHasAGradient() {
        Tensor y = ControlFlow.unrolled(
                        5, List.of(x), (i, s) -> List.of(s.get(0).mul(a)))
                .get(0);
        Map<String, HostTensor> r =
                run(Map.of("dx", Gradients.grad(y.sum(), x), "da", Gradients.grad(y.sum(), a)), 2, 1, 3);
        assertArrayEquals(new double[] {32, 32}, r.get("dx").toDoubles(), 1e-12);
        assertEquals(5 * 16 * 4, r.get("da").item(), 1e-12);
    }

    @Test
    void gradientInsideALoop() {
        // gradient descent on (x - a)^2 with captured a: the error shrinks by 1 - 2 rate each step
        Tensor y = ControlFlow.loop(10, List.of(x), (i, s) -> {
                    Tensor w = s.get(0);
                    Tensor loss = w.sub(a.exp()).square().sum();
                    return List.of(w.sub(Gradients.grad(loss, w).mul(0.1)));
                })
                .get(0);
        double e = Math.exp(0.5);
        assertArrayEquals(
                new double[] {e + (3 - e) * Math.pow(0.8, 10), e + (-1 - e) * Math.pow(0.8, 10)},
                run(y, 0.5, 3, -1),
                1e-12);
        GraphProto root = written(y);
        assertTrue(ops(root).contains("Exp"), "the captured value is computed once: " + ops(root));
    }

    @Test
    void gradientByACapturedValueInsideALoop() {
        Tensor y = ControlFlow.loop(3, List.of(x), (i, s) -> {
                    Tensor loss = s.get(0).mul(a.square()).sum();
                    return List.of(s.get(0).add(Gradients.grad(loss, a)));
                })
                .get(0);
        // x + 2 a sum(x): with one element the factor is 1 + 2 a
        assertArrayEquals(new double[] {125}, run(y, 2, 1), 1e-12);
    }

    @Test
    void straightThroughEstimator() {
        Tensor y = CustomGradient.apply(List.of(x), in -> List.of(in.get(0).round()), (in, out, dy) -> dy)
                .get(0);
        Map<String, HostTensor> r =
                run(Map.of("y", y, "dx", Gradients.grad(y.mul(a).sum(), x)), 3, 0.4, 1.7);
        assertArrayEquals(new double[] {0, 2}, r.get("y").toDoubles());
        assertArrayEquals(new double[] {3, 3}, r.get("dx").toDoubles());
    }

    /** The square root by Newton's method; its gradient is that of the fixed point. */
    private static Tensor root(Tensor of) {
        return CustomGradient.apply(
                        List.of(of),
                        in -> ControlFlow.whileLoop(
                                s -> s.get(0)
                                        .square()
                                        .sub(in.get(0))
                                        .abs()
                                        .reduceMax()
                                        .greater(of.scalar(1e-13)),
                                60,
                                List.of(in.get(0)),
                                (i, s) -> List.of(
                                        s.get(0).add(in.get(0).div(s.get(0))).mul(0.5))),
                        (in, out, dy) -> List.of(dy.get(0).div(out.get(0).mul(2))))
                .get(0);
    }

    @Test
    void gradientOfASolvedLoop() {
        Tensor y = root(x.mul(a));
        Tensor dx = Gradients.grad(y.sum(), x);
        Map<String, HostTensor> r = run(
                Map.of("y", y, "dx", dx, "da", Gradients.grad(y.sum(), a), "ddx", Gradients.grad(dx.sum(), x)),
                2,
                0.5,
                8);
        assertArrayEquals(new double[] {1, 4}, r.get("y").toDoubles(), 1e-12);
        assertArrayEquals(new double[] {1, 0.25}, r.get("dx").toDoubles(), 1e-12);
        assertEquals(0.25 + 1, r.get("da").item(), 1e-12);
        // (2 x)^(1/2)'' = -(2 x)^(-3/2)
        assertArrayEquals(new double[] {-1, -1.0 / 64}, r.get("ddx").toDoubles(), 1e-12);
    }

    @Test
    void aLoopGivesTheSameBitsAsItsUnrolledForm() {
        ControlFlow.LoopBody body = (i, s) ->
                List.of(s.get(0).sin().mul(a).add(i.cast(DType.FLOAT64)).tanh());
        Tensor loop = ControlFlow.loop(20, List.of(x), body).get(0);
        Tensor flat = ControlFlow.unrolled(20, List.of(x), body).get(0);
        Map<String, HostTensor> r = run(Map.of("loop", loop, "flat", flat), 0.7, 0.1, 2, -3);
        assertEquals(r.get("flat"), r.get("loop"));
    }

    @Test
    void loopsRunTogetherInOneFunction() throws Exception {
        Tensor y = collatz(1000);
        Tensor z = ControlFlow.loop(3, List.of(x), (i, s) -> List.of(s.get(0).add(y.cast(DType.FLOAT64))))
                .get(0);
        try (Executable e = Executable.compile(new GraphFunction("f", inputs, Map.of("y", y, "z", z)), Device.cpu(2))) {
            Map<String, HostTensor> r =
                    e.run(Map.of("x", HostTensor.of(new double[] {6}, 1), "a", HostTensor.scalar(DType.FLOAT64, 0)));
            assertEquals(6 + 3 * 8, r.get("z").item());
        }
    }
}
