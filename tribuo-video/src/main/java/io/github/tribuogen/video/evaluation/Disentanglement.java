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
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Scores of disentanglement, of single features or of blocks. The priors of a block do not change under rotations, so that no single
 * feature need have a meaning: the scores of blocks are the ones to read.
 */
public final class Disentanglement {
    private Disentanglement() {}

    /**
     * Disentanglement, completeness and informativeness (Eastwood and Williams, "A framework for the quantitative evaluation of
     * disentangled representations", 2018).
     *
     * @param disentanglement Does a unit say one factor only? In [0, 1], units weighted by their importance.
     * @param completeness Is a factor said by one unit only? In [0, 1], a mean over factors.
     * @param informativeness The mean accuracy of the factors from all units.
     */
    public record Dci(double disentanglement, double completeness, double informativeness) {}

    /**
     * The mutual information gap (Chen et al., "Isolating sources of disentanglement in variational autoencoders", 2018): the mean over
     * factors of what the best feature says of it more than the second best, as a share of the factor's entropy, with 20 bins of equal
     * width.
     *
     * @param codes [n, F] with F at least 2.
     * @param factors The values of each factor, [n] each.
     * @return In [0, 1].
     */
    public static double mutualInformationGap(double[][] codes, List<String[]> factors) {
        double[][] information = new double[factors.size()][];
        for (int k = 0; k < factors.size(); k++) {
            int[] values = MutualInformation.numbered(factors.get(k));
            information[k] = IntStream.range(0, codes[0].length)
                    .mapToDouble(j -> MutualInformation.of(MutualInformation.bins(column(codes, j)), values))
                    .toArray();
        }
        return gap(information, factors);
    }

    /**
     * The same gap for blocks: what a block says of a factor is the information in what a probe predicts from it.
     *
     * @param task Frames, with an identity and a pose.
     * @param blocks The features of each block, at least two blocks.
     * @param probe Reads classes off features.
     * @return In [0, 1].
     */
    public static double blockInformationGap(BlockSeparation.Task task, List<int[]> blocks, Probe probe) {
        List<String[]> factors = List.of(task.testIdentity(), task.testPose());
        List<String[]> labels = List.of(task.trainIdentity(), task.trainPose());
        double[][] information = new double[2][blocks.size()];
        for (int k = 0; k < 2; k++) {
            for (int b = 0; b < blocks.size(); b++) {
                String[] predicted = probe.predict(
                        BlockSeparation.columns(task.train(), blocks.get(b)),
                        labels.get(k),
                        BlockSeparation.columns(task.test(), blocks.get(b)));
                information[k][b] = MutualInformation.of(
                        MutualInformation.numbered(predicted), MutualInformation.numbered(factors.get(k)));
            }
        }
        return gap(information, factors);
    }

    private static double gap(double[][] information, List<String[]> factors) {
        double sum = 0;
        for (int k = 0; k < information.length; k++) {
            double entropy = MutualInformation.entropy(MutualInformation.numbered(factors.get(k)));
            if (!(entropy > 0)) {
                throw new IllegalArgumentException("Factor " + k + " does not vary");
            }
            sum += bestGap(information[k]) / entropy / information.length;
        }
        return sum;
    }

    /** The best less the second best. */
    private static double bestGap(double[] scores) {
        if (scores.length < 2) {
            throw new IllegalArgumentException("scores: at least 2 expected, found " + scores.length);
        }
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length - 1] - sorted[sorted.length - 2];
    }

    /**
     * Separated attribute predictability (Kumar et al., "Variational inference of disentangled latent concepts from unlabeled
     * observations", 2018), for classes: the mean over factors of the best less the second best accuracy from one feature.
     *
     * @param task Frames, with an identity and a pose.
     * @param probe Reads classes off features.
     * @return In [0, 1].
     */
    public static double separatedPredictability(BlockSeparation.Task task, Probe probe) {
        int d = task.train()[0].length;
        double[] identity = new double[d];
        double[] pose = new double[d];
        for (int j = 0; j < d; j++) {
            double[][] train = BlockSeparation.columns(task.train(), new int[] {j});
            double[][] test = BlockSeparation.columns(task.test(), new int[] {j});
            identity[j] = probe.accuracy(train, task.trainIdentity(), test, task.testIdentity());
            pose[j] = probe.accuracy(train, task.trainPose(), test, task.testPose());
        }
        return (bestGap(identity) + bestGap(pose)) / 2;
    }

    /**
     * DCI with the importance of a unit (a feature or a block) for a factor measured by what accuracy is lost when the unit's values are
     * exchanged between test frames.
     *
     * @param task Frames, with an identity and a pose.
     * @param units The features of each unit, at least two units.
     * @param probe Reads classes off features.
     * @param rng Exchanges the values.
     * @return The scores.
     */
    public static Dci dci(BlockSeparation.Task task, List<int[]> units, Probe probe, RandomGenerator rng) {
        double[][] importance = new double[units.size()][2];
        double whole = 0;
        for (int k = 0; k < 2; k++) {
            String[] labels = k == 0 ? task.trainIdentity() : task.trainPose();
            String[] truth = k == 0 ? task.testIdentity() : task.testPose();
            double accuracy = probe.accuracy(task.train(), labels, task.test(), truth);
            whole += accuracy / 2;
            for (int u = 0; u < units.size(); u++) {
                double[][] exchanged = exchanged(task.test(), units.get(u), rng);
                importance[u][k] = Math.max(0, accuracy - probe.accuracy(task.train(), labels, exchanged, truth));
            }
        }
        return new Dci(disentanglement(importance), completeness(importance), whole);
    }

    private static double[][] exchanged(double[][] rows, int[] columns, RandomGenerator rng) {
        int[] order = IntStream.range(0, rows.length).toArray();
        for (int i = order.length - 1; i > 0; i--) {
            int j = rng.nextInt(i + 1);
            int t = order[i];
            order[i] = order[j];
            order[j] = t;
        }
        double[][] mixed = Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
        for (int i = 0; i < rows.length; i++) {
            for (int j : columns) {
                mixed[i][j] = rows[order[i]][j];
            }
        }
        return mixed;
    }

    /**
     * Disentanglement of an importance matrix.
     *
     * @param importance [units, factors], at least 0, with at least 2 factors.
     * @return {@code sum over units of (1 - entropy of the row to the base #factors)}, weighted by the rows' sums.
     */
    public static double disentanglement(double[][] importance) {
        double sum = 0;
        double total = 0;
        for (double[] row : importance) {
            double mass = Arrays.stream(row).sum();
            sum += mass * concentration(row);
            total += mass;
        }
        return total > 0 ? sum / total : 0;
    }

    /**
     * Completeness of an importance matrix.
     *
     * @param importance [units, factors], at least 0, with at least 2 units.
     * @return The mean over factors of {@code 1 - entropy of the column to the base #units}.
     */
    public static double completeness(double[][] importance) {
        int factors = importance[0].length;
        double sum = 0;
        for (int k = 0; k < factors; k++) {
            sum += concentration(column(importance, k)) / factors;
        }
        return sum;
    }

    private static double concentration(double[] masses) {
        double total = Arrays.stream(masses).sum();
        if (!(total > 0)) {
            return 0;
        }
        double entropy = 0;
        for (double m : masses) {
            entropy -= m > 0 ? m / total * Math.log(m / total) : 0;
        }
        return 1 - entropy / Math.log(masses.length);
    }

    private static double[] column(double[][] rows, int column) {
        return Arrays.stream(rows).mapToDouble(row -> row[column]).toArray();
    }
}
