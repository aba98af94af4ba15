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
package io.github.tribuogen.ebm.stein;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import io.github.tribuogen.neural.density.CovarianceType;
import io.github.tribuogen.neural.density.DensityKind;
import io.github.tribuogen.neural.density.GaussianDensityModel;
import io.github.tribuogen.neural.density.GaussianDensityTrainer;
import io.github.tribuogen.neural.density.LogDensity;
import io.github.tribuogen.neural.density.LogDensityFactory;
import io.github.tribuogen.neural.density.LogDensityModel;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.GraphFunction;
import io.github.tribuogen.neural.graph.Shape;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.runtime.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Example;
import org.tribuo.MutableDataset;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

class SteinEvaluatorTest {
    private static final LearnedSteinTest TEST = LearnedSteinTest.builder()
            .critic(new MlpCritic(0.2, 16, 16))
            .updates(80, 20, 0)
            .device(Device.cpu(1))
            .build();

    /** n points of N(0, I) but for a second feature of another mean. */
    private static MutableDataset<LogDensity> data(int n, double shift, long seed) {
        LogDensityFactory factory = new LogDensityFactory();
        MutableDataset<LogDensity> data =
                new MutableDataset<>(new SimpleDataSourceProvenance("gaussian", factory), factory);
        SplittableRandom rng = new SplittableRandom(seed);
        for (int i = 0; i < n; i++) {
            data.add(new ArrayExample<>(LogDensityFactory.OBSERVED, new String[] {"height", "width"}, new double[] {
                rng.nextGaussian(), rng.nextGaussian() + shift
            }));
        }
        return data;
    }

    @Test
    void anEvaluationTellsDecisionFeaturesAndProvenance() {
        GaussianDensityModel model =
                (GaussianDensityModel) new GaussianDensityTrainer(CovarianceType.FULL, 1e-6).train(data(4000, 0, 1));
        SteinEvaluator evaluator = new SteinEvaluator(3, TEST);
        SteinEvaluation good = evaluator.evaluate(model, data(400, 0, 2));
        assertFalse(good.result("LSD").rejects(), good.toString());
        MutableDataset<LogDensity> wide = data(400, 1, 2);
        SteinEvaluation bad = evaluator.evaluate(model, wide);
        assertTrue(bad.result("LSD").rejects(), bad.toString());
        assertEquals("width", bad.attributions("LSD").keySet().iterator().next());
        assertTrue(bad.toString().contains("features that add most: width"), bad.toString());
        assertEquals(3, bad.worstFit("LSD", 3).length);
        double[] u = bad.result("LSD").perPoint();
        assertEquals(Arrays.stream(u).max().orElseThrow(), u[bad.worstFit("LSD", 1)[0]]);
        assertEquals(bad.result("LSD").pValue(), bad.asMap().get("LSD p-value"));
        assertThrows(IllegalArgumentException.class, () -> bad.result("KSD"));
        assertEquals(model.getProvenance(), bad.getProvenance().getModelProvenance());
        assertEquals(
                wide.getProvenance(),
                bad.getProvenance().getDatasetProvenances().get(SteinEvaluator.TEST));
        assertFalse(ProvenanceUtil.extractConfiguration(bad.getProvenance().getEvaluatorProvenance())
                .isEmpty());
        String json = bad.toJson().replaceAll("\\s", "");
        assertTrue(json.startsWith("{\"features\":[\"height\",\"width\"],\"results\":[{\"test\":\"LSD\""), json);
        assertTrue(json.contains("\"rejected\":true") && json.contains("\"provenance\":"), json);
    }

