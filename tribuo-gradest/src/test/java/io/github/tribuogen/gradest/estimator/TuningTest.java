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
package io.github.tribuogen.gradest.estimator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.gradest.control.ControlVariate;
import io.github.tribuogen.gradest.control.ControlVariateSum;
import io.github.tribuogen.gradest.control.NetworkControlVariate;
import io.github.tribuogen.gradest.control.RelaxedLoss;
import io.github.tribuogen.gradest.law.Bernoulli;
import io.github.tribuogen.gradest.law.Categorical;
import io.github.tribuogen.gradest.law.DiagonalGaussian;
import io.github.tribuogen.gradest.law.DiscreteLaw.Coupling;
import io.github.tribuogen.gradest.law.Law;
import io.github.tribuogen.gradest.law.Loss;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.StandardActivation;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A control variate's tuning is the gradient's variance but for a constant, and moves nothing else. */
class TuningTest {
    private static final double SCALE = 0.8;
    private static final double STEP = 1e-4;
    private static final int ROWS = 20_000;

    /** An estimator whose control variate has the scale s. */
    record Case(String name, Law law, double[] row, long[] shape, DoubleFunction<GradientEstimator> of) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static ControlVariate network(double scale) {
        return new NetworkControlVariate(new Mlp(new StandardActivation(StandardActivation.Function.TANH), 6), scale);
    }

    static Stream<Case> cases() {
        double[] coins = {0.3, -0.8, 0.5};
        double[] choices = {0.5, -0.3, -1};
        double[] gaussian = {0.4, -0.2, -0.5, 0.1};
        Law b = new Bernoulli();
        Law c = new Categorical();
        Law g = new DiagonalGaussian();
        return Stream.of(
                new Case("RELAX", b, coins, new long[] {3}, s -> new Relax(network(s), Coupling.INDEPENDENT)),
                new Case("RELAX, coupled", b, coins, new long[] {3}, s -> new Relax(network(s), Coupling.COUPLED)),
                new Case("REBAR", b, coins, new long[] {3}, s -> new Relax(new RelaxedLoss(0.5, s), Coupling.COUPLED)),
                new Case(
                        "RELAX of a sum",
                        b,
                        coins,
                        new long[] {3},
                        s -> new Relax(
                                new ControlVariateSum(new RelaxedLoss(0.5, s), network(1)), Coupling.INDEPENDENT)),
                new Case("DLAX", b, coins, new long[] {3}, s -> new Dlax(network(s))),
                new Case("RELAX of choices", c, choices, new long[] {3}, s -> new Relax(network(s), Coupling.COUPLED)),
                new Case("LAX", g, gaussian, new long[] {4}, s -> new Lax(network(s))));
    }

    private static Tensor loss(Tensor b) {
        return b.square().sum(1).add(b.slice(1, 0, 1).squeeze(1).mul(2).tanh());
    }

    private static Map<String, HostTensor> run(Case c, double scale) {
        return Trial.run(ROWS, 2, c.row(), c.shape(), (scope, p) -> {
            Estimate e = c.of().apply(scale).estimate(c.law(), p, TuningTest::loss, scope);
            Map<String, Tensor> told = new LinkedHashMap<>();
            told.put("gradient", e.gradient());
            told.put("tuning", e.tuning().orElseThrow());
            List<Tensor> scales = scope.parameters().entrySet().stream()
                    .filter(v -> v.getKey().endsWith("scale"))
                    .map(Map.Entry::getValue)
                    .toList();
            // of a sum the first is the relaxed loss's
            told.put("slope", Gradients.grad(e.tuning().orElseThrow(), scales.get(0)));
            return told;
        });
    }

    /** The tuning's gradient is the slope of the second moment with the same random numbers. */
    @ParameterizedTest
    @MethodSource("cases")
    void theTuningsGradientIsThatOfTheSecondMoment(Case c) {
        double[] up = run(c, SCALE + STEP).get("gradient").toDoubles();
        double[] down = run(c, SCALE - STEP).get("gradient").toDoubles();
        double secant = (secondMoment(up) - secondMoment(down)) / (2 * STEP);
        double slope = run(c, SCALE).get("slope").item();
        assertNotEquals(0, slope);
        assertEquals(secant, slope, 1e-5 * Math.max(1, Math.abs(secant)));
    }

    private static double secondMoment(double[] g) {
        return Arrays.stream(g).map(v -> v * v).sum() / ROWS;
    }

    /** The estimate's mean does not move with the control variate: its slope by the scale is zero within 4.5 standard errors. */
    @ParameterizedTest
    @MethodSource("cases")
    void theMeanDoesNotMove(Case c) {
        double[] up = run(c, SCALE + STEP).get("gradient").toDoubles();
        double[] down = run(c, SCALE - STEP).get("gradient").toDoubles();
        double[] slopes = new double[up.length];
        Arrays.setAll(slopes, i -> (up[i] - down[i]) / (2 * STEP));
        Trial.Moments m = Trial.moments(slopes, c.row().length);
        for (int i = 0; i < c.row().length; i++) {
            assertTrue(
                    m.error()[i] > 0 && Math.abs(m.mean()[i]) < 4.5 * m.error()[i],
                    () -> Arrays.toString(m.mean()) + " with errors " + Arrays.toString(m.error()));
        }
    }

    /** Every estimator says what it asks of a loss, and asks no more. */
    @ParameterizedTest
    @MethodSource("io.github.tribuogen.gradest.estimator.EstimatorsTest#ofBernoulli")
    void lossesAreAskedWhatIsTold(GradientEstimator estimator) {
        int[] values = new int[1];
        boolean[] between = new boolean[1];
        Loss counted = new Loss() {
            @Override
            public Tensor of(Tensor sample) {
                values[0]++;
                return loss(sample).stopGradient();
            }

            @Override
            public Tensor relaxed(Tensor point) {
                between[0] = true;
                return loss(point);
            }
        };
        Trial.run(
                2,
                1,
                new double[] {0.3, -0.8, 0.5},
                new long[] {3},
                (scope, p) -> Map.of(
                        "g",
                        estimator.estimate(new Bernoulli(), p, counted, scope).gradient()));
        switch (estimator.lossUse()) {
            case ONE_VALUE -> assertTrue(values[0] == 1 && !between[0], estimator + " asked " + values[0] + " times");
            case SEVERAL_VALUES -> assertTrue(values[0] > 1 && !between[0], estimator + " asked " + values[0]);
            case GRADIENT -> assertTrue(values[0] + (between[0] ? 1 : 0) > 0);
        }
    }
}
