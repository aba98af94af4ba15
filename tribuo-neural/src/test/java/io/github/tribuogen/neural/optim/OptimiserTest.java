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
package io.github.tribuogen.neural.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.nn.ConfigRoundTrip;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ten steps of each optimiser against the textbook in plain Java doubles. */
class OptimiserTest {
    /** One element's rule: changes state[] and returns the new parameter. */
    private interface Rule {
        double step(double[] state, double p, double g, int t, double rate);
    }

    private record Case(ElementwiseOptimiser optimiser, double rate, Rule rule) {}

    private static List<Case> cases() {
        List<Case> all = new ArrayList<>();
        all.add(new Case(new Adam(), 1e-3, adam(0.9, 0.999, 1e-8, 0, 0)));
        all.add(new Case(new Adam(0.02, 0.5, 0.9).withWeightDecay(0.1), 0.02, adam(0.5, 0.9, 1e-8, 0.1, 0)));
        all.add(new Case(new Adam(0.02, 0, 0.9), 0.02, adam(0, 0.9, 1e-8, 0, 0)));
        all.add(new Case(new AdamW(0.01, 0.3), 0.01, adam(0.9, 0.999, 1e-8, 0, 0.3)));
        all.add(new Case(new Sgd(0.1), 0.1, (s, p, g, t, rate) -> p - rate * g));
        all.add(new Case(new Sgd(0.1, 0.8, false).withWeightDecay(0.2), 0.1, (s, p, g, t, rate) -> {
            s[0] = 0.8 * s[0] + g + 0.2 * p;
            return p - rate * s[0];
        }));
        all.add(new Case(new Sgd(0.1, 0.8, true), 0.1, (s, p, g, t, rate) -> {
            s[0] = 0.8 * s[0] + g;
            return p - rate * (g + 0.8 * s[0]);
        }));
        all.add(new Case(new RmsProp(), 0.01, rmsProp(0.99, 0)));
        all.add(new Case(new RmsProp(0.02, 0.9, 0.7), 0.02, rmsProp(0.9, 0.7)));
        all.add(new Case(new Adamax(), 2e-3, (s, p, g, t, rate) -> {
            s[0] = 0.9 * s[0] + 0.1 * g;
            s[1] = Math.max(0.999 * s[1], Math.abs(g) + 1e-8);
            return p - rate / (1 - Math.pow(0.9, t)) * s[0] / s[1];
        }));
        return all;
    }

    private static Rule adam(double b1, double b2, double eps, double coupled, double decoupled) {
        return (s, p, grad, t, rate) -> {
            double g = grad + coupled * p;
            double q = p - rate * decoupled * p;
            s[0] = b1 * s[0] + (1 - b1) * g;
            s[1] = b2 * s[1] + (1 - b2) * g * g;
            double m = s[0] / (1 - Math.pow(b1, t));
            double v = s[1] / (1 - Math.pow(b2, t));
            return q - rate * m / (Math.sqrt(v) + eps);
        };
    }

    private static Rule rmsProp(double decay, double momentum) {
        return (s, p, g, t, rate) -> {
            s[0] = decay * s[0] + (1 - decay) * g * g;
            s[1] = momentum * s[1] + g / (Math.sqrt(s[0]) + 1e-8);
            return p - rate * s[1];
        };
    }

    @Test
    @Tag("smoke")
    void tenStepsEqualTheTextbook() {
        for (Case c : cases()) {
            for (DType dtype : new DType[] {DType.FLOAT64, DType.FLOAT32}) {
                double tolerance = dtype == DType.FLOAT64 ? 1e-12 : 1e-5;
                try (Updates u = new Updates(c.optimiser, dtype)) {
                    double[] p = u.start();
                    double[][] state = new double[p.length][3];
                    for (int t = 1; t <= 10; t++) {
                        double[] g = u.gradient(p, t);
                        for (int i = 0; i < p.length; i++) {
                            p[i] = c.rule.step(state[i], p[i], g[i], t, c.rate);
                        }
                        u.step(g);
                        assertArrayEquals(p, u.parameters(), tolerance, c.optimiser + " step " + t);
                    }
                }
            }
        }
    }

    @Test
    @Tag("smoke")
    void firstStepOfAdamForGradientOneIsTheLearningRate() {
        for (DType dtype : new DType[] {DType.FLOAT64, DType.FLOAT32}) {
            try (Updates u = new Updates(new Adam(0.25), dtype)) {
                double[] p = u.start();
                double[] g = new double[p.length];
                Arrays.fill(g, 1);
                u.step(g);
                for (int i = 0; i < p.length; i++) {
                    assertEquals(p[i] - 0.25, u.parameters()[i], dtype == DType.FLOAT64 ? 1e-8 : 1e-6);
                }
            }
        }
    }

