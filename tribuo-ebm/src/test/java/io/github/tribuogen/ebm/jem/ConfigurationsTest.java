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
package io.github.tribuogen.ebm.jem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.property.SimpleProperty;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterCount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tribuo.ConfigurableDataSource;
import org.tribuo.MutableDataset;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** The configuration files that ship with the project load and say what they should. */
class ConfigurationsTest {
    private static ConfigurationManager load(String file) {
        return new ConfigurationManager(
                Path.of("..", "configs", file).toAbsolutePath().normalize().toString());
    }

    @ParameterizedTest
    @SuppressWarnings("rawtypes") // what the lookup by class gives
    @CsvSource({
        "jem-clusters.xml, jem",
        "jem-digits.xml, cross-entropy cross-entropy-noise jem jem-penalty jem-tuned",
        "jem-mnist.xml, jem",
        "jem-cifar10-paper.xml, jem"
    })
    void trainersCanBeLookedUp(String file, String names) {
        ConfigurationManager cm = load(file);
        List<Trainer> trainers = cm.lookupAll(Trainer.class);
        Set<String> expected = new TreeSet<>(List.of(names.split(" ")));
        assertEquals(expected.size(), trainers.size());
        for (String name : expected) {
            Trainer<?> trainer = (Trainer<?>) cm.lookup(name);
            assertTrue(trainers.contains(trainer), name);
        }
    }

    @Test
    void thePapersNetworkHas36MillionParameters() {
        Network network = (Network) load("jem-cifar10-paper.xml").lookup("network");
        assertEquals(expected(28, 10), ParameterCount.of(network, 10, 3, 32, 32));
        assertEquals(36_471_338, expected(28, 10));
    }

    /** Wide ResNet without normalisation, biases everywhere, 1x1 shortcuts where the shape changes; 10 classes. */
    private static long expected(int depth, int width) {
        long count = 3 * 16 * 9 + 16;
        long in = 16;
        for (int stage = 0; stage < 3; stage++) {
            long out = 16L * width << stage;
            for (int block = 0; block < (depth - 4) / 6; block++) {
                count += in * out * 9 + out + out * out * 9 + out;
                count += in == out ? 0 : in * out + out;
                in = out;
            }
        }
        return count + in * 10 + 10;
    }

    @Test
    void thePapersSettingIsThatOfThePaper() {
        String jem = load("jem-cifar10-paper.xml").lookup("jem").toString();
        for (String part : List.of(
                "WideResNet(depth=28, width=10, dropout=0.0, normalisation=NoNormalisation",
                "learningRate=1.0E-4",
                "WarmUpSchedule(steps=1000",
                "marginalWeight=1.0, conditionalWeight=1.0, jointWeight=0.0, energyPenalty=0.0",
                "LangevinSampler(steps=20, stepSize=1.0, noise=0.01, gradientBound=0.0, sampleBound=0.0)",
                "ReplayBuffer(capacity=10000, freshRate=0.05, fresh=UniformStart(low=-1.0, high=1.0))",
                "inputNoise=0.03",
                "CropAndFlip(padding=4, flip=true)",
                "batchSize=64")) {
            assertTrue(jem.contains(part), part + " in " + jem);
        }
    }

    @Test
    @SuppressWarnings("unchecked") // the file says so
    void digitsComeFromTheFileToo() {
        ConfigurationManager cm = load("jem-digits.xml");
        var few = new MutableDataset<>((ConfigurableDataSource<Label>) cm.lookup("few-labels-source"));
        assertEquals(1200, few.size());
        assertEquals(1000, few.getOutputInfo().getUnknownCount());
        var test = new MutableDataset<>((ConfigurableDataSource<Label>) cm.lookup("test-source"));
        assertTrue(test.size() == 397 && test.getFeatureMap().size() == 64);
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

    /** The paper's setting with a small network: crops, flips, warm-up, buffer and checkpoints play together. */
    @Test
    void thePapersSettingInSmallTrainsAndResumes(@TempDir Path dir) {
        MutableDataset<Label> data = noise(12);
        List<Map<String, HostTensor>> weights = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            for (int steps : run == 0 ? new int[] {3} : new int[] {2, 3}) {
                ConfigurationManager cm = load("jem-cifar10-paper.xml");
                override(cm, "network", "depth", "10");
                override(cm, "network", "width", "1");
                override(cm, "sgld", "steps", "2");
                override(cm, "buffer", "capacity", "20");
                override(cm, "settings", "batchSize", "4");
                override(cm, "settings", "steps", Integer.toString(steps));
                override(cm, "settings", "validationShare", "0");
                override(
                        cm,
                        "settings",
                        "checkpointFolder",
                        dir.resolve("run" + run).toString());
                try (JEMModel model = ((JEMTrainer) cm.lookup("jem")).train(data)) {
                    weights.add(model.weights());
                    assertEquals(3 * 32 * 32, model.sample(2, new SplittableRandom(1))[1].length);
                    long first = model.trainingHistory().curves().get("loss").steps()[0];
                    assertEquals(run == 1 && steps == 3 ? 2 : 0, first, "what was done is not done again");
                }
            }
        }
        assertEquals(weights.get(0), weights.get(2));
    }

    /** One iteration of the paper's setting on 64 images of noise: about ten minutes of processor time, 8 GB. */
    @Test
    @Tag("slow")
    void onePaperIterationRuns(@TempDir Path dir) {
        ConfigurationManager cm = load("jem-cifar10-paper.xml");
        override(cm, "settings", "steps", "1");
        override(cm, "settings", "stepsPerRun", "1");
        override(cm, "settings", "validationShare", "0");
        override(cm, "settings", "checkpointFolder", dir.toString());
        JEMTrainer trainer = (JEMTrainer) cm.lookup("jem");
        try (JEMModel model = trainer.train(noise(64))) {
            // before the first update, whose rate is 0, the network knows nothing
            float[] crossEntropy =
                    model.trainingHistory().curves().get("cross-entropy").values();
            assertEquals(Math.log(10), crossEntropy[0], 0.1);
        }
    }

    private static void override(ConfigurationManager cm, String component, String property, String value) {
        cm.overrideConfigurableProperty(component, property, new SimpleProperty(value));
    }
}
