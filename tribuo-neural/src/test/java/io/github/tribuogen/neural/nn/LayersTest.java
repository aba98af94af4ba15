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
package io.github.tribuogen.neural.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.StandardActivation.Function;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayersTest {
    private record Case(String name, Layer layer, String output, long... input) {}

    private static List<Case> cases() {
        List<Case> all = new ArrayList<>();
        all.add(new Case("linear", Linear.to(3), "[batch, 3]", 4));
        all.add(new Case("linear on sequences", Linear.to(3).withoutBias(), "[batch, 2, 3]", 2, 4));
        all.add(new Case("conv 1-D", Conv.to(2, 3).padding(1), "[batch, 2, 5]", 3, 5));
        all.add(new Case("conv 2-D", Conv.to(4, 3).stride(2).padding(1).groups(2), "[batch, 4, 3, 2]", 2, 5, 4));
        all.add(new Case("conv dilated", Conv.to(2, 3).dilation(2).withoutBias(), "[batch, 2, 2, 1]", 1, 6, 5));
        all.add(new Case("conv 3-D", Conv.to(2, 1, 2, 3).stride(1, 2, 1), "[batch, 2, 2, 2, 2]", 1, 2, 4, 4));
        all.add(new Case("transposed", ConvTransposed.to(2, 4).stride(2).padding(1), "[batch, 2, 6, 4]", 3, 3, 2));
        all.add(new Case(
                "transposed, larger",
                ConvTransposed.to(4, 3).stride(2).padding(1).extra(1).groups(2),
                "[batch, 4, 6]",
                2,
                3));
        all.add(new Case("average", Pooling.average(2), "[batch, 2, 2, 3]", 2, 4, 6));
        all.add(new Case("average, overlapping", Pooling.average(3).stride(2).padding(1), "[batch, 1, 3, 2]", 1, 5, 4));
        all.add(new Case("average, cut", Pooling.average(2), "[batch, 1, 2]", 1, 5));
        all.add(new Case("max", Pooling.max(2), "[batch, 2, 2, 3]", 2, 4, 6));
        all.add(new Case("max, overlapping", Pooling.max(3).stride(2).padding(1), "[batch, 1, 3, 2]", 1, 5, 4));
        all.add(new Case("max, dense", Pooling.max(3).stride(1), "[batch, 1, 3, 2]", 1, 5, 4));
        all.add(new Case("global", (s, x) -> Pooling.globalAverage(x), "[batch, 2]", 2, 3, 4));
        all.add(new Case("up", new UpSampling(2), "[batch, 2, 4, 6]", 2, 2, 3));
        all.add(new Case("up 1-D", new UpSampling(3), "[batch, 2, 6]", 2, 2));
        all.add(new Case("batch norm", new BatchNormalisation(), "[batch, 3, 2, 2]", 3, 2, 2));
        all.add(new Case("batch norm of vectors", new BatchNormalisation(), "[batch, 3]", 3));
        all.add(new Case("layer norm", new LayerNormalisation(), "[batch, 4]", 4));
        all.add(new Case("layer norm of images", new LayerNormalisation(), "[batch, 2, 3, 2]", 2, 3, 2));
        all.add(new Case("group norm", new GroupNormalisation(2), "[batch, 4, 2, 2]", 4, 2, 2));
        all.add(new Case("instance norm", new InstanceNormalisation(), "[batch, 2, 3, 2]", 2, 3, 2));
        all.add(new Case("dropout", new Dropout(0.4), "[batch, 5]", 5));
        all.add(new Case("residual", ResidualBlock.to(2), "[batch, 2, 3, 3]", 2, 3, 3));
        all.add(new Case(
                "residual, strided",
                ResidualBlock.to(3)
                        .stride(2)
                        .normalisation(new LayerNormalisation())
                        .dropout(0.3),
                "[batch, 3, 2, 2]",
                2,
                3,
                4));
        all.add(new Case("residual, up", ResidualBlock.to(2).upSampled(2), "[batch, 2, 4, 6]", 2, 2, 3));
        all.add(new Case("spectral", Conv.to(3, 2).transformed(new SpectralNorm(1)), "[batch, 3, 2, 2]", 2, 3, 3));
        all.add(new Case("GRU", LayersTest::gru, "[batch, 3]", 2, 4));
        all.add(new Case("LSTM", LayersTest::lstm, "[batch, 3]", 2, 4));
        for (Function f : Function.values()) {
            all.add(new Case(f.name(), new StandardActivation(f), "[batch, 4]", 4));
        }
        all.add(new Case("leaky", new LeakyRelu(), "[batch, 4]", 4));
        all.add(new Case("learned swish", new LearnedSwish(1.7, false, true), "[batch, 4]", 4));
        all.add(new Case("learned swish per unit", new LearnedSwish(1, true, false), "[batch, 2, 3, 2]", 2, 3, 2));
        return all;
    }

    private static Tensor gru(ParameterScope s, Tensor x) {
        GruCell cell = new GruCell(3);
        Tensor h = cell.start(x.flatten(1));
        for (int t = 0; t < 2; t++) {
            h = cell.apply(s, x.slice(1, t, t + 1).flatten(1), h);
        }
        return h;
    }

    private static Tensor lstm(ParameterScope s, Tensor x) {
        LstmCell cell = new LstmCell(3);
        LstmCell.State h = cell.start(x.flatten(1));
        for (int t = 0; t < 2; t++) {
            h = cell.apply(s, x.slice(1, t, t + 1).flatten(1), h);
        }
        return h.output();
    }

    @Test
    void shapesAndGradients() {
        for (Case c : cases()) {
            for (boolean training : new boolean[] {false, true}) {
                if (training && c.name.equals("spectral")) {
                    continue; // the power iteration moves with the weight, by design without gradient
                }
                try (Built b = Built.of(c.layer, training, DType.FLOAT64, 7, c.input)) {
                    assertEquals(c.output, b.output.shape().toString(), c.name);
                    b.checkGradients(2e-6);
                } catch (RuntimeException e) {
                    throw new AssertionError(c.name, e);
                }
            }
        }
    }

    private static double[] of(Layer layer, double[] x, long... sizes) {
        try (Built b = Built.of(layer, false, DType.FLOAT64, 7, sizes)) {
            b.values.put("x", HostTensor.of(x, withBatch(x, sizes)));
            return b.y();
        }
    }

    private static long[] withBatch(double[] x, long... sizes) {
        long[] s = new long[sizes.length + 1];
        s[0] = x.length / Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
        System.arraycopy(sizes, 0, s, 1, sizes.length);
        return s;
    }

    @Test
    void poolingAndUpSamplingByHand() {
        double[] x = {1, 5, 2, -3, -4, -1, 7, 0, 6};
        assertArrayEquals(
                new double[] {5, 5, 7, 6},
                of(Pooling.max(2).stride(1), new double[] {1, 5, 2, -3, -4, -1, 7, 0, 6}, 1, 3, 3),
                0.0);
        assertArrayEquals(
                new double[] {5, 5, 7, 7},
                of(Pooling.max(3).stride(2).padding(1), new double[] {1, 5, 2, -3, 5, -1, 7, 0, 7}, 1, 3, 3),
                0.0);
        double[] negative = Arrays.stream(x).map(v -> v - 10).toArray();
        assertArrayEquals(
                new double[] {-5, -5, -3, -4}, of(Pooling.max(3).stride(2).padding(1), negative, 1, 3, 3), 0.0);
        assertArrayEquals(new double[] {-0.25}, of(Pooling.average(2), x, 1, 3, 3), 1e-15);
        assertArrayEquals(
                new double[] {3, 1, 3.5}, of(Pooling.average(2).stride(2), new double[] {1, 5, 2, 0, 7, 0}, 1, 2), 0);
        assertArrayEquals(
                new double[] {1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4},
                of(new UpSampling(2), new double[] {1, 2, 3, 4}, 1, 2, 2),
                0.0);
    }

    @Test
    void activationsAtKnownPoints() {
        double[] x = {-2, 0.5};
        assertArrayEquals(new double[] {Math.expm1(-2), 0.5}, of(new StandardActivation(Function.ELU), x, 1), 1e-12);
        assertArrayEquals(
                new double[] {Math.log1p(Math.exp(-2)), Math.log1p(Math.exp(0.5))},
                of(new StandardActivation(Function.SOFTPLUS), x, 1),
                1e-12);
        assertArrayEquals(
                new double[] {-2 / (1 + Math.exp(2)), 0.5 / (1 + Math.exp(-0.5))},
                of(new StandardActivation(Function.SWISH), x, 1),
                1e-12);
        assertArrayEquals(
                new double[] {-2 / (1 + Math.exp(3)), 0.5 / (1 + Math.exp(-0.75))},
                of(new LearnedSwish(1.5, false, true), x, 1),
                1e-12);
        assertArrayEquals(
                new double[] {-2 * 0.022750131948179, 0.5 * 0.691462461274013},
                of(new StandardActivation(Function.GELU), x, 1),
                1e-12);
        assertArrayEquals(new double[] {-0.4, 0.5}, of(new LeakyRelu(), x, 1), 1e-15);
    }

    private static double sigmoid(double a) {
        return 1 / (1 + Math.exp(-a));
    }

    /** Row by row x W + b, the columns in their order. */
    private static double[] affine(Built b, String name, double[] x, int columns) {
        double[] w = b.values.get(name + "/weight").toDoubles();
        HostTensor bias = b.values.get(name + "/bias");
        double[] y = bias == null ? new double[columns] : bias.toDoubles();
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < columns; j++) {
                y[j] += x[i] * w[i * columns + j];
            }
        }
        return y;
    }

    @Test
    void recurrentCellsEqualPlainJava() {
        int n = 3;
        try (Built b = Built.of(LayersTest::gru, false, DType.FLOAT64, 21, 2, 4)) {
            double[] x = b.values.get("x").toDoubles();
            double[] h = new double[n];
            for (int t = 0; t < 2; t++) {
                double[] a = affine(b, "layer/input", Arrays.copyOfRange(x, 4 * t, 4 * t + 4), 3 * n);
                double[] u = affine(b, "layer/state", h, 3 * n);
                for (int i = 0; i < n; i++) {
                    double r = sigmoid(a[i] + u[i]);
                    double z = sigmoid(a[n + i] + u[n + i]);
                    h[i] = (1 - z) * Math.tanh(a[2 * n + i] + r * u[2 * n + i]) + z * h[i];
                }
            }
            assertArrayEquals(h, Arrays.copyOf(b.y(), n), 1e-12);
        }
        try (Built b = Built.of(LayersTest::lstm, false, DType.FLOAT64, 21, 2, 4)) {
            double[] x = b.values.get("x").toDoubles();
            double[] h = new double[n];
            double[] c = new double[n];
            for (int t = 0; t < 2; t++) {
                double[] a = affine(b, "layer/input", Arrays.copyOfRange(x, 4 * t, 4 * t + 4), 4 * n);
                double[] u = affine(b, "layer/state", h, 4 * n);
                for (int i = 0; i < n; i++) {
                    double in = sigmoid(a[i] + u[i]);
                    double forget = sigmoid(a[n + i] + u[n + i]);
                    c[i] = forget * c[i] + in * Math.tanh(a[2 * n + i] + u[2 * n + i]);
                    h[i] = sigmoid(a[3 * n + i] + u[3 * n + i]) * Math.tanh(c[i]);
                }
            }
            assertArrayEquals(h, Arrays.copyOf(b.y(), n), 1e-12);
        }
    }

    @Test
    void convolutionsByHand() {
        try (Built b = Built.of(Conv.to(2, 2).stride(2), false, DType.FLOAT64, 1, 1, 4)) {
            b.values.put("x", HostTensor.of(new double[] {1, 2, 3, 4}, 1, 1, 4));
            b.replace("layer/weight", 1, 10, 100, 1000);
            b.replace("layer/bias", 0.25, 0.5);
            assertArrayEquals(new double[] {21.25, 43.25, 2100.5, 4300.5}, b.y(), 1e-12);
        }
        try (Built b = Built.of(ConvTransposed.to(2, 2).stride(2), false, DType.FLOAT64, 1, 1, 2)) {
            b.values.put("x", HostTensor.of(new double[] {1, 2}, 1, 1, 2));
            b.replace("layer/weight", 1, 10, 100, 1000);
            b.replace("layer/bias", 0.25, 0.5);
            assertArrayEquals(new double[] {1.25, 10.25, 2.25, 20.25, 100.5, 1000.5, 200.5, 2000.5}, b.y(), 1e-12);
        }
    }

    @Test
    void residualBlocksAddToTheRawInput() {
        try (Built b = Built.of(ResidualBlock.to(2), false, DType.FLOAT64, 5, 2, 3, 3)) {
            b.replace("layer/conv1/weight", new double[36]);
            b.replace("layer/conv1/bias", 1, 2);
            double[] x = b.values.get("x").toDoubles();
            double[] y = b.y();
            for (int i = 0; i < x.length; i++) {
                assertEquals(x[i] + 1 + i / 9 % 2, y[i], 1e-12);
            }
        }
    }

    @Test
    void batchNormalisationFollowsTheBatchAndEvaluatesWithWhatItFollowed() {
        double[] x = {1, 10, 3, 30, 5, 20};
        try (Built train = Built.of(new BatchNormalisation(0.25, 1e-5), true, DType.FLOAT64, 1, 2)) {
            train.values.put("x", HostTensor.of(x, 3, 2));
            double[] y = train.y();
            double sd = Math.sqrt(8.0 / 3 + 1e-5);
            assertEquals(-2 / sd, y[0], 1e-12);
            assertEquals(0, y[2], 1e-12);
            double[] mean = train.run().get("assigned/layer/mean").toDoubles();
            double[] variance = train.run().get("assigned/layer/variance").toDoubles();
            assertArrayEquals(new double[] {0.25 * 3, 0.25 * 20}, mean, 1e-12);
            assertArrayEquals(new double[] {0.75 + 0.25 * 4, 0.75 + 0.25 * 100}, variance, 1e-12);
        }
        try (Built eval = Built.of(new BatchNormalisation(0.25, 1e-5), false, DType.FLOAT64, 1, 2)) {
            assertTrue(eval.variables.assigned().isEmpty());
            eval.values.put("x", HostTensor.of(x, 3, 2));
            eval.replace("layer/mean", 3, 20);
            eval.replace("layer/variance", 4, 100);
            eval.replace("layer/scale", 2, 1);
            eval.replace("layer/shift", 0, 7);
            double[] expected = new double[6];
            for (int i = 0; i < 6; i++) {
                expected[i] =
                        i % 2 == 0 ? 2 * (x[i] - 3) / Math.sqrt(4 + 1e-5) : (x[i] - 20) / Math.sqrt(100 + 1e-5) + 7;
            }
            assertArrayEquals(expected, eval.y(), 1e-12);
        }
    }

    @Test
    void normalisedExamplesHaveMeanZeroAndVarianceOne() {
        for (Normalisation n : List.of(
                new LayerNormalisation(),
                new GroupNormalisation(1),
                new GroupNormalisation(2),
                new InstanceNormalisation())) {
            int groups = n instanceof LayerNormalisation
                    ? 1
                    : n instanceof GroupNormalisation ? n.toString().contains("groups=1") ? 1 : 2 : 4;
            try (Built b = Built.of(n, false, DType.FLOAT64, 3, 4, 3, 2)) {
                double[] y = b.y();
                int size = 24 / groups;
                for (int start = 0; start < y.length; start += size) {
                    double[] part = Arrays.copyOfRange(y, start, start + size);
                    assertEquals(0, Arrays.stream(part).average().orElseThrow(), 1e-12, n.toString());
                    double v = Arrays.stream(part).map(a -> a * a).average().orElseThrow();
                    assertTrue(v < 1 && v > 0.99, n + ": " + v);
                }
            }
        }
    }

    /** The number kept is binomial: five standard deviations fail with probability below 1e-6. */
    @Test
    void dropoutKeepsTheConfiguredShareAndTheMean() {
        double rate = 0.3;
        try (Built b = Built.of(new Dropout(rate), true, DType.FLOAT32, 11, 40, 100)) {
            double[] x = b.values.get("x").toDoubles();
            double[] y = b.y();
            int kept = 0;
            for (int i = 0; i < y.length; i++) {
                if (y[i] != 0) {
                    kept++;
                    assertEquals(x[i] / (1 - rate), y[i], 1e-5);
                }
            }
            double sd = Math.sqrt(y.length * rate * (1 - rate));
            assertEquals(y.length * (1 - rate), kept, 5 * sd);
            b.values.put("noise", HostTensor.scalar(12L));
            assertTrue(!Arrays.equals(y, b.y()));
        }
        try (Built b = Built.of(new Dropout(rate), false, DType.FLOAT32, 11, 40)) {
            assertArrayEquals(b.values.get("x").toDoubles(), b.y(), 0.0);
        }
    }

    @Test
    void spectralNormDividesByTheLargestSingularValue() {
        try (Built b =
                Built.of(Linear.to(2).withoutBias().transformed(new SpectralNorm(60)), true, DType.FLOAT64, 3, 2)) {
            // singular values 5 and 2, rotated on both sides
            double c = Math.cos(0.4);
            double s = Math.sin(0.4);
            b.replace("layer/weight", 5 * c, -5 * s, 2 * s, 2 * c);
            b.values.put("x", HostTensor.of(new double[] {1, 0, 0, 1}, 2, 2));
            assertArrayEquals(new double[] {c, -s, 0.4 * s, 0.4 * c}, b.y(), 1e-9);
            assertEquals(1, b.run().get("assigned/layer/singularVector").toDoubles()[0], 1e-9);
        }
        // averaged with others, the vector is shorter than 1: its direction counts
        try (Built b =
                Built.of(Linear.to(2).withoutBias().transformed(new SpectralNorm(1)), false, DType.FLOAT64, 3, 2)) {
            b.replace("layer/weight", 5, 0, 0, 2);
            b.replace("layer/singularVector", 0.8, 0);
            b.values.put("x", HostTensor.of(new double[] {1, 0, 0, 1}, 2, 2));
            assertArrayEquals(new double[] {1, 0, 0, 0.4}, b.y(), 1e-9);
        }
    }

    @Test
    void sameScopeSameParametersAcrossRecurrentSteps() {
        Graph g = new Graph();
        ParameterScope scope = ParameterScope.of(Variables.declaring(g, DType.FLOAT32));
        gru(scope.child("cell"), g.input("x", DType.FLOAT32, Shape.batched("batch", 2, 4)));
        assertEquals(
                List.of("cell/input/weight", "cell/input/bias", "cell/state/weight", "cell/state/bias"),
                List.copyOf(scope.parameters().keySet()));
    }

    @Test
    void layersRefuseInputsTheyCannotTake() {
        refused(Conv.to(2, 3), "3", 4);
        refused(Conv.to(2, 3, 3), "2 spatial axes", 4, 5);
        refused(Conv.to(2, 3).groups(2), "divisible by 2", 3, 5);
        refused(ConvTransposed.to(2, 3), "spatial", 4);
        refused(Pooling.max(4), "window 4", 1, 3);
        refused(new InstanceNormalisation(), "3 axes", 4);
        refused(new GroupNormalisation(3), "divisible by 3", 4, 2);
        assertThrows(IllegalArgumentException.class, () -> new Dropout(1));
        assertThrows(IllegalArgumentException.class, () -> Linear.to(0));
        assertThrows(IllegalArgumentException.class, () -> Conv.to(1, 3).stride(0));
        assertThrows(IllegalStateException.class, () -> {
            Graph g = new Graph();
            Tensor x = g.input("x", DType.FLOAT32, Shape.batched("batch", 4));
            new Dropout(0.5)
                    .apply(
                            ParameterScope.of(Variables.declaring(g, DType.FLOAT32))
                                    .training(null)
                                    .child("d"),
                            x);
        });
    }

    private static void refused(Layer layer, String part, long... sizes) {
        Graph g = new Graph();
        Tensor x = g.input("x", DType.FLOAT32, Shape.batched("batch", sizes));
        ParameterScope scope =
                ParameterScope.of(Variables.declaring(g, DType.FLOAT32)).child("f");
        String message = assertThrows(IllegalArgumentException.class, () -> layer.apply(scope, x))
                .getMessage();
        assertTrue(message.contains(part), message);
        assertTrue(message.contains(x.shape().toString()), message);
    }

    @Test
    void configurableLayersSurviveConfigurationAndProvenance() {
        for (Case c : cases()) {
            if (c.layer instanceof Activation a) {
                ConfigRoundTrip.check(a);
            }
            if (c.layer instanceof Normalisation n) {
                ConfigRoundTrip.check(n);
            }
        }
    }
}
