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

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.evaluation.ConfiguredEvaluationProvenance;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tribuo.Dataset;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.provenance.DataProvenance;

/**
 * Judges how well a model tells a data set like its training data from other data sets, by one or several scores.
 *
 * <p>Works for any output type: {@code Model<Label>}, {@code Model<LogDensity>} and so on; which models a score can use
 * is told by the score. Nothing is random: the same model and data give the same numbers, unless a score of the user's
 * own draws.
 *
 * <p>Immutable and safe to share between threads.
 */
public final class OODEvaluator implements Configurable, Provenancable<ConfiguredObjectProvenance> {

    /** The name of the in-distribution data set in the provenance; out-of-distribution sets may not take it. */
    public static final String IN_DISTRIBUTION = "in-distribution";

    @Config(description = "The scores to judge, at least one, of different names.", mandatory = true)
    private List<OutOfDistributionScore> scores = new ArrayList<>();

    @Config(description = "True positive rate at which the false positive rate is taken, in (0, 1].")
    private double truePositiveRate = RankingMetrics.DEFAULT_TRUE_POSITIVE_RATE;

    /** For OLCUT. */
    private OODEvaluator() {}

    /**
     * Judges scores; the false positive rate is taken at a true positive rate of 95 %.
     *
     * @param scores at least one.
     */
    public OODEvaluator(OutOfDistributionScore... scores) {
        this(List.of(scores), RankingMetrics.DEFAULT_TRUE_POSITIVE_RATE);
    }

    /**
     * Judges scores.
     *
     * @param scores at least one, of different names.
     * @param truePositiveRate where the false positive rate is taken, in (0, 1].
     */
    public OODEvaluator(List<OutOfDistributionScore> scores, double truePositiveRate) {
        this.scores = new ArrayList<>(scores);
        this.truePositiveRate = truePositiveRate;
        postConfig();
    }

    /** Checks the settings; used by OLCUT. */
    @Override
    public void postConfig() {
        if (scores.isEmpty()) {
            throw new PropertyException("", "scores", "must hold at least one score, found none");
        }
        Set<String> names = new HashSet<>();
        for (OutOfDistributionScore score : scores) {
            if (!names.add(score.name())) {
                throw new PropertyException(
                        "", "scores", "must have different names, found '" + score.name() + "' twice");
            }
        }
        Require.that(
                truePositiveRate > 0 && truePositiveRate <= 1,
                "truePositiveRate",
                truePositiveRate,
                "a number in (0, 1]");
    }

    /**
     * Compares one pair of data sets.
     *
     * @param model the model.
     * @param in examples like its training data, but not from it.
     * @param name the name of the other data set.
     * @param out the other data set.
     * @param <T> the output type.
     * @return the evaluation.
     * @throws IllegalArgumentException as {@link #evaluate(Model, Dataset, Map)}.
     */
    public <T extends Output<T>> OODEvaluation evaluate(Model<T> model, Dataset<T> in, String name, Dataset<T> out) {
        return evaluate(model, in, Map.of(name, out));
    }

    /**
     * Compares one data set with several others.
     *
     * @param model the model.
     * @param in examples like its training data, but not from it.
     * @param out the other data sets by name; their order is kept.
     * @param <T> the output type.
     * @return the evaluation.
     * @throws IllegalArgumentException if there is no other data set, one of the data sets is empty, the model lacks what
     *     a score needs, or a score is NaN.
     */
    public <T extends Output<T>> OODEvaluation evaluate(
            Model<T> model, Dataset<T> in, Map<String, ? extends Dataset<T>> out) {
        if (out.isEmpty()) {
            throw new IllegalArgumentException("out holds no data sets, expected at least one");
        }
        if (out.containsKey(IN_DISTRIBUTION)) {
            throw new IllegalArgumentException(
                    "'" + IN_DISTRIBUTION + "' names the in-distribution data set, choose another name");
        }
        Map<String, DataProvenance> provenances = new LinkedHashMap<>();
        provenances.put(IN_DISTRIBUTION, in.getProvenance());
        out.forEach((name, dataset) -> provenances.put(name, dataset.getProvenance()));

        Map<String, double[]> inScores = scoreAll(model, IN_DISTRIBUTION, in);
        Map<String, Map<String, double[]>> outScores = new LinkedHashMap<>();
        out.forEach((name, dataset) -> outScores.put(name, scoreAll(model, name, dataset)));
        return new OODEvaluation(
                inScores,
                outScores,
                truePositiveRate,
                new ConfiguredEvaluationProvenance(model.getProvenance(), provenances, getProvenance()));
    }

    private <T extends Output<T>> Map<String, double[]> scoreAll(Model<T> model, String name, Dataset<T> dataset) {
        if (dataset.size() == 0) {
            throw new IllegalArgumentException("the data set '" + name + "' is empty, expected at least one example");
        }
        Map<String, double[]> result = new LinkedHashMap<>();
        for (OutOfDistributionScore score : scores) {
            double[] values = score.score(model, dataset);
            if (values.length != dataset.size()) {
                throw new IllegalArgumentException("the score '"
                        + score.name()
                        + "' gave "
                        + values.length
                        + " values for the data set '"
                        + name
                        + "', expected "
                        + dataset.size());
            }
            for (int i = 0; i < values.length; i++) {
                if (Double.isNaN(values[i])) {
                    throw new IllegalArgumentException("the score '"
                            + score.name()
                            + "' is NaN for example "
                            + i
                            + " of the data set '"
                            + name
                            + "', expected a number");
                }
            }
            result.put(score.name(), values.clone());
        }
        return result;
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Evaluator");
    }

    @Override
    public String toString() {
        return "OODEvaluator(scores=" + scores + ",truePositiveRate=" + truePositiveRate + ")";
    }
}
