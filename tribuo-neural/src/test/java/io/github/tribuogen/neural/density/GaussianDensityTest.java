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
package io.github.tribuogen.neural.density;

import static io.github.tribuogen.neural.testing.ReproductionHelper.assertIdentical;
import static io.github.tribuogen.neural.testing.ReproductionHelper.assertReproduces;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.oracle.labs.mlrg.olcut.config.ConfigurationData;
import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import com.oracle.labs.mlrg.olcut.util.Pair;
import io.github.tribuogen.neural.density.evaluation.LogDensityEvaluation;
import io.github.tribuogen.neural.density.evaluation.LogDensityEvaluator;
import io.github.tribuogen.neural.density.evaluation.LogDensityMetrics;
import io.github.tribuogen.neural.density.protos.GaussianDensityModelProto;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.hipparchus.distribution.multivariate.MultivariateNormalDistribution;
import org.hipparchus.stat.correlation.Covariance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Prediction;
import org.tribuo.evaluation.CrossValidation;
import org.tribuo.evaluation.EvaluationAggregator;
import org.tribuo.impl.ArrayExample;
import org.tribuo.impl.ListExample;
import org.tribuo.protos.core.ModelProto;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.test.Helpers;

/** The closed-form density, and through it the whole Tribuo face of densities. */
class GaussianDensityTest {
    private static final double[] MEAN = {1.0, -2.0, 0.5};
    private static final double[] COVARIANCE = {2.0, 0.6, -0.3, 0.6, 1.0, 0.2, -0.3, 0.2, 0.5};
    private static final String GOLDEN = "density-gaussian-010.tribuo";

    private static MutableDataset<LogDensity> data(int n, long seed) {
        return new MutableDataset<>(new GaussianDataSource(n, MEAN, COVARIANCE, seed));
    }

    private static GaussianDensityModel model(CovarianceType type) {
        return new GaussianDensityTrainer(type, 1e-6).train(data(200, 1L));
    }

    private static MutableDataset<LogDensity> empty() {
        LogDensityFactory factory = new LogDensityFactory();
        return new MutableDataset<>(new SimpleDataSourceProvenance("test", factory), factory);
    }

    private static Example<LogDensity> example(double... values) {
        String[] names = new String[values.length];
        Arrays.setAll(names, i -> "x00" + i);
        return new ArrayExample<>(LogDensityFactory.OBSERVED, names, values);
    }

    private static double[][] doubles(Dataset<LogDensity> data) {
        double[][] rows = new double[data.size()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = FeatureRows.of(data.getExample(i), data.getFeatureIDMap());
        }
        return rows;
    }

