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

import java.util.Arrays;

/** Reads logits, and checks what goes in and comes out of a classifier. */
final class Decisions {

    private Decisions() {}

    /** Logits of rows, computed in batches and checked. */
    static float[][] logits(DifferentiableClassifier classifier, float[][] rows, int batchSize) {
        float[][] result = new float[rows.length][];
        for (int from = 0; from < rows.length; from += batchSize) {
            int to = Math.min(rows.length, from + batchSize);
            float[][] logits = classifier.logits(Arrays.copyOfRange(rows, from, to));
            checkOutput("logits", logits, to - from, classifier.numClasses());
            System.arraycopy(logits, 0, result, from, to - from);
        }
        return result;
    }

    /** Index of the first of the highest logits. */
    static int argmax(float[] logits) {
        int best = 0;
        for (int k = 1; k < logits.length; k++) {
            best = logits[k] > logits[best] ? k : best;
        }
        return best;
    }

    /** How far the best wrong class lies above the right one: negative while the right one wins clearly. */
    static double margin(float[] logits, int label) {
        double best = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < logits.length; k++) {
            best = k == label ? best : Math.max(best, logits[k]);
        }
        return best - logits[label];
    }

    static void checkOutput(String what, float[][] values, int rows, int columns) {
        if (values.length != rows) {
            throw new IllegalStateException(
                    "the classifier gave " + values.length + " rows of " + what + ", expected " + rows);
        }
        for (float[] row : values) {
            if (row.length != columns) {
                throw new IllegalStateException(
                        "the classifier gave " + row.length + " columns of " + what + ", expected " + columns);
            }
            for (float v : row) {
                if (!Float.isFinite(v)) {
                    throw new IllegalStateException("the classifier gave " + what + " that are not finite: " + v);
                }
            }
        }
    }

    /** Refuses rows and labels the classifier cannot have meant. */
    static void checkInput(DifferentiableClassifier classifier, float[][] rows, int[] labels) {
        float low = classifier.lowerBound();
        float high = classifier.upperBound();
        if (!(low < high)) {
            throw new IllegalArgumentException(
                    "the classifier's feature range must not be empty, found [" + low + ", " + high + "]");
        }
        if (rows.length != labels.length) {
            throw new IllegalArgumentException(
                    "rows and labels must have one length, found " + rows.length + " and " + labels.length);
        }
        for (int i = 0; i < rows.length; i++) {
            if (labels[i] < 0 || labels[i] >= classifier.numClasses()) {
                throw new IllegalArgumentException(
                        "label must lie in [0, " + classifier.numClasses() + "), found " + labels[i] + " at row " + i);
            }
            if (rows[i].length != classifier.numFeatures()) {
                throw new IllegalArgumentException("rows must have "
                        + classifier.numFeatures()
                        + " features, found "
                        + rows[i].length
                        + " at row "
                        + i);
            }
            for (float v : rows[i]) {
                if (!(v >= low && v <= high) || Float.isInfinite(v)) {
                    throw new IllegalArgumentException("features must be finite and lie in the classifier's range ["
                            + low
                            + ", "
                            + high
                            + "], found "
                            + v
                            + " at row "
                            + i);
                }
            }
        }
    }
}
