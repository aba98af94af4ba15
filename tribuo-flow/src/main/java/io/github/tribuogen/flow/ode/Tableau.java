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

import java.util.Arrays;

/**
 * The coefficients of an explicit Runge-Kutta method (a Butcher tableau), which checks itself.
 *
 * <p>With a step h from (t, y): {@code k_i = f(t + c_i h, y + h sum_j a_ij k_j)}, the result {@code y + h sum_i b_i k_i},
 * its estimated error {@code h sum_i e_i k_i}. Dense output inside the step is {@code y + h sum_i w_i(x) k_i} with x in [0,
 * 1] and polynomials {@code w_i(x) = sum_p d_pi x^(p+1)}.
 *
 * <p>Source of the conditions: Hairer, Norsett and Wanner, Solving Ordinary Differential Equations I, II.1 and II.6.
 */
public final class Tableau {
    private static final double TOLERANCE = 1e-13;

    private final String name;
    private final int order;
    private final double[] c;
    private final double[][] a;
    private final double[] b;
    private final double[] e;
    private final double[][] dense;

    /**
     * A method.
     *
     * @param name Its name, for messages.
     * @param order The order of its result.
     * @param a The rows of stages 2, 3, ...: row i has i entries, i from 1.
     * @param b The weights of the result, one a stage.
     * @param e The weights of the error, one a stage; null if there is no estimate.
     * @param dense The polynomials of the dense output [degree][stages]; null if there is none.
     * @throws IllegalArgumentException If the coefficients contradict each other.
     */
    Tableau(String name, int order, double[] c, double[][] a, double[] b, double[] e, double[][] dense) {
        this.name = name;
        this.order = order;
        this.c = c.clone();
        this.a = Arrays.stream(a).map(double[]::clone).toArray(double[][]::new);
        this.b = b.clone();
        this.e = e == null ? null : e.clone();
        this.dense =
                dense == null ? null : Arrays.stream(dense).map(double[]::clone).toArray(double[][]::new);
        check();
    }

    private void check() {
        int s = stages();
        require(order >= 1, "an order of at least 1", order);
        require(c.length == s && a.length == s - 1, s + " nodes and " + (s - 1) + " rows", c.length + ", " + a.length);
        close("c_1", c[0], 0);
        for (int i = 1; i < s; i++) {
            require(a[i - 1].length == i, i + " entries in row " + (i + 1), a[i - 1].length);
            close("the sum of row " + (i + 1), sum(a[i - 1]), c[i]);
        }
        // the conditions of quadrature: sum b_i c_i^q = 1 / (q + 1)
        for (int q = 0; q < order; q++) {
            close("sum b c^" + q, moment(b, q), 1.0 / (q + 1));
        }
        if (e != null) {
            require(e.length == s, s + " error weights", e.length);
            close("the sum of the error weights", sum(e), 0);
        }
        if (dense != null) {
            double[] end = new double[s];
            double[] mean = new double[dense.length];
            for (int p = 0; p < dense.length; p++) {
                require(dense[p].length == s, s + " entries in row " + p + " of the dense output", dense[p].length);
                for (int i = 0; i < s; i++) {
                    end[i] += dense[p][i];
                    mean[p] += dense[p][i];
                }
                // consistency: the weights add up to x
                close("the sum of row " + p + " of the dense output", mean[p], p == 0 ? 1 : 0);
            }
            for (int i = 0; i < s; i++) {
                close("the dense output's weight " + (i + 1) + " at 1", end[i], b[i]);
            }
        }
    }

    private void require(boolean holds, String expected, Object found) {
        if (!holds) {
            throw new IllegalArgumentException("Tableau " + name + ": " + expected + " expected, found " + found);
        }
    }

    private void close(String what, double found, double expected) {
        require(Math.abs(found - expected) <= TOLERANCE * Math.max(1, scale()), what + " to be " + expected, found);
    }

    /** The size of the coefficients, which bounds the rounding of their sums. */
    private double scale() {
        return Arrays.stream(a)
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElse(1);
    }

    private static double sum(double[] v) {
        return Arrays.stream(v).sum();
    }

