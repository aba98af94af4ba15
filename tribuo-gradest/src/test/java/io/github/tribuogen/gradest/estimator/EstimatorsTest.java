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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import io.github.tribuogen.gradest.control.ControlVariateSum;
import io.github.tribuogen.gradest.control.NetworkControlVariate;
import io.github.tribuogen.gradest.control.RelaxedLoss;
import io.github.tribuogen.gradest.law.Bernoulli;
import io.github.tribuogen.gradest.law.Categorical;
import io.github.tribuogen.gradest.law.DiagonalGaussian;
import io.github.tribuogen.gradest.law.DiscreteLaw;
import io.github.tribuogen.gradest.law.Law;
import io.github.tribuogen.gradest.law.Loss;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.HostTensor;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Mlp;
import io.github.tribuogen.neural.nn.StandardActivation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every estimator against the gradient by enumeration (or in closed form): the unbiased ones have it as mean, the others not. */
class EstimatorsTest {
    private static final int ROWS = 200_000;
    // standard errors; with the 300 comparisons here a false alarm in 6,000 runs
    private static final double BOUND = 5;

    private static final double[] LOGITS = {0.5, -0.8, 1.2};
    private static final double[] WEIGHTS = {0.9, -1.3, 0.7};

    /** A network's worth of bends, so that no estimator is exact by luck. */
    private static NetworkControlVariate network() {
        return new NetworkControlVariate(new Mlp(new StandardActivation(StandardActivation.Function.TANH), 6), 1.5);
    }

    /** {@code (w . b)^2 + tanh(2 b_1 + b_2) + 3}, far from zero. */
    private static Tensor bent(Tensor b) {
        Tensor w = b.graph().root().constant(HostTensor.of(WEIGHTS, 1, 3));
        Tensor linear = b.mul(w).sum(1);
        Tensor inner = b.slice(1, 0, 1).mul(2).add(b.slice(1, 1, 2)).squeeze(1);
        return linear.square().add(inner.tanh()).add(3);
    }

