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
package io.github.tribuogen.gradest.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.property.SimpleProperty;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tribuo.MutableDataset;
import org.tribuo.Trainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** The configuration file of the paper's autoencoders loads, says what it should, and trains. */
class ConfigurationsTest {
    private static ConfigurationManager load() {
        ConfigurationManager cm = new ConfigurationManager(Path.of("..", "configs", "discrete-vae-paper.xml")
                .toAbsolutePath()
                .normalize()
                .toString());
        cm.overrideConfigurableProperty("settings", "showProgress", new SimpleProperty("false"));
        return cm;
    }

    private static MutableDataset<LogDensity> grey(int images) {
        var factory = new LogDensityFactory();
        var data = new MutableDataset<>(new SimpleDataSourceProvenance("grey", factory), factory);
        String[] names = new String[28 * 28];
        Arrays.setAll(names, i -> String.format("%03d", i));
        SplittableRandom rng = new SplittableRandom(1);
        for (int i = 0; i < images; i++) {
            data.add(new ArrayExample<>(
                    LogDensityFactory.OBSERVED,
                    names,
                    rng.doubles(names.length, 0, 255).toArray()));
        }
        return data;
    }

    @ParameterizedTest
    @CsvSource({"one-layer, 1", "two-layers, 2", "nonlinear, 1", "one-layer-rebar, 1"})
    void thePapersModelsTrain(String name, int layers) {
        String told = load().lookup(name).toString();
        for (String part : List.of(
                "size=200, classes=1, law=Bernoulli()",
                "RelaxedLoss(temperature=0.5, scale=1.0)",
                "coupling=COUPLED",
                "GlorotInitialiser",
                "learningRate=0.001",
                "beta2=0.99999",
                "batchSize=24",
                "steps=2000000",
                "binarisation=FIXED")) {
            assertTrue(told.contains(part), part + " in " + told);
        }
        assertEquals(!name.contains("rebar"), told.contains("hiddenSizes=[200, 200, 200, 200]"), told);
        assertEquals(name.equals("nonlinear"), told.contains("hiddenSizes=[200, 200], activation=TANH"), told);
        ConfigurationManager cm = load();
        cm.overrideConfigurableProperty("settings", "steps", new SimpleProperty("2"));
        var data = grey(4);
        try (DiscreteVAEModel m = ((DiscreteVAETrainer) cm.lookup(name)).train(data)) {
            assertEquals(layers, m.codeWidths().length);
            assertEquals("IWAE-100", m.boundName());
            // an untrained decoder gives each pixel about one bit
            assertEquals(-28 * 28 * Math.log(2), m.logDensity(m.toRows(data))[0], 120);
        }
    }

    @Test
    void allTrainersAreCounted() {
        assertEquals(4, load().lookupAll(Trainer.class).size());
    }
}
