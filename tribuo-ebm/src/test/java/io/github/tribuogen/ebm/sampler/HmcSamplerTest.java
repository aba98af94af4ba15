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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import io.github.tribuogen.ebm.energy.UnnormalisedDensity;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.graph.Tensors;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Statistical tests compare moments over independent chains: the tolerance is 5 standard errors, so each comparison fails by
 * chance with probability below 1e-6; seeds are fixed.
 */
class HmcSamplerTest {
    private static final int CHAINS = 4000;
    private static final UnnormalisedDensity QUARTIC =
            x -> x.square().square().sum(1).mul(-0.25);

    private static double error(double stepSize, int leapfrogSteps) {
        Graph g = new Graph();
        Tensor start = constant(g, random(1, 300, 1.5), 100, 3);
        return values(new HmcSampler(1, stepSize, leapfrogSteps)
                .run(QUARTIC, start, stream(g, 2))
                .diagnostics()
                .get(HmcSampler.ENERGY_ERROR))[0];
    }

    /** Over a path of given length the leapfrog's error of the energy falls as the square of the step. */
    @Test
    void energyIsConservedToSecondOrder() {
        double coarse = error(0.1, 10);
        double middle = error(0.05, 20);
        double fine = error(0.025, 40);
        assertEquals(2, Math.log(coarse / middle) / Math.log(2), 0.15);
        assertEquals(2, Math.log(middle / fine) / Math.log(2), 0.05);
        assertTrue(fine < 2e-3, "error " + fine);
    }

    /** p(x) ~ exp(-x^4 / 4) has E x^2 = 0.675978, E x^4 = 1; the step is large enough for rejections to matter. */
    @Test
    void leavesTheTargetInvariantWhateverTheStep() {
        Graph g = new Graph();
        Tensor start = constant(g, random(4, CHAINS, 1), CHAINS, 1);
        Sampler.Chain chain = new HmcSampler(60, 0.6, 3).run(QUARTIC, start, stream(g, 4));
        Map<String, HostTensor> r = run(Map.of(
                "m2", chain.end().square().mean(),
                "m4", chain.end().square().square().mean(),
                "rate", chain.diagnostics().get(HmcSampler.ACCEPTANCE)));
        assertEquals(0.675978, r.get("m2").item(), 5 * 0.737 / Math.sqrt(CHAINS));
        assertEquals(1, r.get("m4").item(), 5 * 2 / Math.sqrt(CHAINS));
        double rate = r.get("rate").item();
        assertTrue(rate > 0.5 && rate < 0.97, "rate " + rate);
    }

    /** With the deviations as scales a step serves coordinates of very different width; without, the wide one hardly moves. */
    @Test
    void scalesAreInverseMasses() {
        double[] moved = new double[2];
        for (int i = 0; i < 2; i++) {
            Graph g = new Graph();
            Tensor variances = constant(g, new double[] {1e-4, 1e4}, 2);
            UnnormalisedDensity normal = x -> x.square().div(variances).sum(1).mul(-0.5);
            HmcSampler sampler =
                    i == 0 ? new HmcSampler(20, 0.3, 5).withScales(0.01, 100) : new HmcSampler(20, 0.003, 5);
            Tensor end = sampler.run(normal, constant(g, new double[2 * CHAINS], CHAINS, 2), stream(g, 5))
                    .end();
            double[] v = values(end.square().mean(0));
            assertEquals(1e-4, v[0], 1e-4 * 5 * Math.sqrt(2.0 / CHAINS));
            moved[i] = v[1];
        }
        assertEquals(1e4, moved[0], 1e4 * 5 * Math.sqrt(2.0 / CHAINS));
        assertTrue(moved[1] < 1, "variance " + moved[1]);
    }

    @Test
    void imagesScalesAndComputedStepsFollowTheSameLaw() {
        Graph g = new Graph();
        UnnormalisedDensity normal = x -> x.square().flatten(1).sum(1).mul(-0.5);
        Tensor start = constant(g, new double[2 * 6], 2, 2, 3);
        HmcSampler sampler = new HmcSampler(7, 0.4, 4).withScales(1, 1, 1, 1, 1, 1);
        Tensor end = sampler.run(normal, start, stream(g, 6)).end();
        assertEquals("[2, 2, 3]", end.shape().toString());
        Tensor plain =
                new HmcSampler(7, 0.4, 4).run(normal, start, stream(g, 6)).end();
        assertArrayEquals(values(plain), values(end), 1e-12);
        Tensor none = g.constant(HostTensor.scalar(0L));
        assertArrayEquals(
                new double[12],
                values(sampler.run(normal, start, stream(g, 6), none).end()));
        assertArrayEquals(
                new double[12],
                values(sampler.withSteps(0).run(normal, start, stream(g, 6)).end()));
    }

    /** Beyond 2 in an improper density everything is infinitely unlikely. */
    @Test
    void endsThatAreNotFiniteAreRejected() {
        Graph g = new Graph();
        UnnormalisedDensity walled = x -> {
            Tensor s = x.square().sum(1).mul(-0.5);
            Tensor out = s.less(s.scalar(-2));
            return Tensors.where(out, s.mul(Double.POSITIVE_INFINITY), s);
        };
        Tensor end = new HmcSampler(50, 0.5, 4)
                .run(walled, constant(g, new double[200], 200, 1), stream(g, 7))
                .end();
        for (double v : values(end)) {
            assertTrue(Math.abs(v) <= 2, "point " + v);
        }
    }

    @Test
    void badSettingsAreRefused() {
        assertThrows(PropertyException.class, () -> new HmcSampler(-1, 0.1, 1));
        assertThrows(PropertyException.class, () -> new HmcSampler(1, 0, 1));
        assertThrows(PropertyException.class, () -> new HmcSampler(1, 0.1, 0));
        assertThrows(PropertyException.class, () -> new HmcSampler(1, 0.1, 1).withScales(1, -1));
        Graph g = new Graph();
        HmcSampler two = new HmcSampler(1, 0.1, 1).withScales(1, 1);
        assertThrows(
                IllegalArgumentException.class, () -> two.run(QUARTIC, constant(g, new double[3], 1, 3), stream(g, 1)));
        assertEquals(
                List.of(3, 5),
                List.of(two.withSteps(3).steps(), two.withSteps(5).steps()));
    }
}
