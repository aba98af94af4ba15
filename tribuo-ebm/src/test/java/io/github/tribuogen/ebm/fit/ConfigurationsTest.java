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
package io.github.tribuogen.ebm.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.property.SimpleProperty;
import io.github.tribuogen.ebm.energy.LinearICADataSource;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterCount;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tribuo.MutableDataset;

/** The configuration files that ship with the project load and say what they should. */
class ConfigurationsTest {
    private static ConfigurationManager load(String file) {
        return new ConfigurationManager(
                Path.of("..", "configs", file).toAbsolutePath().normalize().toString());
    }

    @ParameterizedTest
    @CsvSource({"stein-ica.xml, lsd sm nce cnce ksd mle", "stein-toys.xml, lsd sm", "lsd-mnist.xml, lsd"})
    void trainersCanBeLookedUp(String file, String names) {
        ConfigurationManager cm = load(file);
        for (String name : names.split(" ")) {
            assertTrue(cm.lookup(name) instanceof DensityFitTrainer, name);
        }
    }

    @Test
    void thePapersNetworksHaveTheirSizes() {
        // 2 -> 300 -> 300 -> 1 with a slope for each hidden unit
        Network plane = (Network) load("stein-toys.xml").lookup("network");
        assertEquals(2 * 300 + 300 + 300 * 300 + 300 + 300 + 1 + 600, ParameterCount.of(plane, 1, 2));
        Network digits = (Network) load("lsd-mnist.xml").lookup("network");
        assertEquals(785 * 1000 + 1001 * 1000 + 1001 * 784 + 2000, ParameterCount.of(digits, 784, 1, 28, 28));
    }

    @Test
    void sourcesOfOneMatrixShareTheirTruth() {
        ConfigurationManager cm = load("stein-ica.xml");
        LinearICADataSource train = (LinearICADataSource) cm.lookup("train");
        LinearICADataSource test = (LinearICADataSource) cm.lookup("test");
        assertEquals(train.entropy(), test.entropy());
        double sum = 0;
        int n = 0;
        for (var e : test) {
            float[] x = {
                (float) e.lookup("x000").getValue(), (float) e.lookup("x001").getValue()
            };
            sum -= test.logDensity(x);
            n++;
        }
        // a source's log density has a variance of 0.71 nats squared: pi^2 / 3 - 2.58
        assertEquals(10_000, n);
        assertEquals(test.entropy(), sum / n, 5 * Math.sqrt(2 * 0.75 / n));
    }

    /** A few steps of the file as it is. */
    @Test
    void theIcaConfigurationTrains() {
        ConfigurationManager cm = load("stein-ica.xml");
        cm.overrideConfigurableProperty("train", "numSamples", new SimpleProperty("300"));
        cm.overrideConfigurableProperty("settings", "steps", new SimpleProperty("3"));
        cm.overrideConfigurableProperty("settings", "batchSize", new SimpleProperty("20"));
        cm.overrideConfigurableProperty("settings", "showProgress", new SimpleProperty("false"));
        DensityFitTrainer lsd = (DensityFitTrainer) cm.lookup("lsd");
        MutableDataset<LogDensity> data = new MutableDataset<>((LinearICADataSource) cm.lookup("train"));
        try (FittedDensityModel m = lsd.train(data)) {
            assertTrue(m.isNormalised());
            assertTrue(Double.isFinite(m.logDensity(new float[][] {{1, 2}})[0]));
        }
    }
}
