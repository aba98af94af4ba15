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

import io.github.tribuogen.ebm.jem.ChainOrigin;
import io.github.tribuogen.ebm.jem.JEMModel;
import io.github.tribuogen.neural.evaluation.ComparisonTable;
import io.github.tribuogen.neural.evaluation.calibration.ReliabilityBin;
import io.github.tribuogen.neural.evaluation.ood.OODEvaluation;
import io.github.tribuogen.neural.evaluation.robustness.Norm;
import io.github.tribuogen.neural.model.NeuralClassifierModel;
import io.github.tribuogen.neural.model.TrainingHistory;
import io.github.tribuogen.neural.report.CurvePlot;
import io.github.tribuogen.neural.report.HistogramPlot;
import io.github.tribuogen.neural.report.Picture;
import io.github.tribuogen.neural.report.ReliabilityDiagram;
import io.github.tribuogen.neural.report.ResultTable;
import io.github.tribuogen.neural.report.RunReport;
import io.github.tribuogen.neural.report.SampleGrid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.tribuo.classification.Label;

/** Writes the outcome of a {@link ClassifierExperiment} as a folder of tables, pictures, models and provenance. */
public final class ExperimentReport {
    private static final int FRESH_STEPS = 400;
    private static final long SAMPLE_SEED = 7;

    private final ClassifierExperiment.Outcome outcome;
    private final RunReport report;

    private ExperimentReport(ClassifierExperiment.Outcome outcome) {
        this.outcome = outcome;
        this.report = new RunReport(
                outcome.title(),
                outcome.train().size() + " training examples, " + outcome.test().size() + " test examples.");
    }

    /**
     * Writes a report.
     *
     * @param outcome What was found.
     * @param folder Where to write.
     * @return The page to open.
     * @throws IOException If a file cannot be written.
     */
    public static Path write(ClassifierExperiment.Outcome outcome, Path folder) throws IOException {
        ExperimentReport r = new ExperimentReport(outcome);
        r.figures();
        r.samples();
        r.reliability();
        r.histograms();
        r.robustness();
        r.curves();
        r.files();
        return r.report.write(folder);
    }

