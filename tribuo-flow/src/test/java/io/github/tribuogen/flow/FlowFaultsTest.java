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
package io.github.tribuogen.flow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.flow.bijection.Bijection;
import io.github.tribuogen.flow.bijection.BijectionChain;
import io.github.tribuogen.flow.bijection.FlowContext;
import io.github.tribuogen.flow.bijection.MaskedAutoregressive;
import io.github.tribuogen.flow.bijection.MovingBatchNormalisation;
import io.github.tribuogen.flow.toy.ToyDensity;
import io.github.tribuogen.neural.data.AffineScaling;
import io.github.tribuogen.neural.data.Dequantisation;
import io.github.tribuogen.neural.data.LogitTransform;
import io.github.tribuogen.neural.data.Preprocessor;
import io.github.tribuogen.neural.data.PreprocessorChain;
import io.github.tribuogen.neural.data.Standardisation;
import io.github.tribuogen.neural.density.DensityAnomalyTrainer;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.ConstantInitialiser;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.runtime.DivergenceGuard;
import io.github.tribuogen.neural.runtime.TrainingDivergedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.anomaly.AnomalyFactory;
import org.tribuo.anomaly.Event;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** Data that densities do not like, and training that runs away. */
class FlowFaultsTest {
    private static FlowTrainer.Builder builder(long steps) {
        return Flows.trainer(Flows.realNvp(2, 8), steps);
    }

    /** The warnings of a training run. */
    private static String warnings(FlowTrainer trainer, MutableDataset<LogDensity> data) {
        List<String> said = new ArrayList<>();
        SimpleFormatter formatter = new SimpleFormatter();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                said.add(formatter.formatMessage(record));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(FlowTrainer.class.getName());
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            trainer.train(data).close();
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        return String.join("\n", said);
    }

    /** Rows of whole numbers in 0 ... 7, more of the high ones. */
    private static MutableDataset<LogDensity> discrete(int n) {
        SplittableRandom rng = new SplittableRandom(2);
        double[][] rows = new double[n][2];
        for (double[] r : rows) {
            Arrays.setAll(r, j -> Math.floor(8 * Math.sqrt(rng.nextDouble())));
        }
        return Flows.rows(rows);
    }

    @Test
    void discreteDataAreWarnedOf() {
        String w = warnings(builder(2).build(), discrete(100));
        assertTrue(w.contains("2 (a, b) of 2 features look discrete") && w.contains("Dequantisation"), w);
        FlowTrainer better = builder(2)
                .preprocessor(new PreprocessorChain(List.of(new Dequantisation(), new Standardisation())))
                .build();
        assertEquals("", warnings(better, discrete(100)));
        assertEquals("", warnings(builder(2).build(), Flows.toy(ToyDensity.MOONS, 100, 1)));
    }

    @Test
    void constantFeaturesAndCopiesAreWarnedOf() {
        double[][] rows = new double[40][];
        SplittableRandom rng = new SplittableRandom(1);
        for (int i = 0; i < 40; i++) {
            rows[i] = i < 30 ? new double[] {rng.nextGaussian(), 3, rng.nextGaussian()} : rows[i - 30].clone();
        }
        String w = warnings(builder(2).build(), Flows.rows(rows));
        assertTrue(w.contains("1 (b) of 3 features do not vary"), w);
        assertTrue(w.contains("10 of 40 rows repeat another"), w);
    }

    @Test
    void zeroVarianceDuplicatesAndSingleExamplesTrain() {
        double[] row = {1, 3};
        for (int n : new int[] {1, 30}) {
            double[][] rows = new double[n][];
            Arrays.fill(rows, row);
            try (FlowModel m = builder(20).build().train(Flows.rows(rows))) {
                double[] l = m.logDensity(new float[][] {{1, 3}, {9, -9}});
                assertTrue(Double.isFinite(l[0]) && l[0] > l[1], Arrays.toString(l));
                assertEquals(4, m.sample(4, new SplittableRandom(1)).length);
            }
        }
    }

