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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.ebm.jem.JEMModel;
import io.github.tribuogen.neural.evaluation.ComparisonTable;
import io.github.tribuogen.neural.model.NeuralClassifierModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Model;
import org.tribuo.Trainer;

class ClassifierExperimentTest {
    private static final String QUICKSTART = "/io/github/tribuogen/integration/quickstart.xml";

    /** The quickstart's file with fewer steps: the same path from file to report, in seconds. */
    private static ClassifierExperiment shortened(Path folder) throws IOException {
        String xml;
        try (var in = ClassifierExperimentTest.class.getResourceAsStream(QUICKSTART)) {
            xml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        String quick = xml.replace("name=\"steps\" value=\"3000\"", "name=\"steps\" value=\"40\"")
                .replace(
                        "<property name=\"norm\" value=\"LINF\"/>\n        <property name=\"steps\" value=\"40\"/>",
                        "<property name=\"norm\" value=\"LINF\"/>\n        <property name=\"steps\" value=\"2\"/>");
        assertFalse(quick.equals(xml));
        Path file = folder.resolve("experiment.xml");
        Files.writeString(file, quick);
        try (ConfigurationManager cm = new ConfigurationManager(file.toString())) {
            return (ClassifierExperiment) cm.lookup("experiment");
        }
    }

    @Test
    void writesTheWholeReport(@TempDir Path folder) throws IOException {
        List<String> log = new ArrayList<>();
        ClassifierExperiment.Outcome outcome = shortened(folder).run(log::add);
        ComparisonTable table = outcome.table();
        assertEquals(List.of("plain", "JEM"), table.columns());
        for (String column : table.columns()) {
            double accuracy = table.get("accuracy", column).orElseThrow();
            assertTrue(accuracy > 0.3 && accuracy <= 1, column + " learns something in 40 steps: " + accuracy);
        }
        assertEquals(
                List.of(
                        "accuracy",
                        "NLL (nats)",
                        "Brier score",
                        "ECE",
                        "AUROC interpolated pairs, max p(y|x)",
                        "AUROC permuted pixels, max p(y|x)",
                        "AUROC interpolated pairs, log p(x)",
                        "AUROC permuted pixels, log p(x)",
                        "AUROC interpolated pairs, -|grad log p(x)|",
                        "AUROC permuted pixels, -|grad log p(x)|",
                        "accuracy Linf 0.5",
                        "accuracy Linf 1.0",
                        "accuracy Linf 2.0",
                        "accuracy Linf 3.0",
                        "training seconds"),
                table.rows());
        assertTrue(table.get("AUROC interpolated pairs, log p(x)", "JEM").isPresent());
        assertTrue(table.get("AUROC interpolated pairs, log p(x)", "plain").isEmpty());
        assertEquals(4, log.size());

        Path page = ExperimentReport.write(outcome, folder.resolve("report"));
        assertTrue(Files.size(page) > 1000);
        for (String file : List.of(
                "report.md",
                "plain.tribuo",
                "plain.onnx",
                "plain-provenance.json",
                "jem.tribuo",
                "jem.onnx",
                "jem-provenance.json")) {
            assertTrue(Files.size(folder.resolve("report").resolve(file)) > 100, file);
        }
        Model<?> reloaded = Model.deserializeFromFile(folder.resolve("report").resolve("jem.tribuo"));
        try (JEMModel jem = (JEMModel) reloaded) {
            NeuralClassifierModel trained = outcome.judgements().get(1).model();
            assertEquals(
                    trained.predict(outcome.test().getExample(0)).getOutputScores(),
                    jem.predict(outcome.test().getExample(0)).getOutputScores());
        }
        outcome.judgements().forEach(j -> j.model().close());
    }

    /** The file of refined defences, with few steps and examples: what k means is tested with the defence itself. */
    @Test
    void refinedDefencesGiveCurvesThatNeverRise(@TempDir Path folder) throws IOException {
        Path shipped = Path.of("..", "configs", "jem-robustness.xml");
        String xml = Files.readString(shipped)
                .replace("name=\"steps\" value=\"5000\"", "name=\"steps\" value=\"60\"")
                .replace("name=\"steps\" value=\"20\"", "name=\"steps\" value=\"2\"")
                .replace("name=\"maxExamples\" value=\"300\"", "name=\"maxExamples\" value=\"20\"");
        Path file = folder.resolve("experiment.xml");
        Files.writeString(file, xml);
        ClassifierExperiment.Outcome outcome;
        try (ConfigurationManager cm = new ConfigurationManager(file.toString())) {
            outcome = ((ClassifierExperiment) cm.lookup("experiment")).run(line -> {});
        }
        Judgement plain = outcome.judgements().get(0);
        Judgement jem = outcome.judgements().get(1);
        assertEquals(Set.of("Linf", "L2"), plain.robustness().keySet());
        List<String> attacks = new ArrayList<>();
        for (String norm : List.of("Linf", "L2")) {
            attacks.add(norm);
            for (int k : new int[] {0, 1, 10}) {
                attacks.add(norm + " refined k=" + k);
            }
        }
        assertEquals(attacks, List.copyOf(jem.robustness().keySet()));
        List<String> rows = new ArrayList<>(List.of("accuracy", "NLL (nats)", "Brier score", "ECE"));
        jem.robustness().forEach((attack, r) -> {
            double last = r.cleanAccuracy();
            for (double radius : r.radii()) {
                assertTrue(r.robustAccuracy(radius) <= last, attack + " " + radius);
                last = r.robustAccuracy(radius);
                rows.add("accuracy " + attack + " " + radius);
            }
        });
        rows.add("training seconds");
        assertEquals(rows, outcome.table().rows());
        ExperimentReport.write(outcome, folder.resolve("report"));
        outcome.judgements().forEach(j -> j.model().close());
    }

    @Test
    void quickstartConfiguresTwoTrainers() {
        try (ConfigurationManager cm = new ConfigurationManager(QUICKSTART)) {
            assertEquals(2, cm.lookupAll(Trainer.class).size());
        }
    }

    @Test
    void anExperimentNeedsAContender() {
        PropertyException e =
                assertThrows(PropertyException.class, () -> new ClassifierExperiment("none", null, null, List.of()));
        assertTrue(e.getMessage().contains("contenders"), e.getMessage());
    }
}
