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
package io.github.tribuogen.neural.evaluation.ood;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import java.util.List;
import org.tribuo.Dataset;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;

/**
 * The probability of the likeliest class, {@code max_y p(y | x)}, in [1/K, 1]. Needs a classifier that generates
 * probabilities.
 *
 * <p>See: Hendrycks, Gimpel, ICLR 2017.
 */
public final class MaxProbabilityScore implements OutOfDistributionScore {

    /** There is nothing to set. */
    public MaxProbabilityScore() {}

    @Override
    public String name() {
        return "max p(y|x)";
    }

    @Override
    public <T extends Output<T>> double[] score(Model<T> model, Dataset<T> examples) {
        if (!model.generatesProbabilities()) {
            throw new IllegalArgumentException("the score " + name()
                    + " needs a classifier that generates probabilities, but '"
                    + model.getName()
                    + "' ("
                    + model.getClass().getName()
                    + ") does not");
        }
        List<Prediction<T>> predictions = model.predict(examples);
        double[] scores = new double[predictions.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = predictions.get(i).getOutputScores().values().stream()
                    .mapToDouble(MaxProbabilityScore::probability)
                    .max()
                    .orElseThrow(() -> new IllegalArgumentException("a prediction of '" + model.getName()
                            + "' holds no scores, expected a probability for each label"));
        }
        return scores;
    }

    private static double probability(Output<?> output) {
        if (output instanceof Label label) {
            return label.getScore();
        }
        throw new IllegalArgumentException("max p(y|x) needs outputs of type Label, found "
                + output.getClass().getName());
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "OutOfDistributionScore");
    }

    @Override
    public String toString() {
        return "MaxProbabilityScore()";
    }
}