    @Test
    void groupingChangesNothing() {
        for (Case c : cases()) {
            double[][] results = new double[3][];
            int[] thresholds = {0, 5, 1000};
            for (int k = 0; k < 3; k++) {
                ElementwiseOptimiser o = c.optimiser;
                try (Updates u = new Updates(Updates.grouped(o, thresholds[k]), DType.FLOAT32)) {
                    for (int t = 1; t <= 4; t++) {
                        u.step(u.gradient(u.start(), t));
                    }
                    results[k] = u.parameters();
                    boolean grouped = u.stateNames().stream().anyMatch(n -> n.startsWith("optimiser/grouped/"));
                    boolean stateful = u.stateNames().size() > 1;
                    assertEquals(k > 0 && stateful, grouped, u.stateNames().toString());
                }
            }
            assertArrayEquals(results[0], results[1], 0.0);
            assertArrayEquals(results[0], results[2], 0.0);
        }
    }

    @Test
    void surviveConfigurationAndProvenance() {
        for (Case c : cases()) {
            ConfigRoundTrip.check(c.optimiser);
        }
        ConfigRoundTrip.check(
                new Adam(0.1).withSchedule(new StepSchedule(0.3, 3, 5)).withClipping(new NormClipping(2)));
    }

    @Test
    void rateIsScheduledAndScaled() {
        Schedule schedule = new WarmUpSchedule(2, new StepSchedule(0.1, 3));
        try (Updates u = new Updates(new Sgd(0.5).withSchedule(schedule), DType.FLOAT64)) {
            double[] p = u.start();
            double[] factors = {0, 0.5, 1, 0.1};
            for (int t = 0; t < 4; t++) {
                u.scale = t + 1;
                double[] g = u.gradient(p, t);
                for (int i = 0; i < p.length; i++) {
                    p[i] -= 0.5 * (t + 1) * factors[t] * g[i];
                }
                u.step(g);
                assertArrayEquals(p, u.parameters(), 1e-12);
            }
        }
    }

    @Test
    void clippingBoundsTheNormOrTheElements() {
        double[] g = new double[12];
        Arrays.setAll(g, i -> i - 5);
        double norm = Math.sqrt(Arrays.stream(g).map(a -> a * a).sum());
        for (double bound : new double[] {norm / 2, norm * 2}) {
            try (Updates u = new Updates(new Sgd(1).withClipping(new NormClipping(bound)), DType.FLOAT64)) {
                double[] p = u.start();
                u.step(g);
                double factor = Math.min(1, bound / norm);
                for (int i = 0; i < p.length; i++) {
                    assertEquals(p[i] - factor * g[i], u.parameters()[i], 1e-12);
                }
            }
        }
        try (Updates u = new Updates(new Sgd(1).withClipping(new ValueClipping(2.5)), DType.FLOAT64)) {
            double[] p = u.start();
            u.step(g);
            for (int i = 0; i < p.length; i++) {
                assertEquals(p[i] - Math.max(-2.5, Math.min(2.5, g[i])), u.parameters()[i], 1e-12);
            }
        }
    }

    @Test
    void namesOfTheStateAreStable() {
        try (Updates u = new Updates(new Adam().withGroupBelow(5), DType.FLOAT32)) {
            assertEquals(
                    List.of(
                            "optimiser/step",
                            "optimiser/m/net/p0",
                            "optimiser/v/net/p0",
                            "optimiser/grouped/m",
                            "optimiser/grouped/v"),
                    u.stateNames());
        }
        try (Updates u = new Updates(new Adam(), DType.FLOAT32)) {
            assertEquals(List.of("optimiser/step", "optimiser/grouped/m", "optimiser/grouped/v"), u.stateNames());
        }
        try (Updates u = new Updates(new Sgd(), DType.FLOAT32)) {
            assertEquals(List.of("optimiser/step"), u.stateNames());
        }
    }

    @Test
    void refuseNonsense() {
        assertThrows(PropertyException.class, () -> new Adam(0));
        assertThrows(PropertyException.class, () -> new Adam(0.1, 1, 0.9));
        assertThrows(PropertyException.class, () -> new Sgd(0.1, 0, true));
        assertThrows(PropertyException.class, () -> new Adam().withGroupBelow(-1));
        assertThrows(PropertyException.class, () -> new RmsProp(Double.NaN, 0.9, 0));
        assertThrows(PropertyException.class, () -> new NormClipping(0));
        assertThrows(PropertyException.class, () -> new WeightAveraging(1, true));
    }
}