    private static double bent(double[] b) {
        double linear = b[0] * WEIGHTS[0] + b[1] * WEIGHTS[1] + b[2] * WEIGHTS[2];
        return linear * linear + Math.tanh(2 * b[0] + b[1]) + 3;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** The gradient of E f by the logits of three coins, by enumeration. */
    private static double[] ofCoins(double[] logits) {
        double[] gradient = new double[3];
        for (int state = 0; state < 8; state++) {
            double[] b = {state & 1, state >> 1 & 1, state >> 2 & 1};
            double p = 1;
            for (int i = 0; i < 3; i++) {
                p *= b[i] == 1 ? sigmoid(logits[i]) : sigmoid(-logits[i]);
            }
            for (int i = 0; i < 3; i++) {
                gradient[i] += p * bent(b) * (b[i] - sigmoid(logits[i]));
            }
        }
        return gradient;
    }

    static Stream<GradientEstimator> ofBernoulli() {
        return Stream.of(
                new ScoreFunction(),
                new ScoreFunction(ScoreFunction.Baseline.CONSTANT, 1),
                new ScoreFunction(ScoreFunction.Baseline.LEAVE_ONE_OUT, 2),
                new ScoreFunction(ScoreFunction.Baseline.LEAVE_ONE_OUT, 4),
                new Relax(network(), DiscreteLaw.Coupling.INDEPENDENT),
                new Relax(network(), DiscreteLaw.Coupling.COUPLED),
                new Relax(new RelaxedLoss(), DiscreteLaw.Coupling.INDEPENDENT),
                new Relax(new RelaxedLoss(), DiscreteLaw.Coupling.COUPLED),
                new Relax(new ControlVariateSum(new RelaxedLoss(), network()), DiscreteLaw.Coupling.COUPLED),
                new ScoreFunction(ScoreFunction.Baseline.RUNNING, 1),
                new Nvil(new Mlp(3), false),
                new Nvil(new Mlp(3), true),
                new Dlax(network()),
                new Dlax(new RelaxedLoss()),
                new AugmentReinforce(),
                new Arm(false),
                new Arm(true),
                new Arms(2),
                new Arms(3),
                new Arms(5),
                new MuProp(),
                new DoubleControlVariate(2, -0.7),
                new DoubleControlVariate(3, 0.5),
                new Rodeo(2, 4, 0.8),
                new Rodeo(3, 4, -0.5),
                new LocalExpectation(),
                new Exact(),
                new Concrete(0.5, false),
                new Concrete(0.5, true),
                new StraightThrough());
    }

    @ParameterizedTest
    @MethodSource("ofBernoulli")
    void coins(GradientEstimator estimator) {
        compare(estimator, new Bernoulli(), LOGITS, new long[] {3}, EstimatorsTest::bent, ofCoins(LOGITS));
    }

    /** A baseline or control variate that sees more than the sample biases nothing. */
    @ParameterizedTest
    @MethodSource("ofBernoulli")
    void coinsWithAContext(GradientEstimator estimator) {
        double[] g = Trial.run(100_000, 1, LOGITS, new long[] {3}, (scope, p) -> {
                    Tensor x = p.mul(2).add(scope.random().child("x").normalLike(p));
                    Loss loss = Loss.given(x, EstimatorsTest::bent);
                    return Map.of(
                            "g",
                            estimator.estimate(new Bernoulli(), p, loss, scope).gradient());
                })
                .get("g")
                .toDoubles();
        Trial.Moments with = Trial.moments(g, 3);
        double[] exact = ofCoins(LOGITS);
        for (int i = 0; i < 3 && estimator.isUnbiased(); i++) {
            assertEquals(exact[i], with.mean()[i], BOUND * with.error()[i] + 1e-9, estimator.toString());
        }
    }

    private static void compare(
            GradientEstimator estimator, Law law, double[] row, long[] shape, Loss loss, double[] exact) {
        Trial.Moments m = Trial.gradient(ROWS, 1, estimator, law, row, shape, loss);
        double worst = 0;
        for (int i = 0; i < exact.length; i++) {
            double error = Math.abs(m.mean()[i] - exact[i]);
            worst = Math.max(worst, m.error()[i] > 1e-12 ? error / m.error()[i] : error > 1e-9 ? 1e9 : 0);
        }
        String told = estimator + ": " + worst + " standard errors, mean " + Arrays.toString(m.mean()) + ", exact "
                + Arrays.toString(exact);
        assertEquals(estimator.isUnbiased(), worst < BOUND, told);
    }

    private static final double[] CHOICES = {0.5, -0.3, -1, 0.2, 1.1, -0.4};
    private static final double[][] TABLE = {{1, 3, -2}, {0.5, -1, 2}};

    /** {@code f(b) = t_1(b_1) t_2(b_2) + t_1(b_1)} of two choices among three. */
    private static Tensor product(Tensor b) {
        Tensor first = b.slice(1, 0, 1)
                .mul(b.graph().root().constant(HostTensor.of(TABLE[0], 1, 1, 3)))
                .flatten(1)
                .sum(1);
        Tensor second = b.slice(1, 1, 2)
                .mul(b.graph().root().constant(HostTensor.of(TABLE[1], 1, 1, 3)))
                .flatten(1)
                .sum(1);
        return first.mul(second).add(first);
    }

    private static double[] ofChoices() {
        double[][] p = new double[2][3];
        for (int j = 0; j < 2; j++) {
            double sum = 0;
            for (int k = 0; k < 3; k++) {
                sum += p[j][k] = Math.exp(CHOICES[3 * j + k]);
            }
            for (int k = 0; k < 3; k++) {
                p[j][k] /= sum;
            }
        }
        double[] gradient = new double[6];
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) {
                double weight = p[0][a] * p[1][b] * (TABLE[0][a] * TABLE[1][b] + TABLE[0][a]);
                for (int k = 0; k < 3; k++) {
                    gradient[k] += weight * ((a == k ? 1 : 0) - p[0][k]);
                    gradient[3 + k] += weight * ((b == k ? 1 : 0) - p[1][k]);
                }
            }
        }
        return gradient;
    }

    static Stream<GradientEstimator> ofCategorical() {
        return Stream.of(
                new ScoreFunction(),
                new ScoreFunction(ScoreFunction.Baseline.LEAVE_ONE_OUT, 3),
                new Relax(network(), DiscreteLaw.Coupling.INDEPENDENT),
                new Relax(network(), DiscreteLaw.Coupling.COUPLED),
                new Relax(new RelaxedLoss(), DiscreteLaw.Coupling.INDEPENDENT),
                new Relax(new ControlVariateSum(new RelaxedLoss(), network()), DiscreteLaw.Coupling.COUPLED),
                new Nvil(new Mlp(3), false),
                new Dlax(network()),
                new MuProp(),
                new DoubleControlVariate(2, -0.7),
                new LocalExpectation(),
                new Exact(),
                new Concrete(0.5, false));
    }

    @ParameterizedTest
    @MethodSource("ofCategorical")
    void choices(GradientEstimator estimator) {
        compare(estimator, new Categorical(), CHOICES, new long[] {2, 3}, EstimatorsTest::product, ofChoices());
    }

    static Stream<GradientEstimator> ofGaussian() {
        return Stream.of(
                new ScoreFunction(),
                new ScoreFunction(ScoreFunction.Baseline.LEAVE_ONE_OUT, 2),
                new Lax(network()),
                new Lax(new RelaxedLoss(0.5, 0.7)),
                new Reparameterisation());
    }

    /** {@code f(a) = sum (a - 1)^2} has the gradient {@code 2 (mu - 1)} by the mean and {@code 2 sd^2} by the log deviation. */
    @ParameterizedTest
    @MethodSource("ofGaussian")
    void normalNumbers(GradientEstimator estimator) {
        double[] row = {0.3, -0.5, -0.2, 0.1};
        double[] exact = {2 * (0.3 - 1), 2 * (-0.5 - 1), 2 * Math.exp(-0.4), 2 * Math.exp(0.2)};
        compare(
                estimator,
                new DiagonalGaussian(),
                row,
                new long[] {4},
                a -> a.sub(1).square().sum(1),
                exact);
    }

    /** A conditional sample that ignores b is no conditional sample: the comparison must notice. */
    @Test
    void aWrongConditionalSampleIsNoticed() {
        DiscreteLaw right = new Bernoulli();
        DiscreteLaw wrong = new DiscreteLaw() {
            @Override
            public Relaxed relax(
                    Tensor logits,
                    Tensor uniform,
                    io.github.tribuogen.neural.graph.RandomStream random,
                    Coupling coupling) {
                Relaxed r = right.relax(logits, uniform, random, coupling);
                return new Relaxed(
                        r.hard(),
                        r.z(),
                        right.relax(logits, random.child("other"), coupling).conditional());
            }

            @Override
            public Tensor soften(Tensor z, Tensor temperature) {
                return right.soften(z, temperature);
            }

            @Override
            public Tensor sample(Tensor p, Tensor uniform) {
                return right.sample(p, uniform);
            }

            @Override
            public Tensor logProbability(Tensor p, Tensor sample) {
                return right.logProbability(p, sample);
            }

            @Override
            public Tensor score(Tensor p, Tensor sample) {
                return right.score(p, sample);
            }

            @Override
            public Tensor entropy(Tensor p) {
                return right.entropy(p);
            }

            @Override
            public Tensor relaxedScore(Tensor logits, Tensor z) {
                return right.relaxedScore(logits, z);
            }

            @Override
            public java.util.Optional<List<double[]>> states(long[] shape, int most) {
                return right.states(shape, most);
            }

            @Override
            public Tensor mean(Tensor p) {
                return right.mean(p);
            }
        };
        Relax relax = new Relax(network(), DiscreteLaw.Coupling.INDEPENDENT);
        Trial.Moments m = Trial.gradient(ROWS, 1, relax, wrong, LOGITS, new long[] {3}, EstimatorsTest::bent);
        double[] exact = ofCoins(LOGITS);
        double worst = 0;
        for (int i = 0; i < 3; i++) {
            worst = Math.max(worst, Math.abs(m.mean()[i] - exact[i]) / m.error()[i]);
        }
        assertTrue(worst > 2 * BOUND, "standard errors: " + worst);
    }

    /** LAX with the loss itself as control variate is the pathwise gradient, sample by sample. */
    @Test
    void laxWithTheLossIsReparameterisation() {
        double[] row = {0.3, -0.5, -0.2, 0.1};
        Loss loss = a -> a.sub(1).square().sum(1).add(a.sin().sum(1));
        double[][] g = new double[2][];
        int i = 0;
        for (GradientEstimator e : List.of(new Lax(new RelaxedLoss(0.5, 1)), new Reparameterisation())) {
            g[i++] = Trial.run(
                            50,
                            3,
                            row,
                            new long[] {4},
                            (scope, p) -> Map.of(
                                    "g",
                                    e.estimate(new DiagonalGaussian(), p, loss, scope)
                                            .gradient()))
                    .get("g")
                    .toDoubles();
        }
        for (int k = 0; k < g[0].length; k++) {
            assertEquals(g[1][k], g[0][k], 1e-10);
        }
    }

    private static final List<GradientEstimator> COMPARED = List.of(
            new ScoreFunction(),
            new ScoreFunction(ScoreFunction.Baseline.LEAVE_ONE_OUT, 2),
            new Arm(true),
            new Arm(false),
            new MuProp());

    static Stream<Arguments> quadratics() {
        return Stream.of(
                Arguments.of(10, 0.45, 0.5, new double[] {1.600e-2, 6.250e-5, 5.60e-5, 7.70e-5, 1.5625e-2}),
                Arguments.of(10, 0.45, 0.2, new double[] {8.377e-3, 2.848e-5, 2.69e-5, 3.40e-5, 6.976e-3}),
                Arguments.of(10, 0.499, 0.5, new double[] {1.5625e-2, 2.50e-8, 2.24e-8, 3.08e-8, 1.5625e-2}));
    }

    /** So many coins of a probability, mean of (b_i - t)^2: by enumeration, DisARM and ARM by another's 400,000 draws. */
    @ParameterizedTest
    @MethodSource("quadratics")
    void variancesOfAQuadratic(int coins, double t, double theta, double[] expected) {
        Loss loss = b -> b.sub(t).square().mean(1);
        double[] row = new double[coins];
        Arrays.fill(row, Math.log(theta / (1 - theta)));
        for (int i = 0; i < expected.length; i++) {
            Trial.Moments m =
                    Trial.gradient(100_000, 2, COMPARED.get(i), new Bernoulli(), row, new long[] {coins}, loss);
            double mean = Arrays.stream(m.variance()).average().orElseThrow();
            assertEquals(expected[i], mean, 0.03 * expected[i], COMPARED.get(i).toString());
        }
    }

    /** 200 coins: two samples with the pair's difference or its mean do alike, a third takes a third away. */
    @Test
    void variancesOfManyCoins() {
        Loss loss = b -> b.sub(0.499).square().mean(1);
        double[] variance = new double[3];
        GradientEstimator[] estimators = {
            new ScoreFunction(ScoreFunction.Baseline.LEAVE_ONE_OUT, 2), new Arm(), new Arms(3)
        };
        for (int i = 0; i < 3; i++) {
            Trial.Moments m =
                    Trial.gradient(5_000, 2, estimators[i], new Bernoulli(), new double[200], new long[] {200}, loss);
            variance[i] = Arrays.stream(m.variance()).average().orElseThrow();
        }
        // a bit weighs 1e-5; the draws share the loss, whose square has a relative error of 2 %
        assertEquals(1.25e-9, variance[0], 0.1e-9);
        assertEquals(1.25e-9, variance[1], 0.1e-9);
        assertTrue(variance[2] < 0.75 * variance[1], Arrays.toString(variance));
    }

    /** Neither estimate nor tuning reaches the parameters as the engine sees them. */
    @Test
    void theTuningOfAControlVariateDoesNotReachTheModel() {
        Relax relax = new Relax(new ControlVariateSum(new RelaxedLoss(), network()), DiscreteLaw.Coupling.COUPLED);
        double[] leak = Trial.run(20, 3, LOGITS, new long[] {3}, (scope, p) -> {
                    Estimate e = relax.estimate(new Bernoulli(), p, EstimatorsTest::bent, scope);
                    Tensor all = e.tuning().orElseThrow().add(p.sum().mul(0));
                    return Map.of("leak", Gradients.grad(all, p));
                })
                .get("leak")
                .toDoubles();
        assertTrue(Arrays.stream(leak).allMatch(v -> v == 0), Arrays.toString(leak));
    }

    /** The surrogate's gradient is the estimate, and its value the loss. */
    @Test
    void theSurrogateHasTheEstimateAsGradient() {
        Map<String, HostTensor> r = Trial.run(20, 3, LOGITS, new long[] {3}, (scope, p) -> {
            Estimate e = new Arm().estimate(new Bernoulli(), p, EstimatorsTest::bent, scope);
            Tensor s = e.surrogate(p);
            return Map.of(
                    "estimate", e.gradient(), "gradient", Gradients.grad(s.sum(), p), "value", s, "loss", e.loss());
        });
        for (int i = 0; i < 60; i++) {
            assertEquals(r.get("estimate").toDoubles()[i], r.get("gradient").toDoubles()[i], 1e-12);
        }
        for (int i = 0; i < 20; i++) {
            assertEquals(r.get("loss").toDoubles()[i], r.get("value").toDoubles()[i], 1e-12);
        }
    }

    /** No NaN at extreme logits, whose gradients are as good as zero. */
    @Test
    void extremeLogitsAreFinite() {
        for (DiscreteLaw.Coupling coupling : DiscreteLaw.Coupling.values()) {
            Relax relax = new Relax(new ControlVariateSum(new RelaxedLoss(), network()), coupling);
            Trial.Moments m = Trial.gradient(
                    1000, 4, relax, new Bernoulli(), new double[] {50, -50, 0}, new long[] {3}, EstimatorsTest::bent);
            assertTrue(Arrays.stream(m.mean()).allMatch(Double::isFinite), Arrays.toString(m.mean()));
            Trial.Moments c = Trial.gradient(
                    1000,
                    4,
                    relax,
                    new Categorical(),
                    new double[] {50, -50, 0, 0, 0, 50},
                    new long[] {2, 3},
                    EstimatorsTest::product);
            assertTrue(Arrays.stream(c.mean()).allMatch(Double::isFinite), Arrays.toString(c.mean()));
        }
    }

    /** Every estimator can be written into a configuration and read from it. */
    @ParameterizedTest
    @MethodSource({"ofBernoulli", "ofCategorical", "ofGaussian"})
    void configurationsRoundTrip(GradientEstimator estimator) {
        var configuration = ProvenanceUtil.extractConfiguration(estimator.getProvenance());
        ConfigurationManager cm = new ConfigurationManager();
        cm.addConfiguration(configuration);
        Object again = cm.lookup(configuration.get(0).getName());
        assertEquals(estimator.toString(), again.toString());
        assertEquals(estimator.getClass(), again.getClass());
    }

    @Test
    void estimatorsForOtherLawsAreRefused() {
        for (GradientEstimator e : List.of(new Arm(), new LocalExpectation(), new Relax(), new Concrete())) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Trial.gradient(
                            2, 1, e, new DiagonalGaussian(), new double[2], new long[] {2}, a -> a.sum(1)));
        }
        for (GradientEstimator e : List.of(new Lax(), new Reparameterisation())) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Trial.gradient(2, 1, e, new Bernoulli(), new double[2], new long[] {2}, a -> a.sum(1)));
        }
    }
}
