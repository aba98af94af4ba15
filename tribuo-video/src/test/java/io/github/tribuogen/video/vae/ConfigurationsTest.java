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
package io.github.tribuogen.video.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.property.SimpleProperty;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.video.data.GeneratedClipSource;
import io.github.tribuogen.video.data.MovingGlyphsDataSource;
import io.github.tribuogen.video.data.RotatingSolidsDataSource;
import io.github.tribuogen.video.evaluation.TransferEvaluator;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tribuo.MutableDataset;
import org.tribuo.Trainer;

/** The configuration file of the autoencoders of clips loads, says what it should, and trains. */
class ConfigurationsTest {
    private static ConfigurationManager load() {
        ConfigurationManager cm = new ConfigurationManager(Path.of("..", "configs", "video.xml")
                .toAbsolutePath()
                .normalize()
                .toString());
        for (String settings : new String[] {"small-settings", "glimpse-settings", "paper-settings"}) {
            cm.overrideConfigurableProperty(settings, "showProgress", new SimpleProperty("false"));
            cm.overrideConfigurableProperty(settings, "steps", new SimpleProperty("2"));
            cm.overrideConfigurableProperty(settings, "batchSize", new SimpleProperty("4"));
        }
        return cm;
    }

    @ParameterizedTest
    @CsvSource({
        "factored, 2, IdentityPrior(tie=0.01",
        "plain, 1, IidPrior(variance=1.0)",
        "random-walk, 1, RandomWalkPrior(tie=0.01",
        "penalised, 2, DependencePenalty(weight=100.0",
        "learned-tie, 2, learned from 0.01",
        "sequential, 2, DynamicsPrior(units=64)"
    })
    void smallModelsTrain(String name, int blocks, String told) {
        ConfigurationManager cm = load();
        cm.overrideConfigurableProperty("glyphs", "clips", new SimpleProperty("6"));
        @SuppressWarnings("unchecked")
        var source = (MovingGlyphsDataSource<LogDensity>) cm.lookup("glyphs");
        VideoVAETrainer trainer = (VideoVAETrainer) cm.lookup(name);
        assertTrue(trainer.toString().contains(told), trainer.toString());
        assertTrue(trainer.toString().contains("hiddenSizes=[256, 256]"), trainer.toString());
        try (VideoVAEModel m = trainer.train(new MutableDataset<>(source))) {
            assertEquals(blocks, m.blocks().size());
            assertEquals(8, m.features());
            assertEquals("8x1x32x32", m.geometry().toString());
        }
    }

    /** Networks of glimpses, on chairs as large: they are in the middle. */
    @Test
    void glimpsesTrain() {
        ConfigurationManager cm = load();
        cm.overrideConfigurableProperty("chairs", "clips", new SimpleProperty("4"));
        cm.overrideConfigurableProperty("chairs", "frames", new SimpleProperty("8"));
        @SuppressWarnings("unchecked")
        var source = (RotatingSolidsDataSource<LogDensity>) cm.lookup("chairs");
        VideoVAETrainer trainer = (VideoVAETrainer) cm.lookup("glimpses");
        assertTrue(trainer.toString().contains("FrameGlimpseEncoder(coarse=16"), trainer.toString());
        assertTrue(trainer.toString().contains("FrameGlimpseDecoder(whereUnits=64"), trainer.toString());
        assertTrue(trainer.toString().contains("IdentityPrior(tie=0.002"), trainer.toString());
        try (VideoVAEModel m = trainer.train(new MutableDataset<>(source))) {
            assertEquals("8x1x64x64", m.geometry().toString());
            assertEquals(6, m.block("pose").from());
            assertEquals(8, m.features());
            float[][] clips = m.toRows(new MutableDataset<>(source));
            assertEquals(8 * 64 * 64, m.reconstruct(clips)[0].length);
        }
    }

    /** The paper's networks on the paper's frames: a step on two clips, and as many parameters as there should be. */
    @Test
    void thePapersModelTrains() {
        ConfigurationManager cm = load();
        cm.overrideConfigurableProperty("chairs", "clips", new SimpleProperty("2"));
        cm.overrideConfigurableProperty("paper-settings", "steps", new SimpleProperty("1"));
        cm.overrideConfigurableProperty("paper-settings", "batchSize", new SimpleProperty("2"));
        @SuppressWarnings("unchecked")
        var source = (RotatingSolidsDataSource<LogDensity>) cm.lookup("chairs");
        try (VideoVAEModel m = ((VideoVAETrainer) cm.lookup("paper")).train(new MutableDataset<>(source))) {
            // running means and variances of the normalisations are no parameters
            long weights = m.weights().entrySet().stream()
                    .filter(w -> !w.getKey().endsWith("/mean") && !w.getKey().endsWith("/variance"))
                    .mapToLong(w -> w.getValue().size())
                    .sum();
            assertEquals(822_624 + 824_401, weights);
            float[][] frames = FrameRows.of(m.toRows(new MutableDataset<>(source))[0], m.geometry());
            float[] alone = m.encodeFrames(new float[][] {frames[3]}).means()[0];
            float[] together = m.encodeFrames(frames).means()[3];
            for (int j = 0; j < 8; j++) {
                assertEquals(alone[j], together[j], 1e-4);
            }
        }
    }

    @Test
    void everythingIsCounted() {
        ConfigurationManager cm = load();
        cm.overrideConfigurableProperty("chairs", "clips", new SimpleProperty("1"));
        assertEquals(8, cm.lookupAll(Trainer.class).size());
        assertTrue(cm.lookup("transfer") instanceof TransferEvaluator);
        assertEquals(1000, ((GeneratedClipSource<?>) cm.lookup("glyphs-test")).size());
    }
}
