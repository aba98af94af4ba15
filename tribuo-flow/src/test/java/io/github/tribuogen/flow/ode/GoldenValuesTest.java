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
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps, evaluations and errors of independent implementations of the same rules, in float64. */
class GoldenValuesTest {
    private static final double[] LINEAR_END = {1.43862136, 0.27794470};

    @ParameterizedTest
    @CsvSource({"1e-3, 2, 14, 9.4e-4", "1e-5, 4, 26, 9.7e-6", "1e-7, 7, 44, 8.1e-8", "1e-9, 16, 98, 7.7e-10"})
    void linear(double tolerance, long steps, long evaluations, double error) {
        Graph g = new Graph();
        Solves.Outcome o = Solves.run(AdaptiveSolver.dopri5(tolerance).solve(Solves.linear(g)));
        assertEquals(Counters.Status.OK, o.status());
        assertEquals(steps, o.accepted());
        assertEquals(0, o.rejected());
        assertEquals(evaluations, o.evaluations());
        double worst = 0;
        double[] exact = exactLinear();
        for (int i = 0; i < 2; i++) {
            assertEquals(LINEAR_END[i], o.first()[i], 2 * error + 1e-8);
            worst = Math.max(worst, Math.abs(exact[i] - o.first()[i]));
        }
        assertEquals(error, worst, 0.06 * error);
        assertEquals(0.8, o.state().get(1)[0], 1e-14);
    }

    /** exp(A) (1, 2) by its series. */
    private static double[] exactLinear() {
        double[] term = {1, 2};
        double[] sum = {1, 2};
        for (int k = 1; k < 40; k++) {
            double a = (-0.5 * term[0] + term[1]) / k;
            double b = (-term[0] - 0.3 * term[1]) / k;
            term = new double[] {a, b};
            sum[0] += a;
            sum[1] += b;
        }
        return sum;
    }

    @ParameterizedTest
    @CsvSource({
        "EULER, .154, .0708, .0339, .0166",
        "MIDPOINT, 9.9e-3, 2.5e-3, 6.4e-4, 1.6e-4",
        "RK38, 2.9e-5, 1.7e-6, 1.1e-7, 6.6e-9"
    })
    void fixedSteps(Method method, double e5, double e10, double e20, double e40) {
        double[] expected = {e5, e10, e20, e40};
        double[] exact = exactLinear();
        for (int k = 0; k < 4; k++) {
            int n = 5 << k;
            Solves.Outcome o = Solves.run(new FixedStepSolver(method, n).solve(Solves.linear(new Graph())));
            double worst = Math.max(Math.abs(exact[0] - o.first()[0]), Math.abs(exact[1] - o.first()[1]));
            assertEquals(expected[k], worst, 0.06 * expected[k], method + ", " + n + " steps");
            assertEquals((long) n * method.tableau().stages(), o.evaluations());
        }
    }

    @ParameterizedTest
    @CsvSource({"1e-3, 38, 7e-3", "1e-5, 68, 7e-5", "1e-7, 134, 6e-7"})
    void cubic(double tolerance, long evaluations, double error) {
        Solves.Outcome o = Solves.run(AdaptiveSolver.dopri5(tolerance).solve(Solves.cubic(new Graph())));
        assertEquals(evaluations, o.evaluations());
        double[] z = {-2, -0.5, 0.1, 1, 3};
        double worst = 0;
        for (int i = 0; i < 5; i++) {
            assertEquals(z[i] / Math.sqrt(1 + 2 * z[i] * z[i]), o.first()[i], 10 * error);
            worst = Math.max(
                    worst,
                    Math.abs(1.5 * Math.log(1 + 2 * z[i] * z[i]) - o.state().get(1)[i]));
        }
        assertEquals(error, worst, 0.5 * error);
    }

    @ParameterizedTest
    @CsvSource({"1e-3, 80, 10, 3", "1e-5, 164, 20, 7", "1e-7, 350, 45, 13"})
    void rejections(double tolerance, long evaluations, long accepted, long rejected) {
        Solves.Outcome o = Solves.run(AdaptiveSolver.dopri5(tolerance).solve(Solves.oscillating(new Graph())));
        assertEquals(List.of(evaluations, accepted, rejected), List.of(o.evaluations(), o.accepted(), o.rejected()));
        assertEquals(Math.exp(Math.sin(10)), o.first()[0], 100 * tolerance);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 1e-5, 1e-9})
    void aZeroFieldTakes44(double tolerance) {
        Graph g = new Graph();
        Tensor y = Solves.rows(g, new double[] {1, -2, 3, 0.5}, 2, 2);
        InitialValueProblem p =
                InitialValueProblem.of((t, s, q) -> List.of(s.get(0).zerosLike()), List.of(), List.of(y), 0, 1);
        Solves.Outcome o = Solves.run(AdaptiveSolver.dopri5(tolerance).solve(p));
        assertEquals(44, o.evaluations());
        assertEquals(7, o.accepted());
        assertArrayEquals(new double[] {1, -2, 3, 0.5}, o.first(), 0);
    }

    @Test
    void aTranslationTakes20() {
        Graph g = new Graph();
        double[] x = new double[50];
        java.util.SplittableRandom rng = new java.util.SplittableRandom(7);
        java.util.Arrays.setAll(x, i -> rng.nextDouble() * 4 - 2);
        InitialValueProblem p = InitialValueProblem.of(
                (t, s, q) -> List.of(s.get(0).zerosLike().add(1.5)),
                List.of(),
                List.of(Solves.rows(g, x, 25, 2)),
                0,
                1);
        Solves.Outcome o = Solves.run(AdaptiveSolver.dopri5(1e-5).solve(p));
        assertEquals(2, o.evaluations() % 6);
        assertTrue(o.evaluations() <= 26, "found " + o.evaluations());
        for (int i = 0; i < 50; i++) {
            assertEquals(x[i] + 1.5, o.first()[i], 1e-12);
        }
    }
}
