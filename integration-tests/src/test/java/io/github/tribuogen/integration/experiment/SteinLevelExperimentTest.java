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
package io.github.tribuogen.integration.experiment;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.ebm.stein.CrossFit;
import io.github.tribuogen.ebm.stein.LearnedSteinTest;
import io.github.tribuogen.ebm.stein.MlpCritic;
import io.github.tribuogen.ebm.stein.Prequential;
import io.github.tribuogen.ebm.stein.ScoredSample;
import io.github.tribuogen.ebm.stein.SingleSplit;
import io.github.tribuogen.ebm.stein.TestPlan;
import io.github.tribuogen.neural.runtime.Device;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.hipparchus.distribution.continuous.UniformRealDistribution;
import org.hipparchus.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How often the learned test rejects a model that is right: points of N(0, I) in five dimensions and its own score, critics that
 * over-fit.
 */
@Tag("slow")
class SteinLevelExperimentTest {
    private static final int SEEDS = Integer.getInteger("tribuogen.seeds", 400);
    private static final int DIMENSION = 5;
    private static final int[] SIZES = Arrays.stream(
                    System.getProperty("tribuogen.sizes", "200,500,1000").split(","))
            .mapToInt(Integer::parseInt)
            .toArray();

    private static ScoredSample gaussian(int n, long seed) {
        SplittableRandom rng = new SplittableRandom(seed);
        float[][] x = new float[n][DIMENSION];
        float[][] s = new float[n][DIMENSION];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < DIMENSION; j++) {
                x[i][j] = (float) rng.nextGaussian();
                s[i][j] = -x[i][j];
            }
        }
        return ScoredSample.of(x, s);
    }

    @Test
    void aRightModelIsRejectedAtTheLevel() throws IOException {
        Map<String, TestPlan> plans = new LinkedHashMap<>();
        plans.put("single split", new SingleSplit());
        plans.put("looking back", new Prequential(0.3, 4, 0.15, true));
        plans.put("cross-fit", new CrossFit());
        Figures figures = new Figures("Rejections of a right model at level 0.05, N(0, I) in " + DIMENSION
                + " dimensions, " + SEEDS + " samples, critics 16-16, 40 updates");
        double spread = Math.sqrt(0.05 * 0.95 / SEEDS);
        for (int n : SIZES) {
            for (Map.Entry<String, TestPlan> plan : plans.entrySet()) {
                LearnedSteinTest test = LearnedSteinTest.builder()
                        .critic(new MlpCritic(0.2, 16, 16))
                        .plan(plan.getValue())
                        .updates(40, 20, 0)
                        .withoutAttributions()
                        .device(Device.cpu(1))
                        .build();
                double[] p = new double[SEEDS];
                for (int seed = 0; seed < SEEDS; seed++) {
                    p[seed] = test.test(gaussian(n, seed), 1000 + seed).pValue();
                }
                String name = plan.getKey() + ", n = " + n;
                figures.add(
                                name + ", rejected",
                                Arrays.stream(p).filter(v -> v < 0.05).count() / (double) SEEDS)
                        .add(
                                name + ", rejected at 0.1",
                                Arrays.stream(p).filter(v -> v < 0.1).count() / (double) SEEDS)
                        .add(
                                name + ", uniformity, p",
                                new KolmogorovSmirnovTest()
                                        .kolmogorovSmirnovTest(new UniformRealDistribution(0, 1), p, false))
                        .write("stein-level");
            }
        }
        for (int n : SIZES) {
            for (String plan : plans.keySet()) {
                double rejected = figures.median(plan + ", n = " + n + ", rejected");
                // three standard errors: nine checks fail by chance once in 40
                assertTrue(rejected <= 0.05 + 3 * spread, () -> plan + ": " + figures.markdown());
            }
            String exact = "single split, n = " + n + ", uniformity, p";
            assertTrue(figures.median(exact) > 0.001, () -> exact + ": " + figures.markdown());
        }
    }
}
