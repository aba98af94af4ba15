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
package io.github.tribuogen.flow.vae;

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
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** The configuration files of autoencoders load and say what they should. */
class ConfigurationsTest {
    private static ConfigurationManager load(String file) {
        return new ConfigurationManager(
                Path.of("..", "configs", file).toAbsolutePath().normalize().toString());
    }

    /** The settings of the paper's appendix. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mnist | [1024, 1024] | SOFTPLUS | rank=64 | flows=2 | BernoulliLikelihood | binarisation=FIXED",
                "omniglot | [512, 512] | SOFTPLUS | rank=20 | flows=5 | BernoulliLikelihood | binarisation=RESAMPLED",
                "frey | [512, 512] | SOFTPLUS | rank=20 | flows=2 | levels=256 | maxVariance=7.0",
                "caltech | [2048] | TANH | rank=20 | flows=1 | BernoulliLikelihood | binarisation=NONE"
            })
    void thePapersSettingsAreThoseOfThePaper(
            String name, String hidden, String activation, String rank, String flows, String likelihood, String other) {
        String trainer = load("flow-vae-paper.xml").lookup(name).toString();
        for (String part : List.of(
                "hiddenSizes=" + hidden,
                activation,
                rank,
                flows,
                likelihood,
                other,
                "layer=CONCAT",
                "conditioning=LOW_RANK",
                "endTime=0.5",
                "divergence=HutchinsonDivergence(noise=GAUSSIAN, probes=1",
                "testDivergence=ExactDivergence()",
                "AdaptiveSolver(method=DOPRI5, control=StepControl(absolute=1.0E-5, relative=1.0E-5",
                "GatedConvEncoder(channels=32)",
                "latentSize=64,featureSize=256",
                "learningRate=5.0E-4",
                "batchSize=100")) {
            assertTrue(trainer.contains(part), part + " in " + trainer);
        }
    }

    /** Uniform grey where MNIST's pixels are. */
    private static MutableDataset<LogDensity> grey(int images) {
        var factory = new LogDensityFactory();
        var data = new MutableDataset<>(new SimpleDataSourceProvenance("grey", factory), factory);
        String[] names = new String[28 * 28];
        Arrays.setAll(names, i -> String.format("%03d", i));
        SplittableRandom rng = new SplittableRandom(1);
        for (int i = 0; i < images; i++) {
            double[] x = rng.doubles(names.length, 0, 255).toArray();
            data.add(new ArrayExample<>(LogDensityFactory.OBSERVED, names, x));
        }
        return data;
    }

    @ParameterizedTest
    @CsvSource({"no-flow", "planar-vae", "iaf-vae", "sylvester-vae", "ffjord-vae"})
    void theReducedSettingsTrain(String name) {
        ConfigurationManager cm = load("flow-vae-mnist.xml");
        cm.overrideConfigurableProperty("settings", "steps", new SimpleProperty("2"));
        cm.overrideConfigurableProperty("settings", "showProgress", new SimpleProperty("false"));
        var data = grey(5);
        try (VAEModel m = ((VAETrainer) cm.lookup(name)).train(data)) {
            double bound = m.logDensity(m.toRows(data))[0];
            // an untrained decoder gives each pixel about one bit
            assertEquals(-28 * 28 * Math.log(2), bound, 60);
        }
    }

    @Test
    void allTrainersAreCounted() {
        assertEquals(
                4,
                load("flow-vae-paper.xml").lookupAll(org.tribuo.Trainer.class).size());
        assertEquals(
                5,
                load("flow-vae-mnist.xml").lookupAll(org.tribuo.Trainer.class).size());
    }
}
