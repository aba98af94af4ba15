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
package io.github.tribuogen.ebm.kernel;

/** Which estimate of the squared discrepancy is taken of the matrix {@code H_ij = h(x_i, x_j)}; n times it is the statistic. */
public enum SteinStatistic {
    /** Unbiased, {@code sum_{i != j} H_ij / (n (n - 1))}; it may be negative. */
    U {
        @Override
        double of(double sum, double trace, int n) {
            return (sum - trace) / (n - 1.0);
        }
    },

    /** Never negative, {@code sum_ij H_ij / n^2}. */
    V {
        @Override
        double of(double sum, double trace, int n) {
            return sum / n;
        }
    };

    /** n times the estimate, of w'Hw and the trace of H. */
    abstract double of(double sum, double trace, int n);
}
