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

import io.github.tribuogen.neural.evaluation.ComparisonTable;
import io.github.tribuogen.neural.evaluation.ConfiguredEvaluationProvenance;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.evaluation.Evaluation;
import org.tribuo.evaluation.metrics.MetricID;
import org.tribuo.evaluation.metrics.MetricTarget;
import org.tribuo.provenance.EvaluationProvenance;

/**
 * Result of a {@link RobustnessEvaluator}: how many examples still stand at each radius.
 *
 * <p>An example counts as broken at every radius from the size of the smallest perturbation found on, so the robust
 * accuracy never rises with the radius, and at radius 0 it is the clean accuracy. Immutable.
 */
public final class RobustnessEvaluation implements Evaluation<Label> {
    private final Norm norm;
    private final double[] radii;
    private final double[] distances;
    private final List<Prediction<Label>> predictions;
    private final EvaluationProvenance provenance;
    private final ConfiguredEvaluationProvenance configured;

    RobustnessEvaluation(
            Norm norm,
            double[] radii,
            double[] distances,
            List<Prediction<Label>> predictions,
            EvaluationProvenance provenance,
            ConfiguredEvaluationProvenance configured) {
        this.norm = norm;
        this.radii = radii.clone();
        this.distances = distances.clone();
        this.predictions = List.copyOf(predictions);
        this.provenance = provenance;
        this.configured = configured;
    }

    /**
     * The norm that bounded the perturbations.
     *
     * @return the norm.
     */
    public Norm norm() {
        return norm;
    }

    /**
     * The radii that were tried.
     *
     * @return a copy, in feature units, rising.
     */
    public double[] radii() {
        return radii.clone();
    }

    /**
     * Accuracy without an attack.
     *
     * @return in [0, 1].
     */
    public double cleanAccuracy() {
        return robustAccuracy(0);
    }

    /**
     * Fraction of the examples that were right and were not broken within a radius.
     *
     * @param radius from 0 to the largest radius tried; between two of those tried it is only a bound from above, as
     *     nothing was searched there.
     * @return in [0, 1].
     * @throws IllegalArgumentException if the radius is out of that range.
     */
    public double robustAccuracy(double radius) {
        double largest = radii[radii.length - 1];
        if (!(radius >= 0 && radius <= largest)) {
            throw new IllegalArgumentException("radius must lie in [0, " + largest + "], found " + radius);
        }
        return Arrays.stream(distances).filter(d -> d > radius).count() / (double) distances.length;
    }

    /**
     * Robust accuracy at every radius that was tried.
     *
     * @return in the order of {@link #radii()}, never rising.
     */
    public double[] robustAccuracies() {
        return Arrays.stream(radii).map(this::robustAccuracy).toArray();
    }

    /**
     * The size of the perturbation that broke each example.
     *
     * @return a copy, in the order of the data set: 0 for examples misclassified untouched, positive infinity for those
     *     that stood.
     */
    public double[] breakingDistances() {
        return distances.clone();
    }

    /**
     * The accuracies by names such as {@code "clean accuracy"} and {@code "robust accuracy LINF 0.1"}.
     *
     * @return a new map, radii rising; every value is finite.
     */
    @Override
    public Map<MetricID<Label>, Double> asMap() {
        Map<MetricID<Label>, Double> map = new LinkedHashMap<>();
        map.put(id("clean accuracy"), cleanAccuracy());
        for (double radius : radii) {
            map.put(id("robust accuracy " + norm + " " + radius), robustAccuracy(radius));
        }
        return map;
    }

    private static MetricID<Label> id(String name) {
        return new MetricID<>(MetricTarget.<Label>microAverageTarget(), name);
    }

    /**
     * The model's predictions of the untouched examples, without a defence.
     *
     * @return an immutable list, in the order of the data set.
     */
    @Override
    public List<Prediction<Label>> getPredictions() {
        return predictions;
    }

    @Override
    public EvaluationProvenance getProvenance() {
        return provenance;
    }

    /**
     * Model, data and the settings of the attack and the defence, for which Tribuo's provenance has no place.
     *
     * @return the provenance.
     */
    public ConfiguredEvaluationProvenance getConfiguredProvenance() {
        return configured;
    }

    /**
     * One row a radius.
     *
     * @return the table.
     */
    public ComparisonTable toTable() {
        ComparisonTable.Builder table = ComparisonTable.builder().rowHeading(norm + " radius");
        table.add("accuracy", "clean", cleanAccuracy());
        for (double radius : radii) {
            table.add("accuracy", Double.toString(radius), robustAccuracy(radius));
        }
        return table.build();
    }

    @Override
    public String toString() {
        return toTable().toString();
    }
}
