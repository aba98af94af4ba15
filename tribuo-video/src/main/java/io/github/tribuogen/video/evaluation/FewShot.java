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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Learning from few labelled frames: the test of what an unlabelled model is good for. */
public final class FewShot {
    private FewShot() {}

    /**
     * The accuracy of the nearest of a few labelled rows, over draws of these.
     *
     * @param train Rows to draw the labelled ones from, [n, D].
     * @param labels [n].
     * @param test [m, D].
     * @param truth [m].
     * @param perClass Labelled rows of each class, at least 1.
     * @param draws How often they are drawn, at least 1.
     * @param rng Draws them.
     * @return The accuracy of each draw, [draws].
     * @throws IllegalArgumentException If a class has too few rows.
     */
    public static double[] accuracies(
            double[][] train,
            String[] labels,
            double[][] test,
            String[] truth,
            int perClass,
            int draws,
            RandomGenerator rng) {
        Map<String, List<Integer>> byClass = grouped(labels);
        Probe nearest = new NeighbourProbe(1, false);
        double[] accuracies = new double[draws];
        for (int d = 0; d < draws; d++) {
            List<Integer> chosen = new ArrayList<>();
            byClass.forEach((label, rows) -> chosen.addAll(some(label, rows, perClass, rng)));
            accuracies[d] = nearest.accuracy(
                    chosen.stream().map(i -> train[i]).toArray(double[][]::new),
                    chosen.stream().map(i -> labels[i]).toArray(String[]::new),
                    test,
                    truth);
        }
        return accuracies;
    }

    /**
     * Episodes: so many classes are drawn, so many rows of each are labelled, and other rows of theirs are assigned to the class with
     * the nearest mean.
     *
     * @param rows Of classes that nothing was trained on, [n, D].
     * @param labels [n].
     * @param ways Classes in an episode, at least 2.
     * @param shots Labelled rows of each, at least 1.
     * @param queries Rows of each to be assigned, at least 1.
     * @param episodes How many, at least 1.
     * @param rng Draws classes and rows.
     * @return The mean accuracy.
     * @throws IllegalArgumentException If there are too few classes, or rows of one.
     */
    public static double episodes(
            double[][] rows, String[] labels, int ways, int shots, int queries, int episodes, RandomGenerator rng) {
        Map<String, List<Integer>> byClass = grouped(labels);
        if (byClass.size() < ways) {
            throw new IllegalArgumentException(
                    "labels: at least " + ways + " classes expected, found " + byClass.size());
        }
        List<String> classes = new ArrayList<>(byClass.keySet());
        int right = 0;
        for (int e = 0; e < episodes; e++) {
            shuffle(classes, rng);
            double[][] centres = new double[ways][];
            List<List<Integer>> asked = new ArrayList<>();
            for (int w = 0; w < ways; w++) {
                List<Integer> drawn = some(classes.get(w), byClass.get(classes.get(w)), shots + queries, rng);
                centres[w] = mean(rows, drawn.subList(0, shots));
                asked.add(drawn.subList(shots, shots + queries));
            }
            for (int w = 0; w < ways; w++) {
                for (int q : asked.get(w)) {
                    right += nearest(centres, rows[q]) == w ? 1 : 0;
                }
            }
        }
        return (double) right / ((double) episodes * ways * queries);
    }

    static Map<String, List<Integer>> grouped(String[] labels) {
        Map<String, List<Integer>> rows = new LinkedHashMap<>();
        IntStream.range(0, labels.length).forEach(i -> rows.computeIfAbsent(labels[i], l -> new ArrayList<>())
                .add(i));
        return rows;
    }

    private static List<Integer> some(String label, List<Integer> rows, int number, RandomGenerator rng) {
        if (rows.size() < number) {
            throw new IllegalArgumentException(
                    "Class '" + label + "' has " + rows.size() + " rows, expected at least " + number);
        }
        List<Integer> shuffled = new ArrayList<>(rows);
        shuffle(shuffled, rng);
        return shuffled.subList(0, number);
    }

    static <E> void shuffle(List<E> list, RandomGenerator rng) {
        for (int i = list.size() - 1; i > 0; i--) {
            int j = rng.nextInt(i + 1);
            E element = list.get(i);
            list.set(i, list.get(j));
            list.set(j, element);
        }
    }

    private static double[] mean(double[][] rows, List<Integer> some) {
        double[] mean = new double[rows[0].length];
        for (int i : some) {
            for (int j = 0; j < mean.length; j++) {
                mean[j] += rows[i][j] / some.size();
            }
        }
        return mean;
    }

    private static int nearest(double[][] centres, double[] row) {
        double[] distances = Arrays.stream(centres)
                .mapToDouble(c -> {
                    double sum = 0;
                    for (int j = 0; j < row.length; j++) {
                        sum += (c[j] - row[j]) * (c[j] - row[j]);
                    }
                    return sum;
                })
                .toArray();
        int best = 0;
        for (int w = 1; w < distances.length; w++) {
            best = distances[w] < distances[best] ? w : best;
        }
        return best;
    }
}