    @ParameterizedTest
    @EnumSource(CovarianceType.class)
    void fitIsMaximumLikelihood(CovarianceType type) {
        MutableDataset<LogDensity> data = data(50, 3L);
        GaussianDensityModel model = new GaussianDensityTrainer(type, 0.25).train(data);
        double[][] rows = doubles(data);
        double[][] reference = new Covariance(rows, false).getCovarianceMatrix().getData();
        for (int i = 0; i < 3; i++) {
            int column = i;
            assertEquals(
                    Arrays.stream(rows).mapToDouble(r -> r[column]).average().orElseThrow(), model.getMean()[i], 1e-12);
            for (int j = 0; j < 3; j++) {
                double expected = i == j ? reference[i][i] + 0.25 : reference[i][j];
                assertEquals(
                        type == CovarianceType.FULL || i == j ? expected : 0.0, model.getCovariance()[i][j], 1e-12);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(CovarianceType.class)
    void logDensityAgreesWithReference(CovarianceType type) {
        GaussianDensityModel model = model(type);
        MultivariateNormalDistribution reference =
                new MultivariateNormalDistribution(model.getMean(), model.getCovariance());
        MutableDataset<LogDensity> points = data(40, 9L);
        double[] exact = model.logDensity(points);
        double[] ofRows = model.logDensity(model.toRows(points));
        List<Prediction<LogDensity>> predictions = model.predict(points);
        double[][] rows = doubles(points);
        for (int i = 0; i < exact.length; i++) {
            assertEquals(Math.log(reference.density(rows[i])), exact[i], 1e-9);
            assertEquals(exact[i], ofRows[i], 1e-5);
            assertEquals(exact[i], predictions.get(i).getOutput().getValue());
            assertEquals(DensityKind.NORMALISED, predictions.get(i).getOutput().getKind());
            assertEquals(3, predictions.get(i).getNumActiveFeatures());
        }
        assertTrue(model.isNormalised());
        assertEquals(3, model.dimension());
        assertEquals(0, model.logDensity(new float[0][]).length);
    }

    @ParameterizedTest
    @EnumSource(CovarianceType.class)
    void scoreIsTheGradient(CovarianceType type) {
        Gaussian gaussian = Gaussian.ofMoments(
                type,
                MEAN,
                type == CovarianceType.FULL
                        ? new double[][] {{2.0, 0.6, -0.3}, {0.6, 1.0, 0.2}, {-0.3, 0.2, 0.5}}
                        : new double[][] {{2.0, 1.0, 0.5}});
        double[] x = {0.3, 0.1, -0.7};
        double[] score = gaussian.score(x);
        for (int i = 0; i < 3; i++) {
            double h = 1e-4;
            double[] up = x.clone();
            double[] down = x.clone();
            up[i] += h;
            down[i] -= h;
            assertEquals((gaussian.logDensity(up) - gaussian.logDensity(down)) / (2 * h), score[i], 1e-8);
        }
        GaussianDensityModel model = model(type);
        assertTrue(model.hasScore());
        float[] mean = {(float) model.getMean()[0], (float) model.getMean()[1], (float) model.getMean()[2]};
        assertArrayEquals(new float[3], model.score(new float[][] {mean})[0], 1e-5f);
        assertArrayEquals(model.score(model.toRows(List.of(example(1, 2, 3)))), model.score(List.of(example(1, 2, 3))));
    }

    /**
     * Whitened by their own model, 4000 samples have squared lengths of mean D = 3 and variance 2D = 6; the mean of them
     * is off by more than 4.5 standard errors with a probability below 1e-5, for a fixed seed never or always.
     */
    @ParameterizedTest
    @EnumSource(CovarianceType.class)
    void samplesFollowTheDensity(CovarianceType type) {
        GaussianDensityModel model = model(type);
        int n = 4000;
        float[][] rows = model.sample(n, new SplittableRandom(5L));
        double peak = model.logDensity(List.of(example(model.getMean())))[0];
        double square = 0.0;
        for (double value : model.logDensity(rows)) {
            square += 2.0 * (peak - value) / n;
        }
        assertEquals(3.0, square, 4.5 * Math.sqrt(6.0 / n));
        double[][] wide = new double[n][3];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < 3; j++) {
                wide[i][j] = rows[i][j];
            }
        }
        double[][] covariance = new Covariance(wide).getCovarianceMatrix().getData();
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double[][] c = model.getCovariance();
                double error = Math.sqrt((c[i][i] * c[j][j] + c[i][j] * c[i][j]) / n);
                assertEquals(c[i][j], covariance[i][j], 4.5 * error);
            }
        }
        assertArrayEquals(rows, model.sample(n, new SplittableRandom(5L)));
        List<Example<LogDensity>> examples = model.sampleExamples(10, new SplittableRandom(5L));
        assertArrayEquals(Arrays.copyOf(rows, 10), model.toRows(examples));
        assertTrue(examples.get(0).getOutput().isObserved());
        assertEquals(0, model.sample(0, new SplittableRandom(5L)).length);
        assertThrows(IllegalArgumentException.class, () -> model.sample(-1, new SplittableRandom(5L)));
        assertThrows(IllegalArgumentException.class, () -> model.sampleExamples(-1, new SplittableRandom(5L)));
    }

    @Test
    void weightsCountAsRepetitions() {
        MutableDataset<LogDensity> weighted = empty();
        MutableDataset<LogDensity> repeated = empty();
        double[][] points = {{0, 1}, {2, 0}, {-1, 3}, {4, 4}};
        for (int i = 0; i < points.length; i++) {
            Example<LogDensity> heavy = example(points[i]);
            heavy.setWeight(i);
            weighted.add(heavy);
            for (int k = 0; k < i; k++) {
                repeated.add(example(points[i]));
            }
        }
        GaussianDensityTrainer trainer = new GaussianDensityTrainer(CovarianceType.FULL, 0.1);
        assertArrayEquals(
                trainer.train(repeated).getCovariance()[1],
                trainer.train(weighted).getCovariance()[1],
                1e-12);
        assertArrayEquals(
                trainer.train(repeated).getMean(), trainer.train(weighted).getMean(), 1e-12);
    }

    @Test
    void absentFeaturesAreZeroAndStrangersIgnored() {
        GaussianDensityModel model = model(CovarianceType.FULL);
        Example<LogDensity> sparse = new ListExample<>(LogDensityFactory.UNKNOWN);
        sparse.add(new org.tribuo.Feature("x001", 2.0));
        sparse.add(new org.tribuo.Feature("stranger", 9.0));
        assertArrayEquals(model.logDensity(List.of(example(0, 2, 0))), model.logDensity(List.of(sparse)));
        assertEquals(1, model.predict(sparse).getNumActiveFeatures());
    }

    @ParameterizedTest
    @EnumSource(CovarianceType.class)
    void modelSurvivesSerialisation(CovarianceType type) throws Exception {
        GaussianDensityModel model = model(type);
        MutableDataset<LogDensity> test = data(20, 2L);
        Model<LogDensity> loaded = Helpers.testModelProtoSerialization(model, LogDensity.class, test);
        assertIdentical(model.predict(test), loaded.predict(test));
        assertTrue(loaded instanceof GaussianDensityModel);
        Helpers.testModelSerialization(model, LogDensity.class);
        Model<LogDensity> copy = model.copy();
        assertNotSame(model, copy);
        assertEquals(model.getProvenance(), copy.getProvenance());
        assertIdentical(model.predict(test), copy.predict(test));
        assertTrue(model.getTopFeatures(3).isEmpty());
        assertTrue(model.getExcuse(example(1, 1, 1)).isEmpty());
    }

    @Test
    void trainerIsConfigurableAndReproducible() {
        GaussianDensityTrainer trainer = new GaussianDensityTrainer(CovarianceType.DIAGONAL, 0.01);
        Helpers.testConfigurableRoundtrip(trainer);
        MutableDataset<LogDensity> train = data(60, 1L);
        trainer.train(train);
        GaussianDensityModel second = trainer.train(train);
        assertEquals(2, trainer.getInvocationCount());
        assertReproduces(second, train, data(10, 2L));
        assertEquals(
                "1",
                second.getProvenance()
                        .getTrainerProvenance()
                        .getInstanceValues()
                        .get("train-invocation-count")
                        .getValue()
                        .toString());
        trainer.setInvocationCount(7);
        assertEquals(7, trainer.getInvocationCount());
        trainer.train(train, Collections.emptyMap(), 3);
        assertEquals(4, trainer.getInvocationCount());
        assertThrows(IllegalArgumentException.class, () -> trainer.setInvocationCount(-1));
        assertThrows(IllegalArgumentException.class, () -> trainer.train(train, Collections.emptyMap(), -2));
        assertTrue(trainer.toString().contains("DIAGONAL"));
    }

    @Test
    void sourceGivesTheSameExamplesEachTime() {
        GaussianDataSource source = new GaussianDataSource(20, MEAN, COVARIANCE, 4L);
        Helpers.testProvenanceMarshalling(source.getProvenance());
        List<Example<LogDensity>> first = new ArrayList<>();
        source.forEach(first::add);
        first.get(0).setWeight(9f);
        List<Example<LogDensity>> again = new ArrayList<>();
        new GaussianDataSource(20, MEAN, COVARIANCE, 4L).forEach(again::add);
        assertArrayEquals(
                doubles(new MutableDataset<>(source)),
                doubles(new MutableDataset<>(first, source.getProvenance(), source.getOutputFactory())));
        assertEquals(first.get(7), again.get(7));
        // Also from the provenance alone.
        List<ConfigurationData> configuration = ProvenanceUtil.extractConfiguration(source.getProvenance());
        ConfigurationManager manager = new ConfigurationManager();
        manager.addConfiguration(configuration);
        GaussianDataSource rebuilt =
                (GaussianDataSource) manager.lookup(configuration.get(0).getName());
        assertArrayEquals(doubles(new MutableDataset<>(source)), doubles(new MutableDataset<>(rebuilt)));
        assertEquals(source.toString(), rebuilt.toString());
        assertEquals(1f, source.iterator().next().getWeight());
        assertThrows(PropertyException.class, () -> new GaussianDataSource(0, MEAN, COVARIANCE, 4L));
        assertThrows(PropertyException.class, () -> new GaussianDataSource(1, MEAN, new double[4], 4L));
        assertThrows(PropertyException.class, () -> new GaussianDataSource(1, MEAN, new double[9], 4L));
        assertThrows(
                PropertyException.class,
                () -> new GaussianDataSource(1, new double[2], new double[] {1, 0.5, 0.1, 1}, 4L));
        assertThrows(PropertyException.class, () -> new GaussianDataSource(1, new double[0], new double[0], 4L));
    }

    @Test
    void crossValidationWorks() {
        CrossValidation<LogDensity, LogDensityEvaluation> validation = new CrossValidation<>(
                new GaussianDensityTrainer(CovarianceType.FULL, 1e-6), data(300, 8L), new LogDensityEvaluator(), 3, 1L);
        List<Pair<LogDensityEvaluation, Model<LogDensity>>> folds = validation.evaluate();
        assertEquals(3, folds.size());
        // The entropy of N(., C) is (D log(2 pi e) + log det C) / 2, and log p varies by D/2: 300 points, 5 sigma.
        double determinant = 2.0 * (0.5 - 0.04) - 0.6 * (0.3 + 0.06) - 0.3 * (0.12 + 0.3);
        double entropy = 0.5 * (3 * Math.log(2 * Math.PI * Math.E) + Math.log(determinant));
        double mean = EvaluationAggregator.summarizeCrossValidation(folds)
                .get(LogDensityMetrics.MEAN_LOG_DENSITY.id())
                .getMean();
        assertEquals(-entropy, mean, 5 * Math.sqrt(1.5 / 300) + 0.1);
        assertEquals(100, folds.get(0).getA().count());
    }

    @Test
    void concurrentUseGivesTheSameBits() throws Exception {
        GaussianDensityTrainer trainer = new GaussianDensityTrainer(CovarianceType.FULL, 1e-6);
        MutableDataset<LogDensity> train = data(300, 1L);
        MutableDataset<LogDensity> test = data(50, 2L);
        GaussianDensityModel shared = trainer.train(train);
        List<Prediction<LogDensity>> expected = shared.predict(test);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<Prediction<LogDensity>>>> futures = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                futures.add(pool.submit(() -> trainer.train(train).predict(test)));
                futures.add(pool.submit(() -> shared.predict(test)));
            }
            for (Future<List<Prediction<LogDensity>>> future : futures) {
                assertIdentical(expected, future.get());
            }
        } finally {
            pool.shutdownNow();
        }
        assertEquals(9, trainer.getInvocationCount());
    }

    @Test
    void badDataIsRefused() {
        GaussianDensityTrainer trainer = new GaussianDensityTrainer(CovarianceType.FULL, 0.0);
        assertThrows(IllegalArgumentException.class, () -> trainer.train(empty()));
        MutableDataset<LogDensity> one = empty();
        one.add(example(1, 2));
        IllegalArgumentException singular = assertThrows(IllegalArgumentException.class, () -> trainer.train(one));
        assertTrue(singular.getMessage().contains("ridge"), singular.getMessage());
        assertEquals(
                -Math.log(2 * Math.PI),
                new GaussianDensityTrainer(CovarianceType.FULL, 1.0)
                        .train(one)
                        .predict(example(1, 2))
                        .getOutput()
                        .getValue(),
                1e-12);
        MutableDataset<LogDensity> collinear = empty();
        for (int i = 0; i < 20; i++) {
            collinear.add(example(0.1 * i, 0.3 * i, 0.7 * i));
        }
        assertThrows(IllegalArgumentException.class, () -> trainer.train(collinear));
        MutableDataset<LogDensity> constant = empty();
        constant.add(example(1, 2));
        constant.add(example(1, 3));
        assertThrows(IllegalArgumentException.class, () -> new GaussianDensityTrainer(CovarianceType.DIAGONAL, 0.0)
                .train(constant));
        MutableDataset<LogDensity> infinite = empty();
        infinite.add(example(1, Double.POSITIVE_INFINITY));
        IllegalArgumentException named = assertThrows(IllegalArgumentException.class, () -> trainer.train(infinite));
        assertTrue(named.getMessage().contains("x001"), named.getMessage());
        MutableDataset<LogDensity> weightless = empty();
        Example<LogDensity> nothing = example(1, 2);
        nothing.setWeight(0f);
        weightless.add(nothing);
        assertThrows(IllegalArgumentException.class, () -> trainer.train(weightless));
        nothing.setWeight(-1f);
        assertThrows(IllegalArgumentException.class, () -> trainer.train(weightless));
        assertThrows(PropertyException.class, () -> new GaussianDensityTrainer(CovarianceType.FULL, -1.0));
        assertThrows(PropertyException.class, () -> new GaussianDensityTrainer(CovarianceType.FULL, Double.NaN));
        assertThrows(PropertyException.class, () -> new GaussianDensityTrainer(null, 1.0));
    }

    @Test
    void badQueriesAreRefused() {
        GaussianDensityModel model = model(CovarianceType.FULL);
        Example<LogDensity> stranger =
                new ArrayExample<>(LogDensityFactory.UNKNOWN, new String[] {"y"}, new double[] {1.0});
        Example<LogDensity> blank = new ArrayExample<>(LogDensityFactory.UNKNOWN);
        for (Example<LogDensity> bad : List.of(stranger, blank, example(1, Double.NaN, 0))) {
            assertThrows(IllegalArgumentException.class, () -> model.predict(bad));
            assertThrows(IllegalArgumentException.class, () -> model.logDensity(List.of(bad)));
            assertThrows(IllegalArgumentException.class, () -> model.score(List.of(bad)));
        }
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> model.logDensity(new float[][] {{1, 2, 3}, {1, 2}}));
        assertTrue(e.getMessage().contains("found 2, expected 3"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> model.score(new float[][] {{1, Float.NaN, 3}}));
    }

    @Test
    void tamperedModelsAreRefused() throws Exception {
        ModelProto good = model(CovarianceType.FULL).serialize();
        assertRefused(IllegalArgumentException.class, good, 3, b -> b);
        assertRefused(IllegalStateException.class, good, 0, b -> b.clearFactor());
        assertRefused(IllegalStateException.class, good, 0, b -> b.setCovariance("DIAGONAL"));
        assertRefused(IllegalStateException.class, good, 0, b -> b.setCovariance("ROUND"));
        assertRefused(IllegalStateException.class, good, 0, b -> b.clearMean());
        assertRefused(IllegalStateException.class, good, 0, b -> b.setMean(0, Double.NaN));
        assertRefused(IllegalStateException.class, good, 0, b -> b.setFactor(1, Double.NaN));
        assertRefused(IllegalStateException.class, good, 0, b -> b.setFactor(5, -1.0));
    }

    private static void assertRefused(
            Class<? extends Exception> type,
            ModelProto good,
            int version,
            UnaryOperator<GaussianDensityModelProto.Builder> change)
            throws InvalidProtocolBufferException {
        GaussianDensityModelProto.Builder builder =
                good.getSerializedData().unpack(GaussianDensityModelProto.class).toBuilder();
        Any data = Any.pack(change.apply(builder).build());
        assertThrows(type, () -> GaussianDensityModel.deserializeFromProto(version, good.getClassName(), data));
        ModelProto bad =
                good.toBuilder().setVersion(version).setSerializedData(data).build();
        // Tribuo may wrap what the factory throws.
        assertThrows(RuntimeException.class, () -> Model.deserialize(bad));
    }

    /** The Gaussian of this file has the mean (1, 2) and the covariance ((1.25, 0.5), (0.5, 0.5)). */
    @Test
    void goldenFileLoads() throws IOException, URISyntaxException {
        Model<LogDensity> model = Model.deserializeFromFile(
                        Path.of(GaussianDensityTest.class.getResource(GOLDEN).toURI()))
                .castModel(LogDensity.class);
        GaussianDensityModel gaussian = (GaussianDensityModel) model;
        assertArrayEquals(new double[] {1.0, 2.0}, gaussian.getMean(), 1e-12);
        assertArrayEquals(new double[] {1.25, 0.5}, gaussian.getCovariance()[0], 1e-12);
        double determinant = 1.25 * 0.5 - 0.25;
        assertEquals(
                -Math.log(2 * Math.PI) - 0.5 * Math.log(determinant),
                gaussian.predict(example(1, 2)).getOutput().getValue(),
                1e-12);
        Helpers.testProvenanceMarshalling(model.getProvenance());
        assertEquals(
                "io.github.tribuogen.neural.density.GaussianDensityTrainer",
                model.getProvenance().getTrainerProvenance().getClassName());
    }

    /** Writes the golden file; not a test, to be run by hand once for each release of the format. */
    static void generateModel(Path folder) throws IOException {
        MutableDataset<LogDensity> data = empty();
        data.add(example(0.0, 1.5));
        data.add(example(2.0, 2.5));
        data.add(example(0.0, 1.5));
        data.add(example(2.0, 2.5));
        Model<LogDensity> model = new GaussianDensityTrainer(CovarianceType.FULL, 0.25).train(data);
        Helpers.writeProtobuf(model, folder.resolve(GOLDEN));
    }
}
