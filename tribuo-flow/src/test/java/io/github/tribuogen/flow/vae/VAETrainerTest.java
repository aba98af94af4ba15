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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import com.oracle.labs.mlrg.olcut.provenance.primitives.IntProvenance;
import io.github.tribuogen.flow.cnf.Conditioning;
import io.github.tribuogen.flow.cnf.ContinuousFlow;
import io.github.tribuogen.flow.cnf.ExactDivergence;
import io.github.tribuogen.flow.cnf.HutchinsonDivergence;
import io.github.tribuogen.flow.cnf.MlpDynamics;
import io.github.tribuogen.flow.cnf.TimeLayer;
import io.github.tribuogen.flow.ode.AdaptiveSolver;
import io.github.tribuogen.flow.ode.Adjoint;
import io.github.tribuogen.neural.data.ImageLayout;
import io.github.tribuogen.neural.data.Standardisation;
import io.github.tribuogen.neural.density.DensityKind;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.latent.BernoulliLikelihood;
import io.github.tribuogen.neural.latent.Binarisation;
import io.github.tribuogen.neural.latent.CategoricalLikelihood;
import io.github.tribuogen.neural.latent.GaussianLikelihood;
import io.github.tribuogen.neural.latent.Likelihood;
import io.github.tribuogen.neural.model.TrainingSettings;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.StandardActivation;
import io.github.tribuogen.neural.optim.Adam;
import io.github.tribuogen.neural.optim.WeightAveraging;
import io.github.tribuogen.neural.runtime.Device;
import io.github.tribuogen.neural.runtime.EarlyStopping;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.Dataset;
import org.tribuo.MutableDataset;
import org.tribuo.Prediction;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.test.Helpers;

class VAETrainerTest {
    private static final double NOISE = 0.5;

    private static MutableDataset<LogDensity> empty() {
        var factory = new LogDensityFactory();
        return new MutableDataset<>(new SimpleDataSourceProvenance("drawn", factory), factory);
    }

    private static void add(MutableDataset<LogDensity> data, double... x) {
        String[] names = new String[x.length];
        Arrays.setAll(names, i -> String.format("%02d", i));
        data.add(new ArrayExample<>(LogDensityFactory.OBSERVED, names, x));
    }

    /** x = 3 + W z + 0.5 e with z of two numbers, x of three. */
    private static MutableDataset<LogDensity> linear(int n, long seed) {
        var data = empty();
        SplittableRandom rng = new SplittableRandom(seed);
        for (int i = 0; i < n; i++) {
            double a = rng.nextGaussian();
            double b = rng.nextGaussian();
            double[] x = {3 + a, 3 + a - b, 3 + 2 * b};
            for (int j = 0; j < 3; j++) {
                x[j] += NOISE * rng.nextGaussian();
            }
            add(data, x);
        }
        return data;
    }

    /** Grey 8x8 images: a bright half, left or right, upper or lower. */
    private static MutableDataset<LogDensity> halves(int n, IntToDoubleFunction grey) {
        var data = empty();
        for (int i = 0; i < n; i++) {
            double[] x = new double[64];
            for (int p = 0; p < 64; p++) {
                boolean bright = i % 4 < 2 ? (p % 8 < 4) == (i % 4 == 0) : (p < 32) == (i % 4 == 2);
                x[p] = grey.applyAsDouble(bright ? 3 : i % 2);
            }
            add(data, x);
        }
        return data;
    }

    private static TrainingSettings.Builder settings(int steps) {
        return TrainingSettings.builder()
                .batchSize(64)
                .steps(steps)
                .device(Device.cpu(1))
                .showProgress(false);
    }

    private static VAETrainer.Builder linearTrainer(Posterior posterior, int steps) {
        return VAETrainer.builder(GatedMlp.encoder(16), new Mlp(), new Adam(1e-2))
                .likelihood(new GaussianLikelihood(NOISE))
                .posterior(posterior)
                .sizes(2, 16)
                .settings(settings(steps).build())
                .seed(5);
    }

