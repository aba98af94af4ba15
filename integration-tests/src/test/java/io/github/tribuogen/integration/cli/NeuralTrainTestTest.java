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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import io.github.tribuogen.flow.FlowModel;
import io.github.tribuogen.neural.model.NeuralClassifierModel;
import io.github.tribuogen.neural.model.NeuralRegressorModel;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Model;
import org.tribuo.Trainer;

/** The shipped configurations for users' data run on tiny files. */
class NeuralTrainTestTest {
    private static final Path CONFIGS =
            Path.of("..", "configs").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    /** The shipped file with fewer steps and no progress bar. */
    private String config(String name, String... replacements) throws IOException {
        String text = Files.readString(CONFIGS.resolve(name));
        for (int i = 0; i < replacements.length; i += 2) {
            assertTrue(text.contains(replacements[i]), name + " lacks " + replacements[i]);
            text = text.replace(replacements[i], replacements[i + 1]);
        }
        Path copy = folder.resolve(name);
        Files.writeString(copy, text);
        return copy.toString();
    }

    private String csv(String name, boolean regression, long seed) throws IOException {
        SplittableRandom rng = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder("width,height,answer\n");
        for (int i = 0; i < 60; i++) {
            double w = rng.nextDouble(0, 10);
            double h = rng.nextDouble(0, 1);
            text.append(w).append(',').append(h).append(',');
            text.append(regression ? Double.toString(w * 2 + 5) : w > 5 ? "wide" : "narrow");
            text.append('\n');
        }
        Path file = folder.resolve(name);
        Files.writeString(file, text);
        return file.toString();
    }

    private Model<?> trainOn(String config, String... arguments) throws IOException {
        Path model = folder.resolve("out").resolve("model.tribuo");
        List<String> all = new ArrayList<>(List.of("-c", config, "-f", model.toString()));
        all.addAll(List.of(arguments));
        NeuralTrainTest.main(all.toArray(String[]::new));
        return Model.deserializeFromFile(model);
    }

    @Test
    void csvClassifier() throws Exception {
        Path onnx = folder.resolve("out").resolve("model.onnx");
        Path report = folder.resolve("report");
        Model<?> m = trainOn(
                config("csv-classifier.xml", "\"epochs\" value=\"200\"", "\"epochs\" value=\"40\""),
                "-t",
                "trainer",
                "-a",
                "labels",
                "-s",
                "CSV",
                "-y",
                "answer",
                "-u",
                csv("train.csv", false, 1),
                "-v",
                csv("test.csv", false, 2),
                "-x",
                onnx.toString(),
                "-o",
                report.toString());
        assertTrue(m instanceof NeuralClassifierModel);
        assertEquals(2, m.getFeatureIDMap().size());
        OrtEnvironment env = OrtEnvironment.getEnvironment();
        try (OrtSession s = env.createSession(onnx.toString(), new OrtSession.SessionOptions())) {
            assertTrue(s.getInputNames().contains("input"));
        }
        try (var files = Files.list(report)) {
            List<String> names = files.map(f -> f.getFileName().toString()).toList();
            assertTrue(names.stream().anyMatch(n -> n.endsWith(".html") || n.endsWith(".md")), names.toString());
        }
        assertTrue(Files.readString(provenance(report), StandardCharsets.UTF_8).contains("NeuralClassifierTrainer"));
    }

    private static Path provenance(Path report) throws IOException {
        try (var all = Files.walk(report)) {
            return all.filter(f -> f.endsWith("provenance.json")).findFirst().orElseThrow();
        }
    }

    @Test
    void csvRegressor() throws Exception {
        Model<?> m = trainOn(
                config("csv-classifier.xml", "\"epochs\" value=\"200\"", "\"epochs\" value=\"40\""),
                "-t",
                "regressor",
                "-a",
                "numbers",
                "-s",
                "CSV",
                "-y",
                "answer",
                "-u",
                csv("train.csv", true, 1),
                "-v",
                csv("test.csv", true, 2));
        assertTrue(m instanceof NeuralRegressorModel);
    }

    /** Images of 28 x 28 pixels: bright above or below. */
    private void idx(String images, String labels, int n) throws IOException {
        SplittableRandom rng = new SplittableRandom(n);
        try (DataOutputStream x = new DataOutputStream(Files.newOutputStream(folder.resolve(images)));
                DataOutputStream y = new DataOutputStream(Files.newOutputStream(folder.resolve(labels)))) {
            x.writeInt(0x00000803);
            x.writeInt(n);
            x.writeInt(28);
            x.writeInt(28);
            y.writeInt(0x00000801);
            y.writeInt(n);
            for (int i = 0; i < n; i++) {
                int label = i % 2;
                y.writeByte(label);
                for (int p = 0; p < 28 * 28; p++) {
                    boolean bright = (p < 14 * 28) == (label == 0);
                    x.writeByte(bright ? 150 + rng.nextInt(100) : rng.nextInt(60));
                }
            }
        }
    }

    @Test
    void idxClassifier() throws Exception {
        idx("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", 40);
        idx("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz", 10);
        Model<?> m = trainOn(
                config("idx-classifier.xml", "\"folder\" value=\"data\"", "\"folder\" value=\"" + folder + "\""),
                "-t",
                "trainer",
                "-U",
                "train",
                "-V",
                "test");
        assertTrue(m instanceof NeuralClassifierModel);
        assertEquals(784, m.getFeatureIDMap().size());
    }

    @Test
    void flowOnAToy() throws Exception {
        Path report = folder.resolve("report");
        Path onnx = folder.resolve("out").resolve("flow.onnx");
        Model<?> m = trainOn(
                config(
                        "flow-toys.xml",
                        "\"steps\" value=\"3000\"",
                        "\"steps\" value=\"20\"",
                        "\"numSamples\" value=\"100000\"",
                        "\"numSamples\" value=\"500\"",
                        "\"numSamples\" value=\"10000\"",
                        "\"numSamples\" value=\"200\""),
                "-t",
                "maf",
                "-U",
                "train",
                "-V",
                "test",
                "-x",
                onnx.toString(),
                "-o",
                report.toString());
        assertTrue(m instanceof FlowModel);
        assertTrue(Files.size(onnx) > 0);
        String json = Files.readString(provenance(report), StandardCharsets.UTF_8);
        assertTrue(json.contains("FlowTrainer") && json.contains("MaskedAutoregressive"));
        try (var files = Files.walk(report)) {
            String pages = files.filter(f -> f.toString().matches(".*[.](html|md)"))
                    .map(f -> {
                        try {
                            return Files.readString(f);
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .reduce("", String::concat);
            assertTrue(pages.contains("BITS_PER_DIMENSION") && pages.contains("validation-NLL"), pages);
        }
    }

    @Test
    void theTrainersOfTheFilesCanBeLookedUp() {
        assertEquals(
                2,
                new ConfigurationManager(CONFIGS.resolve("csv-classifier.xml").toString())
                        .lookupAll(Trainer.class)
                        .size());
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        String c = config("csv-classifier.xml");
        String train = csv("train.csv", false, 1);
        assertSays("--trainer", "-c", c);
        assertSays("neither", "-c", c, "-t", "trainer");
        assertSays("--output-factory", "-c", c, "-t", "trainer", "-s", "CSV", "-u", train, "-v", train);
    }

    private static void assertSays(String part, String... arguments) {
        Throwable e = assertThrows(IllegalArgumentException.class, () -> NeuralTrainTest.main(arguments));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }
}
