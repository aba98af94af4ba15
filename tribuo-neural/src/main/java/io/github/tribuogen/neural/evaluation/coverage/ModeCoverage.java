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

/**
 * How samples are spread over the modes of a known multimodal law: how many modes occur, and the divergence from what their
 * frequencies should be. Immutable.
 *
 * <p>Both depend on the number of samples, also for a perfect sampler: {@link CoverageFloor} tells by how much.
 */
public final class ModeCoverage {
    private final long[] counts;
    private final long samples;

    private ModeCoverage(long[] counts) {
        this.counts = counts;
        this.samples = Arrays.stream(counts).sum();
    }

    /**
     * Counts samples.
     *
     * @param ids the mode of each sample, in [0, modes); at least one.
     * @param modes the number of modes there are, at least 1.
     * @return their coverage.
     * @throws IllegalArgumentException if there are no samples, or an id is out of range.
     */
    public static ModeCoverage of(int[] ids, int modes) {
        if (modes < 1 || ids.length == 0) {
            throw new IllegalArgumentException(
                    "found " + ids.length + " samples and " + modes + " modes, expected at least one of each");
        }
        long[] counts = new long[modes];
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < 0 || ids[i] >= modes) {
                throw new IllegalArgumentException(
                        "found the mode " + ids[i] + " of sample " + i + ", expected 0 to " + (modes - 1));
            }
            counts[ids[i]]++;
        }
        return new ModeCoverage(counts);
    }

    /**
     * How many modes have a sample.
     *
     * @return in [1, {@link #modes()}].
     */
    public int covered() {
        return (int) Arrays.stream(counts).filter(n -> n > 0).count();
    }

    /**
     * How many modes there are.
     *
     * @return at least 1.
     */
    public int modes() {
        return counts.length;
    }

    /**
     * How many samples were counted.
     *
     * @return at least 1.
     */
    public long samples() {
        return samples;
    }

    /**
     * The samples of each mode.
     *
     * @return a copy.
     */
    public long[] counts() {
        return counts.clone();
    }

    /**
     * The share of each mode.
     *
     * @return numbers that sum to 1.
     */
    public double[] frequencies() {
        return Arrays.stream(counts).mapToDouble(n -> (double) n / samples).toArray();
    }

    /**
     * {@code KL(frequencies || uniform)}: log of the number of modes less the entropy of the frequencies.
     *
     * @return nats, in [0, log {@link #modes()}].
     */
    public double divergenceFromUniform() {
        double[] uniform = new double[counts.length];
        Arrays.fill(uniform, 1.0 / counts.length);
        return divergenceFrom(uniform);
    }

    /**
     * {@code KL(frequencies || frequencies of the reference)}.
     *
     * @param reference the coverage of data of the same modes.
     * @return nats, at least 0; infinite where a sample's mode is absent from the reference.
     * @throws IllegalArgumentException if the numbers of modes differ.
     */
    public double divergenceFrom(ModeCoverage reference) {
        return divergenceFrom(reference.frequencies());
    }

    /**
     * {@code KL(frequencies || law) = sum_k p_k log(p_k / q_k)}.
     *
     * @param law the probability q_k of each mode.
     * @return nats, at least 0 up to rounding; infinite where a sample's mode has probability 0.
     * @throws IllegalArgumentException if the numbers of modes differ, or the law does not sum to 1.
     */
    public double divergenceFrom(double[] law) {
        if (law.length != counts.length) {
            throw new IllegalArgumentException(
                    "found a law of " + law.length + " modes, expected one of " + counts.length);
        }
        checkLaw(law);
        double sum = 0;
        for (int k = 0; k < law.length; k++) {
            if (counts[k] > 0) {
                double p = (double) counts[k] / samples;
                sum += p * Math.log(p / law[k]);
            }
        }
        return Math.max(0, sum);
    }

    static void checkLaw(double[] law) {
        double total = 0;
        for (double q : law) {
            if (!(q >= 0)) {
                throw new IllegalArgumentException("found the probability " + q + ", expected at least 0");
            }
            total += q;
        }
        if (Math.abs(total - 1) > 1e-6) {
            throw new IllegalArgumentException("found probabilities that sum to " + total + ", expected 1");
        }
    }

    @Override
    public String toString() {
        return "ModeCoverage(" + covered() + " of " + counts.length + " modes by " + samples + " samples)";
    }
}