    private static ContinuousFlow continuous() {
        return ContinuousFlow.builder(new MlpDynamics(
                                TimeLayer.CONCAT, new StandardActivation(StandardActivation.Function.SOFTPLUS), 8)
                        .conditioned(Conditioning.LOW_RANK, 2))
                .divergence(new HutchinsonDivergence())
                .solver(AdaptiveSolver.dopri5(1e-3), new Adjoint())
                .test(AdaptiveSolver.dopri5(1e-5), new ExactDivergence())
                .endTime(0.5, false)
                .build();
    }

    static Stream<Posterior> posteriors() {
        return Stream.of(
                new GaussianPosterior(),
                new PlanarPosterior(2),
                new IAFPosterior(2, 8),
                new SylvesterPosterior(2, SylvesterKind.ORTHOGONAL, 2),
                new SylvesterPosterior(1, SylvesterKind.HOUSEHOLDER, 2),
                new ContinuousPosterior(1, continuous()));
    }

    /** log p(x) of the model itself: its decoder is linear, so x ~ N(b, W'W + 0.25 I). */
    private static double[] exact(VAEModel m, float[][] rows) {
        double[] w = m.weights().get("vae/decoder/output/weight").toDoubles(); // [2, 3]
        double[] b = m.weights().get("vae/decoder/output/bias").toDoubles();
        double[] all = new double[rows.length];
        for (int r = 0; r < rows.length; r++) {
            // [C d; d' 0] has the determinant -|C| d' C^-1 d
            double[][] c = new double[3][3];
            double[][] bordered = new double[4][4];
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    c[i][j] = w[i] * w[j] + w[3 + i] * w[3 + j] + (i == j ? NOISE * NOISE : 0);
                    bordered[i][j] = c[i][j];
                }
                bordered[i][3] = rows[r][i] - b[i];
                bordered[3][i] = rows[r][i] - b[i];
            }
            double logDeterminant = Graphs.logDeterminant(c);
            double distance = Math.exp(Graphs.logDeterminant(bordered) - logDeterminant);
            all[r] = -0.5 * (3 * Math.log(2 * Math.PI) + logDeterminant + distance);
        }
        return all;
    }

    /**
     * For any posterior, the weight p(x, z) / q(z|x) has the mean p(x), and its logarithm a mean that is at most log p(x). 2,000
     * rows; both within 5 standard errors (a false alarm below 1e-6).
     */
    @ParameterizedTest
    @MethodSource("posteriors")
    void theBoundIsOneAndItsWeightIsUnbiased(Posterior posterior) {
        try (VAEModel m = linearTrainer(posterior, 600).build().train(linear(1000, 1))) {
            assertEquals(DensityKind.LOWER_BOUND, m.densityKind());
            float[][] rows = m.toRows(linear(2000, 2));
            double[] bound = m.logDensity(rows);
            double[] truth = exact(m, rows);
            double[] gap = new double[rows.length];
            double[] ratio = new double[rows.length];
            for (int i = 0; i < rows.length; i++) {
                gap[i] = truth[i] - bound[i];
                ratio[i] = Math.exp(bound[i] - truth[i]);
            }
            assertTrue(mean(gap) > -5 * error(gap), posterior + ": gap " + mean(gap));
            assertTrue(mean(gap) < 0.3, posterior + ": gap " + mean(gap));
            assertEquals(1, mean(ratio), 5 * error(ratio), posterior.toString());
            // many draws close the gap
            float[][] some = Arrays.copyOf(rows, 300);
            double[] tight = m.importanceBound(some, 200);
            double[] rest = new double[some.length];
            for (int i = 0; i < some.length; i++) {
                rest[i] = truth[i] - tight[i];
            }
            assertEquals(0, mean(rest), 0.02, posterior.toString());
            // the parts are those of the bound
            float[][] terms = m.boundTerms(some);
            assertArrayEquals(
                    Arrays.copyOf(bound, 300),
                    Arrays.stream(terms).mapToDouble(t -> t[0] - t[1]).toArray(),
                    1e-3);
            assertArrayEquals(Arrays.copyOf(bound, 300), m.importanceBound(some, 1), 1e-3);
        }
    }

    private static double mean(double[] v) {
        return Arrays.stream(v).average().orElseThrow();
    }

    private static double error(double[] v) {
        double mean = mean(v);
        double square =
                Arrays.stream(v).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
        return Math.sqrt(square / v.length);
    }

    /** The bound refers to the user's units: standardising inside changes it by what training reaches at most. */
    @Test
    void standardisationAddsItsLogDeterminant() {
        Dataset<LogDensity> data = linear(1000, 1);
        double entropy = 0.5
                * (3 * Math.log(2 * Math.PI * Math.E)
                        + Graphs.logDeterminant(new double[][] {{1.25, 1, 0}, {1, 2.25, -2}, {0, -2, 4.25}}));
        try (VAEModel m = linearTrainer(new GaussianPosterior(), 1500)
                .likelihood(new GaussianLikelihood(0.3))
                .preprocessor(new Standardisation())
                .build()
                .train(data)) {
            assertEquals(entropy, -mean(m.logDensity(m.toRows(data))), 0.3);
            double mean = Arrays.stream(m.sample(4000, new SplittableRandom(1)))
                    .mapToDouble(r -> r[2])
                    .average()
                    .orElseThrow();
            assertEquals(3, mean, 0.3);
        }
    }

    private static VAETrainer.Builder imageTrainer(Likelihood likelihood, int steps) {
        return VAETrainer.builder(new GatedConvEncoder(4), new GatedConvDecoder(8, 8, 4), new Adam(5e-3))
                .likelihood(likelihood)
                .posterior(new SylvesterPosterior(1, SylvesterKind.ORTHOGONAL, 2))
                .sizes(4, 16)
                .warmUpSteps(steps / 4)
                .layout(new ImageLayout(1, 8, 8))
                .settings(settings(steps).batchSize(16).build());
    }

    /** Four pictures: the bound comes near log 1/4, and a picture decodes to itself. */
    @Test
    void convolutionsLearnFourPictures() {
        Dataset<LogDensity> data = halves(40, v -> v == 3 ? 1 : 0);
        try (VAEModel m = imageTrainer(new BernoulliLikelihood(), 400).build().train(data)) {
            float[][] rows =
                    m.toRows(Stream.of(0, 1, 2, 3).map(i -> data.getExample(i)).toList());
            double bound = mean(m.logDensity(rows));
            assertTrue(bound > -6, "bound " + bound);
            float[][] again = m.reconstruct(rows);
            for (int i = 0; i < rows.length; i++) {
                assertArrayEquals(rows[i], again[i], 0.25f, "picture " + i);
            }
            float[][] codes = m.encode(rows);
            assertEquals(4, codes[0].length);
            assertArrayEquals(again[1], m.decode(codes)[1], 1e-5f);
            assertEquals(64, m.sampleMeans(2, new SplittableRandom(1))[1].length);
        }
    }

    @Test
    void greyLevelsAreLearnedAsCategories() {
        Dataset<LogDensity> data = halves(40, v -> v / 3);
        try (VAEModel m =
                imageTrainer(new CategoricalLikelihood(4), 300).build().train(data)) {
            float[][] rows = m.toRows(data);
            double bound = mean(m.logDensity(rows));
            assertTrue(bound > -64 * Math.log(4) / 4, "bound " + bound);
            for (float[] x : m.sample(20, new SplittableRandom(1))) {
                for (float v : x) {
                    assertEquals(Math.rint(3 * v), 3 * v, 1e-5);
                }
            }
        }
    }

    /** Fresh binary pictures in every step, the same ones outside training. */
    @Test
    void binarisationIsFreshInTrainingAndFixedOutside() {
        Dataset<LogDensity> data = halves(40, v -> v == 3 ? 0.9 : 0.1);
        double[] floors = new double[2];
        for (Binarisation b : new Binarisation[] {Binarisation.FIXED, Binarisation.RESAMPLED}) {
            try (VAEModel m = imageTrainer(new BernoulliLikelihood(), 200)
                    .binarisation(b)
                    .build()
                    .train(data)) {
                float[][] rows = m.toRows(data);
                assertArrayEquals(m.logDensity(rows), m.logDensity(rows));
                floors[b == Binarisation.FIXED ? 0 : 1] = mean(
                        m.boundTerms(rows).length == 0
                                ? new double[0]
                                : Arrays.stream(m.boundTerms(rows))
                                        .mapToDouble(t -> t[0])
                                        .toArray());
            }
        }
        // a Bernoulli pixel of 0.9 costs 0.325 nats, and no model can know fresh noise
        assertTrue(floors[1] < -0.2 * 64, "reconstruction " + floors[1]);
    }

    @Test
    void aRowsBoundDoesNotDependOnItsCompany() {
        try (VAEModel m = linearTrainer(new PlanarPosterior(2), 50).build().train(linear(100, 1))) {
            float[][] rows = m.toRows(linear(50, 3));
            double[] together = m.logDensity(rows);
            for (int i = 0; i < rows.length; i += 7) {
                assertEquals(together[i], m.logDensity(new float[][] {rows[i]})[0], 1e-5);
            }
            Prediction<LogDensity> p = m.predict(linear(50, 3).getExample(4));
            assertEquals(together[4], p.getOutput().getValue(), 1e-5);
        }
    }

    @Test
    void configurationRoundTripAndReproduction() {
        VAETrainer trainer = linearTrainer(new ContinuousPosterior(1, continuous()), 12)
                .warmUpSteps(6)
                .boundSamples(3)
                .averaging(new WeightAveraging(0.9, true))
                .build();
        Helpers.testConfigurableRoundtrip(
                imageTrainer(new CategoricalLikelihood(4), 5).build());
        trainer.train(linear(100, 1)).close();
        try (VAEModel second = trainer.train(linear(100, 1));
                VAEModel again = rebuilt(second).train(linear(100, 1))) {
            assertEquals(second.weights(), again.weights());
            float[][] rows = second.toRows(linear(20, 2));
            assertArrayEquals(second.logDensity(rows), again.logDensity(rows));
            assertArrayEquals(second.importanceBound(rows, 3), second.logDensity(rows), 1e-4);
            assertArrayEquals(second.sample(5, new SplittableRandom(1)), again.sample(5, new SplittableRandom(1)));
            assertFalse(Arrays.deepEquals(
                    second.sample(5, new SplittableRandom(1)), again.sample(5, new SplittableRandom(2))));
            float[] weight = second.trainingHistory().curves().get("KL weight").values();
            assertEquals(0, weight[0]);
            assertEquals(1, weight[weight.length - 1]);
            assertTrue(second.trainingHistory().curves().containsKey("NFE"));
        }
    }

    private static VAETrainer rebuilt(VAEModel model) {
        TrainerProvenance p = model.getProvenance().getTrainerProvenance();
        var configuration = ProvenanceUtil.extractConfiguration(p);
        ConfigurationManager cm = new ConfigurationManager();
        cm.addConfiguration(configuration);
        VAETrainer trainer = (VAETrainer) cm.lookup(configuration.get(0).getName());
        trainer.setInvocationCount(
                ((IntProvenance) p.getInstanceValues().get(TrainerProvenance.TRAIN_INVOCATION_COUNT)).getValue());
        return trainer;
    }

    @Test
    void protobufRoundTripKeepsEverything() {
        Dataset<LogDensity> data = linear(60, 1);
        try (VAEModel m = linearTrainer(new IAFPosterior(2, 8), 10).build().train(data)) {
            VAEModel read = (VAEModel) Helpers.testModelProtoSerialization(m, LogDensity.class, data, 0);
            float[][] rows = m.toRows(data);
            assertArrayEquals(m.logDensity(rows), read.logDensity(rows));
            assertArrayEquals(m.encode(rows), read.encode(rows));
            assertArrayEquals(m.sample(5, new SplittableRandom(1)), read.sample(5, new SplittableRandom(1)));
            assertEquals(2, read.latentSize());
            Helpers.testProvenanceMarshalling(m.getProvenance());
            read.close();
        }
    }

    @Test
    void exportedBoundRunsInBareOnnxRuntime() throws Exception {
        Dataset<LogDensity> data = linear(20, 1);
        try (VAEModel m = linearTrainer(new ContinuousPosterior(1, continuous()), 10)
                .build()
                .train(data)) {
            float[][] rows = m.toRows(data);
            float[] flat = new float[60];
            for (int i = 0; i < 20; i++) {
                System.arraycopy(rows[i], 0, flat, 3 * i, 3);
            }
            OrtEnvironment env = OrtEnvironment.getEnvironment();
            try (OrtSession s = env.createSession(
                            m.exportONNXModel("io.github.tribuogen.test", 1).toByteArray(),
                            new OrtSession.SessionOptions());
                    OnnxTensor in = OnnxTensor.createTensor(env, FloatBuffer.wrap(flat), new long[] {20, 3});
                    OrtSession.Result r = s.run(Map.of("input", in))) {
                float[][] y = (float[][]) r.get("output").orElseThrow().getValue();
                double[] expected = m.logDensity(rows);
                for (int i = 0; i < 20; i++) {
                    assertEquals(expected[i], y[i][0], 1e-4);
                }
            }
        }
    }

    @Test
    void theBestValidationIsKept() {
        try (VAEModel m = linearTrainer(new GaussianPosterior(), 60)
                .settings(settings(60)
                        .validation(0.2, new EarlyStopping(10, 0, true))
                        .build())
                .build()
                .train(linear(200, 1))) {
            assertTrue(m.trainingHistory().curves().containsKey("validation-negative-ELBO"));
        }
    }

    @Test
    void badInputIsNamed() {
        Dataset<LogDensity> data = linear(20, 1);
        VAETrainer.Builder b = linearTrainer(new GaussianPosterior(), 5);
        refused(() -> b.likelihood(new BernoulliLikelihood()).build().train(data), "Feature '0", "[0, 1]", "Bernoulli");
        refused(
                () -> b.likelihood(new GaussianLikelihood(1))
                        .binarisation(Binarisation.FIXED)
                        .build()
                        .train(data),
                "Feature '0",
                "[0, 1]",
                "binarised");
        refused(
                () -> imageTrainer(new CategoricalLikelihood(4), 5).build().train(halves(8, v -> 0.4)),
                "multiple of 1/3",
                "0.4");
        refused(
                () -> imageTrainer(new BernoulliLikelihood(), 5)
                        .layout(new io.github.tribuogen.neural.data.VectorLayout())
                        .build()
                        .train(halves(8, v -> 0)),
                "GatedConvEncoder",
                "height");
        try (VAEModel m = linearTrainer(new GaussianPosterior(), 5).build().train(data)) {
            refused(() -> m.decode(new float[][] {{1}}), "Code 0", "1 values", "2");
            refused(() -> m.decode(new float[][] {{1, Float.NaN}}), "Code 0", "NaN", "finite");
            refused(() -> m.importanceBound(m.toRows(data), 0), "draws", "1", "0");
            refused(() -> m.sample(-1, new SplittableRandom(1)), "n:", "-1");
            refused(() -> m.encode(new float[][] {{1, 2}}), "2 values", "3");
        }
        named(
                "latentSize",
                () -> linearTrainer(new GaussianPosterior(), 5).sizes(0, 3).build());
        named(
                "featureSize",
                () -> linearTrainer(new GaussianPosterior(), 5).sizes(3, 0).build());
        named(
                "warmUpSteps",
                () -> linearTrainer(new GaussianPosterior(), 5).warmUpSteps(-1).build());
        named(
                "boundSamples",
                () -> linearTrainer(new GaussianPosterior(), 5).boundSamples(0).build());
        named(
                "minVariance",
                () -> linearTrainer(new GaussianPosterior(), 5).variances(0, 1).build());
        named(
                "maxVariance",
                () -> linearTrainer(new GaussianPosterior(), 5).variances(1, 1).build());
        named("levels", () -> new CategoricalLikelihood(1));
        named("standardDeviation", () -> new GaussianLikelihood(-1));
        named("height", () -> new GatedConvDecoder(30, 28, 4));
    }

    private static void refused(org.junit.jupiter.api.function.Executable e, String... words) {
        String message = assertThrows(IllegalArgumentException.class, e).getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), word + " in: " + message);
        }
    }

    private static void named(String field, org.junit.jupiter.api.function.Executable e) {
        assertEquals(field, assertThrows(PropertyException.class, e).getProperty());
    }
}
