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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.neural.data.Standardisation;
import io.github.tribuogen.neural.data.ZeroVariance;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.runtime.EarlyStopping;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.tribuo.Example;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.evaluation.LabelEvaluator;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** Classifiers of two clusters with few labels, and of data that lack something. */
class VERAClassifierTrainerTest {
    private static final MutableDataset<Label> FEW = VeraData.classes(400, 4, 1);
    private static final MutableDataset<Label> ALL = VeraData.classes(400, 400, 1);

    private static VERAClassifierTrainer.Builder builder(long steps) {
        return VERAClassifierTrainer.builder(new Mlp(16))
                .settings(VeraData.settings(steps).build())
                .seed(3);
    }

    private static AmortisedSampler sampler() {
        return VeraData.sampler(2, 16).withEntropy(1e-2, new LaplaceEntropyGradient());
    }

    @Test
    void learnsClassesDensityAndSamplesFromFourLabels() {
        try (VERAClassifierModel m = builder(600)
                .sampler(sampler())
                .weights(1, 0.1)
                .optimiser(new Adam(1e-3, 0.5, 0.9))
                .build()
                .train(FEW)) {
            assertTrue(new LabelEvaluator()
                            .evaluate(m, VeraData.classes(400, 400, 2))
                            .accuracy()
                    > 0.97);
            float[][] right = m.sample(100, new Label("right"), new SplittableRandom(1));
            assertEquals(100, right.length);
            double mean = 0;
            for (float[] row : right) {
                mean += row[0] / right.length;
            }
            assertTrue(mean > 1, "mean " + mean);
            List<Example<Label>> examples = m.sampleExamples(40, new SplittableRandom(2));
            assertEquals(2, examples.stream().map(Example::getOutput).distinct().count());
            float[][] x = {{2, 0}, {0.5f, 0.3f}};
            float[][] f = m.logits(x);
            double[] s = m.logDensity(x);
            for (int i = 0; i < 2; i++) {
                assertEquals(Math.log(Math.exp(f[i][0]) + Math.exp(f[i][1])), s[i], 1e-5);
            }
            float h = 1e-2f;
            double slope = (m.logDensity(new float[][] {{2 + h, 0}})[0] - m.logDensity(new float[][] {{2 - h, 0}})[0])
                    / (2 * h);
            assertEquals(slope, m.score(x)[0][0], 0.05 * (1 + Math.abs(slope)));
            for (String metric : List.of(
                    "gap",
                    "scale",
                    "spread",
                    "score of data",
                    "score of samples",
                    "Stein identity",
                    "entropy gradient",
                    EntropyGradient.ESS,
                    "accuracy",
                    "cross-entropy",
                    "prediction entropy")) {
                assertTrue(m.trainingHistory().curves().containsKey(metric), metric);
            }
        }
    }

    /** With nothing but labels the trainer does not look at unlabelled rows. */
    @Test
    void withoutOtherTermsOnlyLabelledRowsCount() {
        MutableDataset<Label> labelled = VeraData.classes(4, 4, 1);
        double[][] first = VeraData.clusters(400, 1);
        assertArrayEquals(first[3], VeraData.clusters(4, 1)[3]);
        try (VERAClassifierModel few = builder(50).build().train(FEW);
                VERAClassifierModel alone = builder(50).build().train(labelled)) {
            assertEquals(alone.weights(), few.weights());
            assertFalse(few.functionNames().contains(SamplerFunctions.SAMPLE));
            String message = assertThrows(IllegalArgumentException.class, () -> few.sample(1, new SplittableRandom(1)))
                    .getMessage();
            assertTrue(message.contains("without a generator"), message);
            assertEquals(0, few.entropyWeight());
        }
    }