    @Test
    void oneDimensionNeedsAFlowThatTakesIt() {
        MutableDataset<LogDensity> data = Flows.toy(ToyDensity.MIXTURE_1D, 300, 1);
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> builder(2).build().train(data));
        assertTrue(e.getMessage().contains("at least 2 coordinates"), e.getMessage());
        FlowTrainer t = Flows.trainer(
                        new BijectionChain(List.of(
                                new MovingBatchNormalisation(), new MaskedAutoregressive(Flows.TANH, false, 8))),
                        100)
                .build();
        try (FlowModel m = t.train(data)) {
            assertEquals(1, m.dimension());
            double width = 0.01;
            double total = 0;
            float[][] grid = new float[3000][];
            for (int i = 0; i < grid.length; i++) {
                grid[i] = new float[] {(float) (-15 + (i + 0.5) * width)};
            }
            for (double l : m.logDensity(grid)) {
                total += Math.exp(l) * width;
            }
            assertEquals(1, total, 1e-3);
        }
    }

    @Test
    void badValuesAndForeignExamplesAreRefused() {
        FlowTrainer t = builder(2).build();
        LogDensityFactory factory = new LogDensityFactory();
        assertSays(
                "no examples",
                () -> t.train(new MutableDataset<>(new SimpleDataSourceProvenance("none", factory), factory)));
        for (double bad : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
            MutableDataset<LogDensity> data = Flows.rows(new double[] {1, 2}, new double[] {3, 4});
            ((ArrayExample<LogDensity>) data.getExample(1)).set(new org.tribuo.Feature("a", bad));
            assertSays(Double.toString(bad), () -> t.train(data));
        }
        try (FlowModel m = t.train(Flows.toy(ToyDensity.MOONS, 50, 1))) {
            Example<LogDensity> foreign =
                    new ArrayExample<>(LogDensityFactory.OBSERVED, new String[] {"z"}, new double[] {1});
            assertSays("found an example with 1 features", () -> m.predict(foreign));
            Example<LogDensity> none = new ArrayExample<>(LogDensityFactory.OBSERVED, new String[0], new double[0]);
            assertSays("found an example with 0 features", () -> m.predict(none));
            // a feature the model does not know is ignored, one that lacks is zero
            Example<LogDensity> partly =
                    new ArrayExample<>(LogDensityFactory.OBSERVED, new String[] {"x1", "zz"}, new double[] {0.5, 7});
            assertEquals(
                    m.logDensity(new float[][] {{0.5f, 0}})[0],
                    m.predict(partly).getOutput().getValue(),
                    1e-6);
            assertSays("expected 2", () -> m.logDensity(new float[][] {{1}}));
            assertSays("NaN", () -> m.score(new float[][] {{1, Float.NaN}}));
        }
    }

    private static void assertSays(String part, org.junit.jupiter.api.function.Executable e) {
        String message = assertThrows(IllegalArgumentException.class, e).getMessage();
        assertTrue(message.contains(part), message);
    }

    /** Multiplies by a parameter that grows by itself, so that log-determinants run away at any rate above a bound. */
    public static final class Runaway implements Bijection {
        @Override
        public Image forward(ParameterScope scope, Tensor x, FlowContext context) {
            Tensor w = scope.parameter("w", new ConstantInitialiser(1), 1, 1);
            // a pole at w = 1.45: beyond, the logarithm is not a number
            Tensor s = w.rsub(1.45).log().neg();
            context.penalty("pull", w.mul(-1e6));
            context.metric("NFE", w.mul(0).add(7));
            return new Image(
                    x.mul(s.exp()), x.slice(1, 0, 1).squeeze(1).zerosLike().add(s.mul(2)));
        }

        @Override
        public Image inverse(ParameterScope scope, Tensor z, FlowContext context) {
            Tensor w = scope.parameter("w", new ConstantInitialiser(1), 1, 1);
            Tensor s = w.rsub(1.45).log().neg();
            return new Image(
                    z.mul(s.neg().exp()),
                    z.slice(1, 0, 1).squeeze(1).zerosLike().sub(s.mul(2)));
        }
    }

    @Test
    void divergenceReturnsToTheLastGoodState() {
        FlowTrainer.Builder b = FlowTrainer.builder(new Runaway(), new Adam(0.1))
                .settings(Flows.settings(12)
                        .stepsPerRun(2)
                        .guard(new DivergenceGuard(5, 0.1, 2))
                        .build());
        try (FlowModel m = b.build().train(Flows.toy(ToyDensity.GAUSS, 100, 1))) {
            String p = m.getProvenance().toString();
            assertTrue(p.contains("rollback-0") && p.contains("returned to step"), p);
            assertTrue(p.contains("NFE"), "metrics of the pass are in the provenance: " + p);
            assertTrue(m.trainingHistory().curves().containsKey("NFE"));
            assertTrue(Double.isFinite(m.logDensity(new float[1][2])[0]));
        }
        FlowTrainer hopeless = FlowTrainer.builder(new Runaway(), new Adam(0.1))
                .settings(Flows.settings(12)
                        .stepsPerRun(2)
                        .guard(new DivergenceGuard(0, 0.1, 2))
                        .build())
                .build();
        TrainingDivergedException e = assertThrows(
                TrainingDivergedException.class, () -> hopeless.train(Flows.toy(ToyDensity.GAUSS, 100, 1)));
        assertTrue(e.getMessage().contains("diverged"), e.getMessage());
    }

    /** A model with a preprocessing that bends has the densities that the change of variables says. */
    @Test
    void preprocessingThatBendsIsPartOfTheDensity() {
        Preprocessor preprocessor = new PreprocessorChain(
                List.of(new Dequantisation(), AffineScaling.betweenRanges(0, 8, 0, 1), new LogitTransform(0.05f)));
        FlowTrainer t = builder(200).preprocessor(preprocessor).build();
        MutableDataset<LogDensity> data = discrete(400);
        try (FlowModel m = t.train(data)) {
            // the mass of all 64 cells, each by the mean density over its noise
            float[][] cells = new float[64][];
            for (int i = 0; i < 64; i++) {
                cells[i] = new float[] {i / 8, i % 8};
            }
            double total = 0;
            int draws = 100;
            SplittableRandom rng = new SplittableRandom(4);
            for (int k = 0; k < draws; k++) {
                total += Arrays.stream(m.logProbability(cells, 1, rng))
                                .map(Math::exp)
                                .sum()
                        / draws;
            }
            assertEquals(1, total, 0.05);
            float[][] x = m.toRows(data.getData());
            double found = Arrays.stream(m.logProbability(x, 4, rng)).average().orElseThrow();
            double uniform = -2 * Math.log(8);
            assertTrue(found > uniform + 0.1, found + " against " + uniform);
            for (float[] s : m.sample(50, rng)) {
                for (float v : s) {
                    assertTrue(v == Math.rint(v) && v >= 0 && v <= 8, Float.toString(v));
                }
            }
            float[][] score = m.score(new float[][] {{3, 4}});
            double[] around = m.logDensity(new float[][] {{3.01f, 4}, {2.99f, 4}});
            assertEquals((around[0] - around[1]) / (3.01f - 2.99f), score[0][0], 0.02);
            FlowModel read = (FlowModel) m.copy();
            assertArrayEquals(m.logDensity(cells), read.logDensity(cells));
            read.close();
        }
        try (FlowModel plain = builder(2).build().train(Flows.toy(ToyDensity.MOONS, 50, 1))) {
            assertSays("Dequantisation", () -> plain.logProbability(new float[1][2], 1, new SplittableRandom(1)));
        }
    }

    /** Standardised or not, a flow of affine maps finds the same density in the user's units. */
    @Test
    void standardisationIsPartOfTheDensity() {
        double[][] rows = new double[500][];
        SplittableRandom rng = new SplittableRandom(3);
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[] {1000 + 50 * rng.nextGaussian(), 1e-3 * rng.nextGaussian()};
        }
        try (FlowModel m = builder(200).build().train(Flows.rows(rows))) {
            float[][] x = m.toRows(Flows.rows(rows).getData());
            double entropy = Math.log(2 * Math.PI * Math.E) + Math.log(50) + Math.log(1e-3);
            assertEquals(-entropy, Arrays.stream(m.logDensity(x)).average().orElseThrow(), 0.15);
            float[] curve = m.trainingHistory().curves().get("NLL").values();
            assertEquals(entropy, curve[curve.length - 1], 0.5);
        }
    }

    @Test
    void servesTheAnomalyDetector() {
        AnomalyFactory factory = new AnomalyFactory();
        MutableDataset<Event> expected =
                new MutableDataset<>(new SimpleDataSourceProvenance("moons", factory), factory);
        for (Example<LogDensity> e : Flows.toy(ToyDensity.MOONS, 400, 1)) {
            expected.add(new ArrayExample<>(AnomalyFactory.EXPECTED_EVENT, e, 1f));
        }
        Model<Event> detector = new DensityAnomalyTrainer(
                        Flows.trainer(Flows.realNvp(4, 16), 300).build(), 0.05)
                .train(expected);
        long anomalies = detector.predict(expected).stream()
                .filter(p -> p.getOutput().getType() == Event.EventType.ANOMALOUS)
                .count();
        assertEquals(20, anomalies, 1);
        for (double[] far : new double[][] {{0, 5}, {5, -3}, {-4, -3}}) {
            Example<Event> e = new ArrayExample<>(AnomalyFactory.EXPECTED_EVENT, new String[] {"x1", "x2"}, far);
            assertEquals(
                    Event.EventType.ANOMALOUS, detector.predict(e).getOutput().getType());
        }
    }
}
