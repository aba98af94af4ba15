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

import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableauTest {
    // several, since the leading error term of a method may vanish by accident for one
    private static final double[] STARTS = {1, -0.3, 0.2, 1.7, -2.2, 0.6, 2.9};

    /** y' = y cos t + sin(t y) / 2: no order condition is missed by accident. */
    private static InitialValueProblem problem(Graph g) {
        VectorField f = (t, y, p) -> {
            Tensor x = y.get(0);
            return List.of(x.mul(t.cos()).add(x.mul(t).sin().mul(0.5)));
        };
        return InitialValueProblem.of(f, List.of(), List.of(Solves.rows(g, STARTS, STARTS.length, 1)), 0, 3);
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void halvingTheStepDividesTheErrorByTwoToTheOrder(Method method) {
        Graph g = new Graph();
        InitialValueProblem p = problem(g);
        Map<String, Tensor> out = new LinkedHashMap<>();
        out.put(
                "exact",
                new FixedStepSolver(Method.DOPRI5, 2000).solve(p).state().get(0));
        int base = method.tableau().order() >= 8 ? 8 : method.tableau().order() >= 4 ? 32 : 128;
        for (int k = 1; k <= 4; k *= 2) {
            out.put(
                    "n" + k,
                    new FixedStepSolver(method, base * k).solve(p).state().get(0));
        }
        Map<String, double[]> v = Solves.run(out);
        double[] e = new double[3];
        for (int k = 0; k < 3; k++) {
            for (int i = 0; i < STARTS.length; i++) {
                e[k] = Math.hypot(e[k], v.get("n" + (1 << k))[i] - v.get("exact")[i]);
            }
        }
        double order = method.tableau().order();
        double measured = Math.log(e[1] / e[2]) / Math.log(2);
        // tsit5 is made so that its leading error term is tiny: for steps that rounding allows, the next one shows
        double above = method == Method.TSIT5 ? 2 : 0.35;
        assertTrue(
                measured > order - 0.35 && measured < order + above,
                method + ": order " + measured + " of errors " + java.util.Arrays.toString(e));
    }

    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"HEUN", "BOSH3", "DOPRI5", "TSIT5"})
    void denseOutputIsOfItsOrderInside(Method method) {
        // for y' = q t^(q-1) the weights must give x^q: sum w_i(x) c_i^(q-1) = x^q / q
        Tableau t = method.tableau();
        int order = Math.min(4, t.order());
        for (double x : new double[] {0.1, 0.37, 0.5, 0.8}) {
            for (int q = 1; q <= order; q++) {
                double sum = 0;
                for (int i = 0; i < t.stages(); i++) {
                    double w = 0;
                    for (int p = 0; p < t.dense().length; p++) {
                        w += t.dense()[p][i] * Math.pow(x, p + 1);
                    }
                    sum += w * (q == 1 ? 1 : Math.pow(t.c(i), q - 1));
                }
                assertEquals(Math.pow(x, q) / q, sum, 1e-13, method + " at " + x + ", degree " + q);
            }
        }
    }

    @Test
    void dopri5sQuarticMeetsBothEndsBothSlopesAndTheMiddle() {
        Tableau t = Method.DOPRI5.tableau();
        double[] slopeAtStart = t.dense()[0];
        for (int i = 0; i < t.stages(); i++) {
            assertEquals(i == 0 ? 1 : 0, slopeAtStart[i], 1e-14);
            double slopeAtEnd = 0;
            for (int p = 0; p < 4; p++) {
                slopeAtEnd += (p + 1) * t.dense()[p][i];
            }
            assertEquals(i == 6 ? 1 : 0, slopeAtEnd, 1e-13);
        }
        double middle = 0;
        for (int p = 0; p < 4; p++) {
            middle += t.dense()[p][0] * Math.pow(0.5, p + 1);
        }
        assertEquals(0.5 * 6025192743.0 / 30085553152.0, middle, 1e-14);
    }

    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"HEUN", "BOSH3", "DOPRI5", "TSIT5", "DOPRI8"})
    void theErrorEstimateVanishesForLowDegrees(Method method) {
        Tableau t = method.tableau();
        double[] e = t.e();
        // the second result is of one order less, and no more
        for (int q = 0; q < t.order(); q++) {
            double m = 0;
            for (int i = 0; i < t.stages(); i++) {
                m += e[i] * (q == 0 ? 1 : Math.pow(t.c(i), q));
            }
            if (q < t.order() - 1) {
                assertEquals(0, m, 1e-14, method + ", degree " + q);
            } else {
                assertTrue(Math.abs(m) > 1e-5, method + ", degree " + q + ": " + m);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void aWrongCoefficientIsFound(int which) {
        double[] c = {0, 0.5};
        double[][] a = {{0.5}};
        double[] b = {0, 1};
        double[] e = {1, -1};
        new Tableau("right", 2, c, a, b, e, null);
        switch (which) {
            case 0 -> c[1] = 0.4;
            case 1 -> a[0][0] = 0.51;
            case 2 -> b[0] = 1e-6;
            default -> e[0] = 0.99;
        }
        IllegalArgumentException x =
                assertThrows(IllegalArgumentException.class, () -> new Tableau("wrong", 2, c, a, b, e, null));
        assertTrue(x.getMessage().contains("wrong"), x.getMessage());
    }

    @Test
    void shapesOfTableauxAreAsPublished() {
        assertTrue(Method.DOPRI5.tableau().isFirstSameAsLast());
        assertTrue(Method.TSIT5.tableau().isFirstSameAsLast());
        assertTrue(Method.BOSH3.tableau().isFirstSameAsLast());
        assertEquals(7, Method.DOPRI5.tableau().stages());
        assertEquals(6, Method.DOPRI5.tableau().forResultAlone().stages());
        assertEquals(13, Method.DOPRI8.tableau().forResultAlone().stages());
    }
}
