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
package io.github.tribuogen.ebm.stein;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * Ranks models of the same points by their learned Stein discrepancies: for each model a critic of the same kind is trained on
 * the same points, and the discrepancy is the mean of {@code u = A_q f(x)} on the others; the lower, the better the model. Two
 * models are compared by their differences of u point by point, with Holm's correction for the number of pairs.
 *
 * <p>Train critics to {@link MeanObjective} or {@link AdjustedMeanObjective}: means over deviations, as the power objective has
 * them, are not comparable between models.
 */
public final class ModelComparison {
    private final List<Rank> ranks;
    private final List<Pair> pairs;

    /**
     * A model's place.
     *
     * @param model Its name.
     * @param discrepancy The mean of u.
     * @param lower The lower end of its interval of 95 %.
     * @param upper The upper end.
     */
    public record Rank(String model, double discrepancy, double lower, double upper) {}

    /**
     * Two models.
     *
     * @param better The one of lower discrepancy.
     * @param worse The other.
     * @param difference How much lower.
     * @param z The difference over its standard error.
     * @param pValue Two-sided, corrected by Holm.
     */
    public record Pair(String better, String worse, double difference, double z, double pValue) {}

    private ModelComparison(List<Rank> ranks, List<Pair> pairs) {
        this.ranks = List.copyOf(ranks);
        this.pairs = List.copyOf(pairs);
    }

    /**
     * Compares models.
     *
     * @param test How critics are trained, and on which points.
     * @param models The same points with the scores of each model, by the model's name.
     * @param seed The seed of all randomness, the same for each model.
     * @return The comparison.
     * @throws IllegalArgumentException If there are fewer than two models, or the points differ.
     */
    public static ModelComparison of(LearnedSteinTest test, Map<String, ScoredSample> models, long seed) {
        if (models.size() < 2) {
            throw new IllegalArgumentException("models: at least two expected, found " + models.keySet());
        }
        List<String> names = new ArrayList<>(models.keySet());
        float[][] points = models.get(names.get(0)).points();
        List<double[]> u = new ArrayList<>();
        List<Rank> ranks = new ArrayList<>();
        for (String name : names) {
            if (!java.util.Arrays.deepEquals(points, models.get(name).points())) {
                throw new IllegalArgumentException(
                        "models: the same points for each expected, found others for '" + name + "'");
            }
            double[] values = test.contributions(models.get(name), seed);
            u.add(values);
            double half = new TDistribution(values.length - 1).inverseCumulativeProbability(0.975) * error(values);
            double mean = Moments.mean(values);
            ranks.add(new Rank(name, mean, mean - half, mean + half));
        }
        List<Pair> pairs = new ArrayList<>();
        for (int a = 0; a < names.size(); a++) {
            for (int b = a + 1; b < names.size(); b++) {
                pairs.add(pair(names.get(a), u.get(a), names.get(b), u.get(b)));
            }
        }
        double[] p = Holm.adjust(pairs.stream().mapToDouble(Pair::pValue).toArray());
        for (int i = 0; i < p.length; i++) {
            Pair q = pairs.get(i);
            pairs.set(i, new Pair(q.better(), q.worse(), q.difference(), q.z(), p[i]));
        }
        ranks.sort(Comparator.comparingDouble(Rank::discrepancy));
        return new ModelComparison(ranks, pairs);
    }

    private static Pair pair(String a, double[] ofA, String b, double[] ofB) {
        boolean first = Moments.mean(ofA) <= Moments.mean(ofB);
        double[] w = new double[ofA.length];
        for (int i = 0; i < w.length; i++) {
            w[i] = first ? ofB[i] - ofA[i] : ofA[i] - ofB[i];
        }
        double error = error(w);
        double z = error > 0 ? Moments.mean(w) / error : 0;
        return new Pair(first ? a : b, first ? b : a, Moments.mean(w), z, 2 * Pooling.upperTail(z, w.length - 1));
    }

    private static double error(double[] values) {
        return Moments.deviation(values) / Math.sqrt(values.length);
    }

    /**
     * The models, the best first.
     *
     * @return Their places.
     */
    public List<Rank> ranks() {
        return ranks;
    }

    /**
     * All pairs of models.
     *
     * @return The pairs, in the order in which the models were given.
     */
    public List<Pair> pairs() {
        return pairs;
    }

    /** The comparison as Markdown. */
    @Override
    public String toString() {
        StringBuilder s = new StringBuilder("| model | discrepancy | interval of 95 % |\n|---|---|---|\n");
        ranks.forEach(r -> s.append(String.format(
                Locale.ROOT, "| %s | %.4g | %.4g to %.4g |%n", r.model, r.discrepancy, r.lower, r.upper)));
        s.append("\n| better | worse | difference | z | p, corrected |\n|---|---|---|---|---|\n");
        pairs.forEach(p -> s.append(String.format(
                Locale.ROOT, "| %s | %s | %.4g | %.2f | %.3g |%n", p.better, p.worse, p.difference, p.z, p.pValue)));
        return s.toString();
    }
}
