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
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The two-sample test by the maximum mean discrepancy (MMD) between the points x and draws y of the model, of which it needs no
 * score. With the unbiased estimate
 *
 * <pre>
 * MMD^2 = sum_{i != j} k(x_i, x_j) / (n (n-1)) + sum_{i != j} k(y_i, y_j) / (m (m-1)) - 2 mean k(x_i, y_j)
 * </pre>
 *
 * the width is the one of a collection with the largest ratio of MMD^2 to its standard deviation, {@code MMD^2 / sqrt(v +
 * 0.001)}, on a part of both samples, where v is n times the estimate's variance; the rest is tested. The law under the hypothesis
 * comes from permutations of the pooled points, computed as the statistic is, so that the level is exact for independent points.
 *
 * <p>The sample must hold draws ({@link ScoredSample#withModelDraws(float[][])}). The result's effect is MMD^2.
 *
 * <p>See:
 *
 * <pre>
 * A. Gretton, K. Borgwardt, M. Rasch, B. Schölkopf, A. Smola
 * "A Kernel Two-Sample Test"
 * Journal of Machine Learning Research 13, 2012.
 *
 * D. J. Sutherland, H. Tung, H. Strathmann, S. De, A. Ramdas, A. Smola, A. Gretton
 * "Generative Models and Model Criticism via Optimized Maximum Mean Discrepancy"
 * International Conference on Learning Representations, 2017.
 * </pre>
 */
public final class MaximumMeanDiscrepancyTest implements GoodnessOfFitTest {
    private static final double REGULARISATION = 1e-3;

    @Config(description = "The kernel; its own bandwidth is not used.")
    private RadialKernel kernel = new GaussianKernel();

    @Config(description = "The widths to choose from.")
    private BandwidthCollection bandwidths = new MedianMultiples(-4, 4, 10);

    @Config(description = "The share of points and draws that the width is chosen by, in (0, 1).")
    private double trainingShare = 0.2;

    @Config(description = "The number of permutations, at least 19.")
    private int permutations = 400;

    @Config(description = "The level, in (0, 1).")
    private double alpha = 0.05;

    @Config(description = "Where the matrices are computed.")
    private Device device = new Device();

    /** For OLCUT, and with a Gaussian kernel of the best of ten widths. */
    public MaximumMeanDiscrepancyTest() {}

    /**
     * A test with a fifth of the points to choose the width by, and 400 permutations.
     *
     * @param kernel The kernel; its own bandwidth is not used.
     * @param bandwidths The widths to choose from.
     * @param alpha The level, in (0, 1).
     * @param device Where the matrices are computed.
     */
    public MaximumMeanDiscrepancyTest(
            RadialKernel kernel, BandwidthCollection bandwidths, double alpha, Device device) {
        this.kernel = kernel;
        this.bandwidths = bandwidths;
        this.alpha = alpha;
        this.device = device;
        postConfig();
    }

    @Override
    public void postConfig() {
        Require.share("alpha", alpha);
        Require.share("trainingShare", trainingShare);
        Require.atLeast("permutations", permutations, 19);
    }

    @Override
    public String name() {
        return "MMD " + kernel.name();
    }

    @Override
    public boolean wantsModelDraws() {
        return true;
    }

    @Override
    public GoodnessOfFit test(ScoredSample sample, long seed) {
        float[][] draws = sample.modelDraws()
                .orElseThrow(() -> new IllegalArgumentException(
                        name() + ": draws of the model expected (ScoredSample.withModelDraws), found none"));
        SplittableRandom rng = new SplittableRandom(seed);
        Split x = Split.of(name(), "points", sample.points(), trainingShare, rng);
        Split y = Split.of(name(), "draws of the model", draws, trainingShare, rng);
        double width = choose(x.training(), y.training());

        int n = x.test().length;
        int m = y.test().length;
        List<BitSet> members = new ArrayList<>();
        BitSet first = new BitSet();
        first.set(0, n);
        members.add(first);
        for (int p = 0; p < permutations; p++) {
            members.add(Split.subset(n + m, n, rng));
        }
        Discrepancies tested = discrepancies(x.test(), y.test(), new double[] {width}, new Signs(members, 0, 1))
                .get(0);
        double[] permuted = new double[permutations];
        for (int p = 0; p < permutations; p++) {
            permuted[p] = tested.permuted(members.get(p + 1), p + 1);
        }
        double observed = SampleChecks.finite(name(), "statistic", tested.permuted(first, 0));
        return GoodnessOfFit.builder(name(), sample, seed)
                .points(n)
                .outcome(observed, PValues.upper(observed, permuted), alpha)
                .effect(Effects.normal("squared maximum mean discrepancy", observed, Math.sqrt(tested.variance()), n))
                .detail("bandwidth", width)
                .detail("permutations", permutations)
                .detail("draws of the model tested", m)
                .build();
    }

    private double choose(float[][] x, float[][] y) {
        double[] widths = bandwidths.widths(Rows.concat(x, y));
        List<Discrepancies> all = discrepancies(x, y, widths, Signs.NONE);
        int best = 0;
        for (int k = 1; k < widths.length; k++) {
            if (all.get(k).criterion() > all.get(best).criterion()) {
                best = k;
            }
        }
        return widths[best];
    }

    private List<Discrepancies> discrepancies(float[][] x, float[][] y, double[] widths, Signs members) {
        float[][] pooled = Rows.concat(x, y);
        double[] ones = new double[pooled.length];
        double[] first = new double[pooled.length];
        for (int i = 0; i < pooled.length; i++) {
            ones[i] = 1;
            first[i] = i < x.length ? 1 : 0;
        }
        try (BlockedGram gram = new BlockedGram(kernel, Pairing.PLAIN, device)) {
            return gram.sums(pooled, pooled, widths, new double[][] {ones, first}, members).stream()
                    .map(s -> new Discrepancies(s, x.length))
                    .toList();
        }
    }

    /** The discrepancies that a matrix K of the pooled points gives, the first n of which are the sample. */
    private record Discrepancies(BlockedGram.Sums sums, int n) {
        private int m() {
            return sums.products()[0].length - n;
        }

        private double diagonal() {
            return sums.trace() / (n + m());
        }

        /** MMD^2 if the members were the sample, which are draw b of the sums' quadratic forms. */
        double permuted(BitSet members, int b) {
            double rows =
                    members.stream().mapToDouble(i -> sums.products()[0][i]).sum();
            return estimate(sums.quadratic()[b], rows);
        }

        private double estimate(double within, double rows) {
            double between = rows - within;
            double others = sums.total() - rows - between;
            return (within - n * diagonal()) / (n * (n - 1.0))
                    + (others - m() * diagonal()) / (m() * (m() - 1.0))
                    - 2 * between / ((double) n * m());
        }

        /** n times the variance of the estimate away from the hypothesis, 4 (var g(x) + n / m var g(y)) with the witness g. */
        double variance() {
            double[] x = new double[n];
            double[] y = new double[m()];
            double[] all = sums.products()[0];
            double[] toX = sums.products()[1];
            for (int i = 0; i < n; i++) {
                x[i] = (toX[i] - diagonal()) / (n - 1.0) - (all[i] - toX[i]) / m();
            }
            for (int j = 0; j < y.length; j++) {
                y[j] = (all[n + j] - toX[n + j] - diagonal()) / (m() - 1.0) - toX[n + j] / n;
            }
            double sx = Moments.of(x).sd();
            double sy = Moments.of(y).sd();
            return 4 * (sx * sx + sy * sy * n / m());
        }

        double criterion() {
            double within = 0;
            double rows = 0;
            for (int i = 0; i < n; i++) {
                within += sums.products()[1][i];
                rows += sums.products()[0][i];
            }
            return estimate(within, rows) / Math.sqrt(variance() + REGULARISATION);
        }
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "GoodnessOfFitTest");
    }

    @Override
    public String toString() {
        return "MaximumMeanDiscrepancyTest(" + kernel + ", " + bandwidths + ", trainingShare=" + trainingShare
                + ", permutations=" + permutations + ", alpha=" + alpha + ")";
    }
}
