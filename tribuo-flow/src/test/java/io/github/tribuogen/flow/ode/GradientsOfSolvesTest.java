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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way to differentiate a solve against central differences and against each other. */
class GradientsOfSolvesTest {
    private static final int BATCH = 3;
    private static final int WIDTH = 4;

    /** A small network with time as a first input, its exact trace beside it: second derivatives appear in the adjoint. */
    static final class Net implements VectorField {
        @Override
        public List<Tensor> at(Tensor t, List<Tensor> y, List<Tensor> p) {
            Tensor z = y.get(0);
            Tensor time = t.shape().rank() == 0 ? p.get(1).mul(t) : t.mul(p.get(1));
            Tensor h = z.matMul(p.get(0)).add(time).tanh();
            Tensor f = h.matMul(p.get(2)).add(p.get(3));
            // tr = sum_k (1 - h_k^2) (W0^T W2^T)_kk
            Tensor inner = p.get(0).mul(p.get(2).transpose(1, 0)).sumKeepDims(0);
            Tensor trace = h.square().rsub(1).mul(inner).sumKeepDims(1);
            return List.of(f, trace.neg());
        }

        @Override
        public boolean hasTimePerSample() {
            return true;
        }
    }

    /** The loss and its arguments: z0, parameters, t0, t1. */
    private record Setup(Tensor loss, List<Tensor> arguments, Solution solution) {}

    private static double[] values(int n, long seed, double scale) {
        SplittableRandom r = new SplittableRandom(seed);
        double[] v = new double[n];
        for (int i = 0; i < n; i++) {
            v[i] = scale * (2 * r.nextDouble() - 1);
        }
        return v;
    }

    private static List<double[]> arguments() {
        return List.of(
                values(BATCH * 2, 1, 1.5),
                values(2 * WIDTH, 2, 1.2),
                values(WIDTH, 3, 1),
                values(2 * WIDTH, 4, 1.2),
                values(2, 5, 0.5),
                new double[] {0.1},
                new double[] {1.3});
    }

    private static Setup setup(Graph g, DType dtype, List<double[]> v, Solver solver, Differentiation how) {
        List<Tensor> a = List.of(
                Solves.constant(g, dtype, v.get(0), BATCH, 2),
                Solves.constant(g, dtype, v.get(1), 2, WIDTH),
                Solves.constant(g, dtype, v.get(2), 1, WIDTH),
                Solves.constant(g, dtype, v.get(3), WIDTH, 2),
                Solves.constant(g, dtype, v.get(4), 1, 2),
                Solves.constant(g, dtype, v.get(5)),
                Solves.constant(g, dtype, v.get(6)));
        Tensor l0 = g.constant(dtype, 0).expand(BATCH, 1);
        InitialValueProblem p =
                new InitialValueProblem(new Net(), a.subList(1, 5), List.of(a.get(0), l0), a.get(5), a.get(6));
        Solution s = how == null ? solver.solve(p) : solver.solve(p, how);
        Tensor z = s.state().get(0);
        Tensor weights = Solves.constant(g, dtype, values(BATCH * 2, 9, 1), BATCH, 2);
        Tensor loss = z.square()
                .mul(0.5)
                .add(z.mul(weights))
                .sum()
                .add(s.state().get(1).sum());
        return new Setup(loss, a, s);
    }

