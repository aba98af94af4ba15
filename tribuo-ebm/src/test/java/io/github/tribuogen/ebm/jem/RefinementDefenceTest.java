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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.ebm.sampler.LangevinSampler;
import io.github.tribuogen.ebm.sampler.ReplayBuffer;
import io.github.tribuogen.neural.data.AffineScaling;
import io.github.tribuogen.neural.data.VectorLayout;
import io.github.tribuogen.neural.evaluation.robustness.Defence;
import io.github.tribuogen.neural.evaluation.robustness.DifferentiableClassifier;
import io.github.tribuogen.neural.evaluation.robustness.NeuralClassifierTarget;
import io.github.tribuogen.neural.evaluation.robustness.Norm;
import io.github.tribuogen.neural.evaluation.robustness.ProjectedGradientAttack;
import io.github.tribuogen.neural.evaluation.robustness.RobustnessEvaluator;
import io.github.tribuogen.neural.model.NeuralClassifierModel;
import io.github.tribuogen.neural.model.NeuralClassifierTrainer;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.runtime.Device;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.test.Helpers;

class RefinementDefenceTest {
    private static final Mlp NETWORK = new Mlp(new StandardActivation(StandardActivation.Function.SWISH), 16);
    private static final MutableDataset<Label> DATA = Clusters.draw(200, 1, 1);
    private static final MutableDataset<Label> TEST = Clusters.draw(60, 2, 1);
    private static JEMModel model;

    @BeforeAll
    static void train() {
        model = JEMTrainer.builder(NETWORK, new Adam(1e-2))
                .preprocessor(new AffineScaling(0.25f, 0))
                .sampler(LangevinSampler.sgld(10, 0.05, 0.01))
                .memory(new ReplayBuffer(60, 0.1))
                .settings(settings())
                .build()
                .train(DATA);
    }

    private static TrainingSettings settings() {
        return TrainingSettings.builder()
                .batchSize(32)
                .steps(150)
                .device(Device.cpu(1))
                .showProgress(false)
                .build();
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static DifferentiableClassifier bare() {
        return new NeuralClassifierTarget(model, -5, 5);
    }

    private static float[][] rows() {
        return model.toRows(TEST.getData());
    }

    private static int[] labels() {
        int[] y = new int[TEST.size()];
        for (int i = 0; i < y.length; i++) {
            y[i] = model.getOutputIDInfo().getID(TEST.getExample(i).getOutput());
        }
        return y;
    }

    @Test
    void withoutStepsAndNoiseNothingChanges() {
        DifferentiableClassifier d = new RefinementDefence(0, 1, 0, 1).defend(bare());
        float[][] f = bare().logits(rows());
        float[][] g = bare().lossGradient(rows(), labels());
        float[][] df = d.logits(rows());
        float[][] dg = d.lossGradient(rows(), labels());
        for (int i = 0; i < f.length; i++) {
            assertArrayEquals(f[i], df[i], 1e-4f);
            assertArrayEquals(g[i], dg[i], 1e-4f);
        }
        double[] plain = evaluator(null).breakingDistances(bare(), rows(), labels());
        double[] defended = evaluator(new RefinementDefence(0, 1, 0, 1)).breakingDistances(bare(), rows(), labels());
        for (int i = 0; i < plain.length; i++) {
            assertEquals(plain[i], defended[i], 1e-3);
        }
    }

    /** One chain without noise: the gradient is that of the bare loss at the refined point. */
    @Test
    void gradientPassesStraightThrough() {
        DifferentiableClassifier d = new RefinementDefence(3, 1, 0, 1).defend(bare());
        float[][] g = d.lossGradient(rows(), labels());
        float[][] points = model.refine(rows(), 3, 0, new SplittableRandom(1).nextLong());
        float[][] expected = bare().lossGradient(points, labels());
        for (int i = 0; i < g.length; i++) {
            assertArrayEquals(expected[i], g[i], 1e-5f);
        }
    }

    @Test
    void gradientOfTheMeanOverChains() {
        DifferentiableClassifier d = new RefinementDefence(0, 200, 0.05, 3).defend(bare());
        float[] x = rows()[0];
        int y = labels()[0];
        float[] g = d.lossGradient(new float[][] {x}, new int[] {y})[0];
        // k = 0 and the same noise at every x: the mean loss has exactly this gradient
        for (int j = 0; j < 2; j++) {
            float h = 0.05f;
            double[] loss = new double[2];
            for (int s = 0; s < 2; s++) {
                float[] moved = x.clone();
                moved[j] += s == 0 ? h : -h;
                float[] f =
                        new RefinementDefence(0, 200, 0.05, 3).defend(bare()).logits(new float[][] {moved})[0];
                loss[s] = Math.log(Math.exp(f[0]) + Math.exp(f[1])) - f[y];
            }
            assertEquals((loss[0] - loss[1]) / (2 * h), g[j], 2e-3);
        }
    }

    private static RobustnessEvaluator evaluator(Defence defence) {
        return new RobustnessEvaluator(new ProjectedGradientAttack(Norm.LINF, 10, 0.3, 1, 1), defence, 0, 0.5, 1, 2, 3)
                .inRange(-5, 5);
    }

    @Test
    void robustAccuracyNeverRisesWithTheRadius() {
        for (int k : new int[] {0, 1, 10}) {
            var e = evaluator(new RefinementDefence(k, 3, 0.03, 1)).evaluate(model, TEST);
            double last = 1;
            for (double radius : new double[] {0, 0.5, 1, 2, 3}) {
                double now = e.robustAccuracy(radius);
                assertTrue(now <= last, "radius " + radius);
                last = now;
            }
        }
    }

    @Test
    void equalCallsGiveEqualResults() {
        Defence d = new RefinementDefence(2, 2, 0.03, 4);
        assertArrayEquals(d.defend(bare()).logits(rows()), d.defend(bare()).logits(rows()));
    }

    @Test
    void otherModelsAndBadSettingsAreRefused() {
        try (NeuralClassifierModel plain = new NeuralClassifierTrainer(
                        NETWORK, new Adam(1e-2), new VectorLayout(), new AffineScaling(0.25f, 0), settings(), 5)
                .train(DATA)) {
            assertThrows(IllegalArgumentException.class, () -> new RefinementDefence()
                    .defend(new NeuralClassifierTarget(plain, -5, 5)));
        }
        assertThrows(PropertyException.class, () -> new RefinementDefence(-1, 5, 0, 1));
        assertThrows(PropertyException.class, () -> new RefinementDefence(1, 0, 0, 1));
        assertThrows(PropertyException.class, () -> new RefinementDefence(1, 1, -1, 1));
        Helpers.testConfigurableRoundtrip(new RefinementDefence(3, 2, 0.01, 9));
    }
}
