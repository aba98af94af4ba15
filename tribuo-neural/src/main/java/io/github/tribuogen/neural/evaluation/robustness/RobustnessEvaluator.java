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

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.evaluation.ConfiguredEvaluationProvenance;
import io.github.tribuogen.neural.model.NeuralClassifierModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tribuo.DataSource;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.evaluation.Evaluator;
import org.tribuo.provenance.DataProvenance;
import org.tribuo.provenance.EvaluationProvenance;

/**
 * Measures accuracy under attack for a list of radii.
 *
 * <p>The radii are tried in rising order; a row that breaks is not attacked again. Radii are in feature units, those of
 * the data set: for pixels kept in [0, 255], 8 means the 8/255 of the literature, and for pixels scaled to [-1, 1] the same
 * radius is 16/255. The evaluator trusts no attack: it measures each perturbation and classifies its result anew.
 *
 * <p>Set the range of the features ({@link #inRange}) where there is one, as for pixels: a neural classifier does not know
 * it, and an attack without it can leave the set of possible inputs.
 *
 * <p>What is measured is the success of one attack: true robustness is never higher, and may be lower.
 *
 * <p>Immutable and safe to share between threads.
 */
public final class RobustnessEvaluator
        implements Evaluator<Label, RobustnessEvaluation>, Configurable, Provenancable<ConfiguredObjectProvenance> {
    private static final Logger logger = Logger.getLogger(RobustnessEvaluator.class.getName());

    /** The name of the data set in the provenance. */
    public static final String TEST = "test";

    /** Relative excess over the radius that is put down to rounding. */
    private static final double ROUNDING = 1e-5;

    @Config(description = "The attack.", mandatory = true)
    private Attack attack;

    @Config(description = "Radii in feature units, at least 0, in rising order.", mandatory = true)
    private double[] radii;

    @Config(description = "Treatment of the input before it is classified; none by default.")
    private Defence defence;

    @Config(description = "Least value a feature can take, as far as the model does not say it; none by default.")
    private double lowerBound = Double.NEGATIVE_INFINITY;

    @Config(description = "Greatest value a feature can take, as far as the model does not say it; none by default.")
    private double upperBound = Double.POSITIVE_INFINITY;

    @Config(description = "Rows handed to the classifier at once, at least 1.")
    private int batchSize = 128;

    /** For OLCUT. */
    private RobustnessEvaluator() {}

    /**
     * Attacks the bare model.
     *
     * @param attack the attack.
     * @param radii radii in feature units, at least 0, in rising order.
     */
    public RobustnessEvaluator(Attack attack, double... radii) {
        this(attack, null, radii);
    }

    /**
     * Attacks a defended model.
     *
     * @param attack the attack.
     * @param defence the defence, or null for none.
     * @param radii radii in feature units, at least 0, in rising order.
     */
    public RobustnessEvaluator(Attack attack, Defence defence, double... radii) {
        this.attack = attack;
        this.defence = defence;
        this.radii = radii.clone();
        postConfig();
    }

    /**
     * The same evaluator with a range for the features; a narrower one of the model holds besides.
     *
     * @param low least value a feature can take, in the units of the data set.
     * @param high greatest value a feature can take.
     * @return a new evaluator.
     */
    public RobustnessEvaluator inRange(double low, double high) {
        RobustnessEvaluator copy = new RobustnessEvaluator();
        copy.attack = attack;
        copy.radii = radii;
        copy.defence = defence;
        copy.batchSize = batchSize;
        copy.lowerBound = low;
        copy.upperBound = high;
        copy.postConfig();
        return copy;
    }

    /** Checks the settings; used by OLCUT. */
    @Override
    public void postConfig() {
        if (attack == null) {
            throw new PropertyException("", "attack", "must be given, found null");
        }
        if (radii == null || radii.length == 0) {
            throw new PropertyException("", "radii", "must hold at least one radius, found none");
        }
        for (int r = 0; r < radii.length; r++) {
            if (!(radii[r] >= 0 && Double.isFinite(radii[r])) || (r > 0 && radii[r] <= radii[r - 1])) {
                throw new PropertyException(
                        "", "radii", "must be finite, at least 0 and in rising order, found " + Arrays.toString(radii));
            }
        }
        if (!((float) lowerBound < (float) upperBound)) {
            throw new PropertyException(
                    "", "lowerBound", "must be below the upper bound, found " + lowerBound + " and " + upperBound);
        }
        Require.atLeast("batchSize", batchSize, 1);
    }

    /**
     * Attacks a model on a data set.
     *
     * @param model a {@link NeuralClassifierModel}, or a model that is also a {@link DifferentiableLabelModel}.
     * @param data labelled examples inside the model's feature range.
     * @return the evaluation.
     * @throws IllegalArgumentException if the model lacks the capability, the data set is empty, or an example carries a
     *     label that the model does not know or a feature outside the range.
     * @throws IllegalStateException if the classifier gives numbers that are not finite, or the attack breaks its bounds.
     */
    @Override
    public RobustnessEvaluation evaluate(Model<Label> model, Dataset<Label> data) {
        return evaluate(model, data, data.getProvenance());
    }

    /**
     * Attacks a model on a data source, as {@link #evaluate(Model, Dataset)} does on a data set.
     *
     * @param model the model.
     * @param source labelled examples inside the model's feature range.
     * @return the evaluation.
     */
    @Override
    public RobustnessEvaluation evaluate(Model<Label> model, DataSource<Label> source) {
        return evaluate(model, source, source.getProvenance());
    }

    private RobustnessEvaluation evaluate(
            Model<Label> model, Iterable<Example<Label>> data, DataProvenance provenance) {
        target(model);
        return evaluate(model, model.predict(data), provenance);
    }

    /**
     * Attacks a model on the examples of predictions, as {@link #evaluate(Model, Dataset)} does on those of a data set.
     *
     * @param model the model.
     * @param predictions its predictions of the untouched examples; they become part of the evaluation.
     * @param provenance where the examples come from.
     * @return the evaluation.
     */
    @Override
    public RobustnessEvaluation evaluate(
            Model<Label> model, List<Prediction<Label>> predictions, DataProvenance provenance) {
        DifferentiableLabelModel target = target(model);
        if (predictions.isEmpty()) {
            throw new IllegalArgumentException("the data set is empty, expected at least one example");
        }
        List<Example<Label>> examples =
                predictions.stream().map(Prediction::getExample).toList();
        int[] labels = new int[examples.size()];
        for (int i = 0; i < labels.length; i++) {
            Label label = examples.get(i).getOutput();
            labels[i] = model.getOutputIDInfo().getID(label);
            if (labels[i] < 0) {
                throw new IllegalArgumentException("the label '"
                        + label.getLabel()
                        + "' of example "
                        + i
                        + " is not known to the model, expected one of "
                        + model.getOutputIDInfo().getDomain());
            }
        }
        double[] distances = breakingDistances(target, target.toRows(examples), labels);
        return new RobustnessEvaluation(
                attack.norm(),
                radii,
                distances,
                predictions,
                new EvaluationProvenance(model.getProvenance(), provenance),
                new ConfiguredEvaluationProvenance(model.getProvenance(), Map.of(TEST, provenance), getProvenance()));
    }

    private static DifferentiableLabelModel target(Model<Label> model) {
        if (model instanceof DifferentiableLabelModel differentiable) {
            return differentiable;
        }
        if (model instanceof NeuralClassifierModel neural) {
            return new NeuralClassifierTarget(neural, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
        }
        throw new IllegalArgumentException("robustness needs a neural classifier or a model that implements "
                + DifferentiableLabelModel.class.getSimpleName()
                + ", but '"
                + model.getName()
                + "' ("
                + model.getClass().getName()
                + ") is neither");
    }

    /**
     * The distance at which each row broke, without Tribuo's types.
     *
     * @param classifier the bare classifier; the configured defence is put before it.
     * @param rows the rows, [n, D], inside the feature range.
     * @param labels the right classes, [n].
     * @return for each row 0 if it was misclassified untouched, else the size of the perturbation that broke it, else
     *     positive infinity.
     * @throws IllegalArgumentException if the arguments do not fit.
     * @throws IllegalStateException if the classifier gives numbers that are not finite, or the attack breaks its bounds.
     */
    public double[] breakingDistances(DifferentiableClassifier classifier, float[][] rows, int[] labels) {
        DifferentiableClassifier bare = new NarrowedClassifier(classifier, lowerBound, upperBound);
        DifferentiableClassifier target = defence == null ? bare : defence.defend(bare);
        Decisions.checkInput(target, rows, labels);
        double[] distances = new double[rows.length];
        float[][] clean = Decisions.logits(target, rows, batchSize);
        List<Integer> standing = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            if (Decisions.argmax(clean[i]) == labels[i]) {
                distances[i] = Double.POSITIVE_INFINITY;
                standing.add(i);
            }
        }
        for (double radius : radii) {
            if (radius > 0 && !standing.isEmpty()) {
                standing = attack(target, rows, labels, radius, standing, distances);
            }
            if (logger.isLoggable(Level.FINE)) {
                logger.fine("radius " + radius + ": " + standing.size() + " of " + rows.length + " rows stand");
            }
        }
        return distances;
    }

    /** Attacks the rows that stand, notes the distances of those that fall, and returns the others. */
    private List<Integer> attack(
            DifferentiableClassifier target,
            float[][] rows,
            int[] labels,
            double radius,
            List<Integer> standing,
            double[] distances) {
        float[][] originals = new float[standing.size()][];
        int[] their = new int[originals.length];
        for (int s = 0; s < originals.length; s++) {
            originals[s] = rows[standing.get(s)].clone();
            their[s] = labels[standing.get(s)];
        }
        float[][] moved = attack.perturb(target, originals, their, radius);
        if (moved.length != originals.length) {
            throw new IllegalStateException(
                    attack + " returned " + moved.length + " rows, expected " + originals.length);
        }
        List<Integer> left = new ArrayList<>();
        float[][] logits = Decisions.logits(target, moved, batchSize);
        for (int s = 0; s < moved.length; s++) {
            int i = standing.get(s);
            double distance = attack.norm().distance(rows[i], moved[s]);
            checkBounds(target, moved[s], distance, radius);
            if (Decisions.argmax(logits[s]) == their[s]) {
                left.add(i);
            } else {
                // A random classifier may err on an untouched row: that row still counts as right when clean.
                distances[i] = Math.max(Double.MIN_VALUE, Math.min(distance, radius));
            }
        }
        return left;
    }

    private void checkBounds(DifferentiableClassifier target, float[] row, double distance, double radius) {
        if (!(distance <= radius * (1 + ROUNDING))) {
            throw new IllegalStateException(attack + " moved a row by " + distance + ", expected at most " + radius);
        }
        for (float v : row) {
            if (!(v >= target.lowerBound() && v <= target.upperBound())) {
                throw new IllegalStateException(attack
                        + " set a feature to "
                        + v
                        + ", expected it in ["
                        + target.lowerBound()
                        + ", "
                        + target.upperBound()
                        + "]");
            }
        }
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "Evaluator");
    }

    @Override
    public String toString() {
        return "RobustnessEvaluator(attack="
                + attack
                + ",defence="
                + defence
                + ",radii="
                + Arrays.toString(radii)
                + ",range=["
                + lowerBound
                + ", "
                + upperBound
                + "])";
    }
}
