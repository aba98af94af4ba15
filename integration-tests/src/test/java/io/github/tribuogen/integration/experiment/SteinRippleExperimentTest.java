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

import io.github.tribuogen.ebm.kernel.AggregatedKernelSteinTest;
import io.github.tribuogen.ebm.kernel.KernelSteinTest;
import io.github.tribuogen.ebm.stein.GoodnessOfFitTest;
import io.github.tribuogen.ebm.stein.LearnedSteinTest;
import io.github.tribuogen.ebm.stein.MlpCritic;
import io.github.tribuogen.ebm.stein.Prequential;
import io.github.tribuogen.ebm.stein.ScoredSample;
import io.github.tribuogen.neural.runtime.Device;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A normal model of ten coordinates, the first of which has ripples, density {@code phi(x) (1 + a cos(w x))}: a departure of one
 * direction among ten, the more local the faster the ripples.
 */
@Tag("slow")
class SteinRippleExperimentTest {
    private static final int SEEDS = Integer.getInteger("tribuogen.seeds", 10);
    private static final int DIMENSION = 10;
    private static final int POINTS = 4000;
    private static final double HEIGHT = 0.6;

    private static ScoredSample rippled(double frequency, long seed) {
        SplittableRandom rng = new SplittableRandom(seed);
        float[][] x = new float[POINTS][DIMENSION];
        float[][] s = new float[POINTS][DIMENSION];
        for (int i = 0; i < POINTS; i++) {
            for (int j = 0; j < DIMENSION; j++) {
                x[i][j] = (float) rng.nextGaussian();
            }
            // accepted with a probability in proportion to the ripples
            while (rng.nextDouble() * (1 + HEIGHT) > 1 + HEIGHT * Math.cos(frequency * x[i][0])) {
                x[i][0] = (float) rng.nextGaussian();
            }
            for (int j = 0; j < DIMENSION; j++) {
                s[i][j] = -x[i][j];
            }
        }
        return ScoredSample.of(x, s);
    }

    @Test
    void ripplesAreFoundByCriticsAndMissedByKernels() throws IOException {
        Map<String, GoodnessOfFitTest> tests = new LinkedHashMap<>();
        tests.put(
                "LSD, looking back",
                LearnedSteinTest.builder()
                        .critic(new MlpCritic(0.2, 64, 64))
                        .plan(new Prequential(0.3, 4, 0.15, true))
                        .updates(600, 50, 0)
                        .withoutAttributions()
                        .device(Device.cpu(1))
                        .build());
        tests.put("KSD, inverse multiquadric", new KernelSteinTest());
        tests.put("KSDAgg", new AggregatedKernelSteinTest());
        Rejections figures = new Rejections("Rejections at level 0.05, ripples of one of " + DIMENSION
                + " coordinates, " + POINTS + " points, by their frequency");
        double[] frequencies = {3, 4, 5};
        for (int seed = 1; seed <= SEEDS; seed++) {
            for (double frequency : frequencies) {
                ScoredSample sample = rippled(frequency, seed);
                for (Map.Entry<String, GoodnessOfFitTest> test : tests.entrySet()) {
                    figures.add(
                            test.getKey(),
                            Double.toString(frequency),
                            test.getValue().test(sample, seed).rejects());
                }
            }
            figures.write("stein-ripples");
        }
        assertTrue(
                figures.share("LSD, looking back", "3.0") > figures.share("KSD, inverse multiquadric", "3.0"),
                figures::markdown);
    }
}
