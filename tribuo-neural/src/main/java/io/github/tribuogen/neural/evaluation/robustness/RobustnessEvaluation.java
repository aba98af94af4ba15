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

import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import io.github.tribuogen.neural.evaluation.ComparisonTable;
import io.github.tribuogen.neural.evaluation.ConfiguredEvaluationProvenance;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Result of a {@link RobustnessEvaluator}: how many examples still stand at each radius.
 *
 * <p>An example counts as broken at every radius from the size of the smallest perturbation found on, so the robust
 * accuracy never rises with the radius, and at radius 0 it is the clean accuracy. Immutable.
 */
public final class RobustnessEvaluation implements Provenancable<ConfiguredEvaluationProvenance> {
    private final Norm norm;
    private final double[] radii;
    private final double[] distances;
    private final ConfiguredEvaluationProvenance provenance;

    RobustnessEvaluation(Norm norm, double[] radii, double[] distances, ConfiguredEvaluationProvenance provenance) {
        this.norm = norm;
        this.radii = radii.clone();
        this.distances = distances.clone();
        this.provenance = provenance;
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
     * The accuracies under readable names, {@code "clean accuracy"} and {@code "robust accuracy LINF 0.1"}, as a
     * {@link ComparisonTable} takes them.
     *
     * @return a new map, radii rising; every value is finite.
     */
    public Map<String, Double> asMap() {
        Map<String, Double> map = new LinkedHashMap<>();
        map.put("clean accuracy", cleanAccuracy());
        for (double radius : radii) {
            map.put("robust accuracy " + norm + " " + radius, robustAccuracy(radius));
        }
        return map;
    }

    @Override
    public ConfiguredEvaluationProvenance getProvenance() {
        return provenance;
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