    /** A density on R^2 given by functions of a row. */
    private record Stub(java.util.function.ToDoubleFunction<float[]> density, UnaryOperator<float[]> gradient)
            implements LogDensityModel {
        @Override
        public DensityKind densityKind() {
            return DensityKind.UNNORMALISED;
        }

        @Override
        public int dimension() {
            return 2;
        }

        @Override
        public float[][] toRows(Iterable<? extends Example<?>> examples) {
            throw new UnsupportedOperationException();
        }

        @Override
        public double[] logDensity(float[][] rows) {
            return Arrays.stream(rows).mapToDouble(density).toArray();
        }

        @Override
        public boolean hasScore() {
            return gradient != null;
        }

        @Override
        public float[][] score(float[][] rows) {
            return Arrays.stream(rows).map(gradient).toArray(float[][]::new);
        }
    }

    private static double square(float[] x) {
        return x[0] * x[0] + x[1] * x[1];
    }

    private static float[][] points(int n) {
        SplittableRandom rng = new SplittableRandom(5);
        float[][] x = new float[n][2];
        for (float[] row : x) {
            row[0] = (float) rng.nextGaussian();
            row[1] = (float) rng.nextGaussian();
        }
        return x;
    }

    private static void refused(Stub model, String part) {
        String m = assertThrows(
                        IllegalArgumentException.class, () -> new SteinEvaluator(1, TEST).sample(model, points(60)))
                .getMessage();
        assertTrue(m.contains(part), m);
    }

    @Test
    void wrongScoresAndBoundedSupportsAreRefused() {
        UnaryOperator<float[]> right = x -> new float[] {-x[0], -x[1]};
        Stub good = new Stub(x -> -square(x) / 2, right);
        assertEquals(60, new SteinEvaluator(1, TEST).sample(good, points(60)).size());
        refused(new Stub(x -> -square(x) / 2, x -> new float[] {x[0], x[1]}), "mean relative error");
        refused(new Stub(x -> -square(x) / 2, null), "one with a score expected");
        refused(new Stub(x -> -square(x) / 2, x -> new float[] {Float.NaN, 0}), "found NaN");
        Stub box = new Stub(
                x -> Math.max(Math.abs(x[0]), Math.abs(x[1])) > 2.8 ? Double.NEGATIVE_INFINITY : -square(x) / 2, right);
        refused(box, "BoundedCritic");
        assertEquals(
                60,
                new SteinEvaluator(1, TEST)
                        .onBoundedSupport()
                        .sample(box, points(60))
                        .size());
        assertThrows(PropertyException.class, () -> new SteinEvaluator(1));
    }

    @Test
    void aFieldThatIsNoGradientIsFound() {
        UnaryOperator<float[][]> gradient = rows -> Arrays.stream(rows)
                .map(x -> new float[] {-x[0] - x[1], -x[0] - 3 * x[1]})
                .toArray(float[][]::new);
        UnaryOperator<float[][]> rotation = rows -> Arrays.stream(rows)
                .map(x -> new float[] {-x[0] - 2 * x[1], -x[1] + 2 * x[0]})
                .toArray(float[][]::new);
        assertTrue(ScoreCheck.symmetry(gradient, points(40), 0.02, 1).passes());
        assertFalse(ScoreCheck.symmetry(rotation, points(40), 0.02, 1).passes());
        assertTrue(ScoreCheck.symmetry(r -> r, new float[][] {{1}}, 0.02, 1).passes());
    }

