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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.github.tribuogen.neural.data.Standardisation;
import io.github.tribuogen.neural.data.VectorLayout;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.testing.ReproductionHelper;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;
import org.tribuo.MutableDataset;
import org.tribuo.Prediction;
import org.tribuo.impl.ArrayExample;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.evaluation.RegressionEvaluation;
import org.tribuo.regression.evaluation.RegressionEvaluator;
import org.tribuo.test.Helpers;

class NeuralRegressorTest {
    // not in the order of the alphabet, so that a mistake in the order of dimensions shows
    private static final String[] NAMES = {"zeta", "alpha", "mid"};
    private static Dataset<Regressor> train;
    private static Dataset<Regressor> test;
    private static NeuralRegressorModel model;

    /** Three functions of two features on very different scales. */
    private static Dataset<Regressor> data(int n, long seed) {
        SplittableRandom rng = new SplittableRandom(seed);
        MutableDataset<Regressor> d = Subject.regressor().dataset();
        for (int i = 0; i < n; i++) {
            double a = rng.nextDouble(-1, 1);
            double b = rng.nextDouble(-1, 1);
            double[] y = {1000 + 200 * a * b, 0.01 * Math.sin(3 * a), -5 * b * b};
            d.add(new ArrayExample<>(new Regressor(NAMES, y), new String[] {"a", "b"}, new double[] {a, b}));
        }
        return d;
    }

    private static NeuralRegressorTrainer trainer() {
        return new NeuralRegressorTrainer(
                new Mlp(32, 32),
                new Adam(3e-3),
                new VectorLayout(),
                new Standardisation(),
                Subject.settings().batchSize(64).steps(1500).stepsPerRun(100).build(),
                3);
    }

    @BeforeAll
    static void trainOnce() {
        train = data(500, 1);
        test = data(200, 2);
        model = trainer().train(train);
    }

    @Test
    void learnsEveryDimensionWhateverItsScale() {
        RegressionEvaluation e = new RegressionEvaluator().evaluate(model, test);
        e.r2().forEach((dimension, r2) -> assertTrue(r2 > 0.97, dimension + " has R2 " + r2));
        assertEquals(3, e.r2().size());
    }

    @Test
    void rebuildsFromProvenanceToTheBit() {
        ReproductionHelper.assertReproduces(model, train, test.getData());
    }

    @Test
    void protobufRoundTrip() {
        Helpers.testModelProtoSerialization(model, Regressor.class, test);
        Helpers.testModelSerialization(model, Regressor.class);
        Helpers.testProvenanceMarshalling(model.getProvenance());
    }

    @Test
    void exportedFileGivesTheUsersUnits() throws Exception {
        byte[] bytes = model.exportONNXModel("io.github.tribuogen", 1).toByteArray();
        float[][] rows = model.toRows(test);
        List<Prediction<Regressor>> expected = model.predict(test);
        String[] names = RegressionTargets.names(model.getOutputIDInfo());
        OrtEnvironment env = OrtEnvironment.getEnvironment();
        try (OrtSession s = env.createSession(bytes, new OrtSession.SessionOptions());
                OnnxTensor in = OnnxTensor.createTensor(env, rows);
                OrtSession.Result r = s.run(Map.of("input", in))) {
            float[][] y = (float[][]) r.get("output").orElseThrow().getValue();
            for (int i = 0; i < y.length; i++) {
                for (int k = 0; k < names.length; k++) {
                    double p = expected.get(i)
                            .getOutput()
                            .getDimension(names[k])
                            .orElseThrow()
                            .getValue();
                    assertEquals(p, y[i][k], 1e-5 * Math.max(1, Math.abs(p)));
                }
            }
            assertArrayEquals(model.values(rows), y);
        }
    }

    @Test
    void dimensionsComeBackUnderTheirNames() {
        Prediction<Regressor> p = model.predict(new ArrayExample<>(
                new Regressor(NAMES, new double[3]), new String[] {"a", "b"}, new double[] {0.5, 0.5}));
        assertEquals(
                List.of("alpha", "mid", "zeta"), Arrays.asList(p.getOutput().getNames()));
        assertEquals(1050, p.getOutput().getDimension("zeta").orElseThrow().getValue(), 30);
        assertEquals(-1.25, p.getOutput().getDimension("mid").orElseThrow().getValue(), 0.3);
    }

    @Test
    void weightsMoveTheMean() {
        Subject<Regressor> s = Subject.regressor();
        MutableDataset<Regressor> d = s.dataset();
        for (double y : new double[] {0, 10}) {
            ArrayExample<Regressor> e = s.example(new Regressor("y", y), 1, 1);
            e.setWeight(y == 0 ? 4 : 1);
            d.add(e);
        }
        try (NeuralModel<Regressor> m = s.trainer(b -> b.steps(400)).train(d)) {
            // (4 * 0 + 1 * 10) / 5 minimises the weighted squared error
            assertEquals(2, m.predict(d.getExample(0)).getOutput().getValues()[0], 0.1);
        }
    }

    @Test
    void aConstantTargetIsPredictedAsItIs() {
        Subject<Regressor> s = Subject.regressor();
        MutableDataset<Regressor> d = s.dataset();
        for (int i = 0; i < 10; i++) {
            d.add(s.example(new Regressor("y", 12345.6), i, 1));
        }
        try (NeuralModel<Regressor> m = s.trainer(b -> b.steps(400)).train(d)) {
            assertEquals(12345.6, m.predict(d.getExample(3)).getOutput().getValues()[0], 0.1);
        }
    }

    @Test
    void refusesTargetsThatAreNotFinite() {
        Subject<Regressor> s = Subject.regressor();
        for (double bad : new double[] {Double.NEGATIVE_INFINITY, 1e39}) {
            MutableDataset<Regressor> d = s.dataset();
            d.add(s.example(new Regressor("y", 1), 1, 1));
            d.add(s.example(new Regressor("y", bad), 1, 1));
            Throwable e = assertThrows(
                    IllegalArgumentException.class, () -> s.trainer().train(d));
            assertTrue(
                    e.getMessage().contains("Example 1")
                            && e.getMessage().contains("'y'")
                            && e.getMessage().contains(Double.toString(bad)),
                    e.getMessage());
        }
    }
}
