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
package io.github.tribuogen.ebm.vera;

/**
 * How samples of a generator are moved by Metropolis-adjusted Langevin steps on (z, e) towards {@code exp(f(g(z) + s e) /
 * temperature)}. Between rounds the size of the step adapts to the acceptance of {@value #TARGET_ACCEPTANCE} that is best in
 * high dimension. Immutable.
 *
 * @param steps The number of steps, at least 0.
 * @param stepSize The first factor on the gradient, above 0.
 * @param temperature Above 0; the weight of the entropy in training makes the target the law that the generator aims at.
 * @param prior Multiply the target by the prior of z and e? Without it, as in the paper, chains may leave the region where
 *     the generator was trained.
 * @param adaptEvery The steps of a round, at least 1.
 */
public record LatentRefinement(int steps, double stepSize, double temperature, boolean prior, int adaptEvery) {
    static final double TARGET_ACCEPTANCE = 0.574;

    /** Checks the numbers. */
    public LatentRefinement {
        require(steps >= 0, "steps", steps, "at least 0");
        require(stepSize > 0 && Double.isFinite(stepSize), "stepSize", stepSize, "a finite number above 0");
        require(temperature > 0 && Double.isFinite(temperature), "temperature", temperature, "a finite number above 0");
        require(adaptEvery >= 1, "adaptEvery", adaptEvery, "at least 1");
    }

    /**
     * The paper's refinement: 100 steps without the prior, temperature 1.
     *
     * @return The refinement.
     */
    public static LatentRefinement paper() {
        return new LatentRefinement(100, 0.01, 1, false, 5);
    }

    private static void require(boolean holds, String field, Object found, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(field + ": " + expected + " expected, found " + found);
        }
    }

    /** The size of the next round's step. */
    double adapted(double size, double acceptance) {
        return size * Math.exp(acceptance - TARGET_ACCEPTANCE);
    }
}
