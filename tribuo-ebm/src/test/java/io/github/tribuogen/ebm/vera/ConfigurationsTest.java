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
package io.github.tribuogen.ebm.vera;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.property.ListProperty;
import com.oracle.labs.mlrg.olcut.config.property.SimpleProperty;
import io.github.tribuogen.neural.density.LogDensity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.ConfigurableDataSource;
import org.tribuo.MutableDataset;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** The configuration files that ship with the project load, say what they should, and train. */
class ConfigurationsTest {
    private static ConfigurationManager load(String file) {
        return new ConfigurationManager(
                Path.of("..", "configs", file).toAbsolutePath().normalize().toString());
    }

    private static void override(ConfigurationManager cm, String component, String property, Object value) {
        cm.overrideConfigurableProperty(component, property, new SimpleProperty(value.toString()));
    }

    @ParameterizedTest
    @CsvSource({"vera", "paper"})
    void toysTrain(String name) {
        ConfigurationManager cm = load("vera-toys.xml");
        override(cm, "settings", "steps", 5);
        override(cm, "settings", "showProgress", false);
        MutableDataset<LogDensity> data = VeraData.densities(VeraData.clusters(300, 1));
        try (VERAModel m = ((VERATrainer) cm.lookup(name)).train(data)) {
            assertEquals(2, m.sample(3, new SplittableRandom(1))[0].length);
            assertEquals(1, m.entropyWeight());
        }
    }

    @ParameterizedTest
    @SuppressWarnings("unchecked") // the file says so
    @CsvSource({"vera, true", "labels-alone, false", "entropy, false", "vat, false"})
    void digitsTrain(String name, boolean generator) {
        ConfigurationManager cm = load("vera-digits.xml");
        override(cm, "settings", "steps", 5);
        override(cm, "settings", "showProgress", false);
        var data = new MutableDataset<>((ConfigurableDataSource<Label>) cm.lookup("train-source"));
        assertEquals(1100, data.getOutputInfo().getUnknownCount());
        try (VERAClassifierModel m = ((VERAClassifierTrainer) cm.lookup(name)).train(data)) {
            assertEquals(generator, m.functionNames().contains(SamplerFunctions.SAMPLE));
        }
    }

