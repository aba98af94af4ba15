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

import io.github.tribuogen.gradest.control.RelaxedLoss;
import io.github.tribuogen.gradest.law.Bernoulli;
import io.github.tribuogen.gradest.law.DiscreteLaw;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Three coins and the squared distance from a corner of the cube's inside, {@code f = sum_i (b_i - c_i)^2}: means and variances of
 * estimators that are known from enumeration or from two million draws of another implementation.
 */
class EnumeratedQuadraticTest {
    private static final double[] THETA = {.5488135, .71518937, .60276338};
    private static final double[] TARGET = {.2, .55, .9};
    private static final double[] EXACT = {.14857035, -.02036935, -.19155175};
    private static final int ROWS = 400_000;

    private static double[] logits() {
        double[] l = new double[3];
        for (int i = 0; i < 3; i++) {
            l[i] = Math.log(THETA[i] / (1 - THETA[i]));
        }
        return l;
    }

    private static Tensor loss(Tensor b) {
        return b.sub(b.graph().root().constant(HostTensor.of(TARGET, 1, 3)))
                .square()
                .sum(1);
    }

    private static Trial.Moments moments(GradientEstimator e, int rows) {
        return Trial.gradient(rows, 7, e, new Bernoulli(), logits(), new long[] {3}, EnumeratedQuadraticTest::loss);
    }

    private static Arguments of(GradientEstimator e, double... variances) {
        return Arguments.of(e, variances);
    }

    private static Relax rebar(double eta, double temperature, DiscreteLaw.Coupling coupling) {
        return new Relax(new RelaxedLoss(temperature, eta), coupling);
    }

    static Stream<Arguments> variances() {
        DiscreteLaw.Coupling free = DiscreteLaw.Coupling.INDEPENDENT;
        return Stream.of(
                of(new ScoreFunction(), .225648, .241461, .307606),
                of(new ScoreFunction(ScoreFunction.Baseline.LEAVE_ONE_OUT, 2), .060948, .049976, .061761),
                of(new Arm(true), .037324, .061012, .033346),
                of(new Arms(2), .037324, .061012, .033346),
                of(new Arm(false), .0507, .0698, .0437),
                of(rebar(.3, 1, free), .1724, .1856, .2383),
                of(rebar(.3, 10, free), .1938, .2109, .2677),
                of(rebar(1, .5, free), .0716, .0643, .1034),
                of(rebar(1, .5, DiscreteLaw.Coupling.COUPLED), .0790, .0651, .1181),
                of(rebar(1, .1, free), .2194, .0810, .3068),
                of(new MuProp(), .1333, .1589, .1383),
                of(new Concrete(.5, false), .0252, .0117, .0333));
    }

    @ParameterizedTest
    @MethodSource("variances")
    void varianceOfEachCoordinate(GradientEstimator estimator, double[] expected) {
        Trial.Moments m = moments(estimator, ROWS);
        for (int i = 0; i < 3; i++) {
            // the relative error of a variance is below 0.5 % at this many draws, unless tails are heavy
            assertEquals(expected[i], m.variance()[i], 0.03 * expected[i], estimator + ", coordinate " + i);
        }
    }

    @Test
    void theExactGradientIsExact() {
        Trial.Moments m = moments(new Exact(), 2);
        for (int i = 0; i < 3; i++) {
            assertEquals(EXACT[i], m.mean()[i], 1e-8);
            assertEquals(0, m.variance()[i], 1e-20);
        }
    }

    /** How far from the gradient the biased ones are. */
    @Test
    void biasesAreTheKnownOnes() {
        Map<GradientEstimator, double[]> known = Map.of(
                new Concrete(.5, false), new double[] {.1349, .0096, -.1519},
                new Concrete(1, false), new double[] {.1061, .0125, -.1175},
                new StraightThrough(), new double[] {.1725, .0672, -.1423});
        known.forEach((estimator, mean) -> {
            Trial.Moments m = moments(estimator, ROWS);
            for (int i = 0; i < 3; i++) {
                assertEquals(mean[i], m.mean()[i], 5 * m.error()[i] + 1e-4, estimator.toString());
            }
        });
    }
}
