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
package io.github.tribuogen.gradest.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.gradest.control.NetworkControlVariate;
import io.github.tribuogen.gradest.estimator.Arm;
import io.github.tribuogen.gradest.estimator.Concrete;
import io.github.tribuogen.gradest.estimator.Relax;
import io.github.tribuogen.gradest.estimator.ScoreFunction;
import io.github.tribuogen.gradest.law.Bernoulli;
import io.github.tribuogen.gradest.law.Categorical;
import io.github.tribuogen.gradest.law.DiagonalGaussian;
import io.github.tribuogen.gradest.law.DiscreteLaw;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.runtime.Device;
import org.junit.jupiter.api.Test;

class GradientReportTest {
    private static GradientReport.Builder coins() {
        return GradientReport.of(new Bernoulli(), new double[] {0.5, -0.8, 1.2}, new long[] {3}, b -> b.sum(1)
                        .square()
                        .add(5))
                .device(Device.cpu(1));
    }

    @Test
    void biasAndVarianceAreTold() {
        GradientReport report = coins().estimator("REINFORCE", new ScoreFunction())
                .estimator("DisARM", new Arm())
                .estimator("RELAX", new Relax(new NetworkControlVariate(new Mlp(8), 0), DiscreteLaw.Coupling.COUPLED))
                .estimator("concrete", new Concrete())
                .draws(20_000)
                .run();
        double[] bias =
                report.rows().stream().mapToDouble(GradientReport.Row::bias).toArray();
        assertTrue(bias[0] < 5 && bias[1] < 5 && bias[2] < 5 && bias[3] > 5, report::toString);
        double[] variance = report.rows().stream()
                .mapToDouble(GradientReport.Row::meanVariance)
                .toArray();
        // the constant 5 is noise for the score function alone; a trained control variate takes it away
        assertTrue(variance[1] < 0.1 * variance[0] && variance[2] < 0.2 * variance[0], report::toString);
        int[] cost =
                report.rows().stream().mapToInt(GradientReport.Row::evaluations).toArray();
        assertArrayEquals(new int[] {1, 2, 1, 1}, cost);
        assertTrue(report.toString().contains("DisARM"));
        assertEquals("png", report.picture().extension());
    }

    @Test
    void enumerationOfChoicesAndOfCoinsAgree() {
        // two choices are a coin whose logit is their difference
        double[] coin = GradientReport.of(new Bernoulli(), new double[] {0.7}, new long[] {1}, b -> b.sum(1)
                        .mul(3))
                .estimator("any", new ScoreFunction())
                .draws(2)
                .run()
                .exact()
                .orElseThrow();
        double[] choice = GradientReport.of(
                        new Categorical(),
                        new double[] {0.7, 0},
                        new long[] {1, 2},
                        b -> b.flatten(1).slice(1, 0, 1).squeeze(1).mul(3))
                .estimator("any", new ScoreFunction())
                .draws(2)
                .run()
                .exact()
                .orElseThrow();
        assertEquals(coin[0], choice[0], 1e-12);
        assertEquals(-coin[0], choice[1], 1e-12);
    }

    @Test
    void statesThatCannotBeCountedHaveNoExactGradient() {
        GradientReport report = GradientReport.of(new DiagonalGaussian(), new double[4], new long[] {4}, a -> a.square()
                        .sum(1))
                .estimator("REINFORCE", new ScoreFunction())
                .run();
        assertTrue(report.exact().isEmpty() && Double.isNaN(report.rows().get(0).bias()));
        assertTrue(GradientReport.of(new Bernoulli(), new double[20], new long[] {20}, b -> b.sum(1))
                .estimator("REINFORCE", new ScoreFunction())
                .draws(2)
                .run()
                .exact()
                .isEmpty());
    }

    @Test
    void badLossesAreNamed() {
        assertThrows(IllegalArgumentException.class, () -> coins().run());
        assertThrows(IllegalArgumentException.class, () -> coins().draws(1));
        assertThrows(
                IllegalArgumentException.class,
                () -> GradientReport.of(new Bernoulli(), new double[2], new long[] {3}, b -> b.sum(1)));
        Exception shape = assertThrows(IllegalArgumentException.class, () -> GradientReport.of(
                        new DiagonalGaussian(), new double[4], new long[] {4}, a -> a)
                .estimator("REINFORCE", new ScoreFunction())
                .run());
        assertTrue(shape.getMessage().contains("one number for each row"), shape.getMessage());
        Exception nan = assertThrows(IllegalArgumentException.class, () -> GradientReport.of(
                        new DiagonalGaussian(), new double[4], new long[] {4}, a -> a.sum(1)
                                .mul(Double.NaN))
                .estimator("REINFORCE", new ScoreFunction())
                .run());
        assertTrue(nan.getMessage().contains("finite estimates"), nan.getMessage());
    }
}
