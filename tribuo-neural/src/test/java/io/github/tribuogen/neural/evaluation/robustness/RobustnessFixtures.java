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

import io.github.tribuogen.neural.evaluation.EvaluationFixtures;
import java.util.SplittableRandom;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;

/** A two-class linear problem in five dimensions. */
final class RobustnessFixtures {
    static final int DIMENSION = 5;

    final MutableDataset<Label> data;
    final LinearClassifier model;
    final float[][] rows;
    final int[] labels;
    /** Logit of the right class minus that of the other, of every row. */
    final double[] margins;
    /** Slope of class 1's logit minus class 0's. */
    final double[] slope = new double[DIMENSION];

    RobustnessFixtures(int n, long seed, float low, float high) {
        SplittableRandom rng = new SplittableRandom(seed);
        float[][] weights = new float[2][DIMENSION];
        for (int j = 0; j < DIMENSION; j++) {
            weights[0][j] = (float) rng.nextDouble(-1, 1);
            weights[1][j] = (float) rng.nextDouble(-1, 1);
            slope[j] = (double) weights[1][j] - weights[0][j];
        }
        double[][] features = new double[n][];
        labels = new int[n];
        for (int i = 0; i < n; i++) {
            // Floats, so that the data set and the rows agree to the last bit.
            features[i] = rng.doubles(DIMENSION, -1, 1).map(v -> (float) v).toArray();
            labels[i] = i % 2;
        }
        data = EvaluationFixtures.labelled("linear", features, labels);
        model = new LinearClassifier(data, weights, new float[] {0.1f, -0.1f}, low, high);
        rows = model.toRows(data.getData());
        for (int i = 0; i < n; i++) {
            labels[i] = data.getOutputIDInfo().getID(data.getExample(i).getOutput());
        }
        margins = new double[n];
        for (int i = 0; i < n; i++) {
            margins[i] = margin(rows[i], labels[i]);
        }
    }

    double margin(float[] row, int label) {
        double sum = -0.1f - 0.1f;
        for (int j = 0; j < DIMENSION; j++) {
            sum += slope[j] * row[j];
        }
        return label == 1 ? sum : -sum;
    }

    /** The dual norm of the slope: how much margin a unit of radius costs. */
    double price(Norm norm) {
        double sum = 0;
        for (double w : slope) {
            sum += norm == Norm.LINF ? Math.abs(w) : w * w;
        }
        return norm == Norm.LINF ? sum : Math.sqrt(sum);
    }
}
