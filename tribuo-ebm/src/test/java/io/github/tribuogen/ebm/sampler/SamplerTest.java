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
package io.github.tribuogen.ebm.sampler;

import static io.github.tribuogen.ebm.GraphTests.constant;
import static io.github.tribuogen.ebm.GraphTests.random;
import static io.github.tribuogen.ebm.GraphTests.run;
import static io.github.tribuogen.ebm.GraphTests.stream;
import static io.github.tribuogen.ebm.GraphTests.values;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.ebm.energy.JointEnergy;
import io.github.tribuogen.ebm.energy.UnnormalisedDensity;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Statistical tests compare a variance over n independent chains with its value: the tolerance is 5 standard errors,
 * sqrt(2 / n) each for a normal law, so each comparison fails by chance with probability below 1e-6; seeds are fixed.
 */
class SamplerTest {
    private static final int CHAINS = 4000;

    /** Independent normal coordinates of given variances: s(x) = -sum x_j^2 / (2 v_j). */
    private static UnnormalisedDensity normal(Graph g, double... variances) {
        Tensor v = constant(g, variances, variances.length);
        return x -> x.square().div(v).sum(1).mul(-0.5);
    }

    private static double[] variances(Tensor end) {
        return values(end.square().mean(0));
    }

    private static void assertVariance(double expected, double found) {
        assertEquals(expected, found, expected * 5 * Math.sqrt(2.0 / CHAINS));
    }

    @Test
    void stationaryVarianceOfThePapersPair() {
        Graph g = new Graph();
        Tensor start = constant(g, new double[CHAINS * 3], CHAINS, 3);
        Tensor end = LangevinSampler.sgld(1000, 1, 0.01)
                .run(normal(g, 1, 10, 100), start, stream(g, 1))
                .end();
        double[] v = variances(end);
        assertVariance(1e-4, v[0]);
        assertVariance(5.263e-4, v[1]);
        assertVariance(5.025e-3, v[2]);
    }

    @Test
    void tooMuchCurvatureDiverges() {
        Graph g = new Graph();
        Tensor start = constant(g, new double[10], 10, 1);
        Tensor end = LangevinSampler.sgld(100, 1, 0.01)
                .run(normal(g, 0.4), start, stream(g, 2))
                .end();
        assertTrue(variances(end)[0] > 1e6);
    }

    @Test
    void properLangevinApproachesTheTargetAsTheStepFalls() {
        double e = 0.3;
        Graph g = new Graph();
        Tensor start = constant(g, new double[CHAINS * 2], CHAINS, 2);
        LangevinSampler s = LangevinSampler.proper(600, e * e / 2);
        assertEquals(e, s.noise(), 1e-15);
        double[] v = variances(s.run(normal(g, 1, 0.1), start, stream(g, 3)).end());
        assertVariance(1 / (1 - e * e / 4), v[0]);
        assertVariance(0.1 / (1 - e * e / 4 / 0.1), v[1]);
    }

    /** p(x) ~ exp(-x^4 / 4) has E x^2 = 2 Gamma(3/4) / Gamma(1/4) = 0.675978; unadjusted Langevin is far off. */
    @Test
    void malaLeavesTheTargetInvariantWhateverTheStep() {
        Graph g = new Graph();
        Tensor start = constant(g, random(4, CHAINS, 1), CHAINS, 1);
        UnnormalisedDensity quartic = x -> x.square().square().sum(1).mul(-0.25);
        Sampler.Chain chain = new MalaSampler(100, 0.4).run(quartic, start, stream(g, 4));
        Map<String, HostTensor> r = run(Map.of(
                "m2", chain.end().square().mean(),
                "m4", chain.end().square().square().mean(),
                "rate", chain.diagnostics().get(MalaSampler.ACCEPTANCE)));
        // E x^4 = 1, E x^8 = 5: standard deviations of x^2 and x^4 are 0.737 and 2
        assertEquals(0.675978, r.get("m2").item(), 5 * 0.737 / Math.sqrt(CHAINS));
        assertEquals(1, r.get("m4").item(), 5 * 2 / Math.sqrt(CHAINS));
        double rate = r.get("rate").item();
        assertTrue(rate > 0.4 && rate < 0.99, "rate " + rate);
        Tensor biased = LangevinSampler.proper(100, 0.4)
                .run(quartic, start, stream(g, 4))
                .end();
        double off = values(biased.square().mean())[0];
        assertTrue(Double.isNaN(off) || Math.abs(off - 0.675978) > 0.1, "unadjusted " + off);
    }

    @Test
    void malaNearlyAlwaysAcceptsSmallSteps() {
        Graph g = new Graph();
        Tensor start = constant(g, random(5, 400, 1), 200, 2);
        Sampler.Chain chain = new MalaSampler(20, 1e-4).run(normal(g, 1, 1), start, stream(g, 5));
        assertTrue(values(chain.diagnostics().get(MalaSampler.ACCEPTANCE))[0] > 0.999);
    }

