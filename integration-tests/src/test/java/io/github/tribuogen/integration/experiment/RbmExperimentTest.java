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

import io.github.tribuogen.ebm.energy.GaussianBernoulliRBM;
import io.github.tribuogen.ebm.kernel.AggregatedKernelSteinTest;
import io.github.tribuogen.ebm.kernel.FiniteSetSteinTest;
import io.github.tribuogen.ebm.kernel.GaussianKernel;
import io.github.tribuogen.ebm.kernel.KernelSteinTest;
import io.github.tribuogen.ebm.kernel.LinearTimeSteinTest;
import io.github.tribuogen.ebm.kernel.MaximumMeanDiscrepancyTest;
import io.github.tribuogen.ebm.stein.CrossFit;
import io.github.tribuogen.ebm.stein.GoodnessOfFitTest;
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
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Points of a Gaussian-Bernoulli RBM (Gibbs) tested against the same RBM with normal noise on its weights; a new RBM for each
 * seed. Grathwohl et al., "Learning the Stein Discrepancy" (2020), section 5.1.
 *
 * <p>Properties: {@code tribuogen.seeds}; {@code tribuogen.tests}, which of the tests; {@code tribuogen.sigmas}, standard
 * deviations of the noise; {@code tribuogen.sizes}, numbers of points; {@code tribuogen.threads}.
 */
@Tag("slow")
class RbmExperimentTest {
    private static final int SEEDS = Integer.getInteger("tribuogen.seeds", 100);
    private static final Device DEVICE = Device.cpu(Integer.getInteger("tribuogen.threads", 1));
    private static final String OFFICIAL = "LSD, official settings";
    private static final String SMALL = "LSD, small critic";
    private static final String BACK = "LSD, looking back";
    private static final String CROSS = "LSD, cross-fitted";

    private static LearnedSteinTest small(TestPlan plan) {
        return LearnedSteinTest.builder()
                .critic(new MlpCritic(0.2, 100, 100))
                .plan(plan)
                .updates(400, 50, 0)
                .withoutAttributions()
                .device(DEVICE)
                .build();
    }

    private static Map<String, GoodnessOfFitTest> tests() {
        Map<String, GoodnessOfFitTest> all = new LinkedHashMap<>();
        all.put(
                OFFICIAL,
                LearnedSteinTest.builder().withoutAttributions().device(DEVICE).build());
        all.put(SMALL, small(new SingleSplit()));
        all.put(BACK, small(new Prequential(0.3, 4, 0.15, true)));
        all.put(CROSS, small(new CrossFit()));
        all.put("KSD, inverse multiquadric", new KernelSteinTest());
        all.put("KSD, Gaussian", new KernelSteinTest(new GaussianKernel()));
        all.put("KSDAgg", new AggregatedKernelSteinTest());
        all.put("KSD in linear time", new LinearTimeSteinTest());
        all.put("FSSD", new FiniteSetSteinTest());
        all.put("MMD", new MaximumMeanDiscrepancyTest());
        List<String> chosen = Arrays.asList(System.getProperty("tribuogen.tests", String.join(";", all.keySet()))
                .split(";"));
        all.keySet().retainAll(chosen);
        return all;
    }

    private static double[] numbers(String property, String values) {
        return Arrays.stream(System.getProperty(property, values).split(","))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /** Points of a random RBM, scored by a perturbed one. */
    private static ScoredSample sample(int visible, int hidden, int n, double sigma, long seed, boolean draws) {
        SplittableRandom rng = new SplittableRandom(seed);
        GaussianBernoulliRBM truth = GaussianBernoulliRBM.random(visible, hidden, rng.split());
        GaussianBernoulliRBM model = truth.perturbed(sigma, rng.split());
        ScoredSample sample = ScoredSample.of(model, truth.gibbs(n, GaussianBernoulliRBM.SWEEPS, rng.split()));
        return draws ? sample.withModelDraws(model.gibbs(n, GaussianBernoulliRBM.SWEEPS, rng.split())) : sample;
    }

    private static void run(
            Rejections figures,
            String file,
            String circumstance,
            int visible,
            int hidden,
            int n,
            double sigma,
            int seed)
            throws IOException {
        Map<String, GoodnessOfFitTest> tests = tests();
        ScoredSample sample = sample(visible, hidden, n, sigma, seed, tests.containsKey("MMD"));
        for (Map.Entry<String, GoodnessOfFitTest> test : tests.entrySet()) {
            figures.add(
                    test.getKey(),
                    circumstance,
                    test.getValue().test(sample, seed).rejects());
        }
        figures.write(file);
    }

    @Test
    void noiseOnTheWeights() throws IOException {
        Rejections figures = new Rejections("Rejections at level 0.05, RBM of 50 and 40 units, 1,000 points, by sigma");
        double[] sigmas = numbers("tribuogen.sigmas", "0,0.01,0.02,0.03,0.04");
        for (int seed = 1; seed <= SEEDS; seed++) {
            for (double sigma : sigmas) {
                run(figures, "stein-rbm", Double.toString(sigma), 50, 40, 1000, sigma, seed);
            }
        }
        for (String test : tests().keySet()) {
            if (sigmas[0] == 0) {
                assertTrue(
                        figures.share(test, "0.0") <= 0.05 + 3 * figures.error(test, "0.0", 0.05),
                        () -> test + ": " + figures.markdown());
            }
        }
        if (tests().containsKey(BACK) && Arrays.stream(sigmas).anyMatch(s -> s == 0.02)) {
            assertTrue(figures.share(BACK, "0.02") >= 0.8, figures::markdown);
        }
    }

    @Test
    void theHypothesisHolds() throws IOException {
        Rejections figures =
                new Rejections("Rejections of a right RBM of 50 and 40 units at level 0.05, by the number of points");
        double[] sizes = numbers("tribuogen.sizes", "200,400,600,800,1000");
        for (int seed = 1; seed <= SEEDS; seed++) {
            for (double n : sizes) {
                run(figures, "stein-rbm-level", Integer.toString((int) n), 50, 40, (int) n, 0, 1000 + seed);
            }
        }
        for (String test : tests().keySet()) {
            for (double n : sizes) {
                String size = Integer.toString((int) n);
                assertTrue(
                        figures.share(test, size) <= 0.05 + 3 * figures.error(test, size, 0.05),
                        () -> test + ": " + figures.markdown());
            }
        }
    }

    @Test
    void moreDimensions() throws IOException {
        Rejections figures = new Rejections(
                "Rejections at level 0.05, RBMs of 100 and 200 visible units, 1,000 points, sigma 0.03, by hidden units");
        for (int seed = 1; seed <= SEEDS; seed++) {
            for (double visible : numbers("tribuogen.visible", "100,200")) {
                for (double hidden : numbers("tribuogen.hidden", "20,40,60,80")) {
                    run(
                            figures,
                            "stein-rbm-wide",
                            (int) visible + " x " + (int) hidden,
                            (int) visible,
                            (int) hidden,
                            1000,
                            0.03,
                            2000 + seed);
                }
            }
        }
        if (tests().containsKey(BACK) && tests().containsKey(SMALL)) {
            for (String size : figures.circumstances()) {
                assertTrue(figures.share(BACK, size) >= figures.share(SMALL, size), figures::markdown);
            }
        }
    }
}
