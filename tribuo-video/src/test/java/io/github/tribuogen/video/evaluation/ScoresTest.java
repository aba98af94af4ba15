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
package io.github.tribuogen.video.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScoresTest {
    private static final Probe NEAREST = new NeighbourProbe(5, true);

    /** Frames whose columns are identity, pose, or noise as told; both are classes of 0 to 3. */
    private static BlockSeparation.Task task(String columns, long seed) {
        SplittableRandom rng = new SplittableRandom(seed);
        int n = 400;
        double[][] rows = new double[2 * n][columns.length()];
        String[] identity = new String[2 * n];
        String[] pose = new String[2 * n];
        for (int i = 0; i < 2 * n; i++) {
            int a = rng.nextInt(4);
            int b = rng.nextInt(4);
            identity[i] = "i" + a;
            pose[i] = "p" + b;
            for (int j = 0; j < columns.length(); j++) {
                char c = columns.charAt(j);
                rows[i][j] = (c == 'i' ? a : c == 'p' ? b : 0) + 0.1 * rng.nextGaussian();
            }
        }
        return new BlockSeparation.Task(
                Arrays.copyOf(rows, n),
                Arrays.copyOf(identity, n),
                Arrays.copyOf(pose, n),
                Arrays.copyOfRange(rows, n, 2 * n),
                Arrays.copyOfRange(identity, n, 2 * n),
                Arrays.copyOfRange(pose, n, 2 * n));
    }

    @Test
    void separationOfBlocks() {
        BlockSeparation.Task task = task("ip", 1);
        BlockSeparation s = BlockSeparation.of(task, new int[] {0}, new int[] {1}, NEAREST);
        BlockSeparation turned = BlockSeparation.of(task, new int[] {1}, new int[] {0}, NEAREST);
        assertEquals(1, s.score() * turned.score(), 1e-12);
        assertEquals(0, s.gap() + turned.gap(), 1e-12);
        assertTrue(s.score() > 3 && s.gap() > 1.3, s.toString());
        BlockSeparation alike = BlockSeparation.of(task, new int[] {0, 1}, new int[] {0, 1}, NEAREST);
        assertEquals(1, alike.score(), 1e-12);
        assertEquals(0, alike.gap(), 1e-12);
        // with four features the oracle finds the two of each kind
        BlockSeparation best = BlockSeparation.oracle(task("ippi", 2), NEAREST);
        assertTrue(best.score() > 3, best.toString());
        assertThrows(IllegalArgumentException.class, () -> BlockSeparation.oracle(task("i", 3), NEAREST));
    }

    @Test
    void disentanglementOfKnownCodes() {
        BlockSeparation.Task clean = task("ip", 1);
        BlockSeparation.Task twice = task("iipp", 1);
        List<String[]> factors = List.of(clean.testIdentity(), clean.testPose());
        assertTrue(Disentanglement.mutualInformationGap(clean.test(), factors) > 0.9);
        assertTrue(Disentanglement.mutualInformationGap(twice.test(), List.of(twice.testIdentity(), twice.testPose()))
                < 0.1);
        assertTrue(Disentanglement.separatedPredictability(clean, NEAREST) > 0.6);
        List<int[]> blocks = List.of(new int[] {0, 1}, new int[] {2, 3});
        List<int[]> mixed = List.of(new int[] {0, 2}, new int[] {1, 3});
        assertTrue(Disentanglement.blockInformationGap(twice, blocks, NEAREST) > 0.9);
        assertTrue(Disentanglement.blockInformationGap(twice, mixed, NEAREST) < 0.1);
        var good = Disentanglement.dci(clean, List.of(new int[] {0}, new int[] {1}), NEAREST, new SplittableRandom(1));
        assertTrue(good.disentanglement() > 0.9 && good.completeness() > 0.9, good.toString());
        assertEquals(1, good.informativeness(), 0.01);
        var bad = Disentanglement.dci(twice, mixed, NEAREST, new SplittableRandom(1));
        assertTrue(bad.disentanglement() < 0.1, bad.toString());
    }

    @Test
    void importanceMatrices() {
        double[][] diagonal = {{2, 0}, {0, 1}};
        assertEquals(1, Disentanglement.disentanglement(diagonal), 1e-12);
        assertEquals(1, Disentanglement.completeness(diagonal), 1e-12);
        double[][] even = {{1, 1}, {1, 1}};
        assertEquals(0, Disentanglement.disentanglement(even), 1e-12);
        assertEquals(0, Disentanglement.completeness(even), 1e-12);
        // one unit says one factor, the other, three times as heavy, both alike
        assertEquals(0.25, Disentanglement.disentanglement(new double[][] {{1, 0}, {1.5, 1.5}}), 1e-12);
    }

    @Test
    void wordsOfAJudge() {
        SplittableRandom rng = new SplittableRandom(1);
        double[][] p = new double[50][6];
        int[] classes = new int[50];
        for (int i = 0; i < 50; i++) {
            for (int y = 0; y < 6; y++) {
                p[i][y] = -Math.log(rng.nextDouble());
            }
            double sum = Arrays.stream(p[i]).sum();
            for (int y = 0; y < 6; y++) {
                p[i][y] /= sum;
            }
            classes[i] = i % 6;
        }
        JudgeScores s = JudgeScores.of(p, classes);
        double[] mean = new double[6];
        for (double[] row : p) {
            for (int y = 0; y < 6; y++) {
                mean[y] += row[y] / 50;
            }
        }
        double kl = 0;
        for (double[] row : p) {
            for (int y = 0; y < 6; y++) {
                kl += row[y] * Math.log(row[y] / mean[y]) / 50;
            }
        }
        assertEquals(Math.exp(kl), s.inceptionScore(), 1e-9);
        assertTrue(s.inceptionScore() <= 6 && s.marginalEntropy() <= Math.log(6));
        assertEquals(0, JudgeScores.divergence(p, p), 1e-12);
        double[][] sure = {{1, 0}, {0, 1}};
        JudgeScores best = JudgeScores.of(sure, new int[] {0, 1});
        assertEquals(2, best.inceptionScore(), 1e-12);
        assertEquals(1, best.accuracy());
        assertThrows(IllegalArgumentException.class, () -> JudgeScores.of(new double[][] {{0.5, 0.6}}, new int[] {0}));
    }

    /** Labels are even to five standard errors; frames of label "ordered" run one way. */
    @Test
    void orderOfFrames() {
        int clips = 400;
        double[][] features = new double[clips * 8][];
        for (int i = 0; i < features.length; i++) {
            features[i] = new double[] {i % 8, i / 8};
        }
        OrderVerification o = OrderVerification.draw(features, 8, 5, new SplittableRandom(2));
        int ordered = 0;
        for (int i = 0; i < o.rows().length; i++) {
            double[] r = o.rows()[i];
            boolean one = (r[2] - r[0]) * (r[4] - r[2]) > 0;
            assertEquals(one, o.labels()[i].equals(OrderVerification.ORDERED));
            assertEquals(r[1], r[5]);
            ordered += one ? 1 : 0;
        }
        assertEquals(1000, ordered, 5 * Math.sqrt(500));
        assertThrows(
                IllegalArgumentException.class, () -> OrderVerification.draw(features, 4, 1, new SplittableRandom(2)));
    }

    @Test
    void fewLabels() {
        BlockSeparation.Task clean = task("ip", 1);
        SplittableRandom rng = new SplittableRandom(5);
        double[] one = FewShot.accuracies(
                BlockSeparation.columns(clean.train(), new int[] {0}),
                clean.trainIdentity(),
                BlockSeparation.columns(clean.test(), new int[] {0}),
                clean.testIdentity(),
                1,
                4,
                rng);
        assertTrue(Arrays.stream(one).min().orElseThrow() > 0.95, Arrays.toString(one));
        double chance = FewShot.episodes(
                BlockSeparation.columns(clean.test(), new int[] {1}), clean.testIdentity(), 4, 1, 5, 300, rng);
        // 6,000 answers at a chance of a quarter, not quite independent
        assertEquals(0.25, chance, 0.04);
        assertEquals(
                1,
                FewShot.episodes(
                        BlockSeparation.columns(clean.test(), new int[] {0}), clean.testIdentity(), 4, 1, 5, 50, rng),
                0.02);
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> FewShot.episodes(clean.test(), clean.testIdentity(), 5, 1, 5, 1, rng))
                .getMessage();
        assertTrue(message.contains("5 classes"), message);
    }

    @Test
    void neighboursAndRegression() {
        double[][] rows = {{0, 0}, {1, 100}, {2, 0}, {3, 100}};
        String[] labels = {"a", "a", "b", "b"};
        assertArrayEquals(
                new String[] {"a", "b"},
                new NeighbourProbe(1, true).predict(rows, labels, new double[][] {{0.4, 50}, {2.7, 50}}));
        double[] mean = new NeighbourProbe(2, false).regress(rows, new double[] {1, 2, 3, 4}, new double[][] {{1, 0}});
        assertArrayEquals(new double[] {2}, mean);
        assertEquals(0, Determination.of(new double[] {2, 2, 2}, new double[] {1, 2, 3}), 1e-12);
        assertEquals(1, Determination.of(new double[] {1, 2, 3}, new double[] {1, 2, 3}), 1e-12);
        assertThrows(IllegalArgumentException.class, () -> Determination.of(new double[] {1, 1}, new double[] {1, 1}));
        assertThrows(IllegalArgumentException.class, () -> new NeighbourProbe(0, true));
    }

    /** Points on a line: the first component is the line, by either way to compute it. */
    @Test
    void principalComponents() {
        SplittableRandom rng = new SplittableRandom(3);
        for (int n : new int[] {4, 60}) {
            float[][] points = new float[n][8];
            double[] along = new double[n];
            for (int i = 0; i < n; i++) {
                along[i] = rng.nextGaussian();
                for (int j = 0; j < 8; j++) {
                    points[i][j] = (float) (along[i] * (j + 1) + 3);
                }
            }
            double[][] found = PrincipalFeatures.fit(points, 1).of(points);
            double mean = Arrays.stream(along).average().orElseThrow();
            double length = Math.sqrt(204);
            double sign = Math.signum(found[0][0] * (along[0] - mean));
            for (int i = 0; i < n; i++) {
                assertEquals(sign * length * (along[i] - mean), found[i][0], 1e-4);
            }
        }
        assertThrows(IllegalArgumentException.class, () -> PrincipalFeatures.fit(new float[3][5], 3));
    }
}
