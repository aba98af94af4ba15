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

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.ebm.jem.InputNoise;
import io.github.tribuogen.ebm.jem.JEMObjective;
import io.github.tribuogen.ebm.jem.JEMTrainer;
import io.github.tribuogen.ebm.sampler.LangevinSampler;
import io.github.tribuogen.ebm.sampler.ReplayBuffer;
import io.github.tribuogen.ebm.sampler.UniformStart;
import io.github.tribuogen.ebm.vera.AmortisedSampler;
import io.github.tribuogen.ebm.vera.DensityObjective;
import io.github.tribuogen.ebm.vera.EntropyGradient;
import io.github.tribuogen.ebm.vera.ImportanceEntropyGradient;
import io.github.tribuogen.ebm.vera.LaplaceEntropyGradient;
import io.github.tribuogen.ebm.vera.VERAClassifierTrainer;
import io.github.tribuogen.ebm.vera.VirtualAdversarial;
import io.github.tribuogen.neural.data.DigitsDataSource;
import io.github.tribuogen.neural.data.DigitsSplit;
import io.github.tribuogen.neural.data.Standardisation;
import io.github.tribuogen.neural.evaluation.calibration.CalibrationEvaluation;
import io.github.tribuogen.neural.evaluation.calibration.CalibrationEvaluator;
import io.github.tribuogen.neural.model.NeuralClassifierModel;
import io.github.tribuogen.neural.model.NeuralTrainer;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.LeakyRelu;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.NetworkGenerator;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.CosineSchedule;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.DivergenceGuard;
import io.github.tribuogen.neural.runtime.TrainingDivergedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tribuo.Example;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * Ten labels a class, the other training rows unlabelled: VERA beside what is trained on labels alone, by entropy minimisation,
 * by virtual adversarial training, by JEM's chains, and on all labels, the same MLP D-128-128-K for the same number of steps.
 * Tables are the digits, and those in a folder that the property {@code tribuogen.uci} names, as in R's mlbench and kernlab. Rows are
 * shuffled once; the last fifth is the test set, a tenth before it the validation set.
 *
 * <p>{@code tribuogen.tables}, {@code tribuogen.contenders} (apart by semicolons), {@code tribuogen.seeds} (10 draws of labels) and {@code tribuogen.steps} run
 * less; test figures, which no choice of a setting saw.
 */
@Tag("slow")
class FewLabelsTablesExperimentTest {
    private static final int DRAWS = Integer.getInteger("tribuogen.seeds", 10);
    private static final int STEPS = Integer.getInteger("tribuogen.steps", 1500);
    private static final int LABELS = 10;
    private static final String TABLES = "digits,satellite,spam,letter";

    /** A table in three parts, all labelled. */
    record Parts(String name, List<Example<Label>> train, List<Example<Label>> validation, List<Example<Label>> test) {
        static Parts of(String name, List<Example<Label>> all) {
            List<Example<Label>> rows = new ArrayList<>(all);
            Table.shuffle(rows);
            int test = rows.size() * 4 / 5;
            int validation = rows.size() * 7 / 10;
            return new Parts(
                    name, rows.subList(0, validation), rows.subList(validation, test), rows.subList(test, rows.size()));
        }
    }

    static MutableDataset<Label> dataset(String name, List<Example<Label>> rows) {
        LabelFactory factory = new LabelFactory();
        MutableDataset<Label> data = new MutableDataset<>(new SimpleDataSourceProvenance(name, factory), factory);
        rows.forEach(data::add);
        return data;
    }

    /** The training rows with the first ten labels of each class in the order of a draw; without the others if those are not wanted. */
    static MutableDataset<Label> few(Parts parts, long draw, boolean unlabelled) {
        List<Example<Label>> rows = new ArrayList<>(parts.train());
        Table.shuffle(rows, draw);
        Map<String, Integer> seen = new TreeMap<>();
        List<Example<Label>> some = new ArrayList<>();
        for (Example<Label> row : rows) {
            boolean keep = seen.merge(row.getOutput().getLabel(), 1, Integer::sum) <= LABELS;
            if (keep) {
                some.add(row);
            } else if (unlabelled) {
                ArrayExample<Label> hidden = new ArrayExample<>(LabelFactory.UNKNOWN_LABEL);
                row.forEach(hidden::add);
                some.add(hidden);
            }
        }
        return dataset(parts.name(), some);
    }