    /** Rows without a label are the unlabelled ones; the column of labels is no feature. */
    @ParameterizedTest
    @SuppressWarnings("unchecked") // the file says so
    @CsvSource({"vera, true", "labels-alone, false", "entropy, false", "vat, false"})
    void aTableTrains(String name, boolean generator, @TempDir Path dir) throws IOException {
        SplittableRandom rng = new SplittableRandom(1);
        StringBuilder csv = new StringBuilder("a,class,b\n");
        for (int i = 0; i < 60; i++) {
            String label = i < 20 ? "class" + i % 2 : "";
            csv.append(rng.nextDouble() + i % 2)
                    .append(',')
                    .append(label)
                    .append(',')
                    .append(rng.nextDouble());
            csv.append('\n');
        }
        Path file = Files.writeString(dir.resolve("train.csv"), csv);
        ConfigurationManager cm = load("vera-table.xml");
        override(cm, "train-rows", "dataPath", file);
        override(cm, "settings", "steps", 5);
        override(cm, "settings", "showProgress", false);
        var data = new MutableDataset<>((ConfigurableDataSource<Label>) cm.lookup("train-source"));
        assertEquals(60, data.size());
        assertEquals(40, data.getOutputInfo().getUnknownCount());
        assertEquals(2, data.getOutputInfo().size());
        assertEquals(2, data.getFeatureMap().size());
        try (VERAClassifierModel m = ((VERAClassifierTrainer) cm.lookup(name)).train(data)) {
            assertEquals(generator, m.functionNames().contains(SamplerFunctions.SAMPLE));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vera-cifar10-paper.xml", "vera-cifar100-paper.xml"})
    void thePapersSettingIsThatOfThePaper(String file) {
        Trainer<?> trainer = (Trainer<?>) load(file).lookup("vera");
        for (String part : List.of(
                "WideResNet(depth=28, width=10, dropout=0.3, normalisation=NoNormalisation",
                "ResNetGenerator(channels=256",
                "latentSize=128",
                "learningRate=3.0E-5",
                "learningRate=6.0E-5",
                "WarmUpSchedule(steps=2500",
                "entropyWeight=1.0E-4",
                "ImportanceEntropyGradient(draws=20, initialScale=0.1",
                "gradientPenalty=0.1, penaltyInterval=1, dataPenalty=0.0, samplePenalty=0.0",
                "classificationWeight=100.0,predictionEntropyWeight=0.0",
                "CropAndFlip(padding=4, flip=true)",
                "batchSize=40")) {
            assertTrue(trainer.toString().contains(part), part + " in " + trainer);
        }
    }

    /** A file of two records of CIFAR-100 stands in for the 50,000. */
    @Test
    @SuppressWarnings("unchecked") // the file says so
    void cifar100sSourceReadsTheFineClasses(@TempDir Path dir) throws IOException {
        byte[] records = new byte[2 * 3074];
        records[1] = 42;
        records[3074] = 7;
        records[3075] = 99;
        Path file = Files.write(dir.resolve("train.bin"), records);
        ConfigurationManager cm = load("vera-cifar100-paper.xml");
        cm.overrideConfigurableProperty(
                "train-source", "files", new ListProperty(List.of(new SimpleProperty(file.toString()))));
        var data = new MutableDataset<>((ConfigurableDataSource<Label>) cm.lookup("train-source"));
        assertEquals(
                Set.of("42", "99"),
                data.getOutputs().stream().map(Label::getLabel).collect(Collectors.toSet()));
    }

    /** Colour images of uniform noise, ten classes. */
    private static MutableDataset<Label> noise(int images) {
        LabelFactory factory = new LabelFactory();
        MutableDataset<Label> data = new MutableDataset<>(new SimpleDataSourceProvenance("noise", factory), factory);
        SplittableRandom rng = new SplittableRandom(1);
        String[] names = new String[3 * 32 * 32];
        Arrays.setAll(names, i -> String.format("%04d", i));
        for (int n = 0; n < images; n++) {
            double[] pixels = rng.doubles(names.length, 0, 255).toArray();
            data.add(new ArrayExample<>(new Label("class" + n % 10), names, pixels));
        }
        return data;
    }

    private static VERAClassifierTrainer paper(Path dir, long steps) {
        ConfigurationManager cm = load("vera-cifar10-paper.xml");
        override(cm, "settings", "steps", steps);
        override(cm, "settings", "stepsPerRun", 1);
        override(cm, "settings", "showProgress", false);
        override(cm, "settings", "checkpointFolder", dir.toString());
        return (VERAClassifierTrainer) cm.lookup("vera");
    }

    /** The paper's setting with small networks: crops, flips, a residual generator with batch statistics. */
    @Test
    void thePapersSettingInSmallTrains(@TempDir Path dir) {
        ConfigurationManager cm = load("vera-cifar10-paper.xml");
        override(cm, "network", "depth", 10);
        override(cm, "network", "width", 1);
        override(cm, "generator", "channels", 4);
        override(cm, "importance", "draws", 3);
        override(cm, "settings", "batchSize", 4);
        override(cm, "settings", "steps", 2);
        override(cm, "settings", "showProgress", false);
        override(cm, "settings", "checkpointFolder", dir.toString());
        try (VERAClassifierModel m = ((VERAClassifierTrainer) cm.lookup("vera")).train(noise(12))) {
            assertEquals(3 * 32 * 32, m.sample(2, new SplittableRandom(1))[1].length);
        }
    }

    /** One iteration of the paper's setting on 40 images of noise: minutes of processor time, and much memory. */
    @Test
    @Tag("slow")
    void onePaperIterationRuns(@TempDir Path dir) {
        try (VERAClassifierModel m = paper(dir, 1).train(noise(40))) {
            float[] crossEntropy =
                    m.trainingHistory().curves().get("cross-entropy").values();
            assertEquals(Math.log(10), crossEntropy[0], 0.1);
        }
    }
}