    /** The gradient by all arguments, one after the other. */
    private static double[] gradient(DType dtype, Solver solver, Differentiation how, Map<String, Tensor> extra) {
        Graph g = new Graph();
        Setup s = setup(g, dtype, arguments(), solver, how);
        List<Tensor> grads = Gradients.grad(s.loss(), s.arguments());
        Map<String, Tensor> out = new LinkedHashMap<>();
        for (int i = 0; i < grads.size(); i++) {
            out.put("g" + i, grads.get(i));
        }
        if (!s.solution().backward().isEmpty()) {
            assertEquals(1, s.solution().backward().size());
            Solves.put(out, s.solution().backward().get(0));
        }
        Map<String, double[]> v = Solves.run(out);
        if (v.containsKey("status")) {
            assertEquals(0, v.get("status")[0]);
            if (extra != null) {
                extra.put("nfe=" + (long) v.get("evaluations")[0], null);
            }
        }
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < grads.size(); i++) {
            for (double d : v.get("g" + i)) {
                all.add(d);
            }
        }
        return all.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Central differences of the solve at a tolerance of 1e-12. */
    private static double[] differences() {
        double h = 1e-4;
        Graph g = new Graph();
        Solver solver = AdaptiveSolver.dopri5(1e-12);
        Map<String, Tensor> out = new LinkedHashMap<>();
        int n = 0;
        for (int i = 0; i < arguments().size(); i++) {
            for (int j = 0; j < arguments().get(i).length; j++) {
                for (int side = -1; side <= 1; side += 2) {
                    List<double[]> v = arguments();
                    v.get(i)[j] += side * h;
                    out.put(
                            (side < 0 ? "-" : "+") + n,
                            setup(g, DType.FLOAT64, v, solver, null).loss());
                }
                n++;
            }
        }
        Map<String, double[]> v = Solves.run(out);
        double[] d = new double[n];
        for (int i = 0; i < n; i++) {
            d[i] = (v.get("+" + i)[0] - v.get("-" + i)[0]) / (2 * h);
        }
        return d;
    }

    private static double norm(double[] x) {
        double s = 0;
        for (double d : x) {
            s += d * d;
        }
        return Math.sqrt(s);
    }

