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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import io.github.tribuogen.ebm.sampler.LangevinSampler;
import io.github.tribuogen.ebm.sampler.ReplayBuffer;
import io.github.tribuogen.ebm.sampler.UniformStart;
import io.github.tribuogen.neural.density.DensityAnomalyTrainer;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.ObservedData;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.runtime.Device;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Prediction;
import org.tribuo.anomaly.AnomalyFactory;
import org.tribuo.anomaly.Event;
import org.tribuo.classification.Label;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.test.Helpers;

class EBMTrainerTest {
    private static final Dataset<LogDensity> DATA = ObservedData.of(Clusters.draw(1000, 1, 1));

    private static EBMTrainer.Builder builder(long steps) {
        return EBMTrainer.builder(
                        new Mlp(new StandardActivation(StandardActivation.Function.SWISH), 64, 64), new Adam(1e-3))
                .sampler(LangevinSampler.proper(20, 0.05))
                .memory(new ReplayBuffer(1024, 0.05, new UniformStart(-4, 4)))
                .energyPenalty(0.01)
                .settings(TrainingSettings.builder()
                        .batchSize(128)
                        .steps(steps)
                        .device(Device.cpu(1))
                        .showProgress(false)
                        .build());
    }

    /** Between the two clusters and far from them the density is lower, and most samples lie near one of them. */
    @Test
    void learnsTheDensityOfTwoClusters() {
        try (EBMModel m = builder(400).build().train(DATA)) {
            double[] s = m.logDensity(new float[][] {{-2, 0}, {2, 0}, {0, 0}, {2, 3}, {-2, -3}});
            for (int far = 2; far < 5; far++) {
                assertTrue(Math.min(s[0], s[1]) > s[far] + 1, "point " + far + ": " + s[0] + ", " + s[far]);
            }
            float[][] x = m.sample(400, ChainOrigin.FRESH, 400, new SplittableRandom(1));
            int near = 0;
            int left = 0;
            for (float[] row : x) {
                near += Math.hypot(Math.abs(row[0]) - 2, row[1]) < 1.5 ? 1 : 0;
                left += row[0] < 0 ? 1 : 0;
            }
            assertTrue(near > 320, "near " + near);
            assertTrue(left > 80 && left < 320, "left " + left);
        }
    }

    @Test
    void roundTripsAndPredictions() {
        EBMTrainer trainer = builder(20).build();
        // Tribuo's own comparison of configurations trips over the negative end of the box
        var configuration = ProvenanceUtil.extractConfiguration(trainer.getProvenance());
        ConfigurationManager cm = new ConfigurationManager();
        cm.addConfiguration(configuration);
        assertEquals(
                trainer.toString(), cm.lookup(configuration.get(0).getName()).toString());
        try (EBMModel m = trainer.train(DATA)) {
            EBMModel read = (EBMModel) Helpers.testModelProtoSerialization(m, LogDensity.class, DATA, 0);
            assertArrayEquals(m.replayBuffer(), read.replayBuffer());
            assertEquals(m.sampleExamples(3, new SplittableRandom(2)), read.sampleExamples(3, new SplittableRandom(2)));
            double[] s = m.logDensity(m.toRows(DATA.getData()));
            for (int i = 0; i < 20; i++) {
                assertEquals(s[i], m.predict(DATA.getExample(i)).getOutput().getValue(), 1e-6);
            }
            assertFalse(m.isNormalised());
            read.close();
        }
        assertThrows(PropertyException.class, () -> builder(1).energyPenalty(-1).build());
    }

    /** Points far from both clusters are anomalies, and the share that is called so among others is the quantile. */
    @Test
    void servesTheAnomalyDetector() {
        AnomalyFactory factory = new AnomalyFactory();
        MutableDataset<Event> expected =
                new MutableDataset<>(new SimpleDataSourceProvenance("clusters", factory), factory);
        for (Example<Label> e : Clusters.draw(1000, 1, 1)) {
            expected.add(new ArrayExample<>(AnomalyFactory.EXPECTED_EVENT, e, 1f));
        }
        Model<Event> detector = new DensityAnomalyTrainer(builder(400).build(), 0.05).train(expected);
        int anomalies = 0;
        for (Prediction<Event> p : detector.predict(expected)) {
            anomalies += p.getOutput().getType() == Event.EventType.ANOMALOUS ? 1 : 0;
        }
        assertEquals(50, anomalies, 1);
        for (double[] far : new double[][] {{0, 3}, {2, -3}, {-3.5, 3}}) {
            Example<Event> e = new ArrayExample<>(AnomalyFactory.EXPECTED_EVENT, new String[] {"a", "b"}, far);
            assertEquals(
                    Event.EventType.ANOMALOUS, detector.predict(e).getOutput().getType());
        }
    }
}
