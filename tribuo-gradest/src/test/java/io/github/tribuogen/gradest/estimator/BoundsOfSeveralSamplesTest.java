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
package io.github.tribuogen.gradest.estimator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tribuogen.gradest.law.Bernoulli;
import io.github.tribuogen.gradest.law.DiagonalGaussian;
import io.github.tribuogen.gradest.law.Loss;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Estimators whose objective is {@code -log (1/K) sum_k exp(-f_k)}. */
class BoundsOfSeveralSamplesTest {
    private static final double[] LOGITS = {0.5, -0.8};

    private static Tensor loss(Tensor b) {
        Tensor first = b.slice(1, 0, 1).squeeze(1);
        Tensor second = b.slice(1, 1, 2).squeeze(1);
        return first.mul(1.7)
                .sub(second.mul(first).mul(2.4))
                .add(second.mul(0.6))
                .add(1);
    }

    private static double loss(int state) {
        int b1 = state & 1;
        int b2 = state >> 1;
        return 1.7 * b1 - 2.4 * b1 * b2 + 0.6 * b2 + 1;
    }

    private static double probability(int state, double[] theta) {
        double p = 1;
        for (int i = 0; i < 2; i++) {
            p *= (state >> i & 1) == 1 ? theta[i] : 1 - theta[i];
        }
        return p;
    }

    /** The expected bound of three samples. */
    private static double bound(double[] logits) {
        double[] theta = {1 / (1 + Math.exp(-logits[0])), 1 / (1 + Math.exp(-logits[1]))};
        double sum = 0;
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                for (int k = 0; k < 4; k++) {
                    double mean = (Math.exp(-loss(i)) + Math.exp(-loss(j)) + Math.exp(-loss(k))) / 3;
                    sum -= probability(i, theta) * probability(j, theta) * probability(k, theta) * Math.log(mean);
                }
            }
        }
        return sum;
    }

    @Test
    void vimcoFollowsTheBound() {
        Trial.Moments m = Trial.gradient(
                200_000, 1, new Vimco(3), new Bernoulli(), LOGITS, new long[] {2}, BoundsOfSeveralSamplesTest::loss);
        for (int i = 0; i < 2; i++) {
            double[] up = LOGITS.clone();
            double[] down = LOGITS.clone();
            up[i] += 1e-5;
            down[i] -= 1e-5;
            double exact = (bound(up) - bound(down)) / 2e-5;
            assertEquals(exact, m.mean()[i], 4.5 * m.error()[i]);
            // the mean loss has another gradient, which this many draws tell from it
            assertTrue(m.error()[i] < Math.abs(exact) / 20);
        }
    }

    /** {@code log q(a) - log p(a)} with the target N(0.4, 1.3^2), q's parameters live or held. */
    private static Loss divergence(Tensor live) {
        DiagonalGaussian q = new DiagonalGaussian();
        return new Loss() {
            private Tensor of(Tensor parameters, Tensor a) {
                Tensor logP = a.sub(0.4)
                        .div(1.3)
                        .square()
                        .mul(-0.5)
                        .sub(Math.log(1.3 * Math.sqrt(2 * Math.PI)))
                        .sum(1);
                return q.logProbability(parameters, a).sub(logP);
            }

            @Override
            public Tensor of(Tensor a) {
                return of(live, a);
            }

            @Override
            public Loss held() {
                return a -> of(live.stopGradient(), a);
            }
        };
    }

    /** DReG and, with the direct part added, VIMCO estimate the same gradient; sticking the landing that of the ELBO. */
    @Test
    void doublyReparameterisedAgreesWithVimco() {
        double[] row = {-0.3, 0.2};
        double[][] g = new double[2][];
        int i = 0;
        for (GradientEstimator e : new GradientEstimator[] {new DoublyReparameterised(3), new Vimco(3)}) {
            g[i++] = Trial.run(300_000, 1, row, new long[] {2}, (scope, p) -> {
                        Estimate est = e.estimate(new DiagonalGaussian(), p, divergence(p), scope);
                        return Map.of("g", Gradients.grad(est.surrogate(p).sum(), p));
                    })
                    .get("g")
                    .toDoubles();
        }
        Trial.Moments dreg = Trial.moments(g[0], 2);
        Trial.Moments vimco = Trial.moments(g[1], 2);
        for (int j = 0; j < 2; j++) {
            assertEquals(vimco.mean()[j], dreg.mean()[j], 4.5 * Math.hypot(vimco.error()[j], dreg.error()[j]));
            assertTrue(dreg.variance()[j] < vimco.variance()[j]);
        }
    }

    /** Where q is the target, the gradient that sticks the landing is zero without variance, the plain one is not. */
    @Test
    void stickingTheLandingHasNoVarianceAtTheTarget() {
        double[] row = {0.4, Math.log(1.3)};
        for (boolean sticks : new boolean[] {true, false}) {
            double[] g = Trial.run(1000, 1, row, new long[] {2}, (scope, p) -> {
                        Estimate e = new Reparameterisation(sticks)
                                .estimate(new DiagonalGaussian(), p, divergence(p), scope);
                        return Map.of("g", Gradients.grad(e.surrogate(p).sum(), p));
                    })
                    .get("g")
                    .toDoubles();
            Trial.Moments m = Trial.moments(g, 2);
            for (int j = 0; j < 2; j++) {
                assertEquals(0, m.mean()[j], 4.5 * m.error()[j] + 1e-9);
                assertEquals(sticks, m.variance()[j] < 1e-20, "variance " + m.variance()[j]);
            }
        }
    }
}
