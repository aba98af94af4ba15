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
package io.github.tribuogen.integration.experiment;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.neural.density.LogDensityModel;
import io.github.tribuogen.neural.evaluation.ComparisonTable;
import io.github.tribuogen.neural.evaluation.calibration.CalibrationEvaluation;
import io.github.tribuogen.neural.evaluation.calibration.CalibrationEvaluator;
import io.github.tribuogen.neural.evaluation.ood.ApproximateMassScore;
import io.github.tribuogen.neural.evaluation.ood.LogDensityScore;
import io.github.tribuogen.neural.evaluation.ood.MaxProbabilityScore;
import io.github.tribuogen.neural.evaluation.ood.OODEvaluation;
import io.github.tribuogen.neural.evaluation.ood.OODEvaluator;
import io.github.tribuogen.neural.evaluation.ood.RankingMetric;
import io.github.tribuogen.neural.evaluation.robustness.RobustnessEvaluation;
import io.github.tribuogen.neural.model.NeuralClassifierModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.tribuo.ConfigurableDataSource;
import org.tribuo.Dataset;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;

/**
 * Trains several classifiers on the same data and judges them on the same test data: accuracy, negative log-likelihood,
 * Brier score, calibration error, separation from other data by every score a model has, accuracy under attack.
 */
public final class ClassifierExperiment implements Configurable {
    @Config(mandatory = true, description = "The title of the report.")
    private String title;

    @Config(mandatory = true, description = "The training data.")
    private ConfigurableDataSource<Label> train;

    @Config(mandatory = true, description = "The test data.")
    private ConfigurableDataSource<Label> test;

    @Config(mandatory = true, description = "The trainers; their models must be neural classifiers.")
    private List<Contender> contenders = new ArrayList<>();

    @Config(description = "Data that the models should tell from the test data.")
    private List<OutOfDistributionSet> outOfDistribution = new ArrayList<>();

    @Config(description = "Attacks on the models.")
    private List<NamedAttack> attacks = new ArrayList<>();

    @Config(description = "Judges calibration.")
    private CalibrationEvaluator calibration = new CalibrationEvaluator();

    @Config(description = "How many samples of a generative model the report shows.")
    private int samples = 100;

    /** For OLCUT. */
    private ClassifierExperiment() {}

    /**
     * An experiment without out-of-distribution data and attacks.
     *
     * @param title The title of the report.
     * @param train The training data.
     * @param test The test data.
     * @param contenders The trainers; their models must be neural classifiers.
     */
    public ClassifierExperiment(
            String title,
            ConfigurableDataSource<Label> train,
            ConfigurableDataSource<Label> test,
            List<Contender> contenders) {
        this.title = title;
        this.train = train;
        this.test = test;
        this.contenders = contenders;
        postConfig();
    }

    @Override
    public void postConfig() {
        if (contenders.isEmpty()) {
            throw new PropertyException("", "contenders", "contenders must name at least one trainer, found none");
        }
        if (samples < 0) {
            throw new PropertyException("", "samples", "samples must be at least 0, found " + samples);
        }
    }

    /**
     * What an experiment found.
     *
     * @param title The title.
     * @param train The training data.
     * @param test The test data.
     * @param judgements The models in the order of the contenders.
     * @param samples How many samples of a generative model to show.
     */
    public record Outcome(
            String title, Dataset<Label> train, Dataset<Label> test, List<Judgement> judgements, int samples) {
        /**
         * The figures side by side.
         *
         * @return One column a model.
         */
        public ComparisonTable table() {
            ComparisonTable.Builder table =
                    ComparisonTable.builder().rowHeading("test data").decimals(4);
            for (Judgement j : judgements) {
                table.add(j.name(), "accuracy", j.calibration().accuracy());
                table.add(j.name(), "NLL (nats)", j.calibration().negativeLogLikelihood());
                table.add(j.name(), "Brier score", j.calibration().brierScore());
                table.add(j.name(), "ECE", j.calibration().expectedCalibrationError());
            }
            for (Judgement j : judgements) {
                OODEvaluation o = j.outOfDistribution();
                for (String score : o == null ? List.<String>of() : o.scores()) {
                    for (String set : o.datasets()) {
                        table.add(j.name(), "AUROC " + set + ", " + score, o.get(set, score, RankingMetric.AUROC));
                    }
                }
            }
            for (String attack : attacks()) {
                for (Judgement j : judgements) {
                    RobustnessEvaluation r = j.robustness().get(attack);
                    for (double radius : r == null ? new double[0] : r.radii()) {
                        table.add(j.name(), "accuracy " + attack + " " + radius, r.robustAccuracy(radius));
                    }
                }
            }
            judgements.forEach(j -> table.add(j.name(), "training seconds", j.seconds()));
            return table.build();
        }

        /** The attacks in the order of the model that met most of them. */
        private Set<String> attacks() {
            Set<String> names = new LinkedHashSet<>();
            judgements.stream()
                    .map(j -> j.robustness().keySet())
                    .sorted(Comparator.comparing(Set<String>::size).reversed())
                    .forEach(names::addAll);
            return names;
        }
    }

    /**
     * Trains and judges.
     *
     * @param log Is told, in a line each, what is being done.
     * @return The outcome; the models are open.
     */
    public Outcome run(Consumer<String> log) {
        Dataset<Label> trainData = new MutableDataset<>(train);
        Dataset<Label> testData = new MutableDataset<>(test);
        Map<String, Dataset<Label>> others = new LinkedHashMap<>();
        outOfDistribution.forEach(o -> others.put(o.name(), new MutableDataset<>(o.source())));
        List<Judgement> judgements = new ArrayList<>();
        for (Contender c : contenders) {
            log.accept("Training " + c.name() + " on " + trainData.size() + " examples");
            long began = System.nanoTime();
            Model<Label> trained = c.trainer().train(trainData);
            double seconds = (System.nanoTime() - began) / 1e9;
            if (!(trained instanceof NeuralClassifierModel model)) {
                throw new IllegalArgumentException("contenders: trainers of neural classifiers expected, '" + c.name()
                        + "' gave a " + trained.getClass().getName());
            }
            log.accept("Judging " + c.name() + " on " + testData.size() + " examples");
            judgements.add(judge(c.name(), model, seconds, testData, others));
        }
        return new Outcome(title, trainData, testData, judgements, samples);
    }

    private Judgement judge(
            String name,
            NeuralClassifierModel model,
            double seconds,
            Dataset<Label> testData,
            Map<String, Dataset<Label>> others) {
        CalibrationEvaluation calibrated = calibration.evaluate(model, testData);
        boolean hasDensity = model instanceof LogDensityModel;
        OODEvaluator scores = hasDensity
                ? new OODEvaluator(new MaxProbabilityScore(), new LogDensityScore(), new ApproximateMassScore())
                : new OODEvaluator(new MaxProbabilityScore());
        OODEvaluation separated = others.isEmpty() ? null : scores.evaluate(model, testData, others);
        Map<String, RobustnessEvaluation> robust = new LinkedHashMap<>();
        for (NamedAttack a : attacks) {
            if (hasDensity || !a.densityModelsOnly()) {
                robust.put(a.name(), a.evaluator().evaluate(model, testData));
            }
        }
        return new Judgement(name, model, seconds, calibrated, separated, robust);
    }
}