    @Test
    void everyTermActsAndKeepsTheNetworkFinite() {
        Map<String, VERAClassifierTrainer> all = Map.of(
                "entropy", builder(40).weights(1, 0.5).build(),
                "vat", builder(40).smoothness(new VirtualAdversarial(1, 0.5, 1)).build(),
                "vera", builder(40).sampler(sampler()).build(),
                "supervised", builder(40).build());
        float[] supervised;
        try (VERAClassifierModel m = all.get("supervised").train(FEW)) {
            supervised = m.logits(new float[][] {{1, 1}})[0];
        }
        all.get("supervised").setInvocationCount(0);
        all.forEach((name, trainer) -> {
            try (VERAClassifierModel m = trainer.train(FEW)) {
                float[] f = m.logits(new float[][] {{1, 1}})[0];
                assertTrue(Float.isFinite(f[0]), name);
                assertEquals(name.equals("supervised"), f[0] == supervised[0], name);
            }
        });
    }

    @Test
    void validationLooksAtLabelledRowsOnly() {
        try (VERAClassifierModel m = builder(40)
                .sampler(sampler())
                .settings(VeraData.settings(40)
                        .validation(0.2, new EarlyStopping(20, 0, true))
                        .build())
                .build()
                .train(VeraData.classes(400, 200, 1))) {
            assertEquals(
                    2, m.trainingHistory().curves().get("validation-accuracy").values().length);
        }
    }

    @Test
    void dataThatLackSomething() {
        String unlabelled = assertThrows(
                        IllegalArgumentException.class,
                        () -> builder(5).sampler(sampler()).build().train(VeraData.classes(100, 0, 1)))
                .getMessage();
        assertTrue(unlabelled.contains("VERATrainer") || unlabelled.contains("label"), unlabelled);
        // labelled only: one batch serves all terms
        try (VERAClassifierModel m = builder(5).sampler(sampler()).build().train(ALL)) {
            assertTrue(Double.isFinite(m.logDensity(new float[][] {{0, 0}})[0]));
        }
        // a feature that never changes carries nothing and does no harm
        LabelFactory factory = new LabelFactory();
        MutableDataset<Label> constant =
                new MutableDataset<>(new SimpleDataSourceProvenance("constant", factory), factory);
        double[][] x = VeraData.clusters(100, 1);
        for (int i = 0; i < 100; i++) {
            constant.add(new ArrayExample<>(
                    i < 10 ? new Label("" + i % 2) : LabelFactory.UNKNOWN_LABEL,
                    new String[] {"a", "b", "c"},
                    new double[] {x[i][0], x[i][1], 7}));
        }
        try (VERAClassifierModel m = builder(5)
                .sampler(sampler())
                .preprocessor(new Standardisation(ZeroVariance.UNIT_SCALE))
                .build()
                .train(constant)) {
            assertTrue(Double.isFinite(m.logDensity(new float[][] {{0, 0, 7}})[0]));
            assertEquals(3, m.sample(1, new SplittableRandom(1))[0].length);
        }
    }

    /** All of a class's labels may fall to validation. */
    @Test
    void aClassWithoutTrainingLabelsIsNamed() {
        MutableDataset<Label> data = VeraData.classes(60, 2, 1);
        int refused = 0;
        for (long seed = 0; seed < 6; seed++) {
            VERAClassifierTrainer t = builder(2)
                    .sampler(sampler())
                    .settings(VeraData.settings(2).validation(0.5, null).build())
                    .seed(seed)
                    .build();
            try (VERAClassifierModel m = t.train(data)) {
                assertTrue(Double.isFinite(m.logDensity(new float[][] {{0, 0}})[0]));
            } catch (IllegalArgumentException e) {
                assertTrue(
                        e.getMessage().contains("known label") || e.getMessage().contains("each class"),
                        e.getMessage());
                refused++;
            }
        }
        assertTrue(refused > 0);
    }

    @Test
    void fullLabelsShareOneBatch() {
        VERAClassifierTrainer t = builder(10).sampler(sampler()).build();
        var shared = t.exportTrainingStep(ALL);
        assertArrayEquals(
                new String[] {"batch:data/x", "batch:data/y"},
                shared.data().batch(1, 0).keySet().stream().sorted().toArray());
        Map<String, HostTensor> both = t.exportTrainingStep(FEW).data().batch(1, 0);
        assertEquals(4, both.get("batch:labelled/x").shape()[0], "no more labelled rows than there are");
        assertEquals(100, both.get("batch:data/x").shape()[0]);
    }
}
