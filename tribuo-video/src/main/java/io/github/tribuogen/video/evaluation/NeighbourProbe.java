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
import java.util.HashMap;
import java.util.Map;

/**
 * The vote of the k nearest training rows, features divided by their standard deviations over the training rows if that is asked for. The
 * nearest wins a tie. It is here, beside Tribuo's, because the scores over all splits of a code ask a thousand times.
 */
public final class NeighbourProbe implements Probe {
    private final int neighbours;
    private final boolean standardise;

    /**
     * A probe.
     *
     * @param neighbours k, at least 1.
     * @param standardise Are features divided by their standard deviations?
     */
    public NeighbourProbe(int neighbours, boolean standardise) {
        if (neighbours < 1) {
            throw new IllegalArgumentException("neighbours: at least 1 expected, found " + neighbours);
        }
        this.neighbours = neighbours;
        this.standardise = standardise;
    }

    @Override
    public String[] predict(double[][] train, String[] labels, double[][] test) {
        int[][] nearest = nearest(train, test);
        String[] predicted = new String[test.length];
        for (int i = 0; i < test.length; i++) {
            Map<String, Integer> votes = new HashMap<>();
            for (int j : nearest[i]) {
                votes.merge(labels[j], 1, Integer::sum);
            }
            int most = votes.values().stream().mapToInt(v -> v).max().orElseThrow();
            predicted[i] = Arrays.stream(nearest[i])
                    .mapToObj(j -> labels[j])
                    .filter(l -> votes.get(l) == most)
                    .findFirst()
                    .orElseThrow();
        }
        return predicted;
    }

    /**
     * Means of the nearest rows' values.
     *
     * @param train [n, D].
     * @param values [n].
     * @param test [m, D].
     * @return [m].
     */
    public double[] regress(double[][] train, double[] values, double[][] test) {
        int[][] nearest = nearest(train, test);
        double[] predicted = new double[test.length];
        for (int i = 0; i < test.length; i++) {
            predicted[i] = Arrays.stream(nearest[i])
                    .mapToDouble(j -> values[j])
                    .average()
                    .orElseThrow();
        }
        return predicted;
    }

    /** The nearest rows of each test row, the nearest first. */
    private int[][] nearest(double[][] train, double[][] test) {
        if (train.length < neighbours) {
            throw new IllegalArgumentException(
                    "train: at least " + neighbours + " rows expected, found " + train.length);
        }
        int d = train[0].length;
        double[] weight = new double[d];
        for (int j = 0; j < d; j++) {
            weight[j] = standardise ? 1 / Math.max(variance(train, j), 1e-12) : 1;
        }
        int[][] found = new int[test.length][neighbours];
        double[] least = new double[neighbours];
        for (int i = 0; i < test.length; i++) {
            Arrays.fill(least, Double.POSITIVE_INFINITY);
            for (int n = 0; n < train.length; n++) {
                double sum = 0;
                for (int j = 0; j < d && sum < least[neighbours - 1]; j++) {
                    double difference = test[i][j] - train[n][j];
                    sum += weight[j] * difference * difference;
                }
                for (int k = neighbours - 1; k >= 0 && sum < least[k]; k--) {
                    if (k < neighbours - 1) {
                        least[k + 1] = least[k];
                        found[i][k + 1] = found[i][k];
                    }
                    least[k] = sum;
                    found[i][k] = n;
                }
            }
        }
        return found;
    }

    private static double variance(double[][] rows, int column) {
        double mean = 0;
        for (double[] row : rows) {
            mean += row[column] / rows.length;
        }
        double sum = 0;
        for (double[] row : rows) {
            sum += (row[column] - mean) * (row[column] - mean) / rows.length;
        }
        return sum;
    }
}