    private double moment(double[] w, int q) {
        double m = 0;
        for (int i = 0; i < w.length; i++) {
            m += w[i] * (q == 0 ? 1 : Math.pow(c[i], q));
        }
        return m;
    }

    /**
     * The name.
     *
     * @return The name.
     */
    public String name() {
        return name;
    }

    /**
     * The order p: the error of a step of size h is O(h^(p+1)), that at a fixed time O(h^p).
     *
     * @return The order.
     */
    public int order() {
        return order;
    }

    /**
     * The number of stages.
     *
     * @return How many slopes a step combines.
     */
    public int stages() {
        return b.length;
    }

    /**
     * Is the last stage evaluated at the result, so that it serves as the first stage of the next step?
     *
     * @return True for "first same as last".
     */
    public boolean isFirstSameAsLast() {
        int s = stages();
        if (s < 2 || c[s - 1] != 1 || b[s - 1] != 0) {
            return false;
        }
        return Arrays.equals(a[s - 2], Arrays.copyOf(b, s - 1));
    }

    /**
     * Does it estimate its error, as adaptive steps need?
     *
     * @return True if it has error weights.
     */
    public boolean hasErrorEstimate() {
        return e != null;
    }

    /**
     * Can it give the state inside a step? Then an adaptive solver oversteps the end and interpolates; else it shortens the
     * last step.
     *
     * @return True if it has dense output.
     */
    public boolean hasDenseOutput() {
        return dense != null;
    }

    double c(int stage) {
        return c[stage];
    }

    double[] c() {
        return c.clone();
    }

    /** The weights of the slopes before a stage, stages counted from 0. */
    double[] row(int stage) {
        return a[stage - 1].clone();
    }

    double[] b() {
        return b.clone();
    }

    double[] e() {
        return e.clone();
    }

    double[][] dense() {
        return dense;
    }

    /** Without the stages at the end that the result does not need. */
    Tableau forResultAlone() {
        int s = stages();
        while (b[s - 1] == 0) {
            s--;
        }
        return new Tableau(name, order, Arrays.copyOf(c, s), Arrays.copyOf(a, s - 1), Arrays.copyOf(b, s), null, null);
    }

    /** With a further stage at the result, if the last is not there already. */
    Tableau firstSameAsLast() {
        if (isFirstSameAsLast()) {
            return this;
        }
        int s = stages();
        double[] c1 = Arrays.copyOf(c, s + 1);
        c1[s] = 1;
        double[][] a1 = Arrays.copyOf(a, s);
        a1[s - 1] = b;
        return new Tableau(
                name, order, c1, a1, Arrays.copyOf(b, s + 1), e == null ? null : Arrays.copyOf(e, s + 1), null);
    }

    /** With the cubic through the values and slopes at both ends, for a method of order 3 at most; it must be FSAL. */
    Tableau withHermite() {
        int s = stages();
        double[][] d = new double[3][s];
        for (int i = 0; i < s; i++) {
            d[1][i] = 3 * b[i];
            d[2][i] = -2 * b[i];
        }
        d[0][0] += 1;
        d[1][0] -= 2;
        d[2][0] += 1;
        d[1][s - 1] -= 1;
        d[2][s - 1] += 1;
        return new Tableau(name, order, c, a, b, e, d);
    }

    /**
     * With the quartic through the values and slopes at both ends and a value in the middle; it must be FSAL.
     *
     * @param middle The weights of the value at x = 1/2.
     */
    Tableau withQuartic(double[] middle) {
        int s = stages();
        double[][] d = new double[4][s];
        for (int i = 0; i < s; i++) {
            d[1][i] = -5 * b[i] + 16 * middle[i];
            d[2][i] = 14 * b[i] - 32 * middle[i];
            d[3][i] = -8 * b[i] + 16 * middle[i];
        }
        d[0][0] += 1;
        d[1][0] -= 4;
        d[2][0] += 5;
        d[3][0] -= 2;
        d[1][s - 1] += 1;
        d[2][s - 1] -= 3;
        d[3][s - 1] += 2;
        return new Tableau(name, order, c, a, b, e, d);
    }

    @Override
    public String toString() {
        return name + " (order " + order + ", " + stages() + " stages)";
    }
}
