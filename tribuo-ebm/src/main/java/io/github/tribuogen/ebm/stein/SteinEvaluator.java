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

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.density.LogDensityModel;
import io.github.tribuogen.neural.density.SamplingModel;
import io.github.tribuogen.neural.evaluation.ConfiguredEvaluationProvenance;
import io.github.tribuogen.neural.model.NeuralModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.tribuo.Dataset;
import org.tribuo.Model;

/**
 * Asks whether a density model fits a dataset, by one or several tests of goodness of fit.
 *
 * <p>Before it tests, it checks the model's score against differences of its log density, and refuses models whose density
 * ends near the data (a log density that is not finite a little outside of them), since Stein's identity fails there, unless
 * the tests are said to be made for that.
 */
public final class SteinEvaluator implements Configurable, Provenancable<ConfiguredObjectProvenance> {
    /** The name of the dataset in the provenance. */
    public static final String TEST = "test";

    private static final int OUTSIDE = 20;

    @Config(description = "The tests.")
    private List<GoodnessOfFitTest> tests = List.of(new LearnedSteinTest());

    @Config(description = "The seed of all randomness.")
    private long seed = 1;

    @Config(
            description =
                    "The mean relative error that the score may have, above 0; it is not checked if this is infinite.")
    private double scoreTolerance = 0.1;

    @Config(description = "Are the tests made for densities on a bounded support, as with a BoundedCritic?")
    private boolean boundedSupport = false;

    @Config(description = "Draws of the model for tests that compare samples; 0 for as many as there are points.")
    private int modelDraws = 0;

    /** The learned Stein test in the paper's settings. Also for OLCUT. */
    public SteinEvaluator() {}

    /**
     * An evaluator.
     *
     * @param seed The seed of all randomness.
     * @param tests The tests.
     */
    public SteinEvaluator(long seed, GoodnessOfFitTest... tests) {
        this.seed = seed;
        this.tests = List.of(tests);
        postConfig();
    }

    /**
     * The same evaluator for densities on a bounded support.
     *
     * @return A changed copy, whose tests are trusted to vanish at the border.
     */
    public SteinEvaluator onBoundedSupport() {
        SteinEvaluator e = new SteinEvaluator();
        e.tests = tests;
        e.seed = seed;
        e.scoreTolerance = scoreTolerance;
        e.modelDraws = modelDraws;
        e.boundedSupport = true;
        return e;
    }

    @Override
    public void postConfig() {
        if (tests.isEmpty()) {
            throw new PropertyException("", "tests", "found none, expected at least one test");
        }
        Require.that(scoreTolerance > 0, "scoreTolerance", scoreTolerance, "a number above 0");
        Require.atLeast("modelDraws", modelDraws, 0);
    }

    /**
     * Tests a model on a dataset.
     *
     * @param model The model, one with a score.
     * @param data The dataset, of any output type.
     * @param <M> The model's type.
     * @return The evaluation.
     * @throws IllegalArgumentException If the model has no score or a wrong one, or its support is bounded.
     */
    public <M extends Model<?> & LogDensityModel> SteinEvaluation evaluate(M model, Dataset<?> data) {
        float[][] points = model.toRows(data.getData());
        ScoredSample sample = sample(model, points);
        List<GoodnessOfFit> results = new ArrayList<>();
        for (GoodnessOfFitTest test : tests) {
            results.add(test.test(sample, seed));
        }
        List<String> features = new ArrayList<>();
        if (model instanceof NeuralModel<?> neural) {
            for (int j = 0; j < model.dimension(); j++) {
                features.add(neural.layout().featureName(j));
            }
        } else {
            for (int id = 0; id < model.getFeatureIDMap().size(); id++) {
                features.add(model.getFeatureIDMap().get(id).getName());
            }
        }
        return new SteinEvaluation(
                results,
                features,
                new ConfiguredEvaluationProvenance(
                        model.getProvenance(), Map.of(TEST, data.getProvenance()), getProvenance()));
    }

    /**
     * Checks a model and scores points with it, and draws from it if it can and a test may want it.
     *
     * @param model The model.
     * @param points [n, D].
     * @return The sample.
     */
    ScoredSample sample(LogDensityModel model, float[][] points) {
        ScoredSample sample = ScoredSample.of(model, points);
        if (!boundedSupport) {
            requireUnbounded(model, points);
        }
        if (!Double.isInfinite(scoreTolerance)) {
            ScoreCheck.require(
                    "the gradient of the log density",
                    ScoreCheck.againstDensity(model, points, scoreTolerance, seed),
                    scoreTolerance);
        }
        if (model instanceof SamplingModel<?> s && tests.stream().anyMatch(GoodnessOfFitTest::wantsModelDraws)) {
            float[][] draws = s.sample(modelDraws == 0 ? points.length : modelDraws, new SplittableRandom(seed));
            return sample.withModelDraws(draws, model.score(draws));
        }
        return sample;
    }

    /** Looks a little outside of the data, coordinate by coordinate. */
    private static void requireUnbounded(LogDensityModel model, float[][] points) {
        int d = points[0].length;
        int looked = Math.min(d, OUTSIDE);
        float[][] outside = new float[2 * looked][];
        for (int k = 0; k < looked; k++) {
            int j = (int) ((long) k * d / looked);
            int least = 0;
            int most = 0;
            for (int i = 0; i < points.length; i++) {
                least = points[i][j] < points[least][j] ? i : least;
                most = points[i][j] > points[most][j] ? i : most;
            }
            float range = points[most][j] - points[least][j];
            outside[2 * k] = points[least].clone();
            outside[2 * k][j] -= 0.05f * range;
            outside[2 * k + 1] = points[most].clone();
            outside[2 * k + 1][j] += 0.05f * range;
        }
        double[] log = model.logDensity(outside);
        for (int k = 0; k < log.length; k++) {
            if (!Double.isFinite(log[k])) {
                throw new IllegalArgumentException("model: a density on all of R^" + d + " expected, found log density "
                        + log[k] + " just outside of the data in column " + (int) ((long) (k / 2) * d / looked)
                        + "; Stein's identity fails at the border of a support, so use a BoundedCritic and"
                        + " onBoundedSupport()");
            }
        }
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Evaluator");
    }

    @Override
    public String toString() {
        return "SteinEvaluator(tests=" + tests + ", seed=" + seed + ", scoreTolerance=" + scoreTolerance
                + ", boundedSupport=" + boundedSupport + ", modelDraws=" + modelDraws + ")";
    }
}
