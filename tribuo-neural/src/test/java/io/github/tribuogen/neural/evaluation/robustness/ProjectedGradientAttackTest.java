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
package io.github.tribuogen.neural.evaluation.robustness;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tribuo.test.Helpers;

class ProjectedGradientAttackTest {
    private static final float FREE = Float.POSITIVE_INFINITY;

    /** Two classes, logits (sum sin 4x, 0): many local optima, so restarts matter. */
    private static final class Waves implements DifferentiableClassifier {
        @Override
        public int numClasses() {
            return 2;
        }

        @Override
        public int numFeatures() {
            return 4;
        }

        @Override
        public float lowerBound() {
            return -3;
        }

        @Override
        public float upperBound() {
            return 3;
        }

        @Override
        public float[][] logits(float[][] rows) {
            float[][] result = new float[rows.length][2];
            for (int i = 0; i < rows.length; i++) {
                for (float x : rows[i]) {
                    result[i][0] += (float) (Math.sin(4 * x) + 1.05);
                }
            }
            return result;
        }

        @Override
        public float[][] lossGradient(float[][] rows, int[] labels) {
            float[][] logits = logits(rows);
            float[][] result = new float[rows.length][4];
            for (int i = 0; i < rows.length; i++) {
                double p0 = 1 / (1 + Math.exp(-logits[i][0]));
                for (int j = 0; j < 4; j++) {
                    result[i][j] = (float) ((p0 - (labels[i] == 0 ? 1 : 0)) * 4 * Math.cos(4 * rows[i][j]));
                }
            }
            return result;
        }
    }

    private static float[][] random(int n, int dimension, double low, double high, long seed) {
        SplittableRandom rng = new SplittableRandom(seed);
        float[][] rows = new float[n][dimension];
        for (float[] row : rows) {
            for (int j = 0; j < dimension; j++) {
                row[j] = (float) rng.nextDouble(low, high);
            }
        }
        return rows;
    }

    /** On a linear classifier the worst case is the margin less radius times the dual norm of the slope. */
    @ParameterizedTest
    @EnumSource(Norm.class)
    void reachesTheOptimumOfALinearClassifier(Norm norm) {
        RobustnessFixtures problem = new RobustnessFixtures(60, 4, -FREE, FREE);
        // On the sphere the part across the slope shrinks by the factor 1 / (1 + step) a step, hence the many.
        Attack attack = new ProjectedGradientAttack(norm, 400, 0.0625, 1, 7);
        double radius = 0.05;
        float[][] moved = attack.perturb(problem.model, problem.rows, problem.labels, radius);
        int attacked = 0;
        for (int i = 0; i < moved.length; i++) {
            if (problem.margins[i] > 0) {
                attacked++;
                assertEquals(
                        problem.margins[i] - radius * problem.price(norm),
                        problem.margin(moved[i], problem.labels[i]),
                        2e-6,
                        "row " + i);
            } else {
                assertArrayEquals(problem.rows[i], moved[i], "rows that are wrong are left alone");
            }
        }
        assertTrue(attacked > 10 && attacked < 50, "attacked " + attacked);
    }

