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
package io.github.tribuogen.flow.cnf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.flow.bijection.Bijection;
import io.github.tribuogen.flow.bijection.FlowContext;
import io.github.tribuogen.flow.ode.AdaptiveSolver;
import io.github.tribuogen.flow.ode.Adjoint;
import io.github.tribuogen.flow.ode.Differentiation;
import io.github.tribuogen.flow.ode.FixedStepSolver;
import io.github.tribuogen.flow.ode.Method;
import io.github.tribuogen.flow.ode.Replay;
import io.github.tribuogen.flow.ode.Solver;
import io.github.tribuogen.flow.ode.Unrolled;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import io.github.tribuogen.neural.nn.NormalInitialiser;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.StandardActivation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The flow against maps known in closed form, against itself, and against the Jacobian of the whole map. */
class ContinuousFlowTest {
    private static final StandardActivation TANH = new StandardActivation(StandardActivation.Function.TANH);

    /** dz/dt of a formula, for flows whose map is known. */
    record Formula(Function<Tensor, Tensor> f) implements Dynamics {
        @Override
        public Slope at(ParameterScope scope, Tensor t, Tensor z, Optional<Tensor> condition) {
            return Slope.of(z, f.apply(z));
        }

        @Override
        public boolean hasTimePerSample() {
            return true;
        }
    }

    private static ContinuousFlow flow(Dynamics d, double tolerance) {
        return ContinuousFlow.builder(d)
                .solver(AdaptiveSolver.dopri5(tolerance), new Adjoint())
                .build();
    }

    private static Map<String, Tensor> both(ContinuousFlow flow, ParameterScope s, Tensor x) {
        FlowContext context = FlowContext.unconditional();
        Bijection.Image there = flow.forward(s, x, context);
        Bijection.Image back = flow.inverse(s, there.point(), FlowContext.unconditional());
        Map<String, Tensor> out = new LinkedHashMap<>();
        out.put("x", x);
        out.put("z", there.point());
        out.put("log det", there.logDeterminant());
        out.put("x again", back.point());
        out.put("log det back", back.logDeterminant());
        out.put("NFE", context.metrics().get("NFE"));
        return out;
    }

