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
package io.github.tribuogen.ebm.energy;

import static io.github.tribuogen.ebm.GraphTests.constant;
import static io.github.tribuogen.ebm.GraphTests.indices;
import static io.github.tribuogen.ebm.GraphTests.random;
import static io.github.tribuogen.ebm.GraphTests.run;
import static io.github.tribuogen.ebm.GraphTests.values;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.Graph;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("smoke")
class JointEnergyTest {
    private static final int K = 5;
    private static final int B = 6;
    private static final int D = 3;

    private static JointEnergy energy(Graph g) {
        Tensor w = constant(g, random(1, D * K, 1), D, K);
        Tensor v = constant(g, random(2, D * K, 1), D, K);
        return new JointEnergy(x -> x.matMul(w).tanh().add(x.square().matMul(v)));
    }

    @Test
    void probabilitiesAreTheExponentialOfTheDifference() {
        Graph g = new Graph();
        double[] f = random(3, B * K, 1000);
        Tensor logits = constant(g, f, B, K);
        Map<String, HostTensor> r =
                run(Map.of("p", logits.softmax(1), "lse", JointEnergy.logMarginal(logits), "max", logits.reduceMax(1)));
        double[] p = r.get("p").toDoubles();
        for (int b = 0; b < B; b++) {
            double sum = 0;
            double lse = r.get("lse").get(b);
            for (int k = 0; k < K; k++) {
                assertEquals(Math.exp(f[b * K + k] - lse), p[b * K + k], 1e-12);
                sum += p[b * K + k];
            }
            assertEquals(1, sum, 1e-12);
            assertTrue(r.get("max").get(b) <= lse && lse <= r.get("max").get(b) + Math.log(K));
        }
    }

    @Test
    void scoreIsTheMeanOfTheClassScores() {
        Graph g = new Graph();
        Tensor x = constant(g, random(4, B * D, 1), B, D);
        JointEnergy e = energy(g);
        Tensor p = e.logits(x).softmax(1);
        Tensor mixed = x.zerosLike();
        for (int k = 0; k < K; k++) {
            long[] y = new long[B];
            java.util.Arrays.fill(y, k);
            mixed = mixed.add(e.conditional(indices(g, y)).score(x).mul(p.slice(1, k, k + 1)));
        }
        assertArrayEquals(values(mixed), values(e.marginal().score(x)), 1e-12);
    }

    @Test
    void scoreAgreesWithDifferences() {
        double[] x0 = random(5, B * D, 1);
        Graph g = new Graph();
        double[] score = values(energy(g).marginal().score(constant(g, x0, B, D)));
        double h = 1e-6;
        for (int j = 0; j < D; j++) {
            double[] up = x0.clone();
            double[] down = x0.clone();
            for (int b = 0; b < B; b++) {
                up[b * D + j] += h;
                down[b * D + j] -= h;
            }
            Graph g2 = new Graph();
            double[] s1 = values(energy(g2).marginal().logDensity(constant(g2, up, B, D)));
            double[] s0 = values(energy(g2).marginal().logDensity(constant(g2, down, B, D)));
            for (int b = 0; b < B; b++) {
                double slope = (s1[b] - s0[b]) / (2 * h);
                assertEquals(slope, score[b * D + j], 1e-5 * Math.max(1, Math.abs(slope)));
            }
        }
    }

    @Test
    void gradientsByLogits() {
        Graph g = new Graph();
        Tensor f = constant(g, random(6, B * K, 3), B, K);
        Tensor y = indices(g, 0, 1, 2, 3, 4, 0);
        Map<String, HostTensor> r = run(Map.of(
                "p", f.softmax(1),
                "lse", Gradients.grad(JointEnergy.logMarginal(f).sum(), f),
                "ce", Gradients.grad(JointEnergy.crossEntropy(f, y).sum(), f)));
        double[] p = r.get("p").toDoubles();
        double[] ce = r.get("ce").toDoubles();
        assertArrayEquals(p, r.get("lse").toDoubles(), 1e-14);
        for (int b = 0; b < B; b++) {
            for (int k = 0; k < K; k++) {
                assertEquals(p[b * K + k] - (k == b % K ? 1 : 0), ce[b * K + k], 1e-14);
            }
        }
    }

    /** On a shared batch -LSE + CE and -f_y have the same gradient. */
    @Test
    void sharedBatchIdentity() {
        Graph g = new Graph();
        Tensor f = constant(g, random(7, B * K, 3), B, K);
        Tensor y = indices(g, 0, 1, 2, 3, 4, 0);
        Tensor factored = JointEnergy.crossEntropy(f, y).sub(JointEnergy.logMarginal(f));
        Tensor joint = JointEnergy.ofClass(f, y).neg();
        assertArrayEquals(values(Gradients.grad(joint.sum(), f)), values(Gradients.grad(factored.sum(), f)), 1e-14);
    }

    @Test
    void aConstantOnAllLogitsMovesTheDensityAlone() {
        Graph g = new Graph();
        Tensor x = constant(g, random(8, B * D, 1), B, D);
        JointEnergy e = energy(g);
        JointEnergy shifted = new JointEnergy(z -> e.logits(z).add(7));
        double[] before = values(e.marginal().logDensity(x));
        double[] after = values(shifted.marginal().logDensity(x));
        for (int b = 0; b < B; b++) {
            assertEquals(before[b] + 7, after[b], 1e-12);
        }
        assertArrayEquals(
                values(e.logits(x).softmax(1)), values(shifted.logits(x).softmax(1)), 1e-13);
        assertArrayEquals(
                values(e.marginal().score(x)), values(shifted.marginal().score(x)), 1e-12);
    }

    @Test
    void densitiesOfTheWrongShapeAreRefused() {
        Graph g = new Graph();
        Tensor x = constant(g, random(9, B * D, 1), B, D);
        UnnormalisedDensity wrong = z -> z.square();
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> wrong.score(x));
        assertTrue(e.getMessage().contains("[6]") && e.getMessage().contains("[6, 3]"), e.getMessage());
    }
}
