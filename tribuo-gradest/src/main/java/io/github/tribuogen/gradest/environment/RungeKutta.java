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
package io.github.tribuogen.gradest.environment;

import java.util.function.UnaryOperator;

/** The classic method of order four, for states of a few numbers. */
final class RungeKutta {
    private RungeKutta() {}

    static double[] step(UnaryOperator<double[]> slope, double[] y, double h) {
        double[] k1 = slope.apply(y);
        double[] k2 = slope.apply(moved(y, k1, h / 2));
        double[] k3 = slope.apply(moved(y, k2, h / 2));
        double[] k4 = slope.apply(moved(y, k3, h));
        double[] next = new double[y.length];
        for (int i = 0; i < y.length; i++) {
            next[i] = y[i] + h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
        }
        return next;
    }

    private static double[] moved(double[] y, double[] k, double h) {
        double[] z = new double[y.length];
        for (int i = 0; i < y.length; i++) {
            z[i] = y[i] + h * k[i];
        }
        return z;
    }
}
