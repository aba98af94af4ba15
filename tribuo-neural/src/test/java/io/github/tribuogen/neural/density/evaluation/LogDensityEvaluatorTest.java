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
package io.github.tribuogen.neural.density.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.neural.density.CovarianceType;
import io.github.tribuogen.neural.density.DensityKind;
import io.github.tribuogen.neural.density.GaussianDataSource;
import io.github.tribuogen.neural.density.GaussianDensityModel;
import io.github.tribuogen.neural.density.GaussianDensityTrainer;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tribuo.Example;
import org.tribuo.MutableDataset;
import org.tribuo.Prediction;
import org.tribuo.evaluation.EvaluationAggregator;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.DataProvenance;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.test.Helpers;

/** The numbers of the evaluation against hand computations. */
class LogDensityEvaluatorTest {
    private static final GaussianDataSource SOURCE =
            new GaussianDataSource(50, new double[] {0, 0}, new double[] {1, 0, 0, 1}, 1L);
    private static final DataProvenance PROVENANCE = SOURCE.getProvenance();
    private static final GaussianDensityModel MODEL =
            new GaussianDensityTrainer(CovarianceType.FULL, 1e-6).train(new MutableDataset<>(SOURCE));

    private static List<Prediction<LogDensity>> predictions(DensityKind kind, double error, double... values) {
        List<Prediction<LogDensity>> predictions = new ArrayList<>();
        for (double value : values) {
            Example<LogDensity> example =
                    new ArrayExample<>(LogDensityFactory.OBSERVED, new String[] {"x000"}, new double[] {1});
            predictions.add(new Prediction<>(new LogDensity(value, kind, error), 1, example));
        }
        return predictions;
    }

    private static LogDensityEvaluation evaluate(DensityKind kind, double error, double... values) {
        return new LogDensityEvaluator().evaluate(MODEL, predictions(kind, error, values), PROVENANCE);
    }

    @Test
    void numbersAreThoseOfTheFormulas() {
        LogDensityEvaluation e = evaluate(DensityKind.NORMALISED, Double.NaN, -1.0, -2.0, -6.0);
        assertEquals(-3.0, e.meanLogDensity(), 1e-15);
        assertEquals(Math.sqrt((4.0 + 1.0 + 9.0) / 2.0 / 3.0), e.standardError(), 1e-15);
        assertEquals(0.0, e.estimationError());
        assertEquals(3.0 / (2 * Math.log(2)), e.bitsPerDimension(), 1e-15);
        assertEquals(-6.0, e.min());
        assertEquals(-1.0, e.max());
        assertEquals(3, e.count());
        assertEquals(0, e.nonFiniteCount());
        assertEquals(2, e.dimension());
        assertEquals(0, e.levels());
        assertEquals(DensityKind.NORMALISED, e.densityKind());
        assertEquals(3, e.getPredictions().size());
        assertEquals(LogDensityMetrics.values().length, e.asMap().size());
        assertEquals(-3.0, e.get(LogDensityMetrics.MEAN_LOG_DENSITY.id()), 1e-15);
        assertSame(PROVENANCE, e.getProvenance().getTestDatasetProvenance());
        Helpers.testProvenanceMarshalling(e.getProvenance());
        assertTrue(e.toString().contains("-3.000000"), e.toString());
    }

    @Test
    void estimatesCarryTheirError() {
        LogDensityEvaluation e = evaluate(DensityKind.LOWER_BOUND, 0.3, -1.0, -2.0, -6.0);
        assertEquals(0.3 / Math.sqrt(3), e.estimationError(), 1e-15);
        assertTrue(e.toString().contains("estimation error"), e.toString());
    }

    @Test
    void unnormalisedHasNoBits() {
        LogDensityEvaluation e = evaluate(DensityKind.UNNORMALISED, Double.NaN, -1.0, -2.0);
        assertTrue(Double.isNaN(e.bitsPerDimension()));
        assertFalse(e.asMap().containsKey(LogDensityMetrics.BITS_PER_DIMENSION.id()));
        assertFalse(e.toString().contains("bits"), e.toString());
    }

