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
package io.github.tribuogen.ebm.stein;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.neural.runtime.Device;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Points and models whose Fisher divergence is known: trained critics find it, and do not find more. With independent
 * coordinates it is D times that of one, {@code E (s_q - s_p)^2}.
 */
class SteinTheoryTest {
    private interface Draw {
        double from(SplittableRandom rng);
    }

    private static ScoredSample sample(int n, int d, Draw law, DoubleUnaryOperator score, long seed) {
        SplittableRandom rng = new SplittableRandom(seed);
        float[][] x = new float[n][d];
        float[][] s = new float[n][d];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                x[i][j] = (float) law.from(rng);
                s[i][j] = (float) score.applyAsDouble(x[i][j]);
            }
        }
        return ScoredSample.of(x, s);
    }

    private static double laplace(SplittableRandom rng, double scale) {
        double u = rng.nextDouble(-1, 1);
        return -scale * Math.signum(u) * Math.log(1 - Math.abs(u));
    }

    /** Law of a coordinate, score of the model, E (s_q - s_p)^2, share of it that a smooth critic finds. */
    static Stream<Arguments> pairs() {
        Draw normal = SplittableRandom::nextGaussian;
        Draw shifted = rng -> 0.35355 + rng.nextGaussian();
        Draw laplace = rng -> laplace(rng, Math.sqrt(0.5));
        DoubleUnaryOperator standard = x -> -x;
        DoubleUnaryOperator wide = x -> -x / 2.25;
        DoubleUnaryOperator pointed = x -> -Math.signum(x);
        return Stream.of(
                Arguments.of("a shift", shifted, standard, 0.125, 0.8),
                Arguments.of("a wider model", normal, wide, 0.6173 / 2, 0.8),
                // the difference of the scores jumps at 0
                Arguments.of("a normal model of Laplace points", laplace, standard, 1.0, 0.2),
                Arguments.of(
                        "a Laplace model of normal points", normal, pointed, 2 - 2 * Math.sqrt(2 / Math.PI), 0.15));
    }

    private static LearnedSteinTest test(double penalty) {
        return LearnedSteinTest.builder()
                .critic(new MlpCritic(0, 64, 64))
                .objective(new MeanObjective(penalty), CheckpointCriterion.ADJUSTED_MEAN)
                .plan(new SingleSplit(0.6, 0.1, true))
                .updates(400, 50, 500)
                .withoutAttributions()
                .device(Device.cpu(1))
                .build();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void theFisherDivergenceIsFoundAndNotExceeded(
            String name, Draw law, DoubleUnaryOperator score, double one, double share) {
        GoodnessOfFit result = test(0.5).test(sample(10_000, 2, law, score, 1), 1);
        double fisher = 2 * one;
        GoodnessOfFit.Effect effect = result.effect().orElseThrow();
        assertTrue(effect.estimate() > share * fisher, name + ": " + effect);
        assertTrue(effect.lower() < fisher, name + ": " + effect);
        assertTrue(result.rejects(), result::toString);
    }

    /** The penalty sets the scale of the critic alone. */
    @Test
    void theBoundDoesNotDependOnThePenalty() {
        ScoredSample points = sample(10_000, 2, rng -> 0.5 + rng.nextGaussian(), x -> -x, 2);
        double small = test(0.5).test(points, 1).effect().orElseThrow().estimate();
        double large = test(2).test(points, 1).effect().orElseThrow().estimate();
        assertEquals(small, large, 0.1 * small);
    }

    /** The critic of a shift is the constant field of length |mu|, {@code s_q - s_p = -mu}. */
    @Test
    void theWitnessOfAShiftPointsAgainstIt() {
        ScoredSample points = sample(4000, 2, rng -> 0.5 + rng.nextGaussian(), x -> -x, 3);
        double[][] f = test(0.5).witness(points, new float[][] {{0, 0}, {1, 0.5f}, {0.5f, 1}}, 1);
        for (double[] v : f) {
            double length = Math.hypot(v[0], v[1]);
            assertTrue(-(v[0] + v[1]) / Math.sqrt(2) > 0.95 * length, v[0] + ", " + v[1]);
        }
    }

    private static LearnedSteinTest small(int updates) {
        return LearnedSteinTest.builder()
                .critic(new MlpCritic(0, 32, 32))
                .updates(updates, 50, 0)
                .withoutAttributions()
                .device(Device.cpu(1))
                .build();
    }

    /** 100 tests: 12 or more rejections at level 0.05 come once in 230 runs by chance. */
    @Test
    @Tag("slow")
    void aRightModelIsRejectedAsOftenAsTheLevelSays() {
        int rejections = 0;
        for (int seed = 0; seed < 100; seed++) {
            ScoredSample points = sample(500, 5, SplittableRandom::nextGaussian, x -> -x, 100 + seed);
            rejections += small(101).test(points, seed).rejects() ? 1 : 0;
        }
        assertTrue(rejections < 12, "rejections of 100: " + rejections);
    }

    /** A shift of 0.5 in one of five coordinates, 50 points tested; the ideal critic's power is 0.97. */
    @Test
    @Tag("slow")
    void aShiftOfOneCoordinateIsFoundMostly() {
        int rejections = 0;
        for (int seed = 0; seed < 40; seed++) {
            ScoredSample points = sample(500, 5, SplittableRandom::nextGaussian, x -> -x, 500 + seed);
            float[][] x = points.points();
            float[][] s = points.scores();
            for (int i = 0; i < x.length; i++) {
                x[i][0] += 0.5f;
                s[i][0] = -x[i][0];
            }
            rejections += small(301).test(ScoredSample.of(x, s), seed).rejects() ? 1 : 0;
        }
        assertTrue(rejections >= 32, "rejections of 40: " + rejections);
    }
}
