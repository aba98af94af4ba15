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

import org.hipparchus.distribution.continuous.NormalDistribution;

/** Chances, under the hypothesis, of a statistic as large as the one found. */
final class PValues {
    private static final NormalDistribution NORMAL = new NormalDistribution();

    private PValues() {}

    /** (1 + #{draws at least as large}) / (1 + #draws): never 0, and never too small for exchangeable draws. */
    static double upper(double statistic, double[] draws) {
        int count = 0;
        for (double d : draws) {
            if (d >= statistic) {
                count++;
            }
        }
        return (1.0 + count) / (1.0 + draws.length);
    }

    /** 1 - Phi(z), accurate in the tail. */
    static double normal(double z) {
        return NORMAL.cumulativeProbability(-z);
    }

    /** The z with 1 - Phi(z) = p. */
    static double quantile(double p) {
        return -NORMAL.inverseCumulativeProbability(p);
    }
}