    private static double greatest(double[] a, double[] b) {
        double most = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs(a[i] - b[i]));
        }
        return most;
    }

    private static double meanOf(double[] v) {
        return Arrays.stream(v).average().orElseThrow();
    }

    // ---- maps in closed form (invariants 2 and 3)

    @Test
    void constantDynamicsTranslate() {
        var r = Built.of(1).dtype(DType.FLOAT32).run(s -> {
            Tensor x = Built.points(s, 5, 50, 3);
            return both(flow(new Formula(z -> z.zerosLike().add(1.5)), 1e-5), s, x);
        });
        double[] x = r.get("x");
        assertArrayEquals(Arrays.stream(x).map(v -> v + 1.5).toArray(), r.get("z"), 1e-5);
        assertArrayEquals(new double[50], r.get("log det"), 1e-5);
        assertEquals(2, r.get("NFE")[0] % 6);
    }

    @Test
    void exponentialGrowthDoubles() {
        var r = Built.of(1).dtype(DType.FLOAT32).run(s -> {
            Tensor x = Built.points(s, 5, 50, 4);
            return both(flow(new Formula(z -> z.mul(Math.log(2))), 1e-5), s, x);
        });
        assertArrayEquals(Arrays.stream(r.get("x")).map(v -> v * 2).toArray(), r.get("z"), 1e-4);
        double[] expected = new double[50];
        Arrays.fill(expected, 4 * Math.log(2));
        assertArrayEquals(expected, r.get("log det"), 1e-4);
        assertEquals(20, r.get("NFE")[0]);
    }

    private static Formula linear(double[] a, int d) {
        // z A' in rows
        return new Formula(z -> z.matMul(
                z.graph()
                        .root()
                        .constant(io.github.tribuogen.neural.graph.HostTensor.of(a, d, d))
                        .cast(z.dtype()),
                false,
                true));
    }

    @Test
    void diagonalLinearDynamicsScaleEachCoordinate() {
        int d = 10;
        double[] rates = Built.normal(3, d);
        double[] a = new double[d * d];
        for (int i = 0; i < d; i++) {
            a[i * d + i] = rates[i];
        }
        var r = Built.of(1).dtype(DType.FLOAT32).run(s -> {
            Tensor x = Built.points(s, 5, 20, d);
            Map<String, Tensor> out = both(flow(linear(a, d), 1e-5), s, x);
            ContinuousFlow rademacher = ContinuousFlow.builder(linear(a, d))
                    .divergence(new HutchinsonDivergence(ProbeNoise.RADEMACHER, 1, false))
                    .build();
            out.put(
                    "rademacher",
                    rademacher.forward(s, x, FlowContext.unconditional()).logDeterminant());
            ContinuousFlow gaussian = ContinuousFlow.builder(linear(a, d))
                    .divergence(new HutchinsonDivergence(ProbeNoise.GAUSSIAN, 128, false))
                    .build();
            out.put(
                    "gaussian",
                    gaussian.forward(s, x, FlowContext.unconditional()).logDeterminant());
            return out;
        });
        double trace = Arrays.stream(rates).sum();
        for (int i = 0; i < 20; i++) {
            assertEquals(trace, r.get("log det")[i], 1e-3);
            assertEquals(trace, r.get("rademacher")[i], 1e-4, "signs are exact for a diagonal Jacobian");
            // standard deviation sqrt(2 |A|^2 / 128), four of them
            double sd = Math.sqrt(2 * Arrays.stream(rates).map(v -> v * v).sum() / 128);
            assertEquals(trace, r.get("gaussian")[i], 4.5 * sd);
            for (int j = 0; j < d; j++) {
                assertEquals(r.get("x")[i * d + j] * Math.exp(rates[j]), r.get("z")[i * d + j], 1e-3);
            }
        }
    }

    @Test
    void rotationKeepsLengthAndVolume() {
        double[] a = {0, 1.3, -0.4, -1.3, 0, 0.8, 0.4, -0.8, 0};
        var r = Built.of(1).dtype(DType.FLOAT32).run(s -> both(flow(linear(a, 3), 1e-5), s, Built.points(s, 5, 40, 3)));
        assertArrayEquals(new double[40], r.get("log det"), 1e-6);
        for (int i = 0; i < 40; i++) {
            double before = 0;
            double after = 0;
            for (int j = 0; j < 3; j++) {
                before += r.get("x")[3 * i + j] * r.get("x")[3 * i + j];
                after += r.get("z")[3 * i + j] * r.get("z")[3 * i + j];
            }
            assertEquals(Math.sqrt(before), Math.sqrt(after), 1e-4);
        }
    }

    @Test
    void cubicDynamicsHaveTheirClosedForm() {
        double[] x = {-2, -0.5, 0.1, 1, 3};
        var r = Built.of(1)
                .run(s -> both(flow(new Formula(z -> z.mul(z).mul(z).neg()), 1e-7), s, Built.constant(s, x, 5, 1)));
        for (int i = 0; i < 5; i++) {
            assertEquals(x[i] / Math.sqrt(1 + 2 * x[i] * x[i]), r.get("z")[i], 1e-6);
            assertEquals(-1.5 * Math.log(1 + 2 * x[i] * x[i]), r.get("log det")[i], 1e-5);
        }
        assertEquals(134, r.get("NFE")[0]);
    }

    // ---- the flow of a network (invariants 4, 5, 8, 9, 14, 15)

    private static final MlpDynamics NET = new MlpDynamics(TimeLayer.CONCAT_SQUASH, TANH, 16, 16, 16);

    @Test
    void inverseUndoesForward() {
        var r = Built.of(4).run(s -> both(flow(NET, 1e-6), s, Built.points(s, 5, 60, 3)));
        double[] error = new double[180];
        Arrays.setAll(error, i -> Math.abs(r.get("x")[i] - r.get("x again")[i]));
        assertTrue(meanOf(error) < 1e-4, "mean error " + meanOf(error));
        for (int i = 0; i < 60; i++) {
            double size = Math.max(1, Math.abs(r.get("log det")[i]));
            assertEquals(0, r.get("log det")[i] + r.get("log det back")[i], 1e-4 * size);
        }
        assertTrue(greatest(r.get("x"), r.get("z")) > 0.3, "the map is not the identity");
    }

    @Test
    void logDeterminantIsThatOfTheWholeMap() {
        int d = 3;
        var r = Built.of(6).scaled(3).run(s -> {
            Tensor x = Built.points(s, 5, 1, d);
            Bijection.Image image = flow(NET, 1e-9).forward(s, x, FlowContext.unconditional());
            List<Tensor> rows = new ArrayList<>();
            for (int i = 0; i < d; i++) {
                double[] unit = new double[d];
                unit[i] = 1;
                rows.add(Gradients.vjp(image.point(), x, Built.constant(s, unit, 1, d)));
            }
            return Map.of("log det", image.logDeterminant(), "jacobian", Tensors.concat(0, rows));
        });
        double[] j = r.get("jacobian");
        double det = j[0] * (j[4] * j[8] - j[5] * j[7])
                - j[1] * (j[3] * j[8] - j[5] * j[6])
                + j[2] * (j[3] * j[7] - j[4] * j[6]);
        assertEquals(Math.log(det), r.get("log det")[0], 1e-6);
        assertTrue(Math.abs(Math.log(det)) > 0.05, "a volume that changes: " + det);
    }

    private static ContinuousFlow hutchinson(Divergence d) {
        return ContinuousFlow.builder(new MlpDynamics(TimeLayer.CONCAT_SQUASH, TANH, 16, 2, 16))
                .divergence(d)
                .solver(new FixedStepSolver(Method.RK38, 3), new Adjoint())
                .build();
    }

    private static double[] logDeterminants(Divergence d, long noise, long rows) {
        return Built.of(4).noise(noise).run1(s -> {
            Tensor one = Built.points(s, 5, 1, 3);
            Tensor x = one.expand(rows, 3);
            return hutchinson(d).forward(s, x, FlowContext.unconditional()).logDeterminant();
        });
    }

    @Test
    void equalSeedsGiveEqualDensitiesAndOtherSeedsOthers() {
        Divergence d = new HutchinsonDivergence(ProbeNoise.GAUSSIAN, 1, false);
        assertArrayEquals(logDeterminants(d, 1, 7), logDeterminants(d, 1, 7), 0);
        assertNotEquals(logDeterminants(d, 1, 7)[0], logDeterminants(d, 2, 7)[0]);
    }

    @Test
    void estimatesAreUnbiasedThroughTheBottleneckToo() {
        double exact = logDeterminants(new ExactDivergence(), 1, 1)[0];
        int n = 8000;
        for (ProbeNoise noise : ProbeNoise.values()) {
            for (boolean bottleneck : new boolean[] {false, true}) {
                double[] v = logDeterminants(new HutchinsonDivergence(noise, 1, bottleneck), 1, n);
                double mean = meanOf(v);
                double variance =
                        Arrays.stream(v).map(x -> (x - mean) * (x - mean)).sum() / (n - 1);
                // four standard errors: a right estimate fails in 6e-5 of seeds, and the seed is fixed
                assertEquals(exact, mean, 4 * Math.sqrt(variance / n) + 1e-12, noise + " " + bottleneck);
                assertTrue(variance > 1e-6, "an estimate that varies");
            }
        }
        double[] many = logDeterminants(new HutchinsonDivergence(ProbeNoise.GAUSSIAN, 8, false), 1, n);
        double[] one = logDeterminants(new HutchinsonDivergence(ProbeNoise.GAUSSIAN, 1, false), 1, n);
        double ratio = variance(one) / variance(many);
        assertEquals(8, ratio, 1.5, "the variance of eight probes");
    }

    private static double variance(double[] v) {
        double mean = meanOf(v);
        return Arrays.stream(v).map(x -> (x - mean) * (x - mean)).sum() / (v.length - 1);
    }

    @Test
    void variancesAreThoseOfTheTheory() {
        // tr of a constant Jacobian A over unit time: Gaussian 2 |S|^2, signs without the diagonal
        double[] a = {0.4, 0.7, -0.2, 0.1, -0.3, 0.5, 0.6, 0.3, 0.2};
        double all = 0;
        double diagonal = 0;
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double s = (a[3 * i + j] + a[3 * j + i]) / 2;
                all += s * s;
                diagonal += i == j ? s * s : 0;
            }
        }
        int n = 20000;
        for (ProbeNoise noise : ProbeNoise.values()) {
            double[] v = Built.of(4).run1(s -> ContinuousFlow.builder(linear(a, 3))
                    .divergence(new HutchinsonDivergence(noise, 1, false))
                    .solver(new FixedStepSolver(Method.EULER, 1), new Adjoint())
                    .build()
                    .forward(s, Built.points(s, 5, n, 3), FlowContext.unconditional())
                    .logDeterminant());
            double expected = 2 * (noise == ProbeNoise.GAUSSIAN ? all : all - diagonal);
            assertEquals(expected, variance(v), 0.08 * expected);
            assertEquals(0.3, meanOf(v), 4 * Math.sqrt(expected / n));
        }
    }

    @Test
    void zeroLastLayerMakesTheIdentity() {
        var r = Built.of(4).run(s -> both(flow(NET.withZeroLastLayer(), 1e-5), s, Built.points(s, 5, 10, 2)));
        assertArrayEquals(r.get("x"), r.get("z"), 1e-12);
        assertArrayEquals(new double[10], r.get("log det"), 1e-12);
        assertEquals(44, r.get("NFE")[0]);
    }

    @Test
    void aSampleAloneIsAsInABatch() {
        var r = Built.of(4).run(s -> {
            Tensor x = Built.points(s, 5, 30, 2);
            ContinuousFlow f = flow(NET, 1e-5);
            Tensor all = f.forward(s, x, FlowContext.unconditional()).point().slice(0, 0, 1);
            Tensor alone =
                    f.forward(s, x.slice(0, 0, 1), FlowContext.unconditional()).point();
            return Map.of("all", all, "alone", alone);
        });
        assertArrayEquals(r.get("all"), r.get("alone"), 1e-3);
    }

    // ---- learning

    private static Map<String, Tensor> gradients(ContinuousFlow flow, ParameterScope s, List<String> names) {
        Tensor x = Built.points(s, 5, 6, 2);
        FlowContext context = FlowContext.unconditional();
        Bijection.Image image = flow.forward(s, x, context);
        Tensor loss = image.point()
                .square()
                .sum(1)
                .mul(0.5)
                .sub(image.logDeterminant())
                .mean();
        for (Tensor p : context.penalties().values()) {
            loss = loss.add(p);
        }
        Map<String, Tensor> out = new LinkedHashMap<>();
        out.put("loss", loss);
        names.clear();
        Map<String, Tensor> parameters = s.parameters();
        List<Tensor> g = Gradients.grad(loss, new ArrayList<>(parameters.values()));
        int i = 0;
        for (String name : parameters.keySet()) {
            names.add(name);
            out.put("grad " + name, g.get(i++));
        }
        context.metrics().forEach((n, t) -> out.put("metric " + n, t));
        return out;
    }

    /** Every gradient along a random direction against central differences. */
    private static Map<String, double[]> checkGradients(ContinuousFlow flow, double tolerance) {
        List<String> names = new ArrayList<>();
        try (Built.Compiled compiled = Built.of(4).compile(s -> gradients(flow, s, names))) {
            var at = compiled.run();
            for (String name : names) {
                double[] before = compiled.values().get(name).toDoubles();
                double[] direction = Built.normal(77, before.length);
                double h = 1e-4;
                double up =
                        compiled.run(Map.of(name, moved(before, direction, h))).get("loss")[0];
                double down =
                        compiled.run(Map.of(name, moved(before, direction, -h))).get("loss")[0];
                double expected = (up - down) / (2 * h);
                double found = 0;
                for (int i = 0; i < before.length; i++) {
                    found += at.get("grad " + name)[i] * direction[i];
                }
                assertEquals(expected, found, tolerance * Math.max(1, Math.abs(expected)), name);
            }
            return at;
        }
    }

    private static double[] moved(double[] from, double[] direction, double h) {
        double[] to = from.clone();
        for (int i = 0; i < to.length; i++) {
            to[i] += h * direction[i];
        }
        return to;
    }

    private static ContinuousFlow.Builder small(Solver solver, Differentiation how) {
        return ContinuousFlow.builder(new MlpDynamics(TimeLayer.CONCAT_SQUASH, TANH, 5, 4))
                .solver(solver, how)
                .endTime(0.7, true);
    }

    @Test
    void gradientsOfParametersAndOfTheEndTimeAreThoseOfTheLoss() {
        Map<String, double[]> at =
                checkGradients(small(AdaptiveSolver.dopri5(1e-9), new Adjoint()).build(), 1e-5);
        assertTrue(Math.abs(at.get("grad f/time/root")[0]) > 1e-3, "the end time is truly learned");
        assertEquals(2, at.get("metric NFE")[0] % 6);
        assertTrue(at.get("metric NFE backward")[0] > 8);
        assertTrue(at.containsKey("metric rejected") && at.containsKey("metric rejected backward"));
    }

    @Test
    void allWaysToDifferentiateAgree() {
        List<String> names = new ArrayList<>();
        var adjoint = Built.of(4)
                .run(s -> gradients(
                        small(AdaptiveSolver.dopri5(1e-9), new Adjoint()).build(), s, names));
        Map<String, ContinuousFlow> others = Map.of(
                "seminorm",
                        small(AdaptiveSolver.dopri5(1e-9), new Adjoint(true)).build(),
                "replay", small(AdaptiveSolver.dopri5(1e-9), new Replay()).build(),
                "fixed",
                        small(new FixedStepSolver(Method.DOPRI8, 12), new Adjoint())
                                .build(),
                "unrolled",
                        small(new FixedStepSolver(Method.RK4, 20), new Unrolled())
                                .build());
        others.forEach((how, flow) -> {
            var other = Built.of(4).run(s -> gradients(flow, s, names));
            for (String n : names) {
                double[] expected = adjoint.get("grad " + n);
                assertArrayEquals(expected, other.get("grad " + n), 1e-6, how + " " + n);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(RegulariserKind.class)
    void regularisersAreDifferentiatedWithTheFlow(RegulariserKind kind) {
        for (Divergence d : List.of(new ExactDivergence(), new HutchinsonDivergence(ProbeNoise.RADEMACHER, 2, false))) {
            ContinuousFlow flow = small(new FixedStepSolver(Method.RK4, 3), new Replay())
                    .endTime(0.7, false)
                    .divergence(d)
                    .regularisers(new Regulariser(kind, 0.3))
                    .build();
            checkGradients(flow, 1e-6);
        }
    }

    @Test
    void regularisersAreTheirIntegrals() {
        // dz/dt = A z, one Euler step: the integrands at the start
        double[] a = {0.4, 0.7, -0.2, 0.1, -0.3, 0.5, 0.6, 0.3, 0.2};
        double[] x = {1, -2, 0.5};
        double[] f = new double[3];
        double[] jf = new double[3];
        double frobenius = 0;
        double diagonal = 0;
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                f[i] += a[3 * i + j] * x[j];
                frobenius += a[3 * i + j] * a[3 * i + j];
            }
            diagonal += a[4 * i] * a[4 * i];
        }
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                jf[j] += a[3 * i + j] * f[i];
            }
        }
        double square = f[0] * f[0] + f[1] * f[1] + f[2] * f[2];
        Map<RegulariserKind, Double> expected = new LinkedHashMap<>();
        expected.put(RegulariserKind.L1, (Math.abs(f[0]) + Math.abs(f[1]) + Math.abs(f[2])) / 3);
        expected.put(RegulariserKind.L2, Math.sqrt(square / 3));
        expected.put(RegulariserKind.DIRECTIONAL_L2, Math.sqrt((jf[0] * jf[0] + jf[1] * jf[1] + jf[2] * jf[2]) / 3));
        expected.put(RegulariserKind.JACOBIAN_FROBENIUS, Math.sqrt(frobenius) / 3);
        expected.put(RegulariserKind.JACOBIAN_DIAGONAL, Math.sqrt(diagonal) / 3);
        expected.put(RegulariserKind.JACOBIAN_OFF_DIAGONAL, Math.sqrt(frobenius - diagonal) / 3);
        expected.put(RegulariserKind.KINETIC, square / 6);
        expected.put(RegulariserKind.JACOBIAN_ENERGY, frobenius / 3);
        expected.forEach((kind, value) -> {
            double[] found = Built.of(1).run1(s -> {
                FlowContext context = FlowContext.unconditional();
                ContinuousFlow.builder(linear(a, 3))
                        .solver(new FixedStepSolver(Method.EULER, 1), new Adjoint())
                        .regularisers(new Regulariser(kind, 2))
                        .build()
                        .forward(s, Built.constant(s, x, 1, 3), context);
                return context.penalties().values().iterator().next();
            });
            assertEquals(2 * value, found[0], 1e-6, kind.toString());
        });
    }

    @Test
    void spectralNormBoundsTheWeights() {
        ContinuousFlow flow = ContinuousFlow.builder(new MlpDynamics(TimeLayer.CONCAT_SQUASH, TANH, 8, 8))
                .spectralNorm(50)
                .solver(new FixedStepSolver(Method.RK4, 2), new Adjoint())
                .build();
        double[] usual = Built.of(4).scaled(1).run1(s -> flow.forward(
                        s, Built.points(s, 5, 4, 2), FlowContext.unconditional())
                .point());
        // a weight times any factor is the same weight
        Built larger = Built.of(4).scaled(1);
        larger.run1(s -> flow.forward(s, Built.points(s, 5, 4, 2), FlowContext.unconditional())
                .point());
        Built changed = Built.of(4).scaled(1);
        larger.values.forEach((n, t) -> changed.set(
                n,
                n.endsWith("weight")
                        ? Arrays.stream(t.toDoubles()).map(v -> 7 * v).toArray()
                        : t.toDoubles()));
        double[] same = changed.run1(s -> flow.forward(s, Built.points(s, 5, 4, 2), FlowContext.unconditional())
                .point());
        assertArrayEquals(usual, same, 1e-7);
    }

    // ---- what differs between training and use

    @Test
    void testPartsServeOutsideTraining() {
        ContinuousFlow flow = ContinuousFlow.builder(NET)
                .divergence(new HutchinsonDivergence())
                .solver(AdaptiveSolver.dopri5(1e-2), new Adjoint())
                .test(AdaptiveSolver.dopri5(1e-8), new ExactDivergence())
                .regularisers(new Regulariser(RegulariserKind.KINETIC, 1))
                .build();
        ContinuousFlow exact = flow(NET, 1e-8);
        Function<ContinuousFlow, Function<ParameterScope, Map<String, Tensor>>> run = f -> s -> {
            FlowContext c = FlowContext.unconditional();
            Bijection.Image image = f.forward(s, Built.points(s, 5, 4, 2), c);
            Map<String, Tensor> out = new LinkedHashMap<>(c.metrics());
            out.put("log det", image.logDeterminant());
            out.put("penalties", Built.scalar(s, c.penalties().size()));
            return out;
        };
        var training = Built.of(4).run(run.apply(flow));
        var test = Built.of(4).evaluating().run(run.apply(flow));
        var expected = Built.of(4).evaluating().run(run.apply(exact));
        assertArrayEquals(expected.get("log det"), test.get("log det"), 0);
        assertTrue(test.get("NFE")[0] > training.get("NFE")[0]);
        assertTrue(greatest(training.get("log det"), test.get("log det")) > 1e-3, "the probes matter");
        assertEquals(1, training.get("penalties")[0]);
        assertEquals(0, test.get("penalties")[0]);
    }

    @Test
    void stochasticTraceOutsideTrainingIsReproducible() {
        ContinuousFlow flow = hutchinson(new HutchinsonDivergence());
        Function<ParameterScope, Tensor> run =
                s -> flow.forward(s, Built.points(s, 5, 4, 3), FlowContext.unconditional())
                        .logDeterminant();
        assertArrayEquals(
                Built.of(4).evaluating().noise(1).run1(run),
                Built.of(4).evaluating().noise(2).run1(run),
                0);
    }

    @Test
    void pointsAloneNeedNoTrace() {
        var r = Built.of(4).run(s -> {
            Tensor x = Built.points(s, 5, 4, 2);
            FlowContext with = FlowContext.unconditional();
            FlowContext without = FlowContext.unconditional().withoutDeterminants();
            ContinuousFlow f = flow(NET, 1e-7);
            return Map.of(
                    "with", f.inverse(s, x, with).point(),
                    "without", f.inverse(s, x, without).point(),
                    "NFE with", with.metrics().get("NFE"),
                    "NFE without", without.metrics().get("NFE"));
        });
        assertArrayEquals(r.get("with"), r.get("without"), 1e-5);
        assertTrue(r.get("NFE without")[0] <= r.get("NFE with")[0]);
    }

    @Test
    void theWayEndsAtTheInverse() {
        var r = Built.of(4).run(s -> {
            Tensor z = Built.points(s, 5, 4, 2);
            ContinuousFlow f = flow(NET, 1e-8);
            List<Tensor> way = f.path(s, z, FlowContext.unconditional(), 5);
            Map<String, Tensor> out = new LinkedHashMap<>();
            for (int i = 0; i < way.size(); i++) {
                out.put("way" + i, way.get(i));
            }
            out.put("inverse", f.inverse(s, z, FlowContext.unconditional()).point());
            return out;
        });
        assertArrayEquals(r.get("inverse"), r.get("way4"), 1e-6);
        assertTrue(greatest(r.get("way0"), r.get("way1")) > 1e-3);
    }

    // ---- conditional flows

    @ParameterizedTest
    @EnumSource(Conditioning.class)
    void featuresBendTheFlowAndGetGradients(Conditioning how) {
        MlpDynamics net = new MlpDynamics(TimeLayer.CONCAT_SQUASH, TANH, 6, 5).conditioned(how, 2);
        ContinuousFlow flow = flow(net, 1e-9);
        double[] features = Built.normal(9, 4, 3);
        try (Built.Compiled compiled = Built.of(4).compile(s -> {
            // the features stand for a parameter, so that they can be moved
            Tensor c = s.parameter("features", new NormalInitialiser(1), 1, 1, 4, 3);
            Tensor x = Built.points(s, 5, 4, 2);
            Bijection.Image image = flow.forward(s, x, FlowContext.given(c));
            Tensor loss =
                    image.point().square().sum().sub(image.logDeterminant().sum());
            Bijection.Image back = flow.inverse(s, image.point(), FlowContext.given(c));
            return Map.of("loss", loss, "gradient", Gradients.grad(loss, c), "x", x, "x again", back.point());
        })) {
            var at = compiled.run(Map.of("f/features", features));
            assertArrayEquals(at.get("x"), at.get("x again"), 1e-6);
            for (int i = 0; i < features.length; i++) {
                double[] unit = new double[features.length];
                unit[i] = 1;
                double up = compiled.run(Map.of("f/features", moved(features, unit, 1e-4)))
                        .get("loss")[0];
                double down = compiled.run(Map.of("f/features", moved(features, unit, -1e-4)))
                        .get("loss")[0];
                double expected = (up - down) / 2e-4;
                assertEquals(expected, at.get("gradient")[i], 1e-5 * Math.max(1, Math.abs(expected)));
            }
            assertTrue(Math.abs(at.get("gradient")[0]) > 1e-4);
        }
    }

    @Test
    void mistakesAreNamed() {
        assertThrows(
                PropertyException.class,
                () -> ContinuousFlow.builder(NET).endTime(0, false).build());
        assertThrows(
                PropertyException.class,
                () -> ContinuousFlow.builder(NET).spectralNorm(-1).build());
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Built.of(1).run1(s -> ContinuousFlow.builder(NET)
                        .divergence(new HutchinsonDivergence(ProbeNoise.GAUSSIAN, 1, true))
                        .build()
                        .forward(s, Built.points(s, 1, 4, 2), FlowContext.unconditional())
                        .point()));
        assertTrue(e.getMessage().contains("narrower"), e.getMessage());
    }
}
