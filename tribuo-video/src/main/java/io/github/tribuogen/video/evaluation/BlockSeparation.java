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

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How well two blocks divide identity and pose between them, from four accuracies.
 *
 * @param identityFromFirst Of the identity from the block that should have it, in [0, 1].
 * @param poseFromSecond Of the pose from the block that should have it.
 * @param poseFromFirst Of the pose from the other.
 * @param identityFromSecond Of the identity from the other.
 */
public record BlockSeparation(
        double identityFromFirst, double poseFromSecond, double poseFromFirst, double identityFromSecond) {
    /**
     * The score D of Grathwohl and Wilson (2016): 1 if the blocks are alike, its reciprocal if they change places.
     *
     * @return {@code sqrt(identityFromFirst poseFromSecond / (poseFromFirst identityFromSecond))}.
     */
    public double score() {
        return Math.sqrt(identityFromFirst * poseFromSecond / (poseFromFirst * identityFromSecond));
    }

    /**
     * What the identity loses from the first block to the second, plus what pose loses from the second to the first.
     *
     * @return In [-2, 2]; 0 if the blocks are alike.
     */
    public double gap() {
        return identityFromFirst - identityFromSecond + poseFromSecond - poseFromFirst;
    }

    /** Features of frames with the identity and the pose of each, to learn from and to judge by. */
    public record Task(
            double[][] train,
            String[] trainIdentity,
            String[] trainPose,
            double[][] test,
            String[] testIdentity,
            String[] testPose) {}

    /**
     * Measures a split of the features.
     *
     * @param task The frames.
     * @param first The features of the block that should say the identity, at least one.
     * @param second Those of the other, at least one.
     * @param probe Reads classes off features.
     * @return The separation.
     */
    public static BlockSeparation of(Task task, int[] first, int[] second, Probe probe) {
        double[][] a = columns(task.train, first);
        double[][] b = columns(task.train, second);
        double[][] testA = columns(task.test, first);
        double[][] testB = columns(task.test, second);
        return new BlockSeparation(
                probe.accuracy(a, task.trainIdentity, testA, task.testIdentity),
                probe.accuracy(b, task.trainPose, testB, task.testPose),
                probe.accuracy(a, task.trainPose, testA, task.testPose),
                probe.accuracy(b, task.trainIdentity, testB, task.testIdentity));
    }

    /**
     * The split of all features in two that has the largest score: what a model without blocks would reach if an oracle split its
     * features, a comparison in its favour.
     *
     * @param task The frames, with 2 to 16 features.
     * @param probe Reads classes off features.
     * @return The best separation.
     * @throws IllegalArgumentException If there are too few or too many features.
     */
    public static BlockSeparation oracle(Task task, Probe probe) {
        int d = task.train[0].length;
        if (d < 2 || d > 16) {
            throw new IllegalArgumentException("features: 2 to 16 expected, found " + d);
        }
        int all = (1 << d) - 1;
        double[] identity = new double[all];
        double[] pose = new double[all];
        for (int mask = 1; mask < all; mask++) {
            int[] chosen = chosen(mask, d);
            double[][] train = columns(task.train, chosen);
            double[][] test = columns(task.test, chosen);
            identity[mask] = probe.accuracy(train, task.trainIdentity, test, task.testIdentity);
            pose[mask] = probe.accuracy(train, task.trainPose, test, task.testPose);
        }
        return IntStream.range(1, all)
                .mapToObj(m -> new BlockSeparation(identity[m], pose[all ^ m], pose[m], identity[all ^ m]))
                .max(Comparator.comparingDouble(BlockSeparation::score))
                .orElseThrow();
    }

    private static int[] chosen(int mask, int d) {
        return IntStream.range(0, d).filter(j -> (mask >> j & 1) == 1).toArray();
    }

    static double[][] columns(double[][] rows, int[] columns) {
        return Stream.of(rows)
                .map(row -> Arrays.stream(columns).mapToDouble(j -> row[j]).toArray())
                .toArray(double[][]::new);
    }
}