    private static List<Parts> tables() throws IOException {
        List<Parts> all = new ArrayList<>();
        for (String name : System.getProperty("tribuogen.tables", TABLES).split(",")) {
            all.add(parts(name));
        }
        return all;
    }

    static Parts parts(String name) throws IOException {
        return switch (name) {
            case "digits" -> digits();
            case "letter" -> table(name, "LetterRecognition", 0, v -> v);
            case "satellite" -> table(name, "Satellite", 36, v -> v);
            case "spam" ->
                table(name, "spam", 57, v -> Math.log(v + 0.1)); // frequencies, as in Hastie et al. 2009, section 9.1.2
            default ->
                throw new IllegalArgumentException("tribuogen.tables: some of " + TABLES + " expected, found " + name);
        };
    }

    private static Parts digits() {
        List<Example<Label>> rows = new ArrayList<>();
        for (DigitsSplit split : DigitsSplit.values()) {
            new DigitsDataSource<>(new LabelFactory(), split).forEach(rows::add);
        }
        return Parts.of("digits", rows);
    }

    private static Parts table(String name, String file, int label, DoubleUnaryOperator scale) throws IOException {
        List<Example<Label>> rows = new ArrayList<>();
        List<String[]> lines = Table.read("tribuogen.uci", file + ".csv.gz", ",");
        for (String[] fields : lines.subList(1, lines.size())) {
            double[] x = new double[fields.length - 1];
            for (int i = 0, j = 0; i < fields.length; i++) {
                if (i != label) {
                    x[j++] = scale.applyAsDouble(Double.parseDouble(fields[i]));
                }
            }
            rows.add(Table.example(x, new Label(fields[label])));
        }
        return Parts.of(name, rows);
    }

    // ---- contenders

    private static Mlp network() {
        return new Mlp(new LeakyRelu(0.2), 128, 128);
    }

    private static TrainingSettings settings() {
        return TrainingSettings.builder()
                .batchSize(64)
                .steps(STEPS)
                .device(Device.cpu(Integer.getInteger("tribuogen.threads", 1)))
                .guard(new DivergenceGuard(0, 0.5, 500))
                .showProgress(false)
                .build();
    }

    private static VERAClassifierTrainer.Builder builder(long seed) {
        return VERAClassifierTrainer.builder(network())
                .optimiser(adam())
                .preprocessor(new Standardisation())
                .settings(settings())
                .seed(seed);
    }

    private static Adam adam() {
        return new Adam(1e-3, 0, 0.9).withSchedule(new CosineSchedule(STEPS, 0.01));
    }

    /**
     * What the validation sets of three other draws of labels chose for a table.
     *
     * @param alpha The weight of VERA's cross-entropy.
     * @param beta The weight of the entropy of its predictions.
     * @param gamma Its penalty on the gradient at the data.
     * @param lambda The weight of the entropy of its samples.
     * @param radius The radius of virtual adversarial training.
     * @param sharpness The weight of the entropy of predictions beside virtual adversarial training.
     */
    private record Choice(double alpha, double beta, double gamma, double lambda, double radius, double sharpness) {}

    private static Choice choice(String table) {
        return switch (table) {
            case "digits" -> new Choice(30, 15, 3, 1e-2, 1, 0);
            case "satellite" -> new Choice(100, 30, 30, 1e-4, 1, 0.5);
            case "spam" -> new Choice(100, 50, 3, 1e-4, 1, 0.5);
            default -> new Choice(100, 20, 1, 1, 0.3, 0);
        };
    }

    private static VERAClassifierTrainer.Builder vera(long seed, Choice c, EntropyGradient estimator) {
        AmortisedSampler sampler = new AmortisedSampler(
                        new NetworkGenerator(
                                new Mlp(new LeakyRelu(0.2), 128, 128),
                                new StandardActivation(StandardActivation.Function.IDENTITY)),
                        16)
                .withEntropy(c.lambda(), estimator)
                .withOptimiser(adam());
        return builder(seed)
                .sampler(sampler)
                .objective(new DensityObjective(c.gamma()).withBounds(1e4, 0, 0))
                .weights(c.alpha(), c.beta());
    }

