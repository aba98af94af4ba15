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

import java.util.random.RandomGenerator;

/**
 * Are three frames in order? From five frames in a row, begun anywhere and turned round half of the time, the first, third and fifth are
 * taken; for a clip of label "shuffled" the last two or the first two are exchanged (Grathwohl and Wilson 2016, after Misra et al.,
 * "Shuffle and learn", 2016). The features of the three frames stand side by side.
 *
 * @param rows [n, 3 D].
 * @param labels "ordered" or "shuffled", [n].
 */
public record OrderVerification(double[][] rows, String[] labels) {
    /** The label of frames in order. */
    public static final String ORDERED = "ordered";

    /** The label of frames out of order. */
    public static final String SHUFFLED = "shuffled";

    private static final int WINDOW = 5;

    /**
     * Draws a problem.
     *
     * @param features The features of all frames, clip by clip, [clips times frames, D].
     * @param frames T, at least 5.
     * @param perClip Triples of each clip, at least 1.
     * @param rng Draws starts, directions and labels.
     * @return Triples and labels.
     * @throws IllegalArgumentException If clips are too short or the rows are no whole number of clips.
     */
    public static OrderVerification draw(double[][] features, int frames, int perClip, RandomGenerator rng) {
        if (frames < WINDOW) {
            throw new IllegalArgumentException("frames: at least " + WINDOW + " expected, found " + frames);
        }
        if (features.length % frames != 0) {
            throw new IllegalArgumentException(
                    "features: a multiple of " + frames + " rows expected, found " + features.length);
        }
        int clips = features.length / frames;
        double[][] rows = new double[clips * perClip][];
        String[] labels = new String[rows.length];
        for (int i = 0; i < rows.length; i++) {
            int start = i / perClip * frames + rng.nextInt(frames - WINDOW + 1);
            int[] order = {start, start + 2, start + 4};
            if (rng.nextBoolean()) {
                exchange(order, 0, 2);
            }
            labels[i] = rng.nextBoolean() ? ORDERED : SHUFFLED;
            if (labels[i].equals(SHUFFLED)) {
                int first = rng.nextInt(2);
                exchange(order, first, first + 1);
            }
            int d = features[0].length;
            rows[i] = new double[3 * d];
            for (int k = 0; k < 3; k++) {
                System.arraycopy(features[order[k]], 0, rows[i], k * d, d);
            }
        }
        return new OrderVerification(rows, labels);
    }

    private static void exchange(int[] order, int i, int j) {
        int t = order[i];
        order[i] = order[j];
        order[j] = t;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OrderVerification o
                && java.util.Arrays.deepEquals(o.rows, rows)
                && java.util.Arrays.equals(o.labels, labels);
    }

    @Override
    public int hashCode() {
        return java.util.Arrays.deepHashCode(rows);
    }
}