    /** An exponential law on the half line: Stein's identity needs a factor there. */
    @Test
    void aFactorAtTheBorderKeepsTheLevel() {
        SplittableRandom rng = new SplittableRandom(8);
        float[][] x = new float[600][1];
        float[][] s = new float[600][1];
        for (int i = 0; i < x.length; i++) {
            x[i][0] = (float) -Math.log(1 - rng.nextDouble());
            s[i][0] = -1;
        }
        ScoredSample sample = ScoredSample.of(x, s);
        assertTrue(TEST.test(sample, 1).rejects(), "without a factor the identity fails");
        LearnedSteinTest bounded = LearnedSteinTest.builder()
                .critic(new BoundedCritic(new MlpCritic(0.2, 16, 16), 0, Double.POSITIVE_INFINITY, 1))
                .updates(80, 20, 0)
                .device(Device.cpu(1))
                .build();
        int rejected = 0;
        for (int seed = 0; seed < 5; seed++) {
            rejected += bounded.test(sample, seed).rejects() ? 1 : 0;
        }
        assertTrue(rejected <= 2, "rejected " + rejected + " of 5");
        x[0][0] = -1;
        String m = assertThrows(IllegalArgumentException.class, () -> bounded.test(ScoredSample.of(x, s), 1))
                .getMessage();
        assertTrue(m.contains("inside the support"), m);
        assertThrows(PropertyException.class, () -> new BoundedCritic(new MlpCritic(), 1, 1, 1));
        assertThrows(
                PropertyException.class,
                () -> new BoundedCritic(new MlpCritic(), Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 1));
    }

    @Test
    void anOnnxFileGivesScores(@TempDir Path folder) throws IOException {
        Graph g = new Graph();
        Tensor x = g.input("points", DType.FLOAT32, Shape.batched("batch", 2));
        Path file = folder.resolve("score.onnx");
        Files.write(
                file,
                new GraphFunction("score", Map.of("points", x), Map.of("score", x.neg(), "one", x.sum(1)))
                        .toModel()
                        .toByteArray());
        float[][] p = points(5);
        try (OnnxScore score = OnnxScore.read(file, "score", Device.cpu(1))) {
            float[][] s = ScoredSample.of(p, score).scores();
            for (int i = 0; i < p.length; i++) {
                assertArrayEquals(new float[] {-p[i][0], -p[i][1]}, s[i]);
            }
        }
        try (OnnxScore one = OnnxScore.read(file, "one", Device.cpu(1))) {
            assertThrows(IllegalArgumentException.class, () -> one.apply(p));
        }
        String m = assertThrows(IllegalArgumentException.class, () -> OnnxScore.read(file, "gradient", Device.cpu(1)))
                .getMessage();
        assertTrue(m.contains("'gradient' expected"), m);
    }

    @Test
    void modelsAreRankedWithTheirErrors() {
        LearnedSteinTest test = LearnedSteinTest.builder()
                .critic(new MlpCritic(0, 16, 16))
                .objective(new MeanObjective(0.5), CheckpointCriterion.ADJUSTED_MEAN)
                .plan(new SingleSplit(0.5, 0.2, true))
                .updates(200, 20, 0)
                .device(Device.cpu(1))
                .build();
        float[][] x = points(800);
        Map<String, ScoredSample> models = new LinkedHashMap<>();
        for (double mean : new double[] {1, 0, 0.5}) {
            models.put("mean " + mean, ScoredSample.of(x, rows -> Arrays.stream(rows)
                    .map(r -> new float[] {(float) (mean - r[0]), -r[1]})
                    .toArray(float[][]::new)));
        }
        ModelComparison c = ModelComparison.of(test, models, 2);
        assertEquals(
                java.util.List.of("mean 0.0", "mean 0.5", "mean 1.0"),
                c.ranks().stream().map(ModelComparison.Rank::model).toList(),
                c.toString());
        assertEquals(3, c.pairs().size());
        ModelComparison.Pair far = c.pairs().get(0);
        assertEquals("mean 0.0", far.better());
        assertTrue(far.pValue() < 0.001 && far.difference() > 0, c.toString());
        // of mean 1 the discrepancy is about F / (2 lambda) = 1
        assertTrue(c.ranks().get(2).discrepancy() > 0.5 && c.ranks().get(2).lower() < 1.2, c.toString());
        assertThrows(
                IllegalArgumentException.class,
                () -> ModelComparison.of(test, Map.of("one", models.get("mean 1.0")), 1));
        models.put("other", ScoredSample.of(points(799), r -> r));
        assertThrows(IllegalArgumentException.class, () -> ModelComparison.of(test, models, 1));
    }
}