    private static JEMTrainer jem(long seed) {
        return JEMTrainer.builder(network(), new Adam(1e-3).withSchedule(new CosineSchedule(STEPS, 0.01)))
                .objective(new JEMObjective(0.3, 1, 0).withEnergyPenalty(0.1).withBounds(1e8, 1e3))
                .sampler(LangevinSampler.sgld(20, 0.1, 0.03))
                .memory(new ReplayBuffer(2000, 0.05, new UniformStart(-2, 2)))
                .inputNoise(0.1)
                .preprocessor(new Standardisation())
                .settings(settings())
                .seed(seed)
                .build();
    }

    private static Map<String, Function<Long, NeuralTrainer<Label, ?>>> contenders(String table) {
        Choice c = choice(table);
        Map<String, Function<Long, NeuralTrainer<Label, ?>>> all = new LinkedHashMap<>();
        all.put("labels alone", seed -> builder(seed).build());
        all.put("entropy", seed -> builder(seed).weights(1, 0.5).build());
        all.put("VAT", seed -> builder(seed)
                .weights(1, c.sharpness())
                .smoothness(new VirtualAdversarial(1, c.radius(), 1))
                .build());
        all.put("VAT, radius 3", seed -> builder(seed)
                .smoothness(new VirtualAdversarial(1, 3, 1))
                .build());
        all.put("VERA", seed -> vera(seed, c, new LaplaceEntropyGradient(6, 1, 0))
                .build());
        all.put("VERA, noise", seed -> vera(seed, c, new LaplaceEntropyGradient(6, 1, 0))
                .augmentation(new InputNoise(0.5))
                .build());
        all.put("VERA, paper's estimator", seed -> vera(seed, c, new ImportanceEntropyGradient())
                .build());
        Choice both = new Choice(30, 10, 3, 1e-4, c.radius(), 0);
        all.put("VERA and VAT", seed -> vera(seed, both, new LaplaceEntropyGradient(6, 1, 0))
                .smoothness(new VirtualAdversarial(both.alpha(), both.radius(), 1))
                .build());
        all.put("JEM by chains", FewLabelsTablesExperimentTest::jem);
        return all;
    }

    @Test
    void tenLabelsAClass() throws IOException {
        String wanted = System.getProperty("tribuogen.contenders", "");
        for (Parts parts : tables()) {
            Figures figures = new Figures("Ten labels a class: " + parts.name() + ", " + STEPS + " steps");
            MutableDataset<Label> test = dataset(parts.name(), parts.test());
            for (long draw = 1; draw <= DRAWS; draw++) {
                MutableDataset<Label> train = few(parts, draw, true);
                for (Map.Entry<String, Function<Long, NeuralTrainer<Label, ?>>> c :
                        contenders(parts.name()).entrySet()) {
                    if (wanted.isEmpty() || List.of(wanted.split(";")).contains(c.getKey())) {
                        judge(figures, c.getKey(), c.getValue().apply(draw), train, test);
                    }
                }
                figures.write("few-labels-" + parts.name());
            }
            judge(figures, "all labels", builder(1).build(), dataset(parts.name(), parts.train()), test);
            figures.write("few-labels-" + parts.name());
            if (wanted.isEmpty()) {
                assertTrue(
                        figures.median("VERA accuracy") > figures.median("labels alone accuracy"), figures.markdown());
            }
        }
    }

    private static void judge(
            Figures figures,
            String name,
            NeuralTrainer<Label, ?> trainer,
            MutableDataset<Label> train,
            MutableDataset<Label> test) {
        try (NeuralClassifierModel m = (NeuralClassifierModel) trainer.train(train)) {
            CalibrationEvaluation e = new CalibrationEvaluator().evaluate(m, test);
            figures.add(name + " accuracy", e.accuracy())
                    .add(name + " Brier", e.brierScore())
                    .add(name + " ECE", e.expectedCalibrationError());
        } catch (TrainingDivergedException e) {
            figures.add(name + " diverged", 1);
        }
    }
}
