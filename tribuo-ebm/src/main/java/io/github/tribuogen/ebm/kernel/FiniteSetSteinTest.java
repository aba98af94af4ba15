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
package io.github.tribuogen.ebm.kernel;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.github.tribuogen.ebm.stein.GoodnessOfFit;
import io.github.tribuogen.ebm.stein.GoodnessOfFitTest;
import io.github.tribuogen.ebm.stein.ScoredSample;
import io.github.tribuogen.neural.config.Require;
import io.github.tribuogen.neural.runtime.Device;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ddogleg.optimization.FactoryOptimization;
import org.ddogleg.optimization.UnconstrainedMinimization;
import org.ddogleg.optimization.functions.FunctionNtoN;
import org.ddogleg.optimization.functions.FunctionNtoS;

/**
 * The test by the finite set Stein discrepancy with optimised locations (FSSD-opt), linear in the number of points: the witness
 * of the kernelised Stein discrepancy is looked at in J locations v only. With features {@code tau(x)} of the D J numbers {@code
 * (k(x, v_j) s(x) + grad_x k(x, v_j)) / sqrt(D J)}, of mean mu,
 *
 * <pre>
 * FSSD^2 = (n |mean tau|^2 - mean |tau|^2) / (n - 1)
 * </pre>
 *
 * is unbiased for {@code |mu|^2}. On a part of the points, width and locations are chosen for a large {@code FSSD^2 / sqrt(4
 * mean((tau'mu)^2) - 4 |mu|^4 + r)}, which stands for the power: from the best of some widths at locations drawn from a Gaussian
 * like the points, by a quasi-Newton method (BFGS). On the others the statistic is {@code n FSSD^2}, with the law of {@code sum_i
 * e_i (Z_i^2 - 1)} under the hypothesis, with the eigenvalues e of the covariance of tau and standard normal Z.
 *
 * <p>The locations show where the model does not fit ({@link #fit}). The result's effect is FSSD^2 at them; each point adds
 * {@code tau'mu}.
 *
 * <p>See:
 *
 * <pre>
 * W. Jitkrittum, W. Xu, Z. Szabó, K. Fukumizu, A. Gretton
 * "A Linear-Time Kernel Goodness-of-Fit Test"
 * Neural Information Processing Systems, 2017.
 * </pre>
 */
public final class FiniteSetSteinTest implements GoodnessOfFitTest {
    private static final double TOLERANCE = 1e-4;

    @Config(description = "The kernel; its own bandwidth is not used.")
    private RadialKernel kernel = new GaussianKernel();

    @Config(description = "The widths to start from.")
    private BandwidthCollection bandwidths = new MedianMultiples(-3, 3, 5);

    @Config(description = "The number J of locations, at least 1.")
    private int locations = 5;

    @Config(description = "The share of the points that locations are chosen by, in (0, 1).")
    private double trainingShare = 0.2;

    @Config(description = "The greatest number of steps of the optimiser, at least 0.")
    private int steps = 40;

    @Config(description = "What is added to the variance in the criterion, above 0.")
    private double regularisation = 0.01;

    @Config(description = "The number of draws of the statistic's law under the hypothesis, at least 19.")
    private int draws = 2000;

    @Config(description = "The level, in (0, 1).")
    private double alpha = 0.05;

    @Config(description = "Where features and gradients are computed.")
    private Device device = new Device();

    /**
     * A width and locations.
     *
     * @param width The width w of the kernel.
     * @param locations The locations v, [J][D].
     * @param criterion The criterion's value at them.
     */
    public record FiniteSet(double width, double[][] locations, double criterion) {}

    /** For OLCUT, and with a Gaussian kernel and five locations. */
    public FiniteSetSteinTest() {}

    /**
     * A test with a fifth of the points to choose by.
     *
     * @param kernel The kernel; its own bandwidth is not used.
     * @param bandwidths The widths to start from.
     * @param locations The number J of locations, at least 1.
     * @param alpha The level, in (0, 1).
     * @param device Where features and gradients are computed.
     */
    public FiniteSetSteinTest(
            RadialKernel kernel, BandwidthCollection bandwidths, int locations, double alpha, Device device) {
        this.kernel = kernel;
        this.bandwidths = bandwidths;
        this.locations = locations;
        this.alpha = alpha;
        this.device = device;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.share("alpha", alpha);
        Require.share("trainingShare", trainingShare);
        Require.atLeast("locations", locations, 1);
        Require.atLeast("steps", steps, 0);
        Require.positive("regularisation", regularisation);
        Require.atLeast("draws", draws, 19);
    }