    private static void assertNear(double[] expected, double[] found, double relative) {
        assertEquals(expected.length, found.length);
        double scale = norm(expected) / Math.sqrt(expected.length);
        double dot = 0;
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], found[i], relative * Math.max(scale, Math.abs(expected[i])), "element " + i);
            dot += expected[i] * found[i];
        }
        assertTrue(dot / (norm(expected) * norm(found)) > 0.999);
    }

    static Stream<Arguments> ways() {
        Solver dopri5 = AdaptiveSolver.dopri5(1e-9);
        StepControl tight = new StepControl(1e-9, 1e-9);
        Solver fixed = new FixedStepSolver(Method.RK4, 64);
        return Stream.of(
                Arguments.of(dopri5, new Adjoint()),
                Arguments.of(dopri5, new Adjoint(true)),
                Arguments.of(dopri5, new Replay()),
                Arguments.of(new AdaptiveSolver(Method.TSIT5, tight), new Adjoint()),
                Arguments.of(new AdaptiveSolver(Method.TSIT5, tight), new Replay()),
                Arguments.of(new AdaptiveSolver(Method.DOPRI8, tight), new Adjoint()),
                Arguments.of(new AdaptiveSolver(Method.DOPRI8, tight), new Replay()),
                Arguments.of(new AdaptiveSolver(Method.BOSH3, tight), new Replay()),
                Arguments.of(new AdaptiveSolver(Method.DOPRI5, tight.withNorm(ErrorNorm.WORST_SAMPLE)), new Adjoint()),
                Arguments.of(new AdaptiveSolver(Method.DOPRI5, tight.withNorm(ErrorNorm.WORST_SAMPLE)), new Replay()),
                Arguments.of(new AdaptiveSolver(Method.DOPRI5, tight.withNorm(ErrorNorm.EACH_SAMPLE)), new Adjoint()),
                Arguments.of(new AdaptiveSolver(Method.DOPRI5, tight.withNorm(ErrorNorm.EACH_SAMPLE)), new Replay()),
                Arguments.of(fixed, new Adjoint()),
                Arguments.of(fixed, new Replay()),
                Arguments.of(fixed, new Unrolled()));
    }

    private static double[] reference;

    private static synchronized double[] reference() {
        if (reference == null) {
            reference = differences();
        }
        return reference;
    }

    @ParameterizedTest
    @MethodSource("ways")
    void agreesWithCentralDifferencesInDoublePrecision(Solver solver, Differentiation how) {
        assertNear(reference(), gradient(DType.FLOAT64, solver, how, null), 1e-5);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void agreesInSinglePrecisionAtThePapersTolerance(Solver solver, Differentiation how) {
        Solver loose = solver instanceof AdaptiveSolver a ? a.withTolerances(1e-5, 1e-5) : solver;
        assertNear(reference(), gradient(DType.FLOAT32, loose, how, null), 1e-2);
    }

    @Test
    void replayIsTheGradientOfTheNumbersThatWereComputed() {
        // four coarse steps: the discrete gradient differs from the continuous one, not from the unrolled one
        Solver coarse = new FixedStepSolver(Method.EULER, 4);
        double[] unrolled = gradient(DType.FLOAT64, coarse, new Unrolled(), null);
        double[] replayed = gradient(DType.FLOAT64, coarse, new Replay(), null);
        double[] adjoint = gradient(DType.FLOAT64, coarse, new Adjoint(), null);
        double differs = 0;
        // but for the two times, whose gradient Replay takes continuously
        for (int i = 0; i < unrolled.length - 2; i++) {
            assertEquals(unrolled[i], replayed[i], 1e-12);
            differs = Math.max(differs, Math.abs(unrolled[i] - adjoint[i]));
        }
        assertTrue(differs > 1e-3, "the adjoint of a coarse solve differs, found " + differs);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 1000})
    void replayDifferentiatesTheAcceptedStepsAndTheInterpolation(long maxSteps) {
        // while the steps are held, the solve of a linear field is linear in y: w . y(T) = dy . y(0), however loose it
        // is,
        // and also where it ends early
        Graph g = new Graph();
        Tensor y = Solves.rows(g, new double[] {1, 2}, 1, 2);
        Tensor a = Solves.rows(g, new double[] {-0.5, 1, -1, -0.3}, 2, 2);
        VectorField f = (t, s, p) -> List.of(s.get(0).matMul(p.get(0), false, true));
        InitialValueProblem p = InitialValueProblem.of(f, List.of(a), List.of(y), 0, 2);
        Solver solver = new AdaptiveSolver(Method.DOPRI5, new StepControl(1e-2, 1e-2).withMaxSteps(maxSteps));
        Solution s = solver.solve(p, new Replay());
        Tensor w = Solves.rows(g, new double[] {0.3, -1}, 1, 2);
        Tensor dy = Gradients.grad(s.state().get(0).mul(w).sum(), y);
        Map<String, double[]> v = Solves.run(
                Map.of("y", s.state().get(0), "dy", dy, "status", s.forward().status()));
        assertEquals(maxSteps < 1000, v.get("status")[0] == Counters.Status.STEP_LIMIT.code());
        double end = 0.3 * v.get("y")[0] - v.get("y")[1];
        assertEquals(end, v.get("dy")[0] * 1 + v.get("dy")[1] * 2, 1e-13);
    }

    @Test
    void theSeminormTakesNoMoreEvaluations() {
        Map<String, Tensor> full = new LinkedHashMap<>();
        Map<String, Tensor> semi = new LinkedHashMap<>();
        gradient(DType.FLOAT64, AdaptiveSolver.dopri5(1e-7), new Adjoint(), full);
        gradient(DType.FLOAT64, AdaptiveSolver.dopri5(1e-7), new Adjoint(true), semi);
        long a = Long.parseLong(full.keySet().iterator().next().substring(4));
        long b = Long.parseLong(semi.keySet().iterator().next().substring(4));
        assertEquals(2, a % 6);
        assertEquals(2, b % 6);
        assertTrue(b <= a, "found " + b + " with and " + a + " without");
    }

    @Test
    void anAdaptiveSolveIsNotUnrolled() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> gradient(DType.FLOAT64, AdaptiveSolver.dopri5(1e-5), new Unrolled(), null));
        assertTrue(e.getMessage().contains("Replay"), e.getMessage());
    }

    @Test
    void aSolveWithoutDifferentiationHasNoGradient() {
        assertThrows(RuntimeException.class, () -> gradient(DType.FLOAT64, AdaptiveSolver.dopri5(1e-5), null, null));
    }
}
