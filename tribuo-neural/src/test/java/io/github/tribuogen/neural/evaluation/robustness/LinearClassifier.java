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

import com.oracle.labs.mlrg.olcut.util.Pair;
import io.github.tribuogen.neural.evaluation.EvaluationFixtures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Excuse;
import org.tribuo.Feature;
import org.tribuo.Model;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.provenance.ModelProvenance;

/** Logits W x + b: the best perturbation of a two-class one is known in closed form. */
final class LinearClassifier extends Model<Label> implements DifferentiableLabelModel {
    private static final long serialVersionUID = 1L;

    private final float[][] weights;
    private final float[] bias;
    private final float low;
    private final float high;

    LinearClassifier(Dataset<Label> domain, float[][] weights, float[] bias, float low, float high) {
        super(
                "linear",
                EvaluationFixtures.modelProvenance(domain),
                domain.getFeatureIDMap(),
                domain.getOutputIDInfo(),
                true);
        this.weights = weights;
        this.bias = bias;
        this.low = low;
        this.high = high;
    }

    @Override
    public int numClasses() {
        return weights.length;
    }

    @Override
    public int numFeatures() {
        return weights[0].length;
    }

    @Override
    public float lowerBound() {
        return low;
    }

    @Override
    public float upperBound() {
        return high;
    }

    @Override
    public float[][] toRows(Iterable<? extends Example<?>> examples) {
        List<float[]> rows = new ArrayList<>();
        for (Example<?> example : examples) {
            float[] row = new float[numFeatures()];
            for (Feature feature : example) {
                row[featureIDMap.getID(feature.getName())] = (float) feature.getValue();
            }
            rows.add(row);
        }
        return rows.toArray(new float[0][]);
    }

    @Override
    public float[][] logits(float[][] rows) {
        float[][] result = new float[rows.length][numClasses()];
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < numClasses(); k++) {
                double sum = bias[k];
                for (int j = 0; j < rows[i].length; j++) {
                    sum += (double) weights[k][j] * rows[i][j];
                }
                result[i][k] = (float) sum;
            }
        }
        return result;
    }

    @Override
    public float[][] lossGradient(float[][] rows, int[] labels) {
        float[][] logits = logits(rows);
        float[][] result = new float[rows.length][numFeatures()];
        for (int i = 0; i < rows.length; i++) {
            double max = logits[i][Decisions.argmax(logits[i])];
            double total = 0;
            for (float logit : logits[i]) {
                total += Math.exp(logit - max);
            }
            for (int k = 0; k < numClasses(); k++) {
                double slope = Math.exp(logits[i][k] - max) / total - (k == labels[i] ? 1 : 0);
                for (int j = 0; j < numFeatures(); j++) {
                    result[i][j] += (float) (slope * weights[k][j]);
                }
            }
        }
        return result;
    }

    @Override
    public Prediction<Label> predict(Example<Label> example) {
        float[] logits = logits(toRows(List.of(example)))[0];
        Map<String, Label> scores = new LinkedHashMap<>();
        for (int k = 0; k < logits.length; k++) {
            String name = outputIDInfo.getOutput(k).getLabel();
            scores.put(name, new Label(name, logits[k]));
        }
        String best = outputIDInfo.getOutput(Decisions.argmax(logits)).getLabel();
        return new Prediction<>(scores.get(best), scores, example.size(), example, false);
    }

    @Override
    public Map<String, List<Pair<String, Double>>> getTopFeatures(int n) {
        return Map.of();
    }

    @Override
    public Optional<Excuse<Label>> getExcuse(Example<Label> example) {
        return Optional.empty();
    }

    @Override
    protected Model<Label> copy(String newName, ModelProvenance newProvenance) {
        throw new UnsupportedOperationException();
    }
}