    @Override
    public String name() {
        return "FSSD " + kernel.name();
    }

    @Override
    public GoodnessOfFit test(ScoredSample sample, long seed) {
        SplittableRandom rng = new SplittableRandom(seed);
        BitSet training = Split.trainingRows(name(), "points", sample.size(), trainingShare, rng);
        FiniteSet set = fit(sample.rows(training.stream().toArray()), rng.nextLong());
        BitSet rest = new BitSet();
        rest.set(0, sample.size());
        rest.andNot(training);
        ScoredSample test = sample.rows(rest.stream().toArray());
        int n = test.size();
        Features tau = new Features(FiniteSetObjective.features(kernel, set.width(), set.locations(), test, device));
        double discrepancy = SampleChecks.finite(name(), "statistic", tau.discrepancy());
        double[] along = tau.along();
        return GoodnessOfFit.builder(name(), sample, seed)
                .points(n)
                .outcome(n * discrepancy, PValues.upper(n * discrepancy, tau.law(name(), draws, rng)), alpha)
                .effect(Effects.normal(
                        "squared finite set Stein discrepancy",
                        discrepancy,
                        2 * Moments.of(along).sd(),
                        n))
                .perPoint(along)
                .detail("bandwidth", set.width())
                .detail("criterion", set.criterion())
                .detail("points for training", sample.size() - n)
                .detail("draws", draws)
                .build();
    }

    /**
     * The width and locations that suit a sample best.
     *
     * @param sample The points with their scores, at least 2.
     * @param seed The seed of the locations to start from.
     * @return The best that was found.
     * @throws IllegalArgumentException If there are fewer points, or all are equal.
     */
    public FiniteSet fit(ScoredSample sample, long seed) {
        SampleChecks.points(name(), sample, 2);
        float[][] x = sample.points();
        double[] widths = bandwidths.widths(x);
        double[][] start = gaussianLike(x, locations, new SplittableRandom(seed));
        try (FiniteSetObjective objective = new FiniteSetObjective(
                kernel, sample, locations, new MedianBandwidth().width(x), regularisation, device)) {
            double[] best = null;
            for (double w : widths) {
                double[] theta = objective.parameters(w, start);
                if (best == null || objective.value(theta) > objective.value(best)) {
                    best = theta;
                }
            }
            SampleChecks.finite(name(), "criterion at the start", objective.value(best));
            return objective.set(climb(objective, best));
        }
    }

    private double[] climb(FiniteSetObjective objective, double[] start) {
        UnconstrainedMinimization search = FactoryOptimization.quasiNewtonBfgs(null);
        search.setFunction(
                new FunctionNtoS() {
                    @Override
                    public int getNumOfInputsN() {
                        return objective.parameters();
                    }

                    @Override
                    public double process(double[] theta) {
                        return -objective.value(theta);
                    }
                },
                new FunctionNtoN() {
                    @Override
                    public int getN() {
                        return objective.parameters();
                    }

                    @Override
                    public void process(double[] theta, double[] gradient) {
                        double[] up = objective.gradient(theta);
                        for (int k = 0; k < up.length; k++) {
                            gradient[k] = -up[k];
                        }
                    }
                },
                -1e6);
        search.initialize(start, TOLERANCE, 0);
        double[] best = start;
        for (int i = 0; i < steps && !search.iterate(); i++) {
            best = better(objective, best, search.getParameters());
        }
        return better(objective, best, search.getParameters());
    }

    private static double[] better(FiniteSetObjective objective, double[] a, double[] b) {
        return objective.value(b) > objective.value(a) ? b.clone() : a;
    }

    /** Draws from a Gaussian of the points' mean and covariance: the mean, and random sums of what the points differ by. */
    private static double[][] gaussianLike(float[][] x, int howMany, RandomGenerator rng) {
        double[] mean = Rows.mean(x);
        double[][] all = new double[howMany][];
        for (int k = 0; k < howMany; k++) {
            double[] v = mean.clone();
            for (float[] row : x) {
                double z = rng.nextGaussian() / Math.sqrt(x.length - 1.0);
                for (int j = 0; j < v.length; j++) {
                    v[j] += z * (row[j] - mean[j]);
                }
            }
            all[k] = v;
        }
        return all;
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "GoodnessOfFitTest");
    }

    @Override
    public String toString() {
        return "FiniteSetSteinTest(" + kernel + ", " + bandwidths + ", locations=" + locations + ", trainingShare="
                + trainingShare + ", steps=" + steps + ", draws=" + draws + ", alpha=" + alpha + ")";
    }
}
