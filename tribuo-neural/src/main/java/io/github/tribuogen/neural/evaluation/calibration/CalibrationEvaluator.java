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
package io.github.tribuogen.neural.evaluation.calibration;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tribuo.Model;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.evaluation.AbstractEvaluator;
import org.tribuo.evaluation.metrics.MetricID;
import org.tribuo.provenance.EvaluationProvenance;

/**
 * Judges how well the probabilities of a classifier agree with what comes true: accuracy, ECE, MCE, Brier score, NLL and
 * the bins of a reliability diagram. The formulas are in {@link CalibrationErrors} and {@link ScoringRules}.
 *
 * <p>The confidence of a prediction is the probability of the label it chose (the highest one, for all of Tribuo's
 * classifiers). Weights of examples are ignored.
 *
 * <p>Evaluating throws {@link IllegalArgumentException} if the model does not generate probabilities, if the scores of a
 * prediction are negative or do not sum to 1, if an example is labelled with a label the model does not know, or if there
 * is nothing to evaluate.
 *
 * <p>Immutable and safe to share between threads.
 */
public final class CalibrationEvaluator
        extends AbstractEvaluator<Label, CalibrationContext, CalibrationEvaluation, CalibrationMetric>
        implements Configurable, Provenancable<ConfiguredObjectProvenance> {

    /** Bins used unless told otherwise. */
    public static final int DEFAULT_BINS = 20;

    @Config(description = "Number of confidence bins of the calibration errors, at least 1.")
    private int bins = DEFAULT_BINS;

    @Config(description = "How the confidence bins are cut.")
    private Binning binning = Binning.EQUAL_WIDTH;

    @Config(description = "Smallest probability of the right class the NLL believes, in (0, 1): keeps it finite.")
    private double probabilityFloor = 1e-12;

    @Config(description = "How far the probabilities of a prediction may sum from 1, in (0, 1).")
    private double sumTolerance = 1e-4;

    /** Twenty bins of equal width. */
    public CalibrationEvaluator() {
        postConfig();
    }

    /**
     * Bins of equal width.
     *
     * @param bins number of bins, at least 1.
     */
    public CalibrationEvaluator(int bins) {
        this(bins, Binning.EQUAL_WIDTH);
    }

    /**
     * Chooses the bins.
     *
     * @param bins number of bins, at least 1.
     * @param binning how they are cut.
     */
    public CalibrationEvaluator(int bins, Binning binning) {
        this.bins = bins;
        this.binning = binning;
        postConfig();
    }

    /** Checks the settings; used by OLCUT. */
    @Override
    public void postConfig() {
        Require.atLeast("bins", bins, 1);
        if (binning == null) {
            throw new PropertyException("", "binning", "must be one of the binnings, found null");
        }
        Require.share("probabilityFloor", probabilityFloor);
        Require.share("sumTolerance", sumTolerance);
    }

    int bins() {
        return bins;
    }

    Binning binning() {
        return binning;
    }

    double probabilityFloor() {
        return probabilityFloor;
    }

    double sumTolerance() {
        return sumTolerance;
    }

    @Override
    protected Set<CalibrationMetric> createMetrics(Model<Label> model) {
        Set<CalibrationMetric> metrics = new LinkedHashSet<>();
        for (CalibrationMetric.Kind kind : CalibrationMetric.Kind.values()) {
            metrics.add(new CalibrationMetric(kind, this));
        }
        return metrics;
    }

    @Override
    protected CalibrationContext createContext(Model<Label> model, List<Prediction<Label>> predictions) {
        return new CalibrationContext(model, predictions, this);
    }

    @Override
    protected CalibrationEvaluation createEvaluation(
            CalibrationContext context, Map<MetricID<Label>, Double> results, EvaluationProvenance provenance) {
        return new CalibrationEvaluation(context, results, provenance, getProvenance());
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Evaluator");
    }

    @Override
    public String toString() {
        return "CalibrationEvaluator(bins=" + bins + ",binning=" + binning + ")";
    }
}
