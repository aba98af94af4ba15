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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.Executable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SolverTest {
    private static Solves.Outcome solve(Solver solver, VectorField f, double[] y0, double t0, double t1) {
        Graph g = new Graph();
        return Solves.run(
                solver.solve(InitialValueProblem.of(f, List.of(), List.of(Solves.rows(g, y0, y0.length, 1)), t0, t1)));
    }

    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"HEUN", "BOSH3", "DOPRI5", "TSIT5", "DOPRI8"})
    void errorsFollowTheToleranceForEveryAdaptiveMethod(Method method) {
        for (double tolerance : new double[] {1e-3, 1e-5}) {
            Solves.Outcome o = Solves.run(new AdaptiveSolver(method, new StepControl(tolerance, tolerance))
                    .solve(Solves.oscillating(new Graph())));
            assertEquals(Counters.Status.OK, o.status());
            assertEquals(Math.exp(Math.sin(10)), o.first()[0], 200 * tolerance, method + " at " + tolerance);
            long each = method.tableau().firstSameAsLast().stages() - 1;
            assertEquals(2 + each * (o.accepted() + o.rejected()), o.evaluations());
        }
    }

    @ParameterizedTest
    @EnumSource(ErrorNorm.class)
    void timeRunsBackwardsAsItRunsForwards(ErrorNorm norm) {
        Graph g = new Graph();
        AdaptiveSolver solver = new AdaptiveSolver(Method.DOPRI5, new StepControl(1e-8, 1e-8).withNorm(norm));
        VectorField f = timed((t, y) -> y.mul(t.cos()));
        Tensor start = Solves.rows(g, new double[] {1, -3}, 2, 1);
        Solution there = solver.solve(InitialValueProblem.of(f, List.of(), List.of(start), 0, 2));
        Solution back = solver.solve(InitialValueProblem.of(f, List.of(), there.state(), 2, 0));
        Solves.Outcome o = Solves.run(back);
        assertEquals(1, o.first()[0], 1e-6);
        assertEquals(-3, o.first()[1], 1e-6);
        // the mirrored problem takes the same steps
        VectorField mirrored = timed((t, y) -> y.mul(t.cos()).neg());
        Solves.Outcome a = Solves.run(solver.solve(InitialValueProblem.of(mirrored, List.of(), List.of(start), 0, -2)));
        Solves.Outcome b = Solves.run(there);
        assertArrayEquals(b.first(), a.first(), 1e-15);
        assertEquals(b.evaluations(), a.evaluations());
    }

    private interface Slope {
        Tensor at(Tensor t, Tensor y);
    }

    private static VectorField timed(Slope slope) {
        return new VectorField() {
            @Override
            public List<Tensor> at(Tensor t, List<Tensor> y, List<Tensor> p) {
                return List.of(slope.at(t, y.get(0)));
            }

            @Override
            public boolean hasTimePerSample() {
                return true;
            }
        };
    }

    @Test
    void stagesAtTheEndOfAStepDoNotSeeBeyondIt() {
        // a field that is switched on at t = 1: a solve up to 1, in one step, must not notice
        Slope jump = (t, y) -> t.less(t.scalar(1)).cast(DType.FLOAT64).rsub(1).mul(y.onesLike());
        Solves.Outcome o = solve(new FixedStepSolver(Method.RK4, 1), timed(jump), new double[] {0}, 0, 1);
        assertEquals(0, o.first()[0], 0);
        Slope backwards =
                (t, y) -> t.greater(t.scalar(-1)).cast(DType.FLOAT64).rsub(1).mul(y.onesLike());
        o = solve(new FixedStepSolver(Method.RK4, 1), timed(backwards), new double[] {0}, 0, -1);
        assertEquals(0, o.first()[0], 0);
    }

    @ParameterizedTest
    @EnumSource(ErrorNorm.class)
    void anIntervalOfNoLengthIsTheIdentity(ErrorNorm norm) {
        AdaptiveSolver solver = new AdaptiveSolver(Method.DOPRI5, new StepControl(1e-5, 1e-5).withNorm(norm));
        Solves.Outcome o = solve(solver, timed((t, y) -> y.square()), new double[] {1, 2}, 0.5, 0.5);
        assertArrayEquals(new double[] {1, 2}, o.first());
        assertEquals(Counters.Status.OK, o.status());
    }

    @ParameterizedTest
    @EnumSource(ErrorNorm.class)
    void aStepLimitEndsTheSolveAndSaysSo(ErrorNorm norm) {
        StepControl control = new StepControl(1e-9, 1e-9).withNorm(norm).withMaxSteps(5);
        Solves.Outcome o = solve(
                new AdaptiveSolver(Method.DOPRI5, control), timed((t, y) -> y.mul(t.cos())), new double[] {1}, 0, 10);
        assertEquals(Counters.Status.STEP_LIMIT, o.status());
        assertEquals(32, o.evaluations());
        assertTrue(Double.isFinite(o.first()[0]));
    }

    @ParameterizedTest
    @EnumSource(ErrorNorm.class)
    void aPoleEndsInAStatusAndNotInAHang(ErrorNorm norm) {
        // y' = y^2 from 1 has a pole at t = 1
        StepControl control = new StepControl(1e-6, 1e-6).withNorm(norm);
        Solves.Outcome o = solve(
                new AdaptiveSolver(Method.DOPRI5, control), timed((t, y) -> y.square()), new double[] {1, 0.1}, 0, 2);
        assertTrue(o.status() != Counters.Status.OK, o.toString());
        assertTrue(o.evaluations() < 6000, "found " + o.evaluations());
    }

    @Test
    void aFieldThatIsNotANumberIsNotFinite() {
        Slope broken = (t, y) -> Tensorwise.rootOf(t.rsub(0.5)).mul(y);
        Solves.Outcome o = solve(AdaptiveSolver.dopri5(1e-5), timed(broken), new double[] {1}, 0, 1);
        assertEquals(Counters.Status.NOT_FINITE, o.status());
        assertTrue(Double.isFinite(o.first()[0]), "the last accepted state");
        o = solve(AdaptiveSolver.dopri5(1e-5), timed((t, y) -> y), new double[] {Double.NaN}, 0, 1);
        assertEquals(Counters.Status.NOT_FINITE, o.status());
        o = solve(
                new FixedStepSolver(Method.EULER, 60),
                timed((t, y) -> y.square().mul(y)),
                new double[] {1e3},
                0,
                1);
        assertEquals(Counters.Status.NOT_FINITE, o.status());
    }

    private static final class Tensorwise {
        /** sqrt(x), not a number for x below 0. */
        private static Tensor rootOf(Tensor x) {
            return x.sqrt();
        }
    }

    @Test
    void aTrialThatOverflowsIsRepeatedShorter() {
        // the first trial step jumps into the region where exp overflows, and is not the end
        Slope steep = (t, y) -> y.sub(3).exp().mul(-1);
        Solves.Outcome o = solve(AdaptiveSolver.dopri5(1e-3), timed(steep), new double[] {60}, 0, 1e-20);
        assertEquals(Counters.Status.OK, o.status());
        assertTrue(o.first()[0] < 60 && o.first()[0] > 40, o.toString());
    }

    @Test
    void tolerancesBelowTheRoundingOfTheTypeAreRefused() {
        Graph g = new Graph();
        Tensor y = g.constant(HostTensor.of(new float[] {1, 2}, 2, 1));
        InitialValueProblem p = InitialValueProblem.of((t, s, q) -> s, List.of(), List.of(y), 0, 1);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> AdaptiveSolver.dopri5(1e-8)
                .solve(p));
        assertTrue(e.getMessage().contains("float32") && e.getMessage().contains("float64"), e.getMessage());
        // the paper's setting of its tables is above the floor
        new AdaptiveSolver(Method.DOPRI5, new StepControl(1e-8, 1e-6)).solve(p);
        InitialValueProblem twice = InitialValueProblem.of(
                (t, s, q) -> s, List.of(), List.of(Solves.rows(g, new double[] {1}, 1, 1)), 0, 1);
        AdaptiveSolver.dopri5(1e-8).solve(twice);
        assertThrows(IllegalArgumentException.class, () -> AdaptiveSolver.dopri5(1e-17)
                .solve(twice));
    }

    @Test
    void theWorstSampleIsHeldByTheNormsOfSamples() {
        // one sample in a hundred is steep: the batch norm averages its error away
        double[] z = new double[100];
        Arrays.fill(z, 0.05);
        z[17] = 4;
        double tolerance = 1e-4;
        Map<ErrorNorm, Double> worst = new LinkedHashMap<>();
        for (ErrorNorm norm : ErrorNorm.values()) {
            AdaptiveSolver solver =
                    new AdaptiveSolver(Method.DOPRI5, new StepControl(tolerance, tolerance).withNorm(norm));
            Solves.Outcome o = solve(solver, timed((t, y) -> y.square().mul(y).neg()), z, 0, 1);
            worst.put(norm, Math.abs(4 / Math.sqrt(33) - o.first()[17]));
        }
        assertTrue(worst.get(ErrorNorm.BATCH_RMS) > 3 * worst.get(ErrorNorm.WORST_SAMPLE), worst.toString());
        assertTrue(worst.get(ErrorNorm.BATCH_RMS) > 3 * worst.get(ErrorNorm.EACH_SAMPLE), worst.toString());
    }

    @Test
    void independentStepsDoNotDependOnTheBatch() {
        AdaptiveSolver solver =
                new AdaptiveSolver(Method.DOPRI5, new StepControl(1e-4, 1e-4).withNorm(ErrorNorm.EACH_SAMPLE));
        VectorField f = timed((t, y) -> y.mul(t.cos()).add(y.square().mul(0.1)));
        double[] z = {0.3, -2, 1, 0.01, -0.7};
        Solves.Outcome together = solve(solver, f, z, 0, 2);
        long accepted = 0;
        for (int i = 0; i < z.length; i++) {
            Solves.Outcome alone = solve(solver, f, new double[] {z[i]}, 0, 2);
            assertEquals(alone.first()[0], together.first()[i], 1e-11);
            accepted += alone.accepted();
        }
        assertEquals(accepted, together.accepted());
    }

    @Test
    void independentStepsAskForATimeOfEachSample() {
        AdaptiveSolver solver =
                new AdaptiveSolver(Method.DOPRI5, new StepControl(1e-4, 1e-4).withNorm(ErrorNorm.EACH_SAMPLE));
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> solve(solver, (t, y, p) -> y, new double[] {1}, 0, 1));
        assertTrue(e.getMessage().contains("WORST_SAMPLE"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void theBatchMayBeSymbolicAndStatesOfAnyRank(int batch) {
        Graph g = new Graph();
        Tensor x = g.input("x", DType.FLOAT32, Shape.batched("batch", 2, 3));
        Tensor a = g.constant(HostTensor.of(new float[] {-0.5f}, 1));
        VectorField f = (t, y, p) ->
                List.of(y.get(0).mul(p.get(0)), y.get(1).zerosLike().add(1));
        InitialValueProblem p =
                InitialValueProblem.of(f, List.of(a), List.of(x, x.sum(1, 2).zerosLike()), 0, 1);
        for (Differentiation how : List.of(new Adjoint(), new Replay())) {
            Solution s = AdaptiveSolver.dopri5(1e-5).solve(p, how);
            Tensor dx = Gradients.grad(s.state().get(0).sum(), x);
            Map<String, Tensor> out = new LinkedHashMap<>();
            out.put("z", s.state().get(0));
            out.put("l", s.state().get(1));
            out.put("dx", dx);
            float[] v = new float[batch * 6];
            Arrays.fill(v, 2);
            try (Executable e = Executable.compile(new GraphFunction("solve", Map.of("x", x), out), Device.cpu(1))) {
                Map<String, HostTensor> r = e.run(Map.of("x", HostTensor.of(v, batch, 2, 3)));
                assertEquals(2 * Math.exp(-0.5), r.get("z").get(batch * 6 - 1), 1e-4);
                assertEquals(1, r.get("l").get(batch - 1), 1e-5);
                assertEquals(Math.exp(-0.5), r.get("dx").get(0), 1e-4);
            }
        }
    }

    @Test
    void singlePrecisionKeepsAnInvariantToThePapersTolerance() {
        // a skew-symmetric field keeps the norm
        Graph g = new Graph();
        double[] z = new double[100];
        SplittableRandom r = new SplittableRandom(3);
        Arrays.setAll(z, i -> 3 * r.nextDouble() - 1.5);
        Tensor a = Solves.constant(g, DType.FLOAT32, new double[] {0, 2, -2, 0}, 2, 2);
        InitialValueProblem p = InitialValueProblem.of(
                (t, y, q) -> List.of(y.get(0).matMul(a)),
                List.of(),
                List.of(Solves.constant(g, DType.FLOAT32, z, 50, 2)),
                0,
                1);
        Solves.Outcome o = Solves.run(AdaptiveSolver.dopri5(1e-5).solve(p));
        for (int i = 0; i < 50; i++) {
            assertEquals(Math.hypot(z[2 * i], z[2 * i + 1]), Math.hypot(o.first()[2 * i], o.first()[2 * i + 1]), 1e-4);
        }
    }

    @Test
    void configurationsAreChecked() {
        assertThrows(PropertyException.class, () -> new FixedStepSolver(Method.RK4, 0));
        assertThrows(PropertyException.class, () -> new FixedStepSolver(null, 1));
        PropertyException e =
                assertThrows(PropertyException.class, () -> new AdaptiveSolver(Method.RK4, new StepControl()));
        assertTrue(e.getMessage().contains("RK4"), e.getMessage());
        assertThrows(PropertyException.class, () -> new StepControl(-1, 1e-5));
        assertThrows(PropertyException.class, () -> new StepControl(0, 0));
        assertThrows(PropertyException.class, () -> new StepControl().withMaxSteps(0));
    }

    @Test
    void aSolverIsRebuiltFromItsProvenance() {
        AdaptiveSolver solver = new AdaptiveSolver(
                Method.TSIT5,
                new StepControl(1e-6, 1e-4).withNorm(ErrorNorm.WORST_SAMPLE).withMaxSteps(77));
        ConfigurationManager cm = new ConfigurationManager();
        cm.addConfiguration(ProvenanceUtil.extractConfiguration(solver.getProvenance()));
        AdaptiveSolver again = cm.lookupAll(AdaptiveSolver.class).get(0);
        assertEquals(solver.toString(), again.toString());
    }

    @Test
    void problemsAreChecked() {
        Graph g = new Graph();
        Tensor y = Solves.rows(g, new double[] {1, 2}, 2, 1);
        assertThrows(
                IllegalArgumentException.class,
                () -> InitialValueProblem.of((t, s, p) -> s, List.of(), List.of(y.sum()), 0, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> InitialValueProblem.of((t, s, p) -> s, List.of(y.cast(DType.FLOAT32)), List.of(y), 0, 1));
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> AdaptiveSolver.dopri5(1e-3)
                .solve(InitialValueProblem.of((t, s, p) -> List.of(s.get(0).sum()), List.of(), List.of(y), 0, 1)));
        assertTrue(e.getMessage().contains("state"), e.getMessage());
    }
}
