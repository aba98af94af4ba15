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
package io.github.tribuogen.neural.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.github.tribuogen.neural.data.AffineScaling;
import io.github.tribuogen.neural.data.DigitsDataSource;
import io.github.tribuogen.neural.data.DigitsSplit;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.testing.ReproductionHelper;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;
import org.tribuo.MutableDataset;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.evaluation.LabelEvaluator;
import org.tribuo.test.Helpers;

class NeuralClassifierTest {
    private static Dataset<Label> train;
    private static Dataset<Label> test;
    private static NeuralClassifierModel model;

    static NeuralClassifierTrainer trainer(long seed, int epochs) {
        return new NeuralClassifierTrainer(
                new Mlp(64, 32),
                new Adam(1e-3),
                DigitsDataSource.layout(),
                AffineScaling.betweenRanges(0, 16, -1, 1),
                TrainingSettings.builder()
                        .epochs(epochs)
                        .device(Device.cpu(1))
                        .showProgress(false)
                        .build(),
                seed);
    }

    @BeforeAll
    static void trainOnce() {
        train = new MutableDataset<>(new DigitsDataSource<>(new LabelFactory(), DigitsSplit.TRAIN));
        test = new MutableDataset<>(new DigitsDataSource<>(new LabelFactory(), DigitsSplit.TEST));
        model = trainer(1, 20).train(train);
    }

    @Test
    void learnsDigits() {
        double accuracy = new LabelEvaluator().evaluate(model, test).accuracy();
        assertTrue(accuracy > 0.93, "accuracy " + accuracy);
    }

    @Test
    void rebuildsFromProvenanceToTheBit() {
        ReproductionHelper.assertReproduces(model, train, test.getData());
    }

    @Test
    void protobufRoundTrip() {
        Helpers.testModelProtoSerialization(model, Label.class, test);
        Helpers.testModelSerialization(model, Label.class);
        Helpers.testProvenanceMarshalling(model.getProvenance());
    }

    @Test
    void exportedFileGivesTheSameScores() throws Exception {
        byte[] bytes = model.exportONNXModel("io.github.tribuogen", 1).toByteArray();
        float[][] rows = model.toRows(test);
        List<Prediction<Label>> expected = model.predict(test);
        OrtEnvironment env = OrtEnvironment.getEnvironment();
        try (OrtSession s = env.createSession(bytes, new OrtSession.SessionOptions());
                OnnxTensor in = OnnxTensor.createTensor(
                        env, FloatBuffer.wrap(flat(rows)), new long[] {rows.length, rows[0].length});
                OrtSession.Result r = s.run(Map.of("input", in))) {
            float[][] p = (float[][]) r.get("output").orElseThrow().getValue();
            for (int i = 0; i < p.length; i++) {
                for (int k = 0; k < 10; k++) {
                    Label l = model.getOutputIDInfo().getOutput(k);
                    assertEquals(
                            expected.get(i).getOutputScores().get(l.getLabel()).getScore(), p[i][k], 1e-5);
                }
            }
        }
    }

    private static float[] flat(float[][] rows) {
        float[] f = new float[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, f, i * rows[0].length, rows[0].length);
        }
        return f;
    }

    @Test
    void closedModelThrows() {
        NeuralClassifierModel m = trainer(1, 1).train(train);
        m.predict(test.getExample(0));
        m.close();
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> m.predict(test.getExample(0)));
        assertTrue(e.getMessage().contains("closed"), e.getMessage());
    }

    @Test
    void predictionsOfDigitsDoNotDependOnTheBatchSize() {
        double[] expected = Subject.numbers(model.predict(test));
        int size = model.getBatchSize();
        for (int other : new int[] {1, 2, 5, 16, 100}) {
            model.setBatchSize(other);
            double[] found = Subject.numbers(model.predict(test));
            for (int i = 0; i < found.length; i++) {
                assertEquals(expected[i], found[i], 1e-6, "batch size " + other);
            }
        }
        model.setBatchSize(size);
    }
}
