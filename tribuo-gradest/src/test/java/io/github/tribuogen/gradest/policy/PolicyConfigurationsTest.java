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
package io.github.tribuogen.gradest.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.property.SimpleProperty;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.Trainer;

/** The configuration file of policies loads, and each of its trainers learns from a few episodes. */
class PolicyConfigurationsTest {
    private static ConfigurationManager load() {
        ConfigurationManager cm = new ConfigurationManager(Path.of("..", "configs", "policies.xml")
                .toAbsolutePath()
                .normalize()
                .toString());
        cm.overrideConfigurableProperty("settings", "showProgress", new SimpleProperty("false"));
        return cm;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cart-pole-relax",
                "cart-pole-a2c",
                "acrobot-relax",
                "acrobot-a2c",
                "lunar-lander-relax",
                "lunar-lander-a2c",
                "inverted-pendulum-lax",
                "inverted-pendulum-a2c"
            })
    void eachTrains(String name) {
        check(name);
    }

    @SuppressWarnings("unchecked") // source and trainer are of the same kind
    private static <T extends Output<T>> void check(String name) {
        ConfigurationManager cm = load();
        String environment = name.substring(0, name.lastIndexOf('-'));
        cm.overrideConfigurableProperty(environment + "-practice", "episodes", new SimpleProperty("4"));
        Trainer<T> trainer = (Trainer<T>) cm.lookup(name);
        String told = trainer.toString();
        assertEquals(name.endsWith("a2c"), told.contains("ScoreFunction"), told);
        assertEquals(name.endsWith("relax") && !name.startsWith("lunar"), told.contains("critic=null"), told);
        assertTrue(told.contains(name.startsWith("lunar") ? "learningRate=0.003" : "learningRate=0.01"), told);
        var source = (RandomPlayDataSource<T>) cm.lookup(environment + "-source");
        Model<T> model = trainer.train(new MutableDataset<>(source));
        assertEquals(
                "4",
                model.getProvenance()
                        .getInstanceProvenance()
                        .getMap()
                        .get("episodes")
                        .toString());
    }

    @Test
    void allTrainersAreCounted() {
        assertEquals(8, load().lookupAll(Trainer.class).size());
    }
}