    @Test
    void onlyFiniteMetricsAreListed() {
        LogDensityEvaluation one = evaluate(DensityKind.NORMALISED, Double.NaN, -1.0);
        assertTrue(Double.isNaN(one.standardError()));
        LogDensityEvaluation e = evaluate(DensityKind.NORMALISED, Double.NaN, -1.0, Double.NEGATIVE_INFINITY);
        assertEquals(Double.NEGATIVE_INFINITY, e.meanLogDensity());
        assertEquals(Double.POSITIVE_INFINITY, e.bitsPerDimension());
        assertEquals(1, e.nonFiniteCount());
        for (LogDensityEvaluation evaluation : List.of(one, e)) {
            assertTrue(evaluation.asMap().values().stream().allMatch(Double::isFinite));
            assertFalse(evaluation.toString().isEmpty());
        }
        assertThrows(IllegalArgumentException.class, () -> e.get(LogDensityMetrics.MIN.id()));
        assertEquals(-1.0, e.get(LogDensityMetrics.MAX.id()));
    }

    /**
     * Uniform bytes cost 8 bits each. Scaled by 1/256 they have the density 1 on [0, 1), log density 0; unscaled the
     * density 1/256 a dimension. Both ways of counting must agree.
     */
    @Test
    void discretisationIsCorrected() {
        LogDensityEvaluation scaled = new LogDensityEvaluator(3, 256)
                .evaluate(MODEL, predictions(DensityKind.NORMALISED, Double.NaN, 0.0, 0.0), PROVENANCE);
        double unscaledValue = -3 * Math.log(256);
        LogDensityEvaluation unscaled = new LogDensityEvaluator(3, 0)
                .evaluate(
                        MODEL,
                        predictions(DensityKind.NORMALISED, Double.NaN, unscaledValue, unscaledValue),
                        PROVENANCE);
        assertEquals(8.0, scaled.bitsPerDimension(), 1e-12);
        assertEquals(8.0, unscaled.bitsPerDimension(), 1e-12);
        assertEquals(3, scaled.dimension());
        assertTrue(scaled.toString().contains("256 levels"), scaled.toString());
        assertThrows(IllegalArgumentException.class, () -> new LogDensityEvaluator(-1, 0));
        assertThrows(IllegalArgumentException.class, () -> new LogDensityEvaluator(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new LogDensityEvaluator(0, -2));
    }

    @Test
    void badPredictionsAreRefused() {
        LogDensityEvaluator evaluator = new LogDensityEvaluator();
        assertThrows(IllegalArgumentException.class, () -> evaluator.evaluate(MODEL, List.of(), PROVENANCE));
        List<Prediction<LogDensity>> mixed = new ArrayList<>(predictions(DensityKind.NORMALISED, Double.NaN, -1.0));
        mixed.addAll(predictions(DensityKind.LOWER_BOUND, Double.NaN, -1.0));
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> evaluator.evaluate(MODEL, mixed, PROVENANCE));
        assertTrue(e.getMessage().contains("LOWER_BOUND at prediction 1"), e.getMessage());
        List<Prediction<LogDensity>> hollow = List.of(
                new Prediction<>(LogDensityFactory.OBSERVED, 1, mixed.get(0).getExample()));
        assertThrows(IllegalArgumentException.class, () -> evaluator.evaluate(MODEL, hollow, PROVENANCE));
    }

    @Test
    void evaluatesSourcesAndDatasets() {
        LogDensityEvaluator evaluator = new LogDensityFactory().getEvaluator();
        LogDensityEvaluation ofSource = evaluator.evaluate(MODEL, SOURCE);
        LogDensityEvaluation ofData = evaluator.evaluate(MODEL, new MutableDataset<>(SOURCE));
        assertEquals(ofSource.asMap(), ofData.asMap());
        assertEquals(
                ofData.meanLogDensity(),
                EvaluationAggregator.summarize(
                                LogDensityMetrics.MEAN_LOG_DENSITY.asMetric(),
                                List.of(MODEL),
                                new MutableDataset<>(SOURCE))
                        .getMean());
        LogDensityFactory factory = new LogDensityFactory();
        MutableDataset<LogDensity> unknown =
                new MutableDataset<>(new SimpleDataSourceProvenance("test", factory), factory);
        unknown.add(new ArrayExample<>(LogDensityFactory.UNKNOWN, new String[] {"x000"}, new double[] {1}));
        assertThrows(IllegalArgumentException.class, () -> evaluator.evaluate(MODEL, unknown));
    }
}
