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
package io.github.tribuogen.integration.cli;

import io.github.tribuogen.neural.model.NeuralModel;
import io.github.tribuogen.neural.model.TrainingHistory;
import io.github.tribuogen.neural.report.CurvePlot;
import io.github.tribuogen.neural.report.ResultTable;
import io.github.tribuogen.neural.report.RunReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.tribuo.Model;
import org.tribuo.ONNXExportable;
import org.tribuo.Output;
import org.tribuo.evaluation.Evaluation;

/** What training and testing one model gave, as a folder of tables, curves and provenance. */
final class TrainTestReport {
    private TrainTestReport() {}

    /**
     * Writes a report.
     *
     * @param model The model.
     * @param evaluation How it did.
     * @param folder Where to write.
     * @return The page to open.
     * @throws IOException If a file cannot be written.
     */
    static <T extends Output<T>> Path write(Model<T> model, Evaluation<T> evaluation, Path folder) throws IOException {
        RunReport report = new RunReport(
                model.getName(), model.getProvenance().getTrainerProvenance().getClassName());
        RunReport.Section result = report.section("Evaluation");
        ResultTable table = ResultTable.of("metric", "value");
        Map<String, Double> metrics = new TreeMap<>();
        evaluation.asMap().forEach((k, v) -> metrics.put(k.toString(), v));
        metrics.forEach((k, v) -> table.row(k, String.format(Locale.ROOT, "%.4f", v)));
        result.table(table);
        result.code(evaluation.toString());
        if (model instanceof NeuralModel<T> m) {
            curves(report.section("Training curves"), m.trainingHistory());
            report.section("Layout").code(m.layout().explain());
        }
        if (model instanceof ONNXExportable exportable) {
            report.section("Provenance")
                    .file(
                            "How data, trainer and model came about, as JSON",
                            "provenance.json",
                            exportable
                                    .serializeProvenance(model.getProvenance())
                                    .getBytes(StandardCharsets.UTF_8));
        }
        return report.write(folder);
    }

    private static void curves(RunReport.Section section, TrainingHistory history) {
        history.curves().forEach((metric, c) -> {
            double[] x = Arrays.stream(c.steps()).asDoubleStream().toArray();
            double[] y = new double[x.length];
            Arrays.setAll(y, i -> c.values()[i]);
            section.picture(metric, () -> CurvePlot.of(metric, "step", metric)
                    .curve(metric, x, y)
                    .render());
        });
    }
}
