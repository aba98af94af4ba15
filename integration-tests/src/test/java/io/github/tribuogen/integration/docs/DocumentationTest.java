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
package io.github.tribuogen.integration.docs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.model.NeuralClassifierModel;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.nn.Variables;
import io.github.tribuogen.neural.optim.Adam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Dataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.evaluation.LabelEvaluator;
import org.tribuo.classification.example.LabelledDataGenerator;

/** The code in README and docs compiles, runs, and is the code that is tested here. */
class DocumentationTest {
    private static final Path ROOT = Path.of("..");
    private static final Path SOURCES = Path.of("src/test/java/io/github/tribuogen/integration/docs");

    @Test
    void readmeExampleRuns(@TempDir Path folder) throws IOException {
        assertEquals(397 + 100, ReadmeExample.run(20, folder));
        assertTrue(Files.exists(folder.resolve("jem.tribuo")) && Files.exists(folder.resolve("jem.onnx")));
    }

    @Test
    void readmeShowsTheTestedExample() throws IOException {
        String source = Files.readString(SOURCES.resolve("ReadmeExample.java"));
        String tested = source.substring(source.indexOf("// begin") + 8, source.indexOf("// end"));
        assertShown("README.md", tested.replace("steps(steps)", "steps(6000)").replace("folder.resolve", "Path.of"));
    }

    @Test
    void jointModelExampleRuns() throws IOException {
        assertEquals(10, JemExample.run(20));
        String source = Files.readString(SOURCES.resolve("JemExample.java"));
        String tested = source.substring(source.indexOf("// begin") + 8, source.indexOf("// end"));
        assertShown("docs/jem.md", tested.replace("steps(steps)", "steps(3000)"));
    }

    /** Ten classes: a guess is right one time in ten. */
    @Test
    void videoExampleRuns(@TempDir Path folder) throws IOException {
        assertTrue(VideoExample.run(240, 3, folder).accuracy() >= 0);
        assertTrue(Files.exists(folder.resolve("swap.png")) && Files.exists(folder.resolve("drawn.gif")));
        String source = Files.readString(SOURCES.resolve("VideoExample.java"));
        String tested = source.substring(source.indexOf("// begin") + 8, source.indexOf("// end"));
        assertShown(
                "docs/video.md", tested.replace("steps(steps)", "steps(5000)").replace("folder.resolve", "Path.of"));
    }

    @Test
    void engineDocumentationShowsTheTestedExamples() throws IOException {
        String layer = Files.readString(SOURCES.resolve("Highway.java"));
        assertShown("docs/engine.md", layer.substring(layer.indexOf("final class"), layer.lastIndexOf('}')));
        String trainer = Files.readString(SOURCES.resolve("SmoothedClassifierTrainer.java"));
        assertShown("docs/engine.md", trainer.substring(trainer.indexOf("    @Override"), trainer.lastIndexOf('}')));
    }

    /** Every line of the operator's example is a line of the engine or of its test. */
    @Test
    void engineDocumentationShowsTheRealOperator() throws IOException {
        Path graph = ROOT.resolve("tribuo-neural/src");
        String name = "/java/io/github/tribuogen/neural/graph/";
        Set<String> lines = new HashSet<>();
        for (String file : List.of(
                "main" + name + "ElementwiseOperators.java",
                "main" + name + "FloatingLowerings.java",
                "test" + name + "ElementwiseCases.java")) {
            Files.readAllLines(graph.resolve(file)).forEach(l -> lines.add(l.strip()));
        }
        String document = Files.readString(ROOT.resolve("docs/engine.md"));
        String section =
                document.substring(document.indexOf("## Adding an operator"), document.indexOf("## Adding a layer"));
        String[] blocks = section.split("```");
        assertEquals(7, blocks.length, "three pieces of code");
        for (int i = 1; i < blocks.length; i += 2) {
            for (String line : blocks[i].lines().skip(1).map(String::strip).toList()) {
                assertTrue(lines.contains(line), "not in the sources: " + line);
            }
        }
    }

    /** Every line of the code stands in the document, in order. */
    private static void assertShown(String document, String code) throws IOException {
        List<String> shown = Files.readAllLines(ROOT.resolve(document)).stream()
                .map(String::strip)
                .toList();
        int at = -1;
        for (String line :
                code.lines().map(String::strip).filter(l -> !l.isEmpty()).toList()) {
            int next = shown.subList(at + 1, shown.size()).indexOf(line);
            assertTrue(next >= 0, document + " lacks, after line " + (at + 1) + ": " + line);
            at += next + 1;
        }
    }

    @Test
    void layerExample() {
        Graph g = new Graph();
        Tensor x = g.input("x", DType.FLOAT32, Shape.batched("batch", 7));
        Variables v = Variables.declaring(g, DType.FLOAT32);
        Tensor y = new Highway().apply(ParameterScope.of(v).child("highway"), x);
        assertEquals(x.type(), y.type());
        assertArrayEquals(
                new String[] {"highway/gate/weight", "highway/gate/bias", "highway/change/weight", "highway/change/bias"
                },
                v.parameters("").keySet().toArray());
    }

    @Test
    void trainerExample() {
        Dataset<Label> data = LabelledDataGenerator.denseTrainTest().getA();
        SmoothedClassifierTrainer trainer = new SmoothedClassifierTrainer(
                new Mlp(16),
                new Adam(0.02),
                TrainingSettings.builder().steps(100).showProgress(false).build(),
                1);
        try (NeuralClassifierModel model = trainer.train(data)) {
            assertTrue(new LabelEvaluator().evaluate(model, data).accuracy() > 0.9);
        }
    }
}
