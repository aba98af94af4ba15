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
package io.github.tribuogen.neural.evaluation.coverage;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * What {@link ModeCoverage} gives for a perfect sampler of the same law, in the mean over simulations: no sampler is better than
 * this but by chance, and a figure far below it tells of a mistake in the counting.
 *
 * <p>With K modes of equal probability, N samples and M references the divergences are about {@code (K - 1) / 2N} from the law
 * and {@code (K - 1) / 2 (1 / N + 1 / M)} from the references' frequencies.
 *
 * @param covered the mean number of modes that occur.
 * @param fromLaw the mean divergence from the law, in nats.
 * @param fromReference the mean divergence from the frequencies of as many references of the same law, in nats; infinite if a
 *     mode with samples was absent from the references once.
 */
public record CoverageFloor(double covered, double fromLaw, double fromReference) {
    /**
     * Simulates with modes of equal probability.
     *
     * @param modes the number of modes, at least 1.
     * @param samples the number of samples, at least 1.
     * @param references the number of references, at least 1.
     * @param repeats the number of simulations, at least 1.
     * @param rng the source of randomness.
     * @return the means.
     */
    public static CoverageFloor uniform(int modes, int samples, int references, int repeats, RandomGenerator rng) {
        double[] law = new double[modes];
        Arrays.fill(law, 1.0 / modes);
        return of(law, samples, references, repeats, rng);
    }

    /**
     * Simulates.
     *
     * @param law the probability of each mode.
     * @param samples the number of samples, at least 1.
     * @param references the number of references, at least 1.
     * @param repeats the number of simulations, at least 1.
     * @param rng the source of randomness.
     * @return the means.
     * @throws IllegalArgumentException if a number is out of range, or the law does not sum to 1.
     */
    public static CoverageFloor of(double[] law, int samples, int references, int repeats, RandomGenerator rng) {
        if (samples < 1 || references < 1 || repeats < 1) {
            throw new IllegalArgumentException("found " + samples + " samples, " + references + " references and "
                    + repeats + " repeats, expected at least one of each");
        }
        ModeCoverage.checkLaw(law);
        double[] cumulative = law.clone();
        Arrays.parallelPrefix(cumulative, Double::sum);
        double covered = 0;
        double fromLaw = 0;
        double fromReference = 0;
        for (int r = 0; r < repeats; r++) {
            ModeCoverage drawn = ModeCoverage.of(draw(cumulative, samples, rng), law.length);
            ModeCoverage reference = ModeCoverage.of(draw(cumulative, references, rng), law.length);
            covered += drawn.covered();
            fromLaw += drawn.divergenceFrom(law);
            fromReference += drawn.divergenceFrom(reference);
        }
        return new CoverageFloor(covered / repeats, fromLaw / repeats, fromReference / repeats);
    }

    private static int[] draw(double[] cumulative, int n, RandomGenerator rng) {
        int[] ids = new int[n];
        double total = cumulative[cumulative.length - 1];
        for (int i = 0; i < n; i++) {
            int at = Arrays.binarySearch(cumulative, rng.nextDouble() * total);
            // a hit at the upper end of one mode's interval is the lower end of the next
            ids[i] = Math.min(at >= 0 ? at + 1 : -at - 1, cumulative.length - 1);
        }
        return ids;
    }
}