    /** A network without slopes: the chain is the start and a sum of T normals, and LSE is log K. */
    @Test
    void constantNetworkGivesABrownianMotion() {
        Graph g = new Graph();
        int k = 10;
        JointEnergy constant = new JointEnergy(x -> x.matMul(constant(g, new double[2 * k], 2, k)));
        double[] from = random(6, CHAINS * 2, 1);
        Tensor start = constant(g, from, CHAINS, 2);
        Tensor end = LangevinSampler.sgld(20, 1, 0.01)
                .run(constant.marginal(), start, stream(g, 6))
                .end();
        double[] v = variances(end.sub(start));
        assertVariance(0.002, v[0]);
        assertVariance(0.002, v[1]);
        for (double lse : values(constant.marginal().logDensity(end))) {
            assertEquals(Math.log(k), lse, 1e-12);
        }
    }

    @Test
    void clampsBoundGradientAndPoints() {
        Graph g = new Graph();
        UnnormalisedDensity steep = x -> x.sum(1).mul(100);
        Tensor start = constant(g, random(7, 20, 1), 10, 2);
        double[] from = values(start);
        double[] bounded = values(LangevinSampler.sgld(1, 0.25, 0)
                .withBounds(1, 0)
                .run(steep, start, stream(g, 7))
                .end());
        for (int i = 0; i < from.length; i++) {
            assertEquals(from[i] + 0.25, bounded[i], 1e-12);
        }
        double[] clamped = values(LangevinSampler.clamped(5, 1, 0.01)
                .run(steep, start, stream(g, 7))
                .end());
        for (double x : clamped) {
            assertEquals(1, x, 0);
        }
        double[] free = values(
                LangevinSampler.sgld(5, 1, 0).run(steep, start, stream(g, 7)).end());
        assertEquals(from[0] + 500, free[0], 1e-9);
    }

    @Test
    void noStepsGiveTheStart() {
        Graph g = new Graph();
        double[] from = random(8, 20, 1);
        Tensor start = constant(g, from, 10, 2);
        for (Sampler s : List.of(LangevinSampler.sgld(0, 1, 0.01), new MalaSampler(0, 0.1))) {
            assertArrayEquals(
                    from, values(s.run(normal(g, 1, 1), start, stream(g, 8)).end()));
        }
    }

    @Test
    void stepsComputedInTheGraphFollowTheSameLaw() {
        Graph g = new Graph();
        Tensor start = constant(g, new double[CHAINS * 2], CHAINS, 2);
        Tensor steps = g.constant(HostTensor.scalar(40L));
        double[] v = variances(LangevinSampler.sgld(3, 1, 0.01)
                .run(normal(g, 1, 10), start, stream(g, 9), steps)
                .end());
        assertVariance(1e-4, v[0]);
        assertVariance(5.263e-4 * (1 - Math.pow(0.81, 40)), v[1]);
        Tensor mala = new MalaSampler(3, 0.4)
                .run(normal(g, 1, 1), start, stream(g, 9), steps)
                .end();
        assertVariance(1, variances(mala)[0]);
    }

    @Test
    void noGradientFlowsThroughTheChain() {
        Graph g = new Graph();
        Tensor scale = constant(g, new double[] {2}, 1);
        Tensor start = constant(g, random(10, 20, 1), 10, 2);
        UnnormalisedDensity s = x -> x.square().mul(scale).sum(1).mul(-0.5);
        for (Sampler sampler : List.of(LangevinSampler.sgld(5, 0.1, 0.1), new MalaSampler(5, 0.1))) {
            Tensor end = sampler.run(s, start, stream(g, 10)).end();
            assertArrayEquals(new double[] {0}, values(Gradients.grad(end.sum(), scale)));
            assertArrayEquals(new double[20], values(Gradients.grad(end.sum(), start)));
        }
    }

    @Test
    void equalSeedsGiveEqualChains() {
        Graph g = new Graph();
        Tensor start = constant(g, random(11, 20, 1), 10, 2);
        Sampler s = LangevinSampler.sgld(7, 0.1, 0.1);
        double[] a = values(s.run(normal(g, 1, 2), start, stream(g, 11)).end());
        assertArrayEquals(a, values(s.run(normal(g, 1, 2), start, stream(g, 11)).end()));
        assertFalse(java.util.Arrays.equals(
                a, values(s.run(normal(g, 1, 2), start, stream(g, 12)).end())));
    }

    @Test
    void badSettingsAreRefused() {
        for (PropertyException e : List.of(
                assertThrows(PropertyException.class, () -> LangevinSampler.sgld(-1, 1, 0.01)),
                assertThrows(PropertyException.class, () -> LangevinSampler.sgld(20, 0, 0.01)),
                assertThrows(PropertyException.class, () -> LangevinSampler.sgld(20, 1, Double.NaN)),
                assertThrows(PropertyException.class, () -> new MalaSampler(20, -1)))) {
            assertTrue(e.getMessage().contains("expected"), e.getMessage());
        }
    }
}