    private static String fileName(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    private void figures() {
        ComparisonTable table = outcome.table();
        List<String> header = new ArrayList<>(List.of("test data"));
        header.addAll(table.columns());
        ResultTable result = ResultTable.of(header.toArray(String[]::new));
        for (String row : table.rows()) {
            List<String> cells = new ArrayList<>(List.of(row));
            for (String column : table.columns()) {
                cells.add(table.get(row, column)
                        .map(v -> String.format(Locale.ROOT, "%.4f", v))
                        .orElse("-"));
            }
            result.row(cells.toArray(String[]::new));
        }
        report.section("Figures").table(result);
    }

    /** The channels, height and width that a model's rows can be drawn with; null if they are no images. */
    private static int[] imageShape(NeuralClassifierModel model) {
        long[] s = model.layout().shape();
        boolean image = s.length == 3 && (s[0] == 1 || s[0] == 3);
        return image ? Arrays.stream(s).mapToInt(Math::toIntExact).toArray() : null;
    }

    private Picture grid(NeuralClassifierModel model, float[][] rows, int columns, List<String> captions) {
        int[] s = imageShape(model);
        float[] range = range(model);
        SampleGrid g =
                SampleGrid.of(rows, s[0], s[1], s[2]).range(range[0], range[1]).columns(columns);
        return (captions == null ? g : g.rowCaptions(captions)).render();
    }

    /** The least and greatest feature value of the training data. */
    private float[] range(NeuralClassifierModel model) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float[] row : model.toRows(outcome.train())) {
            for (float v : row) {
                low = Math.min(low, v);
                high = Math.max(high, v);
            }
        }
        return new float[] {low, high};
    }

    private void samples() {
        for (Judgement j : outcome.judgements()) {
            if (!(j.model() instanceof JEMModel jem) || imageShape(jem) == null || outcome.samples() == 0) {
                continue;
            }
            int columns = (int) Math.ceil(Math.sqrt(outcome.samples()));
            RunReport.Section section = report.section("Samples of " + j.name());
            float[][] data = jem.toRows(outcome.train()
                    .getData()
                    .subList(0, Math.min(outcome.samples(), outcome.train().size())));
            section.picture("Training data", () -> grid(jem, data, columns, null));
            float[][] drawn = jem.sample(outcome.samples(), new SplittableRandom(SAMPLE_SEED));
            section.picture(
                    "Samples of p(x): chains of the replay buffer, continued", () -> grid(jem, drawn, columns, null));
            List<float[]> rows = new ArrayList<>();
            List<String> captions = new ArrayList<>();
            Set<String> labels = new TreeSet<>();
            jem.getOutputIDInfo().getDomain().forEach(l -> labels.add(l.getLabel()));
            for (String label : labels) {
                captions.add(label);
                rows.addAll(Arrays.asList(jem.sample(
                        columns, new Label(label), ChainOrigin.FRESH, FRESH_STEPS, new SplittableRandom(SAMPLE_SEED))));
            }
            section.picture(
                    "Samples of p(x|y): fresh chains of " + FRESH_STEPS + " steps, one row a class",
                    () -> grid(jem, rows.toArray(float[][]::new), columns, captions));
        }
    }

    private void reliability() {
        RunReport.Section section = report.section("Calibration");
        for (Judgement j : outcome.judgements()) {
            List<ReliabilityBin> bins = j.calibration().reliabilityBins();
            section.picture(j.name() + ": accuracy against confidence", () -> ReliabilityDiagram.of(
                            j.name(),
                            bins.stream().mapToDouble(ReliabilityBin::lower).toArray(),
                            bins.stream().mapToDouble(ReliabilityBin::upper).toArray(),
                            bins.stream().mapToLong(ReliabilityBin::count).toArray(),
                            bins.stream().mapToDouble(ReliabilityBin::accuracy).toArray(),
                            bins.stream()
                                    .mapToDouble(ReliabilityBin::confidence)
                                    .toArray())
                    .render());
        }
    }

    private void histograms() {
        RunReport.Section section = null;
        for (Judgement j : outcome.judgements()) {
            OODEvaluation o = j.outOfDistribution();
            if (o == null) {
                continue;
            }
            section = section == null ? report.section("Out-of-distribution scores") : section;
            for (String score : o.scores()) {
                section.picture(j.name() + ": " + score, () -> {
                    HistogramPlot plot = HistogramPlot.of(j.name(), score).scores("test data", o.inScores(score));
                    o.datasets().forEach(set -> plot.scores(set, o.outScores(set, score)));
                    return plot.render();
                });
            }
        }
    }

    /** One picture a norm, for radii of different norms are not comparable. */
    private void robustness() {
        Set<Norm> norms = new TreeSet<>();
        outcome.judgements().forEach(j -> j.robustness().values().forEach(r -> norms.add(r.norm())));
        if (norms.isEmpty()) {
            return;
        }
        RunReport.Section section = report.section("Robustness");
        for (Norm norm : norms) {
            section.picture("Accuracy under " + norm + " attack", () -> {
                CurvePlot plot =
                        CurvePlot.of("Accuracy under " + norm + " attack", "radius in feature units", "accuracy");
                outcome.judgements().forEach(j -> j.robustness().forEach((attack, r) -> {
                    if (r.norm() == norm) {
                        plot.curve(
                                j.name() + ", " + attack,
                                withZero(r.radii(), 0),
                                withZero(r.robustAccuracies(), r.cleanAccuracy()));
                    }
                }));
                return plot.markers().yRange(0, 1).render();
            });
        }
    }

    /** Begins a curve over radii at radius 0. */
    private static double[] withZero(double[] values, double first) {
        double[] all = new double[values.length + 1];
        all[0] = first;
        System.arraycopy(values, 0, all, 1, values.length);
        return all;
    }

    private void curves() {
        RunReport.Section section = report.section("Training curves");
        Map<String, Map<String, TrainingHistory.Curve>> byMetric = new LinkedHashMap<>();
        for (Judgement j : outcome.judgements()) {
            j.model().trainingHistory().curves().forEach((metric, c) -> byMetric.computeIfAbsent(
                            metric, k -> new LinkedHashMap<>())
                    .put(j.name(), c));
        }
        byMetric.forEach((metric, curves) -> section.picture(metric, () -> {
            CurvePlot plot = CurvePlot.of(metric, "step", metric);
            curves.forEach((name, c) -> {
                double[] x = Arrays.stream(c.steps()).asDoubleStream().toArray();
                double[] y = new double[x.length];
                Arrays.setAll(y, i -> c.values()[i]);
                plot.curve(name, x, y);
            });
            return plot.render();
        }));
    }

    private void files() {
        RunReport.Section section = report.section("Models");
        for (Judgement j : outcome.judgements()) {
            String name = fileName(j.name());
            NeuralClassifierModel m = j.model();
            section.file(
                    j.name() + ", Tribuo protobuf",
                    name + ".tribuo",
                    m.serialize().toByteArray());
            section.file(
                    j.name() + ", ONNX",
                    name + ".onnx",
                    m.exportONNXModel("io.github.tribuogen", 1).toByteArray());
            section.file(
                    j.name() + ", provenance",
                    name + "-provenance.json",
                    m.serializeProvenance(m.getProvenance()).getBytes(StandardCharsets.UTF_8));
        }
        StringBuilder explained = new StringBuilder();
        for (Judgement j : outcome.judgements()) {
            explained
                    .append(j.name())
                    .append(": ")
                    .append(j.model().layout().explain())
                    .append('\n');
        }
        section.code(explained.toString());
    }
}