    @Test
    void rangeLimitsTheOptimum() {
        RobustnessFixtures problem = new RobustnessFixtures(60, 4, -1, 1);
        double radius = 0.3;
        float[][] moved = new ProjectedGradientAttack(Norm.LINF, 40, 0.0625, 1, 7)
                .perturb(problem.model, problem.rows, problem.labels, radius);
        int clamped = 0;
        for (int i = 0; i < moved.length; i++) {
            if (problem.margins[i] <= 0) {
                continue;
            }
            for (int j = 0; j < moved[i].length; j++) {
                double down = Math.signum(problem.slope[j]) * (problem.labels[i] == 1 ? -1 : 1);
                double free = problem.rows[i][j] + down * radius;
                assertEquals(Math.max(-1, Math.min(1, free)), moved[i][j], 1e-6);
                clamped += Math.abs(free) > 1 ? 1 : 0;
            }
        }
        assertTrue(clamped > 10, "clamped " + clamped);
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void staysInBallAndRange(Norm norm) {
        Waves waves = new Waves();
        float[][] rows = random(200, 4, -3, 3, 1);
        float[][] before = Arrays.stream(rows).map(float[]::clone).toArray(float[][]::new);
        int[] labels = new int[200];
        for (double radius : new double[] {1e-8, 0.013, 0.7, 20}) {
            float[][] moved = new ProjectedGradientAttack(norm, 10, 0.4, 2, 3).perturb(waves, rows, labels, radius);
            for (int i = 0; i < moved.length; i++) {
                assertTrue(norm.distance(rows[i], moved[i]) <= radius, "row " + i + " radius " + radius);
                for (float v : moved[i]) {
                    assertTrue(v >= -3 && v <= 3);
                }
            }
        }
        assertArrayEquals(before, rows, "the argument is left unchanged");
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void moreRestartsNeverDoWorse(Norm norm) {
        Waves waves = new Waves();
        float[][] rows = random(100, 4, -3, 3, 2);
        int[] labels = new int[100];
        double[] previous = new double[100];
        Arrays.fill(previous, Double.NEGATIVE_INFINITY);
        float[][] clean = waves.logits(rows);
        int better = 0;
        for (int restarts : new int[] {1, 2, 5}) {
            float[][] moved =
                    new ProjectedGradientAttack(norm, 20, 0.125, restarts, 5).perturb(waves, rows, labels, 1.2);
            float[][] logits = waves.logits(moved);
            for (int i = 0; i < 100; i++) {
                double margin = Decisions.margin(logits[i], 0);
                assertTrue(margin >= Decisions.margin(clean[i], 0), "never worse than the clean row");
                assertTrue(margin >= previous[i], "row " + i);
                better += restarts > 1 && margin > previous[i] ? 1 : 0;
                previous[i] = margin;
            }
        }
        assertTrue(better > 0, "restarts found nothing, so this test shows nothing");
    }

    @Test
    void seedDecidesAndBatchesDoNot() {
        Waves waves = new Waves();
        float[][] rows = random(200, 4, -3, 3, 6);
        int[] labels = new int[200];
        Attack attack = new ProjectedGradientAttack(Norm.L2, 5, 0.2, 1, 9);
        float[][] moved = attack.perturb(waves, rows, labels, 0.5);
        assertArrayEquals(moved, attack.perturb(waves, rows, labels, 0.5));
        // The second batch is shorter here.
        float[][] prefix = attack.perturb(waves, Arrays.copyOf(rows, 150), Arrays.copyOf(labels, 150), 0.5);
        assertArrayEquals(Arrays.copyOf(moved, 150), prefix);
        float[][] other = new ProjectedGradientAttack(Norm.L2, 5, 0.2, 1, 10).perturb(waves, rows, labels, 0.5);
        assertFalse(Arrays.deepEquals(moved, other));
    }

    @Test
    void radiusZeroReturnsCopies() {
        Waves waves = new Waves();
        float[][] rows = random(3, 4, -3, 3, 6);
        float[][] moved = new ProjectedGradientAttack(Norm.LINF, 1).perturb(waves, rows, new int[3], 0);
        assertArrayEquals(rows, moved);
        assertNotSame(rows[0], moved[0]);
    }

    @Test
    void configurationRoundTrips() {
        Helpers.testConfigurableRoundtrip(new ProjectedGradientAttack(Norm.L2, 7, 0.25, 3, 99));
        assertEquals(
                "steps",
                assertThrows(PropertyException.class, () -> new ProjectedGradientAttack(Norm.L2, 0, 0.25, 3, 99))
                        .getProperty());
        assertThrows(PropertyException.class, () -> new ProjectedGradientAttack(Norm.L2, 7, 0, 3, 99));
        assertThrows(PropertyException.class, () -> new ProjectedGradientAttack(null, 7));
    }

    @Test
    void refusesWhatItCannotAttack() {
        Waves waves = new Waves();
        Attack attack = new ProjectedGradientAttack(Norm.LINF, 1);
        float[][] row = {{0, 0, 0, 0}};
        int[] zero = {0};
        assertThrows(IllegalArgumentException.class, () -> attack.perturb(waves, row, zero, -1));
        assertThrows(IllegalArgumentException.class, () -> attack.perturb(waves, row, zero, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> attack.perturb(waves, row, new int[] {2}, 1));
        assertThrows(IllegalArgumentException.class, () -> attack.perturb(waves, row, new int[2], 1));
        assertThrows(IllegalArgumentException.class, () -> attack.perturb(waves, new float[][] {{0, 0}}, zero, 1));
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> attack.perturb(waves, new float[][] {{0, 0, 3.5f, 0}}, zero, 1))
                .getMessage();
        assertTrue(message.contains("3.5") && message.contains("[-3.0, 3.0]"), message);
    }

    @Test
    void refusesGradientsThatAreNotFinite() {
        RobustnessFixtures problem = new RobustnessFixtures(4, 4, -FREE, FREE);
        float[][] weights = {{1, 0, 0, 0, 0}, {0, 0, 0, 0, Float.POSITIVE_INFINITY}};
        LinearClassifier broken = new LinearClassifier(problem.data, weights, new float[2], -FREE, FREE);
        assertThrows(IllegalStateException.class, () -> new ProjectedGradientAttack(Norm.LINF, 1)
                .perturb(broken, problem.rows, problem.labels, 0.1));
    }
}
