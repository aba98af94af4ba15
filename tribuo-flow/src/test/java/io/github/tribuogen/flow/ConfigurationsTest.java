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
package io.github.tribuogen.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.property.SimpleProperty;
import io.github.tribuogen.flow.toy.ToyDensity;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.evaluation.LogDensityEvaluation;
import io.github.tribuogen.neural.density.evaluation.LogDensityEvaluator;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tribuo.ConfigurableDataSource;
import org.tribuo.MutableDataset;

/** The configuration file of the toys: its trainers learn what it says. */
class ConfigurationsTest {
    private static ConfigurationManager load(String... overrides) {
        ConfigurationManager cm = new ConfigurationManager(Path.of("..", "configs", "flow-toys.xml")
                .toAbsolutePath()
                .normalize()
                .toString());
        for (String override : overrides) {
            String[] part = override.split("[.=]", 3);
            cm.overrideConfigurableProperty(part[0], part[1], new SimpleProperty(part[2]));
        }
        return cm;
    }

    @SuppressWarnings("unchecked") // the file says so
    private static double testNll(ConfigurationManager cm, String trainer) {
        var train = new MutableDataset<>((ConfigurableDataSource<LogDensity>) cm.lookup("train"));
        var test = new MutableDataset<>((ConfigurableDataSource<LogDensity>) cm.lookup("test"));
        try (FlowModel m = ((FlowTrainer) cm.lookup(trainer)).train(train)) {
            LogDensityEvaluation e = new LogDensityEvaluator().evaluate(m, test);
            assertEquals(0, e.nonFiniteCount());
            return -e.meanLogDensity();
        }
    }

    /** Below the best Gaussian's 3.29 after a few seconds, and not below the entropy by more than the error of the test. */
    @ParameterizedTest
    @CsvSource({"real-nvp, 2.8", "nice, 3.1", "glow, 2.9", "maf, 3.0"})
    void everyFlowLearnsTheMoons(String trainer, double bound) {
        String few = "train.numSamples=5000 test.numSamples=2000 settings.steps=400 settings.batchSize=128"
                + " settings.showProgress=false adam.learningRate=5e-3 schedule.steps=400 averaging.decay=0.9";
        ConfigurationManager cm = load(few.split(" "));
        double nll = testNll(cm, trainer);
        assertTrue(nll < bound, trainer + ": " + nll);
        assertTrue(nll > ToyDensity.MOONS.entropy() - 0.1, trainer + ": " + nll);
    }

    /** The file as it is. */
    @ParameterizedTest
    @Tag("slow")
    @CsvSource({"real-nvp, 2.46", "nice, 2.6", "glow, 2.48", "maf, 2.5"})
    void theFilesFigures(String trainer, double bound) {
        double nll = testNll(load(), trainer);
        assertTrue(nll < bound && nll > ToyDensity.MOONS.entropy() - 0.05, trainer + ": " + nll);
    }
}
